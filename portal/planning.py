"""The page of a plan: how every date was reckoned, who was given more time, and what superiors ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from models import Extension, File, InstructionRow, Office, ProposalRow, Step, queries
from models.db import look
from models.extending import due_for
from models.instruction import Answered
from models.law import calendar_in_force
from models.planning import asked_day
from models.standing import Standing, standing
from portal.entrance import Id, Now, cycle_or_404
from report.deadlines import legal_date
from report.instruction import Ask, Instruction, Proposal
from report.lifecycle import CYCLE_STAGES, Stage
from templates import fill

router = APIRouter(default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class MoreTime:
    """One extension, for whom, and whether a date rests on it today."""

    given: Extension
    office: Office | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """One superior's notice with what it asks, and the hash of the file it was read from."""

    row: InstructionRow
    read: Instruction
    proposals: Sequence[ProposalRow]
    sha256: str

    @property
    def to_hand_in(self) -> list[Proposal]:
        """What is to be handed in, as somebody confirmed it."""
        return [
            row.proposal for row in self.proposals if row.ask is Ask.SUBMIT and row.answered is Answered.CONFIRMED
        ]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything the page shows; ``unknown`` are the years whose holidays nobody has announced yet."""

    here: Standing
    legal: date
    asked: date | None
    unknown: Sequence[int]
    steps: Sequence[Step]
    more_time: Sequence[MoreTime]
    notices: Sequence[Asking]


@router.get("/cycles/{cycle_id}/plan")
def plan(cycle_id: Id, now: Now) -> str:
    """Show the plan of a cycle and everything it rests on."""
    with look() as session:
        cycle_or_404(session, cycle_id)
        return fill("portal/plan.html.j2", page=_page(session, cycle_id, now.date()), now=now)


def _page(session: Session, cycle_id: int, today: date) -> PlanPage:
    here = standing(session, cycle_id)
    organ_id, year = here.organ.id or 0, here.cycle.year
    return PlanPage(
        here=here,
        legal=legal_date(here.organ.level, year),
        asked=asked_day(session, organ_id, year),
        unknown=unknown_years(year),
        steps=[here.steps[stage] for stage in CYCLE_STAGES],
        more_time=[_more_time(session, here, e, today) for e in reversed(queries.extensions(session, cycle_id))],
        notices=[_asking(session, row) for row in reversed(queries.instructions(session, organ_id, year))],
    )


def unknown_years(year: int) -> list[int]:
    """Return which of the years of a plan are planned by the week, because their holidays are not announced yet."""
    return [each for each in (year, year + 1) if not calendar_in_force().is_official(each)]


def to_confirm(session: Session, organ_id: int, year: int) -> int:
    """Count what superiors ask of a report and nobody has answered."""
    rows = [queries.proposals(session, notice.id or 0) for notice in queries.instructions(session, organ_id, year)]
    return sum(row.answered is Answered.OPEN for proposals in rows for row in proposals)


def _more_time(session: Session, here: Standing, given: Extension, today: date) -> MoreTime:
    office = session.get_one(Office, given.office_id) if given.office_id else None
    due = here.steps[given.stage].due_on
    if office and given.stage is Stage.COLLECT:
        due = due_for(session, here.cycle.id or 0, office.id or 0)
    return MoreTime(given, office, counts=given.until == due and today <= due)


def _asking(session: Session, row: InstructionRow) -> Asking:
    proposals = queries.proposals(session, row.id or 0)
    return Asking(row, row.instruction(), proposals, session.get_one(File, row.file_id).sha256)
