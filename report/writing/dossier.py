"""The 迎检包: one zip of a whole year that an inspector reads with a browser and a PDF reader."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from report.writing.manifest import manifest_bytes
from templates import say

BOOK = "archive"
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}")
"""The secret part of a link: whoever has it could act in a signer's name."""


def dossier_bytes(files: Mapping[str, bytes], moment: datetime, *, report_hash: str) -> bytes:
    """Return the zip with a manifest of ``files``; the same files and moment give the same bytes anywhere.

    Nothing is compressed, for two builds of zlib do not pack alike; a byte that changes is found in its own file.
    """
    manifest = {manifest_name(): manifest_bytes(dict(sorted(files.items())), report_hash=report_hash)}
    return laid_out({**files, **manifest}, moment)


def laid_out(files: Mapping[str, bytes], moment: datetime) -> bytes:
    """Return a zip of files as we lay it out: the page of contents first, then by name, each with the same time."""
    buffer = io.BytesIO()
    first = contents_name()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as book:
        for path in sorted(files, key=lambda path: (path != first, path)):
            entry = zipfile.ZipInfo(path, (*moment.timetuple()[:5], moment.second // 2 * 2))
            entry.create_system = 0  # otherwise it says whether Windows or another system has written it
            entry.external_attr = 0
            book.writestr(entry, files[path], zipfile.ZIP_STORED)
    return buffer.getvalue()


def contents_name() -> str:
    """Return how the page of contents is called."""
    return say(BOOK, "contents_name")


def manifest_name() -> str:
    """Return how the list of all files with their hashes is called."""
    return say(BOOK, "manifest_name")


def masked(text: str) -> str:
    """Return a letter without what a link in it would let others do."""
    return TOKEN.sub(say(BOOK, "masked"), text)


def href(path: str, page: str) -> str:
    """Return how a page of the dossier links to one of its files."""
    return quote("../" * page.count("/") + path)
