"""Bytes of a file → a sheet: what kind of file it is, and the sentence when it cannot be taken."""

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from report.sheet import Sheet


class Refusal(Exception):
    """A file cannot be taken; the message is the Chinese sentence that says what, where and what to do."""

    @classmethod
    def of(cls, sentence: str, **facts: object) -> Self:
        """Return a refusal in the words of ``templates/refusals.txt.j2``."""
        from templates import say  # the guard's child process imports this package: it must start fast

        return cls(say("refusals", sentence, **facts))


def read(name: str, content: bytes) -> "Sheet":
    """Read a report from an interchange file or from plain text, whatever its name says."""
    from report.reading.guard import FileKind, guard  # the readers import this package
    from report.reading.interchange import read_interchange
    from report.reading.text import read_text

    kind = guard(name, content, FileKind.INTERCHANGE, FileKind.TEXT)
    return (read_interchange if kind is FileKind.INTERCHANGE else read_text)(name, content)
