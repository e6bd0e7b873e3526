"""Contacts: everybody is asked once a year whether they still are it, and an office without one is an alert."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, Office, Person, queries
from models.confirming import address, ask, roles_of
from models.db import transaction
from report.lifecycle import Stage
from settings import settings
from tasks.channel import address_of
from tasks.notices import alert, tell
from templates import letter, say


@dataclass(frozen=True, slots=True)
class Owing:
    """One office and, in words, what it owes."""

    office: Office
    words: str


@task(task_run_name="核实联系人 {cycle_id}", retries=2, retry_delay_seconds=1)
def check_contacts(cycle_id: int, now: datetime) -> int:
    """Ask everybody of a cycle that has just begun, and tell who cannot be asked; return how many were asked."""
    with transaction() as session:
        cycle = session.get_one(Cycle, cycle_id)
        opens = queries.steps(session, cycle_id)[Stage.COLLECT].opens_on
        # A cycle that was already collecting when the service learned to ask is not disturbed any more.
        if now.date() > max(opens, cycle.opened_at.date()):
            return 0
        offices = list(queries.offices_with_duties(session, cycle_id))
        offices += [o for o in queries.offices(session, cycle.organ_id) if o.leads and o not in offices]
        due = queries.steps(session, cycle_id)[Stage.COLLECT].due_on
        owing = [Owing(office, _words(session, cycle, office)) for office in offices]
        alert_no_contact(session, cycle, owing, due, "start", now)
        return sum(_ask(session, cycle, person, now) for person in _unasked(session, cycle))


def _words(session: Session, cycle: Cycle, office: Office) -> str:
    owed = queries.duties_of(session, cycle.id or 0, office.id or 0)
    paragraphs = sum(bool(duty.title) for duty in owed)
    counts = {"cells": len(owed) - paragraphs, "paragraphs": paragraphs}
    return say("reminding", "missing", **counts, answer="") if owed else ""


def _unasked(session: Session, cycle: Cycle) -> Iterator[Person]:
    """Yield who is to be asked: whoever has two roles at one address is asked once."""
    asked = {check.person_id for check in queries.contact_checks(session, cycle.id or 0)}
    for person in queries.in_charge(session, cycle.organ_id):
        if not asked & {each.id for each in roles_of(session, person)}:
            asked.add(person.id or 0)
            yield person


def _ask(session: Session, cycle: Cycle, person: Person, now: datetime) -> int:
    token = ask(session, cycle, person, now)
    if not address_of(person):
        return 0
    subject, text = letter(
        "confirm",
        person=person,
        roles=[_role(session, each) for each in roles_of(session, person)],
        year=cycle.year,
        link=address(token),
        leads=queries.leads(session, cycle.organ_id),
    )
    return len(tell(session, cycle.id or 0, f"{cycle.id}:confirm", subject, text, now, [person]))


def _role(session: Session, person: Person) -> str:
    office = session.get(Office, person.office_id) if person.office_id else None
    return f"{office.name if office else ''}{say('contacts', 'role_name', role=person.role)}"


@task(task_run_name="未答复的联系人 {cycle_id}", retries=2, retry_delay_seconds=1)
def tell_unanswered(cycle_id: int, now: datetime) -> int:
    """Tell the leading office once, when collecting has opened, who has not answered; return how many have not.

    Without links nobody was asked to answer. Nothing waits for an answer.
    """
    with transaction() as session:
        cycle = session.get_one(Cycle, cycle_id)
        opens = queries.steps(session, cycle_id)[Stage.COLLECT].opens_on
        if now.date() < opens or not settings().portal_address:
            return 0
        silent = list(_silent(session, cycle_id, now.date()))
        if silent:
            subject, text = letter("unanswered", people=silent, year=cycle.year)
            key = f"{cycle_id}:unanswered"
            tell(session, cycle_id, key, subject, text, now, queries.leads(session, cycle.organ_id))
        return len(silent)


def _silent(session: Session, cycle_id: int, today: date) -> Iterator[tuple[Person, Office | None]]:
    """Yield who was asked before today, has not answered, and still has the role."""
    for check in queries.contact_checks(session, cycle_id):
        person = session.get_one(Person, check.person_id)
        if check.reply is None and not person.left_at and check.asked_at.date() < today:
            yield person, session.get(Office, person.office_id) if person.office_id else None


def alert_no_contact(
    session: Session, cycle: Cycle, owing: Sequence[Owing], due: date, when: str, now: datetime
) -> None:
    """Tell the leading office which offices that owe something nobody can be told; once for each ``when``."""
    lonely = [
        {"office": each.office, "people": people, "words": each.words}
        for each in owing
        if not any(map(address_of, people := list(queries.contacts(session, each.office.id or 0))))
    ]
    if lonely:
        subject, text = letter("no_contact", offices=lonely, year=cycle.year, due=due)
        alert(session, cycle.id or 0, f"{cycle.id}:no_contact:{when}", now, subject, text)
