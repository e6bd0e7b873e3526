"""The dates of a notice's sentence → days: what is not written is inferred, and said to be inferred."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from report.instruction import Doubt, Due
from report.numerals import spelt_out
from report.reading.title import year_in

_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1B), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_NARROW = _WIDE | str.maketrans("．－～＠\u3000", ".-~@ ")

_COMMAS = str.maketrans(",;", "，；")


def narrow(text: str) -> str:
    """Return words with digits, letters and the points between them in their narrow form."""
    return text.translate(_NARROW)


def even(text: str) -> str:
    """Return words as they are compared: narrow, without blanks, with Chinese commas."""
    return "".join(narrow(text).split()).translate(_COMMAS)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date without its year is inferred from: the report's year, and the day of the notice."""

    year: int
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and where it stands in the evened words of its sentence."""

    start: int
    end: int
    due: Due


_Y = r"20\d\d|二[〇○零][〇○零一二三四五六七八九]{2}"
_N = r"(?:[0-3]?\d|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = re.compile(
    rf"(?<!\d)(?:(?P<year>{_Y})年|(?P<said>次年|翌年|明年|今年|本年|当年|每年)度?)?"
    rf"(?<![\d二三十])(?P<month>元|{_N})月份?"
    rf"(?:(?:(?P<first>{_N})[日号]?起?(?:至|到|[-—–~]{{1,2}})"
    rf"(?:(?P<last_year>{_Y})年)?(?:(?P<last_month>元|{_N})月)?)?(?P<day>{_N})[日号]"
    r"|(?P<part>上旬|中旬|下旬|初|底|末))"
    r"|(?<!\d)(?P<figures>20\d\d[-./]\d{1,2}[-./]\d{1,2})(?!\d)"
    rf"|(?<![\d二三十月至到第—–~-])(?P<alone>{_N})[日号]"
)
_TAIL = re.compile(
    r"(?:[（(](?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])[^（）()]{0,8}[）)])?"
    r"(?P<hour>(?:上午|中午|下午|晚上)?\d{1,2}(?::\d\d|[时点](?:半|整|\d{1,2}分?)?)|下班|上午|中午|下午)?"
    r"(?P<before>之前|以前|前)?"
)
_WEEKDAYS = "一二三四五六日"
_THIRDS = {"上旬": 10, "中旬": 20}
_NEXT = ("次年", "翌年", "明年")
_AUTUMN = 10
"""From October on a month without its year is one of the report's own year: a notice may come before it ends."""


def dates_in(text: str, frame: Frame, before: date | None = None, *, tabled: bool = False) -> Iterator[Dated]:
    """Yield the dates of a sentence (``even``); ``before`` is the last one before it, for 20日前 without a month.

    20日 alone may be a span of days, and 2026-01-16 what a page prints of itself: only 前 makes them dates, or a
    table of dates.
    """
    has_year = False
    for match in _DATE.finditer(text):
        tail = _TAIL.match(text, match.end())
        assert tail  # all of it may be absent
        if not tail["before"] and (match["alone"] or (match["figures"] and not tabled)):
            continue
        due = _Reading(match, tail, frame, before, has_year).due()
        has_year = has_year or bool(match["year"] or match["figures"])
        before = due.day or before
        yield Dated(match.start(), tail.end(), due)


class _Reading:
    """One date being read; ``before`` is the last one before it, ``has_year``: its sentence has written a year."""

    def __init__(
        self, match: re.Match[str], tail: re.Match[str], frame: Frame, before: date | None, has_year: bool
    ) -> None:
        self.match, self.tail, self.frame = match, tail, frame
        self.before, self.has_year = before, has_year
        self.doubts: set[Doubt] = set()

    def due(self) -> Due:
        """Return what the date says."""
        starts, day = self._days()
        self._doubt_words(day)
        return Due(
            day=day,
            written=self.match[0] + self.tail[0],
            starts=starts,
            hour=self.tail["hour"] or "",
            doubts=tuple(each for each in Doubt if each in self.doubts),
        )

    def _days(self) -> tuple[date | None, date | None]:
        match = self.match
        if match["figures"]:
            year, month, day = map(int, re.split(r"[-./]", match["figures"]))
            return None, self._day(year, month, day)
        if match["alone"]:
            return None, self._in_known_month(_small(match["alone"]))
        month = _small(match["month"])
        year = self._year(month)
        if match["part"]:
            return None, self._part(year, month, match["part"])
        starts = self._day(year, month, _small(match["first"])) if match["first"] else None
        if match["last_month"]:
            later = _small(match["last_month"])
            year, month = _later(match["last_year"], year, month, later), later
        return starts, self._day(year, month, _small(match["day"]))

    def _year(self, month: int) -> int:
        """Return the year: as written, as written before it in the sentence, or inferred from the report's."""
        said, ours = self.match["said"], self.frame.year
        if self.match["year"]:
            return year_in(self.match["year"] + "年") or ours
        if said in _NEXT:
            return ours + 1
        if said == "每年":
            self.doubts.add(Doubt.STATUTE)
        elif said and self.frame.sent_on:
            return self.frame.sent_on.year
        if self.before and self.has_year:
            return self.before.year + (month < self.before.month)
        self.doubts.add(Doubt.NO_YEAR)
        return ours if month >= _AUTUMN else ours + 1

    def _in_known_month(self, day: int) -> date | None:
        """Return a day without its month: in that of the date before it, or of the notice."""
        near = self.before or self.frame.sent_on
        self.doubts.add(Doubt.NO_MONTH)
        return self._day(near.year, near.month, day) if near else None

    def _part(self, year: int, month: int, part: str) -> date | None:
        """Return the last day of a part of a month; nobody knows which is the last of 月初."""
        self.doubts.add(Doubt.MONTH_END if part in "底末" else Doubt.PART_OF_MONTH)
        if part == "初" or not 1 <= month <= 12:
            return None
        return self._day(year, month, _THIRDS.get(part) or monthrange(year, month)[1])

    def _day(self, year: int, month: int, day: int) -> date | None:
        try:
            return date(year, month, day)
        except ValueError:
            self.doubts.add(Doubt.NO_SUCH_DAY)
            return None

    def _doubt_words(self, day: date | None) -> None:
        """Doubt 之前, a weekday that is not the day's, and a day on which no such report is made."""
        weekday = self.tail["weekday"]
        if self.tail["before"] in ("之前", "以前"):
            self.doubts.add(Doubt.BEFORE)
        if day and weekday and _WEEKDAYS[day.weekday()] != weekday.replace("天", "日"):
            self.doubts.add(Doubt.WEEKDAY)
        # In January hands still write the old year: 2025年1月20日前 in a notice of 2026.
        earliest = self.frame.sent_on or date(self.frame.year, _AUTUMN, 1)
        if day and not earliest <= day <= date(self.frame.year + 1, 12, 31):
            self.doubts.add(Doubt.UNLIKELY)


def _later(written: str | None, year: int, month: int, later: int) -> int:
    """Return the year in which a span ends."""
    return (written and year_in(written + "年")) or year + (later < month)


def _small(numeral: str) -> int:
    """Read a month or a day: 1, 01, 元, 十二, 三十一."""
    if numeral == "元":
        return 1
    return int(numeral) if numeral.isdecimal() else int(spelt_out(numeral) or 0)
