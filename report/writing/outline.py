"""What a report says, in printed order, before any format: every writer prints this and nothing else."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from report.form import Cell, Form, Table
from report.forms.common import TITLE
from report.sheet import Sheet
from templates import say

WORDS = "report/words"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: ``lead`` is the sub-heading it opens with (（一）…), ``rest`` what follows it."""

    lead: str
    rest: str

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return self.lead + self.rest


@dataclass(frozen=True, slots=True)
class Part:
    """One statutory section as printed: its numbered heading, then its paragraphs or its table."""

    key: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class Outline:
    """One report, ready for any writer.

    ``day`` is the printed date, "" while the report is unsigned; ``stamp`` is the date its files carry.
    """

    form: Form
    title: str
    preamble: tuple[Paragraph, ...]
    parts: tuple[Part, ...]
    figures: Mapping[str, str]
    signer: str
    day: str
    stamp: date

    def printed(self, cell: Cell) -> str:
        """Return what stands in ``cell``: a label's words, or the figure as the organ printed it."""
        return self.figures.get(cell.address, "") if cell.address else cell.text

    @property
    def headline(self) -> tuple[str, ...]:
        """The title in lines: one too long for one line is broken before its year, never inside a word."""
        match = _YEAR.search(self.title)
        if not match or width(self.title) <= 20:
            return (self.title,)
        return self.title[: match.start()].rstrip(), self.title[match.start() :]

    @property
    def letters(self) -> set[str]:
        """Every character that an organ wrote."""
        paragraphs = (*self.preamble, *chain.from_iterable(part.paragraphs for part in self.parts))
        texts = (it.text for it in paragraphs)
        return set().union(self.title, self.signer, *texts, *set(self.figures.values()))

    def passages(self) -> Iterator[tuple[str, str]]:
        """Yield every text that an organ wrote, with the words that say where it stands."""
        yield say(WORDS, "title"), self.title
        for number, paragraph in enumerate(self.preamble, 1):
            yield say(WORDS, "preamble", number=number), paragraph.text
        for part in self.parts:
            for number, paragraph in enumerate(part.paragraphs, 1):
                yield say(WORDS, "paragraph", heading=part.heading, number=number), paragraph.text
        for address, text in self.figures.items():
            yield self.form.name(address), text
        yield say(WORDS, "signer"), self.signer


def outline(sheet: Sheet, *, signer: str) -> Outline:
    """Put a sheet into printed order; ``signer`` is the organ's full name, as it stands under the report."""
    texts = {key: _paragraphs(text) for key, text in sheet.texts.items()}
    return Outline(
        form=sheet.form,
        title=legible(sheet.title) or TITLE.format(unit=legible(sheet.unit), year=sheet.year),
        preamble=texts.get("preamble", ()),
        parts=tuple(
            Part(
                section.key,
                say(WORDS, "heading", numeral=section.numeral, heading=section.heading),
                () if section.table else texts.get(section.key, ()),
                section.table,
            )
            for section in sheet.form.sections
        ),
        figures={a: legible(sheet.cells[a]) for a in sheet.form.addresses if a in sheet.cells},
        signer=legible(signer),
        day=say(WORDS, "day", day=sheet.signed_on) if sheet.signed_on else "",
        # An unsigned draft's files carry the first day on which its year can be reported at all.
        stamp=sheet.signed_on or date(sheet.year + 1, 1, 1),
    )


_YEAR = re.compile(r"(?<=\D)\d{4} *年")
_LEAD = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)](?:[^。：:]*[。：:]?)")


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split a text at its line feeds, drop blank lines, and cut each paragraph behind its sub-heading."""
    lines = (legible(line) for line in text.splitlines())
    return tuple(_paragraph(line) for line in lines if line)


def _paragraph(line: str) -> Paragraph:
    match = _LEAD.match(line)
    cut = match.end() if match else 0
    return Paragraph(line[:cut], line[cut:])


def legible(text: str) -> str:
    """Return a text on one line, without the characters that have no shape (control, zero-width, half surrogates)."""
    if text.isascii() and text.isprintable():
        return text.strip()
    line = " ".join(text.replace("\t", " ").splitlines())
    return "".join(char for char in line if not _is_shapeless(char)).strip()


def width(text: str) -> float:
    """Return how many Chinese characters wide a text is: letters and digits take half a place."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def _is_shapeless(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} or char in "\ufffe\uffff"


# ---------------------------------------------------------------------------------------------------------------
# What follows from the geometry of a table, once for each statutory table.


@lru_cache(maxsize=16)
def rows_of(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """Return each grid row's cells from left to right; a cell that reaches down stands in every row it covers."""
    return tuple(tuple(dict.fromkeys(row)) for row in table.grid())


@lru_cache(maxsize=16)
def heads_of(table: Table) -> dict[str, tuple[Cell, ...]]:
    """Return the labels that head each value cell, by address: down its column, then along its row."""
    grid = table.grid()
    return {
        cell.address: (*_above(grid, cell), *_beside(grid[cell.row], cell)) for cell in table.cells if cell.address
    }


def _above(grid: list[list[Cell]], cell: Cell) -> list[Cell]:
    """Return the nearest block of header cells above ``cell``: in table 2 every block has its own."""
    column = [grid[row][cell.column] for row in range(cell.row)]
    while column and column[-1].address:
        column.pop()
    first = next((i for i in range(len(column), 0, -1) if column[i - 1].address), 0)
    return list(dict.fromkeys(column[first:]))


def _beside(row: list[Cell], cell: Cell) -> list[Cell]:
    return list(dict.fromkeys(other for other in row[: cell.column] if other.scope in {"row", "rowgroup"}))
