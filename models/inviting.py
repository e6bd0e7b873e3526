"""Deciding by link: who is invited, what a link is good for now, and the second proof of the person."""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlmodel import Session

from models import queries
from models.acts import NoReason, NoSuchPlace, NotYours, OutOfTurn, decide
from models.cycle import Cycle
from models.draft import Draft
from models.invitation import CODE, Invitation, hash_of
from models.journal import enter
from models.notice import Notice
from models.office import Office
from models.organ import Organ
from models.person import Person
from models.run_request import RunRequest
from models.signing import decided, may_decide
from report.chain import awaited, before, place_of, returned
from report.lifecycle import Verdict
from settings import settings
from templates import letter, say

BOOK = "deciding"
CODE_LASTS = timedelta(minutes=10)
BETWEEN_CODES = timedelta(minutes=1)
MOST_CODES = 10
"""A link that was forwarded must not be a means of filling somebody's mailbox."""
MOST_ATTEMPTS = 5
"""Of one link, not of one code: whoever guesses gets five out of a million and no more."""


class Validity(StrEnum):
    """What a link is good for."""

    REPLACED = "replaced"
    """There is a newer draft."""
    DECIDED = "decided"
    """The role has said its word, by this way or another."""
    SENT_BACK = "sent_back"
    """Somebody before in the chain has sent the draft back."""
    REVOKED = "revoked"
    """There is a newer link, or the person has no word in the chain any more."""
    EXPIRED = "expired"
    LOCKED = "locked"
    """Too many wrong codes, or too many codes asked for."""
    NOT_YET = "not_yet"
    """Somebody before in the chain has not signed."""
    OPEN = "open"


class Objection(StrEnum):
    """Why what was done on the page of a link was not taken; each has its sentence."""

    NO_ADDRESS = "no_address"
    TOO_SOON = "too_soon"
    NO_VERDICT = "no_verdict"
    NO_CODE = "no_code"
    WRONG_CODE = "wrong_code"
    NO_REASON = "no_reason"
    NO_OFFICE = "no_office"
    NO_PLACE = "no_place"
    OUT_OF_TURN = "out_of_turn"
    NOT_YOURS = "not_yours"
    OLD_PAGE = "old_page"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person entered on the page."""

    verdict: Verdict | None = None
    reason: str = ""
    office_id: int | None = None
    code: str = ""
    back_to: str = ""


def invite(session: Session, draft: Draft, person: Person, now: datetime) -> str:
    """Give a person a new link for deciding about a draft, take back the older ones, and return the link's token.

    The token is returned this once; whoever asks again gets another.
    """
    assert draft.id is not None
    assert person.id is not None
    organ_id = session.get_one(Cycle, draft.cycle_id).organ_id
    if person.organ_id != organ_id or place_of(draft.stations, person.role) is None:
        raise NotYours
    for older in queries.invitations(session, draft.id, person.id):
        older.revoked_at = older.revoked_at or now
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        draft_id=draft.id,
        person_id=person.id,
        role=person.role,
        report_hash=draft.report_hash,
        token_hash=hash_of(token),
        made_at=now,
        expires_at=now + timedelta(hours=settings().link_hours),
    )
    session.add(invitation)
    session.flush()
    return token


def address(token: str) -> str:
    """Return where the link of a token leads."""
    config = settings()
    return f"{(config.portal_address or config.portal_url).rstrip('/')}/decide/{token}"


def find(session: Session, token: str, lock: bool = False) -> Invitation | None:
    """Return the invitation of a token; ``lock`` makes whoever wants to change it wait."""
    return queries.invitation_hashed(session, hash_of(token), lock)


# What a link is good for


def validity(session: Session, invitation: Invitation, now: datetime) -> Validity:
    """Return what a link is good for now: the first that holds, in the order in which it matters to the person."""
    draft = session.get_one(Draft, invitation.draft_id)
    newest = queries.newest_draft(session, draft.cycle_id)
    made = decided(session, draft)
    person = session.get_one(Person, invitation.person_id)
    has_left = person.role != invitation.role or not may_decide(session, draft, person, now.date())
    holds = {
        Validity.REPLACED: newest is None or newest.id != draft.id or draft.report_hash != invitation.report_hash,
        Validity.DECIDED: invitation.role in made or invitation.used_at is not None,
        Validity.SENT_BACK: returned(made) is not None,
        Validity.REVOKED: bool(invitation.revoked_at) or has_left,
        Validity.EXPIRED: now >= invitation.expires_at,
        Validity.LOCKED: _is_locked(invitation, now),
        Validity.NOT_YET: invitation.role not in {place.role for place in awaited(draft.stations, made)},
    }
    return next((validity for validity, does in holds.items() if does), Validity.OPEN)


def _is_locked(invitation: Invitation, now: datetime) -> bool:
    until = code_until(invitation)
    used_up = invitation.codes >= MOST_CODES and (until is None or now >= until)
    return used_up or invitation.attempts >= MOST_ATTEMPTS


def sentence(session: Session, invitation: Invitation, now: datetime) -> str:
    """Say what a link is good for now, and what to do where it is good for nothing."""
    draft = session.get_one(Draft, invitation.draft_id)
    organ_id = session.get_one(Cycle, draft.cycle_id).organ_id
    made = decided(session, draft)
    said = [d for d in queries.decisions(session, invitation.draft_id) if d.role == invitation.role]
    decision = made.get(invitation.role) or returned(made) or next(reversed(said), None)
    silent = [place.role for place in awaited(draft.stations, made)]
    newest = queries.newest_draft(session, draft.cycle_id)
    return say(
        BOOK,
        "validity",
        validity=validity(session, invitation, now),
        invitation=invitation,
        person=session.get_one(Person, invitation.person_id),
        draft=draft,
        newest=newest or draft,
        decision=decision,
        decider=session.get_one(Person, decision.person_id) if decision else None,
        awaited=[(role, queries.person_in_role(session, organ_id, role)) for role in silent],
        leads=queries.leads(session, organ_id),
    )


# Looking, asking for a code, deciding


def note_opening(session: Session, invitation: Invitation, now: datetime, origin: str) -> None:
    """Keep when and from where a link was opened first; by whom nobody knows, a link can be forwarded."""
    if invitation.opened_at is None:
        invitation.opened_at, invitation.opened_from = now, origin
        _enter(session, invitation, now, origin, "opened")


def code_until(invitation: Invitation) -> datetime | None:
    """Return until when the code that was sent is good, None where there is none."""
    return invitation.code_sent_at + CODE_LASTS if invitation.code_hash and invitation.code_sent_at else None


def send_code(session: Session, invitation: Invitation, token: str, now: datetime, origin: str) -> Objection | None:
    """Owe the person a new code, which takes the place of the older one; say what stands in the way."""
    person = session.get_one(Person, invitation.person_id)
    if "@" not in person.mail and not _by_phone(person):
        return Objection.NO_ADDRESS
    sent_at = invitation.code_sent_at
    if invitation.codes >= MOST_CODES or (sent_at and now < sent_at + BETWEEN_CODES):
        return Objection.TOO_SOON
    _forget(session, invitation)
    code = f"{secrets.randbelow(10**6):06}"
    invitation.code_hash, invitation.code_sent_at = _keyed(token, code), now
    invitation.codes += 1
    _owe(session, invitation, person, code, now, origin)
    _enter(session, invitation, now, origin, "code_sent")
    return None


def _owe(session: Session, invitation: Invitation, person: Person, code: str, now: datetime, origin: str) -> None:
    """Write the letter with the code, and the request that it be posted."""
    draft = session.get_one(Draft, invitation.draft_id)
    cycle = session.get_one(Cycle, draft.cycle_id)
    subject, text = letter(
        "code",
        person=person,
        role=invitation.role,
        organ=session.get_one(Organ, cycle.organ_id),
        year=cycle.year,
        revision=draft.revision,
        code=code,
        by_phone=_by_phone(person),
        until=now + CODE_LASTS,
        at=now,
        origin=origin,
        leads=queries.leads(session, cycle.organ_id),
    )
    key = f"{CODE}{invitation.id}:{invitation.codes}:{person.id}"
    notice = Notice(key=key, cycle_id=draft.cycle_id, person_id=person.id, subject=subject, text=text, written_at=now)
    request = RunRequest(
        key=f"notices:{key}:1",
        flow="notices",
        name=say("runs", "name", stage="notices", subject="", day=now),
        tags=[say("runs", "stage", stage="notices")],
        parameters={"now": now.isoformat()},
        written_at=now,
    )
    session.add_all((notice, request))
    session.flush()


def decide_by_link(
    session: Session, invitation: Invitation, token: str, said: Said, now: datetime, origin: str
) -> Objection | None:
    """Record what the person says who has both the link and the code; say what stands in the way.

    Only for a link that is open. A wrong code is counted and entered in the journal.
    """
    offices = {office.id: office for office in offices_to_mend(session, invitation)}
    if said.verdict is None:
        return Objection.NO_VERDICT
    if said.verdict is Verdict.RETURN and said.office_id and said.office_id not in offices:
        return Objection.NO_OFFICE
    if said.verdict is Verdict.RETURN and said.back_to not in ("", *places_to_ask(session, invitation)):
        return Objection.NO_PLACE
    if objection := _unproved(session, invitation, token, said.code, now, origin):
        return objection
    draft, person = session.get_one(Draft, invitation.draft_id), session.get_one(Person, invitation.person_id)
    office = offices.get(said.office_id) if said.verdict is Verdict.RETURN else None
    reason = said.reason if said.verdict is Verdict.RETURN else ""
    try:
        decide(session, draft, person, said.verdict, now, origin, reason, office, said.back_to)
    except NoReason:
        return Objection.NO_REASON
    except NoSuchPlace:
        return Objection.NO_PLACE
    except OutOfTurn:
        return Objection.OUT_OF_TURN
    except NotYours:
        return Objection.NOT_YOURS
    invitation.used_at = now
    _forget(session, invitation)
    return None


def offices_to_mend(session: Session, invitation: Invitation) -> list[Office]:
    """Return the offices to which a person can send figures back."""
    draft = session.get_one(Draft, invitation.draft_id)
    return list(queries.offices_with_duties(session, draft.cycle_id))


def places_to_ask(session: Session, invitation: Invitation) -> list[str]:
    """Return the places in front of the person's own: these can be asked to look again."""
    draft = session.get_one(Draft, invitation.draft_id)
    return [place.role for place in before(draft.stations, invitation.role)]


def _unproved(
    session: Session, invitation: Invitation, token: str, code: str, now: datetime, origin: str
) -> Objection | None:
    """Say why a code does not prove that this is the person; a code with blanks or full-width digits is the code."""
    until = code_until(invitation)
    if until is None or now >= until:
        return Objection.NO_CODE
    entered = "".join(unicodedata.normalize("NFKC", code).split())
    if hmac.compare_digest(_keyed(token, entered), invitation.code_hash):
        return None
    invitation.attempts += 1
    _enter(session, invitation, now, origin, "wrong_code", attempts=invitation.attempts, most=MOST_ATTEMPTS)
    if invitation.attempts >= MOST_ATTEMPTS:
        _forget(session, invitation)
    return Objection.WRONG_CODE


def _keyed(token: str, code: str) -> str:
    return hmac.new(token.encode("utf-8", "replace"), code.encode("utf-8", "replace"), sha256).hexdigest()


def _forget(session: Session, invitation: Invitation) -> None:
    """Let the code be good no longer, and take it out of the letters that carried it."""
    invitation.code_hash = ""
    for notice in queries.notices_keyed_like(session, f"{CODE}{invitation.id}:"):
        notice.text = say(BOOK, "forgotten")
        if _by_phone(session.get_one(Person, invitation.person_id)):
            notice.subject = notice.text


def _by_phone(person: Person) -> bool:
    """Say whether a code reaches a person by short message only."""
    return "@" not in person.mail and bool(settings().sms_url and person.phone)


def _enter(session: Session, invitation: Invitation, now: datetime, origin: str, what: str, **facts: object) -> None:
    """Enter in the journal what was done by somebody of whom only the link is known."""
    draft, person = session.get_one(Draft, invitation.draft_id), session.get_one(Person, invitation.person_id)
    line = say(BOOK, what, person=person, role=invitation.role, revision=draft.revision, **facts)
    enter(session, now, say(BOOK, "bearer"), origin, line, invitation.report_hash, draft.cycle_id)
