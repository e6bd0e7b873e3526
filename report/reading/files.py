"""The files a person means: those named one by one, and those that lie in a folder, read one after the other."""

import os
import zipfile
import zlib
from collections import Counter, deque
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from report.reading import Refusal, read_many
from templates import say

if TYPE_CHECKING:
    from report.sheet import Sheet

BOOK = "inspection"
RESULT = "nianbao/check/1"
"""What every file that holds results of a check says of itself, so that no later check takes it for a report."""
LARGEST = 64 * 2**20
"""What is larger is not even opened: the guard refuses far smaller files."""
NEVER = ("~$", ".", "__MACOSX")
"""How the names begin of what programs leave beside documents, and of what is hidden."""
LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Named:
    """One file: what people call it, and where it lies; ``found`` in a folder, or named by itself."""

    name: str
    path: Path
    found: bool = False


def gather(paths: Sequence[Path], ours: Container[Path] = ()) -> list[Named]:
    """Return the files that are meant, folders with everything below them; ``ours`` are left out of folders.

    A path that leads nowhere and a folder without a file are kept: reading them says so.
    """
    shared = {name for name, count in Counter(path.name for path in paths).items() if count > 1}
    files: list[Named] = []
    for path in paths:
        if path.is_dir():
            files += _below(path, ours) or [Named(path.as_posix(), path)]
        else:
            files.append(Named(path.as_posix() if path.name in shared else path.name, path))
    return files


def _below(folder: Path, ours: Container[Path]) -> list[Named]:
    """Return every file below a folder in the order of the names, and every folder that cannot be opened."""
    found: list[Path] = []

    def closed(trouble: OSError) -> None:
        found.append(Path(trouble.filename))

    for where, folders, names in os.walk(folder, onerror=closed):
        folders[:] = [name for name in folders if _is_taken(Path(where, name), ours)]
        paths = (Path(where, name) for name in names)
        found += (path for path in paths if (path.is_file() or path.is_symlink()) and _is_taken(path, ours))
    return [Named(path.relative_to(folder).as_posix(), path, found=True) for path in sorted(found)]


def _is_taken(path: Path, ours: Container[Path]) -> bool:
    left_over = path.name.startswith(NEVER) or path.name.lower() in LEFT_BY_SYSTEMS
    return not left_over and path.resolve() not in ours


# ---------------------------------------------------------------------------------------------------------------
# Reading them


def read_all(files: Iterable[Named]) -> Iterator[tuple[Named, "Sheet | Refusal | None"]]:
    """Read the files in their order; None for what an earlier check has left in a folder.

    What cannot be opened goes to the reader as an empty file, so that the answers keep their order; its own sentence
    then takes the place of the reader's.
    """
    asked: deque[tuple[Named, Refusal | None, bool]] = deque()

    def contents() -> Iterator[tuple[str, bytes]]:
        for file in files:
            content, trouble = _content(file)
            asked.append((file, trouble, is_result(content)))
            yield file.name, b"" if asked[-1][2] else content

    for answer in read_many(contents()):
        file, trouble, is_ours = asked.popleft()
        if is_ours:
            trouble = Refusal(say(BOOK, "result", name=file.name))
        yield file, None if is_ours and file.found else trouble or answer


def _content(file: Named) -> tuple[bytes, Refusal | None]:
    try:
        if file.path.is_dir():
            return b"", Refusal(say(BOOK, "closed_folder" if file.found else "empty_folder", path=file.path))
        size = file.path.stat().st_size
        if size > LARGEST:
            return b"", Refusal.of("too_large", name=file.name, size=size / 2**20, limit=LARGEST // 2**20)
        return file.path.read_bytes(), None
    except FileNotFoundError:
        return b"", Refusal(say("cli", "no_file", path=file.path))
    except OSError:
        return b"", Refusal(say(BOOK, "closed_file", path=file.path))


def read_names(name: str, content: bytes) -> tuple[str, ...]:
    """Read a list of names, one to a line; blank lines and lines that open with # are none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            lines = [line.strip() for line in content.decode(encoding).splitlines()]
        except UnicodeDecodeError:
            continue
        return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    raise Refusal.of("undecodable", name=name)


def is_result(content: bytes) -> bool:
    """Say whether a file holds results of a check: our page, our lines of JSON, our workbook."""
    start = content[:400]
    if start.startswith(b"PK"):
        return b"docProps/custom.xml" in content[-4096:] and RESULT.encode() in _properties(content)
    return RESULT.encode() in start and start.lstrip().startswith((b"<", b"{", b"["))


def _properties(content: bytes) -> bytes:
    """Return the beginning of what a workbook says of itself."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open("docProps/custom.xml") as part:
            return part.read(4096)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError, RuntimeError):
        return b""
