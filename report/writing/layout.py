"""Where everything stands in the workbook a department fills in; the writer and the reader both go by it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from report.form import Column, Form, Kind, Line, Table
from report.sheet import content_hash

SCHEMA = "nianbao/workbook/1"
IDENTITY_SHEET = "nianbao"
"""The very hidden sheet that says which workbook this is; WPS and LibreOffice keep it when they drop properties."""
PROPERTY = "nianbao_"
"""How the names of the custom document properties begin, which say the same."""
STUB = 3
"""The columns of row labels, as in table 3."""
TOTAL = "total"


class ComputedCell(Exception):
    """An office cannot owe a total: totals are computed, never asked for."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text an office owes: its key, its title, and what to write there; an ``optional`` one may be left empty."""

    key: str
    title: str
    hint: str = ""
    optional: bool = False


class Place(NamedTuple):
    """A place on a worksheet, counted from 0."""

    row: int
    column: int

    def __str__(self) -> str:
        """Say it as people do: D7."""
        letters, rest = "", self.column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.row + 1}"


# Places that do not depend on what is owed
TITLE, WHO, HOW = 0, 1, 2
NOTHING = Place(4, STUB)
FILLED_BY = Place(5, STUB)
PHONE = Place(6, STUB)
PROGRESS = Place(7, STUB)
GRIDS_FROM = 8
PROMPT_TITLE, PROMPT_HINT, PROMPT_TEXT, PROMPT_STEP = 0, 1, 2, 4
PROMPTS_FROM = 2


def identity_of(
    unit: str, year: int, office: str, token: str, owed: Sequence[str], paragraphs: Sequence[Prompt]
) -> dict[str, str]:
    """Return what a workbook knows about itself; ``duties`` is the hash of what it asks for."""
    return {
        "schema": SCHEMA,
        "unit": unit,
        "year": str(year),
        "office": office,
        "token": token,
        "duties": content_hash([list(owed), [prompt.key for prompt in paragraphs]]),
    }


@dataclass(frozen=True)
class Grid:
    """A block of rows that share their columns: two header rows, then a row for each line."""

    table: Table
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    top: int

    @property
    def first(self) -> int:
        """The worksheet row of the first line."""
        return self.top + 2

    @property
    def end(self) -> int:
        """The worksheet row behind the last line."""
        return self.first + len(self.lines)

    @property
    def before(self) -> int:
        """The worksheet column where last year's figures begin."""
        return STUB + len(self.columns)

    def places(self) -> Iterator[tuple[str, Place]]:
        """Yield every cell of the block with its place."""
        for row, line in enumerate(self.lines, self.first):
            for at, column in enumerate(self.columns, STUB):
                yield f"{self.table.key}.{line.key}.{column.key}", Place(row, at)

    def stub(self, line: Line) -> tuple[tuple[str, int, int], ...]:
        """Return the labels of a row from outermost to innermost, each with the columns it covers."""
        if self.table.key == "t2":
            return (_article(self.table, line), 0, 1), (line.label, 2, 2)
        last = len(line.labels) - 1
        return tuple((label, i, i if i < last else STUB - 1) for i, label in enumerate(line.labels))


def _article(table: Table, line: Line) -> str:
    """Return the caption over a line of table 2: the item of article 20."""
    address = f"{table.key}.{line.key}.{line.columns[0].key}"
    row = next(cell.row for cell in table.cells if cell.address == address)
    return next(c.text for c in reversed(table.cells) if c.scope == "colgroup" and c.row < row)


def column_label(column: Column) -> str:
    """Return a column's statutory header, with the unit of money where the form forgets it."""
    return f"{column.label}（单位：元）" if column.kind is Kind.MONEY else column.label


@dataclass(frozen=True)
class Layout:
    """The worksheet of figures for one office: the cells it owes, and the sums that can be computed from them."""

    form: Form
    owed: tuple[str, ...]

    @cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """The totals whose parts all stand on the worksheet, owed or computed there."""
        found: dict[str, tuple[str, ...]] = {}
        known = set(self.owed)
        for address, parts in sorted(self.form.sums.items(), key=lambda sum_: sum_[0].endswith(f".{TOTAL}")):
            if known.issuperset(parts):
                found[address] = parts
                known.add(address)
        return found

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The blocks from top to bottom, in statutory order; a table's first one has a heading above it."""
        if computed := self.form.sums.keys() & set(self.owed):
            raise ComputedCell(sorted(computed))
        shown = {*self.owed, *self.sums}
        grids: list[Grid] = []
        row = GRIDS_FROM
        for table in self.form.tables:
            lines = [line for line in table.lines if any(_address(table, line, c) in shown for c in line.columns)]
            for _, block in groupby(lines, key=_columns):
                some = tuple(block)
                columns = tuple(c for c in some[0].columns if any(_address(table, ln, c) in shown for ln in some))
                new_table = not grids or grids[-1].table is not table
                grids.append(Grid(table, some, columns, row + (2 if new_table else 0)))
                row = grids[-1].end + 1
        return tuple(grids)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Where every owed and every computed cell stands."""
        shown = {*self.owed, *self.sums}
        return {address: place for grid in self.grids for address, place in grid.places() if address in shown}

    def balance(self, grid: Grid) -> tuple[tuple[int, tuple[Place, ...]], ...]:
        """Return each column of table 3 in which 一＋二＝（七）＋四 can be checked, with the four places."""
        found = []
        for at, column in enumerate(grid.columns, STUB):
            addresses = [f"{grid.table.key}.{key}.{column.key}" for key in BALANCE]
            if self.places.keys() >= set(addresses):
                found.append((at, tuple(self.places[address] for address in addresses)))
        return tuple(found)


BALANCE = ("received", "carried_in", "handled", "carried_out")


def _columns(line: Line) -> tuple[Column, ...]:
    return line.columns


def _address(table: Table, line: Line, column: Column) -> str:
    return f"{table.key}.{line.key}.{column.key}"


def prompt_place(index: int) -> Place:
    """Return where the text of the prompt at ``index`` is written."""
    return Place(PROMPTS_FROM + index * PROMPT_STEP + PROMPT_TEXT, 0)
