"""A report as it is printed, before anything in it is understood: lines, tables and pictures in reading order.

Every reader of a format makes a paper; only ``sections.py`` makes a sheet of it. A paper is made of JSON values, for
it comes out of the guard's child process.
"""

from typing import NotRequired, TypedDict

Field = str | None
"""One place of a table's grid: its words, "" for a cell that is printed empty, None where a merged cell covers it.

A merged cell's words stand in its first place (top left); all its other places are None. Text has no merged cells.
"""


class PrintedLine(TypedDict):
    """One paragraph or line outside the tables; ``page`` counts from 1, 0 where there are no pages."""

    line: str
    page: int


class PrintedTable(TypedDict):
    """One table as a grid of fields; ``pages`` has the page of each row; ``worksheet`` is the name of one, or "".

    ``first_row`` says in which row of a worksheet the table begins, from 1.
    """

    rows: list[list[Field]]
    pages: list[int]
    worksheet: str
    first_row: NotRequired[int]


class PrintedPicture(TypedDict):
    """A picture of a size that may hold a table; ``picture`` is what is said of it (alt text), or ""."""

    picture: str
    page: int


class PrintedValue(TypedDict):
    """One figure that says itself which cell it is: ``printed`` is what a reader sees of it, blanks run together.

    ``edition`` is that of the form as the page writes it.
    """

    address: str
    printed: str
    edition: str


Block = PrintedLine | PrintedTable | PrintedPicture


class Paper(TypedDict):
    """What a file shows, in reading order.

    ``meta`` holds what the file says of itself, where it does: title (of the page or the document), published (the
    date as written, such as 2021-01-07 09:30), column (the path to it on the site, as printed), unit (who published).
    ``values`` are the figures outside statutory tables that say their address, in reading order.
    """

    kind: str
    blocks: list[Block]
    meta: dict[str, str]
    values: NotRequired[list[PrintedValue]]
