"""Working off requested flow runs in this process, without the seconds a worker and a fresh process take for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from importlib import import_module
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Crashed

from models import RunRequest, queries
from models.db import look, transaction


@contextmanager
def without_heartbeat() -> Iterator[None]:
    """Spare each run the second in which Prefect waits for its heartbeat to end; a run here lasts no longer."""
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def work_off() -> int:
    """Run what was asked of Prefect and has not run, until nothing is asked for any more; return how many ran."""
    count = 0
    with get_client(sync_client=True) as client:
        while requests := _sent():
            for request in requests:
                count += _run(client, request)
    return count


def _sent() -> list[RunRequest]:
    with look() as session:
        return list(queries.run_requests_in(session, "sent"))


def _run(client: SyncPrefectClient, request: RunRequest) -> bool:
    run = client.read_flow_run(UUID(request.flow_run_id))
    state = run.state
    ran = bool(state and state.is_scheduled())
    if ran:
        # A run of a deployment is watched, with a thread and a socket, for somebody who wants it suspended. Nobody
        # does here, and to stop watching costs 0.2 seconds a run; Prefect keeps whose run it is all the same.
        unwatched = run.model_copy(update={"deployment_id": None})
        state = _state(run_flow(flow_named(request.flow), flow_run=unwatched, return_type="state"))
    elif state and not state.is_final():
        # It was under way in a process that is gone; the morning round asks for what is still due.
        state = client.set_flow_run_state(run.id, Crashed(message="进程中断"), force=True).state
    with transaction() as session:
        session.get_one(RunRequest, request.id).state = state.type.value.lower() if state else "crashed"
    return ran


def _state(ended: object) -> State[Any] | None:
    return ended if isinstance(ended, State) else None


def flow_named(name: str) -> Flow[..., Any]:
    """Return one of our flows by its name, which is also its file's."""
    found = copy(getattr(import_module(f"flows.{name}"), name))
    assert isinstance(found, Flow)
    found.flow_run_name = None  # a requested run was given its name with the request
    return found
