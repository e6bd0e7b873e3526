"""The law in force here: rules and working days, with what the office itself made stricter, corrected or added."""

from functools import lru_cache
from pathlib import Path

from report.calendar import STATE_COUNCIL, Calendar, read_calendars
from report.checks import RULES, RULES_HASH
from report.office_rules import BadOfficeRules, in_force, read_office_rules
from report.rule import Rule
from report.sheet import content_hash
from settings import settings
from templates import say

Law = tuple[tuple[Rule, ...], str]
"""The rules, and the hash of everything they are made of."""


def rules_in_force() -> Law:
    """Return the rules of today and their hash: what was examined by others is examined anew.

    Raises ``BadOfficeRules``: an office that made a rule stricter must never be checked by a milder one unawares.
    """
    path: Path | None = settings().rules_file
    return _with_office_rules(path.name, _content(path)) if path else (RULES, RULES_HASH)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadOfficeRules(say("cli", "no_file", path=path)) from error


@lru_cache(maxsize=4)  # a standing is asked for many times, and the file seldom changes
def _with_office_rules(name: str, content: bytes) -> Law:
    office = read_office_rules(name, content)
    return in_force(RULES, office), content_hash([RULES_HASH, office.hash])


def calendar_in_force() -> Calendar:
    """Return the working days by which this office plans; raise ``BadCalendar`` for a file that cannot be used."""
    folder: Path | None = settings().calendars
    return _laid_over(folder, _dated(folder)) if folder else STATE_COUNCIL


def _dated(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return when each file of a folder was last written: another file, another calendar."""
    return tuple(sorted((file.name, file.stat().st_mtime_ns) for file in folder.glob("*"))) if folder.is_dir() else ()


@lru_cache(maxsize=4)
def _laid_over(folder: Path, dated: tuple[tuple[str, int], ...]) -> Calendar:
    return read_calendars(folder)
