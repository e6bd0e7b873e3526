"""Rolling up: the published reports of an organ's units, added up cell by cell."""

from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import Draft, Organ, Rollup, queries
from models.db import look, transaction
from models.draft import drafted_sheet
from models.journal import enter
from report.form import form_for
from report.forms.common import TITLE
from report.rollup import add_up, missing
from report.sheet import Sheet, content_hash
from report.writing.data import interchange_bytes
from tasks.clock import SYSTEM
from templates import say


def parents() -> list[int]:
    """Return the organs that have units below them."""
    with look() as session:
        return [o.id for o in queries.organs(session) if o.id and queries.units_of(session, o.id)]


@task(task_run_name="汇总 {organ_id} {year}", retries=2, retry_delay_seconds=1)
def add_units(organ_id: int, year: int, now: datetime) -> list[list[str]]:
    """Add up what an organ's units have published; return unit by unit whether its report is in the sum."""
    with transaction() as session:
        organ = session.get_one(Organ, organ_id)
        register = [unit.name for unit in queries.units_of(session, organ_id)]
        parts = published_sheets(session, organ_id, year)
        absent = missing(register, parts)
        sheet = sum_of(organ, year, list(parts.values()))
        newest = queries.newest_rollup(session, organ_id, year)
        text = interchange_bytes(sheet).decode()
        # The sum before is part of the mark: units that go back to earlier figures make a new sum, not an old one.
        mark = content_hash([newest.content_hash if newest else "", sheet.content_hash, list(absent)])
        if newest is None or (newest.sheet, newest.missing) != (text, "\n".join(absent)):
            session.add(
                Rollup(
                    organ_id=organ_id,
                    year=year,
                    sheet=text,
                    content_hash=mark,
                    missing="\n".join(absent),
                    made_at=now,
                )
            )
            enter(
                session,
                now,
                SYSTEM,
                "rollup",
                say("journal", "added_up", units=len(parts), missing=len(absent)),
                mark,
            )
        return [[name, say("rollup", "in_sum" if name in parts else "absent")] for name in register]


def published_sheets(session: Session, organ_id: int, year: int) -> dict[str, Sheet]:
    """Return the published sheet of each unit that has one, by the unit's name."""
    sheets = {}
    for unit in queries.units_of(session, organ_id):
        cycle = queries.cycle_of(session, unit.id or 0, year)
        published = queries.newest_publication(session, cycle.id) if cycle and cycle.id else None
        if published and published.verified_at and not queries.withdrawal_of(session, published.id or 0):
            sheets[unit.name] = drafted_sheet(session.get_one(Draft, published.draft_id))
    return sheets


def sum_of(organ: Organ, year: int, parts: list[Sheet]) -> Sheet:
    """Return the organ's sheet of figures: every cell the sum of its units' cells."""
    form = form_for(year)
    return Sheet(
        unit=organ.name,
        level=organ.level,
        year=year,
        edition=form.edition,
        title=TITLE.format(unit=organ.title_name, year=year),
        cells=add_up(form, [part.cells for part in parts]),
    )
