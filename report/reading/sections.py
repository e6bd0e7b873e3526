"""What a printed report says → a sheet: its sections, its tables, and how all of it was printed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, cast

from rapidfuzz import fuzz

from report.form import NoForm, form_for
from report.forms import FORMS
from report.reading import Refusal
from report.reading.labels import LONGEST, key, plain
from report.reading.paper import Field, Paper, PrintedLine, PrintedTable
from report.reading.tables import (
    LONGEST_PIECE,
    Label,
    Reading,
    Row,
    Shape,
    edition_of,
    is_figure,
    is_small,
    place,
    read_table,
    shape_of,
    statutory,
    vocabulary,
)
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
    items = list(_Items(paper["kind"]).of(paper))
    headings = _headings(items)
    opening = min(headings, default=len(items))
    title = _title(name, items[:opening], paper["meta"].get("title", ""))
    closing = max(title.stop, max(headings, default=-1) + 1)
    signed = signature([item.text if isinstance(item, Line) else "" for item in items[closing:]])
    unit = signed.organ or unit_in(title.text) or title.unit or paper["meta"].get("unit", "")
    if not unit:
        raise Refusal.of("no_unit", name=name)
    walk = _Walk(paper["kind"])
    walk.over(items, headings, title, closing + signed.start)
    editions, readings = _tables(walk.parts, title.year)
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


# ---------------------------------------------------------------------------------------------------------------
# A paper → lines, parts of statutory tables, and pictures


class Line(NamedTuple):
    """One line outside the statutory tables; ``loose``: it is a row of another table, and no sentence."""

    text: str
    place: Place
    loose: bool = False


@dataclass(slots=True)
class Part:
    """Neighbouring rows of one statutory table, and the labels of the statute among them."""

    table: str
    rows: list[Row] = field(default_factory=list)
    labels: set[Label] = field(default_factory=set)

    @property
    def words(self) -> set[str]:
        """The labels, of whichever edition."""
        return {label for _, _, label in self.labels}

    @property
    def is_rich(self) -> bool:
        """Whether it prints several labels of the statute."""
        return len(self.words) >= SEVERAL

    @property
    def is_sure(self) -> bool:
        """Whether it is the statutory table beyond doubt: several labels, one of them of its head."""
        return self.is_rich and any(self.words & vocabulary(self.table, edition).heads for edition in FORMS)


class Picture(NamedTuple):
    """A picture that may hold a table."""


Item = Line | Part | Picture
SEVERAL = 4
"""Each block of table 2 prints so many labels of the statute; a table of one's own hardly does."""
MOST_ROWS, MOST_COLUMNS = 500, 64
"""The three tables together have fifty rows; beyond these a table is not read."""

_FURNITURE = re.compile(
    r"[-—–－·•\s]+\d{1,3}[-—–－·•\s]+|第\s*\d{1,3}\s*页(?:[\s,，/]*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}"
)
"""What a page prints of itself: — 3 —, 第 3 页 共 7 页, 3/7."""


class _Items:
    """A paper being taken apart."""

    def __init__(self, kind: str) -> None:
        self.is_text = kind == "text"
        self.line = self.table = self.width = 0
        self.part: Part | None = None
        self.before = ""
        self.said = ""

    def of(self, paper: Paper) -> Iterator[Item]:
        """Yield what a paper shows, in reading order."""
        for block in paper["blocks"]:
            if "line" in block:
                yield from self._lined(cast(PrintedLine, block))
            elif "rows" in block:
                yield from self._tabled(cast(PrintedTable, block))
            else:
                yield Picture()

    def _lined(self, block: PrintedLine) -> Iterator[Line]:
        self.line += 1
        where = place(0, 0, block["page"], self.line, "", 0)
        for text in plain(block["line"]).split("\n"):
            yield from self._printed(text, where)

    def _printed(self, text: str, where: Place, loose: bool = False) -> Iterator[Line]:
        """Yield a line as it stands; page numbers are none, and a heading is one line, what follows it another."""
        text = text.strip()
        if not text or (len(text) < 20 and (_FURNITURE.fullmatch(text) or (where.page and text.isdecimal()))):
            return
        self.part, self.before = None, ""
        for piece in (text,) if loose else _parted(text):
            yield Line(piece, where, loose)

    def _tabled(self, block: PrintedTable) -> Iterator[Item]:
        """Yield the rows of a table; one that is as wide as the part above it may go on with it."""
        self.table += 1
        width = max(map(len, block["rows"]), default=0)
        self.before = self.part.table if self.part and width == self.width else ""
        self.part, self.width = None, width
        first = cast(int, block.get("first_row", 1))  # a worksheet's table need not begin in its first row
        rows = [
            [_clean(text) if text else text for text in fields[:MOST_COLUMNS]] for fields in block["rows"][:MOST_ROWS]
        ]
        shapes = tuple(map(shape_of, rows))
        small = is_small(tuple(chain.from_iterable(shapes)))
        votes = [(_vote if small else _vote.__wrapped__)(_words(shape)) for shape in shapes]
        for number, (fields, shape, page, vote) in enumerate(zip(rows, shapes, block["pages"], votes, strict=False)):
            line = self.line + number + 1 if self.is_text else 0
            row = Row(fields, shape, self.table, first + number, page, line, block["worksheet"])
            yield from self._row(row, *vote)
        self.line += len(block["rows"]) if self.is_text else 0

    def _row(self, row: Row, table: str, labels: frozenset[Label]) -> Iterator[Item]:
        """Yield a row: into a part of the table whose labels it prints, or as the lines it holds."""
        current = self.part.table if self.part else self.before
        if not table and current and _belongs(row.shape, current):
            table = current
        if not table:
            yield from self._lines(row)
            return
        if self.part is None or self.part.table != table:
            self.part = Part(table)
            yield self.part
        self.part.rows.append(row)
        self.part.labels |= labels

    def _lines(self, row: Row) -> Iterator[Line]:
        """Yield a row that is of no statutory table."""
        printed = [(at, text) for at, text in enumerate(row.fields) if text]
        words = [text for _, text in printed]
        if not printed:
            return
        if self.is_text:
            yield from self._printed(_as_line(row.fields), row.at(0))
        elif len(printed) == 1 or (row.worksheet and not any(map(str.isascii, words))):
            for at, text in self._unnamed(printed):
                for piece in text.split("\n"):
                    yield from self._printed(piece, row.at(at))
        else:
            yield from self._printed("\t".join(words), row.at(0), loose=True)

    def _unnamed(self, printed: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Drop from a worksheet's row the name of what stands beside it; a heading is printed, but once."""
        name, said, self.said = printed[0][1], self.said, printed[0][1]
        return printed if len(printed) == 1 or (name != said and _section(name)) else printed[1:]


def _clean(text: str) -> str:
    """Return the words of a field as they are kept."""
    if text.isdecimal():
        return text
    return _cleaned(text) if len(text) <= LONGEST else plain(text).strip()


@lru_cache(maxsize=8192)
def _cleaned(text: str) -> str:
    return plain(text).strip()


def _as_line(fields: Iterable[Field]) -> str:
    """Put the fields of a text's row together again: what is no table was a line with tabs or wide blanks."""
    texts = [text or "" for text in fields]
    return ("\t" if "" in texts else "  ").join(texts)


def _words(shape: Shape) -> tuple[str, ...]:
    return tuple([text for text in shape if text and not text.isascii()])


@lru_cache(maxsize=4096)
def _vote(words: tuple[str, ...]) -> tuple[str, frozenset[Label]]:
    """Return the table whose labels the words of a row are, "" for none, and those labels."""
    found: dict[str, list[frozenset[Label]]] = {}
    for labels in filter(None, map(statutory, words)):
        tables = {table for table, _, _ in labels}
        if len(tables) == 1:  # 总计 stands in two tables and tells nothing
            found.setdefault(tables.pop(), []).append(labels)
    table = max(found, key=lambda each: len(found[each]), default="")
    return table, frozenset(chain.from_iterable(found.get(table, ())))


def _belongs(shape: Shape, table: str) -> bool:
    """Say whether a row without a sure label goes on with a table: figures, a slip in a label, pieces of a head."""
    words = [text for text in shape if text and not is_figure(text)]
    known = (vocabulary(table, edition).sense(text).said for text in words for edition in FORMS)
    return not words or any(known) or (len(words) > 1 and max(map(len, words)) <= LONGEST_PIECE)


# ---------------------------------------------------------------------------------------------------------------
# Headings

_SECTIONS = {section.heading: section for form in FORMS.values() for section in form.sections}
_TABLES = {section.key: section.table.key for section in _SECTIONS.values() if section.table}
_OWNERS = {table: section for section, table in _TABLES.items()}
_KEYS = {key(heading): section for heading, section in _SECTIONS.items()}
_TOP = re.compile(r"(?P<numeral>[一二三四五六七八九十])\s*[、.．,，]\s*(?P<words>[^。；！？;!?\t]{2,40})")
_JOINED = re.compile(
    r"(?P<heading>[一二三四五六七八九十]\s*[、.．,，]\s*[^。：:\s]{4,30})[。：:\s]\s*(?P<rest>\S.*)", re.DOTALL
)
_NUMBERS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
LONGEST_HEADING = 45
ALIKE = 65
"""Two thirds of its wording tell a heading: offices drop 的, 工作, 主要, or write the long title of the notice."""
THE_SAME = 95


@lru_cache(maxsize=8192)
def _likest(words: str) -> tuple[str, float]:
    """Return the key of the section whose heading resembles words most, and how much, of 100."""
    printed = key(words)
    return max(((section.key, fuzz.ratio(printed, known)) for known, section in _KEYS.items()), key=itemgetter(1))


def _parted(text: str) -> tuple[str, ...]:
    """Part a line into a heading and what follows it, where it has both: 六、其他需要报告的事项：无。"""
    match = _JOINED.match(text) if text[0] in _NUMBERS else None
    if not match or _likest(match["heading"][1:])[1] < THE_SAME:
        return (text,)
    return match["heading"], match["rest"]


class _Candidate(NamedTuple):
    """A line styled like a heading of the top level: its number (0: none), and the section it may open."""

    at: int
    number: int
    section: str
    likeness: float


def _section(text: str) -> str:
    """Return the key of the section whose heading a text prints, "" if it prints none."""
    candidate = _candidate(0, text)
    return candidate.section if candidate else ""


def _candidate(at: int, text: str) -> _Candidate | None:
    """Return what a line is as a heading; the rows 一 to 四 of table 3 look alike and are none."""
    if len(text) > LONGEST_HEADING:
        return None
    if text[:1] not in _NUMBERS:  # Word counts headings itself and does not write their numbers down
        section = _KEYS.get(key(text))
        return _Candidate(at, 0, section.key, THE_SAME) if section else None
    match = _TOP.fullmatch(text)
    if not match or any(table == "t3" for table, _, _ in statutory(text)):
        return None
    section_key, likeness = _likest(match["words"])
    return _Candidate(at, _NUMBERS[match["numeral"]], section_key if likeness >= ALIKE else "", likeness)


def _headings(items: Sequence[Item]) -> dict[int, Heading]:
    """Return the headings of the top level by their place among the items, in printed order."""
    found = [
        candidate
        for at, item in enumerate(items)
        if isinstance(item, Line) and not item.loose and (candidate := _candidate(at, item.text))
    ]
    at = {candidate.at for candidate in found}
    chosen: dict[str, _Candidate] = {}
    for each in found:
        if each.section:
            chosen[each.section] = max(chosen.get(each.section, each), each, key=lambda one: _fitness(one, at))
    opens = {each.at: each.section for each in chosen.values()}
    printed = opens | dict.fromkeys(_extra(found, opens), "")
    return {
        each: Heading(item.text, printed[each], item.place)
        for each in sorted(printed)
        if isinstance(item := items[each], Line)
    }


def _fitness(candidate: _Candidate, candidates: set[int]) -> tuple[float, bool, int]:
    """Rank the lines that may open a section: the likest; not one of a list of contents; the first."""
    return candidate.likeness, candidate.at + 1 not in candidates, -candidate.at


def _extra(found: Iterable[_Candidate], opens: Mapping[int, str]) -> Iterator[int]:
    """Yield the headings no form knows (七、下一步工作打算): they go on counting where the statutory ones are.

    A list inside a section looks alike (一、存在问题 二、改进措施), but begins to count anew.
    """
    top = inner = 0
    for each in found:
        if each.at in opens:
            top, inner = each.number or top + 1, 0
        elif each.number == top + 1 and not (inner and each.number == inner + 1):
            top, inner = each.number, 0
            yield each.at
        elif each.number:
            inner = each.number


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
_CAPTION = re.compile(
    r"[^。；！？]{0,40}表\s*[一二三四1-4]?\s*(?:[（(][^（()）]{0,20}[）)])?[:：]?|[（(]?单位[:：].{1,10}"
)
_SENTENCE = re.compile(r".*。|[^>＞]*：|[^>＞]{40,}", re.DOTALL)


class _Walk:
    """A report being read from its title to its signature: which line belongs to which section."""

    def __init__(self, kind: str) -> None:
        self.is_text = kind == "text"
        self.sections: dict[str, list[Line]] = {PREAMBLE: []}
        self.notes_of: dict[str, list[str]] = {}
        self.parts: list[tuple[Part, bool]] = []
        self.pictures: set[str] = set()
        self.lines: list[str] = []
        self.current = PREAMBLE
        self.latest = ""

    def over(self, items: Sequence[Item], headings: Mapping[int, Heading], title: _Title, end: int) -> None:
        """Go through all items; lines before the title and after the signature belong to the page, not the report."""
        for at, item in enumerate(items):
            if isinstance(item, Part):
                self._meet(item)
            elif isinstance(item, Picture):
                self.pictures.add(_TABLES.get(self.current, ""))
            elif at < title.stop or at >= end:
                if title.stop - 1 <= at < title.stop:
                    self.lines.append(title.text)
            else:
                self._print(item, headings.get(at), title)

    def _print(self, line: Line, heading: Heading | None, title: _Title) -> None:
        self.latest = ""
        if not heading and self.current == PREAMBLE and not _is_preamble(line.text, title):
            return
        self.lines.append(line.text)
        if heading and heading.key:
            self._open(heading.key)
        elif self.current in _TABLES:
            self.notes_of.setdefault(_TABLES[self.current], []).append(line.text)
        elif not line.loose:
            self.sections[self.current].append(line)

    def _open(self, section: str) -> None:
        """Begin a section; what stands right above a table names it, and is no sentence of the section before."""
        before = self.sections.get(self.current, [])
        self.current = section
        if section not in _TABLES:
            self.sections.setdefault(section, [])
            return
        captions: list[str] = []
        while before and _CAPTION.fullmatch(before[-1].text):
            captions.insert(0, before.pop().text)
        if captions:
            self.notes_of.setdefault(_TABLES[section], []).extend(captions)

    def _meet(self, part: Part) -> None:
        """Take a part of a statutory table; elsewhere than in its section only where there is no doubt about it."""
        own = _TABLES.get(self.current) == part.table
        goes_on = self.latest == part.table or (own and any(met.table == part.table for met, _ in self.parts))
        if part.is_sure or goes_on or (own and part.is_rich):
            self._open(_OWNERS[part.table])
            self.parts.append((part, own))
            self.latest = part.table
            return
        for row in part.rows:
            text = _as_line(row.fields) if self.is_text else "\t".join(text for text in row.fields if text)
            self._print(Line(text.strip(), row.at(0), loose=not self.is_text), None, _ANY)

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


_ANY = _Title("", 0, "", 0, True)


def _is_preamble(text: str, title: _Title) -> bool:
    """Say whether a line below the title is the report's; where none is printed, only sentences are, no menus."""
    return not is_byline(text) and (title.found or bool(_SENTENCE.fullmatch(text)))


# ---------------------------------------------------------------------------------------------------------------
# Tables


def _tables(parts: Sequence[tuple[Part, bool]], year: int) -> tuple[dict[str, int], dict[str, Reading]]:
    """Read the three tables from their parts, each in the edition it shows."""
    editions: dict[str, int] = {}
    readings: dict[str, Reading] = {}
    for table in _OWNERS:
        runs = _runs([(part, own) for part, own in parts if part.table == table])
        labels = set[Label]().union(*(part.labels for part in runs[0])) if runs else set[Label]()
        editions[table] = edition_of(table, labels, year)
        readings[table] = read_table(table, editions[table], (part.rows for run in runs for part in run))
    return editions | {"t4": editions["t3"]}, readings  # table 4 is the same in both


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
