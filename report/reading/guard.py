"""What stands between an untrusted file and a parser: a look at its bytes, and a child process to parse it in."""

import json
import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, TypeVar, TypeVarTuple, cast
from xml.parsers import expat

from report.reading import Refusal

LARGEST_RATIO = 200
"""Honest workbooks inflate 5- to 30-fold."""
SMALL_PART = 2**20
"""Below this a ratio says nothing: a sheet of blank cells deflates very well."""
MOST_PARTS = 500
LAST_ROW = 5_000
LAST_COLUMN = 200
"""The largest workbook we send out has about a hundred rows and seventeen columns."""
MOST_CELLS = 50_000
"""The tables of a report have fewer than five hundred cells; the longest appendix met has a few thousand."""
MOST_CHARACTERS = 400_000
"""A report of a province has about twenty thousand."""


class FileKind(StrEnum):
    """What a file is, by its content."""

    WORKBOOK = "workbook"
    OLD_WORKBOOK = "old_workbook"
    OPEN_WORKBOOK = "open_workbook"
    DOCUMENT = "document"
    OLD_OFFICE = "old_office"
    OPEN_DOCUMENT = "open_document"
    PDF = "pdf"
    OFD = "ofd"
    HTML = "html"
    ARCHIVE = "archive"
    IMAGE = "image"
    INTERCHANGE = "interchange"
    CELLS = "cells"
    TEXT = "text"
    UNKNOWN = "unknown"


class Limits(NamedTuple):
    """How large a file of a kind may be, and how large what it holds, in bytes."""

    file: int
    inflated: int


USUAL = Limits(5 * 2**20, 30 * 2**20)
LIMITS = {FileKind.PDF: Limits(20 * 2**20, 0), FileKind.DOCUMENT: Limits(20 * 2**20, 100 * 2**20)}
"""Reports in Word and PDF carry photographs and scans."""


def guard(name: str, content: bytes, *accepted: FileKind) -> FileKind:
    """Return what kind of file it is; refuse one that is too large, of no accepted kind, or dangerous to parse."""
    if not content.strip():
        raise Refusal.of("empty", name=name)
    _weigh(name, content, max(LIMITS.get(kind, USUAL).file for kind in accepted))
    kind = kind_of(name, content)
    if kind not in accepted:
        encrypted = _wide("EncryptedPackage") in content
        raise Refusal.of("foreign", name=name, kind=kind, accepted=accepted, encrypted=encrypted)
    _weigh(name, content, LIMITS.get(kind, USUAL).file)
    if content.startswith(b"PK"):
        _Archive(name, content, kind, is_form=accepted == (FileKind.WORKBOOK,)).inspect()
    elif kind is FileKind.PDF:
        _inspect_pdf(name, content)
    elif kind is FileKind.OLD_WORKBOOK and _wide("_VBA_PROJECT") in content:
        raise Refusal.of("active", name=name, what="macro", is_form=False)
    return kind


def _weigh(name: str, content: bytes, limit: int) -> None:
    if len(content) > limit:
        raise Refusal.of("too_large", name=name, size=len(content) / 2**20, limit=limit // 2**20)


# ---------------------------------------------------------------------------------------------------------------
# What kind of file

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What the archive module raises for a part that cannot be unpacked."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"BM", FileKind.IMAGE),
    (b"II*\0", FileKind.IMAGE),
    (b"MM\0*", FileKind.IMAGE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"{\\rtf", FileKind.OLD_OFFICE),
    (b"MIME-Version:", FileKind.OLD_OFFICE),  # a page that Word saved as one file (.mht), often named .doc
)
_CELLS = tuple(
    f"{mark}单位,级别,年度,".encode(code) for mark, code in (("\ufeff", "utf-8"), ("", "utf-8"), ("", "gbk"))
)
"""How our table of cells begins; Excel saves it again without its mark, or in the encoding of the machine."""
HEADER = 1024
"""A PDF may begin this late, and so may what tells one text from another."""


def kind_of(name: str, content: bytes) -> FileKind:
    """Recognise a file by its content; refuse a zip archive that cannot be opened."""
    if content.startswith(b"PK"):
        return _kind_of_archive(name, content)
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(_CELLS):
        return FileKind.CELLS
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = content[: 4 * HEADER].decode("utf-16" if wide else "latin-1", "replace").removeprefix("ï»¿").lstrip()
    if b"%PDF-" in content[:HEADER] and not start.startswith("<"):
        return FileKind.PDF
    if start.startswith("{"):
        return FileKind.INTERCHANGE
    if start.startswith("<") or len(_ENDED.findall(start)) > 2:
        # Word and Excel of 2003 wrote a whole file as XML.
        return FileKind.OLD_OFFICE if "progid=" in start[:HEADER] or "<pkg:package" in start else FileKind.HTML
    return FileKind.TEXT if wide or b"\0" not in content else FileKind.UNKNOWN


_ENDED = re.compile(r"</(?:p|div|span|table|tr|td|h[1-6]|body)>", re.IGNORECASE)
"""What a fragment of a page has even where it begins with plain text."""


def _wide(text: str) -> bytes:
    """Return a text as the names in an OLE file are written."""
    return text.encode("utf-16-le")


def _kind_of_ole(content: bytes) -> FileKind:
    """Tell a workbook from all else by the streams that the file names; a document may hold a workbook in turn."""
    if _wide("WordDocument\0") in content or _wide("PowerPoint Document\0") in content:
        return FileKind.OLD_OFFICE
    is_workbook = _wide("Workbook\0") in content or _wide("Book\0") in content
    return FileKind.OLD_WORKBOOK if is_workbook else FileKind.OLD_OFFICE


def _kind_of_archive(name: str, content: bytes) -> FileKind:
    names = {part.filename.lower() for part in _parts_of(name, content)}
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return FileKind.WORKBOOK
    if any(_WORD.fullmatch(part) for part in names):
        return FileKind.DOCUMENT
    if {"mimetype", "content.xml"} <= names:
        is_workbook = b"opendocument.spreadsheet" in _start_of(name, content, "mimetype")
        return FileKind.OPEN_WORKBOOK if is_workbook else FileKind.OPEN_DOCUMENT
    return FileKind.OFD if "ofd.xml" in names else FileKind.ARCHIVE


def _start_of(name: str, content: bytes, part: str) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(part) as stream:
            return stream.read(HEADER)
    except (*_BROKEN, KeyError) as error:
        raise Refusal.of("damaged", name=name) from error


_WORD = re.compile(r"word/document\d{0,3}\.xml")  # Word on the web writes document2.xml


def _parts_of(name: str, content: bytes) -> list[zipfile.ZipInfo]:
    if content.count(b"PK\x01\x02") > 2 * MOST_PARTS:  # counted before a directory of a million entries is read
        raise Refusal.of("inflates", name=name, is_form=False)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refusal.of("damaged", name=name) from error


# ---------------------------------------------------------------------------------------------------------------
# What is inside a PDF. Compressed objects hide what they hold: there the child is the wall.

_PDF_ACTIVE = re.compile(rb"/(?:(?P<macro>JavaScript|Launch)|(?P<embedded>EmbeddedFile|RichMedia))(?![A-Za-z])")
_PDF_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")


def _inspect_pdf(name: str, content: bytes) -> None:
    """Refuse a PDF that is locked, that runs something, or that carries another file."""
    if _PDF_LOCKED.search(content):
        raise Refusal.of("locked_pdf", name=name)
    if match := _PDF_ACTIVE.search(content):
        raise Refusal.of("active", name=name, what="script" if match["macro"] else "embedded", is_form=False)


# ---------------------------------------------------------------------------------------------------------------
# What is inside an archive: its true size, its XML, what could run

_ACTIVE = (
    ("vbaproject", "macro"),
    ("macrosheets/", "macro"),
    ("workbook.bin", "binary"),
    ("activex/", "control"),
    ("embeddings/", "embedded"),
    ("externallinks/", "external"),
)
_OPEN_ACTIVE = (("basic/", "macro"), ("scripts/", "macro"))
"""What an ODF file calls the folders of its macros."""
_CHART_DATA = re.compile(r"word/embeddings/[^/]*\.(?:xlsx|docx|pptx)")
"""Word puts a workbook behind every chart; no reader opens it."""
_LINKED = ("/hyperlink", "/image")
"""What may point out of a document: nobody follows it."""
_REMOTE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:(?!///?[a-z]:)|\\\\|//)", re.IGNORECASE)
"""An address on another machine; Word notes the template of its author as file:///C:/…, which leads nowhere."""


class _Archive:
    """One archive under inspection."""

    def __init__(self, name: str, content: bytes, kind: FileKind, *, is_form: bool) -> None:
        self.name, self.content, self.kind, self.is_form = name, content, kind, is_form
        self.is_open = kind is FileKind.OPEN_WORKBOOK

    def refusal(self, sentence: str, **facts: object) -> Refusal:
        """Return a refusal that says what to do: with a form we sent out, or with a report of one's own."""
        return Refusal.of(sentence, name=self.name, is_form=self.is_form, **facts)

    def inspect(self) -> None:
        """Refuse an archive that carries code or foreign content, inflates beyond reason, or holds hostile XML."""
        parts = _parts_of(self.name, self.content)
        if len(parts) > MOST_PARTS:
            raise self.refusal("inflates")
        if len({part.filename for part in parts}) < len(parts):
            raise Refusal.of("damaged", name=self.name)  # two parts of one name: readers disagree on which one counts
        for part in parts:
            self._inspect_name(part)
        for part, data in self._inflated(parts):
            if part.filename.lower().endswith((".xml", ".rels")):
                self._inspect_xml(part.filename, data)

    def _inspect_name(self, part: zipfile.ZipInfo) -> None:
        if part.flag_bits & 1:
            raise Refusal.of("encrypted", name=self.name)
        name = part.filename.lower()
        for mark, what in (*_ACTIVE, *_OPEN_ACTIVE) if self.is_open else _ACTIVE:
            if mark in name and not _CHART_DATA.fullmatch(name):
                raise self.refusal("active", what=what)

    def _inflated(self, parts: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
        """Unpack every part, counting what really comes out: the sizes in the directory may lie."""
        left = LIMITS.get(self.kind, USUAL).inflated
        # The manifest of an ODF file says whether it is locked; what is locked is no XML.
        parts = sorted(parts, key=lambda part: part.filename != "META-INF/manifest.xml")
        with zipfile.ZipFile(BytesIO(self.content)) as archive:
            for part in parts:
                most = min(left, max(SMALL_PART, LARGEST_RATIO * part.compress_size))
                try:
                    with archive.open(part) as stream:
                        data = stream.read(most + 1)
                except _BROKEN as error:
                    raise Refusal.of("damaged", name=self.name) from error
                if len(data) > most:
                    raise self.refusal("inflates")
                left -= len(data)
                yield part, data

    def _inspect_xml(self, part: str, data: bytes) -> None:
        """Refuse a document type, an entity, and whatever the elements of a part must not say."""
        parser = expat.ParserCreate()

        def doctype(*_: object) -> None:
            raise self.refusal("entities")

        parser.StartDoctypeDeclHandler = doctype
        parser.StartElementHandler = self._inspector(part)
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise Refusal.of("damaged_part", name=self.name, part=part) from error

    def _inspector(self, part: str) -> Callable[[str, dict[str, str]], None]:
        """Return what looks at each element of a part."""
        if self.is_open and part == "content.xml":
            return _OpenSheets(self).start
        if self.kind is FileKind.DOCUMENT:
            return self._start_of_relation if part.lower().endswith(".rels") else _Cells(self).start
        return self.start

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Refuse macro content, a lock, and a cell, row or merge outside any sheet we send."""
        bare = tag.rpartition(":")[2]
        if bare in _PLACED:
            self._within(attributes.get("r", ""))
            self._within(attributes.get("ref", ""))
        elif bare in ("Override", "Default") and "macroenabled" in attributes.get("ContentType", "").lower():
            raise self.refusal("active", what="macro")
        elif bare == "encryption-data":
            raise Refusal.of("encrypted", name=self.name)

    def _start_of_relation(self, _: str, attributes: dict[str, str]) -> None:
        """Refuse what a document fetches from elsewhere when it is opened, and another document inside it."""
        kind = attributes.get("Type", "")
        if kind.endswith("/aFChunk"):
            raise self.refusal("active", what="embedded")
        is_outside = attributes.get("TargetMode", "").lower() == "external"
        if is_outside and not kind.endswith(_LINKED) and _REMOTE.match(attributes.get("Target", "")):
            raise self.refusal("active", what="external")

    def _within(self, reference: str) -> None:
        """Refuse a reference such as ``XFD1048576``, ``A40:XFD41`` or ``99999`` that no sheet of ours can hold."""
        for corner in reference.replace("$", "").split(":"):
            letters = corner.rstrip("0123456789")
            digits = corner[len(letters) :]
            if len(letters) > 3 or len(digits) > 7 or _column(letters) > LAST_COLUMN or int(digits or 0) > LAST_ROW:
                raise self.refusal("out_of_range", cell=reference[:40])


_PLACED = frozenset({"row", "c", "mergeCell", "dimension"})


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Cells:
    """The table cells of a Word document, counted."""

    def __init__(self, archive: _Archive) -> None:
        self.archive, self.cells = archive, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Refuse more cells than a report can have, and a cell that reaches over more columns than a page holds."""
        bare = tag.rpartition(":")[2]
        if bare == "tc":
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise self.archive.refusal("out_of_range", cell=str(self.cells))
        elif bare in _SPANS:
            span = next((value for key, value in attributes.items() if key.endswith("val")), "0")
            if _count(span) > LAST_COLUMN:
                raise self.archive.refusal("out_of_range", cell=f"{bare} {span}"[:40])
        else:
            self.archive.start(tag, attributes)


_SPANS = frozenset({"gridSpan", "gridBefore", "gridAfter"})


def _count(text: str) -> int:
    """Return the number an attribute repeats something by; one that is none, or absurd, counts as too many."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else LAST_ROW + LAST_COLUMN


class _OpenSheets:
    """The cells of an ODF workbook: each element says how often it is repeated, so their places are counted."""

    def __init__(self, archive: _Archive) -> None:
        self.archive, self.row, self.column, self.rows = archive, 0, 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Refuse a cell with content or a merge far outside; blank cells are repeated to the end of every sheet."""
        if tag == "table:table":
            self.row = self.rows = 0
        elif tag == "table:table-row":
            self.row, self.column = self.row + self.rows, 0
            self.rows = _count(attributes.get("table:number-rows-repeated", "1"))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            columns = _count(attributes.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attributes or "table:number-columns-spanned" in attributes:
                across = _count(attributes.get("table:number-columns-spanned", "1"))
                down = _count(attributes.get("table:number-rows-spanned", "1"))
                self._within(self.row + max(self.rows, down), self.column + max(columns, across))
            self.column += columns

    def _within(self, row: int, column: int) -> None:
        if row > LAST_ROW or column > LAST_COLUMN:
            raise self.archive.refusal("out_of_range", cell=f"R{row}C{column}")


# ---------------------------------------------------------------------------------------------------------------
# The child process

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
CHILD = Path(__file__).with_name("child.py")
ROOT = Path(__file__).parents[2]
GIB = 2**30


def guarded(function: Callable[[*Ts], T], *arguments: *Ts, name: str, seconds: float = 20, memory: int = GIB) -> T:
    """Call a module's function in a child process, limited in time and memory; a crash or a hang is a refusal.

    The answer comes back as JSON (tuples as lists), never as a pickle: a parser taken over by its input must not
    reach the parent. ``name`` is the file's name, for the refusal.
    """
    path = [str(ROOT), *sys.path]
    request = pickle.dumps((path, memory, function.__module__, function.__qualname__, arguments))
    command = [sys.executable, "-I", "-S", str(CHILD)]  # run as a file and without site: it starts in 10 ms
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL  # a hostile file can make a parser complain without end
    try:
        done = subprocess.run(command, input=request, stdout=pipe, stderr=nowhere, timeout=seconds, check=True)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise Refusal.of("too_slow", name=name, seconds=seconds) from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise Refusal.of("unreadable", name=name) from error
    if "refusal" in answer:
        raise Refusal(answer["refusal"])
    return cast(T, answer["value"])
