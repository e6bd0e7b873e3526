"""The report as an archivable, accessible PDF (PDF/A-2a and PDF/UA-1), set by Typst on the official page."""

import re
from pathlib import Path

import typst

from report.form import Table
from report.writing.outline import WORDS, Outline, Paragraph
from report.writing.typeset import typeset
from templates import say


class UnprintableCharacter(Exception):
    """No font at hand has a character of the report; ``places`` says where it stands."""

    def __init__(self, character: str, places: tuple[str, ...]) -> None:
        self.character = character
        self.places = places
        code = ord(character[0])
        super().__init__(say(WORDS, "unprintable", character=character, code=code, places=places))


def document(outline: Outline, *, fonts: Path | None = None) -> bytes:
    """Return the PDF; faces in the folder ``fonts`` go before the bundled ones. Same input, same bytes."""
    try:
        return typeset("report", _facts(outline), outline.stamp, fonts=fonts)
    except typst.TypstError as error:
        raise _translated(error, outline) from error


def _facts(outline: Outline) -> dict[str, object]:
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
        "head": table.head,
        "height": table.height,
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "rows": cell.rows,
                "columns": cell.columns,
                "scope": cell.scope,
                "text": outline.printed(cell),
            }
            for cell in table.cells
        ],
    }


_REFUSED = re.compile(r'the text (?:contains the disallowed codepoint )?`"(?P<text>.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def _translated(error: typst.TypstError, outline: Outline) -> Exception:
    """Return the error as the character it is about, or as it came where it is about something else."""
    match = _REFUSED.search(str(error))
    if not match:
        return error
    character = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), match["text"])
    return UnprintableCharacter(character, tuple(place for place, text in outline.passages() if character in text))
