"""Reminding: a ladder for each office that still owes its figures, from a word in time to the call list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from prefect import task
from sqlmodel import Session

from models import Cycle, File, Filing, FindingRow, Office, Person, queries
from models.db import transaction
from models.extending import due_for
from models.law import calendar_in_force
from models.reminding import reminder_key
from models.standing import Standing, standing
from models.succession import with_stand_ins
from report.deadlines import workdays_until
from report.effort import minutes
from report.explanation import wants_mending
from report.form import form_for
from report.lifecycle import Status
from report.writing.call_list import Call, call_list
from settings import settings
from tasks.channel import address_of
from tasks.contacts import Owing, alert_no_contact
from tasks.notices import ALERT, has_been_told, tell
from templates import letter, say

LADDER = (-7, -3, -1, 0, 1, 2, 3, 5)
"""Rungs in working days after the due date; the workbook itself is the first. Of several only the highest is sent."""

STAND_IN, LEADING_OFFICE, CALL_LIST = 1, 2, 3
"""From which rung on somebody else is told as well: who stands in, the leading office, with the list to telephone."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What an office still has to send, by the names that the report prints, and how long that takes."""

    cells: tuple[str, ...]
    paragraphs: tuple[str, ...]
    minutes: int
    answer: str = ""
    """What was said of the filing that did not pass; "" where there is none."""

    @property
    def words(self) -> str:
        """It in one line."""
        return say("reminding", "missing", cells=len(self.cells), paragraphs=len(self.paragraphs), answer=self.answer)


@dataclass(frozen=True, slots=True)
class Late:
    """One office that owes, by when, and on which rung of the ladder it stands."""

    office: Office
    due: date
    rung: int
    missing: Missing


@task(task_run_name="催报 {cycle_id}", retries=2, retry_delay_seconds=1)
def remind(cycle_id: int, now: datetime) -> int:
    """Remind each office that still owes something, and whoever can help it; return how many letters that took."""
    with transaction() as session:
        here = standing(session, cycle_id)
        owing = list(_owing(session, here, now.date()))
        written = sum(_remind(session, here.cycle, late, now) for late in owing)
        for rung, due in sorted({(late.rung, late.due) for late in owing}):
            group = [late for late in owing if (late.rung, late.due) == (rung, due)]
            silent = [Owing(late.office, late.missing.words) for late in group]
            alert_no_contact(session, here.cycle, silent, due, f"{due:%m%d}.{rung}", now)
            if rung >= LEADING_OFFICE:
                _tell_leading_office(session, here, group, now)
        return written


def rung_of(today: date, due: date) -> int | None:
    """Return the highest rung of the ladder that is due: due ≤ today, so a missed day is caught up, once."""
    late = -workdays_until(today, due, calendar_in_force())
    reached = [rung for rung in LADDER if rung <= late]
    return reached[-1] if reached else None


def _owing(session: Session, here: Standing, today: date) -> Iterator[Late]:
    """Yield the offices that have their workbook and owe, each by its own day: one may have been given more time.

    Whoever had the workbook or an answer today is not late with it yet: neither they nor others are told so.
    """
    for office in (each.office for each in here.offices if each.has_workbook and each.owes):
        due = due_for(session, here.cycle.id or 0, office.id or 0)
        rung = rung_of(today, due)
        if rung is not None and not _told_on(session, here.cycle.id or 0, office.id or 0, today):
            yield Late(office, due, rung, still_missing(session, here.cycle, office))


# What is missing


def still_missing(session: Session, cycle: Cycle, office: Office) -> Missing:
    """Return what an office must still send: everything, or of a returned filing what its findings name."""
    filings = queries.filings_of(session, cycle.id or 0, office.id or 0)
    latest = filings[-1] if filings else None
    owed = queries.duties_of(session, cycle.id or 0, office.id or 0)
    form = form_for(cycle.year)
    cells = {duty.item for duty in owed if not duty.title}
    paragraphs = [duty for duty in owed if duty.title]
    if latest and latest.status is Status.RETURNED:
        wrong = _errors(session, latest)
        cells = {cell for finding in wrong for cell in finding.cells}
        paragraphs = [duty for duty in paragraphs if any(duty.title in f.message for f in wrong if f.text)]
    to_write = sum(not duty.usual for duty in paragraphs)  # a usual paragraph may be left to us
    return Missing(
        cells=tuple(form.name(address) for address in form.addresses if address in cells),
        paragraphs=tuple(duty.title for duty in paragraphs),
        minutes=minutes(len(cells), to_write),
        answer=latest.answer if latest else "",
    )


def _errors(session: Session, filing: Filing) -> list[FindingRow]:
    """Return why a filing went back; nothing where a leader's words sent it back."""
    examined = queries.newest_examination(session, filing.cycle_id, filing.id)
    found = queries.findings(session, examined.id or 0) if examined else ()
    return [row for row in found if wants_mending(row.finding)]


# To whom it is said


def _remind(session: Session, cycle: Cycle, late: Late, now: datetime) -> int:
    office_id = late.office.id or 0
    contacts = list(queries.contacts(session, office_id))
    people = with_stand_ins(session, contacts, now.date(), everybody=late.rung >= STAND_IN)
    reachable = [person for person in people if address_of(person)]
    if has_been_told(session, reachable, now, late.due):
        return 0
    handout = queries.handout(session, cycle.id or 0, office_id)
    subject, text = letter(
        "reminder",
        office=late.office,
        year=cycle.year,
        due=late.due,
        today=now.date(),
        late=-workdays_until(now.date(), late.due, calendar_in_force()),
        missing=late.missing,
        stand_ins=[person.name for person in people if person not in contacts],
    )
    key = reminder_key(cycle.id or 0, office_id, f"{late.due:%m%d}.{late.rung}")
    # What says how many days there are left must not arrive when there are none.
    until = datetime.combine(late.due, time.max, now.tzinfo) if late.rung <= 0 else None
    told = 0
    for file_id, group in _by_reach(reachable, handout.file_id if handout else None):
        told += len(tell(session, cycle.id or 0, key, subject, text, now, group, file_id=file_id, until=until))
    return told


def _by_reach(people: Sequence[Person], file_id: int | None) -> Iterator[tuple[int | None, list[Person]]]:
    """Yield who can be sent the workbook, and who only a short message without it."""
    with_file = [person for person in people if address_of(person, with_file=True)]
    groups = ((file_id, with_file), (None, [person for person in people if person not in with_file]))
    yield from ((file, group) for file, group in groups if group)


def _told_on(session: Session, cycle_id: int, office_id: int, today: date) -> bool:
    """Say whether the office got its workbook or an answer today: one word a day is enough."""
    handout = queries.handout(session, cycle_id, office_id)
    told = [handout.handed_out_at] if handout else []
    told += [filing.received_at for filing in queries.filings_of(session, cycle_id, office_id)]
    told += [d.decided_at for d in queries.decisions_of_cycle(session, cycle_id) if d.office_id == office_id]
    return any(moment.date() == today for moment in told)


def _tell_leading_office(session: Session, here: Standing, group: Sequence[Late], now: datetime) -> None:
    """Tell the leading office whom to call, from the third day on with a paper to print."""
    cycle_id, due, rung = here.cycle.id or 0, group[0].due, group[0].rung
    key = f"{cycle_id}:overdue:{due:%m%d}.{rung}"
    if any(queries.notices_keyed_like(session, f"{start}{key}:") for start in ("", ALERT)):
        return
    calls = [_call(session, late, now.date()) for late in group]
    with_list = rung >= CALL_LIST
    subject, text = letter("overdue", year=here.cycle.year, calls=calls, due=due, with_list=with_list)
    file_id = _keep_call_list(session, here, due, calls, now) if with_list else None
    people = queries.leads(session, here.organ.id or 0)
    tell(session, cycle_id, key, subject, text, now, people, file_id=file_id, robot=True)


def _call(session: Session, late: Late, today: date) -> Call:
    contacts = list(queries.contacts(session, late.office.id or 0))
    others = with_stand_ins(session, contacts, today, everybody=True)[len(contacts) :]
    return Call(
        office=late.office.name,
        people=[(person.name, person.phone) for person in contacts],
        stand_ins=[(person.name, person.phone) for person in others],
        missing=late.missing.words,
        late=-workdays_until(today, late.due, calendar_in_force()),
        minutes=late.missing.minutes,
    )


def _keep_call_list(session: Session, here: Standing, due: date, calls: Sequence[Call], now: datetime) -> int:
    name = say("reminding", "call_list_name", unit=here.organ.short_name, year=here.cycle.year, day=now.date())
    paper = call_list(here.organ.name, here.cycle.year, due, now.date(), calls, fonts=settings().fonts)
    file = File.of(name, paper)
    session.add(file)
    session.flush()
    assert file.id is not None
    return file.id
