"""Approve: tell everybody what was decided, and ask the next one to sign."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.onward import bring_on
from report.lifecycle import Stage
from tasks.approve import approvals, ask_next, tell_approved, tell_decisions
from tasks.artifacts import run_name, show_table, subject_of
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="approve", flow_run_name=run_name, log_prints=True)
def approve(cycle_id: int | None = None, now: datetime | None = None) -> State[list[None]]:
    """Bring the draft on by one signature; a person decides, never the time."""
    return bring_on(Stage.APPROVE, open_cycles(cycle_id), moment(now))


def approve_cycle(cycle_id: int, now: datetime) -> None:
    """Tell what was decided, and ask who is next."""
    tell_decisions(cycle_id, now)
    ask_next(cycle_id, now)
    tell_approved(cycle_id, now)
    show_table("approvals", cycle_id, subject_of(cycle_id), approvals(cycle_id))
