"""Check: each filing by itself, then all of them added up."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.onward import bring_on
from report.lifecycle import Stage
from tasks.artifacts import run_name, show_table, subject_of
from tasks.check import check_filing, check_report, unchecked
from tasks.clock import moment
from tasks.runs import open_cycles


@flow(name="check", flow_run_name=run_name, log_prints=True)
def check(cycle_id: int | None = None, now: datetime | None = None) -> State[list[int]]:
    """Check, and do what is due then; answer how many filings passed in each cycle."""
    return bring_on(Stage.CHECK, open_cycles(cycle_id), moment(now))


def check_cycle(cycle_id: int, now: datetime) -> int:
    """Check what was filed, and the whole report once everybody's figures are in; return how many filings passed."""
    passed = sum(check_filing(filing, now) for filing in unchecked(cycle_id))
    show_table("findings", cycle_id, subject_of(cycle_id), check_report(cycle_id, now))
    return passed
