"""Plan: once a year, before the figures close, every organ gets its dates and duties."""

from datetime import datetime

from prefect import flow

from tasks.artifacts import run_name, show_plan
from tasks.clock import moment
from tasks.plan import open_cycle, unplanned
from tasks.runs import ask_for_posting, send_run_requests


@flow(name="plan", flow_run_name=run_name, log_prints=True)
def plan(year: int | None = None, now: datetime | None = None) -> list[int]:
    """Plan the reports of ``year`` (this year where nothing is said); return the cycles that were opened."""
    now = moment(now)
    year = year or now.year
    opened = [open_cycle(organ_id, year, now) for organ_id in unplanned(year)]
    for cycle in opened:
        show_plan(cycle)
    ask_for_posting(now)
    send_run_requests()
    return opened
