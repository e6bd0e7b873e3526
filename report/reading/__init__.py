"""Bytes of a file → a sheet: what kind of file it is, and the sentence when it cannot be taken."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Self, TypeVar, TypeVarTuple

if TYPE_CHECKING:
    from report.reading.guard import FileKind
    from report.reading.paper import Paper
    from report.sheet import Sheet


class Refusal(Exception):
    """A file cannot be taken; the message is the Chinese sentence that says what, where and what to do."""

    @classmethod
    def of(cls, sentence: str, **facts: object) -> Self:
        """Return a refusal in the words of ``templates/refusals.txt.j2``."""
        from templates import say  # the guard's child process imports this package: it must start fast

        return cls(say("refusals", sentence, **facts))


_SPREADSHEET = f"{__name__}.spreadsheet"
READERS = {
    "html": f"{__name__}.html",
    "document": f"{__name__}.docx",
    "pdf": f"{__name__}.pdf",
    "workbook": _SPREADSHEET,
    "old_workbook": _SPREADSHEET,
    "open_workbook": _SPREADSHEET,
}
"""Which module makes a paper of which kind of file (``guard.FileKind``); it is loaded in the guard's child only."""

BATCH = 40
"""How many files are parsed in one child process: its start costs more than a web page."""
LARGEST_BATCH = 20 * 2**20
"""How many bytes one child process is given, unless a single file is larger."""
SECONDS = 2
"""How long a file of a batch may take on average before its files are read one by one."""


def read(name: str, content: bytes) -> "Sheet":
    """Read a report from a file of any kind that reports come in, whatever its name says."""
    return _read(name, content, _kind(name, content))


def read_many(files: Iterable[tuple[str, bytes]]) -> Iterator["Sheet | Refusal"]:
    """Read report after report; yield in their order each sheet, or the refusal of what cannot be taken.

    Files are parsed batch by batch in one child process each. Where that fails, the files of the batch are read one
    by one, so that a bad file costs only itself.
    """
    for batch in _batches(files):
        yield from _read_batch(batch)


def paper_of(reader: str, content: bytes) -> "Paper":
    """Parse one file; for the guard's child process, so that no parser is ever loaded into its parent."""
    paper: Paper = import_module(reader).paper(content)
    return paper


def papers_of(files: Sequence[tuple[str, bytes]]) -> "list[Paper | None]":
    """Parse files, each given with its reader; None for one at which the reader stumbles, or that it refuses."""
    papers: list[Paper | None] = []
    for reader, content in files:
        try:
            papers.append(paper_of(reader, content))
        except Exception:  # whatever it is: the file is read again by itself, and then it is told
            papers.append(None)
    return papers


def _kind(name: str, content: bytes) -> "FileKind":
    """Return what kind of file it is; refuse one that is dangerous, or none that reports come in."""
    from report.reading.guard import FileKind, guard  # the readers import this package

    return guard(name, content, FileKind.INTERCHANGE, FileKind.CELLS, *map(FileKind, READERS), FileKind.TEXT)


def _read(name: str, content: bytes, kind: "FileKind") -> "Sheet":
    """Read one file that the guard has let pass."""
    from report.reading.guard import guarded
    from report.reading.interchange import read_interchange
    from report.reading.sections import sheet_of
    from report.reading.text import paper

    if kind == "interchange":
        return read_interchange(name, content)
    if kind == "cells":
        from report.reading.cells import read_cells  # it needs what the writers need, and most runs meet none

        return read_cells(name, content)
    if kind in READERS:
        return sheet_of(name, guarded(paper_of, READERS[kind], content, name=name))
    try:
        return sheet_of(name, paper(content))
    except UnicodeDecodeError as error:
        raise Refusal.of("undecodable", name=name) from error


# ---------------------------------------------------------------------------------------------------------------
# Batches

_Batch = list[tuple[str, bytes]]
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def _batches(files: Iterable[tuple[str, bytes]]) -> Iterator[_Batch]:
    batch: _Batch = []
    size = 0
    for name, content in files:
        if batch and (len(batch) == BATCH or size + len(content) > LARGEST_BATCH):
            yield batch
            batch, size = [], 0
        batch.append((name, content))
        size += len(content)
    if batch:
        yield batch


def _read_batch(batch: _Batch) -> Iterator["Sheet | Refusal"]:
    from report.reading.sections import sheet_of

    kinds = [_tried(_kind, name, content) for name, content in batch]
    papers = _parsed(
        [(READERS[kind], content) for kind, (_, content) in zip(kinds, batch, strict=True) if kind in READERS]
    )
    for (name, content), kind in zip(batch, kinds, strict=True):
        paper = next(papers) if kind in READERS else None
        if isinstance(kind, Refusal):
            yield kind
        elif paper:
            yield _tried(sheet_of, name, paper)
        else:
            yield _tried(_read, name, content, kind)


def _parsed(files: _Batch) -> "Iterator[Paper | None]":
    """Yield the paper of each file; None for each that has to be read by itself."""
    from report.reading.guard import guarded

    if len(files) > 1:
        seconds = max(20, SECONDS * len(files))
        answer = _tried(lambda: guarded(papers_of, files, name="", seconds=seconds))
        if not isinstance(answer, Refusal):
            return iter(answer)
    return iter([None] * len(files))


def _tried(function: Callable[[*Ts], T], *arguments: *Ts) -> T | Refusal:
    """Return what a function returns, or the refusal it raises."""
    try:
        return function(*arguments)
    except Refusal as refusal:
        return refusal
