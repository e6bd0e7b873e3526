"""What an operator sees in Prefect's UI: a table per cycle and stage that each run brings up to date."""

from collections.abc import Sequence

from prefect import runtime
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.objects import Artifact
from prefect.client.schemas.sorting import ArtifactSort

from models import Cycle, Organ, queries
from models.db import look
from models.standing import Standing, standing
from report.lifecycle import CYCLE_STAGES
from settings import settings
from tasks.clock import moment
from templates import say


def show_table(what: str, subject: int, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Show rows under a key that stays the same from run to run; nothing where there is nothing to show."""
    if rows:
        head = say("artifacts", "head", what=what).split("|")
        create_table_artifact(
            key=f"{what}-{subject}",
            table=[dict(zip(head, row, strict=True)) for row in rows],
            description=say("artifacts", "title", what=what, subject=name),
        )


def show_address(cycle_id: int, address: str) -> None:
    """Show where a report is published."""
    title = say("artifacts", "title", what="published", subject=subject_of(cycle_id))
    create_link_artifact(key=f"published-{cycle_id}", link=address, link_text=address, description=title)


def newest_draft(cycle_id: int) -> int:
    """Return the draft in force, 0 where there is none."""
    with look() as session:
        draft = queries.newest_draft(session, cycle_id)
        return (draft.id if draft else None) or 0


def show_documents(cycle_id: int) -> None:
    """Show a link to every document of the draft in force, where the portal has it."""
    with look() as session:
        draft = queries.newest_draft(session, cycle_id)
        found = queries.documents(session, draft.id) if draft and draft.id else []
        documents = [(document.id, document.format, file.name) for document, file in found]
    title = say("artifacts", "title", what="document", subject=subject_of(cycle_id))
    portal = (settings().portal_address or settings().portal_url).rstrip("/")
    for document_id, format_, name in documents:
        link = f"{portal}/documents/{document_id}"
        described = say("artifacts", "document", title=title, name=name)
        create_link_artifact(key=f"document-{cycle_id}-{format_}", link=link, link_text=name, description=described)


def show_progress(cycle_id: int) -> None:
    """Show how much of its way a cycle has gone, always in the same place."""
    with look() as session:
        here = standing(session, cycle_id)
    percent = way_gone(here)
    key = f"progress-{cycle_id}"
    title = say("artifacts", "title", what="progress", subject=subject_of(cycle_id))
    description = say("artifacts", "progress", title=title, stage="" if here.archived else here.stage)
    known = _artifact(key)
    if known is None:
        create_progress_artifact(percent, key, description)
    elif (known.data, known.description) != (percent, description):
        update_progress_artifact(known.id, percent, description)


def _artifact(key: str) -> Artifact | None:
    wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=wanted, sort=ArtifactSort.UPDATED_DESC, limit=1)
    return found[0] if found else None


def way_gone(here: Standing) -> float:
    """Return how many per cent of the stages are done; within a stage, of the people who have done their part."""
    if here.archived:
        return 100.0
    filed = [not office.owes for office in here.offices]
    part = sum(filed) / len(filed) if here.sheet is None and filed else 0.0
    return round(100 * (CYCLE_STAGES.index(here.stage) + part) / len(CYCLE_STAGES), 1)


def subject_of(cycle_id: int) -> str:
    """Return whose report of which year a cycle is."""
    with look() as session:
        cycle = session.get_one(Cycle, cycle_id)
        return say("runs", "report", unit=session.get_one(Organ, cycle.organ_id).short_name, year=cycle.year)


def unit_of(organ_id: int) -> str:
    """Return what an organ is called in short."""
    with look() as session:
        return session.get_one(Organ, organ_id).short_name


def show_plan(cycle_id: int) -> None:
    """Show the dates of a cycle and how they were reckoned."""
    with look() as session:
        steps = queries.steps(session, cycle_id)
    dates = [(steps[stage], say("runs", "stage", stage=stage)) for stage in CYCLE_STAGES]
    rows = [[name, step.opens_on.isoformat(), step.due_on.isoformat(), step.reckoning] for step, name in dates]
    show_table("plan", cycle_id, subject_of(cycle_id), rows)


def show_offices(cycle_id: int) -> None:
    """Show which office has filed, and what it was answered."""
    with look() as session:
        here = standing(session, cycle_id)
    rows = []
    for office in here.offices:
        when = f"{office.latest.received_at:%Y-%m-%d %H:%M}" if office.latest else ""
        answer = office.latest.answer if office.latest else ""
        rows.append([office.office.name, say("filings", "filing", office=office), when, answer])
    show_table("offices", cycle_id, subject_of(cycle_id), rows)


def run_name() -> str:
    """Return how the operators see a flow run: its stage, whose report it is about, the day it works at."""
    parameters = runtime.flow_run.parameters
    cycle_id = parameters.get("cycle_id")
    subject = subject_of(cycle_id) if cycle_id else ""
    return say("runs", "name", stage=runtime.flow_run.flow_name, subject=subject, day=moment(parameters.get("now")))
