"""Confirming by link: who is asked whether they still have their role, and what becomes of the answer."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from models import queries
from models.contact_check import ContactCheck, Reply
from models.cycle import Cycle
from models.invitation import hash_of
from models.journal import enter
from models.outbox import owe
from models.person import Person
from models.succession import BOOK, Objection, Successor, correct, hand_over
from report.lifecycle import Role
from settings import settings
from templates import letter, say


class Use(StrEnum):
    """What the link of a contact check is good for."""

    OPEN = "open"
    ANSWERED = "answered"
    """It is good once."""
    LEFT = "left"
    """Somebody else has the role already."""
    OVER = "over"
    """The report is published: there is nothing to fill in or to sign any more."""


class Says(StrEnum):
    """What can be answered."""

    SAME = "same"
    PHONE = "phone"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody entered on the page; ``roles`` are the numbers of the persons that are handed over."""

    says: Says | None = None
    successor: Successor = field(default_factory=lambda: Successor(""))
    roles: frozenset[int] = frozenset()


def ask(session: Session, cycle: Cycle, person: Person, now: datetime) -> str:
    """Write down that a person is asked, and return the link's token; it is returned this once."""
    token = secrets.token_urlsafe(32)
    check = ContactCheck(cycle_id=cycle.id or 0, person_id=person.id or 0, token_hash=hash_of(token), asked_at=now)
    session.add(check)
    session.flush()
    return token


def address(token: str) -> str:
    """Return where the link of a token leads; "" where people reach no portal."""
    portal = settings().portal_address.rstrip("/")
    return f"{portal}/confirm/{token}" if portal else ""


def find(session: Session, token: str, lock: bool = False) -> ContactCheck | None:
    """Return the contact check of a token; ``lock`` makes whoever wants to answer it wait."""
    return queries.contact_check_hashed(session, hash_of(token), lock)


def use(session: Session, check: ContactCheck) -> Use:
    """Return what a link is good for now."""
    if check.reply is not None:
        return Use.ANSWERED
    if session.get_one(Person, check.person_id).left_at:
        return Use.LEFT
    return Use.OVER if queries.newest_publication(session, check.cycle_id) else Use.OPEN


def roles_of(session: Session, person: Person) -> Sequence[Person]:
    """Return every role of somebody who is asked once: who has two of them at one address gets one letter."""
    named = queries.people_named(session, person.organ_id, person.name)
    return [each for each in named if each.mail == person.mail and each.stands_in_for is None]


def answer(session: Session, check: ContactCheck, entered: Entered, now: datetime, origin: str) -> Objection | None:
    """Record what somebody answers, by a link that is open; say what stands in the way.

    For the chain of approval nothing changes by a link alone: a link can be forwarded, and whoever sets the mailbox
    or the telephone of a leader can sign in the leader's name. The leading office is asked to enter the change.
    """
    person = session.get_one(Person, check.person_id)
    chosen = [each for each in roles_of(session, person) if each.id in entered.roles]
    if objection := _objection(entered, person, chosen):
        return objection
    check.reply, check.answered_at, check.answered_from = Reply.CONFIRMED, now, origin
    if entered.says is Says.SAME:
        enter(session, now, _bearer(person), origin, say(BOOK, "confirmed", name=person.name), "", check.cycle_id)
        return None
    moved = chosen if entered.says is Says.REPLACED else list(roles_of(session, person))
    check.reply = _carry_out(session, check, entered, moved, now, origin)
    return None


def _objection(entered: Entered, person: Person, chosen: Sequence[Person]) -> Objection | None:
    if entered.says is None:
        return Objection.NO_CHOICE
    if entered.says is Says.SAME:
        return None
    if entered.says is Says.PHONE:
        known = Successor(person.name, phone=entered.successor.phone)
        return known.objection if known.phone else Objection.BAD_PHONE
    if not chosen:
        return Objection.NO_ROLE
    return Objection.SAME if entered.successor.name == person.name else entered.successor.objection


def _carry_out(
    session: Session, check: ContactCheck, entered: Entered, moved: Sequence[Person], now: datetime, origin: str
) -> Reply:
    """Change at once what concerns filling in, and ask the leading office for the rest."""
    is_replaced = entered.says is Says.REPLACED
    for person in moved:
        if person.role != Role.CONTACT:
            _propose(session, check, person, entered.successor, now, origin)
        elif is_replaced:
            hand_over(session, person, entered.successor, now, _bearer(person), origin)
        else:
            correct(session, person, entered.successor, now, _bearer(person), origin)
    if all(person.role != Role.CONTACT for person in moved):
        return Reply.PROPOSED
    return Reply.REPLACED if is_replaced else Reply.CORRECTED


def _bearer(person: Person) -> str:
    """Return who did it: nobody knows more than to whom the link was sent."""
    return say(BOOK, "bearer", name=person.name)


def _propose(
    session: Session, check: ContactCheck, person: Person, new: Successor, now: datetime, origin: str
) -> None:
    leads = queries.leads(session, person.organ_id)
    told = letter("proposed", person=person, new=new, at=now, origin=origin)
    for lead in leads:
        owe(session, f"{check.cycle_id}:proposed:{person.id}", check.cycle_id, lead, told, now, None)
    what = say(BOOK, "proposed", role=person.role, old=person.name, new=new.name)
    enter(session, now, _bearer(person), origin, what, "", check.cycle_id)
