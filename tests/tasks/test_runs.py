"""Flow runs: asked of the engine once under their own key, watched, and asked again when they died."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectNotFound

import tasks.mending
import tasks.runs
from deployments.demo.story import at
from models import Delivery, Notice, RunRequest, queries
from models.db import look, transaction
from report.lifecycle import Role, Stage
from tasks.archive import archive
from tasks.mending import reconcile_runs
from tasks.runs import ATTEMPTS, ask_for_posting, open_cycles, request_due, send_run_requests, what_is_due
from tests.tasks.town import Town


@dataclass
class Engine:
    """Prefect as far as we speak to it: one run per idempotency key, and how each of them stands."""

    runs: dict[str, SimpleNamespace] = field(default_factory=dict)
    states: dict[str, StateType | None] = field(default_factory=dict)
    down: bool = False

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read_deployment_by_name(self, name: str) -> SimpleNamespace:
        if self.down:
            raise ConnectionError
        return SimpleNamespace(id=name)

    def create_flow_run_from_deployment(self, deployment: str, **asked: object) -> SimpleNamespace:
        key = str(asked["idempotency_key"])
        return self.runs.setdefault(key, SimpleNamespace(id=uuid4(), deployment=deployment, **asked))

    def read_flow_run(self, flow_run_id: UUID) -> SimpleNamespace:
        [key] = [key for key, run in self.runs.items() if run.id == flow_run_id]
        state = self.states.get(key, StateType.SCHEDULED)
        if state is None:
            raise ObjectNotFound(RuntimeError())
        return SimpleNamespace(state=State(type=state, message="磁盘已满"))

    def end(self, state: StateType | None) -> None:
        """Let every run that was asked for end, or be forgotten."""
        self.states |= dict.fromkeys(self.runs.keys() - self.states.keys(), state)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Stand in for Prefect's server."""
    engine = Engine()
    for module in (tasks.runs, tasks.mending):
        monkeypatch.setattr(module, "get_client", lambda sync_client: engine)
    return engine


def requests(prefix: str = "") -> list[RunRequest]:
    with look() as session:
        return queries.run_requests_keyed_like(session, prefix)


def attempts(town: Town, stage: Stage) -> list[str]:
    """Return the attempts at a stage, oldest first."""
    return [request.key.rpartition(":")[2] for request in requests(f"{town.cycle_id}:{stage}:due-")]


def round_at(town: Town, now: datetime) -> str:
    """Do what the morning round does about runs."""
    reconcile_runs.fn(now)
    stage = request_due.fn(town.cycle_id, now)
    send_run_requests.fn()
    return stage


# Sending


def test_a_run_is_asked_for_with_its_key_its_name_its_tags_and_the_moment_of_the_act(
    handed_out: Town, engine: Engine
) -> None:
    handed_out.now = at(12, 28, 10)
    filing_id = handed_out.files("财政所")
    assert send_run_requests.fn() == 1
    [run] = engine.runs.values()
    assert run.idempotency_key == f"1:collect:filing-{filing_id}:1"
    assert run.deployment == "collect/收数"
    assert run.name == "收数 · 广武镇 2020年报 · 2020年12月28日"
    assert run.tags == ["广武镇", "2020", "收数"]
    assert run.parameters == {"cycle_id": 1, "now": "2020-12-28T10:00:00+08:00"}
    [request] = requests("1:collect:filing-")
    assert (request.state, request.flow_run_id) == ("sent", str(run.id))


def test_what_was_sent_is_not_sent_again(handed_out: Town, engine: Engine) -> None:
    handed_out.files("财政所")
    assert (send_run_requests.fn(), send_run_requests.fn(), len(engine.runs)) == (1, 0, 1)


def test_a_request_sent_by_a_process_that_died_before_it_could_say_so_still_runs_once(
    handed_out: Town, engine: Engine
) -> None:
    handed_out.files("财政所")
    send_run_requests.fn()
    with transaction() as session:
        session.get_one(RunRequest, requests()[0].id).state = "waiting"
    send_run_requests.fn()
    assert len(engine.runs) == 1


def test_while_the_engine_is_down_requests_wait_and_nothing_is_lost(handed_out: Town, engine: Engine) -> None:
    handed_out.files("财政所")
    engine.down = True
    with pytest.raises(ConnectionError):
        send_run_requests.fn()
    assert [request.state for request in requests()] == ["waiting"]
    engine.down = False
    assert send_run_requests.fn() == 1


# Watching


@pytest.mark.parametrize(
    ("ended", "state"),
    [
        (StateType.COMPLETED, "completed"),
        (StateType.FAILED, "failed"),
        (StateType.CRASHED, "crashed"),
        (StateType.CANCELLED, "cancelled"),
        (None, "crashed"),
    ],
    ids=["completed", "failed", "crashed", "cancelled", "forgotten by the engine"],
)
def test_how_a_run_ended_is_written_down(
    handed_out: Town, engine: Engine, ended: StateType | None, state: str
) -> None:
    handed_out.files("财政所")
    send_run_requests.fn()
    assert reconcile_runs.fn(at(12, 28, 11)) == 1
    engine.end(ended)
    assert reconcile_runs.fn(at(12, 28, 11)) == 0
    assert [request.state for request in requests()] == [state]


def test_a_run_that_is_under_way_is_left_alone(handed_out: Town, engine: Engine) -> None:
    handed_out.files("财政所")
    send_run_requests.fn()
    engine.end(StateType.RUNNING)
    assert reconcile_runs.fn(at(12, 28, 11)) == 1
    assert [request.state for request in requests()] == ["sent"]


# Telling of what died


def told(prefix: str = "alert:") -> list[Notice]:
    with look() as session:
        return list(queries.notices_keyed_like(session, prefix))


def test_a_run_that_died_is_told_to_the_leading_office_with_its_name_its_stage_and_where_to_look(
    handed_out: Town, engine: Engine
) -> None:
    handed_out.now = at(12, 28, 10)
    handed_out.files("财政所")
    send_run_requests.fn()
    engine.end(StateType.CRASHED)
    reconcile_runs.fn(at(12, 28, 11))
    [letter] = told()
    [run] = engine.runs.values()
    assert letter.subject == "运行出错：收数 · 广武镇 2020年报 · 2020年12月28日"
    assert "广武镇 2020年报，办到收数" in letter.text
    assert f"/runs/flow-run/{run.id}" in letter.text
    assert letter.text.endswith("请把这封信转给维护人员。错误信息：磁盘已满")
    assert "/cycles/1" in letter.text


@pytest.mark.parametrize("ended", [StateType.CRASHED, StateType.FAILED, None])
def test_however_often_it_dies_the_same_situation_is_told_once(
    filed: Town, engine: Engine, ended: StateType | None
) -> None:
    for hour in range(8, 18):
        round_at(filed, at(1, 4, hour))
        engine.end(ended)
    assert len(attempts(filed, Stage.DRAFT)) == ATTEMPTS
    assert len(told("alert:1:died:")) == 1


def test_when_the_cycle_has_moved_on_and_a_run_dies_again_that_is_told_anew(filed: Town, engine: Engine) -> None:
    round_at(filed, at(1, 4, 8))
    engine.end(StateType.CRASHED)
    round_at(filed, at(1, 4, 9))
    filed.now = at(1, 4, 10)
    filed.files("财政所", {"t2.procurement.projects": 30})
    round_at(filed, at(1, 4, 10))
    engine.end(StateType.CRASHED)
    round_at(filed, at(1, 4, 11))
    assert len(told("alert:1:died:")) == 2


def test_a_run_that_ended_well_or_was_cancelled_is_told_to_nobody(handed_out: Town, engine: Engine) -> None:
    for ended in (StateType.COMPLETED, StateType.CANCELLED):
        handed_out.files("财政所")
        send_run_requests.fn()
        engine.end(ended)
        reconcile_runs.fn(at(12, 28, 11))
    assert told() == []


# Asking again


def test_what_is_due_is_asked_for_once_while_it_is_under_way(drafted: Town, engine: Engine) -> None:
    for minute in range(0, 60, 10):
        assert round_at(drafted, at(1, 4, 11, minute)) == Stage.APPROVE
    assert attempts(drafted, Stage.APPROVE) == ["1"]


@pytest.mark.parametrize("ended", [StateType.CRASHED, StateType.FAILED, None])
def test_a_dead_run_is_asked_for_again_at_once_and_at_most_five_times(
    filed: Town, engine: Engine, ended: StateType | None
) -> None:
    counted = []
    for hour in range(8, 18):
        round_at(filed, at(1, 4, hour))
        engine.end(ended)
        counted.append(len(attempts(filed, Stage.DRAFT)))
    assert counted == [1, 2, 3, 4, 5, 5, 5, 5, 5, 5]
    assert ATTEMPTS == len([key for key in engine.runs if key.startswith("1:draft:")]) == 5


def test_a_run_that_ended_well_and_changed_nothing_is_asked_for_again_only_on_the_next_day(
    filed: Town, engine: Engine
) -> None:
    counted = []
    for moment in (at(1, 4, 8), at(1, 4, 12), at(1, 4, 18), at(1, 5, 8), at(1, 5, 12)):
        round_at(filed, moment)
        engine.end(StateType.COMPLETED)
        counted.append(len(attempts(filed, Stage.DRAFT)))
    assert counted == [1, 1, 1, 2, 2]


def test_a_run_that_brought_the_cycle_on_makes_room_for_the_next_stage(drafted: Town, engine: Engine) -> None:
    round_at(drafted, at(1, 4, 11))
    engine.end(StateType.COMPLETED)
    drafted.sign(Role.DRAFTER)
    round_at(drafted, at(1, 4, 12))
    assert attempts(drafted, Stage.APPROVE) == ["1", "1"]


def test_what_is_due_is_the_same_until_something_happens(filed: Town) -> None:
    due = what_is_due(filed.cycle_id, at(1, 4, 8))
    assert due is not None
    assert due.stage is Stage.DRAFT
    assert what_is_due(filed.cycle_id, at(1, 4, 18)) == due
    filed.files("财政所", {"t2.procurement.projects": 30})
    assert what_is_due(filed.cycle_id, at(1, 4, 18)) != due


def test_nothing_is_asked_for_before_a_stage_opens(planned: Town, engine: Engine) -> None:
    assert round_at(planned, at(12, 15, 18)) == ""
    assert round_at(planned, at(12, 16, 8)) == Stage.COLLECT


def test_nothing_is_asked_for_while_people_are_waited_for(waiting: Town, engine: Engine) -> None:
    assert round_at(waiting, at(1, 5, 8)) == ""


def test_an_archived_cycle_is_closed(approved: Town) -> None:
    assert open_cycles() == [approved.cycle_id]
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    assert open_cycles() == []
    assert open_cycles(approved.cycle_id) == [approved.cycle_id]


def test_a_corrected_cycle_is_open_until_it_is_archived_again(approved: Town) -> None:
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    assert open_cycles() == []
    approved.asks_for_a_correction("项目数有误")
    assert open_cycles() == [approved.cycle_id]
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    approved.draft()
    approved.everybody_signs()
    approved.publish()
    assert open_cycles() == [approved.cycle_id]
    archive.fn(approved.cycle_id, approved.now)
    assert open_cycles() == []


# Posting


def post(state: Delivery, next_attempt_at: datetime | None = None) -> None:
    """Let every notice be posted, with this outcome."""
    with transaction() as session:
        for notice_id in queries.notices_to_post(session, at(1, 31, 18)):
            notice = session.get_one(Notice, notice_id)
            notice.attempts += 1
            notice.state, notice.next_attempt_at = state, next_attempt_at


def test_posting_is_asked_for_once_for_what_waits(planned: Town) -> None:
    for hour in (9, 10):
        ask_for_posting.fn(at(12, 1, hour))
    assert [request.flow for request in requests("notices:")] == ["notices"]
    post(Delivery.DELIVERED)
    ask_for_posting.fn(at(12, 1, 11))
    assert len(requests("notices:")) == 1


def test_posting_is_asked_for_again_when_a_retry_is_due_and_not_before(planned: Town, engine: Engine) -> None:
    ask_for_posting.fn(at(12, 1, 9))
    send_run_requests.fn()
    post(Delivery.WAITING, at(12, 1, 9, 30))
    engine.end(StateType.COMPLETED)
    reconcile_runs.fn(at(12, 28, 11))
    ask_for_posting.fn(at(12, 1, 9, 29))
    assert len(requests("notices:")) == 1
    ask_for_posting.fn(at(12, 1, 9, 30))
    ask_for_posting.fn(at(12, 1, 9, 40))
    assert len(requests("notices:")) == 2


def test_posting_is_asked_for_again_when_its_run_died_before_it_posted_anything(
    planned: Town, engine: Engine
) -> None:
    ask_for_posting.fn(at(12, 1, 9))
    send_run_requests.fn()
    ask_for_posting.fn(at(12, 1, 9) + timedelta(minutes=10))
    assert len(requests("notices:")) == 1
    engine.end(StateType.CRASHED)
    reconcile_runs.fn(at(12, 28, 11))
    ask_for_posting.fn(at(12, 1, 9) + timedelta(minutes=20))
    assert len(requests("notices:")) == 2
