"""Working days with 调休, and the year's plan counted backwards from the day the report must be out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from report.lifecycle import Stage
from report.sheet import Level

LEGAL = {Level.COUNTY: (3, 31), Level.CITY: (3, 31), Level.PROVINCE: (3, 31)}
"""条例 art. 49: governments from the county up by 31 March, everybody else by 31 January."""

LEAD = {Stage.PUBLISH: 0, Stage.APPROVE: 1, Stage.DRAFT: 3, Stage.CHECK: 3, Stage.COLLECT: 4}
"""How many working days before publication each stage is due."""

COLLECTING = 12
"""How many working days the offices have to fill in."""

STARTS = (12, 1)
"""The day of the report year on which the cycle is planned: before the figures close on 31 December."""

ARCHIVING = 5
"""How many working days after publication the bundle is archived."""


def has_official_calendar(year: int) -> bool:
    """Say whether the State Council's holidays of ``year`` are known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date) -> bool:
    """Say whether offices work on ``day``, 调休 included; without an official calendar Monday to Friday count."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def back(day: date, workdays: int) -> date:
    """Return the working day that lies ``workdays`` before the last working day on or before ``day``."""
    return _walk(day, workdays, timedelta(days=-1))


def forward(day: date, workdays: int) -> date:
    """Return the working day that lies ``workdays`` after the first working day on or after ``day``."""
    return _walk(day, workdays, timedelta(days=1))


def _walk(day: date, workdays: int, step: timedelta, works: Callable[[date], bool] = is_workday) -> date:
    while not works(day):
        day += step
    for _ in range(workdays):
        day += step
        while not works(day):
            day += step
    return day


def workdays_until(today: date, due: date) -> int:
    """Return how many working days are left after ``today`` until ``due``, it included; negative when it is past."""
    if due < today:
        return -workdays_until(due, today)
    return sum(1 for n in range(1, (due - today).days + 1) if is_workday(today + timedelta(days=n)))


def legal_date(level: Level, year: int) -> date:
    """Return by when the report of ``year`` must be published by law."""
    month, day = LEGAL.get(level, (1, 31))
    return date(year + 1, month, day)


def planning_day(year: int) -> date:
    """Return the day on which the report of ``year`` is planned."""
    return forward(date(year, *STARTS), 0)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One stage of the plan: when it may begin and by when it is due, never on a rest day."""

    stage: Stage
    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """The year counted backwards: the legal date, the day wished for, and every stage.

    ``official`` is False where the State Council's calendar is not known yet and weekends stood in for it.
    """

    legal: date
    wished: date
    steps: tuple[PlannedStep, ...]
    official: bool


class TooLate(Exception):
    """The wished day of publication lies before the first working day after the year, or after the legal date."""


def plan(level: Level, year: int, publish_by: tuple[int, int] | None = None) -> Plan:
    """Plan the report of ``year``; ``publish_by`` is the month and day that a superior or the organ itself sets."""
    legal = legal_date(level, year)
    wished = date(year + 1, *publish_by) if publish_by else legal
    closed = forward(date(year + 1, 1, 1), 0)  # the figures close on 31 December
    if not closed <= wished <= legal:
        raise TooLate(f"{wished} is not between {closed} and {legal}")
    # An early wish presses the stages together in the first working days: no figure is final before the year is over.
    due = {stage: max(back(wished, lead), closed) for stage, lead in LEAD.items()}
    opens = {
        Stage.COLLECT: back(due[Stage.COLLECT], COLLECTING),
        Stage.CHECK: back(due[Stage.COLLECT], COLLECTING),
        Stage.DRAFT: closed,
        Stage.APPROVE: closed,
        Stage.PUBLISH: closed,
    }
    start = planning_day(year)
    steps = (
        PlannedStep(Stage.PLAN, start, start),
        *(PlannedStep(stage, opens[stage], due[stage]) for stage in reversed(LEAD)),
        PlannedStep(Stage.ARCHIVE, opens[Stage.PUBLISH], forward(due[Stage.PUBLISH], ARCHIVING)),
    )
    return Plan(legal, wished, steps, has_official_calendar(year + 1) and has_official_calendar(year))
