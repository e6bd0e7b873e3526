"""Rerun: what would come out otherwise from a stage on, and, where that is wanted, running it again."""

from datetime import datetime

from prefect import flow

from report.lifecycle import Stage
from tasks.artifacts import run_name, show_table, subject_of
from tasks.clock import moment
from tasks.rerun import cycle_meant, preview, request_rerun
from tasks.runs import send_run_requests


@flow(name="rerun", flow_run_name=run_name, log_prints=True)
def rerun(
    stage: Stage = Stage.CHECK,
    unit: str = "",
    year: int | None = None,
    only_show: bool = True,
    now: datetime | None = None,
) -> list[str]:
    """Show what would change and who would be told if a report ran again from ``stage`` on.

    It runs unless ``only_show``. ``unit`` and ``year`` may be left out where only one report fits.
    """
    now = moment(now)
    cycle = cycle_meant(unit, year)
    found = preview(cycle, stage, now)
    show_table("rerun", cycle, subject_of(cycle), [[line] for line in found.lines])
    if not only_show:
        request_rerun(cycle, stage, now)
        send_run_requests()
    return [*found.changes, *found.letters]
