"""Giving more time: the act, the dates that move with it, and who is told, in one transaction."""

from datetime import datetime

from sqlmodel import Session

from models import Cycle, Extension, Office, Organ, queries
from models.db import transaction
from models.extending import extend
from tasks.notices import tell
from tasks.plan import move_dates
from tasks.runs import request_posting
from templates import letter, say


def give_more_time(wanted: Extension, now: datetime) -> bool:
    """Give an office, or everybody in a stage, more time and tell them; False where that stands already.

    Raises ``NotExtended``.
    """
    with transaction() as session:
        if not extend(session, wanted):
            return False
        if wanted.office_id:
            _tell(session, wanted, session.get_one(Office, wanted.office_id), now)
        else:
            why = say("plan", "more_time", stage=wanted.stage, reason=wanted.reason)
            move_dates(session, wanted.cycle_id, now, why)
        request_posting(session, now)
        return True


def _tell(session: Session, given: Extension, office: Office, now: datetime) -> None:
    """Tell the office by when it is expected now, and the leading office who gave it that time and why."""
    cycle = session.get_one(Cycle, given.cycle_id)
    organ = session.get_one(Organ, cycle.organ_id)
    subject, text = letter("extended", organ=organ, year=cycle.year, office=office, given=given)
    people = [*queries.contacts(session, office.id or 0), *queries.leads(session, cycle.organ_id)]
    tell(session, given.cycle_id, f"{given.cycle_id}:extended:{given.id}", subject, text, now, people)
