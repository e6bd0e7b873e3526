"""What people do: each act with its run request and its line in the journal, in the caller's one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Draft
from models.explanation import ExplanationRow
from models.file import File
from models.filing import Filing
from models.finding import FindingRow
from models.journal import enter
from models.office import Office
from models.organ import Organ
from models.person import Person
from models.run_request import RunRequest
from models.signing import decided, holder_of, may_decide
from models.standing import standing
from report.chain import awaited, before
from report.explanation import Choice, explained, values_of
from report.lifecycle import Move, Stage, Status, Verdict
from report.sheet import Sheet
from templates import say


class NotYours(Exception):
    """The person has no word in this chain: of another organ, gone, or standing in for somebody who is there."""


class OutOfTurn(Exception):
    """The draft is no longer the newest, was returned already, or somebody before in the chain has not signed."""


class NoSuchPlace(Exception):
    """A draft goes back only to a place in front of one's own, or to an office, not to both."""


class NoReason(Exception):
    """Who sends a report back must say why."""


class NothingSaid(Exception):
    """An explanation is a sentence under a name; one of them is empty."""


class NothingAsked(Exception):
    """The figures of today raise no such question: the finding has gone, passes by itself, or must be mended."""


STANDS = (Status.RECEIVED, Status.READ, Status.PASSED)
"""A filing that waits or counts: sending its bytes again adds nothing."""


def file_workbook(
    session: Session, cycle: Cycle, office: Office, name: str, content: bytes, who: str, at: datetime, origin: str
) -> Filing:
    """Take in the workbook an office sends; the same bytes again are the same filing, as long as it stands."""
    assert cycle.id is not None
    assert office.id is not None
    file = File.of(name, content)
    earlier = queries.filings_of(session, cycle.id, office.id)
    known = queries.filing_with(session, cycle.id, office.id, file.sha256)
    # Sent back by a leader, or replaced by another file since: then the same bytes are a new word of the office.
    if known and known is earlier[-1] and known.status in STANDS:
        return known
    session.add(file)
    session.flush()
    assert file.id is not None
    for filing in earlier:
        if filing.status in (Status.RECEIVED, Status.READ):
            filing.move(Move.SUPERSEDE)
    filing = Filing(
        cycle_id=cycle.id, office_id=office.id, file_id=file.id, revision=len(earlier) + 1, received_at=at
    )
    session.add(filing)
    session.flush()
    enter(session, at, who, origin, say("journal", "filed", office=office.name, file=name), file.sha256, cycle.id)
    request_run(session, cycle, Stage.COLLECT, f"filing-{filing.id}", at)
    return filing


def decide(
    session: Session,
    draft: Draft,
    person: Person,
    verdict: Verdict,
    at: datetime,
    origin: str,
    reason: str = "",
    office: Office | None = None,
    back_to: str = "",
) -> Decision:
    """Record what a person in the chain says to one draft, bound to its hash; saying it again changes nothing.

    A return with ``back_to`` asks that place of the chain to look again; one without sends the whole draft back, to
    the ``office`` whose figures are wrong if there is one.
    """
    assert draft.id is not None
    assert person.id is not None
    said = queries.decisions(session, draft.id)
    known = _known(session, draft, said, person, verdict, back_to)
    if known:
        return known
    _must_be_in_turn(session, draft, person, at)
    if verdict is Verdict.RETURN:
        _must_be_a_return(draft, person, reason, office, back_to)
    decision = Decision(
        cycle_id=draft.cycle_id,
        draft_id=draft.id,
        report_hash=draft.report_hash,
        role=person.role,
        round=sum(earlier.role == person.role for earlier in said) + 1,
        person_id=person.id,
        verdict=verdict,
        back_to=back_to if verdict is Verdict.RETURN else "",
        reason=reason.strip(),
        office_id=office.id if office else None,
        decided_at=at,
        origin=origin,
    )
    session.add(decision)
    if office and verdict is Verdict.RETURN:
        _ask_again(session, draft.cycle_id, office, decision.reason)
    session.flush()
    holder = holder_of(session, person)
    what = say(
        "journal",
        "decided",
        role=person.role,
        verdict=verdict,
        reason=decision.reason,
        back_to=decision.back_to,
        instead_of=holder.name if holder is not person else "",
    )
    enter(session, at, person.name, origin, what, draft.report_hash, draft.cycle_id)
    cycle = session.get_one(Cycle, draft.cycle_id)
    request_run(session, cycle, Stage.APPROVE, f"decision-{decision.id}", at)
    return decision


def _known(
    session: Session, draft: Draft, said: Sequence[Decision], person: Person, verdict: Verdict, back_to: str
) -> Decision | None:
    """Return the decision that a person only repeats: the one that counts, or the return that came last of all."""
    counting = decided(session, draft).get(person.role)
    last = said[-1] if said and said[-1].back_to else None
    wanted = (person.id, person.role, verdict, back_to)
    fitting = (d for d in (counting, last) if d and (d.person_id, d.role, d.verdict, d.back_to) == wanted)
    return next(fitting, None)


def _must_be_in_turn(session: Session, draft: Draft, person: Person, at: datetime) -> None:
    if not may_decide(session, draft, person, at.date()):
        raise NotYours
    newest = queries.newest_draft(session, draft.cycle_id)
    turn = {place.role for place in awaited(draft.stations, decided(session, draft))}
    if newest is None or newest.id != draft.id or person.role not in turn:
        raise OutOfTurn


def _must_be_a_return(draft: Draft, person: Person, reason: str, office: Office | None, back_to: str) -> None:
    if not reason.strip():
        raise NoReason
    if back_to and (office or back_to not in {place.role for place in before(draft.stations, person.role)}):
        raise NoSuchPlace


def _ask_again(session: Session, cycle_id: int, office: Office, reason: str) -> None:
    """Let the office's filing count no longer: its figures were sent back from above."""
    filing = queries.passed(session, cycle_id).get(office.id or 0)
    if filing:
        filing.move(Move.RETURN)
        filing.answer = reason


def explain(
    session: Session,
    cycle: Cycle,
    row: FindingRow,
    choice: Choice,
    sentence: str,
    by: str,
    at: datetime,
    origin: str,
) -> ExplanationRow:
    """Record why a finding is right as it stands, and let the cycle go on; saying it again changes nothing."""
    kept = keep_explanation(session, cycle, row, choice, sentence, by, at, origin)
    # What is explained in one sitting is looked at in one run.
    request_run(session, cycle, Stage.CHECK, f"explained-{kept.given_at.isoformat()}", kept.given_at)
    return kept


def keep_explanation(
    session: Session,
    cycle: Cycle,
    row: FindingRow,
    choice: Choice,
    sentence: str,
    by: str,
    at: datetime,
    origin: str,
) -> ExplanationRow:
    """Write an explanation beside those given before, with the values it holds for, and enter it in the journal."""
    sentence, by = sentence.strip(), by.strip()
    if not sentence or not by:
        raise NothingSaid
    here = standing(session, cycle.id or 0)
    if here.sheet is None or row.id not in {question.row.id for question in here.questions}:
        raise NothingAsked
    known = _kept(session, cycle, row, here.sheet)
    if known and (known.choice, known.sentence, known.given_by) == (choice, sentence, by):
        return known
    kept = ExplanationRow(
        cycle_id=cycle.id or 0,
        code=row.code,
        cells=row.cells,
        values=values_of(row.finding, here.sheet),
        choice=choice,
        sentence=sentence,
        given_by=by,
        person_id=_in_register(session, cycle, by),
        given_at=at,
        origin=origin,
    )
    session.add(kept)
    session.flush()
    what = say("journal", "explained", code=row.code, message=row.message, choice=choice, sentence=sentence)
    enter(session, at, by, origin, what, here.sheet.content_hash, cycle.id)
    return kept


def _kept(session: Session, cycle: Cycle, row: FindingRow, sheet: Sheet) -> ExplanationRow | None:
    """Return the explanation of a finding that holds now."""
    rows = reversed(queries.explanations(session, cycle.id or 0))
    return next((kept for kept in rows if explained(row.finding, sheet, [kept.explanation])), None)


def _in_register(session: Session, cycle: Cycle, name: str) -> int | None:
    """Return who of the organ's people bears that name; of somebody with two roles the one entered first."""
    people = queries.people(session, cycle.organ_id).values()
    return next((person.id for person in people if person.name == name), None)


def request_run(session: Session, cycle: Cycle, stage: Stage, why: str, at: datetime, attempt: int = 1) -> RunRequest:
    """Write down that a stage must run for a cycle; the key makes asking twice the same as asking once.

    ``at`` travels with the request: a flow works at the moment of the act that called for it.
    """
    key = f"{cycle.id}:{stage}:{why}:{attempt}"
    known = queries.run_request_keyed(session, key)
    if known:
        return known
    organ = session.get_one(Organ, cycle.organ_id)
    subject = say("runs", "report", unit=organ.short_name, year=cycle.year)
    request = RunRequest(
        key=key,
        flow=stage,
        cycle_id=cycle.id,
        name=say("runs", "name", stage=stage, subject=subject, day=at.date()),
        tags=[organ.short_name, str(cycle.year), say("runs", "stage", stage=stage)],
        parameters={"cycle_id": cycle.id or 0, "now": at.isoformat()},
        written_at=at,
    )
    session.add(request)
    session.flush()
    return request
