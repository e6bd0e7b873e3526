"""The report as a web page: one file that stands alone, readable by people, screen readers and machines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from report.erratum import Erratum
from report.figure import figure
from report.form import Cell, Kind, Table
from report.reading.title import year_in
from report.writing.chart import Chart, svg
from report.writing.outline import WORDS, Outline, heads_of, rows_of
from templates import drawn, fill, say

PRINTED = "report/printed.html.j2"
"""What every page of a report prints alike."""
TALL = 10
"""A label reaching over more rows than this is set vertically."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the page's 网页标签 (国办发〔2017〕47号) say about the site; an empty value leaves its tag out."""

    name: str = ""
    domain: str = ""
    id_code: str = ""
    column: str = ""
    column_description: str = ""
    column_keywords: str = ""
    published: datetime | None = None
    keywords: str = ""
    author: str = ""
    description: str = ""
    image: str = ""
    url: str = ""


class Place(NamedTuple):
    """One cell as an HTML element: its name in the page, and the names of the labels that head it.

    ``drawn`` is a label whole, and of a figure how its element begins: the same in every report.
    """

    cell: Cell
    id: str
    headers: str
    vertical: bool
    drawn: str = ""


class About(NamedTuple):
    """Of which edition, year and unit the figures of a report are; ``year`` is None where its title names none."""

    edition: int
    year: int | None
    unit: str


class Exact(NamedTuple):
    """The number behind a printed figure: as counted, or money in whole 元, which ``measure`` then says."""

    value: int
    measure: str


class Picture(NamedTuple):
    """A chart drawn: what it is called, and its ``<svg>`` element."""

    title: str
    picture: str


def page(
    outline: Outline,
    *,
    site: Site | None = None,
    links: Sequence[tuple[str, str]] = (),
    charts: Sequence[Chart] = (),
    errata: Sequence[Erratum] = (),
) -> bytes:
    """Return the page; ``links`` are the address and the words of each download offered below the report."""
    around = {"site": site or Site(), "links": links, "charts": pictures(charts), "errata": errata}
    return fill("report/page.html.j2", **around, **facts_of(outline)).encode()


def facts_of(outline: Outline) -> dict[str, object]:
    """Return what a page needs to print an outline whole, in the words of its templates."""
    return {
        "outline": outline,
        "facts": about(outline),
        "numbers": numbers_of(outline),
        "layouts": {part.key: layout(part.table) for part in outline.parts if part.table},
    }


def about(outline: Outline) -> About:
    """Return what a page says of its figures to programs."""
    return About(outline.form.edition, year_in(outline.title), outline.signer)


def numbers_of(outline: Outline) -> dict[str, Exact]:
    """Return the exact number of each cell that holds one; a blank is none."""
    kinds = ((address, text, outline.form.kind(address)) for address, text in outline.figures.items())
    read = ((address, figure(text, kind), kind) for address, text, kind in kinds)
    return {
        address: Exact(found.value, say(WORDS, "yuan") if kind in _MONEY else "")
        for address, found, kind in read
        if found.value is not None and found.remark != "blank"
    }


_MONEY = frozenset({Kind.MONEY, Kind.WAN_YUAN})


def pictures(charts: Sequence[Chart]) -> tuple[Picture, ...]:
    """Draw charts."""
    return tuple(Picture(chart.title, svg(chart)) for chart in charts)


@lru_cache(maxsize=16)
def layout(table: Table) -> tuple[tuple[Place, ...], ...]:
    """Return each row's elements: the cells that begin in it."""
    return tuple(
        tuple(_place(table, cell) for cell in row if cell.row == index) for index, row in enumerate(rows_of(table))
    )


def _place(table: Table, cell: Cell) -> Place:
    heads = heads_of(table).get(cell.address, ())
    place = Place(
        cell, _id(table, cell), " ".join(_id(table, head) for head in heads), bool(cell.scope) and cell.rows > TALL
    )
    return place._replace(drawn=drawn(PRINTED, "label" if cell.scope else "opening", place))


def _id(table: Table, cell: Cell) -> str:
    return f"{table.key}-{cell.row}-{cell.column}"
