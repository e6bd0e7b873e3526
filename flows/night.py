"""Night: what was published is fetched again and compared with what was approved, until the season is over."""

from datetime import datetime

from prefect import flow

from flows.rounds import complain, failures
from tasks.artifacts import run_name
from tasks.clock import moment
from tasks.publish import watch, watched
from tasks.runs import ask_for_posting, send_run_requests


@flow(name="night", flow_run_name=run_name, log_prints=True)
def night(now: datetime | None = None) -> int:
    """Look once at every published report; return how many are not as they were approved."""
    now = moment(now)
    done = {cycle: [watch(cycle, now, return_state=True)] for cycle in watched(now)}
    ask_for_posting(now)
    send_run_requests()
    complain(failures(done))
    return sum(seen.result() != "" for (seen,) in done.values())
