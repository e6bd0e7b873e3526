"""Typst at work: a template of ours and facts in, a PDF or a picture out; same input, same bytes."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from report.writing.fonts import BUNDLED_FONTS
from templates import FOLDER


def typeset(template: str, facts: Mapping[str, object], stamp: date, *, fonts: Path | None = None) -> bytes:
    """Return ``templates/documents/{template}.typ`` as PDF/A-2a and PDF/UA-1; nothing that is told becomes markup.

    Faces in the folder ``fonts`` go before the bundled ones; ``stamp`` is the date the file carries. Raises
    ``typst.TypstError`` for a character that no font has.
    """
    moment = datetime.combine(stamp, time(), UTC)
    with _ONE_AT_A_TIME:
        compiler = _compiler(template, fonts)
        pdf = compiler.compile(sys_inputs=_inputs(facts), pdf_standards=["a-2a", "ua-1"], timestamp=moment)
    assert isinstance(pdf, bytes)
    return pdf


def picture(template: str, facts: Mapping[str, object], *, ppi: float, fonts: Path | None = None) -> bytes:
    """Return the one page of a template as PNG, ``ppi`` pixels an inch."""
    (only,) = pictures(template, facts, ppi=ppi, fonts=fonts)
    return only


def pictures(
    template: str, facts: Mapping[str, object], *, ppi: float, fonts: Path | None = None
) -> tuple[bytes, ...]:
    """Return every page of a template as PNG, ``ppi`` pixels an inch."""
    with _ONE_AT_A_TIME:
        made = _compiler(template, fonts).compile(sys_inputs=_inputs(facts), format="png", ppi=ppi)
    return (made,) if isinstance(made, bytes) else tuple(page for page in made or () if page)


def _inputs(facts: Mapping[str, object]) -> dict[str, str]:
    return {"data": json.dumps(facts, ensure_ascii=False)}


_ONE_AT_A_TIME = Lock()
"""A Typst compiler refuses a second thread, and two threads would not be faster than one."""


@lru_cache(maxsize=16)
def _compiler(template: str, fonts: Path | None) -> typst.Compiler:
    """Return the compiler of a template; it keeps what it has parsed and shaped for the next report."""
    return typst.Compiler(
        input=str(FOLDER / f"documents/{template}.typ"),
        root=str(FOLDER / "documents"),
        font_paths=_faces(fonts),
        ignore_system_fonts=True,
    )


@lru_cache(maxsize=4)
def _faces(fonts: Path | None) -> typst.Fonts:
    # System fonts stay out: the same sheet must give the same bytes on every machine.
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*([str(fonts)] if fonts else []), str(BUNDLED_FONTS)],
    )
