"""A whole report typed into a workbook (.xlsx, .xls, .ods) → its lines and tables, worksheet by worksheet."""

import re
import zipfile
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring  # the guard has refused document types and entities before

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from report.forms import FORMS
from report.reading import Refusal
from report.reading.flow import shown
from report.reading.grid import errors, parts
from report.reading.guard import LAST_COLUMN, LAST_ROW, MOST_CHARACTERS
from report.reading.labels import key
from report.reading.paper import Block, Field, Paper, PrintedTable
from templates import say


def paper(content: bytes) -> Paper:
    """Return what the visible worksheets of a workbook show; refuse what cannot be read."""
    try:
        worksheets = list(_worksheets(content))
    except (Refusal, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the parsers raise whatever a broken file makes them stumble over, Rust its panic
        sentence = "encrypted" if type(error).__name__ == "PasswordError" else "unreadable"
        raise Refusal.of(sentence, name="") from error
    if sum(len(field or "") for each in worksheets for row in each.rows for field in row) > MOST_CHARACTERS:
        raise Refusal.of("too_much_text", name="", limit=MOST_CHARACTERS)
    return {"kind": "workbook", "blocks": [block for each in worksheets for block in _blocks(each)], "meta": {}}


class _Worksheet(NamedTuple):
    """One worksheet: its words from A1 on, None where a merged cell covers a place; rows that one reaches into."""

    name: str
    rows: list[list[Field]]
    hanging: frozenset[int]


Merge = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last place of a merged cell, each as row and column from 0."""


def _worksheets(content: bytes) -> Iterator[_Worksheet]:
    """Yield the visible worksheets, whatever program wrote the file."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if "content.xml" in archive.namelist():
                yield from _open_worksheets(fromstring(archive.read("content.xml")))
                return
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    marks = _marks(content) if content.startswith(b"PK") else {}
    for sheet in book.sheets_metadata:
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            yield _worksheet(book.get_sheet_by_name(sheet.name), marks.get(sheet.name, {}))


# ---------------------------------------------------------------------------------------------------------------
# .xlsx and .xls


def _worksheet(sheet: CalamineSheet, marks: dict[tuple[int, int], str]) -> _Worksheet:
    if sheet.total_height > LAST_ROW or sheet.total_width > LAST_COLUMN:
        raise Refusal.of("out_of_range", name="", cell=f"R{sheet.total_height}C{sheet.total_width}", is_form=False)
    rows = [[_seen(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), words in marks.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = words
    return _merged(sheet.name, rows, sheet.merged_cell_ranges or [])


def _seen(cell: object) -> str:
    """Return a value as a person sees it: 1 for 1.0, 0.3 for 0.1 + 0.2, a date as 2021-01-07."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return format(Decimal(f"{cell:.15g}").normalize() + 0, "f")
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return shown(str(cell))


def _marks(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Return by worksheet the places whose value the parser must not decide.

    It takes an error for a blank; and it takes a formula that was never computed for the 0 that some programs write
    in its place: they ask for the computation at the next opening, and until then nobody knows the number.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        outline = fromstring(archive.read("xl/workbook.xml"))
        computation = outline.find("{*}calcPr")
        stale = computation is not None and computation.get("fullCalcOnLoad") in ("1", "true")
        marks: dict[str, dict[tuple[int, int], str]] = {}
        for name, part in parts(archive, outline):
            sheet = fromstring(archive.read(part))
            held = dict.fromkeys(_uncomputed(sheet, {"", "0"} if stale else {""}), say("refusals", "uncomputed"))
            marks[name] = held | {(row, column): error for row, column, error in errors(sheet)}
        return marks


_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _uncomputed(sheet: Element, values: Container[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of formulas whose kept value is none."""
    for cell in sheet.iterfind("{*}sheetData/{*}row/{*}c"):
        place = _REFERENCE.fullmatch(cell.get("r", ""))
        if place and cell.find("{*}f") is not None and cell.findtext("{*}v", "") in values:
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            yield int(place[2]) - 1, column - 1


# ---------------------------------------------------------------------------------------------------------------
# .ods: the file itself holds what a person sees, number by number

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def _open_worksheets(document: Element) -> Iterator[_Worksheet]:
    hidden = {
        style.get(f"{_STYLE}name")
        for style in document.iter(f"{_STYLE}style")
        for look in style.iterfind(f"{_STYLE}table-properties")
        if look.get(f"{_TABLE}display") == "false"
    }
    for table in document.iter(f"{_TABLE}table"):
        if table.get(f"{_TABLE}style-name") not in hidden:
            yield _open_worksheet(table)


def _open_worksheet(table: Element) -> _Worksheet:
    rows: list[list[str]] = []
    merges: list[Merge] = []
    for row in table.iter(f"{_TABLE}table-row"):
        fields: list[str] = []
        for cell in row:
            if cell.tag == f"{_TABLE}table-cell" and (merge := _span(cell, len(rows), len(fields))):
                merges.append(merge)
            times = _times(cell, "number-columns-repeated", LAST_COLUMN - len(fields))
            fields += [_paragraphs(cell)] * times
        rows += [list(fields) for _ in range(_times(row, "number-rows-repeated", LAST_ROW - len(rows)))]
    while rows and not any(rows[-1]):
        rows.pop()  # every worksheet goes on to row 1048576
    return _merged(table.get(f"{_TABLE}name", ""), rows, merges)


def _times(element: Element, attribute: str, most: int) -> int:
    """Return how often an element is repeated, within the bounds of a worksheet."""
    written = element.get(_TABLE + attribute, "1")
    return max(0, min(int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 1, most))


def _span(cell: Element, row: int, column: int) -> Merge | None:
    across = _times(cell, "number-columns-spanned", LAST_COLUMN)
    down = _times(cell, "number-rows-spanned", LAST_ROW)
    return ((row, column), (row + down - 1, column + across - 1)) if across * down > 1 else None


def _paragraphs(cell: Element) -> str:
    """Return the words of a cell: its own paragraphs, not those of a note that is pinned to it."""
    return shown("\n".join("".join(text.itertext()) for text in cell.iterfind(f"{_TEXT}p")))


# ---------------------------------------------------------------------------------------------------------------
# Merged cells


def _merged(name: str, rows: Sequence[Sequence[str]], merges: Sequence[Merge]) -> _Worksheet:
    """Return a worksheet as one grid, each merged cell with its words in its first place."""
    within = [merge for merge in merges if merge[1][0] < LAST_ROW and merge[1][1] < LAST_COLUMN]
    width = max((*map(len, rows), *(last[1] + 1 for _, last in within)), default=0)
    height = max((len(rows), *(last[0] + 1 for _, last in within)))
    grid: list[list[Field]] = [[*row, *[""] * (width - len(row))] for row in rows]
    grid += [[""] * width for _ in range(height - len(rows))]
    hanging: set[int] = set()
    for (top, left), (bottom, right) in within:
        hanging.update(range(top + 1, bottom + 1))
        for row in range(top, bottom + 1):
            first = left + 1 if row == top else left
            grid[row][first : right + 1] = [None] * (right + 1 - first)
    return _Worksheet(name, grid, frozenset(hanging))


# ---------------------------------------------------------------------------------------------------------------
# Lines and tables: a worksheet does not say where a table begins

LONGEST_LABEL = 60
"""The longest statutory label has 45 characters; what is longer in one cell alone is a paragraph."""
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,2}\s*[、.．]")


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    """Return the words of every statutory label and header, as they are compared."""
    tables = (table for form in FORMS.values() for table in form.tables)
    return frozenset(key(cell.text) for table in tables for cell in table.cells if not cell.address)


def _blocks(sheet: _Worksheet) -> Iterator[Block]:
    """Yield the lines and the tables of a worksheet.

    A row with several fields is a table's. A row with one or none is a table's too if that is a statutory label, if a
    merged cell reaches into it, if it has the width of a label above it, or if more of the table follows.
    """
    start = end = 0  # the rows of the table so far; those behind it may still be found to belong to it
    for index in range(len(sheet.rows)):
        if _is_tabular(sheet, index, start, end):
            start, end = start if start < end else index, index + 1
        elif start == end or not _may_be_followed(sheet, index):
            yield from _table(sheet, start, end)
            yield from _lines(sheet.rows[end : index + 1])
            start = end = index + 1
    yield from _table(sheet, start, end)
    yield from _lines(sheet.rows[end:])


def _is_tabular(sheet: _Worksheet, index: int, start: int, end: int) -> bool:
    filled = [column for column, field in enumerate(sheet.rows[index]) if field]
    if len(filled) > 1 or (start < end and index in sheet.hanging):
        return True
    if not filled:
        return False
    words = sheet.rows[index][filled[0]] or ""
    if len(words) <= LONGEST_LABEL and key(words) in _labels():
        return True
    return start < end and _is_beside_blanks(sheet, index, filled[0], start, end)


def _is_beside_blanks(sheet: _Worksheet, index: int, column: int, start: int, end: int) -> bool:
    """Say whether a merged cell reaches as far as a label above it: then it is one, with no figures beside it."""
    right = _right_of(sheet.rows[index], column)
    rows = sheet.rows[start:end]
    return column + 1 < right and any(_right_of(row, column) == right and any(row[right:]) for row in rows)


def _right_of(row: Sequence[Field], column: int) -> int:
    """Return the column behind a field."""
    behind = (other for other in range(column + 1, len(row)) if row[other] is not None)
    return next(behind, len(row))


def _may_be_followed(sheet: _Worksheet, index: int) -> bool:
    """Say whether more of a table may follow a row: a short one that is no heading, or a single blank one."""
    words = "".join(field or "" for field in sheet.rows[index])
    if not words:
        return any(sheet.rows[index - 1])
    return len(words) <= LONGEST_LABEL and not _HEADING.match(words)


def _table(sheet: _Worksheet, start: int, end: int) -> Iterator[PrintedTable]:
    """Yield the table in some rows, with the blank row below it: the figures of table 4 have no label beside them."""
    if start < end:
        width = max(map(_width, sheet.rows[start:end]))
        rows = [row[:width] for row in sheet.rows[start:end]]
        if end == len(sheet.rows) or not any(sheet.rows[end]):
            rows.append([""] * width)
        yield {"rows": rows, "pages": [0] * len(rows), "worksheet": sheet.name, "first_row": start + 1}


def _width(row: Sequence[Field]) -> int:
    """Return how many columns a row fills, merged cells whole."""
    return max((column + 1 for column, field in enumerate(row) if field != ""), default=0)


def _lines(rows: Iterable[Sequence[Field]]) -> Iterator[Block]:
    for row in rows:
        for line in "\n".join(field for field in row if field).splitlines():
            if line.strip():
                yield {"line": line.strip(), "page": 0}
