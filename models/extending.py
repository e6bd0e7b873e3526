"""More time: by when an office must file, and who may give it or a whole stage more time, until when."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.extension import Extension
from models.journal import enter
from models.law import calendar_in_force
from models.office import Office
from models.organ import Organ
from models.person import Person
from models.planning import ahead, limit_of
from models.standing import standing
from report.deadlines import LEAD, back, latest
from report.lifecycle import Stage
from templates import say


class NotExtended(Exception):
    """More time cannot be given; the message says why, and what can be done."""


def due_for(session: Session, cycle_id: int, office_id: int) -> date:
    """Return by when an office must file: the plan's day, or the later one it was given itself.

    What was given last counts: more time for everybody takes the place of an office's own.
    """
    due = queries.steps(session, cycle_id)[Stage.COLLECT].due_on
    given = list(_concerning(session, cycle_id, office_id))
    if not given or given[-1].office_id is None:
        return due
    return max(due, min(given[-1].until, _last_day(session, session.get_one(Cycle, cycle_id), Stage.COLLECT)))


def _concerning(session: Session, cycle_id: int, office_id: int) -> Iterator[Extension]:
    for each in queries.extensions(session, cycle_id):
        if each.stage is Stage.COLLECT and each.office_id in (None, office_id):
            yield each


def _last_day(session: Session, cycle: Cycle, stage: Stage) -> date:
    """Return the last day to which a stage of a cycle can be given more time."""
    limit = limit_of(session, session.get_one(Organ, cycle.organ_id), cycle.year)
    return latest(stage, limit, calendar_in_force())


def extended_until(session: Session, cycle_id: int, owing: Sequence[int]) -> date | None:
    """Return the latest day to which one of the offices that still owe was given more time; None where none was."""
    due = queries.steps(session, cycle_id)[Stage.COLLECT].due_on
    return max((day for office_id in owing if (day := due_for(session, cycle_id, office_id)) > due), default=None)


def extend(session: Session, wanted: Extension) -> bool:
    """Give an office, or everybody in a stage, more time; False where that stands already; raise ``NotExtended``."""
    wanted.reason, wanted.given_by = wanted.reason.strip(), wanted.given_by.strip()
    if _stands(session, wanted):
        return False
    cycle = session.get_one(Cycle, wanted.cycle_id)
    if refusal := _refusal(session, cycle, wanted):
        raise NotExtended(refusal)
    session.add(wanted)
    session.flush()
    office = session.get_one(Office, wanted.office_id).name if wanted.office_id else ""
    stage = say("runs", "stage", stage=wanted.stage)
    what = say("journal", "extended", stage=stage, office=office, until=wanted.until, reason=wanted.reason)
    enter(session, wanted.given_at, wanted.given_by, wanted.origin, what, "", wanted.cycle_id)
    return True


def _stands(session: Session, wanted: Extension) -> bool:
    """Say whether exactly this was said last of all that concerns the same."""
    every = queries.extensions(session, wanted.cycle_id)
    mine = [e for e in every if e.stage is wanted.stage and e.office_id in (None, wanted.office_id)]
    said = (wanted.office_id, wanted.until, wanted.given_by, wanted.reason)
    return bool(mine) and (mine[-1].office_id, mine[-1].until, mine[-1].given_by, mine[-1].reason) == said


def _refusal(session: Session, cycle: Cycle, wanted: Extension) -> str:
    """Say why no more time can be given so; "" where it can."""
    stage, today = wanted.stage, wanted.given_at.date()
    # A stage ends on a working day, and what is given on top of that is nothing.
    until = wanted.until if wanted.office_id else back(wanted.until, 0, calendar_in_force())
    if not wanted.reason or not wanted.given_by:
        return say("plan", "no_grounds")
    if not may_direct(session, cycle.organ_id, wanted.given_by):
        return say("plan", "not_in_charge", name=wanted.given_by)
    if stage not in LEAD or (wanted.office_id and stage is not Stage.COLLECT):
        return say("plan", "not_extendable", office=wanted.office_id, stages=tuple(reversed(LEAD)))
    if _is_done(session, wanted):
        return say("plan", "done_already", stage=stage, office=wanted.office_id)
    due = queries.steps(session, wanted.cycle_id)[stage].due_on
    due = due_for(session, wanted.cycle_id, wanted.office_id) if wanted.office_id else due
    if until <= due or until < today:
        return say("plan", "no_more_time", until=until, due=due, today=today)
    if until > (last := _last_day(session, cycle, stage)):
        limit = limit_of(session, session.get_one(Organ, cycle.organ_id), cycle.year)
        return say("plan", "past_the_limit", until=until, last=last, limit=limit, stage=stage)
    return ""


def _is_done(session: Session, wanted: Extension) -> bool:
    """Say whether nobody needs more time: the office has filed, or the stage is over."""
    here = standing(session, wanted.cycle_id)
    if wanted.office_id:
        return not any(o.owes for o in here.offices if o.office.id == wanted.office_id)
    return wanted.stage not in ahead(here)


def may_direct(session: Session, organ_id: int, name: str) -> bool:
    """Say whether somebody of that name may decide about dates: the leading office, who signs, and who stands in."""
    return name in _names(session, [*queries.leads(session, organ_id), *queries.chain_of(session, organ_id)])


def _names(session: Session, people: Sequence[Person]) -> set[str]:
    stand_ins = (queries.stand_in(session, person.id or 0) for person in people)
    return {person.name for person in [*people, *filter(None, stand_ins)]}
