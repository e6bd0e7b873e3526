"""What Word adds to a paragraph without writing it down: the numeral it counts itself, and what a style hides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = re.compile(r"[0-9]{1,9}")


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the child of that name, None where there is none; ``find`` takes ten times as long."""
    return next(element.iterchildren(W + name), None) if element is not None else None


def value(properties: etree._Element | None, name: str, usual: str | None = None) -> str | None:
    """Return the value of a property; ``usual`` is what it means where it stands without one."""
    element = child(properties, name)
    return element.get(f"{W}val", usual) if element is not None else None


def number(text: str | None, usual: int) -> int:
    """Read a number; what is none is ``usual``."""
    match = _DIGITS.match(text or "")
    return int(match[0]) if match else usual


def is_on(element: etree._Element | None) -> bool:
    """Say whether a property that can be on or off stands there and is on."""
    return element is not None and element.get(f"{W}val", "true") not in ("0", "false", "off")


# ---------------------------------------------------------------------------------------------------------------
# Styles

LONGEST_CHAIN = 20
"""Of styles that are based on each other; a broken document has them in a circle."""


class Numbering(NamedTuple):
    """Which list a paragraph belongs to, and at which level; None where it does not say."""

    list_id: str | None
    level: str | None


class Styles:
    """The styles of a document, as far as they print or hide something."""

    def __init__(self, part: etree._Element | None) -> None:
        styles = part.findall(f"{W}style") if part is not None else []
        self._styles: dict[str, etree._Element] = {style.get(f"{W}styleId", ""): style for style in styles}
        self._numbering: dict[str | None, Numbering] = {}
        self._hiding: dict[str | None, bool | None] = {}

    def is_of_contents(self, style_id: str | None) -> bool:
        """Say whether a paragraph is a line of the table of contents."""
        style = self._styles.get(style_id or "")
        return style is not None and bool(re.match(r"toc \d", value(style, "name") or "", re.IGNORECASE))

    def numbering(self, paragraph: etree._Element | None) -> Numbering:
        """Return the list and the level of a paragraph, by itself and else by its style."""
        style_id = value(paragraph, "pStyle")
        if style_id not in self._numbering:
            self._numbering[style_id] = self._numbering_of(self._properties(style_id, "pPr"))
        usual = self._numbering[style_id]
        own = self._numbering_of([paragraph] if paragraph is not None else [])
        return Numbering(own.list_id or usual.list_id, own.level or usual.level)

    def hide(self, run: etree._Element | None, paragraph_style: str | None) -> bool:
        """Say whether a run is hidden, by itself and else by its style or its paragraph's."""
        own = child(run, "vanish")
        if own is not None:
            return is_on(own)
        hiding = (self._hides(style_id) for style_id in (value(run, "rStyle"), paragraph_style))
        return next((each for each in hiding if each is not None), False)

    def _hides(self, style_id: str | None) -> bool | None:
        if style_id not in self._hiding:
            found = (child(each, "vanish") for each in self._properties(style_id, "rPr"))
            self._hiding[style_id] = next((is_on(each) for each in found if each is not None), None)
        return self._hiding[style_id]

    def _properties(self, style_id: str | None, name: str) -> list[etree._Element]:
        """Return the properties of a style, of the one it is based on, and so on."""
        chain: list[etree._Element] = []
        while style_id in self._styles and len(chain) < LONGEST_CHAIN:
            chain.append(self._styles[style_id])
            style_id = value(chain[-1], "basedOn")
        return [properties for style in chain if (properties := child(style, name)) is not None]

    @staticmethod
    def _numbering_of(properties: list[etree._Element]) -> Numbering:
        lists = [child(each, "numPr") for each in properties]
        list_ids = (value(each, "numId") for each in lists)
        levels = (value(each, "ilvl") for each in lists)
        return Numbering(next(filter(None, list_ids), None), next(filter(None, levels), None))


# ---------------------------------------------------------------------------------------------------------------
# Lists


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, and what it prints around its count."""

    start: int
    format: str
    text: str
    style: str | None
    is_close: bool
    """Nothing stands between the numeral and the words."""
    is_decimal: bool
    """All levels are printed in digits, however they count."""


class Lists:
    """The lists of a document, counted as its paragraphs are read from the first to the last."""

    def __init__(self, part: etree._Element | None) -> None:
        lists = part.findall(f"{W}abstractNum") if part is not None else []
        self._levels = {each.get(f"{W}abstractNumId", ""): _levels(each) for each in lists}
        self._lists: dict[str, etree._Element] = {
            each.get(f"{W}numId", ""): each for each in (part.findall(f"{W}num") if part is not None else ())
        }
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def numeral(self, list_id: str | None, level: str | None, style: str | None) -> str:
        """Count one paragraph and return the numeral Word prints before it; "" for none, and for a mere bullet."""
        if list_id not in self._lists:
            return ""
        element = self._lists[list_id]
        kind = value(element, "abstractNumId") or ""
        levels = self._levels.get(kind, {}) | _overridden(element)
        at = number(level, next((n for n, each in levels.items() if style and each.style == style), 0))
        if at not in levels:
            return ""
        counts = self._counts.setdefault(kind, {})
        if list_id not in self._begun:
            self._begun.add(list_id)
            counts.update(_restarted(element))
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [each for each in counts if each > at]:
            del counts[deeper]
        return _printed(levels, at, counts)


def _levels(element: etree._Element) -> dict[int, Level]:
    return {number(each.get(f"{W}ilvl"), 0): _level(each) for each in element.findall(f"{W}lvl")}


def _level(element: etree._Element) -> Level:
    return Level(
        start=number(value(element, "start"), 1),
        format=value(element, "numFmt") or "decimal",
        text=(value(element, "lvlText") or "")[:40],
        style=value(element, "pStyle"),
        is_close=value(element, "suff") == "nothing",
        is_decimal=is_on(child(element, "isLgl")),
    )


def _overridden(element: etree._Element) -> dict[int, Level]:
    """Return the levels that a list has for itself."""
    return {at: level for each in element.findall(f"{W}lvlOverride") for at, level in _levels(each).items()}


def _restarted(element: etree._Element) -> dict[int, int]:
    """Return the counts from which a list goes on that starts anew."""
    starts = ((each.get(f"{W}ilvl"), value(each, "startOverride")) for each in element.findall(f"{W}lvlOverride"))
    return {number(at, 0): number(start, 1) - 1 for at, start in starts if start is not None}


_LEVEL = re.compile("%([1-9])")
_CLOSED = tuple("、，。：）》」】.,:;)．")


def _printed(levels: Mapping[int, Level], at: int, counts: Mapping[int, int]) -> str:
    level = levels[at]
    if level.format == "bullet":
        return ""

    def count(match: re.Match[str]) -> str:
        higher = levels.get(int(match[1]) - 1)
        if higher is None:
            return ""
        number = counts.get(int(match[1]) - 1, higher.start)
        return counted(number, "decimal" if level.is_decimal else higher.format)

    numeral = _LEVEL.sub(count, level.text)
    return numeral if not numeral or level.is_close or numeral.endswith(_CLOSED) else f"{numeral} "


_CHINESE = "一二三四五六七八九十"
_ROWS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "chineseLegalSimplified": "壹贰叁肆伍陆柒捌玖拾",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperRoman": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"),
    "lowerRoman": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"),
}
_COUNTED_IN_CHINESE = {
    *(
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
    ),
    *("taiwaneseCounting", "taiwaneseCountingThousand", "taiwaneseDigital", "koreanCounting", "koreanDigital2"),
}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def counted(number: int, format: str) -> str:
    """Return a number as a list prints it: 3 is 三 or ③ or 丙; what no row of signs reaches is printed in digits."""
    if format == "none":
        return ""
    if format in _COUNTED_IN_CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _CHINESE[tens - 1]) + "十" * (tens > 0) + (_CHINESE[ones - 1] if ones else "")
    row = _ROWS.get(format, "")
    if 0 < number <= len(row):
        return row[number - 1]
    digits = f"{number:02}" if format == "decimalZero" else str(number)
    return digits.translate(_FULL_WIDTH) if format.startswith("decimalFullWidth") else digits
