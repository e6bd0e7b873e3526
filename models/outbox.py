"""What waits, failed or is in doubt, and what a person does about it: have it sent again, or call it delivered."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.invitation import CODE
from models.journal import enter
from models.notice import Delivery, Notice
from models.office import Office
from models.person import Person
from models.reminding import outdated
from templates import say

BOOK = "outbox"

UNSETTLED = (Delivery.WAITING, Delivery.SENDING, Delivery.UNCERTAIN, Delivery.FAILED)
"""Where somebody has perhaps not been told yet."""

BY_HAND = (Delivery.UNCERTAIN, Delivery.FAILED)
"""What the service leaves to a person."""


class NotYoursToSettle(Exception):
    """No such notice waits for a person; the message says how it stands."""


def unsettled(session: Session, cycle: Cycle) -> list[Notice]:
    """Return the notices of a cycle of which nobody knows yet that they arrived."""
    return [notice for notice in queries.notices(session, cycle.id or 0) if notice.state in UNSETTLED]


def notice_json(session: Session, notice: Notice) -> dict[str, object]:
    """Return a notice as a program reads it."""
    person = session.get(Person, notice.person_id) if notice.person_id else None
    office = session.get(Office, person.office_id) if person and person.office_id else None
    return {
        "id": notice.id,
        "to": say("troubles", "recipient", person=person, office=office),
        "phone": person.phone if person else "",
        "subject": notice.subject,
        "state": notice.state,
        "words": say(BOOK, "state", state=notice.state),
        "reason": notice.trouble,
        "written_at": notice.written_at.isoformat(),
        "next_attempt_at": notice.next_attempt_at.isoformat() if notice.next_attempt_at else "",
        "attempts": notice.attempts,
    }


def owe(
    session: Session,
    key: str,
    cycle_id: int,
    person: Person,
    letter: tuple[str, str],
    at: datetime,
    file_id: int | None,
) -> Notice | None:
    """Write a notice that follows from a person's act, once for each key and person."""
    key = f"{key}:{person.id}"
    if queries.notice_keyed(session, key):
        return None
    subject, text = letter
    notice = Notice(key=key, cycle_id=cycle_id, subject=subject, text=text, file_id=file_id, written_at=at)
    notice.person_id = person.id
    session.add(notice)
    session.flush()
    return notice


def meant(session: Session, numbers: Sequence[int]) -> list[Notice]:
    """Return the failed or doubtful notices of these numbers; raise ``NotYoursToSettle`` for any other number."""
    found = [(number, session.get(Notice, number, with_for_update=True)) for number in numbers]
    for number, notice in found:
        if notice is None or notice.key.startswith(CODE):
            raise NotYoursToSettle(say(BOOK, "no_such", number=number))
        if notice.state not in BY_HAND:
            raise NotYoursToSettle(say(BOOK, "stands", number=number, state=notice.state))
    return [notice for _, notice in found if notice]


def resend(session: Session, notice: Notice, at: datetime, who: str, origin: str) -> bool:
    """Let a failed or doubtful notice wait again; False, and expired, where it has lost its sense meanwhile."""
    notice.trouble = outdated(session, notice)
    notice.state = Delivery.EXPIRED if notice.trouble else Delivery.WAITING
    notice.next_attempt_at = None
    what = say(BOOK, "resent", number=notice.id, subject=notice.subject, reason=notice.trouble)
    enter(session, at, who, origin, what, notice.key, notice.cycle_id)
    return not notice.trouble


def settle_by_hand(session: Session, notice: Notice, at: datetime, who: str, origin: str) -> None:
    """Call a notice delivered because a person has made sure of it."""
    notice.state, notice.delivered_at = Delivery.DELIVERED, at
    notice.trouble = say(BOOK, "assured", who=who)
    enter(session, at, who, origin, say(BOOK, "settled", number=notice.id, subject=notice.subject), notice.key,
          notice.cycle_id)  # fmt: skip
