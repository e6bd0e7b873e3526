"""The report as data: the interchange file, and a workbook with the tables as printed."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from report.figure import figure, printed
from report.form import Cell, Column, Kind, Line, Table
from report.sheet import Sheet, as_interchange
from report.writing.archive import packed
from report.writing.outline import WORDS, Outline, width
from templates import say

BREADTH = 110
"""How broad each table's sheet is, in letters: it then prints on one page of A4."""

PART_BREADTH, TEXT_BREADTH = 26, 84
FACE = {"font_name": "宋体", "font_size": 10}
SHADE = "#F1F4F7"
LONGEST_HEADER = 100
"""How much of a title stands above a printed page: a header holds 255 signs, and each & takes two."""
LONGEST = 32767
"""The longest text a cell of a workbook holds."""
HIGHEST = 409.0
"""The highest a row of a workbook can be, in points."""


def interchange_bytes(sheet: Sheet) -> bytes:
    """Return the interchange file: sorted and indented, so that equal sheets give equal bytes and readable diffs."""
    return (json.dumps(as_interchange(sheet), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def workbook(outline: Outline) -> bytes:
    """Return the workbook: the texts, then one sheet for each statutory table; same input, same bytes."""
    content = BytesIO()
    # What people wrote must never become a formula or a link.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, plain) as book:
        book.set_properties(
            {
                "title": outline.title,
                "author": outline.signer,
                "created": datetime.combine(outline.stamp, time()),
            }
        )
        # Every value is kept already; a program that is told to reckon anew would distrust them, as our reader does.
        book.calc_on_load = False
        _write_texts(book, outline)
        for part in outline.parts:
            if part.table:
                _write_table(book, book.add_worksheet(part.heading[:31]), outline, part.table)
    return packed(content.getvalue())


def _write_texts(book: Workbook, outline: Outline) -> None:
    """Write every paragraph beside the name of its part."""
    page = book.add_worksheet(say(WORDS, "texts_sheet"))
    text = book.add_format({**FACE, "text_wrap": True, "valign": "top"})
    head = book.add_format({**FACE, "bold": True, "bg_color": SHADE, "bottom": 1})
    page.set_column(0, 0, PART_BREADTH)
    page.set_column(1, 1, TEXT_BREADTH)
    for row, (part, words) in enumerate(_bites(_texts(outline))):
        page.write_string(row, 0, part, text if row else head)
        page.write_string(row, 1, words, text if row else head)
        page.set_row(row, max(_height(part, PART_BREADTH), _height(words, TEXT_BREADTH)))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    _fit_on_paper(page, outline)


def _texts(outline: Outline) -> Iterator[tuple[str, str]]:
    yield say(WORDS, "part_column"), say(WORDS, "text_column")
    yield say(WORDS, "title"), outline.title
    yield from ((say(WORDS, "opening"), paragraph.text) for paragraph in outline.preamble)
    for part in outline.parts:
        if not part.table:
            yield from ((part.heading, text) for text in [it.text for it in part.paragraphs] or [""])
    yield say(WORDS, "signer"), outline.signer
    if outline.day:
        yield say(WORDS, "signed_on"), outline.day


def _bites(texts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Cut what is longer than a cell may be into several rows: nothing is lost."""
    for part, words in texts:
        for start in range(0, len(words) or 1, LONGEST):
            yield part, words[start : start + LONGEST]


def _write_table(book: Workbook, page: Worksheet, outline: Outline, table: Table) -> None:
    """Write one table exactly where the form says, from A1 on."""
    formats = _formats(book)
    sums = dict(_sums(outline, table))
    for cell in table.cells:
        style = formats[cell.scope if cell.scope == "row" else "head" if cell.scope else "figure"]
        if cell.rows > 1 or cell.columns > 1:
            page.merge_range(
                cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1, "", style
            )
        _write_cell(page, cell, outline, sums.get(cell.address, ""), style)
        if cell.address:
            book.define_name(cell_name(cell.address), f"={quote_sheetname(page.name)}!{_corner(cell)}")
    page.freeze_panes(table.head, min(cell.column for cell in table.cells if cell.address))
    if table.head:
        page.repeat_rows(0, table.head - 1)
    _set_sizes(page, outline, table)
    _fit_on_paper(page, outline)
    if table.height < table.width:
        page.set_landscape()


def cell_name(address: str) -> str:
    """Return the name by which the formulas of another workbook refer to a cell: t3_received_total."""
    return address.replace(".", "_")


def _corner(cell: Cell) -> str:
    return str(xl_rowcol_to_cell(cell.row, cell.column, row_abs=True, col_abs=True))


def _formats(book: Workbook) -> dict[str, Format]:
    common = {**FACE, "border": 1, "text_wrap": True, "valign": "vcenter"}
    return {
        "head": book.add_format({**common, "align": "center", "bg_color": SHADE}),
        "row": book.add_format({**common, "align": "left", "indent": 1, "bg_color": SHADE}),
        "figure": book.add_format({**common, "align": "center"}),
    }


def _write_cell(page: Worksheet, cell: Cell, outline: Outline, formula: str, style: Format) -> None:
    text = outline.printed(cell)
    number = _number(outline, cell.address)
    if not text:
        page.write_blank(cell.row, cell.column, None, style)
    elif number is None:
        page.write_string(cell.row, cell.column, text, style)
    elif formula:
        page.write_formula(cell.row, cell.column, formula, style, int(number))
    else:
        page.write_number(cell.row, cell.column, float(number), style)


def _number(outline: Outline, address: str) -> Decimal | None:
    """Return what the workbook holds as a number: only a figure printed plainly, none loses a word or a sign."""
    text = outline.figures.get(address, "")
    if not text:
        return None
    kind = outline.form.kind(address)
    value = figure(text, kind).value
    plain = value is not None and printed(value, kind) == text and (kind is not Kind.MONEY or value == 0)
    return Decimal(text) if plain else None


def _sums(outline: Outline, table: Table) -> Iterator[tuple[str, str]]:
    """Yield the formula of every total that agrees with its parts; any other keeps the number the organ printed."""
    places = {cell.address: cell for cell in table.cells if cell.address}
    for line in table.lines:
        for column in line.columns:
            total, parts = f"{table.key}.{line.key}.{column.key}", _parts(table, line, column)
            if parts and _number(outline, total) == sum(_number(outline, part) or 0 for part in parts):
                first, last = places[parts[0]], places[parts[-1]]
                yield total, f"=SUM({xl_range(first.row, first.column, last.row, last.column)})"


def _parts(table: Table, line: Line, column: Column) -> tuple[str, ...]:
    """Return the cells a total adds up, neighbours on paper: those left of 总计, or the outcomes above （七）总计."""
    if column.key == "total":
        return tuple(f"{table.key}.{line.key}.{other.key}" for other in line.columns if other is not column)
    if line.key == "handled":
        outcomes = (other for other in table.lines if other.labels[0] == line.labels[0] and other is not line)
        return tuple(f"{table.key}.{other.key}.{column.key}" for other in outcomes)
    return ()


def _set_sizes(page: Worksheet, outline: Outline, table: Table) -> None:
    """Make every column as broad as its widest figure and every row as high as its longest label."""
    share = BREADTH / sum(table.widths)
    breadths = [share * part for part in table.widths]
    for cell in table.cells:
        if cell.address and cell.columns == 1:
            breadths[cell.column] = max(breadths[cell.column], 2 * width(outline.printed(cell)) + 2)
    for index, breadth in enumerate(breadths):
        page.set_column(index, index, breadth)
    for row, height in _heights(table, breadths).items():
        page.set_row(row, height)


def _heights(table: Table, breadths: list[float]) -> Mapping[int, float]:
    """Return each row's height in points: a merged cell does not make its row grow by itself."""
    heights = dict.fromkeys(range(table.height), 20.0)
    for cell in table.cells:
        room = sum(breadths[cell.column : cell.column + cell.columns]) - 3
        if cell.rows == 1:
            heights[cell.row] = max(heights[cell.row], _height(cell.text, room))
    return heights


def _height(text: str, room: float) -> float:
    return min(HIGHEST, 6 + 14 * max(1, ceil(2 * width(text) / room)))


def _fit_on_paper(page: Worksheet, outline: Outline) -> None:
    """Put all columns on one page of A4 that says whose report it is; its words are no codes of a header."""
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_header("&C" + outline.title[:LONGEST_HEADER].replace("&", "&&"))
    page.set_footer("&C&P / &N")
