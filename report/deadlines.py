"""Working days with 调休, and the year's plan counted backwards from the day the report must be out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from report.calendar import STATE_COUNCIL, Calendar
from report.lifecycle import Stage
from report.sheet import Level
from templates import say

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


def has_official_calendar(year: int, calendar: Calendar = STATE_COUNCIL) -> bool:
    """Say whether the State Council's holidays of ``year`` are known."""
    return calendar.is_official(year)


def is_workday(day: date, calendar: Calendar = STATE_COUNCIL) -> bool:
    """Say whether offices work on ``day``, 调休 included; a year without a notice goes by the week."""
    return calendar.is_workday(day)


def back(day: date, workdays: int, calendar: Calendar = STATE_COUNCIL) -> date:
    """Return the working day that lies ``workdays`` before the last working day on or before ``day``."""
    return _walk(day, workdays, timedelta(days=-1), calendar)


def forward(day: date, workdays: int, calendar: Calendar = STATE_COUNCIL) -> date:
    """Return the working day that lies ``workdays`` after the first working day on or after ``day``."""
    return _walk(day, workdays, timedelta(days=1), calendar)


def _walk(day: date, workdays: int, step: timedelta, calendar: Calendar) -> date:
    while not calendar.is_workday(day):
        day += step
    for _ in range(workdays):
        day += step
        while not calendar.is_workday(day):
            day += step
    return day


def workdays_until(today: date, due: date, calendar: Calendar = STATE_COUNCIL) -> int:
    """Return how many working days are left after ``today`` until ``due``, it included; negative when it is past."""
    if due < today:
        return -workdays_until(due, today, calendar)
    return sum(1 for n in range(1, (due - today).days + 1) if calendar.is_workday(today + timedelta(days=n)))


def legal_date(level: Level, year: int) -> date:
    """Return by when the report of ``year`` must be published by law."""
    month, day = LEGAL.get(level, (1, 31))
    return date(year + 1, month, day)


def planning_day(year: int, calendar: Calendar = STATE_COUNCIL) -> date:
    """Return the day on which the report of ``year`` is planned."""
    return forward(date(year, *STARTS), 0, calendar)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One stage of the plan: when it may begin and by when it is due, never on a rest day."""

    stage: Stage
    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """The year counted backwards: the legal date, the day wished for, and every stage.

    ``official`` is False where the State Council's notice is not known yet and the week stood in for it. ``asked`` is
    the day a superior asks for, None where nobody does. ``granted`` holds the stages that were given more time.
    """

    legal: date
    wished: date
    steps: tuple[PlannedStep, ...]
    official: bool
    asked: date | None = None
    granted: Mapping[Stage, date] = field(default_factory=dict)

    def step(self, stage: Stage) -> PlannedStep:
        """Return the step of one stage."""
        return next(step for step in self.steps if step.stage is stage)


class TooLate(Exception):
    """The wished day of publication lies before the first working day after the year, or after the legal date."""


def plan(
    level: Level,
    year: int,
    publish_by: tuple[int, int] | None = None,
    calendar: Calendar = STATE_COUNCIL,
    asked: date | None = None,
) -> Plan:
    """Plan the report of ``year``: by ``publish_by``, the organ's own wish, or by the earlier day a superior asks."""
    legal = legal_date(level, year)
    days = [date(year + 1, *publish_by) if publish_by else legal, asked or legal]
    closed, wished = _closed(year, calendar), min(days)
    if not closed <= wished <= max(days) <= legal:
        raise TooLate(f"{wished} or {max(days)} is not between {closed} and {legal}")
    # An early wish presses the stages together in the first working days: no figure is final before the year is over.
    due = {stage: max(back(wished, lead, calendar), closed) for stage, lead in LEAD.items()}
    opens = {
        Stage.COLLECT: back(due[Stage.COLLECT], COLLECTING, calendar),
        Stage.CHECK: back(due[Stage.COLLECT], COLLECTING, calendar),
        Stage.DRAFT: closed,
        Stage.APPROVE: closed,
        Stage.PUBLISH: closed,
    }
    start = planning_day(year, calendar)
    steps = (
        PlannedStep(Stage.PLAN, start, start),
        *(PlannedStep(stage, opens[stage], due[stage]) for stage in reversed(LEAD)),
        PlannedStep(Stage.ARCHIVE, opens[Stage.PUBLISH], forward(due[Stage.PUBLISH], ARCHIVING, calendar)),
    )
    return Plan(legal, wished, steps, calendar.is_official(year) and calendar.is_official(year + 1), asked)


def prolonged(plan: Plan, until: Mapping[Stage, date], calendar: Calendar = STATE_COUNCIL) -> Plan:
    """Give stages more time; what comes behind one keeps the working days it was given, nothing comes earlier."""
    planned = {stage: plan.step(stage).due_on for stage in reversed(LEAD)}
    due = {stage: max(day, back(until.get(stage, day), 0, calendar)) for stage, day in planned.items()}
    for before, stage in pairwise(planned):
        given = workdays_until(planned[before], planned[stage], calendar)
        due[stage] = max(due[stage], forward(due[before], given, calendar))
    moved = due | {Stage.ARCHIVE: forward(due[Stage.PUBLISH], ARCHIVING, calendar)}
    steps = tuple(replace(step, due_on=moved.get(step.stage, step.due_on)) for step in plan.steps)
    return replace(plan, steps=steps, granted={stage: day for stage, day in due.items() if day != planned[stage]})


def latest(stage: Stage, limit: date, calendar: Calendar = STATE_COUNCIL) -> date:
    """Return the last day to which a stage can be given more time for a report that must be out by ``limit``."""
    return back(limit, LEAD[stage], calendar)


def _closed(year: int, calendar: Calendar) -> date:
    """Return the first working day after the year: the figures close on 31 December."""
    return forward(date(year + 1, 1, 1), 0, calendar)


class AnotherCalendar(Exception):
    """The plan was not made with the calendar by which it is to be explained."""


def reckoning(plan: Plan, stage: Stage, calendar: Calendar = STATE_COUNCIL) -> str:
    """Say in words how the day was reckoned by which a stage is due; ``calendar`` is the one the plan was made with.

    Words that lead to another day than the plan's would be a lie: raise ``AnotherCalendar`` instead.
    """
    year, step = plan.legal.year - 1, plan.step(stage)
    anchor, count, walk = _anchor(plan, stage)
    counted = walk(anchor, count, calendar)
    due = max(counted, _closed(year, calendar)) if stage in LEAD else counted
    granted = plan.granted.get(stage)
    if (granted or due) != step.due_on:
        raise AnotherCalendar(f"{stage} is due on {step.due_on}, by this calendar on {due}")
    touched = sorted({anchor.year, step.opens_on.year, due.year})
    return say(
        "plan",
        "reckoned",
        stage=stage,
        plan=plan,
        calendar=calendar,
        anchor=anchor,
        workday=walk(anchor, 0, calendar),
        count=count,
        counted=counted,
        due=due,
        granted=granted,
        unknown=[each for each in touched if not calendar.is_official(each)],
    )


def _anchor(plan: Plan, stage: Stage) -> tuple[date, int, Callable[[date, int, Calendar], date]]:
    """Return the day from which a stage is counted, how many working days, and in which direction."""
    if stage is Stage.PLAN:
        return date(plan.legal.year - 1, *STARTS), 0, forward
    if stage is Stage.ARCHIVE:
        return plan.step(Stage.PUBLISH).due_on, ARCHIVING, forward
    return plan.wished, LEAD[stage], back


@dataclass(frozen=True, slots=True)
class Moved:
    """A step whose dates are others in a new plan."""

    before: PlannedStep
    after: PlannedStep

    @property
    def stage(self) -> Stage:
        """The stage that moved."""
        return self.after.stage

    @property
    def told(self) -> str:
        """What moved, in words."""
        return say("plan", "moved", before=self.before, after=self.after)


def changed(before: Plan, after: Plan) -> tuple[Moved, ...]:
    """Return the steps whose dates are others in ``after``, in the order of the year."""
    pairs = zip(before.steps, after.steps, strict=True)
    return tuple(Moved(old, new) for old, new in pairs if old != new)
