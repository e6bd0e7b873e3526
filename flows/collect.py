"""Collect: workbooks out, filings in."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.onward import bring_on
from report.lifecycle import Stage
from tasks.artifacts import run_name, show_offices
from tasks.clock import moment
from tasks.collect import hand_out, receive, unread, without_workbook
from tasks.runs import open_cycles


@flow(name="collect", flow_run_name=run_name, log_prints=True)
def collect(cycle_id: int | None = None, now: datetime | None = None) -> State[list[int]]:
    """Collect, and do what is due then; answer how many filings were read in each cycle."""
    return bring_on(Stage.COLLECT, open_cycles(cycle_id), moment(now))


def collect_cycle(cycle_id: int, now: datetime) -> int:
    """Give every office its workbook and read every filing that has come; return how many were read."""
    for office in without_workbook(cycle_id, now):
        hand_out(cycle_id, office, now)
    filings = unread(cycle_id)
    for filing in filings:
        receive(filing, now)
    show_offices(cycle_id)
    return len(filings)
