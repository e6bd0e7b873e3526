"""What an operator sees in Prefect's UI: a table per cycle and stage that each run brings up to date."""

from collections.abc import Sequence

from prefect import runtime
from prefect.artifacts import create_link_artifact, create_table_artifact

from models import Cycle, Organ, queries
from models.db import look
from models.standing import standing
from report.lifecycle import CYCLE_STAGES
from tasks.clock import moment
from templates import say


def show_table(what: str, subject: int, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Show rows under a key that stays the same from run to run; nothing where there is nothing to show."""
    if rows:
        head = say("artifacts", "head", what=what).split("|")
        create_table_artifact(
            key=f"{what}-{subject}",
            table=[dict(zip(head, row, strict=True)) for row in rows],
            description=say("artifacts", "title", what=what, subject=name),
        )


def show_address(cycle_id: int, address: str) -> None:
    """Show where a report is published."""
    title = say("artifacts", "title", what="published", subject=subject_of(cycle_id))
    create_link_artifact(key=f"published-{cycle_id}", link=address, link_text=address, description=title)


def subject_of(cycle_id: int) -> str:
    """Return whose report of which year a cycle is."""
    with look() as session:
        cycle = session.get_one(Cycle, cycle_id)
        return say("runs", "report", unit=session.get_one(Organ, cycle.organ_id).short_name, year=cycle.year)


def show_plan(cycle_id: int) -> None:
    """Show the dates of a cycle and how they were reckoned."""
    with look() as session:
        steps = queries.steps(session, cycle_id)
    dates = [(steps[stage], say("runs", "stage", stage=stage)) for stage in CYCLE_STAGES]
    rows = [[name, step.opens_on.isoformat(), step.due_on.isoformat(), step.reckoning] for step, name in dates]
    show_table("plan", cycle_id, subject_of(cycle_id), rows)


def show_offices(cycle_id: int) -> None:
    """Show which office has filed, and what it was answered."""
    with look() as session:
        here = standing(session, cycle_id)
    rows = []
    for office in here.offices:
        when = f"{office.latest.received_at:%Y-%m-%d %H:%M}" if office.latest else ""
        answer = office.latest.answer if office.latest else ""
        rows.append([office.office.name, say("filings", "filing", office=office), when, answer])
    show_table("offices", cycle_id, subject_of(cycle_id), rows)


def run_name() -> str:
    """Return how the operators see a flow run: its stage, whose report it is about, the day it works at."""
    parameters = runtime.flow_run.parameters
    cycle_id = parameters.get("cycle_id")
    subject = subject_of(cycle_id) if cycle_id else ""
    return say("runs", "name", stage=runtime.flow_run.flow_name, subject=subject, day=moment(parameters.get("now")))
