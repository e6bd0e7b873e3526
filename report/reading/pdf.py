"""A PDF with a text layer → the lines, ruled tables and pictures that are printed on it."""

import logging
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from io import BytesIO
from itertools import groupby, pairwise, takewhile
from operator import attrgetter
from statistics import median
from typing import Any, NamedTuple, TypeVar

import pdfplumber
from pdfplumber.page import Page

from report.reading import Refusal
from report.reading.flow import shown
from report.reading.guard import MOST_CHARACTERS
from report.reading.paper import Block, Field, Paper
from report.reading.ruled import Rule, Ruled, grids

MOST_PAGES = 200
MOST_SHAPES = 20_000
"""Lines and rectangles on one page; a page with more is a drawing, not a table."""


def paper(content: bytes) -> Paper:
    """Return what is printed, tables and paragraphs joined where a page cuts them; refuse what cannot be read."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it complains once for each font of an honest file
    try:
        return _paper(content)
    except Refusal:
        raise
    except Exception as error:  # the parser raises whatever a broken file makes it stumble over
        if _is_about_a_password(error):
            raise Refusal.of("locked_pdf", name="") from error
        raise Refusal.of("unreadable", name="") from error


def _is_about_a_password(error: BaseException) -> bool:
    """Say whether the file asks for a password: the parser's own error is wrapped in another."""
    causes = (error, error.__context__, *error.args)
    return any("Password" in type(each).__name__ or "Encryption" in type(each).__name__ for each in causes)


def _paper(content: bytes) -> Paper:
    sheets: list[_Sheet] = []
    with pdfplumber.open(BytesIO(content)) as pdf:
        if pdf.doc.encryption:
            raise Refusal.of("locked_pdf", name="")
        if len(pdf.pages) > MOST_PAGES:
            raise Refusal.of("too_many_pages", name="", pages=len(pdf.pages), limit=MOST_PAGES)
        left = MOST_CHARACTERS
        for page in pdf.pages:
            left -= len(page.chars)
            if left < 0:
                raise Refusal.of("too_much_text", name="", limit=MOST_CHARACTERS)
            sheets.append(_sheet(page))
            page.close()
        title = pdf.metadata.get("Title")
    meta = {"title": shown(title)} if isinstance(title, str) and title.strip() else {}
    return {"kind": "pdf", "blocks": list(_blocks(_without_running_lines(sheets))), "meta": meta}


# ---------------------------------------------------------------------------------------------------------------
# What stands on a page


class _Glyph(NamedTuple):
    """One printed character; ``base`` is the line it stands on, from the top of the page; ``ink`` its middle."""

    base: float
    x0: float
    x1: float
    ink: tuple[float, float]
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """The characters on one line; ``spaced`` says that a blank was printed behind them."""

    base: float
    x0: float
    x1: float
    size: float
    text: str
    spaced: bool
    page: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a table that stands on one page, or all of them once they are joined.

    ``full`` says of each field in the last row whether its words run to its edge, so that they may go on overleaf.
    """

    base: float
    xs: tuple[float, ...]
    rows: list[list[Field]]
    pages: list[int]
    full: list[bool]


@dataclass(frozen=True, slots=True)
class _Picture:
    """Where a picture stands."""

    base: float
    page: int


_Printed = _Line | _Part | _Picture


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page: its size, and what is printed on it from top to bottom."""

    number: int
    width: float
    height: float
    printed: list[_Printed]


def _sheet(page: Page) -> _Sheet:
    number, glyphs = page.page_number, _glyphs(page)
    width, height = float(page.width), float(page.height)
    if not any(glyph.text != _UNKNOWN for glyph in glyphs):
        # A scan, or letters that were turned into shapes; fonts that do not say what their letters are.
        shown = glyphs or page.images or len(page.curves) > 100
        return _Sheet(number, width, height, [_Picture(0, number)] if shown else [])
    printed: list[_Printed] = list(_pictures(page))
    for grid in grids(*_rules(page)):
        inside = [(field, glyph) for glyph in glyphs if (field := _field(grid, glyph)) is not None]
        if inside:
            glyphs = [glyph for glyph in glyphs if _field(grid, glyph) is None]
            rows, full = _rows(grid, inside)
            printed.append(_Part(grid.ys[0], grid.xs, rows, [number] * len(rows), full))
    printed += (replace(line, page=number) for line in _lines(glyphs))
    return _Sheet(number, width, height, sorted(printed, key=attrgetter("base")))


def _field(grid: Ruled, glyph: _Glyph) -> int | None:
    """Return the field a character belongs to: the one its middle lies in, though it may hang over."""
    return grid.field_at(*glyph.ink)


_UNKNOWN = "\ufffd"
_BLANKS = re.compile(r"\s+")


def _glyphs(page: Page) -> list[_Glyph]:
    """Return the characters that stand upright or on their side; slanting ones are a watermark."""
    height = float(page.height)
    glyphs = []
    for char in page.chars:
        a, b, _, _, _, up = char["matrix"]
        text = _UNKNOWN if char["text"].startswith("(cid:") else _shaped(char["text"])
        if not text or min(abs(a), abs(b)) > 0.1 * max(abs(a), abs(b)):
            continue
        x0, x1, top, bottom = char["x0"], char["x1"], char["top"], char["bottom"]
        ink = x0 + _INK.get(text, 0.5) * (x1 - x0), (top + bottom) / 2
        glyphs.append(_Glyph(height - up if abs(a) >= abs(b) else bottom, x0, x1, ink, char["size"] or 1.0, text))
    return glyphs


_INK = dict.fromkeys("，。、；：！？）】》」』〉〕”’", 0.25) | dict.fromkeys("（【《「『〈〔“‘", 0.75)
"""Where in its box a mark shows that fills one half of it; the other half may hang over the edge of a field."""


def _shaped(text: str) -> str:
    """Return a character if it has a shape or is a blank."""
    return " " if text.isspace() else shown(text)


def _rules(page: Page) -> tuple[list[Rule], list[Rule]]:
    """Return the upright and the level lines of a page; filled areas are backgrounds, unless they are thin."""
    upright: list[Rule] = []
    level: list[Rule] = []
    shapes = [*page.lines, *page.rects, *page.curves]
    for x0, x1, top, bottom in _strokes(shapes) if len(shapes) <= MOST_SHAPES else ():
        if x1 - x0 <= THIN < bottom - top:
            upright.append(Rule((x0 + x1) / 2, top, bottom))
        elif bottom - top <= THIN < x1 - x0:
            level.append(Rule((top + bottom) / 2, x0, x1))
    return upright, level


THIN = 3.0
Box = tuple[float, float, float, float]


def _strokes(shapes: Iterable[dict[str, Any]]) -> Iterator[Box]:
    """Yield what was drawn as a line: a thin shape whole, a wide one that was stroked side by side."""
    for shape in shapes:
        box = shape["x0"], shape["x1"], shape["top"], shape["bottom"]
        if box[1] - box[0] <= THIN or box[3] - box[2] <= THIN:
            yield box
        elif shape["stroke"]:
            yield from _sides(shape)


def _sides(shape: dict[str, Any]) -> Iterator[Box]:
    points = shape["pts"]
    for (x0, y0), (x1, y1) in pairwise([*points, points[0]] if shape["object_type"] == "rect" else points):
        yield min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)


def _pictures(page: Page) -> Iterator[_Picture]:
    """Yield the pictures that are large enough for a table; many programs cut a picture into strips."""
    boxes: list[list[float]] = []
    for image in sorted(page.images, key=lambda image: (image["x0"], image["top"])):
        x0, x1, top, bottom = image["x0"], image["x1"], image["top"], image["bottom"]
        if boxes and abs(boxes[-1][0] - x0) < THIN and abs(boxes[-1][1] - x1) < THIN and top < boxes[-1][3] + THIN:
            boxes[-1][3] = max(bottom, boxes[-1][3])
        else:
            boxes.append([x0, x1, top, bottom])
    for x0, x1, top, bottom in boxes:
        if x1 - x0 >= 150 and bottom - top >= 40:
            yield _Picture(top, page.page_number)


# ---------------------------------------------------------------------------------------------------------------
# Characters → lines → the words of a field


def _lines(glyphs: Iterable[_Glyph]) -> Iterator[_Line]:
    """Yield the lines from top to bottom."""
    row: list[_Glyph] = []
    for glyph in sorted(glyphs):
        if row and glyph.base - row[0].base > 0.35 * max(glyph.size, row[0].size):
            yield from _line(row)
            row = []
        row.append(glyph)
    yield from _line(row)


def _line(row: list[_Glyph]) -> Iterator[_Line]:
    """Yield the line that some characters make, nothing if they are all blank."""
    row.sort(key=lambda glyph: glyph.x0)
    seen = [glyph for glyph in row if not glyph.text.isspace()]
    if seen:
        first, last = seen[0], seen[-1]
        size = max(glyph.size for glyph in seen)
        yield _Line(first.base, first.x0, max(g.x1 for g in seen), size, _words(row), row[-1] is not last)


def _words(row: Sequence[_Glyph]) -> str:
    """Return the words of a line, with a blank where the print leaves a gap."""
    words: list[str] = []
    before: _Glyph | None = None
    for glyph in row:
        if before:
            if glyph.text == before.text and glyph.x0 - before.x0 < 0.2 * glyph.size and not glyph.text.isspace():
                continue  # bold letters are printed twice
            narrow = before.text.isascii() and glyph.text.isascii()
            if glyph.x0 - before.x1 > (0.3 if narrow else 0.7) * glyph.size:
                words.append(" ")
        words.append(glyph.text)
        before = glyph
    return _BLANKS.sub(" ", "".join(words)).strip()


def _rows(grid: Ruled, inside: Iterable[tuple[int, _Glyph]]) -> tuple[list[list[Field]], list[bool]]:
    """Return the fields of a grid, each with its words in its first place, and which of the last row are full."""
    held: defaultdict[int, list[_Glyph]] = defaultdict(list)
    for number, glyph in inside:
        held[number].append(glyph)
    sides = _sides_of(grid)
    margin = min(LARGEST_MARGIN, *(max(0, min(g.x0 for g in held[number]) - sides[number][0]) for number in held))
    words = {number: _held(held[number], right - left - 2 * margin) for number, (left, right) in sides.items()}
    rows: list[list[Field]] = []
    printed: set[int] = set()
    for numbers in grid.fields:
        row: list[Field] = []
        for number in numbers:
            row.append(None if number in printed else words[number].text)
            printed.add(number)
        rows.append(row)
    return rows, [words[number].full for number in grid.fields[-1]]


LARGEST_MARGIN = 6.0
"""Word leaves 5.4 points between the edge of a field and its words."""


def _sides_of(grid: Ruled) -> dict[int, tuple[float, float]]:
    """Return where each field begins and ends across the page."""
    sides: dict[int, tuple[float, float]] = {}
    for numbers in grid.fields:
        for (left, right), number in zip(pairwise(grid.xs), numbers, strict=True):
            first, last = sides.get(number, (left, right))
            sides[number] = min(first, left), max(last, right)
    return sides


class _Words(NamedTuple):
    """The words of one field, and whether they run to its edge."""

    text: str
    full: bool


def _held(glyphs: Iterable[_Glyph], room: float) -> _Words:
    """Return the words of one field, its lines joined."""
    lines = list(_lines(glyphs))
    if not lines:
        return _Words("", False)
    text = lines[0].text
    for line, following in pairwise(lines):
        # A number that was broken fills its line; two numbers below each other stay two.
        broken = len(line.text) > 1 and line.x1 - line.x0 + 0.7 * line.size + 3 > room
        text = _joined(text, following.text, spaced=line.spaced or not broken)
    return _Words(text, lines[-1].x1 - lines[-1].x0 + 2.5 * lines[-1].size > room)  # no line begins with 及“三


_NUMBER = frozenset("0123456789.,%")


def _joined(before: str, after: str, *, spaced: bool) -> str:
    """Join two lines: Chinese without a blank, words of letters with one, digits only where they were one number."""
    last, first = before[-1], after[0]
    if last in _NUMBER and first in _NUMBER:
        return f"{before} {after}" if spaced else before + after
    if last.isascii() and last.isalpha() and first.isascii() and first.isalnum():
        return f"{before} {after}"
    return before + after


# ---------------------------------------------------------------------------------------------------------------
# Page numbers and running headers


_MARGIN = 0.12
_PAGE_NUMBER = re.compile(r"[-—–－―]+ ?\d{1,3} ?[-—–－―]+|第 ?\d{1,3} ?页.{0,12}|\d{1,3} ?/ ?\d{1,3}")
_DIGITS = re.compile(r"\d+")


def _without_running_lines(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """Leave out what stands in the margin of most pages at the same place, and a page number that stands alone."""
    places: defaultdict[str, list[float]] = defaultdict(list)
    for sheet in sheets:
        for line in _marginal(sheet):
            places[_DIGITS.sub("0", line.text)].append(line.base)

    def runs(line: _Line) -> bool:
        same = [base for base in places[_DIGITS.sub("0", line.text)] if abs(base - line.base) < THIN]
        return bool(_PAGE_NUMBER.fullmatch(line.text)) or (len(same) > 1 and 2 * len(same) >= len(sheets))

    kept = []
    for sheet in sheets:
        running = {id(line) for line in _marginal(sheet) if runs(line)}
        kept.append(replace(sheet, printed=[each for each in sheet.printed if id(each) not in running]))
    return kept


def _marginal(sheet: _Sheet) -> list[_Line]:
    """Return the outermost lines of a page that stand in its margins."""
    top, bottom = sheet.height * _MARGIN, sheet.height * (1 - _MARGIN)
    outer = {id(each): each for each in (*sheet.printed[:2], *sheet.printed[-2:])}.values()
    return [line for line in outer if isinstance(line, _Line) and not top < line.base < bottom]


# ---------------------------------------------------------------------------------------------------------------
# Lines → paragraphs, parts of tables → tables, over all pages


class _Measure(NamedTuple):
    """Where the text of a page begins and ends, whether its lines are set flush, and how far they are apart."""

    left: float
    right: float
    flush: bool
    pitch: float


def _blocks(sheets: Sequence[_Sheet]) -> Iterator[Block]:
    """Yield the blocks of a paper: what a page's end had cut is one again."""
    measures = _measures(sheets)
    done: list[_Printed] = []
    last: _Line | None = None
    for sheet in sheets:
        for each in sheet.printed:
            before = done[-1] if done else None
            shift = _shift(before, each) if isinstance(each, _Part) and isinstance(before, _Part) else None
            if isinstance(each, _Part) and isinstance(before, _Part) and shift is not None:
                done[-1] = _together(before, each, shift)
            elif isinstance(each, _Line) and isinstance(before, _Line) and last and _runs_on(last, each, measures):
                done[-1] = replace(before, text=_joined(before.text, each.text, spaced=last.spaced))
            else:
                done.append(each)
            last = each if isinstance(each, _Line) else None
    return map(_block, done)


def _block(printed: _Printed) -> Block:
    if isinstance(printed, _Line):
        return {"line": printed.text, "page": printed.page}
    if isinstance(printed, _Part):
        return {"rows": printed.rows, "pages": printed.pages, "worksheet": ""}
    return {"picture": "", "page": printed.page}


def _measures(sheets: Sequence[_Sheet]) -> dict[int, _Measure]:
    """Return each page's measure: pages bound on the same side share theirs, and all of one size the widest text."""

    def shape(sheet: _Sheet) -> tuple[int, int, int]:
        return round(sheet.width), round(sheet.height), sheet.number % 2

    pages = {key: list(same) for key, same in groupby(sorted(sheets, key=shape), shape)}
    own = {key: _measure(same) for key, same in pages.items()}
    return {
        sheet.number: _widened(own[key], own.get((key[0], key[1], 1 - key[2]), own[key]), sheet.width)
        for key, same in pages.items()
        for sheet in same
    }


def _measure(sheets: Sequence[_Sheet]) -> _Measure:
    """Return the measure of some pages, from the lines that show it."""
    printed = [[each for each in sheet.printed if isinstance(each, _Line)] for sheet in sheets]
    lines = [line for page in printed for line in page]
    if not lines:
        return _Measure(0, 0, False, 0)
    wide = [line for line in lines if line.x1 - line.x0 > 0.4 * sheets[0].width] or lines
    end, times = Counter(round(line.x1 / 2) for line in wide).most_common(1)[0]
    flush = times > 2
    right = 2.0 * end if flush else max(line.x1 for line in wide)
    apart = [below.base - line.base for page in printed for line, below in pairwise(page) if line in wide]
    return _Measure(min(line.x0 for line in wide), right, flush, median(apart) if apart else 0)


def _widened(ours: _Measure, others: _Measure, width: float) -> _Measure:
    """Return the measure of pages that may hold short lines only: as wide as on the other side of the leaf."""
    right = max(ours.right, ours.left + others.right - others.left, width - 1.6 * ours.left)
    return _Measure(ours.left, right, ours.flush or others.flush, ours.pitch or others.pitch)


_NUMERALS = "一二三四五六七八九十⼀⼆⼋⼗"
_HEADING = re.compile(rf"[{_NUMERALS}]{{1,2}}、(?![{_NUMERALS}])")


def _runs_on(line: _Line, following: _Line, measures: dict[int, _Measure]) -> bool:
    """Say whether a paragraph goes on in the next line: this one is full, and that one is not indented."""
    ours, theirs = measures[line.page], measures[following.page]
    full = line.x1 > ours.right - (1.3 if ours.flush else 2.3) * line.size
    indented = following.x0 > theirs.left + 0.7 * following.size
    apart = following.base - line.base > 1.4 * ours.pitch and line.page == following.page
    same = abs(line.size - following.size) < 0.15 * line.size
    return full and same and not indented and not apart and not _HEADING.match(following.text)


def _shift(table: _Part, part: _Part) -> float | None:
    """Return how far a part at the top of the next page stands to the right of its table; None if it is another.

    Margins of odd and even pages are mirrored; a column that reaches over all of a page may show no edge there.
    """
    if part.pages[0] != table.pages[-1] + 1:
        return None
    left, right = part.xs[0] - table.xs[0], part.xs[-1] - table.xs[-1]
    if abs(left - right) < 2 * THIN:
        return left
    same, shift = max((sum(1 for x in part.xs if _is_near(table.xs, x - by)), by) for by in (left, right))
    return shift if same > 2 and same >= 0.9 * min(len(table.xs), len(part.xs)) else None


def _is_near(edges: Sequence[float], x: float) -> bool:
    return any(abs(edge - x) < 2 * THIN for edge in edges)


def _together(table: _Part, part: _Part, shift: float) -> _Part:
    """Put a part below its table; the columns are matched by their edges, for a part may show fewer of them."""
    moved = [x - shift for x in part.xs]
    none: tuple[float, ...] = ()
    edges = reduce(_with_edge, sorted((*table.xs, *moved)), none)
    rows = [_spread(row, table.xs, edges, None) for row in table.rows]
    rest = [_spread(row, moved, edges, None) for row in part.rows]
    pages = part.pages
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(rows, rest, strict=False)))
    if head < len(rest) and _is_broken(rows[-1], rest[head], _spread(table.full, table.xs, edges, False)):
        rows[-1] = [_whole(above, below) for above, below in zip(rows[-1], rest.pop(head), strict=True)]
        pages = pages[1:]
    return _Part(table.base, edges, [*rows, *rest], [*table.pages, *pages], _spread(part.full, moved, edges, False))


def _with_edge(edges: tuple[float, ...], edge: float) -> tuple[float, ...]:
    return edges if edges and edge - edges[-1] < 2 * THIN else (*edges, edge)


T = TypeVar("T")


def _spread(row: Sequence[T], own: Sequence[float], edges: tuple[float, ...], nothing: T) -> list[T]:
    """Lay a row out on more columns than it has: a field that reaches over several stands in the first."""
    if len(own) == len(edges):
        return list(row)
    wide = [nothing] * (len(edges) - 1)
    for x, field in zip(own, row, strict=False):
        wide[min(bisect_left(edges, x - 2 * THIN), len(wide) - 1)] = field
    return wide


_BEGINNING = re.compile(rf"\d|[（(][{_NUMERALS}]|[{_NUMERALS}]{{1,2}}、")
"""How a figure begins, and a label that is numbered."""


def _is_broken(last: Sequence[Field], first: Sequence[Field], full: Sequence[bool]) -> bool:
    """Say whether the end of a page goes through a row: its words run on overleaf, where no new row begins."""
    below = [(words, above, is_full) for above, words, is_full in zip(last, first, full, strict=True) if words]
    return bool(below) and all(above and is_full and not _BEGINNING.match(words) for words, above, is_full in below)


def _whole(above: Field, below: Field) -> Field:
    """Return one field of a row that the end of a page went through."""
    return _joined(above, below, spaced=False) if above and below else above
