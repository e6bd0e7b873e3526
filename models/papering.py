"""What happens to a signed paper: taken in, found its draft, read by a person, or laid aside with a reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from models import queries
from models.acts import NoReason, decide
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Draft, drafted_sheet
from models.file import File
from models.journal import enter
from models.organ import Organ
from models.paper import SignedPaper
from models.person import Person
from models.rerunning import changed_lines
from models.signing import awaited_signers, decided, signature, signers
from report.chain import awaited, before, returned
from report.lifecycle import Verdict
from report.reading.signed import read_codes
from report.rollup import differences
from report.writing.review import Mark, read_mark
from templates import say

BOOK = "papers"
FEWEST = 8
"""So many signs of the hash stand at the foot of every page: enough to name one draft among thousands."""


class Placement(StrEnum):
    """What a signed paper is good for."""

    DISCARDED = "discarded"
    NO_CODE = "no_code"
    """No code of ours was found on it, and nobody has said to which draft it belongs."""
    UNKNOWN = "unknown"
    """Its code is of a draft that is not here."""
    OUTDATED = "outdated"
    """There is a newer draft: what was signed is not what would be published."""
    COUNTS = "counts"
    """It belongs to the draft in force."""


class NoSuchDraft(Exception):
    """What was entered names no draft, or more than one."""


class NotInForce(Exception):
    """The paper belongs to no draft, or to one that is not in force any more: it cannot count."""


class SeveralDrafts(Exception):
    """The papers of several drafts were taken in one file."""


class NoSigner(Exception):
    """The chain has no such place, or nobody is registered for it, or another person than the one named."""


class NothingRead(Exception):
    """Nobody said of any signature what it says."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a person reads at one place of a signed paper."""

    verdict: Verdict
    reason: str = ""
    person_id: int | None = None
    office_id: int | None = None
    """With a return: the office whose figures are to be mended."""
    back_to: str = ""
    """With a return: the place before that shall look again."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the chain as it stands: who may have signed there, and what counts already."""

    role: str
    people: Sequence[Person]
    decision: Decision | None
    signature: str
    is_open: bool
    """Whether something can be recorded there: nobody has decided there, and nobody has sent the draft back."""
    before: Sequence[str]
    """The places in front of it, which can be asked to look again."""


def codes_of(name: str, content: bytes) -> list[str]:
    """Return the marks of drafts that stand on a paper; raise ``Refusal`` or ``SeveralDrafts``."""
    marks = [code for code in read_codes(name, content) if read_mark(code)]
    if len(marks) > 1:
        raise SeveralDrafts
    return marks


def take_in(
    session: Session, name: str, content: bytes, marks: Sequence[str], who: str, at: datetime, origin: str
) -> SignedPaper:
    """Keep a paper with the draft its mark names, if it is here; the same bytes again are the same paper."""
    file = File.of(name, content)
    known = queries.paper_hashed(session, file.sha256)
    if known:
        return known
    session.add(file)
    session.flush()
    code = marks[0] if marks else ""
    draft = _draft_of(session, code)
    paper = SignedPaper(
        file_id=file.id or 0,
        sha256=file.sha256,
        code=code,
        draft_id=draft.id if draft else None,
        received_at=at,
        brought_by=who,
        origin=origin,
    )
    session.add(paper)
    session.flush()
    what = say(BOOK, "taken_in", paper=paper, name=name, placement=placement(session, paper), draft=draft)
    enter(session, at, who, origin, what, file.sha256, draft.cycle_id if draft else None)
    return paper


def _draft_of(session: Session, code: str) -> Draft | None:
    """Return the draft a mark names: its hash, its revision and its year must be those of one draft."""
    mark: Mark | None = read_mark(code)
    if mark is None:
        return None
    hashed = queries.drafts_hashed(session, mark.report_hash)
    years = {draft.id: session.get_one(Cycle, draft.cycle_id).year for draft in hashed}
    return next((d for d in hashed if (d.revision, years[d.id]) == (mark.revision, mark.year)), None)


def placement(session: Session, paper: SignedPaper) -> Placement:
    """Return what a paper is good for now."""
    if paper.discarded_at:
        return Placement.DISCARDED
    if paper.draft_id is None:
        return Placement.UNKNOWN if paper.code else Placement.NO_CODE
    draft = session.get_one(Draft, paper.draft_id)
    newest = queries.newest_draft(session, draft.cycle_id)
    return Placement.COUNTS if newest and newest.id == draft.id else Placement.OUTDATED


def sentence(session: Session, paper: SignedPaper) -> str:
    """Say what a paper is good for, and what to do; of an older draft, which lines have changed since."""
    draft = session.get_one(Draft, paper.draft_id) if paper.draft_id else None
    newest = queries.newest_draft(session, draft.cycle_id) if draft else None
    cycle = session.get_one(Cycle, draft.cycle_id) if draft else None
    counts = decided(session, draft) if draft else {}
    waiting = awaited(draft.stations, counts) if draft else ()
    changes = (
        changed_lines(cycle.year, differences(drafted_sheet(draft), drafted_sheet(newest)))
        if draft and newest and cycle and newest.id != draft.id
        else []
    )
    return say(
        BOOK,
        "placement",
        placement=placement(session, paper),
        paper=paper,
        organ=session.get_one(Organ, cycle.organ_id) if cycle else None,
        cycle=cycle,
        draft=draft,
        newest=newest,
        mark=read_mark(paper.code),
        changes=changes,
        sent_back=returned(counts),
        awaited=awaited_signers(session, cycle.organ_id, waiting) if cycle else [],
    )


# What a person does with a paper that has not found its draft


def assign(session: Session, paper: SignedPaper, entered: str, who: str, at: datetime, origin: str) -> Draft:
    """Lay a paper to the draft whose hash begins with what stands at its foot; raise ``NoSuchDraft``."""
    start = re.sub(r"\s", "", entered).lower()
    found = queries.drafts_hashed(session, start) if re.fullmatch(rf"[0-9a-f]{{{FEWEST},64}}", start) else ()
    if not found or len({draft.report_hash for draft in found}) > 1:
        raise NoSuchDraft
    draft = found[-1]
    paper.draft_id = draft.id
    paper.discarded_at, paper.discarded_by, paper.discarded_because = None, "", ""
    session.add(paper)
    what = say(BOOK, "assigned", paper=paper, draft=draft)
    enter(session, at, who, origin, what, paper.sha256, draft.cycle_id)
    return draft


def discard(session: Session, paper: SignedPaper, because: str, who: str, at: datetime, origin: str) -> None:
    """Lay a paper aside with a reason; it stays kept, and can be assigned later all the same."""
    if not because.strip():
        raise NoReason
    paper.discarded_at, paper.discarded_by, paper.discarded_because = at, who, because.strip()
    session.add(paper)
    draft = session.get_one(Draft, paper.draft_id) if paper.draft_id else None
    what = say(BOOK, "discarded", paper=paper)
    enter(session, at, who, origin, what, paper.sha256, draft.cycle_id if draft else None)


# What stands on a paper, entered by whoever reads it


def places(session: Session, paper: SignedPaper, today: date) -> list[Place]:
    """Return the places of a paper's draft with who may have signed there, and what counts already."""
    if paper.draft_id is None:
        return []
    draft = session.get_one(Draft, paper.draft_id)
    organ_id = session.get_one(Cycle, draft.cycle_id).organ_id
    counts = decided(session, draft)
    return [
        Place(
            role=place.role,
            people=signers(session, organ_id, place.role, today),
            decision=counts.get(place.role),
            signature=signature(session, counts[place.role]) if place.role in counts else "",
            is_open=place.role not in counts and returned(counts) is None,
            before=[earlier.role for earlier in before(draft.stations, place.role)],
        )
        for place in draft.stations
    ]


def record(
    session: Session, paper: SignedPaper, said: Mapping[str, Signed], who: str, at: datetime, origin: str
) -> list[Decision]:
    """Record what is signed on a paper, place after place, so that the chain goes on; all of it or nothing.

    Raises ``NotInForce``, ``NothingRead`` and ``NoSigner``, and what ``models.acts.decide`` raises.
    """
    if placement(session, paper) is not Placement.COUNTS:
        raise NotInForce
    if not said:
        raise NothingRead
    draft = session.get_one(Draft, paper.draft_id)
    made = []
    chain = places(session, paper, at.date())
    if not said.keys() <= {place.role for place in chain}:
        raise NoSigner
    for place in chain:
        if place.role in said:
            signed = said[place.role]
            made.append(_decided(session, draft, _signer(place, signed), signed, at, origin_of(paper)))
    what = say(BOOK, "recorded", paper=paper, decisions=made)
    enter(session, at, who, origin, what, paper.sha256, draft.cycle_id)
    return made


def _decided(session: Session, draft: Draft, person: Person, signed: Signed, at: datetime, origin: str) -> Decision:
    """Record one signature; to whom a report is sent back matters only where it is."""
    if signed.verdict is Verdict.APPROVE:
        return decide(session, draft, person, signed.verdict, at, origin)
    owing = {office.id: office for office in queries.offices_with_duties(session, draft.cycle_id)}
    office = owing.get(signed.office_id)
    return decide(session, draft, person, signed.verdict, at, origin, signed.reason, office, signed.back_to)


def _signer(place: Place, signed: Signed) -> Person:
    """Return who signed at a place: of several the one that is named."""
    fitting = [person for person in place.people if signed.person_id in (None, person.id)]
    if not fitting:
        raise NoSigner
    return fitting[0]


def origin_of(paper: SignedPaper) -> str:
    """Return from where a decision came that stands on a paper."""
    return say(BOOK, "origin", paper=paper)
