"""Flow runs: asked of Prefect with the request's own key, watched, and asked again when they died."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prefect import task
from prefect.client.orchestration import SyncPrefectClient, get_client
from sqlmodel import Session

from models import Notice, RunRequest, queries
from models.acts import request_run
from models.db import look, transaction
from models.standing import Standing, standing
from report.lifecycle import Stage
from report.sheet import content_hash
from templates import say

ATTEMPTS = 5
"""After so many runs that died for the same cause a person must look."""


@dataclass(frozen=True, slots=True)
class Due:
    """A stage that has something to do, and a mark of the situation in which it is due."""

    stage: Stage
    situation: str


def what_is_due(cycle_id: int, now: datetime) -> Due | None:
    """Return what a cycle's run must do now, None where the cycle waits for a person or a date."""
    with look() as session:
        here = standing(session, cycle_id)
        stage = here.due(now)
        return Due(stage, situation(here)) if stage else None


@task(task_run_name="该办的事项 {cycle_id}", retries=2, retry_delay_seconds=1)
def request_due(cycle_id: int, now: datetime) -> str:
    """Write down that the stage that is due must run; return it, "" where the cycle waits for a person or a date."""
    with transaction() as session:
        request_posting(session, now)
        here = standing(session, cycle_id)
        stage = here.due(now)
        if stage is None:
            return ""
        why = f"due-{situation(here)}"
        earlier = queries.run_requests_keyed_like(session, f"{cycle_id}:{stage}:{why}:")
        if not earlier:
            request_run(session, here.cycle, stage, why, now)
        elif _is_worth_another(earlier, now):
            request_run(session, here.cycle, stage, why, now, attempt=len(earlier) + 1)
        return stage.value


def situation(here: Standing) -> str:
    """Return a mark of everything that decides what is due: the same situation never asks for the same run twice."""
    facts = [
        [
            [o.office.id, o.has_workbook, o.latest.id if o.latest else 0, o.latest.status if o.latest else ""]
            for o in here.offices
        ],
        here.sheet.content_hash if here.sheet else "",
        here.examination.id if here.examination else 0,
        here.draft.report_hash if here.draft else "",
        sorted(here.decisions),
        bool(here.publication),
    ]
    return content_hash(facts)[:12]


def _is_worth_another(earlier: list[RunRequest], now: datetime) -> bool:
    """Ask again when the last run ended without bringing the cycle on: a dead one now, a completed one next day."""
    last = earlier[-1]
    if last.state in ("waiting", "sent") or len(earlier) >= ATTEMPTS:
        return False
    return last.state != "completed" or last.written_at.date() < now.date()


@task(task_run_name="请求发通知", retries=2, retry_delay_seconds=1)
def ask_for_posting(now: datetime) -> None:
    """Write down that notices must be posted, where some wait: of archived cycles too."""
    with transaction() as session:
        request_posting(session, now)


def request_posting(session: Session, now: datetime) -> None:
    """Write down that notices must be posted, where some wait, in the caller's transaction."""
    if queries.has_pending_run(session, "notices"):
        return
    waiting = [(n, session.get_one(Notice, n).attempts) for n in queries.notices_to_post(session, now)]
    if waiting:
        request_flow(session, f"notices:{content_hash(waiting)[:12]}", "notices", now, {})


def request_flow(session: Session, why: str, flow: str, now: datetime, parameters: dict[str, str | int]) -> None:
    """Write down that a flow of no one cycle must run; ``why`` stays the same as long as nothing changes."""
    earlier = queries.run_requests_keyed_like(session, f"{why}:")
    if earlier and not _is_worth_another(earlier, now):
        return
    request = RunRequest(
        key=f"{why}:{len(earlier) + 1}",
        flow=flow,
        name=say("runs", "name", stage=flow, subject="", day=now),
        tags=[*(str(value) for value in parameters.values()), say("runs", "stage", stage=flow)],
        parameters={**parameters, "now": now.isoformat()},
        written_at=now,
    )
    session.add(request)


@task(task_run_name="提交运行请求", retries=2, retry_delay_seconds=1)
def send_run_requests() -> int:
    """Ask Prefect for every run that was requested and not sent; return how many.

    The request's key is the run's idempotency key: asking twice runs once.
    """
    with look() as session:
        waiting = list(queries.run_requests_in(session, "waiting"))
    if not waiting:
        return 0
    with get_client(sync_client=True) as client:
        for request in waiting:
            flow_run_id = _create(client, request)
            with transaction() as session:
                session.get_one(RunRequest, request.id).flow_run_id = flow_run_id
                session.get_one(RunRequest, request.id).state = "sent"
    return len(waiting)


def _create(client: SyncPrefectClient, request: RunRequest) -> str:
    deployment = client.read_deployment_by_name(f"{request.flow}/{say('runs', 'stage', stage=request.flow)}")
    run = client.create_flow_run_from_deployment(
        deployment.id,
        parameters=dict[str, Any](request.parameters),
        name=request.name,
        tags=request.tags,
        idempotency_key=request.key,
    )
    return str(run.id)


def open_cycles(cycle_id: int | None = None) -> list[int]:
    """Return the cycles that are not archived yet, or just the one that is asked for."""
    if cycle_id is not None:
        return [cycle_id]
    with look() as session:
        return [cycle.id for cycle in queries.open_cycles(session) if cycle.id]
