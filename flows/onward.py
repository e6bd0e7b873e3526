"""How one run brings cycles on: its own stage, what is due after it, and then the letters and the operators' page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.notices import post_due
from flows.rounds import complain
from report.lifecycle import Stage
from tasks.artifacts import newest_draft, show_documents, show_progress
from tasks.holding import held
from tasks.runs import send_run_requests, what_is_due
from tasks.waiting import gone_through, waits_for

Work = Callable[[int, datetime], Any]
"""What a stage does for one cycle at one moment; it returns what it made: 0, "" or None for nothing."""


def bring_on(first: Stage, cycles: Sequence[int], now: datetime) -> State[list[Any]]:
    """Do a stage in some cycles and go on from there; where it fails in one, the others still have their turn.

    The run ends in a state with the name of what its cycle waits for, and with what the stage made.
    """
    drafts = {cycle: newest_draft(cycle) for cycle in cycles}
    made: list[Any] = []
    been: list[Stage] = []
    failed: dict[int, Exception] = {}
    for cycle in cycles:
        try:
            made += [one] if (one := _go_through(first, cycle, now, been)) else []
        except Exception as trouble:
            failed[cycle] = trouble
    post_due(now)
    for cycle in cycles:
        show_progress(cycle)
        if newest_draft(cycle) != drafts[cycle]:
            show_documents(cycle)
    send_run_requests()
    complain(failed)
    return Completed(name=waits_for(cycles, now), message=gone_through(been), data=made)


def _go_through(first: Stage, cycle_id: int, now: datetime, been: list[Stage]) -> Any:
    """Do a stage and then what is due, alone in the cycle; stop where a stage has changed nothing."""
    with held(cycle_id):
        been.append(first)
        made = work_of(first)(cycle_id, now)
        done = set()
        while (due := what_is_due(cycle_id, now)) and due not in done:
            done.add(due)
            been.append(due.stage)
            work_of(due.stage)(cycle_id, now)
    return made


def work_of(stage: Stage) -> Work:
    """Return what a stage does for one cycle; looked up late, because its file imports this one."""
    work: Work = getattr(import_module(f"flows.{stage}"), f"{stage}_cycle")
    return work
