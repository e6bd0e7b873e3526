"""Planning a year: the cycle with its dates and duties."""

from datetime import date, datetime

from prefect import task
from sqlmodel import Session

from models import Assignment, Cycle, Duty, Organ, Step, queries
from models.db import look, transaction
from models.journal import enter
from models.register import matching
from report.deadlines import Plan, legal_date, plan, planning_day, workdays_until
from report.form import form_for
from report.lifecycle import Stage
from tasks.clock import SYSTEM
from tasks.notices import leads, tell
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
        dates = plan_of(organ, year)
        _write_steps(session, cycle.id, dates)
        _write_duties(session, cycle)
        _tell_the_plan(session, cycle, organ, dates, now)
        publish_on = next(step.due_on for step in dates.steps if step.stage is Stage.PUBLISH)
        enter(session, now, SYSTEM, "plan", say("journal", "planned", year=year, publish_on=publish_on), "", cycle.id)
        return cycle.id


def plan_of(organ: Organ, year: int) -> Plan:
    """Return the plan of an organ's report of ``year``."""
    wished = tuple(int(part) for part in organ.publish_by.split("-")) if organ.publish_by else None
    return plan(organ.level, year, (wished[0], wished[1]) if wished else None)


def _write_steps(session: Session, cycle_id: int, dates: Plan) -> None:
    publish_on = next(step.due_on for step in dates.steps if step.stage is Stage.PUBLISH)
    for step in dates.steps:
        before = workdays_until(step.due_on, publish_on)
        reckoning = say("plan", "reckoning", step=step, plan=dates, publish_on=publish_on, before=before)
        session.add(
            Step(cycle_id=cycle_id, stage=step.stage, opens_on=step.opens_on, due_on=step.due_on, reckoning=reckoning)
        )


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
    people = [*leads(session, organ.id), *queries.chain_of(session, organ.id)]
    tell(session, cycle.id, f"{cycle.id}:plan", subject, text, now, people, robot=True)


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
    year = today.year if planning_day(today.year) <= today else today.year - 1
    owing = [o for o in queries.organs(session) if today <= legal_date(o.level, year)]
    organs = [o.id for o in owing if o.id and queries.offices(session, o.id)]
    return year, [organ_id for organ_id in organs if not queries.cycle_of(session, organ_id, year)]
