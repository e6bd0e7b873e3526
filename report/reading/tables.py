"""How a printed table finds its cells: by its labels, never by its position; every reader of a report uses this."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from report.figure import BLANKS
from report.form import Table, form_for
from report.forms import FORMS
from report.reading.labels import LONGEST, Labels, Said, key
from report.reading.paper import Field
from report.source import Misprint, Place

Shape = tuple[Field, ...]
"""A row with 0 for every plain number: where values stand depends on labels and blanks, never on figures.

Reports differ in their figures, hardly in their shapes: what is found out about a shape is found out once.
"""


class Row(NamedTuple):
    """One printed row: its fields, its shape, and where it stands in a file."""

    fields: Sequence[Field]
    shape: Shape
    table: int = 0
    number: int = 0
    page: int = 0
    line: int = 0
    worksheet: str = ""

    def at(self, column: int) -> Place:
        """Return where the field in ``column`` (counted from 0) stands."""
        return place(*self[2:], column + 1)


def shape_of(fields: Iterable[Field]) -> Shape:
    """Return the shape of a row."""
    return tuple(["0" if text and text.isdecimal() else text for text in fields])


@lru_cache(maxsize=8192)
def place(table: int, row: int, page: int, line: int, worksheet: str, column: int) -> Place:
    """Return a place, each made once."""
    return Place(table, row, column, page, line, worksheet)


MOST_KEPT = 2_000
"""What has more fields or characters than any statutory table is worked out each time: the memory stays small."""


def is_small(shape: Shape) -> bool:
    """Say whether what is found out about the shape of a row, or of rows one after the other, is remembered."""
    return len(shape) <= MOST_KEPT and sum([len(text) for text in shape if text]) <= MOST_KEPT


# ---------------------------------------------------------------------------------------------------------------
# The vocabulary of a table


class Lane(NamedTuple):
    """A run of value cells beside one row label ("" in table 4, whose row has none): addresses and column labels.

    ``group`` is the label over an item: （三）不予公开.
    """

    label: str
    group: str
    addresses: tuple[str, ...]
    columns: tuple[str, ...]


class Sense(NamedTuple):
    """What a field of a table says as the label of a lane, of the head, of a group of lanes; "" where it does not."""

    line: str = ""
    head: str = ""
    group: str = ""
    said: Said | None = None


_NOTHING = Sense()
Words = tuple[tuple[int, str], ...]
"""The fields of a row that are more than ASCII, with their places: among them are all its labels."""


class Look(NamedTuple):
    """What the words of a row say: which fields are labels, and what the row may be by them.

    ``item`` is the place of the last field that begins like an item (9.其他), known or not; -1 where none does.
    """

    senses: tuple[tuple[int, Sense], ...]
    is_head: bool
    is_piece: bool
    is_strange: bool
    is_wordy: bool
    item: int


class Vocabulary:
    """The lanes of a statutory table, and what its printed fields say."""

    def __init__(self, table: Table) -> None:
        self.lanes = {lane.label: lane for lane in _lanes(table)}
        self.order = list(self.lanes)
        heads = [cell.text for cell in table.cells if cell.scope.startswith("col")]
        groups = [cell.text for cell in table.cells if cell.scope == "rowgroup"]
        self.heads = frozenset(heads)
        self.groups = {lane.group for lane in self.lanes.values()} - {""}
        self.labels = frozenset(chain(self.lanes, heads, groups)) - {""}
        self._lines = Labels(label for label in self.lanes if label)
        self._heads, self._groups, self._all = Labels(heads), Labels(groups), Labels(self.labels)
        self._sensed = lru_cache(maxsize=8192)(self._sense)
        self.look = lru_cache(maxsize=2048)(self.look_anew)

    def exact(self, text: str) -> tuple[Said, ...]:
        """Return what a field says in the words of the statute, or in a known variant of them."""
        if text not in self._all:
            return ()
        found = [said for labels in (self._lines, self._heads, self._groups) if (said := labels.find(text))]
        whole = [said for said in found if key(said.label) == key(text)]  # 其他 is the column before it is 3.其他
        return tuple(whole or found)

    def sense(self, text: str) -> Sense:
        """Return what a field says, in whatever words; what is longer than a label says nothing."""
        return self._sensed(text) if len(text) <= LONGEST else _NOTHING

    def look_anew(self, words: Words) -> Look:
        """Return what the words of a row say."""
        found = [(at, text, self.sense(text)) for at, text in words]
        spoken = [(at, text, sense) for at, text, sense in found if not is_figure(text)]
        return Look(
            senses=tuple((at, sense) for at, _, sense in found if sense.said),
            is_head=any(sense.head and not sense.line for _, _, sense in found),
            is_piece=bool(spoken) and all(_is_piece(text, sense) for _, text, sense in found),
            is_strange=any(not sense.group for _, _, sense in spoken),
            is_wordy=any(_WORDS.search(text) for _, text in words),
            item=max((at for at, text in words if _ITEM.match(text)), default=-1),
        )

    def _sense(self, text: str) -> Sense:
        if text.isascii():  # figures and blanks: every label is Chinese
            return _NOTHING
        if text in self._all:
            line, head, group = self._lines.find(text), self._heads.find(text), self._groups.find(text)
            found = [said for said in (line, head, group) if said]
            said = next((said for said in found if said.faithful), found[0] if found else None)
            return Sense(_label(line), _label(head), _label(group), said)
        like = None if is_figure(text) else self._all.resembled(text)
        return self._sense(like.label)._replace(said=like) if like else _NOTHING


_WORDS = re.compile(r"[^\W\d]{3}")
_ITEM = re.compile(r"\d{1,2}\s*[.．、]\s*[^\d\s]|[（(][一二三四五六七八九十][）)]")
LONGEST_PIECE = 6
"""A label that is cut into two rows leaves pieces of two to four characters: 社会公益 above 组织."""


def _is_piece(text: str, sense: Sense) -> bool:
    """Say whether a field may be a piece of a label of the head: a short word, and not the label of a line."""
    return len(text) <= LONGEST_PIECE and not (sense.line or sense.group or is_figure(text))


def _label(said: Said | None) -> str:
    return said.label if said else ""


def _lanes(table: Table) -> list[Lane]:
    """Return the lanes of a table: one for each line, or a single one where the lines stand side by side."""
    lanes = [
        Lane(
            line.label,
            line.labels[1] if len(line.labels) > 2 else "",
            tuple(f"{table.key}.{line.key}.{column.key}" for column in line.columns),
            tuple(column.label for column in line.columns),
        )
        for line in table.lines
    ]
    if any(cell.scope.startswith("row") for cell in table.cells):
        return lanes
    return [Lane("", "", table.addresses, tuple(chain.from_iterable(lane.columns for lane in lanes)))]


@lru_cache(maxsize=8)
def vocabulary(table: str, edition: int) -> Vocabulary:
    """Return the vocabulary of one statutory table."""
    return Vocabulary(FORMS[edition].table(table))


Label = tuple[str, int, str]
"""A statutory label: of which table, of which edition, its words."""


@lru_cache(maxsize=8192)
def statutory(text: str) -> frozenset[Label]:
    """Return every statutory label that a field prints, in whichever table and edition."""
    return frozenset(
        (table.key, form.edition, said.label)
        for form in FORMS.values()
        for table in form.tables
        for said in vocabulary(table.key, form.edition).exact(text)
    )


def edition_of(table: str, printed: Iterable[Label], year: int) -> int:
    """Return the edition whose labels are printed best; the one prescribed for ``year`` if both fit.

    A label that is found counts for an edition and one that is missing against it: either alone is not enough, for
    the labels of table 3 of 2019 are among those of 2021.
    """
    found = {(edition, label) for each, edition, label in printed if each == table}
    prescribed = form_for(year).edition
    if not found:
        return prescribed

    def fit(edition: int) -> tuple[int, bool]:
        count = sum(1 for each, _ in found if each == edition)
        return 2 * count - len(vocabulary(table, edition).labels), edition == prescribed

    return max(FORMS, key=fit)


_FIGURE = re.compile(r"[+\-−＋－]?\s*(?:减少?|增加?)?\s*\d[\d,，.．]*(?![\d,，]|[\u4e00-\u9fff]{3})")


def is_figure(text: str) -> bool:
    """Say whether a field holds a figure, or what stands for none, and no words: 22（其中修订 16 件） is one."""
    return text in BLANKS or bool(_FIGURE.match(text) and not _ITEM.match(text))


# ---------------------------------------------------------------------------------------------------------------
# The head of a table: which column stands under which label


class Leaf(NamedTuple):
    """One lowest label of a head: its first place, and the one behind its last."""

    label: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where the values of a lane stand: which of its columns the head prints, and over which places.

    ``leaves`` is empty where the labels do not stand over the values. ``keeps_place`` says that a blank is printed
    for each place that a merged cell covers: then a short row has lost nothing but blanks at its end.
    """

    seen: tuple[int, ...]
    leaves: tuple[Leaf, ...]
    starts: tuple[int, ...]
    keeps_place: bool


class Head:
    """The rows of a head as printed, from the first to the one above the figures."""

    def __init__(self, words: Vocabulary, rows: tuple[Shape, ...] = ()) -> None:
        self.words, self.rows = words, rows
        self.width = max(map(len, rows), default=0)
        self._rulers: dict[tuple[str, ...], Ruler] = {}

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The lowest label of each place, from left to right; a label cut into two rows is put together."""
        found = [(at, *lowest) for at in range(self.width) if (lowest := self._lowest(at))]
        limits = [at for at, _, _ in found[1:]] + [self.width]
        return tuple(
            Leaf(label, at, self._stop(row, at, limit))
            for (at, label, row), limit in zip(found, limits, strict=False)
        )

    @cached_property
    def cut(self) -> dict[int, tuple[list[int], str]]:
        """The labels that are printed in pieces, 商业 above 企业: by place, the rows of the pieces and the label."""
        return {at: cut for at in range(self.width) if (cut := self._cut(at))}

    def ruler(self, columns: tuple[str, ...]) -> Ruler:
        """Return how this head measures a lane of these columns."""
        if columns not in self._rulers:
            printed = {leaf.label for leaf in self.leaves} | self._lone
            seen = tuple(index for index, label in enumerate(columns) if label in printed)
            leaves = tuple(leaf for leaf in self.leaves if leaf.label in columns)
            if [leaf.label for leaf in leaves] != [columns[index] for index in seen]:
                leaves = ()
            starts = tuple(leaf.start for leaf in leaves)
            self._rulers[columns] = Ruler(seen, leaves, starts, self._keeps_place)
        return self._rulers[columns]

    @cached_property
    def _lone(self) -> set[str]:
        return {self.words.sense(text).head for row in self.rows for text in row if text}

    @cached_property
    def _keeps_place(self) -> bool:
        fields = set(chain.from_iterable(self.rows))
        return "" in fields and None not in fields

    def _texts(self, at: int) -> list[tuple[int, str]]:
        return [(index, text) for index, row in enumerate(self.rows) if at < len(row) and (text := row[at])]

    def _cut(self, at: int) -> tuple[list[int], str] | None:
        texts = self._texts(at)
        for (upper, first), (lower, second) in pairwise(texts):
            known = self.words.exact(first) or self.words.exact(second)
            if not known and (said := self.words.exact(first + second)):
                return [upper, lower], said[0].label
        return None

    def _lowest(self, at: int) -> tuple[str, int] | None:
        """Return the lowest label over a place, and the row it begins in."""
        if at in self.cut:
            rows, label = self.cut[at]
            return label, rows[0]
        heads = ((self.words.sense(text).head, row) for row, text in reversed(self._texts(at)))
        return next(((label, row) for label, row in heads if label), None)

    def _stop(self, row: int, at: int, limit: int) -> int:
        """Return where the field at a place ends, not beyond where the next label begins.

        In a row that begins with a covered place, others may be covered from above as well: 总计 beside 其他.
        """
        fields, stop = self.rows[row], at + 1
        while fields[0] is not None and stop < min(limit, len(fields)) and fields[stop] is None:
            stop += 1
        return stop


# ---------------------------------------------------------------------------------------------------------------
# Rows → cells


class Reading(NamedTuple):
    """What was read of a table: its cells as printed, where each stood, which labels differ from the statute."""

    cells: dict[str, str]
    places: dict[str, Place]
    misprints: list[Misprint]


Spot = tuple[str, int, int]
"""Where a cell, or a label that is printed otherwise than the statute has it, stands: its row and place from 0."""


class Plan(NamedTuple):
    """Where the cells of a table stand, by address, and the labels that differ from the statute."""

    cells: tuple[Spot, ...]
    misprints: tuple[Spot, ...]


def read_table(table: str, edition: int, parts: Iterable[Sequence[Row]]) -> Reading:
    """Read the cells of one table from the parts it is printed in; a cell that was not surely read is absent.

    A row is known by its innermost label, and a value by the header that stands over it, or by standing in a row
    that has exactly the form's number of values. A blank therefore drops no row and moves no value.
    """
    printed = list(parts)
    rows = list(chain.from_iterable(printed))
    shapes = tuple([tuple([row.shape for row in part]) for part in printed])
    if is_small(tuple(chain.from_iterable([row.shape for row in rows]))):
        plan = _plan(table, edition, shapes)
    else:
        plan = _plan_of(vocabulary(table, edition), shapes, remember=False)
    cells: dict[str, str] = {}
    places: dict[str, Place] = {}
    for address, number, at in plan.cells:
        row = rows[number]
        cells[address] = (row[0][at] or "") if at < len(row[0]) else ""
        places[address] = place(*row[2:], at + 1)
    wrong = ((label, rows[number], at) for label, number, at in plan.misprints)
    return Reading(
        cells, places, [Misprint(table, label, row.fields[at] or "", row.at(at)) for label, row, at in wrong]
    )


@lru_cache(maxsize=1024)
def _plan(table: str, edition: int, parts: tuple[tuple[Shape, ...], ...]) -> Plan:
    return _plan_of(vocabulary(table, edition), parts, remember=True)


def _plan_of(words: Vocabulary, parts: Iterable[Sequence[Shape]], *, remember: bool) -> Plan:
    """Find out where the cells of a table stand; what its rows say is remembered for other tables."""
    reader = _Reader(words, words.look if remember else words.look_anew)
    for rows in parts:
        reader.begin(max(map(len, rows), default=0))
        for row in rows:
            reader.take(row)
            reader.row += 1
    reader.close()
    return Plan(tuple(reader.cells.values()), tuple(reader.misprints.values()))


Value = tuple[int, int]
"""A value of a row: the column of its lane, and the place it stands at."""


class Block(NamedTuple):
    """A printed field over the columns ``first`` to ``stop`` of a head, and the lane in whose row it begins."""

    first: int
    stop: int
    lane: Lane
    tall: bool = False


class _Unlabelled(NamedTuple):
    """A row without a label that waits for the next one: its number, what it prints, its group, the head above it."""

    row: int
    shape: Shape
    after: int
    group: str
    head: Head


class _Reader:
    """One table being read, row by row."""

    def __init__(self, words: Vocabulary, look: Callable[[Words], Look]) -> None:
        self.words, self.look = words, look
        self.cells: dict[str, Spot] = {}
        self.misprints: dict[tuple[str, str], Spot] = {}
        self.row = 0
        self.head = Head(words)
        self.open = False
        self.width = 0
        self.done: set[str] = set()
        self.above: tuple[Lane, list[Block] | None] | None = None
        self.last, self.group = "", ""
        self.unlabelled: list[_Unlabelled] | None = None

    def begin(self, width: int) -> None:
        """Begin a part; on a new page the head of the last one still holds if the grid is as wide."""
        self.close()
        if width != self.width:
            self.head, self.width = Head(self.words), width
        self.above = None

    def take(self, shape: Shape) -> None:
        """Read one row: of the head, of figures beside a label, or of figures without one."""
        look = self.look(tuple([(at, text) for at, text in enumerate(shape) if text and not text.isascii()]))
        if look.is_head or (self.open and look.is_piece):
            self.head = Head(self.words, (*self.head.rows, shape) if self.open else (shape,))
            self.open, self.above = True, None
            return
        self.close()
        if "" in self.words.lanes:
            self._take_only_row(shape, look)
            return
        for at, sense in look.senses:
            if sense.group:
                self.group = sense.group if sense.group in self.words.groups else self.group
                self._tell(sense.said, shape, self.row, at)
        for at, sense in reversed(look.senses):
            if sense.line and self._is_label(sense):
                self._take_labelled(shape, look, at, sense)
                return
        self._take_unlabelled(shape, look)

    def close(self) -> None:
        """Note that no more rows of the head follow, and which of its labels differ from the statute."""
        if not self.open:
            return
        self.open = False
        cut = {(row, at) for at, (rows, _) in self.head.cut.items() for row in rows}
        for index, shape in enumerate(self.head.rows):
            for at, text in enumerate(shape):
                sense = self.words.sense(text) if text and (index, at) not in cut else _NOTHING
                if sense.said:
                    said = sense.said._replace(label=sense.head or sense.said.label)
                    self._tell(said, shape, self.row - len(self.head.rows) + index, at)

    def _is_label(self, sense: Sense) -> bool:
        """Say whether a field names a lane; what is left over in a group (3.其他) does so only in its group."""
        lane = self.words.lanes[sense.line]
        return not _REST.fullmatch(lane.label) or self.group in ("", lane.group)

    def _take_only_row(self, shape: Shape, look: Look) -> None:
        """Read the one row of a table whose lines stand side by side; an empty row may precede it."""
        if len(shape) < 2 or not self.head.rows or look.is_wordy:
            return
        self._read(self.row, shape, 0, self.words.lanes[""], self.head)
        if not any(shape):
            self.done.clear()

    def _take_labelled(self, shape: Shape, look: Look, at: int, sense: Sense) -> None:
        lane = self.words.lanes[sense.line]
        self._tell(sense.said, shape, self.row, at)
        self._settle(lane)
        if look.item > at:  # behind the label stands another, which the form does not know: not our row
            self.above = None
        else:
            self._read(self.row, shape, at + 1, lane, self.head)
        self.last, self.group, self.unlabelled = lane.label, lane.group, []

    def _take_unlabelled(self, shape: Shape, look: Look) -> None:
        """Keep a row without a label until the next label tells how many lines are missing here."""
        self.above = None
        if look.is_strange or self.unlabelled is None:
            self.unlabelled = None
            return
        after = max((at + 1 for at, sense in look.senses if sense.group), default=0)
        group = next((sense.group for _, sense in look.senses if sense.group in self.words.groups), "")
        self.unlabelled.append(_Unlabelled(self.row, shape, after, group, self.head))

    def _settle(self, lane: Lane) -> None:
        """Read the rows without labels above this lane if they are as many as the lines missing before it."""
        waiting, self.unlabelled = self.unlabelled, None
        if not waiting or not self.last:
            return
        order = self.words.order
        missing = [self.words.lanes[label] for label in order[order.index(self.last) + 1 : order.index(lane.label)]]
        fits = len(missing) == len(waiting) and not any(each.label in self.done for each in missing)
        named = all(row.group in ("", each.group) for row, each in zip(waiting, missing, strict=False))
        filled = all(any(row.shape) for row in waiting)  # a blank row may part two blocks and be no line at all
        if fits and named and filled:
            for row, each in zip(waiting, missing, strict=True):
                self._read(row.row, row.shape, row.after, each, row.head)
        self.above = None

    def _tell(self, said: Said | None, shape: Shape, row: int, at: int) -> None:
        """Keep a label that is not printed as the statute has it, once for each way it is printed."""
        if said and not said.faithful:
            self.misprints.setdefault((said.label, shape[at] or ""), (said.label, row, at))

    # -- values

    def _read(self, row: int, shape: Shape, after: int, lane: Lane, head: Head) -> None:
        """Find the values of a lane that stand behind its label, unless they were found before."""
        if lane.label in self.done or not (head.rows or lane.label):
            self.above = None
            return
        for index, at in self._values(shape, after, lane, head.ruler(lane.columns)):
            self.done.add(lane.label)
            self.cells[lane.addresses[index]] = (lane.addresses[index], row, at)

    def _values(self, shape: Shape, after: int, lane: Lane, ruler: Ruler) -> Iterable[Value]:
        """Return the values behind a label, or nothing where their places are not sure."""
        above, self.above = self.above, None
        if ruler.leaves and after <= ruler.starts[0]:
            measured = self._measured(shape, after, lane, ruler, above)
            if measured is not None:
                return measured
        rest = shape[after:]
        window = _only_window(rest, len(lane.addresses))
        if window is not None:
            return [(index, after + at) for index, at in enumerate(window)]
        if not any(rest) and None not in rest:  # editors trim blanks at line ends: the head says which there are
            return [(index, len(shape)) for index in ruler.seen]
        return ()

    def _measured(
        self, shape: Shape, after: int, lane: Lane, ruler: Ruler, above: tuple[Lane, list[Block] | None] | None
    ) -> Iterable[Value] | None:
        """Return the values that stand under their labels; None where the labels do not tell where values stand."""
        end, starts = len(shape), ruler.starts
        if end <= starts[-1] and not ruler.keeps_place:
            return None
        outside = [at for at in range(after, end) if shape[at] and at not in starts]
        covered = [at < end and shape[at] is None for at in starts]
        if not outside and not any(covered):
            self.above = lane, None
            return zip(ruler.seen, starts, strict=True)
        if in_order := _in_order(shape, after, ruler):
            return in_order
        places = _gathered(shape, outside, ruler.leaves)
        if places is None:
            return None
        blocks = self._blocks(covered, lane, ruler, above)
        self.above = lane, blocks
        return [
            (ruler.seen[block.first], places[block.first])
            for block in blocks
            if block.lane is lane and block.stop - block.first == 1
        ]

    def _blocks(
        self, covered: Sequence[bool], lane: Lane, ruler: Ruler, above: tuple[Lane, list[Block] | None] | None
    ) -> list[Block]:
        """Return the fields a row is made of, where merged cells cover some of its places."""
        blocks: list[Block] = []
        at = 0
        while at < len(covered):
            begins = not covered[at]
            first = stop = at + begins
            while stop < len(covered) and covered[stop]:
                stop += 1
            hanging, doubtful = _hanging(above, first, stop)
            if begins:
                blocks.append(Block(at, stop if doubtful else first, lane))
            for block in hanging:
                self._forget(block, ruler)
                blocks += [] if doubtful else [block._replace(tall=True)]
            at = stop
        return blocks

    def _forget(self, block: Block, ruler: Ruler) -> None:
        """Take back a value whose field turns out to reach over several rows: it belongs to none of them."""
        for index in ruler.seen[block.first : block.stop]:
            self.cells.pop(block.lane.addresses[index], None)


_REST = re.compile(r"\d\.其他")


def _hanging(above: tuple[Lane, list[Block] | None] | None, first: int, stop: int) -> tuple[list[Block], bool]:
    """Return the fields of the row above that may reach down into the columns ``first`` to ``stop``, and any doubt.

    A covered place belongs to the field left of it or to the one above: surely to the one above where that is as
    broad or came down already. Else it may be either, and neither value is sure.
    """
    if first >= stop:
        return [], False
    lane, printed = above or (None, [])
    blocks = [Block(at, at + 1, lane) for at in range(first, stop)] if lane and printed is None else printed or []
    inside = [block for block in blocks if block.first >= first and block.stop <= stop]
    if sum(block.stop - block.first for block in inside) != stop - first:
        return [], True
    sure = first == 0 or any(block.tall or block.stop - block.first > 1 for block in inside)
    return inside, not sure


def _in_order(shape: Shape, after: int, ruler: Ruler) -> list[Value] | None:
    """Return the values one by one where a row has as many fields as labels, each at least partly under its own."""
    places = [at for at in range(after, len(shape)) if shape[at] is not None]
    if len(places) != len(ruler.leaves):
        return None
    ends = [*places[1:], len(shape)]
    under = all(at < leaf.stop and end > leaf.start for at, end, leaf in zip(places, ends, ruler.leaves, strict=True))
    return list(zip(ruler.seen, places, strict=True)) if under else None


def _gathered(shape: Shape, outside: Iterable[int], leaves: Sequence[Leaf]) -> list[int] | None:
    """Return the place of each label's value; it may stand under a broad label, but not at its left end.

    None where a value stands under no label, or two under one.
    """
    places = [leaf.start for leaf in leaves]
    for at in outside:
        index = next((index for index, leaf in enumerate(leaves) if leaf.start <= at < leaf.stop), -1)
        if index < 0 or shape[places[index]] != "":
            return None
        places[index] = at
    return places


def _only_window(rest: Shape, width: int) -> range | None:
    """Return the ``width`` neighbouring fields outside which all is blank, if there is exactly one such place."""
    printed = [at for at, text in enumerate(rest) if text]
    first, last = (printed[0], printed[-1]) if printed else (len(rest), -1)
    starts = [
        start
        for start in range(max(0, last - width + 1), min(first, len(rest) - width) + 1)
        if None not in rest[start : start + width]
    ]
    return range(starts[0], starts[0] + width) if len(starts) == 1 else None
