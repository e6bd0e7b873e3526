"""Every word a reader sees: pages, documents, notices and sentences, and the two ways to fill them in."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.environment import TemplateModule
from markupsafe import Markup

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the one Jinja2 environment: HTML is escaped, an unknown name is an error and never an empty string."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html", "html.j2", "xml", "xml.j2", "svg.j2")),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def fill(name: str, /, **values: object) -> str:
    """Fill in the template ``name`` (a path below ``templates/``)."""
    return environment().get_template(name).render(**values)


def drawn(name: str, macro: str, /, *values: object) -> Markup:
    """Return what one macro of a page's template makes: for what is drawn once and printed many times."""
    return Markup(getattr(_module(name), macro)(*values))


def say(book: str, sentence: str, /, **facts: object) -> str:
    """Return one sentence from a book of sentences: the macro ``sentence`` of ``templates/{book}.txt.j2``."""
    return str(getattr(_module(f"{book}.txt.j2"), sentence)(**facts)).strip()


@lru_cache(maxsize=64)
def _module(name: str) -> TemplateModule:
    return environment().get_template(name).module


def letter(name: str, /, **values: object) -> tuple[str, str]:
    """Fill in a letter of ``templates/notices/``: its first line is the subject, the rest the text."""
    subject, _, text = fill(f"notices/{name}.txt.j2", **values).strip().partition("\n")
    return subject.strip(), text.strip()
