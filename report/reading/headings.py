"""Which lines of a report are headings of the top level, and which sections they open."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from report.forms import FORMS
from report.reading.labels import key
from report.reading.tables import statutory

_KEYS = {key(section.heading): section.key for form in FORMS.values() for section in form.sections}
_TOP = re.compile(r"(?P<numeral>[一二三四五六七八九十])\s*[、.．,，]\s*(?P<words>[^。；！？;!?\t]{2,40})")
_JOINED = re.compile(r"(?P<heading>[一二三四五六七八九十]\s*[、.．,，]\s*[^。：:\s]{4,30})[。：:\s]\s*(?P<rest>\S.*)")
_NUMBERS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}
LONGEST_HEADING = 45
ALIKE = 65
"""Two thirds of its wording tell a heading: offices drop 的, 工作, 主要, or write the long title of the notice."""
THE_SAME = 95
UNNUMBERED = 80
"""How much a heading without its numeral counts: a numbered one may have that many slips and is still preferred."""


@lru_cache(maxsize=8192)
def _likest(words: str) -> tuple[str, float]:
    """Return the key of the section whose heading resembles words most, and how much, of 100."""
    printed = key(words)
    return max(((section, ratio(printed, known)) for known, section in _KEYS.items()), key=itemgetter(1))


def parted(text: str) -> tuple[str, ...]:
    """Part a line into a heading and what follows it, where it has both: 六、其他需要报告的事项：无。"""
    match = _JOINED.match(text) if text[0] in _NUMBERS else None
    if not match or _likest(match["heading"][1:])[1] < THE_SAME:
        return (text,)
    return match["heading"], match["rest"]


class _Candidate(NamedTuple):
    """A line styled like a heading of the top level: its number (0: none), and the section it may open."""

    at: int
    number: int
    section: str
    likeness: float


def _candidate(at: int, text: str) -> _Candidate | None:
    """Return what a line is as a heading; the rows 一 to 四 of table 3 look alike and are none."""
    if len(text) > LONGEST_HEADING:
        return None
    if text[:1] not in _NUMBERS:  # Word counts headings itself and does not write their numbers down
        known = _KEYS.get(key(text))
        return _Candidate(at, 0, known, UNNUMBERED) if known else None
    match = _TOP.fullmatch(text)
    if not match or any(table == "t3" for table, _, _ in statutory(text)):
        return None
    section, likeness = _likest(match["words"])
    return _Candidate(at, _NUMBERS[match["numeral"]], section if likeness >= ALIKE else "", likeness)


def is_heading(text: str) -> bool:
    """Say whether a text is the heading of a section."""
    candidate = _candidate(0, text)
    return bool(candidate and candidate.section)


def headings_among(lines: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return which lines are headings of the top level, and the section each opens, "" for one no form knows.

    Lines come with their places in the report, and so do the headings, in printed order.
    """
    found = [candidate for at, text in lines if (candidate := _candidate(at, text))]
    places = {candidate.at for candidate in found}
    chosen: dict[str, _Candidate] = {}
    for each in found:
        if each.section:
            chosen[each.section] = max(chosen.get(each.section, each), each, key=lambda one: _fitness(one, places))
    opens = {each.at: each.section for each in chosen.values()}
    printed = opens | dict.fromkeys(_extra(found, opens), "")
    return {at: printed[at] for at in sorted(printed)}


def _fitness(candidate: _Candidate, places: Container[int]) -> tuple[float, bool, int]:
    """Rank the lines that may open a section: the likest; not one of a list of contents; the first."""
    return candidate.likeness, candidate.at + 1 not in places, -candidate.at


def _extra(found: Iterable[_Candidate], opens: Mapping[int, str]) -> Iterator[int]:
    """Yield the headings no form knows (七、下一步工作打算): they go on counting where the statutory ones are.

    A list inside a section looks alike (一、存在问题 二、改进措施), but begins to count anew.
    """
    top = inner = 0
    for each in found:
        if each.at in opens:
            top, inner = each.number or top + 1, 0
        elif each.number == top + 1 and not (inner and each.number == inner + 1):
            top, inner = each.number, 0
            yield each.at
        elif each.number:
            inner = each.number
