"""Night: what was published is fetched again and compared with what was approved, until the season is over."""

from datetime import datetime

from prefect import flow

from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.publish import watch, watched
from tasks.runs import ask_for_posting, send_run_requests


@flow(name="night", flow_run_name=run_name, log_prints=True)
def night(now: datetime | None = None) -> int:
    """Look once at every published report; return how many are not as they were approved."""
    now = moment(now)
    altered = sum(watch(cycle, now) != "" for cycle in watched(now))
    ask_for_posting(now)
    send_run_requests()
    return altered
