"""Asking for a stage again in the portal: what would change and who would be told, the button, and how it went."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from models import Cycle, Entry, Notice, Organ, Person, RunRequest, queries
from models.db import look, transaction
from models.rerunning import Rerun, preview, request_rerun, situation
from models.standing import standing
from models.summary import situation as where_it_stands
from portal.entrance import Id, Now, cycle_or_404
from portal.operating import HEADERS, FormOf, OnDuty, Operator
from portal.runs import lead_to
from report.lifecycle import CYCLE_STAGES, Stage
from templates import fill, say

router = APIRouter(default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a rerun went so far: the run, and what was entered, written and is waited for since."""

    request: RunRequest
    stage: Stage
    journal: list[Entry]
    notices: list[tuple[Notice, str]]
    sentence: str


@router.get("/cycles/{cycle_id}/rerun")
def look_first(cycle_id: Id, now: Now, operator: OnDuty, stage: str = "") -> Response:
    """Show from which stages a cycle can run again, and of one of them what would come of it."""
    return _page(cycle_id, stage, now, operator)


@router.post("/cycles/{cycle_id}/rerun")
def do_it(cycle_id: Id, request: Request, now: Now, operator: OnDuty, form: FormOf) -> Response:
    """Ask for the stage, if what was shown is what would still come of it; otherwise show what would."""
    stage = form.fields.get("stage", "")
    if not operator.sent(request.url.path, form):
        return _page(cycle_id, stage, now, operator, "old_page")
    with look() as session:
        cycle_or_404(session, cycle_id)
        shown = preview(session, cycle_id, _stage(stage), now)
        seen = situation(session, standing(session, cycle_id), _stage(stage))
    if shown.mark != form.fields.get("mark"):
        return _page(cycle_id, stage, now, operator, "changed", shown)
    asked = _ask(cycle_id, shown.stage, seen, now, operator)
    if asked is None:
        return _page(cycle_id, stage, now, operator, "changed")
    return lead_to(f"/cycles/{cycle_id}/rerun/{asked}", HEADERS)


def _ask(cycle_id: int, stage: Stage, seen: str, now: datetime, operator: Operator) -> int | None:
    """Write the request, unless something happened in the moment since; return its id."""
    with transaction() as session:
        if situation(session, standing(session, cycle_id), stage) != seen:
            return None
        return request_rerun(session, cycle_id, stage, now, operator.who, operator.origin).id


@router.get("/cycles/{cycle_id}/rerun/{request_id}")
def how_it_went(cycle_id: Id, request_id: Id, now: Now, operator: OnDuty) -> Response:
    """Show how far a rerun is: the run, what it entered in the journal, whom it tells, what is waited for."""
    with look() as session:
        cycle = cycle_or_404(session, cycle_id)
        request = session.get(RunRequest, request_id)
        if request is None or request.cycle_id != cycle_id or ":rerun:" not in request.key:
            raise HTTPException(404)
        content = fill(
            "portal/rerun.html.j2",
            cycle=cycle,
            organ=session.get_one(Organ, cycle.organ_id),
            stages=CYCLE_STAGES,
            operator=operator,
            outcome=_outcome(session, request, now),
            found=None,
            objection="",
            voucher="",
            now=now,
        )
    return HTMLResponse(content, headers=HEADERS)


def _outcome(session: Session, request: RunRequest, now: datetime) -> Outcome:
    cycle_id = request.cycle_id or 0
    people = queries.people(session, session.get_one(Cycle, cycle_id).organ_id)
    journal = list(queries.journal(session, cycle_id))
    asked = next((at for at, entry in enumerate(journal) if entry.about == request.key), len(journal))
    notices = [notice for notice in queries.notices(session, cycle_id) if notice.written_at >= request.written_at]
    return Outcome(
        request=request,
        stage=Stage(request.flow),
        journal=journal[asked:],
        notices=[(notice, _name(people, notice.person_id)) for notice in notices],
        sentence=where_it_stands(session, standing(session, cycle_id), now.date()).sentence,
    )


def _name(people: dict[int, Person], person_id: int | None) -> str:
    return people[person_id].name if person_id else say("cli", "robot")


def _page(
    cycle_id: int, stage: str, now: datetime, operator: Operator, objection: str = "", found: Rerun | None = None
) -> Response:
    with look() as session:
        cycle = cycle_or_404(session, cycle_id)
        if found is None and stage:
            found = preview(session, cycle_id, _stage(stage), now)
        content = fill(
            "portal/rerun.html.j2",
            cycle=cycle,
            organ=session.get_one(Organ, cycle.organ_id),
            stages=CYCLE_STAGES,
            operator=operator,
            outcome=None,
            found=found,
            objection=say("rerun", "objection", what=objection) if objection else "",
            voucher=operator.voucher(f"/cycles/{cycle_id}/rerun"),
            now=now,
        )
    return HTMLResponse(content, status_code=409 if objection else 200, headers=HEADERS)


def _stage(word: str) -> Stage:
    if word not in CYCLE_STAGES:
        raise HTTPException(404)
    return Stage(word)
