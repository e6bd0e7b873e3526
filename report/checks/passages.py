"""The words of a report as the checks read them: without the blanks of typesetting, and found again as printed."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain

from report.sheet import Sheet

WHERE = {
    "title": "标题",
    "preamble": "前言",
    "overview": "第一部分“总体情况”",
    "problems": "第五部分“存在的主要问题及改进情况”",
    "other": "第六部分“其他需要报告的事项”",
}
"""What a clerk calls each text."""
_STOP = re.compile(r"[。；;！!？?\n]")
_WIDE = "０１２３４５６７８９"
_NARROW = str.maketrans(_WIDE, "0123456789")
REACH = 150
"""No further than this is a sentence followed to either side."""
LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """Some texts, one below the other: as ``printed``, and their ``words`` without blanks, with digits of one width.

    ``keys`` are those of ``Flaw.text`` ("" for what stands in no text), ``starts`` is where each begins in ``words``.
    """

    printed: str
    words: str
    keys: tuple[str, ...]
    starts: tuple[int, ...]

    def key(self, at: int) -> str:
        """Return in which text a place of ``words`` lies."""
        return self.keys[bisect_right(self.starts, at) - 1]

    def where(self, at: int) -> str:
        """Return what a clerk calls the text in which a place lies."""
        return WHERE.get(self.key(at), "页面")

    def quote(self, start: int, end: int) -> str:
        """Return the words between two places as printed, of one text, cut where they run long."""
        first, last = self.places_of(start, min(end, start + LONGEST_QUOTE, len(self.words)))
        return self.printed[first:last].partition("\n")[0]

    def places_of(self, start: int, end: int) -> tuple[int, int]:
        """Return where in ``printed`` the words between two places stand."""
        return start + self._blanks_before(start), end + self._blanks_before(end - 1)

    def _blanks_before(self, at: int) -> int:
        """Return how many blanks are printed before a place of ``words``."""
        places, counts = _blanks(self.printed)
        return counts[bisect_right(places, at)]

    def place(self, at: int) -> int:
        """Return which place of ``words`` a character of ``printed`` has."""
        return at - sum(map(len, _BLANKS.findall(self.printed, 0, at)))

    def sentence(self, at: int) -> str:
        """Return the sentence that stands around a place."""
        return self.before(at) + self.rest(at)

    def before(self, at: int) -> str:
        """Return what the sentence says before a place."""
        return _STOP.split(self.words[max(0, at - REACH) : at])[-1]

    def rest(self, at: int) -> str:
        """Return what the sentence says from a place on."""
        return _STOP.split(self.words[at : at + REACH], maxsplit=1)[0]


@lru_cache(maxsize=64)  # a dozen rules read the same texts
def passage(parts: tuple[tuple[str, str], ...]) -> Passage:
    """Put texts one below the other and take the blanks out; a line feed stays, for it ends a paragraph."""
    words = [_words(text) for _, text in parts]
    starts = accumulate((len(each) + 1 for each in words[:-1]), initial=0)
    return Passage(
        "\n".join(text for _, text in parts), "\n".join(words), tuple(key for key, _ in parts), tuple(starts)
    )


@lru_cache(maxsize=256)  # the same texts stand in the passages of both kinds
def _words(text: str) -> str:
    return narrow("\n".join(["".join(line.split()) for line in text.split("\n")]))


_BLANKS = re.compile(r"[^\S\n]+")


@lru_cache(maxsize=16)  # needed only where something is quoted
def _blanks(text: str) -> tuple[list[int], list[int]]:
    """Return before which places of the words blanks are printed, and how many in all before each (0 before all)."""
    places, counts = list[int](), [0]
    for match in _BLANKS.finditer(text):
        places.append(match.start() - counts[-1])
        counts.append(counts[-1] + len(match[0]))
    return places, counts


def narrow(text: str) -> str:
    """Return the text with digits of one width, each in its place."""
    return text.translate(_NARROW) if any(map(text.__contains__, _WIDE)) else text


def texts(sheet: Sheet) -> Passage:
    """Return the texts of a sheet."""
    return passage(tuple(sheet.texts.items()) or (("", ""),))


def everything(sheet: Sheet) -> Passage:
    """Return the title, the texts, and what else stood outside the tables where the sheet was read from a print."""
    told = (("title", sheet.title), *sheet.texts.items())
    if not sheet.source:
        return passage(told)
    notes = chain.from_iterable(note.split("\n") for note in sheet.source.notes.values())
    return passage((*told, ("", _elsewhere((*sheet.source.lines, *notes), tuple(text for _, text in told)))))


@lru_cache(maxsize=16)
def _elsewhere(lines: tuple[str, ...], told: tuple[str, ...]) -> str:
    """Return the lines that are no paragraph of a text, each once."""
    known = {line.strip() for text in told for line in text.split("\n")}
    return "\n".join(line for line in dict.fromkeys(each.strip() for each in lines) if line not in known)


# ---------------------------------------------------------------------------------------------------------------
# Looking for words


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for: a pattern, and ``signs``, without one of which it cannot stand in a text.

    A rare character is the best sign: looking for it costs a hundredth of what the pattern costs.
    """

    pattern: re.Pattern[str]
    signs: tuple[str, ...]

    def found(self, text: Passage) -> Iterator[re.Match[str]]:
        """Return an iterator over where the words stand."""
        return standing(text, (self,))


def phrase(pattern: str, *signs: str) -> Phrase:
    """Compile a phrase; ``^`` and ``$`` are the ends of a line."""
    return Phrase(re.compile(pattern, re.MULTILINE), signs)


def standing(text: Passage, phrases: Iterable[Phrase]) -> Iterator[re.Match[str]]:
    """Yield where any of the phrases stands, phrase by phrase."""
    words = text.words
    for each in phrases:
        for sign in each.signs:
            if sign in words:
                yield from each.pattern.finditer(words)
                break


def quoted(text: Passage, phrases: Iterable[Phrase]) -> Iterator[tuple[int, str]]:
    """Yield each place where one of the phrases stands with the words as printed; the same words once."""
    known = set[str]()
    for match in standing(text, phrases):
        words = text.quote(*match.span())
        if words not in known:
            known.add(words)
            yield match.start(), words
