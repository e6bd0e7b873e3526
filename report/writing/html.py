"""The report as a web page: one file that stands alone, readable by people, screen readers and machines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from report.form import Cell, Table
from report.writing.outline import Outline, heads_of, rows_of
from templates import fill

TALL = 10
"""A label reaching over more rows than this is set vertically."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the page's 网页标签 (国办发〔2017〕47号) say about the site; an empty value leaves its tag out."""

    name: str = ""
    domain: str = ""
    id_code: str = ""
    column: str = ""
    published: datetime | None = None


class Place(NamedTuple):
    """One cell as an HTML element: its name in the page, and the names of the labels that head it."""

    cell: Cell
    id: str
    headers: str
    vertical: bool


def page(outline: Outline, *, site: Site | None = None, links: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return the page; ``links`` are the address and the words of each download offered below the report."""
    text = fill(
        "report/page.html.j2",
        outline=outline,
        site=site or Site(),
        links=links,
        layouts={part.key: layout(part.table) for part in outline.parts if part.table},
    )
    return text.encode()


@lru_cache(maxsize=16)
def layout(table: Table) -> tuple[tuple[Place, ...], ...]:
    """Return each row's elements: the cells that begin in it."""
    return tuple(
        tuple(_place(table, cell) for cell in row if cell.row == index) for index, row in enumerate(rows_of(table))
    )


def _place(table: Table, cell: Cell) -> Place:
    heads = heads_of(table).get(cell.address, ())
    return Place(
        cell, _id(table, cell), " ".join(_id(table, head) for head in heads), bool(cell.scope) and cell.rows > TALL
    )


def _id(table: Table, cell: Cell) -> str:
    return f"{table.key}-{cell.row}-{cell.column}"
