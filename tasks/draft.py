"""Drafting: one snapshot of the figures, rendered in every format."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, Document, Draft, File, Filing, Organ, queries
from models.db import look, transaction
from models.earlier import earlier
from models.journal import enter
from models.rendering import render_report, signed_on
from models.standing import Standing, standing
from report.sheet import Sheet
from report.writing import Document as Rendered
from report.writing import UnprintableCharacter, report_hash
from report.writing.brief import SPAN
from report.writing.data import interchange_bytes
from tasks.clock import SYSTEM
from tasks.notices import tell
from templates import letter, say


@task(task_run_name="生成报告 {cycle_id}", retries=2, retry_delay_seconds=1)
def make_draft(cycle_id: int, now: datetime) -> int | None:
    """Render the figures that count now; return the new draft's id, None where nothing would be different.

    Raises ``UnprintableCharacter``, after the offices that wrote it and the leading office were told of it.
    """
    with look() as session:
        here = standing(session, cycle_id)
        past = earlier(session, here.cycle, SPAN - 1)
    if here.sheet is None or here.examination is None or here.blocked:
        return None
    sheet = replace(here.sheet, signed_on=signed_on(here, now.date()))
    try:
        documents = render_report(sheet, here, past)
    except UnprintableCharacter as trouble:
        with transaction() as session:
            _tell_unprintable(session, here, trouble, now)
        raise
    with transaction() as session:
        return _keep(session, cycle_id, sheet, here.sheet.content_hash, documents, now)


def _tell_unprintable(session: Session, here: Standing, trouble: UnprintableCharacter, now: datetime) -> None:
    assert here.sheet is not None
    assert here.cycle.id is not None
    offices = [o.office for o in here.offices if o.counts and _wrote(session, o.counts, trouble.places)]
    names = [office.name for office in offices]
    subject, text = letter("unprintable", title=here.sheet.title, trouble=str(trouble), offices=names)
    contacts = [person for office in offices for person in queries.contacts(session, office.id or 0)]
    people = [*contacts, *queries.leads(session, here.cycle.organ_id)]
    key = f"{here.cycle.id}:unprintable:{here.sheet.content_hash[:12]}"
    tell(session, here.cycle.id, key, subject, text, now, people)


def _wrote(session: Session, filing: Filing, characters: Iterable[str]) -> bool:
    texts = "\n".join(queries.filed_texts(session, filing.id or 0).values())
    return any(character in texts for character in characters)


def _keep(
    session: Session, cycle_id: int, sheet: Sheet, figures_hash: str, documents: tuple[Rendered, ...], now: datetime
) -> int | None:
    newest = queries.newest_draft(session, cycle_id)
    # A report that was sent back and then confirmed by its office is a new draft with the same content.
    if newest and newest.report_hash == report_hash(documents) and not standing(session, cycle_id).answered:
        return None
    draft = Draft(
        cycle_id=cycle_id,
        revision=newest.revision + 1 if newest else 1,
        sheet=interchange_bytes(sheet).decode(),
        content_hash=figures_hash,
        report_hash=report_hash(documents),
        chain=session.get_one(Organ, session.get_one(Cycle, cycle_id).organ_id).chain,
        made_at=now,
    )
    session.add(draft)
    session.flush()
    assert draft.id is not None
    for document in documents:
        file = File.of(document.name, document.content)
        session.add(file)
        session.flush()
        session.add(Document(draft_id=draft.id, file_id=file.id or 0, format=document.format, path=document.path))
    what = say("journal", "drafted", revision=draft.revision)
    enter(session, now, SYSTEM, "draft", what, draft.report_hash, cycle_id)
    return draft.id
