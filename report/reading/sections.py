"""What a printed report says → a sheet: its sections, its tables, and how all of it was printed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from report.form import NoForm, form_for
from report.forms import FORMS
from report.reading import Refusal
from report.reading.headings import headings_among
from report.reading.items import Item, Line, Part, Picture, as_line, items_of
from report.reading.labels import plain
from report.reading.paper import Paper, PrintedValue
from report.reading.tables import Label, Reading, edition_of, read_table, vocabulary
from report.reading.title import (
    day_in,
    is_byline,
    level_of,
    published_among,
    signature,
    title_among,
    title_of_page,
    unit_in,
    year_in,
)
from report.sheet import Sheet
from report.source import Heading, Place, Source


def sheet_of(name: str, paper: Paper) -> Sheet:
    """Return the sheet that a paper prints; refuse one that tells no title, year or unit, or is no report at all."""
    items = items_of(paper)
    headings = _headings(items)
    opening = min(headings, default=len(items))
    title = _title(name, items[:opening], paper["meta"].get("title", ""))
    closing = max(title.stop, max(headings, default=-1) + 1)
    signed = signature([item.text if isinstance(item, Line) else "" for item in items[closing:]])
    unit = signed.organ or unit_in(title.text) or title.unit or paper["meta"].get("unit", "")
    if not unit:
        raise Refusal.of("no_unit", name=name)
    walk = _Walk(paper["kind"], title)
    walk.over(items, headings, closing + signed.start)
    editions, readings = _tables(walk.parts, title.year)
    if values := paper.get("values"):
        _add_addressed(name, values, editions, readings)
    if not headings and not any(reading.cells for reading in readings.values()):
        raise Refusal.of("nothing_found", name=name)
    return Sheet(
        unit=unit,
        level=level_of(unit),
        year=title.year,
        edition=editions["t3"],
        title=title.text,
        signed_on=signed.signed_on,
        cells={address: text for reading in readings.values() for address, text in reading.cells.items()},
        texts=walk.texts,
        editions={table: edition for table, edition in editions.items() if edition != editions["t3"]},
        source=Source(
            kind=paper["kind"],
            headings=tuple(headings.values()),
            places={a: place for reading in readings.values() for a, place in reading.places.items()} | walk.places,
            misprints=tuple(chain.from_iterable(reading.misprints for reading in readings.values())),
            notes=walk.notes,
            pictures=tuple(table for table in readings if table in walk.pictures and not readings[table].cells),
            lines=tuple(walk.lines),
            published_on=day_in(paper["meta"].get("published", "")) or published_among(_texts(items[:opening])),
            column=paper["meta"].get("column", ""),
        ),
    )


def _headings(items: Sequence[Item]) -> dict[int, Heading]:
    """Return the headings by their places among the items, in printed order."""
    lines = {at: item for at, item in enumerate(items) if isinstance(item, Line) and not item.loose}
    found = headings_among((at, line.text) for at, line in lines.items())
    return {at: Heading(lines[at].text, section, lines[at].place) for at, section in found.items()}


# ---------------------------------------------------------------------------------------------------------------
# Title


class _Title(NamedTuple):
    """The title, its year, the unit that the page's own title names, and where the report begins behind it.

    ``found`` is False where only the page or the document calls itself so.
    """

    text: str
    year: int
    unit: str
    stop: int
    found: bool


def _texts(items: Iterable[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Line)]


def _title(name: str, opening: Sequence[Item], said: str) -> _Title:
    """Return the title printed above the first heading, or what the page calls itself where none is printed."""
    places = [at for at, item in enumerate(opening) if isinstance(item, Line)]
    printed, own = title_among(_texts(opening)), title_of_page(plain(said))
    found = printed if printed and (year_in(printed.text) or not own) else own
    if not found:
        raise Refusal.of("no_title", name=name)
    year = year_in(found.text)
    if not year:
        raise Refusal.of("no_year", name=name, title=found.text)
    try:
        form_for(year)
    except NoForm as error:
        raise Refusal.of("no_form", name=name, year=year) from error
    stop = places[printed.stop - 1] + 1 if printed else 0
    return _Title(found.text, year, unit_in(own.text) if own else "", stop, printed is not None)


# ---------------------------------------------------------------------------------------------------------------
# Sections

PREAMBLE = "preamble"
TABLE_OF = {section.key: section.table.key for section in form_for(2021).sections if section.table}
SECTION_OF = {table: section for section, table in TABLE_OF.items()}
_CAPTION = re.compile(
    r"[^。；！？]{0,40}表\s*[一二三四1-4]?\s*(?:[（(][^（()）]{0,20}[）)])?[:：]?|[（(]?单位[:：].{1,10}"
)
_SENTENCE = re.compile(r".*。|[^>＞]*：|[^>＞]{40,}", re.DOTALL)


class _Walk:
    """A report being read from its title to its signature: which line belongs to which section."""

    def __init__(self, kind: str, title: _Title) -> None:
        self.is_text, self.title = kind == "text", title
        self.sections: dict[str, list[Line]] = {PREAMBLE: []}
        self.notes_of: dict[str, list[str]] = {}
        self.parts: list[tuple[Part, bool]] = []
        self.pictures: set[str] = set()
        self.lines: list[str] = []
        self.current = PREAMBLE
        self.latest = ""

    def over(self, items: Sequence[Item], headings: Mapping[int, Heading], end: int) -> None:
        """Go through all items; lines before the title and after the signature belong to the page, not the report."""
        begins = self.title.stop
        for at, item in enumerate(items):
            if isinstance(item, Part):
                self._meet(item)
            elif isinstance(item, Picture):
                self.pictures.add(TABLE_OF.get(self.current, ""))
            elif begins <= at < end:
                self._print(item, headings.get(at))
            elif at == begins - 1:
                self.lines.append(self.title.text)

    def _print(self, line: Line, heading: Heading | None = None) -> None:
        self.latest = ""
        if not heading and self.current == PREAMBLE and not self._is_preamble(line.text):
            return
        self.lines.append(line.text)
        if heading and heading.key:
            self._open(heading.key)
        elif self.current in TABLE_OF:
            self.notes_of.setdefault(TABLE_OF[self.current], []).append(line.text)
        elif not line.loose:
            self.sections[self.current].append(line)

    def _open(self, section: str) -> None:
        """Begin a section; what stands right above a table names it, and is no sentence of the section before."""
        before = self.sections.get(self.current, [])
        self.current = section
        if section not in TABLE_OF:
            self.sections.setdefault(section, [])
            return
        captions: list[str] = []
        while before and _CAPTION.fullmatch(before[-1].text):
            captions.append(before.pop().text)
        if captions:
            self.notes_of.setdefault(TABLE_OF[section], []).extend(reversed(captions))

    def _meet(self, part: Part) -> None:
        """Take a part of a statutory table; elsewhere than in its section only where there is no doubt about it."""
        own = TABLE_OF.get(self.current) == part.table
        goes_on = self.latest == part.table or (own and any(met.table == part.table for met, _ in self.parts))
        if part.is_sure or goes_on or (own and part.is_rich):
            self._open(SECTION_OF[part.table])
            self.parts.append((part, own))
            self.latest = part.table
            return
        for row in part.rows:
            text = as_line(row.fields) if self.is_text else "\t".join(filter(None, row.fields))
            self._print(Line(text.strip(), row.at(0), loose=not self.is_text))

    def _is_preamble(self, text: str) -> bool:
        """Say whether a line below the title is the report's; if none is printed, only sentences are, not menus."""
        return not is_byline(text) and (self.title.found or bool(_SENTENCE.fullmatch(text)))

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the sections; paragraphs are separated by a line feed."""
        return {section: "\n".join(line.text for line in lines) for section, lines in self.sections.items()}

    @property
    def places(self) -> dict[str, Place]:
        """Where each text begins."""
        return {section: lines[0].place for section, lines in self.sections.items() if lines}

    @property
    def notes(self) -> dict[str, str]:
        """What stands in the section of each table besides it, line by line."""
        return {table: "\n".join(lines) for table, lines in self.notes_of.items()}


# ---------------------------------------------------------------------------------------------------------------
# Tables


def _tables(parts: Sequence[tuple[Part, bool]], year: int) -> tuple[dict[str, int], dict[str, Reading]]:
    """Read the three tables from their parts, each in the edition it shows."""
    editions: dict[str, int] = {}
    readings: dict[str, Reading] = {}
    for table in SECTION_OF:
        runs = _runs([(part, own) for part, own in parts if part.table == table])
        labels = set[Label]().union(*(part.labels for part in runs[0])) if runs else set[Label]()
        editions[table] = edition_of(table, labels, year)
        readings[table] = read_table(table, editions[table], (part.rows for run in runs for part in run))
    return editions | {"t4": editions["t3"]}, readings  # table 4 is the same in both


def _add_addressed(
    name: str, values: Sequence[PrintedValue], editions: dict[str, int], readings: dict[str, Reading]
) -> None:
    """Read each table that is not printed as the statute has it from the figures that say their addresses.

    Refuse an address that the form does not have, and one that comes twice.
    """
    printed = {table for table, reading in readings.items() if reading.cells}
    for value in values:
        address, edition = value["address"], _EDITIONS.get(value["edition"], 0)
        table = address.split(".")[0]
        if table in printed:
            continue
        if not edition or address not in FORMS[edition].places:
            raise Refusal.of("unknown_address", name=name, address=address[:60], edition=value["edition"][:20])
        cells = readings[table].cells
        if address in cells:
            raise Refusal.of("repeated_key", name=name, key=address)
        if cells and editions[table] != edition:
            raise Refusal.of("unknown_address", name=name, address=address, edition=editions[table])
        editions[table] = edition
        cells[address] = plain(value["printed"]).strip()
    editions["t4"] = editions["t3"]


_EDITIONS = {str(edition): edition for edition in FORMS}


def _runs(parts: Sequence[tuple[Part, bool]]) -> list[list[Part]]:
    """Return what was printed as one table part by part, the surest first; a line that comes again begins a copy."""
    if len(parts) == 1:
        return [[parts[0][0]]]
    runs: list[list[Part]] = []
    ranks: list[tuple[bool, bool]] = []
    lines: set[Label] = set()
    for part, own in parts:
        here = {each for each in part.labels if each[2] in vocabulary(*each[:2]).lanes}
        if not runs or 2 * len(here & lines) > len(here):
            runs.append([])
            ranks.append((True, True))
            lines = set()
        runs[-1].append(part)
        ranks[-1] = (ranks[-1][0] and not part.is_sure, ranks[-1][1] and not own)
        lines |= here
    order = sorted(range(len(runs)), key=lambda index: ranks[index])
    sure = [index for index in order if not ranks[index][0]]
    return [runs[index] for index in sure or order]
