"""How much two texts say the same, and which of a thousand reports are worth comparing with one."""

import re
from functools import lru_cache
from itertools import islice

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from report.sheet import Sheet
from report.unit_names import same_unit, short_names

COMPARED = ("overview", "problems")
"""The texts that are to be written anew each year and by each unit."""

ALIKE = 0.8
"""From here on a text counts as copied."""

SHORTEST = 60
"""Shorter texts are alike because there is little to say."""

LONGEST = 10_000
"""Ten times what 总体情况 may have; what is longer is compared as far as this, so that no text takes long."""

_ASIDE = re.compile("[\u0000-\u4dff\ua000-\U0010ffff零一二三四五六七八九十百千万亿]+")
"""What is no Chinese character, and numerals: they change when a text is copied, or put into another format."""


def wording(sheet: Sheet) -> dict[str, str]:
    """Return the bare wording of those compared texts that are long enough to be compared."""
    words = {key: bare_wording(sheet.texts.get(key, ""), sheet.unit) for key in COMPARED}
    return {key: text for key, text in words.items() if len(text) >= SHORTEST}


@lru_cache(maxsize=512)  # a report is compared with many
def bare_wording(text: str, unit: str) -> str:
    """Return a text without years, numbers, blanks, stops and the names of its unit."""
    text = text[: 2 * LONGEST]
    for name in _names(unit):
        text = text.replace(name, "")
    return _ASIDE.sub("", text)[:LONGEST]


@lru_cache(maxsize=512)
def _names(unit: str) -> tuple[str, ...]:
    return tuple(short_names(unit))


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much of two bare wordings stands in both in the same order; 0 below ``ALIKE``."""
    if _share(_half(one), _half(other)) < ALIKE:
        return 0.0
    share = _share(one, other)
    return share if share >= ALIKE else 0.0


def _half(words: str) -> bytes:
    """Return half of each character: what agrees in whole agrees in half, and bytes are compared much faster."""
    return words.encode("utf-16-le")[::2]


def _share(one: str | bytes, other: str | bytes) -> float:
    return Indel.normalized_similarity(one, other, score_cutoff=ALIKE - 0.01)  # the cut-off itself is rounded


# ---------------------------------------------------------------------------------------------------------------
# Many reports: each leaves a sketch of half a kilobyte, and only those whose sketches agree are compared at length

Sketch = npt.NDArray[np.uint16]
"""The smallest hash that fell into each of ``BINS`` bins, for each compared text; ``EMPTY`` where none did."""

BINS = 128
EMPTY = 0xFFFF
LIKELY = 0.15
"""Texts with one character in five replaced, wherever, still share a quarter of their runs of three characters."""

NEAREST = 5
"""A text that a whole county copied has a thousand originals: a few of them are enough to show it."""


def sketch(sheet: Sheet) -> Sketch:
    """Return the sketch of a sheet's compared texts; the same on every machine and in every process."""
    words = wording(sheet)
    return np.array([_marks(words.get(key, "")) for key in COMPARED], np.uint16)


def _marks(words: str) -> Sketch:
    """Hash every run of three characters; a hash's first bits name its bin, the next ones its rank in there."""
    codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint32)
    hashes = np.sort(_mixed(codes[:-2] * 0x9E3779B1 ^ codes[1:-1] * 0x85EBCA77 ^ codes[2:] * 0xC2B2AE3D))
    bins, first = np.unique(hashes >> 25, return_index=True)
    marks = np.full(BINS, EMPTY, np.uint16)
    marks[bins] = hashes[first] >> 9 & 0xFFFF
    return marks


def _mixed(hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Spread neighbouring numbers over the whole range (the last steps of MurmurHash3)."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashes = (hashes ^ hashes >> np.uint32(shift)) * np.uint32(factor)
    return hashes


class Likeness:
    """The sketches of many reports, to find those that may be alike without comparing all with all."""

    def __init__(self) -> None:
        self._known: list[tuple[str, int]] = []
        self._sketches = np.empty((64, len(COMPARED), BINS), np.uint16)

    def __len__(self) -> int:
        return len(self._known)

    def add(self, unit: str, sheet: Sheet) -> None:
        """Keep the sketch of a unit's report; the report itself is not kept."""
        if len(self) == len(self._sketches):
            self._sketches = np.concatenate((self._sketches, np.empty_like(self._sketches)))
        self._sketches[len(self)] = sketch(sheet)
        self._known.append((unit, sheet.year))

    def near(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the units whose reports of the same year may be alike, the likeliest first and only a few."""
        shares = self._shares(sketch(sheet))
        likely = np.flatnonzero(shares >= LIKELY)
        known = (self._known[i] for i in likely[np.argsort(-shares[likely], kind="stable")])
        units = (unit for unit, year in known if year == sheet.year and not same_unit(unit, sheet.unit))
        return tuple(islice(units, NEAREST))

    def _shares(self, own: Sketch) -> npt.NDArray[np.float64]:
        """Return for each known report the share of marks that agree, in whichever text it is larger."""
        known = self._sketches[: len(self)]
        filled = own != EMPTY
        agreeing = _count((known == own) & filled)
        marked = _count((known != EMPTY) | filled)
        shares: npt.NDArray[np.float64] = (agreeing / np.maximum(marked, 1)).max(axis=1)
        return shares


def _count(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Count the true ones of each text."""
    counted: npt.NDArray[np.float64] = marks.view(np.uint8).sum(axis=2, dtype=np.float64)
    return counted
