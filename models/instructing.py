"""What people do with a superior's notice: keep it, confirm or reject what it asks, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from models import queries
from models.extending import may_direct
from models.file import File
from models.instruction import Answered, InstructionRow, ProposalRow
from models.journal import enter
from models.law import calendar_in_force
from models.organ import Organ
from models.planning import BINDING
from report.deadlines import TooLate, legal_date, plan
from report.instruction import BOOK, Instruction, Proposal
from templates import say


class NotAnswered(Exception):
    """A proposal cannot be answered so, or a notice not be kept; the message says why, and what can be done."""


def keep(session: Session, organ: Organ, file: File, found: Instruction, by: str, at: datetime) -> InstructionRow:
    """Keep a notice with what it asks, for the report of its year; the same bytes again are the same notice."""
    _must_direct(session, organ, by)
    known = queries.instruction_with(session, organ.id or 0, file.sha256)
    if known:
        return known
    session.add(file)
    session.flush()
    row = InstructionRow(
        organ_id=organ.id or 0,
        year=found.year,
        file_id=file.id or 0,
        title=found.title,
        number=found.number,
        sender=found.sender,
        sent_on=found.sent_on,
        year_is_inferred=found.year_is_inferred,
        addressees=found.addressees,
        details=[asdict(detail) for detail in found.details],
        stored_by=by.strip(),
        stored_at=at,
    )
    session.add(row)
    session.flush()
    session.add_all(_row(row.id or 0, proposal) for proposal in found.proposals)
    session.flush()
    what = say("journal", "instructed", title=say(BOOK, "titled", title=found.title), count=len(found.proposals))
    _enter(session, row, file.sha256, by, what, at)
    return row


def _row(instruction_id: int, proposal: Proposal) -> ProposalRow:
    due, delivery = proposal.due, proposal.delivery
    return ProposalRow(
        instruction_id=instruction_id,
        ask=proposal.ask,
        day=due.day,
        starts=due.starts,
        hour=due.hour,
        written=due.written,
        doubts=[str(doubt) for doubt in due.doubts],
        whom=proposal.whom,
        quote=proposal.quote,
        place=asdict(proposal.place),
        to=delivery.to,
        forms=list(delivery.forms),
        copies=delivery.copies,
        sealed=delivery.sealed,
    )


def confirm(session: Session, organ: Organ, numbers: Sequence[int], by: str, at: datetime) -> int | None:
    """Put proposals in force, all or none; return the report year whose plan they move, None if nothing changed."""
    _must_direct(session, organ, by)
    year = None
    for row, notice in [_proposed(session, organ, number) for number in numbers]:
        if row.answered is Answered.CONFIRMED:
            continue
        _must_be_possible(row, notice, organ)
        _answer(session, row, Answered.CONFIRMED, by, at)
        what = say("journal", "confirmed", ask=row.ask, day=row.day, quote=row.quote)
        _enter(session, notice, _sha256(session, notice), by, what, at)
        year = notice.year
    return year


def reject(session: Session, organ: Organ, number: int, by: str, reason: str, at: datetime) -> int | None:
    """Set a proposal aside, also one that was confirmed before; return the report year whose plan that moves."""
    _must_direct(session, organ, by)
    if not reason.strip():
        raise NotAnswered(say(BOOK, "no_reason"))
    row, notice = _proposed(session, organ, number)
    if row.answered is Answered.REJECTED:
        return None
    _answer(session, row, Answered.REJECTED, by, at, reason.strip())
    what = say("journal", "rejected", ask=row.ask, reason=row.reason, quote=row.quote)
    _enter(session, notice, _sha256(session, notice), by, what, at)
    return notice.year


def _must_direct(session: Session, organ: Organ, by: str) -> None:
    if not may_direct(session, organ.id or 0, by.strip()):
        raise NotAnswered(say("plan", "not_in_charge", name=by))


def _proposed(session: Session, organ: Organ, number: int) -> tuple[ProposalRow, InstructionRow]:
    row = session.get(ProposalRow, number)
    notice = session.get_one(InstructionRow, row.instruction_id) if row else None
    if row is None or notice is None or notice.organ_id != organ.id:
        raise NotAnswered(say(BOOK, "no_such", number=number, unit=organ.short_name))
    return row, notice


def _must_be_possible(row: ProposalRow, notice: InstructionRow, organ: Organ) -> None:
    """Refuse what no report can keep to: a day that cannot be told, after the law's, or before the year is over."""
    if row.ask not in BINDING:
        return
    legal = legal_date(organ.level, notice.year)
    if row.day is None:
        raise NotAnswered(say(BOOK, "day_unknown", row=row))
    # No superior can give more time than the law: 《条例》第四十九条.
    if row.day > legal:
        raise NotAnswered(say(BOOK, "after_the_law", row=row, legal=legal))
    try:
        plan(organ.level, notice.year, calendar=calendar_in_force(), asked=row.day)
    except TooLate:
        raise NotAnswered(say(BOOK, "too_early", row=row, year=notice.year)) from None


def _answer(session: Session, row: ProposalRow, answered: Answered, by: str, at: datetime, reason: str = "") -> None:
    row.answered, row.answered_by, row.answered_at, row.reason = answered, by.strip(), at, reason
    session.flush()


def _sha256(session: Session, notice: InstructionRow) -> str:
    return session.get_one(File, notice.file_id).sha256


def _enter(session: Session, notice: InstructionRow, sha256: str, by: str, what: str, at: datetime) -> None:
    """Enter what was done in the journal, of the cycle where it is open already, with the hash of the notice."""
    cycle = queries.cycle_of(session, notice.organ_id, notice.year)
    enter(session, at, by.strip(), say("runs", "command"), what, sha256, cycle.id if cycle else None)


def proposal_json(row: ProposalRow, notice: InstructionRow) -> dict[str, object]:
    """Return a proposal for programs: its number, what it asks, on which sentence, and how it was answered."""
    return {
        "number": row.id,
        "notice": notice.title,
        "year": notice.year,
        "ask": row.ask,
        "day": row.day.isoformat() if row.day else None,
        "whom": row.whom,
        "quote": row.quote,
        "doubts": row.doubts,
        "to": row.to,
        "forms": row.forms,
        "copies": row.copies,
        "sealed": row.sealed,
        "answered": row.answered,
        "answered_by": row.answered_by,
        "reason": row.reason,
    }
