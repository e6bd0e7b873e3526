"""Approving: asking the next person, and telling everybody what was decided."""

from datetime import date, datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, Decision, Draft, Office, Person, queries
from models.db import look, transaction
from models.draft import drafted_sheet
from models.inviting import address, invite
from models.journal import enter
from models.law import calendar_in_force
from models.rerunning import changed_lines
from models.signing import approved_key, call_key, decided, holder_of, signature, signers
from models.standing import Standing, standing
from report.chain import Station
from report.deadlines import forward
from report.lifecycle import Stage, Verdict
from report.rollup import differences
from settings import settings
from tasks.clock import SYSTEM
from tasks.notices import tell
from tasks.remind import rung_of
from templates import letter, say

SECOND_RUNG = 2
"""From the second working day after the due day on, who stands in is asked as well."""


@task(task_run_name="转告审签意见 {cycle_id}", retries=2, retry_delay_seconds=1)
def tell_decisions(cycle_id: int, now: datetime) -> int:
    """Tell everybody in the chain, and the office concerned, of each return; return how many returns there were."""
    with transaction() as session:
        returns = [d for d in queries.decisions_of_cycle(session, cycle_id) if d.verdict is Verdict.RETURN]
        for decision in returns:
            _tell_of_return(session, decision, now)
        return len(returns)


def _tell_of_return(session: Session, decision: Decision, now: datetime) -> None:
    draft = session.get_one(Draft, decision.draft_id)
    office = session.get_one(Office, decision.office_id) if decision.office_id else None
    subject, text = letter(
        "sent_back",
        role=decision.role,
        title=drafted_sheet(draft).title,
        revision=draft.revision,
        name=signature(session, decision),
        reason=decision.reason,
        office=office,
        back_to=decision.back_to,
    )
    organ_id = session.get_one(Cycle, decision.cycle_id).organ_id
    concerned = queries.contacts(session, office.id or 0) if office else ()
    people = [*queries.chain_of(session, organ_id), *queries.leads(session, organ_id), *concerned]
    key = f"{decision.cycle_id}:sent_back:{decision.id}"
    tell(session, decision.cycle_id, key, subject, text, now, people)


@task(task_run_name="送签 {cycle_id}", retries=2, retry_delay_seconds=1)
def ask_next(cycle_id: int, now: datetime) -> list[str]:
    """Ask whoever is next in the chain to sign the current draft; return the places asked, several side by side."""
    with transaction() as session:
        here = standing(session, cycle_id)
        for place in here.waits_for:
            _ask(session, here, place, now)
        return [place.role for place in here.waits_for]


def _ask(session: Session, here: Standing, place: Station, now: datetime) -> None:
    """Ask at one place: its holder, while that one is away also the stand-in, and where nobody is, who leads."""
    people = signers(session, here.cycle.organ_id, place.role, now.date())
    told = sum(_write_to(session, here, place, person, now) for person in people)
    if not people:
        told = _write_to(session, here, place, None, now)
    if told:
        holder = people[0].name if people else ""
        what = say("journal", "asked", role=place.role, person=holder)
        enter(session, now, SYSTEM, "approve", what, _draft(here).report_hash, here.cycle.id)


def _write_to(session: Session, here: Standing, place: Station, person: Person | None, now: datetime) -> int:
    """Write a person, or who leads, the letter with the report and that person's own link, once; return how many."""
    draft = _draft(here)
    key = call_key(session, draft, place)
    holder = holder_of(session, person) if person else None
    subject, text = letter(
        "sign",
        link=_link(session, draft, person, key, now),
        role=place.role,
        person=person,
        holder=holder if holder is not person else None,
        sent_back=_sent_back_to(session, draft, place.role),
        title=drafted_sheet(draft).title,
        revision=draft.revision,
        signed=_signed(session, draft),
        report_hash=draft.report_hash,
        due=_due(here, place, now.date()),
        leads=queries.leads(session, here.cycle.organ_id),
        **_lost(session, draft),
    )
    people = [person] if person else queries.leads(session, here.cycle.organ_id)
    pdf = next(d.file_id for d, _ in queries.documents(session, draft.id or 0) if d.format == "pdf")
    return len(tell(session, draft.cycle_id, key, subject, text, now, people, file_id=pdf))


def _draft(here: Standing) -> Draft:
    assert here.draft is not None
    return here.draft


def _sent_back_to(session: Session, draft: Draft, role: str) -> tuple[str, str, str] | None:
    """Return who asked a place to look again, in which role and why; None where it was not sent back to it."""
    returns = [d for d in queries.decisions(session, draft.id or 0) if d.back_to]
    if not returns or returns[-1].back_to != role:
        return None
    return signature(session, returns[-1]), returns[-1].role, returns[-1].reason


def _due(here: Standing, place: Station, asked_on: date) -> date:
    """Return by when a place should decide: in its own working days, or within the plan's for the whole chain."""
    if place.workdays:
        return forward(asked_on, place.workdays, calendar_in_force())
    return here.steps[Stage.APPROVE].due_on


def _link(session: Session, draft: Draft, person: Person | None, key: str, now: datetime) -> str:
    """Return the address at which a person decides, made with the letter that carries it; "" where there is none.

    A letter that is written already keeps its link: another invitation would take that one back.
    """
    if not settings().portal_address or person is None or queries.notice_keyed(session, f"{key}:{person.id}"):
        return ""
    return address(invite(session, draft, person, now))


@task(task_run_name="催签 {cycle_id}", retries=2, retry_delay_seconds=1)
def remind_signer(cycle_id: int, now: datetime) -> int:
    """Remind whose signature is overdue, tell the leading office whom to call, and at last ask who stands in.

    Returns how many were told.
    """
    with transaction() as session:
        here = standing(session, cycle_id)
        return sum(_remind(session, here, place, now) for place in here.waits_for)


def _remind(session: Session, here: Standing, place: Station, now: datetime) -> int:
    draft = _draft(here)
    asked_on = _asked_on(session, draft, place)
    if asked_on is None or asked_on == now.date():
        return 0
    due = _due(here, place, asked_on)
    rung = rung_of(now.date(), due)
    if rung is None or rung <= 0:
        return 0
    holder = queries.person_in_role(session, here.cycle.organ_id, place.role)
    second = queries.stand_in(session, holder.id) if holder and holder.id else None
    watching = queries.leads(session, here.cycle.organ_id)
    asks_second = second is not None and rung >= SECOND_RUNG
    subject, text = letter(
        "unsigned",
        role=place.role,
        person=holder,
        second=second if asks_second else None,
        title=drafted_sheet(draft).title,
        revision=draft.revision,
        asked_on=asked_on,
        due=due,
        leads=watching,
    )
    key = call_key(session, draft, place).replace(":sign:", ":unsigned:", 1) + f":{rung}"
    told = len(tell(session, draft.cycle_id, key, subject, text, now, [*([holder] if holder else []), *watching]))
    if second and asks_second:
        told += _write_to(session, here, place, second, now)
    return told


def _asked_on(session: Session, draft: Draft, place: Station) -> date | None:
    """Return the day on which a place was asked to sign, None where it was not."""
    asked = queries.notices_keyed_like(session, f"{call_key(session, draft, place)}:")
    return asked[0].written_at.date() if asked else None


@task(task_run_name="审签完成 {cycle_id}", retries=2, retry_delay_seconds=1)
def tell_approved(cycle_id: int, now: datetime) -> bool:
    """Tell the whole chain and the leading office once everybody has approved; return whether everybody has."""
    with transaction() as session:
        here = standing(session, cycle_id)
        if not here.approved or here.draft is None:
            return False
        title = drafted_sheet(here.draft).title
        signed = _signed(session, here.draft)
        subject, text = letter(
            "approved", title=title, revision=here.draft.revision, signed=signed, report_hash=here.draft.report_hash
        )
        people = [*queries.leads(session, here.cycle.organ_id), *queries.chain_of(session, here.cycle.organ_id)]
        tell(session, cycle_id, approved_key(here.draft), subject, text, now, people)
        return True


def _signed(session: Session, draft: Draft) -> list[tuple[str, str]]:
    """Return who has approved a draft, and in which role, in order of the chain."""
    counts = decided(session, draft)
    made = [counts[place.role] for place in draft.stations if place.role in counts]
    return [(signature(session, d), d.role) for d in made if d.verdict is Verdict.APPROVE]


def _lost(session: Session, draft: Draft) -> dict[str, object]:
    """Return whose approval of the draft before is lost, and by which changes."""
    before = [d for d in queries.drafts(session, draft.cycle_id) if d.revision == draft.revision - 1]
    if not before:
        return {"lost": [], "changes": []}
    names = [name for name, _ in _signed(session, before[0])]
    changes = differences(drafted_sheet(before[0]), drafted_sheet(draft))
    return {"lost": names, "changes": changed_lines(session.get_one(Cycle, draft.cycle_id).year, changes)}


def approvals(cycle_id: int) -> list[list[str]]:
    """Return what was said to the newest draft, in order, as rows of a table."""
    with look() as session:
        here = standing(session, cycle_id)
        said = queries.decisions(session, here.draft.id or 0) if here.draft else ()
        return [
            [
                say("journal", "decided", role=d.role, verdict=d.verdict, reason=d.reason, back_to=d.back_to),
                signature(session, d),
                d.decided_at.isoformat(timespec="minutes"),
                d.report_hash[:12],
            ]
            for d in said
        ]
