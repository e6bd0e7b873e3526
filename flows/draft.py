"""Draft: one snapshot of the figures, rendered in every format."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.onward import bring_on
from report.lifecycle import Stage
from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.draft import make_draft
from tasks.runs import open_cycles


@flow(name="draft", flow_run_name=run_name, log_prints=True)
def draft(cycle_id: int | None = None, now: datetime | None = None) -> State[list[int]]:
    """Render what has changed since the last draft, and do what is due then; answer the new drafts."""
    return bring_on(Stage.DRAFT, open_cycles(cycle_id), moment(now))


def draft_cycle(cycle_id: int, now: datetime) -> int | None:
    """Render what has changed since the last draft; return the new draft, None where nothing has."""
    return make_draft(cycle_id, now)
