"""Archive: bundle what was published with everything that led to it."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on
from tasks.archive import archive as bundle_up
from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="archive", flow_run_name=run_name, log_prints=True)
def archive(cycle_id: int | None = None, now: datetime | None = None) -> list[str]:
    """Bundle every published cycle; return the bundles' names."""
    now = moment(now)
    names = []
    for cycle in open_cycles(cycle_id):
        name = bundle_up(cycle, now)
        names += [name] if name else []
        go_on(cycle, now)
    return names
