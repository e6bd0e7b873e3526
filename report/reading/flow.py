"""What a web page or a document prints, piece by piece, and which of its tables only arrange the page."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import cast

from report.reading import Refusal
from report.reading.paper import Block, Field, PrintedPicture, PrintedTable

Piece = str | PrintedTable | PrintedPicture
"""A line is its words."""
Flow = list[Piece]
"""Lines, tables and pictures in reading order."""
Place = str | Flow | None
"""One place of a grid: its words; all it holds where that is more than words; None where a merged cell covers it."""
Row = list[Place]

LONGEST_FIELD = 300
"""The longest statutory label has forty characters; what says more than this is a part of the page."""
MOST_PLACES = 200_000
"""The three statutory tables have about five hundred."""
DEEPEST = 30
"""The pages of 2005 lay an article out in tables that stand in up to ten others."""

_SHAPELESS = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def shown(words: str) -> str:
    """Return words without the characters that have no shape, and without the blanks around them."""
    return words.strip() if words.isprintable() else _SHAPELESS.sub("", words).replace("\xa0", " ").strip()


def blocks(flow: Flow) -> list[Block]:
    """Return what is printed as the blocks of a paper that knows no pages."""
    return [{"line": each, "page": 0} if isinstance(each, str) else each for each in flow]


def held(flow: Flow) -> Place:
    """Return what a cell holds: its words, unless it holds a table or a picture, or says more than a field can."""
    words = _words(flow)
    return words if len(words) <= LONGEST_FIELD and all(isinstance(each, str) for each in flow) else flow


def within_reason(places: int = 0, depth: int = 0) -> None:
    """Refuse tables with more places, or deeper within each other, than any honest ones."""
    if places > MOST_PLACES or depth > DEEPEST:
        raise Refusal.of("unreasonable_tables", places=MOST_PLACES, depth=DEEPEST)


def tabled(grid: Sequence[Row]) -> Flow:
    """Return a grid as it is read: tables where it is one, and lines where it only arranges the page.

    Old pages and some documents put the whole report into a table: a row of it that holds another table, or says
    more than fields can, is no row of figures, and neither are rows that have a single field each.
    """
    if list not in set(map(type, chain.from_iterable(grid))):
        return _set(cast(Sequence[list[Field]], grid))
    flow: Flow = []
    for arranges, run in groupby(grid, _arranges):
        rows = list(run)
        if arranges:
            flow += chain.from_iterable(map(_opened, rows))
        else:
            flow += _set([_fields(row) for row in rows])
            flow += chain.from_iterable(map(_pictures, rows))
    return flow


def _set(rows: Sequence[list[Field]]) -> Flow:
    """Return rows as a table, or as lines where none of them has two fields that say something."""
    if not any(sum(map(bool, row)) > 1 for row in rows):
        return [line for row in rows for field in row if field for line in field.split("\n")]
    width = max(map(len, rows))
    # A place without a cell is no blank: a row of 自然人 and 总计 alone has no second value under 商业企业.
    fields = [row + [None] * (width - len(row)) for row in rows]
    return [{"rows": fields, "pages": [0] * len(fields), "worksheet": ""}]


def _arranges(row: Row) -> bool:
    """Say whether a row arranges the page; a picture beside two fields does not make it do so."""
    rich = [place for place in row if isinstance(place, list)]
    return bool(rich) and (sum(map(bool, _fields(row))) < 2 or any(map(_is_part_of_the_page, rich)))


def _is_part_of_the_page(flow: Flow) -> bool:
    tables = any(not isinstance(each, str) and "rows" in each for each in flow)
    return tables or len(_words(flow)) > LONGEST_FIELD


def _fields(row: Row) -> list[Field]:
    """Return the words of each place of a row."""
    return [_words(place) if isinstance(place, list) else place for place in row]


def _opened(row: Row) -> Iterator[Piece]:
    """Yield everything a row holds, cell by cell."""
    for place in row:
        if isinstance(place, str):
            yield from place.split("\n") if place else ()
        else:
            yield from place or ()


def _pictures(row: Row) -> list[Piece]:
    pieces = chain.from_iterable(place for place in row if isinstance(place, list))
    return [each for each in pieces if not isinstance(each, str) and "rows" not in each]


def _words(flow: Flow) -> str:
    return "\n".join(each for each in flow if isinstance(each, str))
