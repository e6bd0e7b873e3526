"""Collecting: workbooks out, filings in, and a word to whoever is missing."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time

from prefect import task
from sqlmodel import Session

from models import Cycle, Duty, File, FiledCell, FiledText, Filing, Handout, Office, Organ, queries
from models.db import look, transaction
from models.earlier import last_year
from models.journal import enter
from models.law import calendar_in_force
from models.standing import standing
from report.deadlines import workdays_until
from report.form import form_for
from report.lifecycle import Move, Stage, Status
from report.reading import Refusal
from report.reading.workbook import Expected, Return, read_workbook
from report.writing.layout import Prompt
from report.writing.workbook import workbook
from tasks.clock import SYSTEM
from tasks.notices import leads, tell
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
        due = queries.steps(session, cycle_id)[Stage.COLLECT].due_on
        file = File.of(workbook_name(session, cycle, office), make_workbook(session, cycle, office, due))
        session.add(file)
        session.flush()
        assert file.id is not None
        handout = Handout(
            cycle_id=cycle_id, office_id=office_id, file_id=file.id, token=_token(cycle, office), handed_out_at=now
        )
        session.add(handout)
        owed = queries.duties_of(session, cycle_id, office_id)
        subject, text = letter(
            "handout",
            office=office,
            year=cycle.year,
            due=due,
            cells=_cells(owed),
            paragraphs=_prompts(owed),
            leads=leads(session, office.organ_id),
        )
        people = queries.contacts(session, office_id)
        tell(session, cycle_id, f"{cycle_id}:handout:{office_id}", subject, text, now, people, file_id=file.id)
        enter(
            session, now, SYSTEM, "collect", say("journal", "handed_out", office=office.name), file.sha256, cycle_id
        )


def make_workbook(session: Session, cycle: Cycle, office: Office, due: date) -> bytes:
    """Return the workbook an office fills in."""
    assert cycle.id is not None
    assert office.id is not None
    owed = queries.duties_of(session, cycle.id, office.id)
    organ = session.get_one(Organ, cycle.organ_id)
    before = last_year(session, cycle)
    return workbook(
        form_for(cycle.year),
        office.name,
        organ.name,
        cycle.year,
        _cells(owed),
        _prompts(owed),
        before.cells if before and before.edition == cycle.edition else {},
        due,
        _token(cycle, office),
    )


def workbook_name(session: Session, cycle: Cycle, office: Office) -> str:
    """Return the file name of an office's workbook."""
    organ = session.get_one(Organ, cycle.organ_id)
    return say("workbook", "file_name", unit=organ.short_name, office=office.name, year=cycle.year)


def _token(cycle: Cycle, office: Office) -> str:
    """Return what tells this workbook from every other: the same cycle and office give the same token."""
    return hashlib.sha256(f"{cycle.organ_id}:{cycle.year}:{office.id}:{office.name}".encode()).hexdigest()[:16]


def _cells(owed: Sequence[Duty]) -> tuple[str, ...]:
    return tuple(duty.item for duty in owed if not duty.title)


def _prompts(owed: Sequence[Duty]) -> tuple[Prompt, ...]:
    return tuple(Prompt(duty.item, duty.title, duty.hint, bool(duty.usual)) for duty in owed if duty.title)


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
    return Expected(organ.name, cycle.year, office.name, _token(cycle, office), _cells(owed), _prompts(owed))


def _refuse(session: Session, filing: Filing, name: str, reason: str, now: datetime) -> None:
    filing.move(Move.REFUSE)
    filing.answer = reason
    office = session.get_one(Office, filing.office_id)
    subject, text = letter("refused", office=office, file=name, reason=reason)
    people = [*queries.contacts(session, filing.office_id), *leads(session, office.organ_id)]
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


LADDER = (-3, -1, 0, 1, 3, 5)
"""Reminders, in working days after the due date; of several that are due only the latest is sent."""


@task(task_run_name="催报 {cycle_id}", retries=2, retry_delay_seconds=1)
def remind(cycle_id: int, now: datetime) -> int:
    """Remind each office that still owes something, and the leading office of who is late; return how many."""
    with transaction() as session:
        here = standing(session, cycle_id)
        due = here.steps[Stage.COLLECT].due_on
        rung = rung_of(now.date(), due)
        owing = [o.office for o in here.offices if o.has_workbook and o.owes]
        if rung is None:
            return 0
        written = sum(_remind(session, here.cycle, office, due, rung, now) for office in owing)
        if rung > 0 and owing:
            subject, text = letter("overdue", year=here.cycle.year, offices=_with_phones(session, owing), due=due)
            people = leads(session, here.organ.id or 0)
            tell(session, cycle_id, f"{cycle_id}:overdue:{rung}", subject, text, now, people, robot=True)
        return written


def rung_of(today: date, due: date) -> int | None:
    """Return the highest rung of the ladder that is due: due ≤ today, so a missed day is caught up, once."""
    late = -workdays_until(today, due, calendar_in_force())
    reached = [rung for rung in LADDER if rung <= late]
    return reached[-1] if reached else None


def _remind(session: Session, cycle: Cycle, office: Office, due: date, rung: int, now: datetime) -> int:
    assert cycle.id is not None
    assert office.id is not None
    if _told_today(session, cycle.id, office.id, now):
        return 0
    handout = queries.handout(session, cycle.id, office.id)
    owed = queries.duties_of(session, cycle.id, office.id)
    filings = queries.filings_of(session, cycle.id, office.id)
    answer = filings[-1].answer if filings else ""
    subject, text = letter(
        "reminder",
        office=office,
        year=cycle.year,
        due=due,
        today=now.date(),
        late=-workdays_until(now.date(), due, calendar_in_force()),
        answer=answer,
        count=len(owed),
        missing=[_duty_name(cycle, duty) for duty in owed],
    )
    key = f"{cycle.id}:remind:{office.id}:{rung}"
    told = tell(
        session,
        cycle.id,
        key,
        subject,
        text,
        now,
        queries.contacts(session, office.id),
        file_id=handout.file_id if handout else None,
        # What says how many days there are left must not arrive when there are none.
        until=datetime.combine(due, time.max, now.tzinfo) if rung <= 0 else None,
    )
    return len(told)


def _told_today(session: Session, cycle_id: int, office_id: int, now: datetime) -> bool:
    """Say whether the office got its workbook or an answer today: one word a day is enough."""
    handout = queries.handout(session, cycle_id, office_id)
    told = [handout.handed_out_at] if handout else []
    told += [filing.received_at for filing in queries.filings_of(session, cycle_id, office_id)]
    told += [d.decided_at for d in queries.decisions_of_cycle(session, cycle_id) if d.office_id == office_id]
    return any(moment.date() == now.date() for moment in told)


def _duty_name(cycle: Cycle, duty: Duty) -> str:
    return duty.title or form_for(cycle.year).name(duty.item)


def _with_phones(session: Session, offices: Sequence[Office]) -> list[tuple[str, str]]:
    """Return each office with the people to call: name and telephone."""
    return [
        (office.name, "、".join(f"{p.name} {p.phone}" for p in queries.contacts(session, office.id or 0)))
        for office in offices
    ]
