"""The pages that show where every report stands."""

from collections import Counter
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse
from sqlmodel import Session

from models import Organ, queries
from models.db import look
from models.journal import broken_at
from portal.dossier import afterwards
from portal.entrance import Id, Now, cycle_or_404
from portal.overview import board as lines_of
from portal.overview import page
from portal.papers import views
from portal.planning import to_confirm, unknown_years
from settings import settings
from templates import fill

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/")
def board(now: Now) -> str:
    """Show every cycle; where there is one organ, its newest cycle at once."""
    with look() as session:
        cycles = queries.cycles(session)
        if len({cycle.organ_id for cycle in cycles}) == 1 and cycles[0].id:
            return _cycle(session, cycles[0].id, now)
        lines = lines_of(session, now.date())
        tones = Counter(line.attention.tone.value for line in lines)
        return fill("portal/board.html.j2", lines=lines, tones=tones, now=now)


@router.get("/cycles/{cycle_id}")
def cycle(cycle_id: Id, now: Now) -> str:
    """Show one cycle."""
    with look() as session:
        cycle_or_404(session, cycle_id)
        return _cycle(session, cycle_id, now)


@router.get("/cycles/{cycle_id}/journal")
def journal(cycle_id: Id, now: Now) -> str:
    """Show the whole journal of a cycle, and whether nobody changed it afterwards."""
    with look() as session:
        found = cycle_or_404(session, cycle_id)
        return fill(
            "portal/journal.html.j2",
            cycle=found,
            organ=session.get_one(Organ, found.organ_id),
            entries=queries.journal(session, cycle_id),
            broken_at=broken_at(session),
            now=now,
        )


@router.get("/health", response_class=JSONResponse)
def health() -> dict[str, str]:
    """Say that the portal answers."""
    return {"status": "ok"}


def _cycle(session: Session, cycle_id: int, now: datetime) -> str:
    shown = page(session, cycle_id, now.date())
    signed_papers = views(session, queries.papers_of(session, cycle_id))
    runs_at = f"{settings().prefect_url}/runs/flow-run"
    facts: dict[str, object] = {"runs_at": runs_at, "signed_papers": signed_papers}
    facts["unknown"] = unknown_years(shown.here.cycle.year)
    facts["after"] = afterwards(session, cycle_id)
    facts["to_confirm"] = to_confirm(session, shown.here.cycle.organ_id, shown.here.cycle.year)
    return fill("portal/cycle.html.j2", page=shown, now=now, **facts)
