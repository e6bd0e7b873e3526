"""What was entered in a form, with or without files: taken in up to a limit, parsed without a library."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

LARGEST_FORM = 64 * 1024
"""A reason is a few sentences: what is larger was not written on a page of ours."""
LARGEST_UPLOAD = 60 * 2**20
"""Three of the largest files that are taken in."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: fields, and files with their names; ``is_too_large`` where it was not taken in.

    ``pairs`` are the fields in order: of several boxes of one name each that is ticked stands there.
    """

    pairs: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, bytes]] = ()
    is_too_large: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """The fields by name, of several of one name the last."""
        return dict(self.pairs)


async def entered(request: Request, most: int = LARGEST_FORM) -> Entered:
    """Return what a form holds; of one that is too large nothing."""
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= most:  # what comes after is read and dropped: the browser waits for us before it reads
            body += chunk
    if len(body) > most:
        return Entered(is_too_large=True)
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return await run_in_threadpool(_with_files, kind, bytes(body))
    return Entered(parse_qsl(body.decode("utf-8", "replace")))


def _with_files(kind: str, body: bytes) -> Entered:
    """Parse a form with files: each byte is one character, so that nothing is lost on the way through text."""
    parsed = Parser().parsestr(f"Content-Type: {kind}\r\n\r\n" + body.decode("latin-1"))
    parts = [part for part in _parts(parsed) if not part.is_multipart()]
    pairs = [(_name(part), _bytes(part).decode("utf-8", "replace")) for part in parts if part.get_filename() is None]
    files = [(_file_name(part), _bytes(part)) for part in parts if part.get_filename()]
    return Entered(pairs, files)


def _parts(parsed: Message) -> list[Message]:
    payload = parsed.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _name(part: Message) -> str:
    return str(part.get_param("name", "", "content-disposition"))


def _file_name(part: Message) -> str:
    """Return the bare name of a file: some browsers sent its whole path."""
    name = str(part.get_filename()).encode("latin-1", "replace").decode("utf-8", "replace")
    return "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())[:200]


def _bytes(part: Message) -> bytes:
    return str(part.get_payload()).encode("latin-1", "replace")


def printable(text: str) -> str:
    """Return a text without control characters: PostgreSQL refuses one with a null in it."""
    return "".join(char for char in text if char.isprintable() or char == "\n").strip()
