"""The workbook an office fills in: what it asks, what tells it from every other, and what its file is called."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.duty import Duty
from models.earlier import last_year
from models.extending import due_for
from models.office import Office
from models.organ import Organ
from report.form import form_for
from report.writing.layout import Prompt
from report.writing.workbook import workbook
from templates import say


def make_workbook(session: Session, cycle: Cycle, office: Office) -> bytes:
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
        cells_of(owed),
        prompts_of(owed),
        before.cells if before and before.edition == cycle.edition else {},
        due_for(session, cycle.id, office.id),
        token_of(cycle, office),
    )


def workbook_name(session: Session, cycle: Cycle, office: Office) -> str:
    """Return the file name of an office's workbook."""
    organ = session.get_one(Organ, cycle.organ_id)
    return say("workbook", "file_name", unit=organ.short_name, office=office.name, year=cycle.year)


def token_of(cycle: Cycle, office: Office) -> str:
    """Return what tells this workbook from every other: the same cycle and office give the same token."""
    return hashlib.sha256(f"{cycle.organ_id}:{cycle.year}:{office.id}:{office.name}".encode()).hexdigest()[:16]


def cells_of(owed: Sequence[Duty]) -> tuple[str, ...]:
    """Return the cells among what an office owes."""
    return tuple(duty.item for duty in owed if not duty.title)


def prompts_of(owed: Sequence[Duty]) -> tuple[Prompt, ...]:
    """Return the paragraphs among what an office owes."""
    return tuple(Prompt(duty.item, duty.title, duty.hint, bool(duty.usual)) for duty in owed if duty.title)
