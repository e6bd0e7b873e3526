"""What a person asks for after publication, with the letters about it, in one transaction."""

from datetime import datetime

from sqlmodel import Session

from models import Correction, Cycle, Draft, Person, Publication, Withdrawal, queries
from models.correcting import correct, withdraw
from models.db import transaction
from models.draft import drafted_sheet
from tasks.notices import tell
from templates import letter


def open_correction(cycle_id: int, by: str, reason: str, now: datetime, origin: str) -> Correction:
    """Open what is published for a correction and tell the leading office and the chain; raise ``NotPossible``."""
    with transaction() as session:
        cycle = session.get_one(Cycle, cycle_id)
        correction = correct(session, cycle, by, reason, now, origin)
        facts = _facts(session, correction)
        _tell(session, cycle, f"correction:{correction.id}", letter("correction", **facts), now)
        return correction


def take_off(cycle_id: int, by: str, confirmed_by: str, reason: str, now: datetime, origin: str) -> Withdrawal:
    """Withdraw what is published and tell the leading office, the chain and the group; raise ``NotPossible``."""
    with transaction() as session:
        cycle = session.get_one(Cycle, cycle_id)
        withdrawal = withdraw(session, cycle, by, confirmed_by, reason, now, origin)
        second = session.get_one(Person, withdrawal.confirmed_by).name
        facts = _facts(session, withdrawal)
        _tell(session, cycle, f"withdrawn:{withdrawal.id}", letter("withdrawn", second=second, **facts), now, True)
        return withdrawal


def _facts(session: Session, asked: Correction | Withdrawal) -> dict[str, str]:
    published = session.get_one(Publication, asked.publication_id)
    return {
        "title": drafted_sheet(session.get_one(Draft, published.draft_id)).title,
        "address": published.address,
        "by": session.get_one(Person, asked.person_id).name,
        "reason": asked.reason,
    }


def _tell(
    session: Session, cycle: Cycle, what: str, words: tuple[str, str], now: datetime, robot: bool = False
) -> None:
    people = [*queries.leads(session, cycle.organ_id), *queries.chain_of(session, cycle.organ_id)]
    tell(session, cycle.id or 0, f"{cycle.id}:{what}", *words, now, people, robot=robot)
