"""What a notice is about, read from its key, and whether what it says is still so when its turn comes."""

from collections.abc import Callable

from sqlmodel import Session

from models import queries
from models.draft import Draft
from models.notice import Notice
from models.person import Person
from models.signing import decided
from report.chain import awaited
from report.lifecycle import Status
from templates import say

HANDED_OVER = "handed_over"
"""The kind of letter that tells somebody, at the old address, who has taken over."""

CAN_WAIT = frozenset(
    {
        *("plan", "moved", "extended", "hand_in", "too_late", "slipping", "confirm", "unanswered"),
        *("remind", "overdue", "unsigned", "approved", "published", "archived"),
    }
)
"""Kinds that travel together, one message for each person and day; every other one is an answer, or urgent."""

OF_COLLECTING = frozenset({"remind", "overdue"})
"""Kinds that press for the day on which the figures are due, and not for that of publication."""


def kind(key: str) -> str:
    """Return the word for what a notice is about: ``1:remind:3:…`` is ``remind``, ``alert:…`` is ``alert``."""
    first, _, rest = key.partition(":")
    return rest.partition(":")[0] if first.isdecimal() else first


def reminder_key(cycle_id: int, office_id: int, rung: str) -> str:
    """Return how the key of a reminder begins; the office in it says when the reminder has lost its sense."""
    return f"{cycle_id}:remind:{office_id}:{rung}"


def outdated(session: Session, notice: Notice) -> str:
    """Say why a notice that waits is not true any more; "" where it is."""
    person = session.get(Person, notice.person_id) if notice.person_id else None
    if person and person.left_at and kind(notice.key) != HANDED_OVER:
        return say("troubles", "has_left", name=person.name)
    over = OVER.get(kind(notice.key))
    return say("troubles", "over_now", kind=kind(notice.key)) if over and over(session, notice) else ""


def _has_filed(session: Session, notice: Notice) -> bool:
    return not owes(session, notice.cycle_id, int(notice.key.split(":")[2]))


def _everybody_has_filed(session: Session, notice: Notice) -> bool:
    offices = queries.offices_with_duties(session, notice.cycle_id)
    return not any(owes(session, notice.cycle_id, office.id or 0) for office in offices)


def _has_answered(session: Session, notice: Notice) -> bool:
    check = queries.contact_check_of(session, notice.cycle_id, notice.person_id or 0)
    return check is not None and check.reply is not None


def _is_decided(session: Session, notice: Notice) -> bool:
    """Say whether the place in the chain that a notice is about is not asked any more."""
    _, _, number, role, *_ = notice.key.split(":")
    draft = session.get_one(Draft, int(number))
    newest = queries.newest_draft(session, draft.cycle_id)
    turn = {place.role for place in awaited(draft.stations, decided(session, draft))}
    return newest is None or newest.id != draft.id or role not in turn


OVER: dict[str, Callable[[Session, Notice], bool]] = {
    "remind": _has_filed,
    "overdue": _everybody_has_filed,
    "confirm": _has_answered,
    "sign": _is_decided,
    "unsigned": _is_decided,
}
"""Who has filed, answered or decided since is left alone: asked again at the moment of posting."""


def owes(session: Session, cycle_id: int, office_id: int) -> bool:
    """Say whether an office still has to send something."""
    filings = queries.filings_of(session, cycle_id, office_id)
    return not filings or filings[-1].status in (Status.REFUSED, Status.RETURNED)
