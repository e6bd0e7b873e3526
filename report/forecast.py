"""When the report will be out if what is left takes the working days that the plan gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from report.calendar import STATE_COUNCIL, Calendar
from report.deadlines import LEAD, Plan, forward, workdays_until
from report.lifecycle import Stage

WAY = tuple(reversed(LEAD))
"""The stages up to publication, in the order in which they are due."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done: stages with the day on which they were finished, filings that count, and who is waited for.

    ``extended`` is the latest day to which an office that still owes was given more time.
    """

    finished: Mapping[Stage, date] = field(default_factory=dict)
    offices: int = 0
    filed: int = 0
    waits_for: tuple[str, ...] = ()
    extended: date | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected day of publication; ``slack`` is how many working days the law leaves after it.

    Late for the plan is after the inner date, late for the law after the legal one; then the slack is negative.
    """

    publish_on: date
    slack: int
    late_for_law: bool
    late_for_plan: bool
    waits_for: tuple[str, ...]


def forecast(plan: Plan, today: date, progress: Progress, calendar: Calendar = STATE_COUNCIL) -> Forecast:
    """Foresee from what is done by ``today`` when the report will be published; no stage is cut short or skipped."""
    published = progress.finished.get(Stage.PUBLISH)
    publish_on = published or _published(plan, today, progress, calendar)
    return Forecast(
        publish_on=publish_on,
        slack=workdays_until(publish_on, plan.legal, calendar),
        late_for_law=publish_on > plan.legal,
        late_for_plan=publish_on > plan.step(Stage.PUBLISH).due_on,
        waits_for=() if published else progress.waits_for,
    )


def _published(plan: Plan, today: date, progress: Progress, calendar: Calendar) -> date:
    """Walk through the stages; behind one that is open every other is still to come, whatever was finished before."""
    soonest = forward(today, 0, calendar)
    reached = _collected(plan, soonest, progress, calendar)
    is_open = Stage.COLLECT not in progress.finished
    for before, stage in pairwise(WAY):
        is_open |= stage not in progress.finished
        if is_open:
            given = workdays_until(plan.step(before).due_on, plan.step(stage).due_on, calendar)
            reached = max(_later(reached, given, calendar), soonest, plan.step(stage).opens_on)
        else:
            reached = progress.finished[stage]
    return reached


def _collected(plan: Plan, soonest: date, progress: Progress, calendar: Calendar) -> date:
    """Return when every office has filed.

    Until their day has come, offices are believed: most file on the last one, and who was given more time on the last
    of that. Afterwards those that are missing take their share of the time that all were given.
    """
    finished, step = progress.finished.get(Stage.COLLECT), plan.step(Stage.COLLECT)
    if finished:
        return finished
    last = max(step.due_on, progress.extended or step.due_on)
    if soonest <= last:
        return last
    given = workdays_until(step.opens_on, step.due_on, calendar)
    missing = max(progress.offices - progress.filed, 0)
    return forward(soonest, ceil(given * missing / max(progress.offices, 1)), calendar)


def _later(day: date, workdays: int, calendar: Calendar) -> date:
    """Return the last of ``workdays`` after ``day``; what was finished on a rest day has gained that much."""
    return forward(day + timedelta(days=1), workdays - 1, calendar) if workdays else day
