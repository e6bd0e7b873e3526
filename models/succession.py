"""Succession: who takes over a role from whom, whose address has changed, and who is away."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from sqlmodel import Session

from models import queries
from models.acts import request_run
from models.contact_check import ContactCheck, Reply
from models.cycle import Cycle
from models.journal import enter
from models.notice import Delivery, Notice
from models.office import Office
from models.outbox import owe, resend
from models.person import Person
from models.reminding import HANDED_OVER, kind, outdated, owes
from report.lifecycle import Role, Stage
from templates import letter, say

BOOK = "contacts"
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?\d[\d -]{5,19}")
LONGEST_NAME = 20

PERSONAL = frozenset({"sign", "unsigned", "confirm", "code", HANDED_OVER})
"""Letters that hold for the one person they name, or carry that person's link: who follows is asked anew."""

LASTING = frozenset({"plan", "handout"})
"""What a successor must know although it arrived long ago."""


class NobodyMeant(Exception):
    """Nobody in the register, or more than one, is meant by a name; the message says what can be written instead."""


class Objection(StrEnum):
    """Why what was entered about a person cannot be used; each has its sentence."""

    NO_NAME = "no_name"
    BAD_MAIL = "bad_mail"
    BAD_PHONE = "bad_phone"
    NO_ADDRESS = "no_address"
    NO_CHOICE = "no_choice"
    NO_ROLE = "no_role"
    SAME = "same"
    OLD_PAGE = "old_page"


@dataclass(frozen=True, slots=True)
class Successor:
    """Who is entered: by whom a role is taken over, or how somebody is reached from now on."""

    name: str
    mail: str = ""
    phone: str = ""

    @classmethod
    def entered(cls, name: str, mail: str = "", phone: str = "") -> "Successor":
        """Return what somebody typed, with full-width digits and stray blanks put right."""
        return cls(*("".join(c for c in _plain(text) if c.isprintable()).strip() for text in (name, mail, phone)))

    @property
    def objection(self) -> Objection | None:
        """What is wrong with it."""
        if not self.name or len(self.name) > LONGEST_NAME:
            return Objection.NO_NAME
        if self.mail and not MAIL.fullmatch(self.mail):
            return Objection.BAD_MAIL
        if self.phone and not PHONE.fullmatch(self.phone):
            return Objection.BAD_PHONE
        return None if self.mail or self.phone else Objection.NO_ADDRESS


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def person_meant(session: Session, organ_id: int, name: str, place: str = "") -> Person:
    """Return the person of that name, in an office or a place of the chain where one is named."""
    named = list(queries.people_named(session, organ_id, name))
    fitting = [person for person in named if place in ("", *_places(session, person))]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) > 1:
        where = [_places(session, person)[0] for person in fitting]
        raise NobodyMeant(say(BOOK, "several", name=name, offices=where))
    names = dict.fromkeys(person.name for person in queries.in_charge(session, organ_id))
    raise NobodyMeant(say(BOOK, "nobody", name=name, names=list(names)))


def _places(session: Session, person: Person) -> tuple[str, ...]:
    """Return the words by which one says where somebody works: the office, or the place in the chain."""
    role = say(BOOK, "role_name", role=person.role)
    return (session.get_one(Office, person.office_id).name, role) if person.office_id else (role,)


def hand_over(session: Session, old: Person, successor: Successor, at: datetime, who: str, origin: str) -> Person:
    """Let somebody take over a person's role: what was done stays the old one's, what is open becomes the new one's.

    The same person under another address only gets that address. Saying it again changes nothing.
    """
    if successor.name == old.name:
        correct(session, old, successor, at, who, origin)
        return old
    new = _holder(session, old, successor)
    stand_in = queries.stand_in(session, old.id or 0)
    if stand_in and stand_in.id != new.id:
        stand_in.stands_in_for = new.id
    old.left_at = at
    cycle = _newest_cycle(session, old.organ_id)
    what = say(BOOK, "handed_over", role=old.role, old=old.name, new=new.name)
    enter(session, at, who, origin, what, "", cycle.id if cycle else None)
    if cycle:
        _settle_check(session, cycle, old, new, at, origin)
        _pass_on(session, cycle, old, new, at)
        _tell(session, cycle, old, new, at, who)
        if new.role != Role.CONTACT and queries.newest_draft(session, cycle.id or 0):
            request_run(session, cycle, Stage.APPROVE, f"handed-over-{new.id}", at)
    return new


def _holder(session: Session, old: Person, successor: Successor) -> Person:
    """Return the person who has the role from now on: who stood in, or had it before, is known already."""
    known = queries.person_entered(session, old.organ_id, old.office_id, old.role, successor.name)
    new = known or Person(organ_id=old.organ_id, office_id=old.office_id, role=old.role, name=successor.name)
    new.mail, new.phone = successor.mail, successor.phone
    new.left_at, new.away_until, new.stands_in_for = None, None, old.stands_in_for
    session.add(new)
    session.flush()
    return new


def _newest_cycle(session: Session, organ_id: int) -> Cycle | None:
    return next((cycle for cycle in queries.cycles(session) if cycle.organ_id == organ_id), None)


def _settle_check(session: Session, cycle: Cycle, old: Person, new: Person, at: datetime, origin: str) -> None:
    """Answer the old one's question by this act, and do not ask the new one what was just said."""
    asked = queries.contact_check_of(session, cycle.id or 0, old.id or 0)
    if asked and asked.reply is None:
        asked.reply, asked.answered_at, asked.answered_from = Reply.REPLACED, at, origin
    everybody_is_asked = bool(queries.contact_checks(session, cycle.id or 0))
    if everybody_is_asked and not queries.contact_check_of(session, cycle.id or 0, new.id or 0):
        answered = ContactCheck(cycle_id=cycle.id or 0, person_id=new.id or 0, token_hash="", asked_at=at)
        answered.token_hash = sha256(f"{cycle.id}:{new.id}:{at.isoformat()}".encode()).hexdigest()
        answered.reply, answered.answered_at, answered.answered_from = Reply.CONFIRMED, at, origin
        session.add(answered)
        session.flush()


def _pass_on(session: Session, cycle: Cycle, old: Person, new: Person, at: datetime) -> None:
    """Owe the new person what the old one was told that is still open, and take back what the old one was owed."""
    for notice in queries.notices_of(session, cycle.id or 0, old.id or 0):
        if kind(notice.key) not in PERSONAL and _is_open(session, notice, old):
            key = notice.key.rpartition(":")[0]
            owe(session, key, notice.cycle_id, new, (notice.subject, notice.text), at, notice.file_id)
        if notice.state in (Delivery.WAITING, Delivery.FAILED):
            notice.state, notice.trouble = Delivery.EXPIRED, outdated(session, notice)


def _is_open(session: Session, notice: Notice, old: Person) -> bool:
    if kind(notice.key) == "handout":
        return owes(session, notice.cycle_id, old.office_id or 0)
    if kind(notice.key) in LASTING:
        return queries.newest_publication(session, notice.cycle_id) is None
    return notice.state in (Delivery.WAITING, Delivery.FAILED)


def _tell(session: Session, cycle: Cycle, old: Person, new: Person, at: datetime, who: str) -> None:
    """Tell the old one, at the old address, and the leading office: whoever was forwarded a link shows here."""
    told = letter("handed_over", old=old, new=new, who=who, at=at, leads=queries.leads(session, old.organ_id))
    people = [*([old] if old.mail or old.phone else []), *queries.leads(session, old.organ_id)]
    for person in {person.mail or str(person.id): person for person in people if person.id != new.id}.values():
        owe(session, f"{cycle.id}:{HANDED_OVER}:{old.id}.{new.id}", cycle.id or 0, person, told, at, None)


def correct(session: Session, person: Person, known: Successor, at: datetime, who: str, origin: str) -> None:
    """Write down how a person is reached from now on, and send again what failed and is still true."""
    before = (person.mail, person.phone)
    person.mail, person.phone = known.mail or person.mail, known.phone or person.phone
    if (person.mail, person.phone) == before:
        return
    cycle = _newest_cycle(session, person.organ_id)
    what = say(BOOK, "corrected", name=person.name, mail=person.mail, phone=person.phone)
    enter(session, at, who, origin, what, "", cycle.id if cycle else None)
    if cycle:
        for notice in queries.notices_of(session, cycle.id or 0, person.id or 0):
            if notice.state is Delivery.FAILED and kind(notice.key) != "code":
                resend(session, notice, at, who, origin)


def set_away(session: Session, person: Person, until: date, at: datetime, who: str, origin: str) -> None:
    """Write down until when somebody is away; a day that is over means that they are back."""
    if person.away_until == until:
        return
    person.away_until = until
    cycle = _newest_cycle(session, person.organ_id)
    stand_in = queries.stand_in(session, person.id or 0)
    what = say(BOOK, "away", name=person.name, until=until, stand_in=stand_in.name if stand_in else "")
    enter(session, at, who, origin, what, "", cycle.id if cycle else None)


def with_stand_ins(session: Session, people: list[Person], today: date, everybody: bool = False) -> list[Person]:
    """Return people together with who stands in for those that are away today, or for ``everybody``."""
    told = list(people)
    for person in people:
        is_away = person.away_until is not None and today <= person.away_until
        stand_in = queries.stand_in(session, person.id or 0) if is_away or everybody else None
        told += [stand_in] if stand_in else []
    return told
