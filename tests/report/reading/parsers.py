"""Parsers that behave as badly as real ones do when their input is hostile; the guard runs them in its child."""

import os
import time

from report.reading import Refusal


def length(content: bytes) -> tuple[int, str]:
    """Answer, after printing what nobody wants to hear."""
    print("a parser talks")
    return len(content), "字"


def crash(_: bytes) -> int:
    """Die the way an aborting library dies."""
    os.abort()


def complain(_: bytes) -> int:
    """Complain of every byte, as some parsers do."""
    for _line in range(20_000):
        os.write(2, b"Could not get FontBBox from font descriptor\n" * 100)
    return 0


def chatter(_: bytes) -> list[str]:
    """Answer more than anybody wants to know."""
    return ["字" * 2**20] * 20


def hang(_: bytes) -> int:
    """Never finish."""
    time.sleep(60)
    return 0


def devour(_: bytes) -> int:
    """Ask for more memory than a file is worth."""
    return len(bytearray(2**31))


def fail(_: bytes) -> int:
    """Stumble over the content."""
    raise KeyError("xl/worksheets/sheet1.xml")


def refuse(_: bytes) -> int:
    """Say what is wrong in a sentence of one's own."""
    raise Refusal("第 3 行缺少列名。")
