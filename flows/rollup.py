"""Roll up: the published reports of the units below, added up."""

from datetime import datetime

from prefect import flow

from flows.rounds import complain, failures
from tasks.artifacts import run_name, show_table, unit_of
from tasks.clock import moment
from tasks.rollup import add_units, parents


@flow(name="rollup", flow_run_name=run_name, log_prints=True)
def rollup(year: int | None = None, now: datetime | None = None) -> int:
    """Add up the reports of ``year`` (last year where nothing is said); return for how many organs."""
    now = moment(now)
    done = {organ: [add_units(organ, year or now.year - 1, now, return_state=True)] for organ in parents()}
    failed = failures(done)
    for organ, (rows,) in done.items():
        if organ not in failed:
            show_table("rollup", organ, "", rows.result())
    complain(failed, unit_of)
    return len(done)
