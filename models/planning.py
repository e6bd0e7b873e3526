"""The plan of a cycle as it must be today, what in it has moved since it was written down, and whom that concerns."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models import queries
from models.law import calendar_in_force
from models.organ import Organ
from models.person import Person
from models.standing import Standing
from report.deadlines import Moved, Plan, PlannedStep, changed, latest, legal_date, plan, prolonged
from report.instruction import Ask
from report.lifecycle import CYCLE_STAGES, Stage
from report.sheet import content_hash

BINDING = (Ask.SUBMIT, Ask.PUBLISH)
"""What of a notice becomes a day of the plan: by then the report must be ready to hand in, or out."""


def plan_of(session: Session, organ: Organ, year: int) -> Plan:
    """Return the plan of an organ's report of ``year``: law, superior, own wish, extensions; raise ``TooLate``."""
    calendar = calendar_in_force()
    month, _, day = organ.publish_by.partition("-")
    wished = (int(month), int(day)) if day else None
    dates = plan(organ.level, year, wished, calendar, asked_day(session, organ.id or 0, year))
    cycle = queries.cycle_of(session, organ.id or 0, year)
    given = [e for e in queries.extensions(session, cycle.id or 0) if e.office_id is None] if cycle else []
    limit = limit_of(session, organ, year)
    until = {each.stage: min(each.until, latest(each.stage, limit, calendar)) for each in given}
    return prolonged(dates, until, calendar) if until else dates


def asked_day(session: Session, organ_id: int, year: int) -> date | None:
    """Return the day a superior asks for, as confirmed: of handing in and publishing the earlier one.

    Of several notices the one that was confirmed last counts, and in it the earliest day: paper may follow later.
    """
    confirmed = [p for p in queries.confirmed_proposals(session, organ_id, year) if p.ask in BINDING and p.day]
    latest_of = {each.ask: each.instruction_id for each in confirmed}
    return min((p.day for p in confirmed if p.day and p.instruction_id == latest_of[p.ask]), default=None)


def limit_of(session: Session, organ: Organ, year: int) -> date:
    """Return by when a report must be out: the superior's confirmed day, else the law's."""
    return asked_day(session, organ.id or 0, year) or legal_date(organ.level, year)


def ahead(here: Standing) -> Sequence[Stage]:
    """Return the stages that are still to be done: what is done keeps its date."""
    return CYCLE_STAGES[CYCLE_STAGES.index(here.stage) :]


def moved(here: Standing, dates: Plan) -> list[Moved]:
    """Return what of a cycle's plan is ahead and has other dates in ``dates``."""
    return [each for each in changed(_planned(here, dates), dates) if each.stage in ahead(here)]


def _planned(here: Standing, dates: Plan) -> Plan:
    """Return the plan as it stands in the cycle's steps."""
    kept = [here.steps[step.stage] for step in dates.steps]
    return replace(dates, steps=tuple(PlannedStep(step.stage, step.opens_on, step.due_on) for step in kept))


def concerned(session: Session, here: Standing, those: Sequence[Moved]) -> dict[tuple[str, ...], list[Person]]:
    """Return whom to tell of dates that are theirs, by what they are told: filling in, signing, or, leading, all."""
    owing = [office.office for office in here.offices if office.owes]
    theirs = {
        Stage.COLLECT: [person for office in owing for person in queries.contacts(session, office.id or 0)],
        Stage.APPROVE: [p for p in queries.chain_of(session, here.organ.id or 0) if p.role not in here.decisions],
    }
    leading = queries.leads(session, here.organ.id or 0)
    alike: dict[str, list[Person]] = {}  # somebody with two roles is told once, of both
    for person in [*leading, *(person for people in theirs.values() for person in people)]:
        alike.setdefault(person.mail or str(person.id), []).append(person)
    groups: dict[tuple[str, ...], list[Person]] = {}
    for persons in alike.values():
        told = tuple(m.told for m in those if any(p in leading or p in theirs.get(m.stage, ()) for p in persons))
        groups.setdefault(told, []).append(persons[0])
    return {told: people for told, people in groups.items() if told}


def moved_key(here: Standing, told: Sequence[str]) -> str:
    """Return the key of the notice that tells of moved dates."""
    return f"{here.cycle.id}:moved:{content_hash(told)[:12]}"
