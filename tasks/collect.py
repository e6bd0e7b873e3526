"""Collecting: workbooks out, and filings in."""

from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, File, FiledCell, FiledText, Filing, Handout, Office, Organ, queries
from models.db import look, transaction
from models.extending import due_for
from models.handing_out import cells_of, make_workbook, prompts_of, token_of, workbook_name
from models.journal import enter
from models.succession import with_stand_ins
from report.lifecycle import Move, Stage, Status
from report.reading import Refusal
from report.reading.workbook import Expected, Return, read_workbook
from tasks.clock import SYSTEM
from tasks.notices import tell
from templates import letter, say


def without_workbook(cycle_id: int, now: datetime) -> list[int]:
    """Return the offices that owe something and have no workbook yet, once collecting has opened."""
    with look() as session:
        if queries.steps(session, cycle_id)[Stage.COLLECT].opens_on > now.date():
            return []
        owing = [office.id for office in queries.offices_with_duties(session, cycle_id) if office.id]
        return [office_id for office_id in owing if queries.handout(session, cycle_id, office_id) is None]


@task(task_run_name="发填报表 {office_id}", retries=2, retry_delay_seconds=1)
def hand_out(cycle_id: int, office_id: int, now: datetime) -> None:
    """Make an office's workbook and owe its contacts the notice that carries it."""
    with transaction() as session:
        if queries.handout(session, cycle_id, office_id):
            return
        cycle = session.get_one(Cycle, cycle_id)
        office = session.get_one(Office, office_id)
        file = File.of(workbook_name(session, cycle, office), make_workbook(session, cycle, office))
        session.add(file)
        session.flush()
        assert file.id is not None
        handout = Handout(
            cycle_id=cycle_id, office_id=office_id, file_id=file.id, token=token_of(cycle, office), handed_out_at=now
        )
        session.add(handout)
        owed = queries.duties_of(session, cycle_id, office_id)
        subject, text = letter(
            "handout",
            office=office,
            year=cycle.year,
            due=due_for(session, cycle_id, office_id),
            cells=cells_of(owed),
            paragraphs=prompts_of(owed),
            leads=queries.leads(session, office.organ_id),
        )
        people = with_stand_ins(session, list(queries.contacts(session, office_id)), now.date())
        tell(session, cycle_id, f"{cycle_id}:handout:{office_id}", subject, text, now, people, file_id=file.id)
        enter(
            session, now, SYSTEM, "collect", say("journal", "handed_out", office=office.name), file.sha256, cycle_id
        )


def unread(cycle_id: int) -> list[int]:
    """Return the filings that nobody has read yet, in order of arrival."""
    with look() as session:
        return [filing.id for filing in queries.filings_in(session, cycle_id, Status.RECEIVED) if filing.id]


@task(task_run_name="读取填报表 {filing_id}", retries=2, retry_delay_seconds=1)
def receive(filing_id: int, now: datetime) -> None:
    """Read a filing: store its cells and paragraphs, or refuse the file and owe its office the reason."""
    with look() as session:
        filing = session.get_one(Filing, filing_id)
        file = session.get_one(File, filing.file_id)
        expected = _expected(session, filing)
    try:
        found: Return | None = read_workbook(file.name, file.content, expected)
        reason = ""
    except Refusal as refusal:
        found, reason = None, str(refusal)
    with transaction() as session:
        filing = session.get_one(Filing, filing_id)
        if filing.status is not Status.RECEIVED:
            return
        if found is None:
            _refuse(session, filing, file.name, reason, now)
        else:
            _store(session, filing, found, now)


def _expected(session: Session, filing: Filing) -> Expected:
    cycle = session.get_one(Cycle, filing.cycle_id)
    office = session.get_one(Office, filing.office_id)
    organ = session.get_one(Organ, cycle.organ_id)
    owed = queries.duties_of(session, filing.cycle_id, filing.office_id)
    return Expected(organ.name, cycle.year, office.name, token_of(cycle, office), cells_of(owed), prompts_of(owed))


def _refuse(session: Session, filing: Filing, name: str, reason: str, now: datetime) -> None:
    filing.move(Move.REFUSE)
    filing.answer = reason
    office = session.get_one(Office, filing.office_id)
    subject, text = letter("refused", office=office, file=name, reason=reason)
    people = [*queries.contacts(session, filing.office_id), *queries.leads(session, office.organ_id)]
    tell(session, filing.cycle_id, f"{filing.cycle_id}:refused:{filing.id}", subject, text, now, people)
    enter(
        session,
        now,
        SYSTEM,
        "collect",
        say("journal", "refused", office=office.name, file=name),
        reason,
        filing.cycle_id,
    )


def _store(session: Session, filing: Filing, found: Return, now: datetime) -> None:
    filing.move(Move.READ)
    filing.filed_by, filing.phone = found.filled_by, found.phone
    filing.nothing_to_report = found.nothing_to_report
    assert filing.id is not None
    session.add_all(FiledCell(filing_id=filing.id, address=a, printed=p) for a, p in found.cells.items())
    session.add_all(FiledText(filing_id=filing.id, key=k, text=t) for k, t in found.paragraphs.items())
    office = session.get_one(Office, filing.office_id)
    what = say("journal", "read", office=office.name, cells=len(found.cells), paragraphs=len(found.paragraphs))
    enter(session, now, SYSTEM, "collect", what, "", filing.cycle_id)
