"""Archive: bundle what was published with everything that led to it."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.onward import bring_on
from report.lifecycle import Stage
from tasks.archive import archive as bundle_up
from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="archive", flow_run_name=run_name, log_prints=True)
def archive(cycle_id: int | None = None, now: datetime | None = None) -> State[list[str]]:
    """Bundle every published cycle; answer the bundles' names."""
    return bring_on(Stage.ARCHIVE, open_cycles(cycle_id), moment(now))


def archive_cycle(cycle_id: int, now: datetime) -> str:
    """Bundle one published cycle; return the bundle's name, "" where there is nothing to bundle."""
    return bundle_up(cycle_id, now)
