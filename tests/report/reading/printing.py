"""Reports as they are printed, to be read again: a form's tables as grids, and the lines around them."""

from collections.abc import Iterable, Mapping, Sequence

from report.form import Form, Table, form_for
from report.reading.paper import Block, Field, Paper, PrintedTable

Grid = list[list[Field]]
TITLE = "广武镇人民政府2024年政府信息公开工作年度报告"
SIGNED = ("荥阳市广武镇人民政府", "2025年1月7日")


def figures(form: Form) -> dict[str, str]:
    """Return another number for each cell, so that none can be taken for another."""
    return {address: str(number) for number, address in enumerate(form.addresses, 1)}


def grid(table: Table, cells: Mapping[str, str]) -> Grid:
    """Return a table as it is printed: a merged cell's words in its first place, None in the others."""
    return [
        [
            (cells[cell.address] if cell.address else cell.text) if (cell.row, cell.column) == (row, column) else None
            for column, cell in enumerate(cells_of_row)
        ]
        for row, cells_of_row in enumerate(table.grid())
    ]


def printed(rows: Sequence[Sequence[Field]], page: int = 0, worksheet: str = "") -> PrintedTable:
    """Return rows as a table of a paper."""
    return {"rows": [list(row) for row in rows], "pages": [page] * len(rows), "worksheet": worksheet}


def lines(*texts: str, page: int = 0) -> list[Block]:
    """Return lines of a paper."""
    return [{"line": text, "page": page} for text in texts]


def paper(blocks: Iterable[Block], kind: str = "html", **meta: str) -> Paper:
    """Return a paper of these blocks."""
    return {"kind": kind, "blocks": list(blocks), "meta": meta}


def report(tables: Mapping[str, Sequence[Block]], form: Form | None = None, kind: str = "html") -> Paper:
    """Return a whole report: under the heading of each table what is given for it, and a sentence in each text."""
    blocks = lines(TITLE, "现将本年度报告公布如下。")
    for section in (form or form_for(2024)).sections:
        blocks += lines(f"{section.numeral}、{section.heading}")
        blocks += tables.get(section.table.key, ()) if section.table else lines(f"这里写{section.heading}。")
    return paper([*blocks, *lines(*SIGNED)], kind)
