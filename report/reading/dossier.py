"""A 迎检包 that came from somewhere → its files, unless one byte of it is not as we lay it out."""

import hashlib
import json
import struct
import zipfile
from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from report.reading import Refusal
from report.writing.dossier import contents_name, laid_out, manifest_name

LARGEST = 512 * 2**20
"""A county with hundreds of filings and scans stays below; ours of a town has five megabytes."""
MOST_FILES = 20_000
_END = struct.Struct("<4sHHHHIIH")
"""How a zip ends: its signature, two numbers of discs, twice the number of files, size and place of the directory."""
_SIGNATURE, _DIRECTORY = b"PK\x05\x06", b"PK\x01\x02"


class Held(NamedTuple):
    """What a dossier holds, and every place at which it is not as it was made."""

    files: dict[str, bytes]
    damaged: tuple[str, ...]
    """Files whose bytes are others, that are missing, or that were put in."""
    sha256: str


def open_dossier(name: str, content: bytes) -> Held:
    """Return the files of a dossier and which of them were altered; refuse what is none, or is not safe to open.

    Nothing in ours is compressed, so that a file can hold no more than it weighs.
    """
    if len(content) > LARGEST:
        raise Refusal.of("too_large", name=name, size=len(content) / 2**20, limit=LARGEST // 2**20)
    if not content.startswith(b"PK"):
        raise Refusal.of("no_dossier", name=name)
    entries = _entries(name, content)
    files: dict[str, bytes] = {}
    damaged: list[str] = []
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for entry in entries:
            try:
                files[entry.filename] = archive.read(entry)
            except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
                damaged.append(entry.filename)
    damaged += _not_in_manifest(files, damaged)
    again = laid_out(files, _moment(name, entries))
    if not damaged and again != content:
        damaged = [_place_of(entries, content, again)]
    return Held(files, tuple(dict.fromkeys(damaged)), hashlib.sha256(content).hexdigest())


def _entries(name: str, content: bytes) -> list[zipfile.ZipInfo]:
    """Return the directory of a dossier, once it is known to be one that we can have written."""
    signature, *_, files, _, _, comment = _END.unpack(content[-_END.size :].rjust(_END.size, b"\0"))
    if signature != _SIGNATURE or comment or not 0 < files <= MOST_FILES:
        raise Refusal.of("damaged", name=name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise Refusal.of("damaged", name=name) from error
    names = [entry.filename for entry in entries]
    if not {contents_name(), manifest_name()} & set(names):
        raise Refusal.of("no_dossier", name=name)
    unsafe = [entry.filename for entry in entries if _is_unsafe(entry) or names.count(entry.filename) > 1]
    if unsafe or sum(entry.file_size for entry in entries) > len(content):
        raise Refusal.of("altered_part", name=name, part=(unsafe or names)[0])
    return entries


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry would be unpacked to more than it weighs, or to somewhere else."""
    parts = entry.filename.replace("\\", "/").split("/")
    leads_out = ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]
    return leads_out or entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size


def _moment(name: str, entries: list[zipfile.ZipInfo]) -> datetime:
    """Return when a dossier was made, as most of its files say."""
    (said, _), *_ = Counter(entry.date_time for entry in entries).most_common(1)
    try:
        return datetime(*said)
    except ValueError as error:
        raise Refusal.of("damaged", name=name) from error


def _not_in_manifest(files: dict[str, bytes], damaged: list[str]) -> list[str]:
    """Return the files that the manifest knows otherwise, or not at all, and those that it misses."""
    own = manifest_name()
    if own in damaged:
        return []
    try:
        listed = {path: facts["sha256"] for path, facts in json.loads(files[own])["files"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return [own]
    found = {path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != own}
    other = [path for path in {**listed, **found} if listed.get(path) != found.get(path)]
    return [path for path in other if path not in damaged]


def _place_of(entries: list[zipfile.ZipInfo], content: bytes, again: bytes) -> str:
    """Return the file in whose head a dossier differs from how we lay one out, "" where it is in the directory."""
    pairs = enumerate(zip(content, again, strict=False))
    place = next((place for place, (here, there) in pairs if here != there), min(len(content), len(again)))
    heads = [entry for entry in entries if entry.header_offset <= place]
    last = max(heads, key=lambda entry: entry.header_offset)
    end = max(entry.header_offset + entry.file_size for entry in entries)
    return last.filename if place < content.find(_DIRECTORY, end) else ""
