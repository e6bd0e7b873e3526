"""The numbers of a text as printed: Arabic or Chinese, with 万, with 余 and 近, with their unit."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_UNITS = (
    "[万亿]?元|件次|份次|条次|篇次|人次|件(?!事)|条(?!例|款|规)|份(?!额)|宗|篇|起|例|单|项|个|次|期|场|部|则|封|批"
    "|户|家|人|名|%|％|年|月"
)
# Each pattern opens with one sign of a set, for which alone a text is searched; a run of digits or numerals is taken
# whole even where it is no number, so that none is looked at twice.
_NUMBER = re.compile(
    r"(?P<digits>\d(?:\d|,(?=\d))*+)(?P<fraction>[.．]\d++)? ?"
    rf"(?P<scale>[百千]?[万亿]?)(?!元)(?P<about>[余多来]?)(?P<more>[万亿]?)(?!元) ?(?P<unit>{_UNITS})?"
)
_SPELT = re.compile(
    r"(?P<digits>[〇零一二两三四五六七八九十百千万][〇零一二两三四五六七八九十百千万]*+)(?P<about>[余多来]?)"
    r"(?P<unit>件次|份次|件(?!事)|份(?!额)|宗|起|例(?!行|会|外)|条(?!例|款|规|龙|街|线|心)|篇(?!章)"
    r"|分之(?P<percent>[零一二三四五六七八九十百点]++))?"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 10**8, "百万": 10**6, "千万": 10**7, "百亿": 10**10}
_ABOUT = ("近", "约", "逾", "超", "超过", "大概", "将近")
_MORE_OR_LESS = ("左右", "以上", "以内", "上下", "之多")
_ORDINAL = frozenset("第〔[-—–/.~")
"""Before a number these make it an ordinal, part of a date, of a document's number or of a telephone."""
_LONGEST = 15
"""A longer number is a slip of the keyboard, or no number at all."""


class Number(NamedTuple):
    """A number as read; a year and a month have the units 年 and 月, a bare number has none.

    ``approximate``: 余, 近, 左右 stand beside it. ``spelt``: it is written in Chinese.
    """

    value: int | Decimal
    unit: str
    approximate: bool = False
    spelt: bool = False


def numbers(text: str) -> Iterator[tuple[int, int, Number]]:
    """Yield the numbers of a text with where they begin and end, first the Arabic and then the Chinese ones."""
    for match in _NUMBER.finditer(text):
        if number := _arabic(text, match):
            yield match.start(), match.end(), number
    for match in _SPELT.finditer(text):
        if match["unit"] and (number := _chinese(text, match)):
            yield match.start(), match.end(), number


def _arabic(text: str, match: re.Match[str]) -> Number | None:
    """Return the number; None for an ordinal, part of a name or of a longer number, or one without a noun."""
    digits, fraction, scale, about, more, unit = match.groups()
    start, end = match.span()
    before = text[start - 1 : start]
    if not (unit or _is_bare(text, before, end)) or (before in _ORDINAL and unit != "月"):
        return None
    if "," in digits or before == "，":
        if not _is_grouped(text, start, digits):
            return None
        digits = digits.replace(",", "")
    if len(digits) > _LONGEST or (fraction and len(fraction) > _LONGEST):
        return None
    value: int | Decimal = int(digits)
    if fraction:
        value = Decimal(f"{value}.{fraction[1:]}")
    if scale or more:
        value = _whole(value * _SCALES.get(scale, 1) * _SCALES.get(more, 1))
    return Number(value, "%" if unit == "％" else unit or "", bool(about) or _is_about(text, start, end))


def _is_grouped(text: str, start: int, digits: str) -> bool:
    """Say whether commas part thousands; 1，234件 may be one number or two, and none is guessed."""
    if text[start - 1 : start] == "，" and text[start - 2 : start - 1].isdigit() and len(digits) == 3:
        return False
    return "," not in digits or _GROUPED.fullmatch(digits) is not None


def _chinese(text: str, match: re.Match[str]) -> Number | None:
    """Return the number; None for 第十二条, （一）件, 数十件 and 1.2万件, and where the signs make no number."""
    before, percent = text[match.start() - 1 : match.start()], match["percent"]
    if percent and match["digits"] != "百":
        return None  # 三分之一
    numeral = percent or match["digits"]
    if before in tuple("第（(数几余") or before.isdigit() or len(numeral) > _LONGEST:
        return None
    value = spelt_out(numeral)
    if value is None:
        return None
    about = bool(match["about"]) or _is_about(text, match.start(), match.end())
    return Number(value, "%" if percent else match["unit"], about, spelt=True)


def _is_bare(text: str, before: str, end: int) -> bool:
    """Say whether a number without unit stands for a count: 部分公开67，占4.61%."""
    after = text[end : end + 4]
    if after[:1] == "，" and after[1:].isdigit() and len(after) == 4:
        return False  # 1，234件 may be one number or two
    return "一" <= before <= "鿿" and before not in "第表图附件" and after[:1] in ("", *"，,；;。、）)\n")


def _is_about(text: str, start: int, end: int) -> bool:
    return text.endswith(_ABOUT, 0, start) or text.startswith(_MORE_OR_LESS, end)


def _whole(value: int | Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value


@lru_cache(maxsize=1024)
def spelt_out(numeral: str) -> int | Decimal | None:
    """Return the value of a Chinese numeral; None where it is none."""
    numeral = numeral.replace("两", "二")
    if len(numeral) == 1 and numeral not in "百千万点":
        return int(unicodedata.numeric(numeral))
    import cn2an  # a tenth of a second, and few texts hold a long numeral

    try:
        return _whole(Decimal(str(cn2an.cn2an("一" + numeral if numeral[0] in "百千万" else numeral, "smart"))))
    except (ValueError, KeyError):  # at 三万十三 it stumbles
        return None
