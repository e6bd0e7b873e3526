"""What stands between an untrusted file and a parser: a look at its bytes, and a child process to parse it in."""

import json
import pickle
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import TypeVar, TypeVarTuple, cast
from xml.parsers import expat

from report.reading import Refusal

LARGEST_FILE = 5 * 2**20
LARGEST_INFLATED = 30 * 2**20
LARGEST_RATIO = 200
"""Honest workbooks inflate 5- to 30-fold."""
SMALL_PART = 2**20
"""Below this a ratio says nothing: a sheet of blank cells deflates very well."""
MOST_PARTS = 500
LAST_ROW = 5_000
LAST_COLUMN = 200
"""The largest workbook we send out has about a hundred rows and seventeen columns."""


class FileKind(StrEnum):
    """What a file is, by its content."""

    WORKBOOK = "workbook"
    DOCUMENT = "document"
    OPEN_DOCUMENT = "open_document"
    ARCHIVE = "archive"
    PDF = "pdf"
    OLD_OFFICE = "old_office"
    IMAGE = "image"
    HTML = "html"
    INTERCHANGE = "interchange"
    TEXT = "text"
    UNKNOWN = "unknown"


def guard(name: str, content: bytes, *accepted: FileKind) -> FileKind:
    """Return what kind of file it is; refuse one that is too large, of no accepted kind, or dangerous to parse."""
    if not content.strip():
        raise Refusal.of("empty", name=name)
    if len(content) > LARGEST_FILE:
        raise Refusal.of("too_large", name=name, size=len(content) / 2**20, limit=LARGEST_FILE // 2**20)
    kind = kind_of(name, content)
    if kind not in accepted:
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Refusal.of("foreign", name=name, kind=kind, accepted=accepted, encrypted=encrypted)
    if content.startswith(b"PK"):
        _inspect(name, content)
    return kind


# ---------------------------------------------------------------------------------------------------------------
# What kind of file

_SIGNATURES = (
    (b"%PDF-", FileKind.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"\x89PNG", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"BM", FileKind.IMAGE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
)


def kind_of(name: str, content: bytes) -> FileKind:
    """Recognise a file by its content; refuse a zip archive that cannot be opened."""
    if content.startswith(b"PK"):
        return _kind_of_archive(_parts_of(name, content))
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    start = content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return FileKind.INTERCHANGE
    if start.startswith(b"<"):
        return FileKind.HTML
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return FileKind.TEXT if wide or b"\0" not in content else FileKind.UNKNOWN


def _parts_of(name: str, content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refusal.of("damaged", name=name) from error


def _kind_of_archive(parts: list[zipfile.ZipInfo]) -> FileKind:
    names = {part.filename.lower() for part in parts}
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return FileKind.WORKBOOK
    if "word/document.xml" in names:
        return FileKind.DOCUMENT
    return FileKind.OPEN_DOCUMENT if {"mimetype", "content.xml"} <= names else FileKind.ARCHIVE


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


def _inspect(name: str, content: bytes) -> None:
    """Refuse an archive that carries code or foreign content, inflates beyond reason, or holds hostile XML."""
    parts = _parts_of(name, content)
    if len(parts) > MOST_PARTS:
        raise Refusal.of("inflates", name=name)
    if len({part.filename for part in parts}) < len(parts):
        raise Refusal.of("damaged", name=name)  # two parts of one name: readers disagree on which one counts
    for part in parts:
        if part.flag_bits & 1:
            raise Refusal.of("encrypted", name=name)
        for mark, what in _ACTIVE:
            if mark in part.filename.lower():
                raise Refusal.of("active", name=name, what=what)
    for part, data in _inflated(name, content, parts):
        if part.filename.lower().endswith((".xml", ".rels")):
            _inspect_xml(name, part.filename, data)


def _inflated(name: str, content: bytes, parts: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Unpack every part, counting what really comes out: the sizes in the directory may lie."""
    left = LARGEST_INFLATED
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in parts:
            most = min(left, max(SMALL_PART, LARGEST_RATIO * part.compress_size))
            try:
                with archive.open(part) as stream:
                    data = stream.read(most + 1)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
                raise Refusal.of("damaged", name=name) from error
            if len(data) > most:
                raise Refusal.of("inflates", name=name)
            left -= len(data)
            yield part, data


def _inspect_xml(name: str, part: str, data: bytes) -> None:
    """Refuse a document type, an entity, macro content, and a cell, row or merge outside any sheet we send."""
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise Refusal.of("entities", name=name)

    def start(tag: str, attributes: dict[str, str]) -> None:
        bare = tag.rpartition(":")[2]
        if bare in _PLACED:
            _within(name, attributes.get("r", ""))
            _within(name, attributes.get("ref", ""))
        elif bare in ("Override", "Default") and "macroenabled" in attributes.get("ContentType", "").lower():
            raise Refusal.of("active", name=name, what="macro")

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refusal.of("damaged_part", name=name, part=part) from error


_PLACED = frozenset({"row", "c", "mergeCell", "dimension"})


def _within(name: str, reference: str) -> None:
    """Refuse a reference such as ``XFD1048576``, ``A40:XFD41`` or ``99999`` that no sheet of ours can hold."""
    for corner in reference.replace("$", "").split(":"):
        letters = corner.rstrip("0123456789")
        digits = corner[len(letters) :]
        if len(letters) > 3 or len(digits) > 7 or _column(letters) > LAST_COLUMN or int(digits or 0) > LAST_ROW:
            raise Refusal.of("out_of_range", name=name, cell=reference[:40])


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


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
    try:
        done = subprocess.run(command, input=request, capture_output=True, timeout=seconds, check=True)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise Refusal.of("too_slow", name=name, seconds=seconds) from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise Refusal.of("unreadable", name=name) from error
    if "refusal" in answer:
        raise Refusal(answer["refusal"])
    return cast(T, answer["value"])
