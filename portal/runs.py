"""The portal's only word to Prefect: what people's acts asked for is started at once, and not at the next round."""

import logging
import time
from collections.abc import Mapping

import httpx
from fastapi import BackgroundTasks, Response
from fastapi.responses import RedirectResponse

from models import RunRequest, queries
from models.db import look, transaction
from settings import settings
from templates import say

log = logging.getLogger(__name__)

PATIENCE = 10
"""Seconds Prefect may take to answer; whoever pressed the button has their answer already."""

BUSY = 10
"""How often Prefect is asked again while it is busy, before the request is left to the morning round."""


def lead_to(path: str, headers: Mapping[str, str]) -> Response:
    """Lead to a page anew after an act, so that reloading sends nothing twice; start what the act asked for."""
    afterwards = BackgroundTasks()
    afterwards.add_task(send_waiting)
    return RedirectResponse(path, status_code=303, headers=headers, background=afterwards)


def send_waiting() -> int:
    """Ask Prefect for every run that was requested; return how many it took.

    Each request's key is the run's idempotency key: what the morning round asks for as well runs once. Where Prefect
    does not answer, the requests wait for that round.
    """
    with look() as session:
        waiting = list(queries.run_requests_in(session, "waiting"))
    taken = 0
    try:
        with httpx.Client(base_url=f"{settings().prefect_url}/api", timeout=PATIENCE) as client:
            for request in waiting:
                flow_run_id = _create(client, request)
                with transaction() as session:
                    kept = session.get_one(RunRequest, request.id)
                    kept.flow_run_id, kept.state = flow_run_id, "sent"
                taken += 1
    except httpx.HTTPError as trouble:
        log.warning("%s", trouble)
    return taken


def _create(client: httpx.Client, request: RunRequest) -> str:
    name = f"{request.flow}/{say('runs', 'stage', stage=request.flow)}"
    deployment = client.get(f"/deployments/name/{name}").raise_for_status().json()
    wanted = {
        "name": request.name,
        "tags": request.tags,
        "parameters": request.parameters,
        "idempotency_key": request.key,
    }
    asked = f"/deployments/{deployment['id']}/create_flow_run"
    answer = client.post(asked, json=wanted)
    for _ in range(BUSY):
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(0.5)  # on SQLite Prefect answers so while it is writing
        answer = client.post(asked, json=wanted)
    return str(answer.raise_for_status().json()["id"])
