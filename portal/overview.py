"""A cycle as its page shows it: the rows put together, every number on the page reckoned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import (
    Archive,
    Cycle,
    Decision,
    Document,
    Draft,
    Entry,
    Filing,
    FindingRow,
    Notice,
    Office,
    Person,
    Publication,
    RunRequest,
    Step,
    queries,
)
from models.attention import Attention, Tone, Trouble, troubles
from models.extending import due_for
from models.journal import broken_at
from models.law import calendar_in_force
from models.progress import foreseen
from models.questions import Question, compared
from models.signing import decided, signature
from models.standing import OfficeStanding, Standing, standing
from models.summary import situation
from report.chain import Station
from report.deadlines import legal_date, workdays_until
from report.explanation import Comparison
from report.forecast import Forecast
from report.lifecycle import CYCLE_STAGES, Stage, Status
from report.writing import PAGES

LAST_LINES = 30
"""How much of the journal stands on a cycle's own page."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date with how many days and working days are left to it; negative when it is past."""

    day: date
    days: int
    workdays: int


@dataclass(frozen=True, slots=True)
class Line:
    """One cycle as a line of the board."""

    here: Standing
    attention: Attention
    filed: int
    inner: Deadline


@dataclass(frozen=True, slots=True)
class StepView:
    """One stage of the year: whether it is done, and how late it is or was."""

    step: Step
    is_now: bool
    is_done: bool
    done_at: datetime | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that can be fetched: its address here, its name, its size in bytes."""

    address: str
    name: str
    size: int
    format: str = ""


@dataclass(frozen=True, slots=True)
class FilingView:
    """One filing with its file and what the checks found in it."""

    filing: Filing
    paper: Paper
    findings: Sequence[FindingRow]


@dataclass(frozen=True, slots=True)
class OfficeView:
    """One office: whom to call, how late it is, what it sent, the newest first."""

    standing: OfficeStanding
    contacts: Sequence[Person]
    filings: Sequence[FilingView]
    days_late: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One place in the chain: who holds it, and what was decided there."""

    place: Station
    person: Person | None
    instead_of: Person | None
    decision: Decision | None
    office: Office | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft with its documents and its signatures."""

    draft: Draft
    papers: Sequence[Paper]
    signatures: Sequence[Signature]
    looked_again: Sequence[tuple[Decision, str]]
    """Who asked a place in front to look again, with the name under that decision."""
    is_current: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice and whom it tells; nobody means the group robot."""

    notice: Notice
    person: Person | None
    office: Office | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a cycle's page shows."""

    here: Standing
    attention: Attention
    troubles: Sequence[Trouble]
    inner: Deadline
    legal: Deadline
    expected: Forecast | None
    """When it will be published as things go now; None once it is."""
    filed: int
    steps: Sequence[StepView]
    questions: Mapping[int | None, Question]
    since: Comparison | None
    offices: Sequence[OfficeView]
    drafts: Sequence[DraftView]
    notices: Sequence[NoticeView]
    publication: Publication | None
    published_revision: int | None
    archive: Archive | None
    bundle: Paper | None
    runs: Sequence[RunRequest]
    journal: Sequence[Entry]
    older_entries: int
    broken_at: int | None
    other_years: Sequence[Cycle]


def board(session: Session, today: date) -> list[Line]:
    """Return every cycle: the newest year first, in it what is most urgent."""
    lines = [_line(session, cycle.id, today) for cycle in queries.cycles(session) if cycle.id]
    urgency = list(Tone)
    return sorted(lines, key=lambda line: (-line.here.cycle.year, urgency.index(line.attention.tone)))


def _line(session: Session, cycle_id: int, today: date) -> Line:
    here = standing(session, cycle_id)
    return Line(here, situation(session, here, today), _filed(here), _inner(here, today))


def page(session: Session, cycle_id: int, today: date) -> Page:
    """Put together everything about one cycle."""
    here = standing(session, cycle_id)
    publication = queries.newest_publication(session, cycle_id)
    archive = queries.archive(session, cycle_id, publication.report_hash) if publication else None
    people = queries.people(session, here.cycle.organ_id)
    offices = {office.id: office for office in queries.offices(session, here.cycle.organ_id) if office.id}
    drafts = queries.drafts(session, cycle_id)
    notices = queries.notices(session, cycle_id)
    runs = queries.run_requests(session, cycle_id)
    journal = queries.journal(session, cycle_id)
    changed = broken_at(session)
    return Page(
        here=here,
        attention=situation(session, here, today),
        troubles=troubles(notices, runs, changed),
        inner=_inner(here, today),
        legal=_deadline(legal_date(here.organ.level, here.cycle.year), today),
        expected=foreseen(session, here, today) if publication is None else None,
        filed=_filed(here),
        steps=_steps(here, publication, archive, today),
        questions={question.row.id: question for question in here.questions},
        since=compared(session, here.examination) if here.examination else None,
        offices=[_office(session, here, office, today) for office in here.offices],
        drafts=[_draft(session, here, draft, people, offices) for draft in reversed(drafts)],
        notices=[_notice(notice, people, offices) for notice in reversed(notices)],
        publication=publication,
        published_revision=next((d.revision for d in drafts if publication and d.id == publication.draft_id), None),
        archive=archive,
        bundle=_papers(session, [(f"/archives/{archive.id}", archive.file_id, "")])[0] if archive else None,
        runs=list(reversed(runs)),
        journal=list(reversed(journal[-LAST_LINES:])),
        older_entries=max(len(journal) - LAST_LINES, 0),
        broken_at=changed,
        other_years=[c for c in queries.cycles(session) if c.organ_id == here.cycle.organ_id and c.id != cycle_id],
    )


def _filed(here: Standing) -> int:
    """Count the offices whose figures count."""
    return sum(office.counts is not None for office in here.offices)


def _inner(here: Standing, today: date) -> Deadline:
    return _deadline(here.steps[Stage.PUBLISH].due_on, today)


def _deadline(day: date, today: date) -> Deadline:
    return Deadline(day, (day - today).days, workdays_until(today, day, calendar_in_force()))


def _steps(here: Standing, publication: Publication | None, archive: Archive | None, today: date) -> list[StepView]:
    times = _times(here, publication, archive)
    reached = len(CYCLE_STAGES) if here.archived and here.approved else CYCLE_STAGES.index(here.stage)
    done = [_done(here.steps[stage], times.get(stage)) for stage in CYCLE_STAGES[:reached]]
    open_ = [_open(here.steps[stage], stage is CYCLE_STAGES[reached], today) for stage in CYCLE_STAGES[reached:]]
    return [*done, *open_]


def _done(step: Step, at: datetime | None) -> StepView:
    return StepView(step, False, True, at, max((at.date() - step.due_on).days, 0) if at else 0)


def _open(step: Step, is_now: bool, today: date) -> StepView:
    return StepView(step, is_now, False, None, max((today - step.due_on).days, 0))


def _times(here: Standing, publication: Publication | None, archive: Archive | None) -> dict[Stage, datetime]:
    """Return when each stage brought what it is there for."""
    times = {
        Stage.PLAN: here.cycle.opened_at,
        Stage.COLLECT: max((o.counts.received_at for o in here.offices if o.counts), default=None),
        Stage.CHECK: here.examination and here.examination.examined_at,
        Stage.DRAFT: here.draft and here.draft.made_at,
        Stage.APPROVE: max((d.decided_at for d in here.decisions.values()), default=None),
        Stage.PUBLISH: publication and publication.published_at,
        Stage.ARCHIVE: archive and archive.archived_at,
    }
    return {stage: at for stage, at in times.items() if at}


def _office(session: Session, here: Standing, office: OfficeStanding, today: date) -> OfficeView:
    assert here.cycle.id is not None
    assert office.office.id is not None
    filings = queries.filings_of(session, here.cycle.id, office.office.id)
    return OfficeView(
        standing=office,
        contacts=queries.contacts(session, office.office.id),
        filings=_filings(session, here.cycle.id, filings),
        days_late=_days_late(office, filings, due_for(session, here.cycle.id, office.office.id), today),
    )


def _days_late(office: OfficeStanding, filings: Sequence[Filing], due: date, today: date) -> int:
    """Count until today while the office owes, and then until its first filing that could be taken.

    Who filed in time and mended it later was not late.
    """
    taken = [filing.received_at.date() for filing in filings if filing.status is not Status.REFUSED]
    return max(((today if office.owes else taken[0]) - due).days, 0)


def _filings(session: Session, cycle_id: int, filings: Sequence[Filing]) -> list[FilingView]:
    newest_first = list(reversed(filings))
    papers = _papers(session, [(f"/filings/{filing.id}/file", filing.file_id, "") for filing in newest_first])
    return [
        FilingView(filing, paper, _findings(session, cycle_id, filing) if filing.status is Status.RETURNED else ())
        for filing, paper in zip(newest_first, papers, strict=True)
    ]


def _findings(session: Session, cycle_id: int, filing: Filing) -> Sequence[FindingRow]:
    examined = queries.newest_examination(session, cycle_id, filing.id)
    return queries.findings(session, examined.id) if examined and examined.id else ()


def _papers(session: Session, wanted: Sequence[tuple[str, int, str]]) -> list[Paper]:
    """Return the files of ``wanted`` (address, id of the file, format) in the same order."""
    labels = queries.file_labels(session, [file_id for _, file_id, _ in wanted])
    return [Paper(address, *labels[file_id], kind) for address, file_id, kind in wanted]


def _draft(
    session: Session, here: Standing, draft: Draft, people: Mapping[int, Person], offices: Mapping[int, Office]
) -> DraftView:
    assert draft.id is not None
    made = decided(session, draft)
    is_newest = here.draft is not None and here.draft.id == draft.id
    awaited = here.waits_for if is_newest else ()
    documents = queries.documents_of(session, draft.id)
    return DraftView(
        draft=draft,
        papers=_papers(session, [(_address(document), document.file_id, document.format) for document in documents]),
        signatures=[
            _signature(place, made.get(place.role), people, offices, place in awaited) for place in draft.stations
        ],
        looked_again=[(d, signature(session, d)) for d in queries.decisions(session, draft.id) if d.back_to],
        is_current=is_newest and here.draft_is_current,
    )


def _address(document: Document) -> str:
    """Return where a document is fetched: a page at its own path, so that its links lead to its attachments."""
    if document.format in PAGES:
        return f"/drafts/{document.draft_id}/{document.path}"
    return f"/documents/{document.id}"


def _signature(
    place: Station,
    decision: Decision | None,
    people: Mapping[int, Person],
    offices: Mapping[int, Office],
    is_next: bool,
) -> Signature:
    holders = [p for p in people.values() if p.role == place.role and not p.stands_in_for and not p.left_at]
    person = people.get(decision.person_id) if decision else next(iter(holders), None)
    office = offices.get(decision.office_id) if decision and decision.office_id else None
    instead_of = people.get(person.stands_in_for) if person and person.stands_in_for else None
    return Signature(place, person, instead_of, decision, office, is_next)


def _notice(notice: Notice, people: Mapping[int, Person], offices: Mapping[int, Office]) -> NoticeView:
    person = people.get(notice.person_id) if notice.person_id else None
    office = offices.get(person.office_id) if person and person.office_id else None
    return NoticeView(notice, person, office)
