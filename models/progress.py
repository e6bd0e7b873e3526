"""How far a cycle has come, as the forecast wants to know it: what is done since when, and who is waited for."""

from datetime import date

from sqlmodel import Session

from models.extending import extended_until
from models.law import calendar_in_force
from models.signing import awaited_signers
from models.standing import Standing
from report.deadlines import Plan, PlannedStep, legal_date
from report.forecast import Forecast, Progress, forecast
from report.lifecycle import CYCLE_STAGES, Stage
from templates import say

Days = dict[Stage, date | None]


def foreseen(session: Session, here: Standing, today: date) -> Forecast:
    """Foresee when the report of a cycle will be published."""
    return forecast(_plan(here), today, _progress(session, here), calendar_in_force())


def _plan(here: Standing) -> Plan:
    """Return the plan as it stands in the steps of the cycle."""
    kept = [here.steps[stage] for stage in CYCLE_STAGES]
    legal = legal_date(here.organ.level, here.cycle.year)
    steps = tuple(PlannedStep(step.stage, step.opens_on, step.due_on) for step in kept)
    return Plan(legal, here.steps[Stage.PUBLISH].due_on, steps, official=True)


def _progress(session: Session, here: Standing) -> Progress:
    done = {stage: day for stage, day in _done(here).items() if day}
    filed = sum(not office.owes for office in here.offices)
    owing = [office.office.id or 0 for office in here.offices if office.owes]
    given = extended_until(session, here.cycle.id or 0, owing)
    return Progress(done, len(here.offices), filed, tuple(_waits_for(session, here)), extended=given)


def _done(here: Standing) -> Days:
    """Return since when each stage is done; None where it is not."""
    counting = [office.counts.received_at.date() for office in here.offices if office.counts]
    signed = [decision.decided_at.date() for decision in here.decisions.values()]
    checked = here.examination and not here.blocked
    return {
        Stage.COLLECT: max(counting) if here.sheet and counting else None,
        Stage.CHECK: here.examination.examined_at.date() if here.examination and checked else None,
        Stage.DRAFT: here.draft.made_at.date() if here.draft and here.draft_is_current else None,
        Stage.APPROVE: max(signed) if here.approved and signed else None,
        Stage.PUBLISH: here.publication.verified_at.date()
        if here.publication and here.publication.verified_at and here.approved
        else None,
    }


def _waits_for(session: Session, here: Standing) -> list[str]:
    """Return the names of who must act now: offices that owe, or the person whose signature is next."""
    signers = awaited_signers(session, here.organ.id or 0, here.waits_for)
    if not signers:
        return [office.office.name for office in here.offices if office.owes]
    return [say("review", "role", role=role) + name for role, name in signers]
