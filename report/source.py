"""What a sheet was read from: where each cell stood, what was printed otherwise than the statute says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stood in a file, as a person counts: from 1; 0 or "" where the format knows no such thing.

    ``worksheet`` is the name of a worksheet; ``line`` counts the lines of a text or the paragraphs of a document.
    """

    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    line: int = 0
    worksheet: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the top level as printed; ``key`` names the section it opens, "" for one no form knows."""

    text: str
    key: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Misprint:
    """A label that is not printed as the statute has it: what was printed, and which label was understood."""

    table: str
    label: str
    printed: str
    place: Place = Place()


@dataclass(frozen=True)
class Source:
    """How a report was printed: ``kind`` is the kind of file (html, docx, pdf, workbook, text …).

    ``places`` says for each address, and for each key of ``Sheet.texts``, where it was read. ``notes`` holds under
    the key of each table what stood in its section besides the table, line by line. ``pictures`` names the tables
    in whose section a picture stands and no cell could be read. ``headings`` are in printed order. ``lines`` are all
    lines outside the tables, as printed. ``column`` is what the page says of its place on the site.
    """

    kind: str = ""
    headings: tuple[Heading, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    misprints: tuple[Misprint, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    pictures: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    published_on: date | None = None
    column: str = ""
