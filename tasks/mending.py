"""Runs that died or piled up: found by Prefect's own clock, written down, told to the office once."""

import os
import socket
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import task
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed
from sqlmodel import Session

from models import Cycle, Organ, RunRequest, queries
from models.db import look, transaction
from models.standing import standing
from settings import settings
from tasks.clock import moment
from tasks.notices import alert
from tasks.runs import situation
from templates import letter, say

DIED = ("crashed", "failed")
"""How a run ends of which somebody must know."""

STARTING = timedelta(minutes=1)
"""A run that was taken and has no process after this time never gets one."""

LONGEST = timedelta(hours=6)
"""No run lasts longer; of one on another machine we know no more than this."""

PAGE = 200
"""So many runs Prefect tells at a time."""


# How the runs that were asked for have ended


@task(task_run_name="核实运行结果", retries=2, retry_delay_seconds=1)
def reconcile_runs(now: datetime) -> int:
    """Look up how the runs that were sent have ended, and write it down; return how many still go on.

    Of one that died the leading office is told: once, as long as nothing else happens in its cycle.
    """
    with look() as session:
        sent = list(queries.run_requests_in(session, "sent"))
    if not sent:
        return 0
    with get_client(sync_client=True) as client:
        ended = {request.id: end for request in sent if (end := _end(client, request.flow_run_id))}
    with transaction() as session:
        for request_id, end in ended.items():
            request = session.get_one(RunRequest, request_id)
            request.state = end.type.value.lower()
            if request.state in DIED:
                _tell(session, request, end.message or "", now)
    return len(sent) - len(ended)


def _end(client: SyncPrefectClient, flow_run_id: str) -> State[Any] | None:
    """Return how a flow run ended, None while it goes on; a run that Prefect has forgotten has crashed."""
    try:
        state = client.read_flow_run(UUID(flow_run_id)).state
    except ObjectNotFound:
        return Crashed()
    return state if state and state.is_final() else None


def _tell(session: Session, request: RunRequest, trouble: str, now: datetime) -> None:
    """Write the leading office a letter about a run that died; the same situation is told once."""
    if request.cycle_id is None:
        _tell_of_round(session, request.flow, request.name, request.flow_run_id, trouble, now)
        return
    here = standing(session, request.cycle_id)
    subject, text = letter(
        "run_died",
        name=request.name,
        report=say("runs", "report", unit=here.organ.short_name, year=here.cycle.year),
        stage=here.due(now) or request.flow,
        page=f"{settings().portal_url}/cycles/{request.cycle_id}",
        link=_link(request.flow_run_id),
        trouble=trouble,
    )
    alert(session, request.cycle_id, f"{request.cycle_id}:died:{situation(here)}", now, subject, text)


def _tell_of_round(session: Session, flow: str, name: str, flow_run_id: str, trouble: str, now: datetime) -> None:
    """Write the same of a round through all cycles: at most once a day to the office that watches over the whole."""
    cycle = _first_cycle(session)
    if cycle is None or cycle.id is None:
        return
    facts = {"page": settings().portal_url, "link": _link(flow_run_id), "trouble": trouble}
    subject, text = letter("run_died", name=name, report="", stage=flow, **facts)
    alert(session, cycle.id, f"died:{flow}:{now.date()}", now, subject, text)


def _first_cycle(session: Session) -> Cycle | None:
    """Return a cycle of the organ above all others: its leading office runs the service."""
    above = [c for c in queries.cycles(session) if session.get_one(Organ, c.organ_id).parent_id is None]
    return above[0] if above else None


def _link(flow_run_id: str) -> str:
    return f"{settings().prefect_url}/runs/flow-run/{flow_run_id}"


# Runs that nobody asked for by name: those of the timetable


@task(task_run_name="核查定时运行", retries=2, retry_delay_seconds=1)
def tell_of_dead_rounds(now: datetime) -> int:
    """Tell of the scheduled runs that died since yesterday; return how many there are."""
    with look() as session:
        asked = {request.flow_run_id for state in DIED for request in queries.run_requests_in(session, state)}
        asked |= {request.flow_run_id for request in queries.run_requests_in(session, "sent")}
    since = (moment(None) - timedelta(days=1)).isoformat()
    wanted = {"state": {"type": {"any_": ["CRASHED", "FAILED"]}}, "expected_start_time": {"after_": since}}
    with get_client(sync_client=True) as client:
        dead = [run for run in _runs(client, wanted) if str(run.id) not in asked]
        flows = {run.id: client.read_flow(run.flow_id).name for run in dead}
    with transaction() as session:
        for run in dead:
            trouble = (run.state.message if run.state else "") or ""
            _tell_of_round(session, flows[run.id], run.name, str(run.id), trouble, now)
    return len(dead)


# Runs without a process


@task(task_run_name="核查中断的运行", retries=2, retry_delay_seconds=1)
def end_dead_runs(starting: timedelta = STARTING) -> int:
    """Set every run to crashed that says it goes on and has no process any more; return how many.

    One that was taken has ``starting`` to get a process: none, where no worker is running that could start it.
    """
    under_way = {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}
    with get_client(sync_client=True) as client:
        dead = [run for run in _runs(client, under_way) if _is_dead(run, moment(None), starting)]
        for run in dead:
            client.set_flow_run_state(run.id, Crashed(message=say("runs", "died")), force=True)
    return len(dead)


def _is_dead(run: FlowRun, now: datetime, starting: timedelta) -> bool:
    """Say whether a run's process is gone; one on another machine is only known to be too old."""
    since = now - (run.state.timestamp if run.state else now)
    host, _, number = (run.infrastructure_pid or "").rpartition(":")
    if host == socket.gethostname():
        return not is_running(int(number))
    if run.state and run.state.type is StateType.PENDING:
        return since > starting
    return since > LONGEST


def is_running(number: int) -> bool:
    """Say whether a process of this machine lives and is one of a worker's."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # another user's: the number was given away again
    told = Path(f"/proc/{number}/cmdline")
    return not told.exists() or b"forkserver" in told.read_bytes()


def process_here(number: int) -> str:
    """Return how a run says in which process it works."""
    return f"{socket.gethostname()}:{number}"


# Runs that have piled up


@task(task_run_name="清理积压的运行", retries=2, retry_delay_seconds=1)
def drop_late_runs() -> int:
    """Cancel the scheduled runs that a later one of the same timetable makes needless; return how many.

    After five days off there are seven hundred rounds, and the last of them finds everything that is due.
    """
    with get_client(sync_client=True) as client:
        needless = list(_needless(client))
        for run in needless:
            client.set_flow_run_state(run.id, Cancelled(name=say("runs", "replaced")), force=True)
    return len(needless)


def _needless(client: SyncPrefectClient) -> Iterator[FlowRun]:
    past = {"before_": moment(None).isoformat()}
    late = {"state": {"type": {"any_": ["SCHEDULED"]}}, "expected_start_time": past}
    waiting: dict[UUID | None, list[FlowRun]] = defaultdict(list)
    for run in _runs(client, late):
        if run.auto_scheduled:
            waiting[run.deployment_id].append(run)
    for runs in waiting.values():
        yield from runs[:-1]


def _runs(client: SyncPrefectClient, wanted: Mapping[str, object]) -> list[FlowRun]:
    """Return all runs that are wanted, the earliest first."""
    found: list[FlowRun] = []
    chosen = FlowRunFilter.model_validate(wanted)
    while True:
        page = client.read_flow_runs(
            flow_run_filter=chosen, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=PAGE, offset=len(found)
        )
        found += page
        if len(page) < PAGE:
            return found
