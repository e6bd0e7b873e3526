"""Collect: workbooks out, filings in."""

from datetime import datetime

from prefect import flow

from flows.onward import go_on
from tasks.artifacts import run_name, show_offices
from tasks.clock import moment
from tasks.collect import hand_out, receive, unread, without_workbook
from tasks.runs import open_cycles


@flow(name="collect", flow_run_name=run_name, log_prints=True)
def collect(cycle_id: int | None = None, now: datetime | None = None) -> int:
    """Give every office its workbook and read every filing that has come; return how many were read."""
    now = moment(now)
    read = 0
    for cycle in open_cycles(cycle_id):
        for office in without_workbook(cycle, now):
            hand_out(cycle, office, now)
        for filing in unread(cycle):
            receive(filing, now)
            read += 1
        show_offices(cycle)
        go_on(cycle, now)
    return read
