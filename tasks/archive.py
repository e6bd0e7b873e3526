"""Archiving: the 迎检包 of a published report is made and kept."""

from datetime import datetime

from prefect import task

from models import Archive, File, queries
from models.db import transaction
from models.dossier import dossier, dossier_name
from models.draft import drafted_sheet
from models.journal import enter
from models.standing import standing
from tasks.clock import SYSTEM
from tasks.notices import tell
from templates import letter, say


@task(task_run_name="归档 {cycle_id}", retries=2, retry_delay_seconds=1)
def archive(cycle_id: int, now: datetime) -> str:
    """Bundle a published cycle and return the bundle's name; "" where it is not published, or bundled already."""
    with transaction() as session:
        here = standing(session, cycle_id)
        if here.draft is None or not (here.publication and here.publication.verified_at) or here.archived:
            return ""
        what = say("journal", "archived", name=dossier_name(here.organ, here.draft))
        enter(session, now, SYSTEM, "archive", what, here.draft.report_hash, cycle_id)
        name, content = dossier(session, cycle_id, now)
        file = File.of(name, content)
        session.add(file)
        session.flush()
        session.add(
            Archive(cycle_id=cycle_id, report_hash=here.draft.report_hash, file_id=file.id or 0, archived_at=now)
        )
        # The hash stands outside of what it is the hash of: in the letter, for whoever checks the bundle later.
        subject, text = letter("archived", title=drafted_sheet(here.draft).title, name=name, sha256=file.sha256)
        people = queries.leads(session, here.cycle.organ_id)
        tell(session, cycle_id, f"{cycle_id}:archived:{here.draft.id}", subject, text, now, people)
        return name
