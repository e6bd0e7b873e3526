"""Runs that died or piled up, at a real engine: which of them are ended, and which are left alone."""

import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Failed, Pending, Running

from deployments.demo.story import at
from models import queries
from models.db import look
from tasks.mending import drop_late_runs, end_dead_runs, is_running, process_here, tell_of_dead_rounds
from tests.tasks.town import Town

GONE = 4_194_303
"""The highest number a process can have, and nobody has."""


@pytest.fixture
def client(prefect_server: None) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


def under_way(client: SyncPrefectClient, state: State[object], process: str) -> UUID:
    """Return a run of the round that says it works in a process."""
    deployment = client.read_deployment_by_name("rollup/汇总")
    run = client.create_flow_run_from_deployment(deployment.id)
    client.set_flow_run_state(run.id, Running(), force=True)
    client.set_flow_run_state(run.id, state, force=True)
    if process:
        client.update_flow_run(run.id, infrastructure_pid=process)
    return run.id


def kind(client: SyncPrefectClient, run_id: UUID) -> StateType:
    state = client.read_flow_run(run_id).state
    assert state is not None
    return state.type


def forget(client: SyncPrefectClient, *run_ids: UUID) -> None:
    for run_id in run_ids:
        client.delete_flow_run(run_id)


@pytest.mark.parametrize(
    "state", [Running(), Pending(), State(type=StateType.CANCELLING)], ids=lambda s: s.type.value
)
def test_a_run_whose_process_is_gone_has_crashed(client: SyncPrefectClient, state: State[object]) -> None:
    dead = under_way(client, state, process_here(GONE))
    assert end_dead_runs.fn() == 1
    assert kind(client, dead) is StateType.CRASHED
    assert end_dead_runs.fn() == 0


def test_a_run_of_another_machine_and_one_that_is_just_being_started_are_left_alone(
    client: SyncPrefectClient,
) -> None:
    elsewhere = under_way(client, Running(), f"elsewhere:{GONE}")
    starting = under_way(client, Pending(), "")
    assert end_dead_runs.fn() == 0
    assert (kind(client, elsewhere), kind(client, starting)) == (StateType.RUNNING, StateType.PENDING)
    forget(client, elsewhere, starting)


def test_one_that_was_taken_a_while_ago_and_never_got_a_process_has_crashed(
    client: SyncPrefectClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = under_way(client, Pending(), "")
    monkeypatch.setattr("tasks.mending.moment", lambda _: datetime.now(UTC) + timedelta(minutes=5))
    assert end_dead_runs.fn() == 1
    assert kind(client, run_id) is StateType.CRASHED


def test_a_number_that_another_program_has_now_is_not_the_process_of_a_run() -> None:
    forked = multiprocessing.get_context("forkserver").Process(target=time.sleep, args=(60,))
    spawned = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    for process in (forked, spawned):
        process.start()
    try:
        assert is_running(forked.pid or 0)
        assert not is_running(spawned.pid or 0)
    finally:
        for process in (forked, spawned):
            process.kill()
            process.join()
    assert not is_running(forked.pid or 0)


def test_a_round_that_failed_is_told_once_with_what_it_said(client: SyncPrefectClient, handed_out: Town) -> None:
    run = client.create_flow_run_from_deployment(client.read_deployment_by_name("night/夜检").id)
    client.set_flow_run_state(run.id, Failed(message="乙镇 2020年报：没有计划"), force=True)
    for hour in (10, 11):
        assert tell_of_dead_rounds.fn(at(12, 28, hour)) > 0
    with look() as session:
        told = queries.notices_keyed_like(session, "alert:died:night:")
    assert [letter.text.endswith("错误信息：乙镇 2020年报：没有计划") for letter in told] == [True]
    forget(client, run.id)


def rounds_waiting(client: SyncPrefectClient, deployment: UUID) -> list[FlowRun]:
    found = client.read_flow_runs(limit=200)
    mine = [run for run in found if run.deployment_id == deployment and run.auto_scheduled]
    return [run for run in mine if run.state and run.state.is_scheduled()]


def test_after_days_off_only_the_last_of_all_rounds_that_were_missed_still_runs(client: SyncPrefectClient) -> None:
    morning = client.read_deployment_by_name("morning/晨检")
    now = datetime.now(UTC)
    missed = {
        "start_time": (now - timedelta(hours=15)).isoformat(),
        "end_time": now.isoformat(),
        "min_runs": 90,
        "max_runs": 90,
    }
    client.request(
        "POST", "/deployments/{id}/schedule", path_params={"id": morning.id}, json=missed
    ).raise_for_status()
    waiting = rounds_waiting(client, morning.id)
    past = sorted(
        run.expected_start_time for run in waiting if run.expected_start_time and run.expected_start_time < now
    )
    assert len(past) > 80
    assert drop_late_runs.fn() == len(past) - 1
    kept = [run for run in rounds_waiting(client, morning.id) if run.expected_start_time in past]
    assert [run.expected_start_time for run in kept] == past[-1:]
    assert drop_late_runs.fn() == 0


def test_a_run_that_a_person_asked_for_is_never_dropped(client: SyncPrefectClient) -> None:
    deployment = client.read_deployment_by_name("collect/收数")
    asked = [client.create_flow_run_from_deployment(deployment.id).id for _ in range(2)]
    assert drop_late_runs.fn() == 0
    assert {kind(client, run_id) for run_id in asked} == {StateType.SCHEDULED}
    forget(client, *asked)
