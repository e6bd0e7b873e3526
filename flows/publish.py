"""Publish: put the approved report into the column, fetch it again, compare."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.onward import bring_on
from report.lifecycle import Stage
from tasks.artifacts import run_name, show_address
from tasks.clock import moment
from tasks.publish import publish as put_into_column
from tasks.publish import ready_to_publish, verify


@flow(name="publish", flow_run_name=run_name, log_prints=True)
def publish(cycle_id: int | None = None, now: datetime | None = None) -> State[list[str]]:
    """Publish what everybody has approved, and do what is due then; answer the addresses."""
    now = moment(now)
    return bring_on(Stage.PUBLISH, ready_to_publish(cycle_id, now), now)


def publish_cycle(cycle_id: int, now: datetime) -> str:
    """Put one report into the column and compare it with what was approved; return its address."""
    address = put_into_column(cycle_id, now)
    verify(cycle_id, now)
    show_address(cycle_id, address)
    return address
