"""Check: each filing by itself, then all of them added up."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on
from tasks.artifacts import run_name, show_table, subject_of
from tasks.check import check_filing, check_report, unchecked
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="check", flow_run_name=run_name, log_prints=True)
def check(cycle_id: int | None = None, now: datetime | None = None) -> int:
    """Check what was filed, and the whole report once everybody's figures are in; return how many filings passed."""
    now = moment(now)
    passed = 0
    for cycle in open_cycles(cycle_id):
        passed += sum(check_filing(filing, now) for filing in unchecked(cycle))
        show_table("findings", cycle, subject_of(cycle), check_report(cycle, now))
        go_on(cycle, now)
    return passed
