"""The vocabulary of a form: columns, lines, tables, sections, and where every cell stands on paper."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby


class Kind(StrEnum):
    """What a value cell counts."""

    COUNT = "count"
    """A whole number ≥ 0."""
    CHANGE = "change"
    """A whole number that may carry a sign (本年增/减)."""
    MONEY = "money"
    """An amount of money whose unit stands in the cell itself (edition 2019 prints none in the header)."""
    WAN_YUAN = "wan_yuan"
    """An amount of money in 万元, as the header of edition 2021 says."""


TOTAL = "total"
"""The word of every column that adds up the others of its row."""

OUTCOMES = "三、本年度办理结果"
"""Over the rows of table 3 that say how applications ended; the last of them, （七）总计, adds up the others."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of value cells: its word in an address, its printed header, what it counts."""

    key: str
    label: str
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class Line:
    """One statutory row of value cells: its word in an address, its printed labels from outermost to innermost."""

    key: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def label(self) -> str:
        """The innermost printed label."""
        return self.labels[-1]


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell: where it stands, how far it spans, what it says, what it heads, which figure it holds.

    ``row`` and ``column`` count from 0; ``scope`` is "" for a value cell and one of col, colgroup, row, rowgroup
    for a label; ``address`` is "" for a label and ``table.row.column`` for a value cell.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    scope: str = ""
    address: str = ""


def short(label: str) -> str:
    """Return a printed label without the note that some carry in brackets."""
    return label.split("（区分处理的")[0]


class BrokenGeometry(Exception):
    """The cells of a table leave a hole or lie on each other."""


@dataclass(frozen=True)
class Table:
    """One statutory table: its lines, and the geometry that every reader and writer uses.

    ``head`` is the number of header rows that repeat on every page; ``widths`` are relative column widths.
    """

    key: str
    caption: str
    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]
    head: int
    widths: tuple[int, ...]

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Every value cell, in printed order."""
        return tuple(f"{self.key}.{line.key}.{column.key}" for line in self.lines for column in line.columns)

    @cached_property
    def height(self) -> int:
        """The number of grid rows."""
        return max(cell.row + cell.rows for cell in self.cells)

    @cached_property
    def width(self) -> int:
        """The number of grid columns."""
        return len(self.widths)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The columns that the printed total adds up; none in table 2, which has no total."""
        columns = [column.key for column in self.lines[0].columns]
        return tuple(columns[:-1]) if columns[-1] == TOTAL else ()

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The rows （一） to （六） of table 3 that （七） adds up: one of （六） in 2019, three since 2021."""
        lines = [line.key for line in self.lines if line.labels[0] == OUTCOMES]
        return tuple(lines[:-1])

    def grid(self) -> list[list[Cell]]:
        """Return the full matrix of cells, a merged cell at each place it covers; raise ``BrokenGeometry``."""
        covered: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for place in _places(cell):
                if place in covered:
                    raise BrokenGeometry(f"{self.key}: {place} holds {covered[place]} and {cell}")
                covered[place] = cell
        holes = {(row, column) for row in range(self.height) for column in range(self.width)} ^ covered.keys()
        if holes:
            raise BrokenGeometry(f"{self.key}: hole or overhang at {sorted(holes)}")
        return [[covered[row, column] for column in range(self.width)] for row in range(self.height)]


def _places(cell: Cell) -> Iterator[tuple[int, int]]:
    for row in range(cell.row, cell.row + cell.rows):
        for column in range(cell.column, cell.column + cell.columns):
            yield row, column


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six statutory sections: a text (``key`` names it in ``Sheet.texts``) or a table."""

    key: str
    numeral: str
    heading: str
    table: Table | None = None


@dataclass(frozen=True)
class Form:
    """One edition of the statutory form. ``editions`` says which edition each table is of."""

    edition: int
    decree: str
    sections: tuple[Section, ...]
    editions: tuple[tuple[str, int], ...]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The statutory tables in printed order."""
        return tuple(section.table for section in self.sections if section.table)

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Every value cell of every table, in printed order."""
        return tuple(address for table in self.tables for address in table.addresses)

    @cached_property
    def places(self) -> dict[str, tuple[Table, Line, Column]]:
        """Where each address stands."""
        return {
            f"{table.key}.{line.key}.{column.key}": (table, line, column)
            for table in self.tables
            for line in table.lines
            for column in line.columns
        }

    @cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """Every printed total with the cells it is the sum of; in an order in which each can be computed."""
        t3 = self.table("t3")
        handled = {f"t3.handled.{column}": tuple(f"t3.{row}.{column}" for row in t3.outcomes) for column in t3.parts}
        across = {
            f"{table.key}.{line.key}.{TOTAL}": tuple(f"{table.key}.{line.key}.{part}" for part in table.parts)
            for table in self.tables
            for line in table.lines
            if table.parts
        }
        return handled | across

    @cached_property
    def outcome_groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The outcomes （一） to （六） of table 3: each group's words without number and note, its rows' totals."""
        lines = [line for line in self.table("t3").lines if line.labels[0] == OUTCOMES and line.key != "handled"]
        return tuple(
            (label[3:].split("（")[0], tuple(f"t3.{line.key}.{TOTAL}" for line in group))
            for label, group in groupby(lines, key=lambda line: line.labels[1])
        )

    def cells_of(self, name: str) -> tuple[str, ...]:
        """Return the cells a name stands for: one by its address, or the rows of a group (``t3.refused.total``)."""
        if name in self.places:
            return (name,)
        table, _, rest = name.partition(".")
        row, _, column = rest.partition(".")
        wanted = re.compile(rf"{re.escape(table)}\.{re.escape(row)}_[a-z_]+\.{re.escape(column)}")
        return tuple(filter(wanted.fullmatch, self.addresses)) if row and column else ()

    def table(self, key: str) -> Table:
        """Return the table of that key."""
        return next(table for table in self.tables if table.key == key)

    def kind(self, address: str) -> Kind:
        """Return what the cell at ``address`` counts."""
        return self.places[address][2].kind

    def name(self, address: str) -> str:
        """Return the cell's name as a clerk would say it: 表三“（二）部分公开”行“自然人”列."""
        table, line, column = self.places[address]
        numeral = next(section.numeral for section in self.sections if section.table is table)
        return f"表{numeral}“{short(line.label)}”行“{column.label}”列"


# ---------------------------------------------------------------------------------------------------------------
# Builders: a declared table in, its geometry out. No reader and no writer ever computes a merge.


@dataclass(frozen=True, slots=True)
class Block:
    """One block of table 2: its caption (the item of article 20) and its lines, which share their columns."""

    caption: str
    lines: tuple[Line, ...]


DISCLOSURE_COLUMNS = 4


def disclosure_table(caption: str, blocks: Iterable[Block]) -> Table:
    """Lay out table 2: each block is a caption row over the full width, a header row, and its data rows."""
    cells: list[Cell] = []
    lines: list[Line] = []
    row = 0
    for block in blocks:
        columns = block.lines[0].columns
        spans = _spread(len(columns), DISCLOSURE_COLUMNS - 1)
        cells.append(Cell(row, 0, columns=DISCLOSURE_COLUMNS, text=block.caption, scope="colgroup"))
        cells.append(Cell(row + 1, 0, text="信息内容", scope="col"))
        for (at, span), column in zip(spans, columns, strict=True):
            cells.append(Cell(row + 1, at, columns=span, text=column.label, scope="col"))
        row += 2
        for line in block.lines:
            cells.append(Cell(row, 0, text=line.label, scope="row"))
            for (at, span), column in zip(spans, columns, strict=True):
                cells.append(Cell(row, at, columns=span, address=f"t2.{line.key}.{column.key}"))
            lines.append(line)
            row += 1
    return Table("t2", caption, tuple(lines), tuple(cells), head=0, widths=(4, 3, 3, 3))


def _spread(count: int, width: int) -> list[tuple[int, int]]:
    """Spread ``count`` cells over ``width`` grid columns behind the label; the last one takes what is left."""
    return [(1 + i, 1) for i in range(count - 1)] + [(count, width - count + 1)]


def applications_table(caption: str, note: str, columns: tuple[Column, ...], lines: tuple[Line, ...]) -> Table:
    """Lay out table 3: a stub of three columns, a head of three rows, vertical merges for equal labels."""
    person, *organisations, total = columns
    cells = [
        Cell(0, 0, rows=3, columns=3, text=note, scope="colgroup"),
        Cell(0, 3, columns=len(columns), text="申请人情况", scope="colgroup"),
        Cell(1, 3, rows=2, text=person.label, scope="col"),
        Cell(1, 4, columns=len(organisations), text="法人或其他组织", scope="colgroup"),
        Cell(1, 4 + len(organisations), rows=2, text=total.label, scope="col"),
    ]
    cells += [Cell(2, 4 + i, text=column.label, scope="col") for i, column in enumerate(organisations)]
    for index, line in enumerate(lines):
        row = 3 + index
        for depth, label in enumerate(line.labels):
            head = line.labels[: depth + 1]
            if index and lines[index - 1].labels[: depth + 1] == head:
                continue
            rows = sum(1 for other in lines if other.labels[: depth + 1] == head)
            last = depth == len(line.labels) - 1
            cells.append(
                Cell(row, depth, rows, 3 - depth if last else 1, label, "row" if last else "rowgroup"),
            )
        cells += [Cell(row, 3 + i, address=f"t3.{line.key}.{column.key}") for i, column in enumerate(columns)]
    return Table("t3", caption, lines, tuple(cells), head=3, widths=(3, 4, 11, 3, 3, 3, 3, 3, 3, 3))


def disputes_table(caption: str, columns: tuple[Column, ...], lines: tuple[Line, ...]) -> Table:
    """Lay out table 4: one data row; the statutory lines stand side by side."""
    review, *suits = lines
    width = len(columns)
    cells = [
        Cell(0, 0, columns=width, text=review.labels[0], scope="colgroup"),
        Cell(0, width, columns=width * len(suits), text=suits[0].labels[0], scope="colgroup"),
    ]
    cells += [
        Cell(1, width * (1 + i), columns=width, text=suit.labels[1], scope="colgroup") for i, suit in enumerate(suits)
    ]
    for index, line in enumerate(lines):
        top = 1 if line is review else 2
        for i, column in enumerate(columns):
            at = width * index + i
            cells.append(Cell(top, at, rows=3 - top, text=column.label, scope="col"))
            cells.append(Cell(3, at, address=f"t4.{line.key}.{column.key}"))
    return Table("t4", caption, lines, tuple(cells), head=3, widths=(1,) * (width * len(lines)))


# ---------------------------------------------------------------------------------------------------------------


class NoForm(Exception):
    """There is no statutory form for that report year or edition: the format notice starts with 2019."""


@lru_cache(maxsize=16)
def form_of(editions: tuple[tuple[str, int], ...]) -> Form:
    """Return the form whose tables are of the given editions; most reports name one edition for all three."""
    from report.forms import FORMS  # the editions are declared with this vocabulary

    wanted = dict(editions)
    if not set(wanted.values()) <= FORMS.keys() or wanted.keys() != {"t2", "t3", "t4"}:
        raise NoForm(editions)
    frame = FORMS[wanted["t3"]]
    if set(wanted.values()) == {frame.edition}:
        return frame
    sections = tuple(
        Section(s.key, s.numeral, s.heading, FORMS[wanted[s.table.key]].table(s.table.key)) if s.table else s
        for s in frame.sections
    )
    return Form(frame.edition, frame.decree, sections, editions)


def form_for(year: int) -> Form:
    """Return the form prescribed for the reports of ``year``: 2019 and 2020 the trial form, later that of 2021."""
    if year < 2019:
        raise NoForm(year)
    edition = 2019 if year < 2021 else 2021
    return form_of((("t2", edition), ("t3", edition), ("t4", edition)))
