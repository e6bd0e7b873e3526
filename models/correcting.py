"""What people do after publication: ask for a correction, withdraw; each with its reason and who said so."""

from datetime import datetime

from sqlmodel import Session

from models import queries
from models.acts import request_run
from models.correction import Correction, Withdrawal
from models.cycle import Cycle
from models.file import File
from models.journal import enter
from models.organ import Organ
from models.person import Person
from models.publication import Publication
from models.site import PAGE, notice
from report.chain import chain_from
from report.lifecycle import Role, Stage
from templates import say

CONFIRMS = (Role.DEPUTY, Role.HEAD)
"""Whose second word a withdrawal needs; and that of whoever signs last in the organ's own chain."""
ENDS = ("。", "！", "？")


class NotPossible(Exception):
    """A report cannot be corrected or withdrawn like this; the message says why, and what to do."""


def correct(session: Session, cycle: Cycle, by: str, reason: str, at: datetime, origin: str) -> Correction:
    """Open the newest publication of a cycle for a correction; asking for it again changes nothing."""
    published, person = _published(session, cycle), _named(session, cycle, by)
    reason = _sentence(reason)
    if queries.withdrawal_of(session, published.id or 0):
        raise NotPossible(say("correcting", "withdrawn"))
    known = queries.correction_of(session, published.id or 0)
    if known and known.reason != reason:
        raise NotPossible(say("correcting", "open", reason=known.reason))
    if known:
        return known
    correction = Correction(
        publication_id=published.id or 0,
        draft_id=_newest_draft(session, cycle),
        person_id=person.id or 0,
        reason=reason,
        opened_at=at,
    )
    session.add(correction)
    session.flush()
    what = say("journal", "correction", reason=reason)
    enter(session, at, person.name, origin, what, published.report_hash, cycle.id)
    # Figures that came before the reason did were drafted without it: they are drafted again.
    request_run(session, cycle, Stage.DRAFT, f"correction-{correction.id}", at)
    return correction


def withdraw(
    session: Session, cycle: Cycle, by: str, confirmed_by: str, reason: str, at: datetime, origin: str
) -> Withdrawal:
    """Take the newest publication of a cycle off the site, on two people's word; saying it again changes nothing.

    The run that is asked for takes it off; nothing waits for a signature, for it may hold what nobody must read.
    """
    published, person = _published(session, cycle), _named(session, cycle, by)
    second = _second(session, cycle, person, confirmed_by)
    reason = _sentence(reason)
    known = queries.withdrawal_of(session, published.id or 0)
    if known and known.reason != reason:
        raise NotPossible(say("correcting", "already", reason=known.reason))
    if known:
        return known
    file = File.of(PAGE, notice(session, published, reason, at.date()))
    session.add(file)
    session.flush()
    withdrawal = Withdrawal(
        publication_id=published.id or 0,
        file_id=file.id or 0,
        draft_id=_newest_draft(session, cycle),
        person_id=person.id or 0,
        confirmed_by=second.id or 0,
        reason=reason,
        withdrawn_at=at,
    )
    session.add(withdrawal)
    session.flush()
    what = say("journal", "withdrawal", reason=reason, second=second.name)
    enter(session, at, person.name, origin, what, published.report_hash, cycle.id)
    request_run(session, cycle, Stage.PUBLISH, f"withdrawal-{withdrawal.id}", at)
    return withdrawal


def _published(session: Session, cycle: Cycle) -> Publication:
    published = queries.newest_publication(session, cycle.id or 0)
    if published is None:
        raise NotPossible(say("correcting", "not_published"))
    return published


def _newest_draft(session: Session, cycle: Cycle) -> int:
    newest = queries.newest_draft(session, cycle.id or 0)
    return (newest.id if newest else None) or 0


def _sentence(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise NotPossible(say("correcting", "no_reason"))
    return reason if reason.endswith(ENDS) else f"{reason}。"


def _named(session: Session, cycle: Cycle, name: str) -> Person:
    """Return who asks: somebody of the chain, or a contact of the leading office."""
    people = [*queries.chain_of(session, cycle.organ_id), *queries.leads(session, cycle.organ_id)]
    found = next((person for person in people if person.name == name.strip()), None)
    if found is None:
        names = list(dict.fromkeys(person.name for person in people))
        raise NotPossible(say("correcting", "nobody", name=name, names=names))
    return found


def _second(session: Session, cycle: Cycle, first: Person, name: str) -> Person:
    """Return who confirms: a leader, and another person than who asks."""
    last = chain_from(session.get_one(Organ, cycle.organ_id).chain)[-1].role
    leaders = [p for p in queries.chain_of(session, cycle.organ_id) if p.role in (*CONFIRMS, last)]
    fitting = [person for person in leaders if person.name != first.name]
    found = next((person for person in fitting if person.name == name.strip()), None)
    if found is None:
        raise NotPossible(say("correcting", "no_second", name=name, names=[person.name for person in fitting]))
    return found
