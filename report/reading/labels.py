"""What a printed label says: the statutory words behind its blanks, brackets, radicals, short forms and slips."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

_RADICALS = str.maketrans(
    "⺁⺆⺇⺈⺊⺌⺎⺒⺓⺕⺛⺜⺝⺞⺟⺠⺩⺪⺫⺬⺮⺶⺼⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂冂几刀卜小兀巳幺彐旡日月歹母民王疋目示竹羊肉虎西见角贝足车长长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
"""The radicals U+2E80–2EFF that PDF text layers print for characters; Unicode folds only U+2F00–2FDF itself."""
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_CHARACTERS = _KANGXI | _RADICALS | dict.fromkeys((*range(9), *range(11, 32), 127, 0xFEFF, *range(0x200B, 0x200E)))
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200d\u2e80-\u2fdf\ufeff]")


_POINTS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Give back the characters that a PDF text layer printed as radicals, and drop those that have no shape."""
    return text.translate(_CHARACTERS) if _ODD.search(text) else text


def key(text: str) -> str:
    """Return what is left of a label without blanks, brackets, quotes and points: how labels are compared."""
    return _POINTS.sub("", unicodedata.normalize("NFKC", plain(text)))


# ---------------------------------------------------------------------------------------------------------------
# The ways to compare a label

_NUMERAL = re.compile(
    r"\s*[（(]?\s*(?P<numeral>[一二三四五六七八九十]|\d{1,2})(?:\s*[）)]\s*[、.．]?|\s*[、.．。,，]|(?<=\d)(?=[^\W\d]))"
)
_ASIDE = re.compile(r"\s*[（(][^（(]*$")
_CHINESE = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)}


class _Words(NamedTuple):
    """A label taken apart: its number (0: none), and its keys: whole, without numeral, without bracket as well.

    ``keys`` are all the ways to compare it. Without its numeral, too, for Word counts lines itself and writes none.
    """

    number: int
    whole: str
    words: str
    short: str
    keys: tuple[str, ...]

    def agrees(self, other: "_Words") -> bool:
        """Say whether two labels may be one by their numbers."""
        return self.number == other.number or 0 in (self.number, other.number)


@lru_cache(maxsize=8192)
def _apart(text: str) -> _Words:
    match = _NUMERAL.match(text)
    number = _number(match["numeral"]) if match else 0
    bare = text[match.end() :] if match else text
    whole = key(text)
    words = key(bare) if match else whole
    if not _ASIDE.search(text):
        return _Words(number, whole, words, words, (whole, words))
    short = key(_ASIDE.sub("", bare))
    return _Words(number, whole, words, short, (whole, words, key(_ASIDE.sub("", text)), short))


def _number(numeral: str) -> int:
    return _CHINESE[numeral] if numeral in _CHINESE else int(numeral)


VARIANTS = {
    "规范性文件": "行政规范性文件",
    "采购项目数": "采购项目数量",
    "现行有效件": "现行有效件数",
    "本年增/": "本年增/减",
    "合计": "总计",
    "（七）合计": "（七）总计",
    "2.其他法律行政止公开": "2.其他法律行政法规禁止公开",
    "（六）其他": "（六）其他处理",
    "1.逾期不补正": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.逾期不缴费": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
}
"""What offices print instead of a statutory label, as met in published reports."""

LONGEST = 120
"""No label is longer than half of this; a paragraph is not worth comparing."""
ALIKE = 75.0
"""From this likeness (of 100) on a slip of the pen may be the label it resembles most …"""
AHEAD = 10.0
"""… if no other label comes nearer than this: 予公开 may be 予以公开 or 不予公开, so it is neither."""
SHORTEST = 4
"""A short form has at least this many characters, all found in one label only: 数量 says nothing."""
_REST = "其他"
"""The word for what is left over in any group: only its numeral or its place says which one it is."""


class Said(NamedTuple):
    """What a printed label says; ``faithful``: in the words of the statute, whatever its blanks and brackets."""

    label: str
    faithful: bool


class Labels:
    """Statutory labels, found again in print."""

    def __init__(self, statutory: Iterable[str]) -> None:
        known = dict.fromkeys(statutory)
        spoken = {printed: label for printed, label in VARIANTS.items() if label in known and printed not in known}
        self._known = [(label, _apart(label)) for label in known]
        forms = ((form, label) for label, apart in self._known for form in (apart.words, apart.short))
        self._forms = list(dict.fromkeys(forms))
        self._compared = [form for form, _ in self._forms]
        self._found: dict[str, str] = {}
        for printed, label in chain(((label, label) for label in known), spoken.items()):
            for form in _apart(printed).keys:
                self._found.setdefault(form, label)

    def __contains__(self, printed: str) -> bool:
        """Say whether ``find`` may find a label."""
        return len(printed) <= LONGEST and not self._found.keys().isdisjoint(_apart(printed).keys)

    def find(self, printed: str) -> Said | None:
        """Return the label that ``printed`` says in its words or in a known variant of them."""
        if len(printed) > LONGEST:
            return None
        apart = _apart(printed)
        label = next((self._found[form] for form in apart.keys if form and form in self._found), None)
        if label is None or (apart.words == _REST and apart.number not in (0, _apart(label).number)):
            return None
        return Said(label, _is_faithful(apart, _apart(label)))

    def resembled(self, printed: str) -> Said | None:
        """Return the label that ``printed`` is a short form of, or clearly resembles most; None where in doubt."""
        apart = _apart(printed) if len(printed) <= LONGEST else None
        if not apart or len(apart.words) < SHORTEST - 1:
            return None
        within = [label for label, known in self._known if apart.words in known.words and apart.agrees(known)]
        if len(within) == 1 and len(apart.words) >= SHORTEST:
            return Said(within[0], False)
        likeness: dict[str, float] = {}
        for _, score, index in extract(
            apart.words, self._compared, scorer=ratio, score_cutoff=ALIKE - AHEAD, limit=None
        ):
            label = self._forms[index][1]
            if apart.agrees(_apart(label)):
                likeness[label] = max(score, likeness.get(label, 0))
        best, *others = sorted(likeness, key=lambda label: -likeness[label])[:2] or [""]
        if likeness.get(best, 0) < ALIKE or any(likeness[best] - likeness[other] < AHEAD for other in others):
            return None
        return Said(best, False)


def _is_faithful(printed: _Words, label: _Words) -> bool:
    if printed.whole == label.whole:
        return True
    return printed.words == label.words and printed.number in (0, label.number)
