"""The report as a table of cells (.csv): one row for each cell of the form, for Excel and for statistics."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from typing import NamedTuple

from report.form import Cell, Kind, Table
from report.sheet import Sheet
from report.writing.outline import WORDS, heads_of
from templates import say

BOM = "\ufeff"
"""Without it Excel takes the file for GBK."""


class Row(NamedTuple):
    """One cell of one report; a number is whole: as counted, or in 元."""

    unit: str
    level: str
    year: str
    edition: str
    table: str
    group: str
    line: str
    column: str
    address: str
    printed: str
    number: str
    measure: str
    state: str


def csv_bytes(*sheets: Sheet) -> bytes:
    """Return one report, or all those of a county one below the other, as RFC 4180 asks and Excel opens it."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header())
    writer.writerows(map(harmless, row) for sheet in sheets for row in rows(sheet))
    return (BOM + text.getvalue()).encode()


@lru_cache(maxsize=1)
def header() -> tuple[str, ...]:
    """Return the words above the columns."""
    return tuple(say(WORDS, "cell_columns").split(","))


def rows(sheet: Sheet) -> Iterator[Row]:
    """Yield a row for each cell of the form in printed order, those that the report lacks among them."""
    level = say(WORDS, "level", level=sheet.level)
    for table, edition in zip(sheet.form.tables, dict(sheet.form.editions).values(), strict=True):
        for address, labels in _labels(table).items():
            number, state = _read(sheet, address)
            measure = say(WORDS, "yuan") if number and sheet.form.kind(address) in _MONEY else ""
            printed = sheet.cells.get(address, "")
            place = (sheet.unit, level, str(sheet.year), str(edition), _heading(sheet, table))
            yield Row(*place, *labels, address, printed, number, measure, state)


_MONEY = frozenset({Kind.MONEY, Kind.WAN_YUAN})


def _heading(sheet: Sheet, table: Table) -> str:
    section = next(section for section in sheet.form.sections if section.table is table)
    return say(WORDS, "heading", numeral=section.numeral, heading=section.heading)


@lru_cache(maxsize=16)
def _labels(table: Table) -> dict[str, tuple[str, str, str]]:
    """Return for each address the labels of its group, of its row and of its column."""
    heads = heads_of(table)
    return {
        f"{table.key}.{line.key}.{column.key}": (
            say(WORDS, "group", labels=[*_captions(table, heads, line.key, column.key), *line.labels[:-1]]),
            line.label,
            column.label,
        )
        for line in table.lines
        for column in line.columns
    }


def _captions(table: Table, heads: dict[str, tuple[Cell, ...]], line: str, column: str) -> list[str]:
    """Return the captions over the full width above a cell: the items of article 20 in table 2."""
    return [cell.text for cell in heads[f"{table.key}.{line}.{column}"] if cell.columns == table.width]


def _read(sheet: Sheet, address: str) -> tuple[str, str]:
    """Return the exact number of a cell and what is to be said of it; a blank is told as such and never as 0."""
    figure = sheet.figures.get(address)
    if figure is None:
        return "", _state("absent")
    if figure.remark == "blank":
        return "", _state("blank")
    return ("", _state("unreadable")) if figure.value is None else (str(figure.value), _state("number"))


@lru_cache(maxsize=4)
def _state(state: str) -> str:
    return say(WORDS, "state", state=state)


# ---------------------------------------------------------------------------------------------------------------
# A spreadsheet takes what opens with = + - @ for a formula. A quotation mark before it makes it words again.

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def harmless(text: str) -> str:
    """Return a field that no program computes; a number stays a number."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def original(field: str) -> str:
    """Return the text of which ``harmless`` made a field."""
    return field[1:] if field.startswith("'") and harmless(field[1:]) == field else field
