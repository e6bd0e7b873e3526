"""Approve: tell everybody what was decided, and ask the next one to sign."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on
from tasks.approve import approvals, ask_next, tell_approved, tell_decisions
from tasks.artifacts import run_name, show_table, subject_of
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="approve", flow_run_name=run_name, log_prints=True)
def approve(cycle_id: int | None = None, now: datetime | None = None) -> None:
    """Bring the draft on by one signature; a person decides, never the time."""
    now = moment(now)
    for cycle in open_cycles(cycle_id):
        tell_decisions(cycle, now)
        ask_next(cycle, now)
        tell_approved(cycle, now)
        show_table("approvals", cycle, subject_of(cycle), approvals(cycle))
        go_on(cycle, now)
