"""Approve: tell everybody what was decided, and ask the next one to sign."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on, show_table
from tasks.approve import approvals, ask_next, tell_approved, tell_decisions
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="approve", log_prints=True)
def approve(cycle_id: int | None = None, now: datetime | None = None) -> None:
    """Bring the draft on by one signature; a person decides, never the time."""
    now = moment(now)
    for cycle in open_cycles(cycle_id):
        tell_decisions(cycle, now)
        ask_next(cycle, now)
        tell_approved(cycle, now)
        show_table("approvals", cycle, approvals(cycle))
        go_on(cycle, now)
