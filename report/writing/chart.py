"""Charts as pictures made of numbers: bars side by side, and one line over the years; values in, SVG out."""

from dataclasses import dataclass
from itertools import pairwise

from templates import fill


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, and how many."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers side by side; ``description`` says them all to who cannot see the picture."""

    key: str
    title: str
    description: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """One number over the years, oldest first; None where a year's report does not tell it."""

    key: str
    title: str
    description: str
    points: tuple[tuple[int, int | None], ...]


Chart = Bars | Years

WIDTH = 640
"""How broad every chart is, in units of its picture; it is shown at any size."""
STUB, DIGIT = 132, 11
"""What a bar leaves free on its left for its label; how broad a digit of its number is."""
PITCH, THICKNESS, MARGIN = 40, 22, 8
"""From bar to bar; how thick one is; what stays free above the first and below the last."""
HEIGHT, TOP, BOTTOM, SIDE = 220, 44, 44, 56
"""How high a line's picture is, and what it leaves free on each side for numbers and years."""


def svg(chart: Chart) -> str:
    """Return a chart as an ``<svg>`` element with title and description, without script and foreign files."""
    return _bars(chart) if isinstance(chart, Bars) else _years(chart)


def _bars(chart: Bars) -> str:
    largest = max((bar.value for bar in chart.bars), default=0) or 1
    room = WIDTH - STUB - DIGIT * (len(str(largest)) + 2)
    rows = [
        {
            "label": bar.label,
            "value": bar.value,
            "top": MARGIN + PITCH * index,
            "length": round(room * bar.value / largest, 1),
        }
        for index, bar in enumerate(chart.bars)
    ]
    height = 2 * MARGIN + PITCH * len(rows) - (PITCH - THICKNESS)
    return _drawn("documents/bars.svg.j2", chart, rows=rows, height=height, stub=STUB, thickness=THICKNESS)


def _years(chart: Years) -> str:
    largest = max((value or 0 for _, value in chart.points), default=0) or 1
    side = max(SIDE, DIGIT * len(str(largest)) // 2)
    step = (WIDTH - 2 * side) / max(1, len(chart.points) - 1)
    points = [
        {
            "year": year,
            "value": value,
            "x": round(side + step * index, 1),
            "y": round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value or 0) / largest, 1),
        }
        for index, (year, value) in enumerate(chart.points)
    ]
    pieces = [(one, other) for one, other in pairwise(points) if None not in (one["value"], other["value"])]
    return _drawn("documents/years.svg.j2", chart, points=points, pieces=pieces, height=HEIGHT, base=HEIGHT - BOTTOM)


def _drawn(template: str, chart: Chart, **facts: object) -> str:
    return fill(template, chart=chart, width=WIDTH, **facts)
