"""Roll up: the published reports of the units below, added up."""

from datetime import datetime

from prefect import flow

from tasks.artifacts import run_name, show_table
from tasks.clock import moment
from tasks.rollup import add_units, parents


@flow(name="rollup", flow_run_name=run_name, log_prints=True)
def rollup(year: int | None = None, now: datetime | None = None) -> int:
    """Add up the reports of ``year`` (last year where nothing is said); return for how many organs."""
    now = moment(now)
    above = parents()
    for organ in above:
        show_table("rollup", organ, "", add_units(organ, year or now.year - 1, now))
    return len(above)
