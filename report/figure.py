"""What one printed cell says: its exact number, and what was printed beside it."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from report.form import Kind

BLANKS = frozenset({"", "/", "-", "--", "—", "——", "–", "无", "／", "－"})
"""What offices print where the house rule is 0."""

LARGEST = 10**12
"""No statutory cell of any unit comes near this; a longer number is a slip of the keyboard, not a figure."""


class Figure(NamedTuple):
    """A printed cell read: ``value`` is exact (counts as counted, money in whole 元), None where no number was read.

    ``remark`` is "" for a plain number, and otherwise one of
    blank (counts as 0), noted (a unit, sign or note stands beside the number), unit_missing (money without a unit),
    negative, fraction (not a whole number, or money finer than a 元), too_long, not_a_number.
    """

    value: int | None
    remark: str = ""


_WIDE = str.maketrans("０１２３４５６７８９．，＋－−（）", "0123456789.,+--()")
_NUMBER = re.compile(
    r"(?P<sign>[+-]|减少?|增加?)? *(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)? *(?P<rest>.*)",
    re.S | re.ASCII,
)
_UNITS = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_WORDS = frozenset({"件", "项", "条", "个", "宗", "次", "份", "篇", "件次"})


@lru_cache(maxsize=1024)  # a report prints the same few numbers hundreds of times
def figure(printed: str, kind: Kind) -> Figure:
    """Read one printed cell; never guess: what is not plainly one number is ``not_a_number``."""
    if printed.isascii() and printed.isdigit() and len(printed) <= 12 and kind in (Kind.COUNT, Kind.CHANGE):
        return Figure(int(printed))
    text = printed.translate(_WIDE).strip()
    if text in BLANKS:
        return Figure(0, "blank")
    match = _NUMBER.fullmatch(text)
    if not match or not _is_aside(match["rest"], kind):
        return Figure(None, "not_a_number")
    digits, fraction = match["digits"].replace(",", ""), match["fraction"] or ""
    if len(digits) > 15 or len(fraction) > 12:  # beyond this a Decimal would round
        return Figure(None, "too_long")
    number = Decimal(digits + fraction)
    if match["sign"] and match["sign"][0] in "-减":
        number = -number
    scale = _scale(match["rest"], kind)
    signed = match["sign"] and not (kind is Kind.CHANGE and match["sign"] in "+-")
    plain = not (match["rest"] or signed or "," in text or not text.isascii())
    return _settle(number, scale, kind, plain)


def _is_aside(rest: str, kind: Kind) -> bool:
    """Say whether what follows the number is a unit or a note in brackets, and not a second number."""
    bracket = rest.find("(")
    unit, note = (rest, "") if bracket < 0 else (rest[:bracket].strip(), rest[bracket:])
    money = kind in (Kind.MONEY, Kind.WAN_YUAN)
    return (unit == "" or unit in (_UNITS if money else _WORDS)) and (not note or note.endswith(")"))


def _scale(rest: str, kind: Kind) -> int | None:
    """Return how many 元 the printed unit is worth, 1 for counts, None for money that names no unit."""
    unit = rest.split("(")[0].strip()
    if kind is Kind.MONEY:
        return _UNITS.get(unit)
    if kind is Kind.WAN_YUAN:
        return _UNITS.get(unit, 10_000)
    return 1


def _settle(number: Decimal, scale: int | None, kind: Kind, plain: bool) -> Figure:
    if scale is None:  # 采购总金额 without a unit: 52.15 may be 万元 and 251000 元, so only 0 is certain
        return Figure(0 if number == 0 else None, "" if number == 0 else "unit_missing")
    number *= scale
    if number != number.to_integral_value():
        return Figure(None, "fraction")
    value = int(number)
    if abs(value) > LARGEST * (10_000 if kind in (Kind.MONEY, Kind.WAN_YUAN) else 1):
        return Figure(None, "too_long")
    if value < 0 and kind is not Kind.CHANGE:
        return Figure(value, "negative")
    return Figure(value, "" if plain else "noted")


def printed(value: int, kind: Kind) -> str:
    """Print an exact value the way the form asks for it: 万元 as a decimal, 元 with its unit, counts bare."""
    if kind is Kind.WAN_YUAN:
        return f"{Decimal(value).scaleb(-4).normalize():f}"
    if kind is Kind.MONEY and value:
        return f"{value} 元"
    return str(value)
