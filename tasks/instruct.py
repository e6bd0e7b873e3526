"""A superior's notice: kept, confirmed or rejected by a person, the dates that move with it, and what to hand in."""

from collections.abc import Callable, Sequence
from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import File, Organ, queries
from models.db import transaction
from models.instructing import confirm, keep, reject
from models.standing import standing
from report.instruction import Ask
from report.reading.instruction import read_instruction
from tasks.notices import tell
from tasks.plan import move_dates
from tasks.runs import request_posting
from templates import letter, say


def store_notice(organ_id: int, name: str, content: bytes, by: str, now: datetime) -> int:
    """Keep a superior's notice and what it asks; nothing of it is in force; return its id.

    Raises ``Refusal`` where the file is no such notice, ``NotAnswered`` where ``by`` has no say.
    """
    found = read_instruction(name, content)
    with transaction() as session:
        kept = keep(session, session.get_one(Organ, organ_id), File.of(name, content), found, by, now)
        return kept.id or 0


def confirm_proposals(organ_id: int, numbers: Sequence[int], by: str, now: datetime) -> None:
    """Put what a superior asks in force in a person's name, and tell those whose date moved; ``NotAnswered``."""
    _answer(organ_id, now, lambda session, organ: confirm(session, organ, numbers, by, now))


def reject_proposal(organ_id: int, number: int, by: str, reason: str, now: datetime) -> None:
    """Set aside what a superior asks, in a person's name and for a reason; ``NotAnswered``."""
    _answer(organ_id, now, lambda session, organ: reject(session, organ, number, by, reason, now))


def _answer(organ_id: int, now: datetime, act: Callable[[Session, Organ], int | None]) -> None:
    with transaction() as session:
        year = act(session, session.get_one(Organ, organ_id))
        cycle = queries.cycle_of(session, organ_id, year) if year else None
        if cycle and cycle.id:
            move_dates(session, cycle.id, now, say("instruction", "why_moved"))
            request_posting(session, now)


@task(task_run_name="提醒报送 {cycle_id}", retries=2, retry_delay_seconds=1)
def tell_hand_in(cycle_id: int, now: datetime) -> bool:
    """Tell the leading office what a superior wants handed in, once for each report that everybody approved."""
    with transaction() as session:
        here = standing(session, cycle_id)
        asked = queries.confirmed_proposals(session, here.cycle.organ_id, here.cycle.year)
        wanted = [row.proposal for row in asked if row.ask is Ask.SUBMIT]
        if not (here.approved and here.draft and wanted):
            return False
        notices = queries.instructions(session, here.cycle.organ_id, here.cycle.year)
        its = {row.instruction_id for row in asked if row.ask is Ask.SUBMIT}
        details = [detail for row in notices if row.id in its for detail in row.instruction().details]
        facts = {"organ": here.organ, "year": here.cycle.year, "wanted": wanted, "details": details}
        subject, text = letter("hand_in", **facts)
        key = f"{cycle_id}:hand_in:{here.draft.report_hash[:12]}"
        return bool(tell(session, cycle_id, key, subject, text, now, queries.leads(session, here.cycle.organ_id)))
