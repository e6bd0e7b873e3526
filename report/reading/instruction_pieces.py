"""A notice as it is printed → its paragraphs, and the dates of its tables with what their column and row say."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast
from unicodedata import east_asian_width

from report.reading.instruction_dates import even
from report.reading.labels import plain
from report.reading.paper import Block, Paper, PrintedLine, PrintedTable
from report.reading.title import compact
from report.source import Place


class Piece(NamedTuple):
    """One paragraph, or one field of a table of dates.

    A field knows the head of its ``column``, for ``whom`` its row is, the ``row`` as it is quoted, and ``beside``:
    what the row says is due, where its column is one of dates.
    """

    text: str
    place: Place
    column: str = ""
    whom: str = ""
    row: str = ""
    beside: str = ""


_HEADS = re.compile(r"时间|时限|日期|期限|截止|节点")
_WHO = re.compile(r"单位|对象|主体|部门|范围")
_DAY = re.compile(r"月.{0,3}[\d一二三十初底末]|\d日|20\d\d[-./]\d")


def pieces_of(paper: Paper) -> Iterator[Piece]:
    """Yield what a paper says, paragraph by paragraph; a person counts those that are not blank."""
    number = tables = 0
    for block in _unwrapped(paper["blocks"]) if paper["kind"] == "text" else paper["blocks"]:
        if "line" in block:
            line = cast(PrintedLine, block)
            text = plain(line["line"]).strip()
            if text:
                number += 1
                yield Piece(text, Place(line=number, page=line["page"]))
        elif "rows" in block:
            table = cast(PrintedTable, block)
            if paper["kind"] != "text" or _is_dated(table["rows"]):
                tables += 1
                yield from _fields(table, tables)
                continue
            for row in table["rows"]:  # a line of a text that has wide blanks
                number += 1
                yield Piece("  ".join(plain(field) for field in row if field), Place(line=number))


WIDEST = 100
"""In halves of a sign: a text copied out of a page is broken at its edge, where lines are wider none is."""
NEAR = 5
"""So near the edge a line is full: the next word did not fit, or a point."""
_CLOSED = (*"。；：:！？", "通知")


def _unwrapped(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks of a text, its lines that were broken at the edge of a page put together again."""
    edge = max((_width(cast(PrintedLine, block)["line"]) for block in blocks if "line" in block), default=0)
    paragraph = ""
    for block in blocks:
        line = cast(PrintedLine, block)["line"].strip() if "line" in block else ""
        paragraph += line
        if line and edge <= WIDEST and _width(line) >= edge - NEAR and not line.endswith(_CLOSED):
            continue
        if paragraph:
            yield {"line": paragraph, "page": 0}
            paragraph = ""
        if not line:
            yield block
    if paragraph:
        yield {"line": paragraph, "page": 0}


def _width(line: str) -> int:
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line.strip())


def _is_dated(rows: Sequence[Sequence[str | None]]) -> bool:
    """Say whether the first row is the head of a table of dates."""
    head = [field or "" for field in rows[0]] if len(rows) > 1 else []
    return any(_HEADS.search(field) and len(field) <= 20 for field in head) and not any(map(_DAY.search, head))


def _fields(table: PrintedTable, number: int) -> Iterator[Piece]:
    """Yield the dates of a table with what their column and row say, or its rows as lines where it has none."""
    rows = table["rows"]
    dated = _is_dated(rows)
    head = [even(plain(field or "")) for field in rows[0]] if dated else []
    above: list[str] = []
    for at, row in enumerate(rows):
        fields = [
            plain(field).strip() if field is not None else (above[k] if dated and k < len(above) else "")
            for k, field in enumerate(row)
        ]
        above = fields
        place = Place(table=number, row=at + 1, page=table["pages"][at])
        quote = "　".join(" ".join(field.split()) for field in dict.fromkeys(fields) if field)
        if not dated:
            yield Piece(quote, place)
        elif at:
            yield from _dated_fields(fields, head, quote, place)


def _dated_fields(fields: Sequence[str], head: Sequence[str], quote: str, place: Place) -> Iterator[Piece]:
    titled = list(zip(fields, [*head, *[""] * len(fields)], strict=False))
    whom = next((field for field, title in titled if _WHO.search(title) and not _DAY.search(field)), "")
    others = "，".join(field for field in fields if not _DAY.search(field) and field != whom)
    for field, title in titled:
        if _DAY.search(even(field)):
            yield Piece(field, place, title, compact(whom), quote, others if _HEADS.search(title) else "")
