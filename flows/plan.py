"""Plan: once a year, before the figures close, every organ gets its dates and duties."""

from datetime import datetime

from prefect import flow

from flows.rounds import complain, failures
from tasks.artifacts import run_name, show_plan, unit_of
from tasks.clock import moment
from tasks.contacts import check_contacts
from tasks.plan import open_cycle, replan, unplanned
from tasks.runs import ask_for_posting, send_run_requests


@flow(name="plan", flow_run_name=run_name, log_prints=True)
def plan(year: int | None = None, now: datetime | None = None, cycle_id: int | None = None) -> list[int]:
    """Plan the reports of ``year`` (this year where nothing is said); return the cycles that were opened.

    ``cycle_id`` names the one cycle that is planned again, and then no other is opened.
    """
    now = moment(now)
    year = year or now.year
    if cycle_id is not None:
        replan(cycle_id, now)
    organs = unplanned(year) if cycle_id is None else []
    done = {organ: [open_cycle(organ, year, now, return_state=True)] for organ in organs}
    failed = failures(done)
    opened = [cycle.result() for organ, (cycle,) in done.items() if organ not in failed]
    for cycle in opened:
        check_contacts(cycle, now)
        show_plan(cycle)
    ask_for_posting(now)
    send_run_requests()
    complain(failed, unit_of)
    return opened
