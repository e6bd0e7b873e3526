"""Published reports laid out again as real offices do: the same figures, every irregularity, five kinds of file."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO

import docx
import openpyxl
import typst
from openpyxl.utils import get_column_letter

from report.form import Cell, Section
from report.forms.common import TITLE
from report.sheet import Sheet
from report.writing.fonts import BUNDLED_FONTS


@dataclass(frozen=True)
class Grid:
    """A printed table: its cells with their spans, and how many rows of head it repeats on a new page."""

    cells: tuple[Cell, ...]
    head: int

    @property
    def height(self) -> int:
        return max(cell.row + cell.rows for cell in self.cells)

    @property
    def width(self) -> int:
        return max(cell.column + cell.columns for cell in self.cells)


Block = str | Grid
Blocks = tuple[Block, ...]


def complete(sheet: Sheet) -> tuple[str, ...]:
    """Return the tables of which every cell was recorded."""
    return tuple(t.key for t in sheet.form.tables if all(a in sheet.cells for a in t.addresses))


def laid_out(sheet: Sheet) -> Blocks:
    """Return the report as the statute prints it, with those of its tables that are complete."""
    blocks: list[Block] = [TITLE.format(unit=sheet.unit, year=sheet.year)]
    for section in sheet.form.sections:
        blocks += [f"{section.numeral}、{section.heading}", *_content(sheet, section)]
    return (*blocks, sheet.unit, f"{sheet.year + 1}年1月20日")


def _content(sheet: Sheet, section: Section) -> list[Block]:
    if not section.table:
        return [line for line in sheet.texts.get(section.key, "").split("\n") if line]
    if section.table.key not in complete(sheet):
        return []
    cells = tuple(replace(c, text=sheet.cells[c.address]) if c.address else c for c in section.table.cells)
    return [Grid(cells, section.table.head)]


# ---------------------------------------------------------------------------------------------------------------
# The irregular ways

Way = Callable[[Grid], list[Grid]]


def _relabelled(change: Callable[[str], str]) -> Way:
    """Print every label another way; the figures stay."""
    return lambda grid: [
        replace(grid, cells=tuple(c if c.address else replace(c, text=change(c.text)) for c in grid.cells))
    ]


def _moved(cells: tuple[Cell, ...], rows: int, columns: int) -> tuple[Cell, ...]:
    return tuple(replace(c, row=c.row + rows, column=c.column + columns) for c in cells)


def _with_empty_margins(grid: Grid) -> list[Grid]:
    """大垅乡 2020 has an empty column on the left, 中山街道 an empty row at the end."""
    left = tuple(Cell(row, 0) for row in range(grid.height))
    below = tuple(Cell(grid.height, column) for column in range(grid.width + 1))
    return [replace(grid, cells=(*left, *_moved(grid.cells, 0, 1), *below))]


def _over_two_pages(grid: Grid) -> list[Grid]:
    """洪泽 2023: the table goes on overleaf, its head is repeated, and the group's label is lost there."""
    cut = grid.height - 4
    if cut <= grid.head + 1:
        return [grid]
    first = tuple(replace(c, rows=min(c.rows, cut - c.row)) for c in grid.cells if c.row < cut)
    head = tuple(c for c in grid.cells if c.row < grid.head)
    shift = grid.head - cut
    rest = tuple(replace(c, row=c.row + shift) for c in grid.cells if c.row >= cut)
    lost = tuple(
        replace(c, row=grid.head, rows=c.row + c.rows - cut, text="")
        for c in grid.cells
        if c.row < cut < c.row + c.rows
    )
    return [replace(grid, cells=first), replace(grid, cells=(*head, *lost, *rest))]


_SPLIT = {"商业企业": ("商业", "企业"), "科研机构": ("科研", "机构"), "结果维持": ("结果", "维持")}


def only_persons_and_totals(grid: Grid) -> Grid:
    """Print of table 3 the first and the last value of each row, and no cell between: 南湖局 2019."""
    inner = {"business", "research", "public_interest", "legal_service", "other_org"}
    return replace(grid, cells=tuple(c for c in grid.cells if c.address.rpartition(".")[2] not in inner))


def _with_heads_in_two_rows(grid: Grid) -> list[Grid]:
    """徐闻县司法局 2023: 商业 | 科研 stand in one row of the head, 企业 | 机构 in the next."""
    row = next((c.row + c.rows - 1 for c in grid.cells if c.text in _SPLIT), None)
    if row is None:
        return [grid]
    cells: list[Cell] = []
    for cell in grid.cells:
        if cell.text in _SPLIT and not cell.address:
            above, below = _SPLIT[cell.text]
            cells += [replace(cell, text=above), replace(cell, row=cell.row + cell.rows, rows=1, text=below)]
        elif cell.row <= row < cell.row + cell.rows:
            cells.append(replace(cell, rows=cell.rows + 1))
        else:
            cells.append(cell if cell.row <= row else replace(cell, row=cell.row + 1))
    return [Grid(tuple(cells), grid.head + 1)]


def _without_merges(grid: Grid) -> list[Grid]:
    """An export that gives every place a cell of its own: a merged label stands in the first place only."""
    cells: list[Cell] = []
    for c in grid.cells:
        places = [(r, k) for r in range(c.row, c.row + c.rows) for k in range(c.column, c.column + c.columns)]
        if c.address:
            cells.append(c)
            continue
        cells += [Cell(r, k, text=c.text if (r, k) == places[0] else "") for r, k in places]
    return [replace(grid, cells=tuple(cells))]


_ASCII = str.maketrans("（）“”、：，", '()"",:,')
_RADICALS = str.maketrans("一文行生人民门", "⼀⽂⾏⽣⼈⺠⻔")
_TYPOS = {
    "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",  # 洪泽 2023 and 2024
    "行政规范性文件": "规范性文件",  # four reports of form 2021
    "现行有效件数": "现行有效件",  # 七家子镇 2023
    "采购项目数量": "采购项目数",
    "（六）其他处理": "（六）其他",
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": "1.逾期不补正",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": "2.逾期不缴费",
    "3.补正后申请内容仍不明确": "3.补正后申请内容扔不明确",
    "4.无正当理由大量反复申请": "4.无正当理由大量反复申清",
    "三、本年度办理结果": "三、本年度处理结果",
    "四、结转下年度继续办理": "四、转结下年度继续办理",  # 大云镇 2024 wrote 转结
    "法律服务机构": "法律服务机够",
}


def _spaced(label: str) -> str:
    """洪泽, 上海: 总 计, 本年新 制作数量, 大量反复 申请, 或重 新出具."""
    middle = len(label) // 2
    return f"{label[:1]} {label[1:middle]} {label[middle:]}" if len(label) > 1 else label


def _unbalanced(label: str) -> str:
    """秦安 2025: ）依申请公开; the opening bracket is lost."""
    return label[1:] if label.startswith("（") else label.replace("）", "")


WAYS: Mapping[str, Way] = {
    "as the statute has it": lambda grid: [grid],
    "blanks within labels": _relabelled(_spaced),
    "ASCII brackets and quotes": _relabelled(lambda label: label.translate(_ASCII)),
    "brackets that do not pair": _relabelled(_unbalanced),
    "radicals for characters": _relabelled(lambda label: label.translate(_RADICALS)),
    "typos and short forms": _relabelled(lambda label: _TYPOS.get(label, label)),
    "an empty column and an empty row": _with_empty_margins,
    "over two pages": _over_two_pages,
    "heads in two rows": _with_heads_in_two_rows,
    "no merged cells": _without_merges,
}


def in_the_way(blocks: Blocks, way: Way) -> Blocks:
    """Return the report with each of its tables printed that way."""
    changed: list[Block] = []
    for block in blocks:
        changed += way(block) if isinstance(block, Grid) else [block]
    return tuple(changed)


# ---------------------------------------------------------------------------------------------------------------
# The kinds of file


def as_html(blocks: Blocks) -> bytes:
    """Write a page as a content management system does, with no markup for what is a heading."""
    parts = [_html_table(b) if isinstance(b, Grid) else f"<p>{html.escape(b)}</p>" for b in blocks]
    return f"<!DOCTYPE html><html><meta charset='utf-8'><body><div>{''.join(parts)}</div></body></html>".encode()


def _html_table(grid: Grid) -> str:
    rows = [[c for c in sorted(grid.cells, key=lambda c: c.column) if c.row == row] for row in range(grid.height)]
    return "<table>" + "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows) + "</table>"


def _html_cell(cell: Cell) -> str:
    return f'<td rowspan="{cell.rows}" colspan="{cell.columns}"><p>{html.escape(cell.text)}</p></td>'


def as_docx(blocks: Blocks) -> bytes:
    """Write a Word document with merged cells."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        places = [row.cells for row in document.add_table(block.height, block.width).rows]
        for cell in block.cells:
            first = places[cell.row][cell.column]
            if cell.rows * cell.columns > 1:
                first = first.merge(places[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
            first.paragraphs[0].text = cell.text
    return _saved(document.save)


def as_xlsx(blocks: Blocks) -> bytes:
    """Write one worksheet, counts as numbers, as somebody types a report into Excel."""
    book = openpyxl.Workbook()
    sheet = book.active
    row = 1
    for block in blocks:
        if isinstance(block, str):
            sheet.cell(row, 1, block)
            row += 1
            continue
        for cell in block.cells:
            at = sheet.cell(row + cell.row, 1 + cell.column)
            at.value = int(cell.text) if cell.text.isdigit() else cell.text or None
            if cell.rows * cell.columns > 1:
                last = f"{get_column_letter(cell.column + cell.columns)}{row + cell.row + cell.rows - 1}"
                sheet.merge_cells(f"{at.coordinate}:{last}")
        row += block.height
    return _saved(book.save)


def _saved(save: Callable[[BytesIO], object]) -> bytes:
    out = BytesIO()
    save(out)
    return out.getvalue()


def as_text(blocks: Blocks) -> bytes:
    """Copy the report out of a browser: columns parted by tabs, merged places left empty."""
    return "\n".join(_text_table(b) if isinstance(b, Grid) else b for b in blocks).encode()


def _text_table(grid: Grid) -> str:
    places = {(cell.row, cell.column): cell.text for cell in grid.cells}
    rows = [[places.get((row, column), "") for column in range(grid.width)] for row in range(grid.height)]
    return "\n".join("\t".join(row) for row in rows)


_PAGE = """
#set page(paper: "a4", flipped: true, margin: 15mm)
#set text(font: ("Noto Serif SC", "Noto Serif CJK SC"), size: 8pt, lang: "zh")
#let blocks = json(bytes(sys.inputs.at("blocks")))
#for block in blocks {
  if type(block) == str [#par(block)] else {
    table(columns: block.width, ..block.cells.map(c =>
      table.cell(x: c.column, y: c.row, colspan: c.columns, rowspan: c.rows, c.text)))
  }
}
"""


def as_pdf(blocks: Blocks) -> bytes:
    """Set the report with plain ruled tables."""
    values = [
        b
        if isinstance(b, str)
        else {
            "width": b.width,
            "cells": [
                {"row": c.row, "column": c.column, "rows": c.rows, "columns": c.columns, "text": c.text}
                for c in b.cells
            ],
        }
        for b in blocks
    ]
    inputs = {"blocks": json.dumps(values, ensure_ascii=False)}
    return typst.compile(_PAGE.encode(), font_paths=[BUNDLED_FONTS], sys_inputs=inputs)


KINDS: Mapping[str, Callable[[Blocks], bytes]] = {
    "page.html": as_html,
    "report.docx": as_docx,
    "report.xlsx": as_xlsx,
    "report.pdf": as_pdf,
    "report.txt": as_text,
}
