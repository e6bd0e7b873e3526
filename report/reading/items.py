"""A paper taken apart: its lines, the parts of its statutory tables, and its pictures."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, cast

from report.forms import FORMS
from report.reading.headings import is_heading, parted
from report.reading.labels import LONGEST, plain
from report.reading.paper import Block, Field, Paper, PrintedLine, PrintedTable
from report.reading.tables import LONGEST_PIECE, Label, Row, Shape, is_figure, place, shape_of, statutory, vocabulary
from report.source import Place


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


def items_of(paper: Paper) -> list[Item]:
    """Return what a paper shows, in reading order."""
    return list(_Items(paper["kind"]).of(paper["blocks"]))


class _Items:
    """A paper being taken apart."""

    def __init__(self, kind: str) -> None:
        self.is_text = kind == "text"
        self.line = self.table = self.width = 0
        self.part: Part | None = None
        self.before = ""
        self.said = ""

    def of(self, blocks: Iterable[Block]) -> Iterator[Item]:
        """Yield what the blocks of a paper show."""
        for block in blocks:
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
        for piece in (text,) if loose else parted(text):
            yield Line(piece, where, loose)

    def _tabled(self, block: PrintedTable) -> Iterator[Item]:
        """Yield the rows of a table; one that is as wide as the part above it may go on with it."""
        self.table += 1
        width = max(map(len, block["rows"]), default=0)
        self.before = self.part.table if self.part and width == self.width else ""
        self.part, self.width = None, width
        first = block.get("first_row", 1)  # a worksheet's table need not begin in its first row
        rows = [
            [_clean(text) if text else text for text in fields[:MOST_COLUMNS]] for fields in block["rows"][:MOST_ROWS]
        ]
        for number, (fields, page) in enumerate(zip(rows, block["pages"], strict=False)):
            line = self.line + number + 1 if self.is_text else 0
            row = Row(fields, shape_of(fields), self.table, first + number, page, line, block["worksheet"])
            yield from self._row(row, *_vote(_words(row.shape)))
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
            yield from self._printed(as_line(row.fields), row.at(0))
        elif len(printed) == 1 or (row.worksheet and not any(map(str.isascii, words))):
            for at, text in self._unnamed(printed):
                for piece in text.split("\n"):
                    yield from self._printed(piece, row.at(at))
        else:
            yield from self._printed("\t".join(words), row.at(0), loose=True)

    def _unnamed(self, printed: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Drop from a worksheet's row the name of what stands beside it; a heading is printed, but once."""
        name, said, self.said = printed[0][1], self.said, printed[0][1]
        return printed if len(printed) == 1 or (name != said and is_heading(name)) else printed[1:]


def _clean(text: str) -> str:
    """Return the words of a field as they are kept."""
    if text.isdecimal():
        return text
    return _cleaned(text) if len(text) <= LONGEST else plain(text).strip()


@lru_cache(maxsize=8192)
def _cleaned(text: str) -> str:
    return plain(text).strip()


def as_line(fields: Iterable[Field]) -> str:
    """Put the fields of a text's row together again: what is no table was a line with tabs or wide blanks."""
    texts = [text or "" for text in fields]
    return ("\t" if "" in texts else "  ").join(texts)


def _words(shape: Shape) -> tuple[str, ...]:
    return tuple([text for text in shape if text and not text.isascii() and len(text) <= LONGEST])


@lru_cache(maxsize=2048)
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
    if any(len(text) > LONGEST for text in words):
        return False
    known = (vocabulary(table, edition).sense(text).said for text in words for edition in FORMS)
    return not words or any(known) or (len(words) > 1 and max(map(len, words)) <= LONGEST_PIECE)
