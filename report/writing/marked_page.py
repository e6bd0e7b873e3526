"""A report as a page with everything that was found in it marked, and the page that leads to many of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote as in_address

from report.inspection import Inspection, Point, Tally, sort_of, total
from report.reading.files import RESULT
from report.sheet import TEXTS, Sheet
from report.writing.html import layout
from report.writing.outline import outline
from report.writing.whereabouts import places, where
from templates import fill, say

HEAVIEST = ("error", "explain", "notice", "explained", "unjudged")
"""What a cell with several marks looks like: the first of these."""


INDEX = "index.html"


class Mark(NamedTuple):
    """What stands at a cell or a passage: how heavy it is, the numbers in the list, the sentences."""

    sort: str
    numbers: tuple[int, ...]
    title: str


class Listed(NamedTuple):
    """One finding in the list on top: its number, its sort, where it points, and the mark that it leads to."""

    number: int
    point: Point
    sort: str
    where: str
    places: str
    link: str
    said: str


class Fragment(NamedTuple):
    """A piece of text; ``ends`` are the numbers of the findings whose quotation ends here."""

    text: str
    mark: Mark | None = None
    ends: tuple[int, ...] = ()


def marked_page(inspection: Inspection, back: str = "") -> bytes:
    """Return the page of one file; ``back`` is the address of the page that leads to all."""
    listed = tuple(_listed(inspection))
    sheet = inspection.sheet
    facts: dict[str, object] = {"inspection": inspection, "listed": listed, "back": back, "result": RESULT}
    if sheet:
        report = outline(sheet, signer=sheet.unit)
        facts |= {
            "outline": report,
            "layouts": {part.key: layout(part.table) for part in report.parts if part.table},
            "marks": _cell_marks(listed),
            "title": _fragments(_text(sheet, "title"), "title", listed)[0],
            "texts": {key: _fragments(_text(sheet, key), key, listed) for key in TEXTS},
        }
    return fill("report/marked.html.j2", **facts).encode("utf-8", "replace")


def _listed(inspection: Inspection) -> Iterator[Listed]:
    sheet = inspection.sheet
    if sheet is None:
        return
    ids = {place.cell.address: place.id for table in sheet.form.tables for row in layout(table) for place in row}
    for number, point in enumerate(inspection.points, 1):
        finding = point.finding
        link = next((ids[cell] for cell in finding.cells if cell in ids), "")
        if not link and finding.quote and finding.quote in _text(sheet, finding.text):
            link = f"q{number}"
        said = say("explanations", "given", it=point.explanation) if point.explanation else ""
        yield Listed(number, point, sort_of(point), where(finding, sheet), places(finding, sheet), link, said)


def _text(sheet: Sheet, key: str) -> str:
    return sheet.title if key == "title" else sheet.texts.get(key, "")


def _cell_marks(listed: Iterable[Listed]) -> dict[str, Mark]:
    """Return the mark of each cell that a finding points to."""
    at: dict[str, list[Listed]] = {}
    for each in listed:
        for cell in each.point.finding.cells:
            at.setdefault(cell, []).append(each)
    return {cell: _mark(those) for cell, those in at.items()}


def _mark(those: Sequence[Listed]) -> Mark:
    title = "\n".join(f"{each.point.finding.code} {each.point.finding.message}" for each in those)
    return Mark(min((each.sort for each in those), key=HEAVIEST.index), tuple(each.number for each in those), title)


# ---------------------------------------------------------------------------------------------------------------
# Quotations in a text

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Span(NamedTuple):
    """Where a finding's quotation stands in a text."""

    start: int
    end: int
    listed: Listed


def _fragments(text: str, key: str, listed: Iterable[Listed]) -> tuple[tuple[Fragment, ...], ...]:
    """Return a text line by line in fragments, those marked that a finding quotes; a quotation may cross lines."""
    spans = [span for each in listed if each.point.finding.text == key for span in _spans(text, each)]
    lines: list[tuple[Fragment, ...]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            inside = [span for span in spans if span.start < end and span.end > start]
            lines.append(tuple(_cut(text, start, end, inside)))
        start = end + 1
    return tuple(lines) or ((),)


def _spans(text: str, each: Listed) -> Iterator[Span]:
    """Yield where the words stand that a finding quotes: the first time, as far as they can be found again."""
    words = each.point.finding.quote.strip()
    at = text.find(words) if words else -1
    if at >= 0:
        yield Span(at, at + len(words), each)


def _cut(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[Fragment]:
    """Cut a line wherever a quotation begins or ends."""
    edges = {start, end, *(max(span.start, start) for span in spans), *(min(span.end, end) for span in spans)}
    for first, last in pairwise(sorted(edges)):
        over = [span.listed for span in spans if span.start <= first and span.end >= last]
        ends = tuple(span.listed.number for span in spans if span.end == last)
        yield Fragment(_CONTROLS.sub("", text[first:last]), _mark(over) if over else None, ends)


# ---------------------------------------------------------------------------------------------------------------
# Many reports


class MarkedPages:
    """A page for each report, handed to ``write`` as soon as it is made, and in the end one that leads to them."""

    def __init__(self, write: Callable[[str, bytes], object]) -> None:
        self._write = write
        self._rows: list[tuple[str, Tally]] = []

    def add(self, inspection: Inspection) -> None:
        """Write the page of a report."""
        tally = Tally.of(inspection)
        name = _page_name(len(self._rows) + 1, tally)
        self._write(name, marked_page(inspection, back=INDEX))
        self._rows.append((in_address(name), tally))

    def index(self) -> bytes:
        """Return the page that leads to all, the worst first."""
        tallies = [tally for _, tally in self._rows]
        page = fill(
            "report/inspections.html.j2",
            rows=sorted(self._rows, key=lambda row: row[1].badness, reverse=True),
            total=total(tallies),
            unreadable=sum(1 for tally in tallies if tally.refused),
            clean=sum(1 for tally in tallies if not any(tally.badness)),
            result=RESULT,
        )
        return page.encode("utf-8", "replace")


def _page_name(number: int, tally: Tally) -> str:
    """Return a file name that Windows takes: the number makes it the only one."""
    unit = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]', "_", tally.unit)[:60]
    return f"{number:04}-{unit}{tally.year}.html" if unit else f"{number:04}.html"
