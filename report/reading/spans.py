"""The cells of a web page's table, with what they span → the grid that a browser forms of them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from report.reading.flow import Place, within_reason

Cell = tuple[Place, int, int]
"""What a cell holds, and how many rows and columns it says it takes."""
MOST_COLUMNS = 1000
"""More columns no browser lets a cell take."""
ALL_ROWS = 2**16
_NUMBER = re.compile(r"[ \t\n\f\r]*\+?([0-9]{1,6})")


_USUAL = {str(number): number for number in range(1, 40)}


def spans_of(attributes: Mapping[str, str]) -> tuple[int, int]:
    """Return how many rows and columns a cell takes; what is no number is as if it were not there."""
    rows, columns = attributes.get("rowspan", "1"), attributes.get("colspan", "1")
    return _USUAL.get(rows) or _number(rows, ALL_ROWS), _USUAL.get(columns) or min(_number(columns, 1), MOST_COLUMNS)


def _number(text: str, none: int) -> int:
    """Read a number as a browser does: 2px is 2, and ``none`` is what it means by 0."""
    match = _NUMBER.match(text)
    return int(match[1]) or none if match else 1


def formed(group: Sequence[Sequence[Cell]]) -> Iterator[list[Place]]:
    """Yield the places of each row that has cells; no cell reaches beyond its group, or below its last row."""
    until: list[int] = []  # for each column, the first row that no cell from above covers
    places = 0
    for number, cells in enumerate(group):
        row: list[Place] = []
        for place, rows, columns in cells:
            while len(row) < len(until) and until[len(row)] > number:
                row.append(None)
            if rows > 1:
                _cover(until, len(row), columns, number + rows)
            row.append(place)
            if columns > 1:
                row += [None] * (columns - 1)
        row += [None] * (len(until) - len(row))  # covered from above, or no cell at all: neither is a blank
        places += len(row)
        within_reason(places)
        if cells:
            yield row


def _cover(until: list[int], first: int, columns: int, end: int) -> None:
    """Note that a cell covers its columns down to the row before ``end``."""
    until += [0] * (first + columns - len(until))
    until[first : first + columns] = [max(end, other) for other in until[first : first + columns]]
