"""Which days offices work: the State Council's calendar, and the files in which an operator corrects it."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from report.reading import Refusal
from templates import say

SATURDAY = 5
"""From this day of the week on nobody works, unless a notice says so."""

NEW_YEAR = "元旦"
"""Its days off may begin in the December before: 2018-12-30 was the first one of 2019."""

HOLIDAYS = (NEW_YEAR, "春节", "清明", "劳动节", "端午", "中秋", "国庆")
"""全国年节及纪念日放假办法 art. 2: what every yearly notice names, alone or two together (国庆节、中秋节)."""

LONGEST = 31
"""No days off ever lasted longer; more is a slip in a month."""


@dataclass(frozen=True, slots=True)
class Special:
    """A day that a notice takes out of its week: for which holiday, or why, and whether offices work on it."""

    name: str
    works: bool


FIXED = {
    (1, 1): Special(NEW_YEAR, works=False),
    (5, 1): Special("劳动节", works=False),
    (5, 2): Special("劳动节", works=False),
    (10, 1): Special("国庆节", works=False),
    (10, 2): Special("国庆节", works=False),
    (10, 3): Special("国庆节", works=False),
}
"""Days off that 全国年节及纪念日放假办法 art. 2 sets itself; the feasts of the moon must wait for a notice."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that notices name, and by year the notice itself ("" where the library knows it).

    In a year without a notice there are only the days that the law itself sets; on every other day the week decides.
    """

    days: Mapping[date, Special] = field(default_factory=dict)
    notices: Mapping[int, str] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Say whether offices work on ``day``, 调休 included."""
        special = self.special(day)
        return special.works if special else day.weekday() < SATURDAY

    def special(self, day: date) -> Special | None:
        """Return what makes ``day`` another one than its week says, if anything does."""
        by_notice = self.days.get(day)
        return by_notice or (None if self.is_official(day.year) else FIXED.get((day.month, day.day)))

    def is_official(self, year: int) -> bool:
        """Say whether the State Council's notice of ``year`` is known."""
        return year in self.notices

    def why(self, day: date) -> str:
        """Return the word for ``day``: its holiday, 调休上班, why it is worked, or else the day of the week."""
        return say("plan", "why", date=day, special=self.special(day))


def _of_the_library() -> Calendar:
    off, worked = chinese_calendar.holidays, chinese_calendar.workdays
    days = {day: Special(name, works=False) for day, name in off.items()}
    return Calendar(
        days | {day: Special(name, works=True) for day, name in worked.items()},
        {day.year: "" for day in off},
    )


STATE_COUNCIL = _of_the_library()
"""What the library knows of the State Council's notices."""


class BadCalendar(Refusal):
    """A calendar file cannot be used; the message names every fault with its file and line."""


def read_calendars(folder: Path, below: Calendar = STATE_COUNCIL) -> Calendar:
    """Lay the files of a folder, one a year, over the calendar ``below``; raise ``BadCalendar`` with all faults."""
    if not folder.is_dir():
        raise BadCalendar(say("plan", "no_folder", folder=str(folder)))
    days: dict[date, Special] = {}
    files = [_File(path, days, below.notices) for path in sorted(folder.iterdir()) if _MEANT.match(path.name)]
    faults = [(file.name, *fault) for file in files for fault in sorted(file.faults)]
    if faults:
        raise BadCalendar(say("plan", "faulty", faults=faults))
    return Calendar({**below.days, **days}, {**below.notices, **{file.year: file.source for file in files}})


_MEANT = re.compile(r"\d{4}|.*\.toml$", re.IGNORECASE)
"""What was meant to be a calendar: Windows hides that ``2027.toml.txt`` is none, so it is told, not skipped."""
_NAME = re.compile(r"(\d{4})\.toml")
_ENTRY = re.compile(r"\s*\[\[\s*holidays\s*\]\]")
_TEXT = 60
"""How many characters a name or a reason may have; a source, which may be of two notices, five times as many."""


class _File:
    """One year's file as it is read: its days go into ``days``, what is wrong into ``faults``."""

    def __init__(self, path: Path, days: dict[date, Special], known: Collection[int]) -> None:
        self.name, self.source, self.faults = path.name, "", list[tuple[int, str]]()
        self._days, self._lines = days, list[str]()
        named = _NAME.fullmatch(path.name)
        self.year = int(named[1]) if named else 0
        if not named:
            self.fault(1, "bad_name")
            return
        document = self._document(path)
        if not self.faults:
            self._read(document)
        if not self.faults and self.year not in known:
            self._must_be_complete(document)

    def fault(self, line: int, sentence: str, /, **facts: object) -> None:
        """Note what is wrong on a line, in the words of ``templates/plan.txt.j2``."""
        self.faults.append((line, say("plan", sentence, year=self.year, **facts)))

    def _document(self, path: Path) -> Mapping[str, object]:
        try:
            text = path.read_text(encoding="utf-8-sig")  # Windows' editor writes the mark
            self._lines = text.splitlines()
            return tomllib.loads(text)
        except OSError:
            self.fault(1, "unreadable")
        except UnicodeDecodeError:
            self.fault(1, "not_utf8")
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            place = re.search(r"line (\d+)", str(error))
            self.fault(int(place[1]) if place else len(self._lines), "syntax")
        return {}

    def _line(self, key: str, nth: int | None = None) -> int:
        """Return the line, from 1, on which a key stands: in the head, or in the nth entry (or where that begins)."""
        starts = [i for i, line in enumerate(self._lines) if _ENTRY.match(line)]
        inside = nth is not None and nth < len(starts)
        first = starts[nth or 0] if inside else 0
        end = next((start for start in starts if start > first), len(self._lines))
        wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        found = (i for i in range(first, end) if wanted.match(self._lines[i]))
        return next(found, first) + 1

    def _read(self, document: Mapping[str, object]) -> None:
        for key in document.keys() - {"source", "holidays"}:
            self.fault(self._line(key), "unknown_key", key=key)
        self.source = self._text(document, "source", most=5 * _TEXT)
        for nth, entry in enumerate(_tables(document.get("holidays"))):
            self._read_entry(nth, entry)
        if not _tables(document.get("holidays")):
            self.fault(len(self._lines) or 1, "no_holidays")

    def _text(self, table: Mapping[str, object], key: str, nth: int | None = None, most: int = _TEXT) -> str:
        value = table.get(key)
        if isinstance(value, str) and 0 < len(value.strip()) <= most:
            return value.strip()
        self.fault(self._line(key, nth), "not_text", key=key, most=most)
        return ""

    def _read_entry(self, nth: int, entry: Mapping[str, object]) -> None:
        for key in entry.keys() - {"name", "from", "to", "worked", "why"}:
            self.fault(self._line(key, nth), "unknown_key", key=key)
        name = self._text(entry, "name", nth)
        why = self._text(entry, "why", nth) if "why" in entry else ""
        if not entry.keys() & {"from", "to", "worked"}:
            self.fault(self._line("name", nth), "no_days", name=name)
        for day in self._off(nth, entry):
            if not self._add(self._line("from", nth), day, Special(name, works=False), name):
                break  # the other days of a range have the same fault
        for day in self._worked(nth, entry):
            line = self._line("worked", nth)
            if day.weekday() < SATURDAY and not why:
                self.fault(line, "no_reason", date=day)
            self._add(line, day, Special(why or name, works=True), name)

    def _off(self, nth: int, entry: Mapping[str, object]) -> Sequence[date]:
        """Return the days off of an entry, from the first to the last."""
        if not entry.keys() & {"from", "to"}:
            return ()
        first = self._date(nth, "from", entry.get("from"))
        last = self._date(nth, "to", entry["to"]) if "to" in entry else first
        if first is None or last is None:
            return ()
        if not 0 <= (last - first).days < LONGEST:
            self.fault(self._line("to", nth), "bad_range", first=first, last=last, most=LONGEST)
            return ()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def _worked(self, nth: int, entry: Mapping[str, object]) -> Iterator[date]:
        value = entry.get("worked", [])
        if not isinstance(value, list):
            self.fault(self._line("worked", nth), "not_dates")
            return
        for item in value:
            day = self._date(nth, "worked", item)
            if day:
                yield day

    def _date(self, nth: int, key: str, value: object) -> date | None:
        if type(value) is date:  # a moment of a day is a date, too, for isinstance
            return value
        self.fault(self._line(key, nth), "not_a_date", key=key, found=value)
        return None

    def _add(self, line: int, day: date, special: Special, name: str) -> bool:
        """Take a day; note and say it if it belongs elsewhere or was named before."""
        faults = len(self.faults)
        of_new_year = NEW_YEAR in name and (day.year, day.month) == (self.year - 1, 12)
        if day.year != self.year and not of_new_year:
            self.fault(line, "wrong_year", date=day)
        if day in self._days:
            self.fault(line, "twice", date=day, name=self._days[day].name)
        self._days.setdefault(day, special)
        return len(self.faults) == faults

    def _must_be_complete(self, document: Mapping[str, object]) -> None:
        """Note the holidays that are missing in a year that nobody else knows."""
        names = [str(entry["name"]) for entry in _tables(document.get("holidays")) if "from" in entry]
        missing = [holiday for holiday in HOLIDAYS if not any(holiday in name for name in names)]
        if missing:
            self.fault(len(self._lines), "incomplete", missing=missing)


def _tables(value: object) -> Sequence[Mapping[str, object]]:
    """Return the entries of an array of tables; none where anything else stands in it."""
    entries: Sequence[object] = value if isinstance(value, list) else ()
    tables = [entry for entry in entries if isinstance(entry, dict)]
    return tables if len(tables) == len(entries) else []
