"""Every word a reader sees: pages, documents, notices and sentences, and the two ways to fill them in."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the one Jinja2 environment: HTML is escaped, an unknown name is an error and never an empty string."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html", "html.j2", "xml", "xml.j2", "svg.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def fill(name: str, /, **values: object) -> str:
    """Fill in the template ``name`` (a path below ``templates/``)."""
    return environment().get_template(name).render(**values)


def say(book: str, sentence: str, /, **facts: object) -> str:
    """Return one sentence from a book of sentences: the macro ``sentence`` of ``templates/{book}.txt.j2``."""
    macro = getattr(environment().get_template(f"{book}.txt.j2").module, sentence)
    return str(Markup(macro(**facts))).strip()


def letter(name: str, /, **values: object) -> tuple[str, str]:
    """Fill in a letter of ``templates/notices/``: its first line is the subject, the rest the text."""
    subject, _, text = fill(f"notices/{name}.txt.j2", **values).strip().partition("\n")
    return subject.strip(), text.strip()
