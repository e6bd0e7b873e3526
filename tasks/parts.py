"""One message cut into parts that a platform takes in: by bytes, at the ends of sentences, numbered."""

import json
import re
from collections.abc import Iterator

ATOM = re.compile(r"[!-~０-９．％]+|.[\u0300-\u036f\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
"""What is never cut: a number, an address (any run without blanks or Chinese), a character with its variant."""

SENTENCE = re.compile(r"[。！？；…!?;][”’」』）)】]*\Z|\n\Z")
CLAUSE = re.compile(r"[，、：,:]\Z|\s\Z")
CLOSING = re.compile(r"[”’」』）)】。！？；，、：]")


def size(text: str) -> int:
    r"""Return the bytes a text takes up inside a JSON body, where a line break is the two of ``\n``."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def parts(text: str, room: int) -> tuple[str, ...]:
    """Return a text as parts of at most ``room`` bytes, each with its number; as it is where it fits.

    Only what fills a whole part by itself, a single address longer than ``room``, is cut at a character.
    """
    if size(text) <= room:
        return (text,)
    digits = 1
    while len(pieces := list(_pieces(text, room - size(_number(10**digits - 1, 10**digits - 1))))) >= 10**digits:
        digits += 1
    return tuple(_number(number, len(pieces)) + piece for number, piece in enumerate(pieces, 1))


def _number(number: int, of: int) -> str:
    return f"({number}/{of})\n"


def _pieces(text: str, room: int) -> Iterator[str]:
    atoms = [atom for whole in ATOM.findall(text) for atom in ([whole] if size(whole) <= room else whole)]
    while atoms:
        end = _end(atoms, room)
        yield "".join(atoms[:end])
        atoms = atoms[end:]


def _end(atoms: list[str], room: int) -> int:
    """Return how many atoms go into the next piece: to a sentence's end, a clause's, or as many as fit."""
    fitting, used = 0, 0
    while fitting < len(atoms) and (used := used + size(atoms[fitting])) <= room:
        fitting += 1
    if fitting == len(atoms):
        return fitting
    for end in SENTENCE, CLAUSE:
        for count in range(fitting, 0, -1):
            if _ends(atoms, count, end):
                return count
    return fitting


def _ends(atoms: list[str], count: int, end: re.Pattern[str]) -> bool:
    return bool(end.search("".join(atoms[max(0, count - 3) : count]))) and not CLOSING.match(atoms[count])
