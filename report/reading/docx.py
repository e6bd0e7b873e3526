"""A Word document → what it prints: its lines with the numerals that Word counts, its tables and pictures."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from lxml import etree

from report.reading import Refusal
from report.reading.flow import Flow, Place, Row, blocks, held, shown, tabled, within_reason
from report.reading.numerals import Lists, Styles, W, child, is_on, number, value
from report.reading.paper import Paper

DOCUMENT = "word/document.xml"
MOST_COLUMNS = 200
"""A row of Word has no more than 63 cells; what says that it spans more is no honest document."""


def paper(content: bytes) -> Paper:
    """Return what a document prints; refuse one that is broken, or nested beyond reason."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _paper(archive)
    except _UNREADABLE as error:
        raise Refusal.of("broken_document", part=DOCUMENT) from error


_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError),
    RecursionError,
)


def _paper(archive: zipfile.ZipFile) -> Paper:
    root = _part(archive, DOCUMENT)
    body = child(root, "body")
    if body is None:
        raise Refusal.of("broken_document", part=DOCUMENT)
    styles = Styles(_part(archive, "word/styles.xml"))
    document = _Document(styles, Lists(_part(archive, "word/numbering.xml")))
    document.walk(body)
    document.end_line()
    return {"kind": "docx", "blocks": blocks(document.flow), "meta": _meta(_part(archive, "docProps/core.xml"))}


_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("drawingml/wordprocessingDrawing", "drawingml/2006/wordprocessingDrawing"),
        ("drawingml/main", "drawingml/2006/main"),
        ("officeDocument/math", "officeDocument/2006/math"),
    )
)
"""The names of ISO 29500 Strict, and those that everybody else uses."""


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return one part of the archive, None where there is none."""
    if name not in archive.namelist():
        return None
    content = archive.read(name)
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal.of("broken_document", part=name) from error


def _meta(properties: etree._Element | None) -> dict[str, str]:
    title = properties.findtext("{http://purl.org/dc/elements/1.1/}title") if properties is not None else None
    return {"title": shown(title)} if title and shown(title) else {}


# ---------------------------------------------------------------------------------------------------------------
# The document, element by element

_NUMBERED = re.compile(r"([（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?)\t+")
"""What Word makes of its own numeral when it is told to turn it into text."""
_CHARACTER = re.compile("00[2-9A-Fa-f][0-9A-Fa-f]|0[1-9A-Fa-f][0-9A-Fa-f]{2}|[1-9A-Ca-c][0-9A-Fa-f]{3}")
"""Between the controls and the half surrogates; what Wingdings has is called F000 and more."""


class _Document:
    """Walk through a document; ``flow`` is what it prints, or the open cell or text box."""

    def __init__(self, styles: Styles, lists: Lists) -> None:
        self.styles = styles
        self.lists = lists
        self.flow: Flow = []
        self.words: list[str] = []
        self.floating: Flow = []
        self.style: str | None = None
        self.tables = self.places = 0

    def walk(self, element: etree._Element) -> None:
        """Take in what an element holds."""
        for each in element:
            _ACTS.get(each.tag, _Document.walk)(self, each)

    def leave_out(self, element: etree._Element) -> None:
        """Take in nothing."""

    # -- lines

    def end_line(self, _: etree._Element | None = None) -> None:
        """Put the words since the last line into the flow."""
        if line := _NUMBERED.sub(r"\1", shown("".join(self.words)), count=1):
            self.flow.append(line)
        self.words.clear()

    def paragraph(self, element: etree._Element) -> None:
        """Take in a paragraph, with the numeral that Word puts before it, and what floats beside it."""
        properties = child(element, "pPr")
        style = value(properties, "pStyle")
        if self.styles.is_of_contents(style):
            return
        around, self.style = self.style, style
        if numeral := self.lists.numeral(*self.styles.numbering(properties), style):
            self.words.append(numeral)
        self.walk(element)
        self.style = around
        if child(child(properties, "rPr"), "del") is None:  # else it runs on into the next one
            self.end_line()
            self.flow += self.floating
            self.floating = []

    def run(self, element: etree._Element) -> None:
        """Take in a run of words that is not hidden."""
        properties = child(element, "rPr")
        if not self.styles.hide(properties, self.style):
            self.walk(element)

    def text(self, element: etree._Element) -> None:
        """Take in words; blanks around them count only where the document says so."""
        words = (element.text or "").replace("\n", " ")
        kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
        self.words.append(words if kept else words.strip(" \t\r"))

    def tab(self, element: etree._Element) -> None:
        """Take in a tab."""
        self.words.append("\t")

    def hyphen(self, element: etree._Element) -> None:
        """Take in a hyphen at which no line is broken."""
        self.words.append("-")

    def symbol(self, element: etree._Element) -> None:
        """Take in a symbol, if it is a character everywhere: those of Wingdings are only its own."""
        code = element.get(f"{W}char", "")
        if _CHARACTER.fullmatch(code):
            self.words.append(chr(int(code, 16)))

    # -- what is there twice, or beside the text

    def alternate(self, element: etree._Element) -> None:
        """Take in the first of the ways in which a document says the same."""
        if len(element):
            self.walk(element[0])

    def controlled(self, element: etree._Element) -> None:
        """Take in what a control holds, unless it is the table of contents."""
        gallery = value(child(child(element, "sdtPr"), "docPartObj"), "docPartGallery")
        content = child(element, "sdtContent")
        if content is not None and gallery != "Table of Contents":
            self.walk(content)

    def box(self, element: etree._Element) -> None:
        """Take in a text box, to stand behind the paragraph it floats beside."""
        around, self.flow, self.words, words = self.flow, [], [], self.words
        floating, self.floating = self.floating, []
        self.walk(element)
        self.end_line()
        self.floating = floating + self.flow
        self.flow, self.words = around, words

    def drawing(self, element: etree._Element) -> None:
        """Take in a picture on which a table may be, and the text boxes of a drawing."""
        if _shows_a_picture(element):
            self.floating.append({"picture": shown(_described(element)), "page": 0})
        self.walk(element)

    # -- tables

    def table(self, element: etree._Element) -> None:
        """Take in a table."""
        self.end_line()
        self.tables += 1
        within_reason(depth=self.tables)
        grid = self._grid(element)
        self.places += len(grid) * max(map(len, grid), default=0)
        within_reason(self.places)
        self.flow += tabled(grid)
        self.tables -= 1

    def _grid(self, table: etree._Element) -> list[Row]:
        """Return the places of each row; a cell that goes on from above, or from the left, is None."""
        grid: list[Row] = []
        open_above: set[int] = set()
        places = 0
        for element in _within(table, f"{W}tr"):
            properties = child(element, "trPr")
            if properties is not None and _is_gone(properties):
                continue
            row: Row = [""] * _span(properties, "gridBefore", 0)
            open_here: set[int] = set()
            for cell in _within(element, f"{W}tc"):
                about = child(cell, "tcPr")
                down, right = value(about, "vMerge", "continue"), value(about, "hMerge", "continue")
                if down:
                    open_here.add(len(row))
                goes_on = (down == "continue" and len(row) in open_above) or (right == "continue" and row)
                row.append(None if goes_on else self._place(cell))
                row += [None] * (_span(about, "gridSpan", 1) - 1)
            row += [None] * _span(properties, "gridAfter", 0)
            places += len(row)
            within_reason(places)
            open_above = open_here
            grid.append(row)
        return grid

    def _place(self, cell: etree._Element) -> Place:
        """Return what a cell holds."""
        around, self.flow = self.flow, []
        self.walk(cell)
        self.end_line()
        place, self.flow = held(self.flow), around
        return place


def _within(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, also those in a control or marked as inserted."""
    for each in element:
        if each.tag == tag:
            yield each
        elif each.tag in _WRAPPERS:
            yield from _within(each, tag)


def _is_gone(properties: etree._Element) -> bool:
    """Say whether a row is deleted or hidden."""
    return child(properties, "del") is not None or is_on(child(properties, "hidden"))


def _span(properties: etree._Element | None, name: str, usual: int) -> int:
    return min(number(value(properties, name), usual), MOST_COLUMNS)


# ---------------------------------------------------------------------------------------------------------------
# Pictures

WIDEST_ICON, HIGHEST_LINE = 5.0, 1.0
"""In centimetres: no table is narrower or lower."""
_CM = {"pt": 2.54 / 72, "in": 2.54, "cm": 1.0, "mm": 0.1, "px": 2.54 / 96}
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([0-9]{1,5}(?:\.[0-9]{1,6})?)(pt|in|cm|mm|px)")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"


def _shows_a_picture(drawing: etree._Element) -> bool:
    """Say whether a drawing shows a picture that is wide and high enough to hold a table, or of unknown size."""
    if next(drawing.iter(f"{_A}blip", f"{_V}imagedata"), None) is None:
        return False
    width, height = _size(drawing)
    return (width is None or width >= WIDEST_ICON) and (height is None or height >= HIGHEST_LINE)


def _size(drawing: etree._Element) -> tuple[float | None, float | None]:
    """Return width and height in centimetres."""
    extent = next(drawing.iter(f"{_WP}extent"), None)
    if extent is not None:
        width, height = (number(extent.get(side), 0) / 360_000 for side in ("cx", "cy"))
        return width or None, height or None
    shape = next(drawing.iter(f"{_V}shape", f"{_V}rect"), None)
    lengths = _LENGTH.findall(shape.get("style", "")) if shape is not None else ()
    sizes = {side: float(length) * _CM[unit] for side, length, unit in lengths}
    return sizes.get("width"), sizes.get("height")


def _described(drawing: etree._Element) -> str:
    """Return what is said of a picture."""
    about = next(drawing.iter(f"{_WP}docPr"), None)
    if about is not None:
        return about.get("descr") or about.get("title") or ""
    shape = next(drawing.iter(f"{_V}shape"), None)
    return shape.get("alt", "") if shape is not None else ""


# ---------------------------------------------------------------------------------------------------------------

_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_Act = Callable[[_Document, etree._Element], None]
_ACTS: dict[str, _Act] = {
    f"{W}p": _Document.paragraph,
    f"{W}r": _Document.run,
    f"{W}t": _Document.text,
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t": _Document.text,
    f"{W}tab": _Document.tab,
    f"{W}ptab": _Document.tab,
    f"{W}br": _Document.end_line,
    f"{W}cr": _Document.end_line,
    f"{W}noBreakHyphen": _Document.hyphen,
    f"{W}sym": _Document.symbol,
    f"{W}tbl": _Document.table,
    f"{W}sdt": _Document.controlled,
    f"{W}txbxContent": _Document.box,
    f"{W}drawing": _Document.drawing,
    f"{W}pict": _Document.drawing,
    f"{W}object": _Document.drawing,
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent": _Document.alternate,
    **dict.fromkeys((W + name for name in ("pPr", "rPr", "tblPr", "tcPr", "sectPr", "sdtPr")), _Document.leave_out),
    **dict.fromkeys((W + name for name in ("del", "moveFrom", "instrText", "rt")), _Document.leave_out),
}
"""What a document does with an element; all others are what they hold. rt is the pinyin above a character."""
