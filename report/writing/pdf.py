"""The report as an archivable, accessible PDF (PDF/A-2a and PDF/UA-1), set by Typst on the official page."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path

import typst

from report.form import Cell, Table
from report.writing.fonts import characters, unprintable
from report.writing.outline import WORDS, Outline, Paragraph, rows_of
from report.writing.tagging import with_row_headers
from report.writing.typeset import typeset
from templates import say


class UnprintableCharacter(Exception):
    """No font at hand has some characters of the report; ``places`` says of each where it stands."""

    def __init__(self, places: Mapping[str, tuple[str, ...]]) -> None:
        self.places = dict(places)
        self.character = next(iter(places))
        named = [(character, ord(character[0]), where) for character, where in places.items()]
        super().__init__(say(WORDS, "unprintable", characters=named))


def require_printable(outline: Outline, fonts: Path | None = None) -> None:
    """Raise ``UnprintableCharacter`` where a report holds one, naming all of them, before anything is rendered."""
    if outline.letters <= characters(fonts):
        return
    if places := unprintable(outline.passages(), fonts):
        raise UnprintableCharacter(places)


def document(outline: Outline, *, fonts: Path | None = None) -> bytes:
    """Return the PDF; faces in the folder ``fonts`` go before the bundled ones. Same input, same bytes."""
    require_printable(outline, fonts)
    try:
        plain = typeset("report", facts(outline), outline.stamp, fonts=fonts)
    except typst.TypstError as error:
        raise _translated(error, outline) from error
    return with_row_headers(plain, outline.form.tables)


def facts(outline: Outline) -> dict[str, object]:
    """Return what the template prints; texts travel as strings, so nothing an organ writes is markup."""
    return {
        "title": outline.title,
        "headline": outline.headline,
        "signer": outline.signer,
        "day": outline.day,
        "stamp": [outline.stamp.year, outline.stamp.month, outline.stamp.day],
        "preamble": _paragraphs(outline.preamble),
        "parts": [
            {
                "heading": part.heading,
                "paragraphs": _paragraphs(part.paragraphs),
                "table": _table(outline, part.table) if part.table else None,
            }
            for part in outline.parts
        ],
    }


def _paragraphs(paragraphs: tuple[Paragraph, ...]) -> list[dict[str, str]]:
    return [{"lead": it.lead, "rest": it.rest} for it in paragraphs]


def _table(outline: Outline, table: Table) -> dict[str, object]:
    return {
        "widths": table.widths,
        "longest": max(len(outline.printed(cell).encode()) for cell in table.cells if cell.address),
        "bands": [
            {
                "head": head,
                "repeat": head and cells[0].row < table.head,
                "cells": [_cell(cell, outline.printed(cell)) for cell in cells],
            }
            for head, cells in _bands(table)
        ],
    }


def _cell(cell: Cell, text: str) -> dict[str, object]:
    return {
        "column": cell.column,
        "rows": cell.rows,
        "columns": cell.columns,
        "scope": cell.scope,
        "text": text,
    }


@lru_cache(maxsize=16)
def _bands(table: Table) -> tuple[tuple[bool, tuple[Cell, ...]], ...]:
    """Cut a table, in printed order, into heads (rows of nothing but column labels) and what stands below them."""
    rows = [tuple(cell for cell in row if cell.row == number) for number, row in enumerate(rows_of(table))]
    bands = groupby(rows, lambda row: all(cell.scope in {"col", "colgroup"} for cell in row))
    return tuple((head, tuple(chain.from_iterable(band))) for head, band in bands)


_REFUSED = re.compile(r'(?:text|codepoint) `"(?P<text>.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def _translated(error: typst.TypstError, outline: Outline) -> Exception:
    """Return the error as the character it is about, or as it came where it is about something else."""
    match = _REFUSED.search(str(error))
    if not match:
        return error
    character = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), match["text"])
    return UnprintableCharacter({character: tuple(place for place, text in outline.passages() if character in text)})
