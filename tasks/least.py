"""The last days: who must act is named with telephones, with a preview; nothing is approved or published by it."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook
from prefect import task
from sqlmodel import Session

from models import Cycle, File, Office, Person, queries
from models.acts import file_workbook
from models.db import transaction
from models.handing_out import make_workbook
from models.journal import enter
from models.least import BOOK, Least, both, least, preview
from models.standing import Standing, standing
from report.form import form_for
from report.writing import render
from report.writing.archive import put
from settings import settings
from tasks.clock import SYSTEM
from tasks.notices import tell
from tasks.runs import request_posting
from templates import letter, say

FORMATS = ("docx", "pdf")
"""What a preview is made in: no picture and no data, where a missing figure would pass for a 0."""


class NotAccepted(Exception):
    """No 零报告 can be taken in an office's place; the message says why."""


@task(task_run_name="最后两天 {cycle_id}", retries=2, retry_delay_seconds=1)
def prepare_least(cycle_id: int, now: datetime) -> bool:
    """Name those who must act when two working days are left, once for each situation; say whether now."""
    with transaction() as session:
        here = standing(session, cycle_id)
        found = least(session, here, now.date())
        key = f"{cycle_id}:least:{found.mark if found else ''}"
        if found is None or not found.is_pressing or queries.notices_keyed_like(session, f"{key}:"):
            return False
        file = _kept(session, here, found) if found.owing else None
        _tell(session, here, found, key, file, now)
        missing = [owing.office.name for owing in found.owing]
        what = say("journal", "least", missing=missing, left=found.left)
        enter(session, now, SYSTEM, "plan", what, file.sha256 if file else "", cycle_id)
        return True


def preview_files(session: Session, here: Standing, found: Least) -> bytes:
    """Return the preview in each of its formats and a list of all that is missing, as one zip."""
    sheet = preview(session, here)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for document in render(sheet, signer=here.organ.name, fonts=settings().fonts, formats=FORMATS):
            put(archive, document.name, document.content)
        put(archive, say(BOOK, "list_name"), say(BOOK, "missing_list", owing=found.owing).encode())
    return packed.getvalue()


def _kept(session: Session, here: Standing, found: Least) -> File:
    name = say(BOOK, "file_name", unit=here.organ.short_name, year=here.cycle.year)
    file = File.of(name, preview_files(session, here, found))
    session.add(file)
    session.flush()
    return file


def _tell(session: Session, here: Standing, found: Least, key: str, file: File | None, now: datetime) -> None:
    """Tell the leading office, with the preview, and those who must act; everybody's stand-in as well."""
    organ_id, cycle_id = here.organ.id or 0, here.cycle.id or 0
    facts = {"organ": here.organ, "year": here.cycle.year, "form": form_for(here.cycle.year), "it": found}
    leading = both(session, queries.leads(session, organ_id))
    subject, text = letter("least", **facts, with_file=bool(file))
    tell(session, cycle_id, key, subject, text, now, leading, file_id=file.id if file else None)
    known = {person.mail for person in leading}
    groups: list[tuple[Person, ...]] = [owing.people for owing in found.owing]
    groups += [place.people for place in found.signing]
    acting = [person for people in groups for person in people if not person.mail or person.mail not in known]
    if acting:
        subject, text = letter("least", **facts, with_file=False)
        tell(session, cycle_id, key, subject, text, now, acting)


def accept_zero(cycle_id: int, office_id: int, by: str, reason: str, now: datetime) -> None:
    """File that an office has nothing to report, in the name of somebody of the leading office; ``NotAccepted``."""
    with transaction() as session:
        here, office = standing(session, cycle_id), session.get_one(Office, office_id)
        person = _accepting(session, here, office, by.strip(), reason.strip(), now)
        content = _nothing(session, here.cycle, office, person)
        name = say(BOOK, "zero_name", office=office.name)
        filing = file_workbook(session, here.cycle, office, name, content, person.name, now, say("runs", "command"))
        what = say("journal", "accepted_zero", office=office.name, reason=reason.strip())
        enter(session, now, person.name, say("runs", "command"), what, File.of(name, content).sha256, cycle_id)
        facts = {"organ": here.organ, "year": here.cycle.year, "office": office, "by": person.name}
        subject, text = letter("accepted_zero", **facts, reason=reason.strip())
        people = [*both(session, queries.contacts(session, office_id)), *queries.leads(session, here.organ.id or 0)]
        tell(session, cycle_id, f"{cycle_id}:accepted_zero:{filing.id}", subject, text, now, people)
        request_posting(session, now)


def _accepting(session: Session, here: Standing, office: Office, by: str, reason: str, now: datetime) -> Person:
    """Return who takes the 零报告 upon themselves; refuse what is not theirs to say, or not yet."""
    if not reason:
        raise NotAccepted(say(BOOK, "no_reason"))
    people = both(session, queries.leads(session, here.organ.id or 0))
    person = next((each for each in people if each.name == by), None)
    if person is None:
        raise NotAccepted(say(BOOK, "not_leading", name=by))
    found = least(session, here, now.date())
    if not any(o.owes for o in here.offices if o.office.id == office.id) or found is None:
        raise NotAccepted(say(BOOK, "not_owing", office=office.name))
    if not found.is_pressing:
        raise NotAccepted(say(BOOK, "too_soon", limit=found.limit, left=found.left))
    return person


def _nothing(session: Session, cycle: Cycle, office: Office, person: Person) -> bytes:
    """Return the office's own workbook with 零报告 chosen and a name under it: it is read and checked like any."""
    book = load_workbook(BytesIO(make_workbook(session, cycle, office)))
    said = {"nothing_to_report": say("workbook", "yes"), "filled_by": person.name, "phone": person.phone}
    for name, words in said.items():
        sheet, _, cell = book.defined_names[name].attr_text.rpartition("!")
        book[sheet.strip("'")][cell.replace("$", "")].value = words
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()
