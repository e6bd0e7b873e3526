"""Draft: one snapshot of the figures, rendered in every format."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on
from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.draft import make_draft
from tasks.runs import open_cycles


@flow(name="draft", flow_run_name=run_name, log_prints=True)
def draft(cycle_id: int | None = None, now: datetime | None = None) -> list[int]:
    """Render what has changed since the last draft; return the new drafts."""
    now = moment(now)
    made = []
    for cycle in open_cycles(cycle_id):
        new = make_draft(cycle, now)
        made += [new] if new else []
        go_on(cycle, now)
    return made
