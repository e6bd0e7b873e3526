"""Planning a year: the cycle with its dates and duties."""

from collections.abc import Sequence
from datetime import date, datetime

from prefect import task
from sqlmodel import Session

from models import Assignment, Cycle, Duty, Organ, Step, queries
from models.db import look, transaction
from models.journal import enter
from models.law import calendar_in_force
from models.planning import ahead, asked_day, concerned, moved, moved_key, plan_of
from models.progress import foreseen
from models.register import matching
from models.standing import Standing, standing
from report.deadlines import Moved, Plan, TooLate, legal_date, planning_day, reckoning
from report.form import form_for
from report.lifecycle import Stage
from tasks.clock import SYSTEM
from tasks.notices import tell
from tasks.runs import request_flow
from templates import letter, say


def unplanned(year: int) -> list[int]:
    """Return the organs that have offices and no cycle of ``year`` yet."""
    with look() as session:
        return [
            organ.id
            for organ in queries.organs(session)
            if organ.id and queries.offices(session, organ.id) and not queries.cycle_of(session, organ.id, year)
        ]


@task(task_run_name="排定计划 {organ_id} {year}", retries=2, retry_delay_seconds=1)
def open_cycle(organ_id: int, year: int, now: datetime) -> int:
    """Open an organ's cycle of ``year`` with its plan and its duties, and owe everybody the dates; return its id."""
    with transaction() as session:
        known = queries.cycle_of(session, organ_id, year)
        if known and known.id:
            return known.id
        organ = session.get_one(Organ, organ_id)
        cycle = Cycle(organ_id=organ_id, year=year, edition=form_for(year).edition, opened_at=now)
        session.add(cycle)
        session.flush()
        assert cycle.id is not None
        dates = plan_of(session, organ, year)
        _write_steps(session, cycle.id, dates)
        _write_duties(session, cycle)
        _tell_the_plan(session, cycle, organ, dates, now)
        publish_on = next(step.due_on for step in dates.steps if step.stage is Stage.PUBLISH)
        enter(session, now, SYSTEM, "plan", say("journal", "planned", year=year, publish_on=publish_on), "", cycle.id)
        return cycle.id


def _write_steps(session: Session, cycle_id: int, dates: Plan) -> None:
    for step in dates.steps:
        said = reckoning(dates, step.stage, calendar_in_force())
        session.add(
            Step(cycle_id=cycle_id, stage=step.stage, opens_on=step.opens_on, due_on=step.due_on, reckoning=said)
        )


@task(task_run_name="重排计划 {cycle_id}", retries=2, retry_delay_seconds=1)
def replan(cycle_id: int, now: datetime) -> list[str]:
    """Move what is still to be done to the days of today's calendar; tell whose date moved; return what moved.

    A year that was planned before its holidays were known is brought right here, and so is one whose calendar or
    wished day was corrected. What is done stays as it was.
    """
    with transaction() as session:
        return move_dates(session, cycle_id, now)


def move_dates(session: Session, cycle_id: int, now: datetime, why: str = "") -> list[str]:
    """Move what is ahead to the days of today's plan, in the caller's transaction; ``why`` is told where known."""
    here = standing(session, cycle_id)
    try:
        dates = plan_of(session, here.organ, here.cycle.year)
    except TooLate:
        _tell_too_late(session, here, now)
        return []
    those = moved(here, dates)
    for stage in ahead(here):
        _move(here.steps[stage], dates)
    if those and not here.archived:
        _tell_what_moved(session, here, those, now, why)
        what = say("journal", "moved", told=[each.told for each in those])
        enter(session, now, SYSTEM, "plan", what, "", cycle_id)
    return [each.told for each in those]


def _tell_too_late(session: Session, here: Standing, now: datetime) -> None:
    """Tell the leading office that no plan leads to the day it wishes for; once for each such day."""
    legal = legal_date(here.organ.level, here.cycle.year)
    asked = asked_day(session, here.organ.id or 0, here.cycle.year)
    subject, text = letter("too_late", organ=here.organ, year=here.cycle.year, legal=legal, asked=asked)
    key = f"{here.cycle.id}:too_late:{here.organ.publish_by}"
    tell(session, here.cycle.id or 0, key, subject, text, now, queries.leads(session, here.organ.id or 0))


def _move(kept: Step, dates: Plan) -> None:
    step = dates.step(kept.stage)
    kept.opens_on, kept.due_on = step.opens_on, step.due_on
    kept.reckoning = reckoning(dates, kept.stage, calendar_in_force())


def _tell_what_moved(session: Session, here: Standing, those: Sequence[Moved], now: datetime, why: str) -> None:
    """Tell each only of dates that are theirs: filling in, signing, or, to the leading office, all."""
    for told, people in concerned(session, here, those).items():
        subject, text = letter("moved", organ=here.organ, year=here.cycle.year, told=told, why=why)
        tell(session, here.cycle.id or 0, moved_key(here, told), subject, text, now, people)


def _write_duties(session: Session, cycle: Cycle) -> None:
    form = form_for(cycle.year)
    owed = [address for address in form.addresses if address not in form.sums]
    for office in queries.offices(session, cycle.organ_id):
        assert office.id is not None
        items: dict[str, Assignment] = {}
        for assigned in queries.assignments(session, office.id):
            names = [assigned.item] if assigned.title else matching(assigned.item, tuple(owed))
            items |= dict.fromkeys(names, assigned)
        for position, (item, assigned) in enumerate(items.items()):
            duty = Duty(
                cycle_id=cycle.id or 0,
                office_id=office.id,
                item=item,
                title=assigned.title,
                hint=assigned.hint,
                usual=assigned.usual,
                position=position,
            )
            session.add(duty)


def _tell_the_plan(session: Session, cycle: Cycle, organ: Organ, dates: Plan, now: datetime) -> None:
    assert organ.id is not None
    assert cycle.id is not None
    unowned = unowned_cells(session, cycle)
    subject, text = letter("planned", organ=organ, year=cycle.year, plan=dates, unowned=unowned)
    people = [*queries.leads(session, organ.id), *queries.chain_of(session, organ.id)]
    tell(session, cycle.id, f"{cycle.id}:plan", subject, text, now, people, robot=True)


@task(task_run_name="预测进度 {cycle_id}", retries=2, retry_delay_seconds=1)
def warn(cycle_id: int, now: datetime) -> str:
    """Tell the leading office that a report will be late, and return the day on which it is expected.

    Once a week, and at once when it is the law's day that will be missed; "" where it will be in time.
    A forecast asks a person to hurry; it never lets anything pass.
    """
    with transaction() as session:
        here = standing(session, cycle_id)
        if here.was_out or now.date() < here.steps[Stage.COLLECT].opens_on:
            return ""
        expected = foreseen(session, here, now.date())
        if not expected.late_for_plan:
            return ""
        facts = {"organ": here.organ, "year": here.cycle.year, "forecast": expected}
        planned, legal = here.steps[Stage.PUBLISH].due_on, legal_date(here.organ.level, here.cycle.year)
        asked = asked_day(session, here.organ.id or 0, here.cycle.year)
        subject, text = letter("slipping", **facts, planned=planned, asked=asked, legal=legal)
        week = "-".join(str(part) for part in now.isocalendar()[:2])
        key = f"{cycle_id}:slipping:{'law' if expected.late_for_law else 'plan'}:{week}"
        tell(session, cycle_id, key, subject, text, now, queries.leads(session, here.organ.id or 0))
        return expected.publish_on.isoformat()


def unowned_cells(session: Session, cycle: Cycle) -> list[str]:
    """Return the names of the cells that no office owes: they will be printed as 0."""
    form = form_for(cycle.year)
    owed = {duty.item for duty in queries.duties(session, cycle.id or 0)}
    return [form.name(address) for address in form.addresses if address not in owed and address not in form.sums]


@task(task_run_name="该排的计划", retries=2, retry_delay_seconds=1)
def request_plan(now: datetime) -> bool:
    """Write down that the year must be planned, from its planning day on and while some organ has no cycle."""
    with transaction() as session:
        year, waiting = _waiting(session, now.date())
        if waiting:
            why = f"plan:{year}:{'-'.join(str(organ_id) for organ_id in waiting)}"
            request_flow(session, why, Stage.PLAN, now, {"year": year})
        return bool(waiting)


def _waiting(session: Session, today: date) -> tuple[int, list[int]]:
    """Return the report year that is to be planned now, and the organs that have no cycle of it.

    Whoever starts only in January still plans the year that is over, as long as its report is not overdue by law.
    """
    year = today.year if planning_day(today.year, calendar_in_force()) <= today else today.year - 1
    owing = [o for o in queries.organs(session) if today <= legal_date(o.level, year)]
    organs = [o.id for o in owing if o.id and queries.offices(session, o.id)]
    return year, [organ_id for organ_id in organs if not queries.cycle_of(session, organ_id, year)]
