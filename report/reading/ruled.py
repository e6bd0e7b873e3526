"""The lines ruled on a page → the grids they draw: which places are one field because no line parts them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

SNAP = 4.0
"""Lines nearer to each other than this, in points, are one line: borders are drawn twice, and in pieces."""
NARROWEST = 6.5
"""Edges nearer than this are one edge: browsers leave a gap between the borders of two cells."""
SHORTEST = 5.0
OVERHANG = 6.0
MOST_CROSSINGS = 250_000
"""A drawing has more; a statutory table has about thirty lines either way."""


class Rule(NamedTuple):
    """One straight line: where it stands (x of an upright one, y of a level one), and from where to where it goes."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruled grid. Places of ``fields`` that hold the same number are one field."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[tuple[int, ...], ...]

    @property
    def area(self) -> float:
        """How much of the page it covers."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def field_at(self, x: float, y: float) -> int | None:
        """Return the number of the field that a point lies in; None outside the grid."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.fields[row][column] if inside else None


def grids(upright: Sequence[Rule], level: Sequence[Rule]) -> list[Ruled]:
    """Return the grids that the lines of a page draw, the smallest first."""
    upright, level = _joined(upright), _joined(level)
    if len(upright) * len(level) > MOST_CROSSINGS:
        return []
    found = (_grid(*part) for part in _connected(upright, level))
    return sorted((grid for grid in found if grid), key=lambda grid: grid.area)


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Put the pieces of each line together."""
    joined: list[Rule] = []
    for bundle in _bundles(rules):
        at = sum(rule.at for rule in bundle) / len(bundle)
        pieces = sorted((rule.start, rule.end) for rule in bundle)
        start, end = pieces[0]
        for first, last in pieces[1:]:
            if first > end + SNAP:
                joined.append(Rule(at, start, end))
                start = first
            end = max(end, last)
        joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start >= SHORTEST]


def _bundles(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    bundle: list[Rule] = []
    for rule in sorted(rules):
        if bundle and rule.at - bundle[0].at > SNAP:
            yield bundle
            bundle = []
        bundle.append(rule)
    if bundle:
        yield bundle


def _connected(upright: Sequence[Rule], level: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Part the lines into those that hang together: the tables of a page do not touch each other."""
    crossed = [[n for n, other in enumerate(level) if _cross(rule, other)] for rule in upright]
    crossing: dict[int, list[int]] = {}
    for index, others in enumerate(crossed):
        for other in others:
            crossing.setdefault(other, []).append(index)
    left = set(range(len(upright)))
    while left:
        ours, theirs, new = set[int](), set[int](), {left.pop()}
        while new:
            ours |= new
            reached = {other for index in new for other in crossed[index]} - theirs
            theirs |= reached
            new = {index for other in reached for index in crossing[other]} - ours
        left -= ours
        yield [upright[index] for index in sorted(ours)], [level[index] for index in sorted(theirs)]


def _cross(upright: Rule, level: Rule) -> bool:
    return _passes(upright, level.at) and _passes(level, upright.at)


def _passes(rule: Rule, at: float) -> bool:
    return rule.start - SNAP <= at <= rule.end + SNAP


def _grid(upright: Sequence[Rule], level: Sequence[Rule]) -> Ruled | None:
    """Return the grid of one table; None for a frame around text, and for what has lines in one direction only."""
    xs, ys = _edges(upright, level), _edges(level, upright)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    right, below = _walls(upright, xs, ys), _walls(level, ys, xs)
    fields = _fields(rows, columns, right, below)
    return Ruled(xs, ys, fields) if max(fields[-1]) > 0 else None


def _edges(rules: Sequence[Rule], across: Sequence[Rule]) -> tuple[float, ...]:
    """Return where the lines stand, and an edge more where the others run on: tables are printed with open sides."""
    edges: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not edges or at - edges[-1] >= NARROWEST:
            edges.append(at)
    if not edges:
        return ()
    before = [rule.start for rule in across if rule.start < edges[0] - OVERHANG]
    behind = [rule.end for rule in across if rule.end > edges[-1] + NARROWEST + OVERHANG]
    return (*([min(before)] if len(before) > 1 else []), *edges, *([max(behind)] if len(behind) > 1 else []))


def _walls(rules: Sequence[Rule], edges: tuple[float, ...], across: tuple[float, ...]) -> set[tuple[int, int]]:
    """Return where a line parts two places: (its edge, the place along it)."""
    middles = [(first + last) / 2 for first, last in pairwise(across)]
    return {
        (bisect_right(edges, rule.at) - 1, place)
        for rule in rules
        for place, middle in enumerate(middles)
        if _passes(rule, middle)
    }


def _fields(
    rows: int, columns: int, right: set[tuple[int, int]], below: set[tuple[int, int]]
) -> tuple[tuple[int, ...], ...]:
    """Return the number of each place's field; places that hang together in no rectangle are fields row by row."""
    fields = [[-1] * columns for _ in range(rows)]
    count = 0
    for row in range(rows):
        for column in range(columns):
            if fields[row][column] >= 0:
                continue
            for part in _parts(_reach(row, column, rows, columns, right, below)):
                for r, c in part:
                    fields[r][c] = count
                count += 1
    return tuple(map(tuple, fields))


Places = list[tuple[int, int]]


def _reach(
    row: int, column: int, rows: int, columns: int, right: set[tuple[int, int]], below: set[tuple[int, int]]
) -> Places:
    """Return all places that can be reached without crossing a line."""
    reached, new = {(row, column)}, [(row, column)]
    while new:
        r, c = new.pop()
        ways = (
            ((r, c + 1), (c + 1, r) in right),
            ((r, c - 1), (c, r) in right),
            ((r + 1, c), (r + 1, c) in below),
            ((r - 1, c), (r, c) in below),
        )
        for place, wall in ways:
            if not wall and place not in reached and 0 <= place[0] < rows and 0 <= place[1] < columns:
                reached.add(place)
                new.append(place)
    return sorted(reached)


def _parts(places: Places) -> list[Places]:
    """Return the places as they are if they are a rectangle, and else the runs of each row."""
    height = places[-1][0] - places[0][0] + 1
    columns = {column for _, column in places}
    if height * len(columns) == len(places):
        return [places]
    runs = groupby(enumerate(places), lambda each: (each[1][0], each[1][1] - each[0]))
    return [[place for _, place in run] for _, run in runs]
