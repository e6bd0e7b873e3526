"""Publish: put the approved report into the column, fetch it again, compare."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on
from tasks.artifacts import run_name, show_address
from tasks.clock import moment
from tasks.publish import publish as put_into_column
from tasks.publish import ready_to_publish, verify


@flow(name="publish", flow_run_name=run_name, log_prints=True)
def publish(cycle_id: int | None = None, now: datetime | None = None) -> list[str]:
    """Publish what everybody has approved; return the addresses."""
    now = moment(now)
    addresses = []
    for cycle in ready_to_publish(cycle_id, now):
        addresses.append(put_into_column(cycle, now))
        verify(cycle, now)
        show_address(cycle, addresses[-1])
        go_on(cycle, now)
    return addresses
