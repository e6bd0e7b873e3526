"""Approving: asking the next person, and telling everybody what was decided."""

from datetime import date, datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, Decision, Draft, Office, Organ, Person, queries
from models.db import look, transaction
from models.inviting import address, invite
from models.journal import enter
from models.standing import Standing, approval_key, standing
from report.form import form_for
from report.lifecycle import CHAIN, Role, Stage, Verdict
from report.reading import read
from report.rollup import differences
from report.sheet import Sheet
from settings import settings
from tasks.clock import SYSTEM
from tasks.collect import rung_of
from tasks.notices import leads, tell
from templates import letter, say


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
    person = session.get_one(Person, decision.person_id)
    office = session.get_one(Office, decision.office_id) if decision.office_id else None
    subject, text = letter(
        "sent_back",
        role=decision.role,
        title=_sheet(draft).title,
        revision=draft.revision,
        person=person,
        reason=decision.reason,
        office=office,
    )
    concerned = queries.contacts(session, office.id or 0) if office else ()
    people = [*queries.chain_of(session, person.organ_id), *leads(session, person.organ_id), *concerned]
    key = f"{decision.cycle_id}:sent_back:{decision.id}"
    tell(session, decision.cycle_id, key, subject, text, now, people)


@task(task_run_name="送签 {cycle_id}", retries=2, retry_delay_seconds=1)
def ask_next(cycle_id: int, now: datetime) -> str:
    """Ask the next person in the chain to sign the current draft; return the role asked, "" where nobody is."""
    with transaction() as session:
        here = standing(session, cycle_id)
        role = here.waits_for
        if role is None or here.draft is None:
            return ""
        person = queries.person_in_role(session, here.cycle.organ_id, role)
        people = [person] if person else leads(session, here.cycle.organ_id)
        key = approval_key(cycle_id, here.draft, here.decisions)
        subject, text = letter(
            "sign",
            link=_link(session, here.draft, person, key, now),
            role=role,
            person=person,
            title=_sheet(here.draft).title,
            revision=here.draft.revision,
            signed=_signed(session, here.decisions),
            report_hash=here.draft.report_hash,
            due=here.steps[Stage.APPROVE].due_on,
            leads=leads(session, here.cycle.organ_id),
            **_lost(session, here.draft),
        )
        pdf = next(d.file_id for d, _ in queries.documents(session, here.draft.id or 0) if d.format == "pdf")
        if tell(session, cycle_id, key, subject, text, now, people, file_id=pdf):
            enter(
                session, now, SYSTEM, "approve", say("journal", "asked", role=role), here.draft.report_hash, cycle_id
            )
        return role.value


def _link(session: Session, draft: Draft, person: Person | None, key: str, now: datetime) -> str:
    """Return the address at which a person decides, made with the letter that carries it; "" where there is none.

    A letter that is written already keeps its link: another invitation would take that one back.
    """
    if not settings().portal_address or person is None or queries.notice_keyed(session, f"{key}:{person.id}"):
        return ""
    return address(invite(session, draft, person, now))


@task(task_run_name="催签 {cycle_id}", retries=2, retry_delay_seconds=1)
def remind_signer(cycle_id: int, now: datetime) -> int:
    """Remind whose signature is overdue, and tell the leading office whom to call; return how many were told."""
    with transaction() as session:
        here = standing(session, cycle_id)
        due = here.steps[Stage.APPROVE].due_on
        rung = rung_of(now.date(), due)
        role = here.waits_for
        if role is None or here.draft is None or rung is None or rung <= 0:
            return 0
        asked_on = _asked_on(session, here.draft, role)
        if asked_on is None or asked_on == now.date():
            return 0
        person = queries.person_in_role(session, here.cycle.organ_id, role)
        watching = leads(session, here.cycle.organ_id)
        subject, text = letter(
            "unsigned",
            role=role,
            person=person,
            title=_sheet(here.draft).title,
            revision=here.draft.revision,
            asked_on=asked_on,
            due=due,
            leads=watching,
        )
        people = [*([person] if person else []), *watching]
        key = f"{cycle_id}:unsigned:{here.draft.id}:{role}:{rung}"
        return len(tell(session, cycle_id, key, subject, text, now, people))


def _asked_on(session: Session, draft: Draft, role: Role) -> date | None:
    """Return the day on which the holder of a role was asked to sign, None where nobody was."""
    asked = queries.notices_keyed_like(session, f"{draft.cycle_id}:sign:{draft.id}:{role}:")
    return asked[0].written_at.date() if asked else None


@task(task_run_name="审签完成 {cycle_id}", retries=2, retry_delay_seconds=1)
def tell_approved(cycle_id: int, now: datetime) -> bool:
    """Tell the drafter and the leading office once everybody has approved; return whether everybody has."""
    with transaction() as session:
        here = standing(session, cycle_id)
        if not here.approved or here.draft is None:
            return False
        title = _sheet(here.draft).title
        signed = _signed(session, here.decisions)
        subject, text = letter(
            "approved", title=title, revision=here.draft.revision, signed=signed, report_hash=here.draft.report_hash
        )
        drafter = queries.person_in_role(session, here.cycle.organ_id, Role.DRAFTER)
        people = [*leads(session, here.cycle.organ_id), *([drafter] if drafter else [])]
        tell(session, cycle_id, f"{cycle_id}:approved:{here.draft.id}", subject, text, now, people)
        return True


def _sheet(draft: Draft) -> Sheet:
    return read("draft.report.json", draft.sheet.encode())


def _signed(session: Session, made: dict[Role, Decision]) -> list[tuple[str, Role]]:
    """Return who has approved, in order of the chain."""
    approved = [made[role] for role in CHAIN if role in made and made[role].verdict is Verdict.APPROVE]
    return [(session.get_one(Person, decision.person_id).name, decision.role) for decision in approved]


def _lost(session: Session, draft: Draft) -> dict[str, object]:
    """Return whose approval of the draft before is lost, and by which changes."""
    before = [d for d in queries.drafts(session, draft.cycle_id) if d.revision == draft.revision - 1]
    if not before:
        return {"lost": [], "changes": []}
    names = [name for name, _ in _signed(session, queries.decisions(session, before[0].id or 0))]
    year = session.get_one(Cycle, draft.cycle_id).year
    changes = differences(_sheet(before[0]), _sheet(draft)).items()
    return {"lost": names, "changes": [(change_name(year, key), *_changed_lines(*values)) for key, values in changes]}


def _changed_lines(was: str, now: str) -> tuple[str, str]:
    """Return only the lines that changed: nobody finds the new figure in two pages of text."""
    before, after = was.split("\n"), now.split("\n")
    gone = [line for line in before if line not in after]
    come = [line for line in after if line not in before]
    return "\n".join(gone), "\n".join(come)


def change_name(year: int, key: str) -> str:
    """Return a changed cell's or text's name as a clerk would say it."""
    form = form_for(year)
    return form.name(key) if key in form.places else say("texts", "name", key=key)


def everybody(session: Session, here: Standing) -> list[Person]:
    """Return all people of a cycle: the contacts of every office that owed something, and the chain."""
    organ: Organ = here.organ
    contacts = [p for o in here.offices for p in queries.contacts(session, o.office.id or 0)]
    return [*contacts, *queries.chain_of(session, organ.id or 0)]


def approvals(cycle_id: int) -> list[list[str]]:
    """Return who has said what to the newest draft, as rows of a table."""
    with look() as session:
        here = standing(session, cycle_id)
        made = [here.decisions[role] for role in CHAIN if role in here.decisions]
        return [
            [
                say("journal", "decided", role=d.role, verdict=d.verdict, reason=d.reason),
                session.get_one(Person, d.person_id).name,
                d.decided_at.isoformat(timespec="minutes"),
                d.report_hash[:12],
            ]
            for d in made
        ]
