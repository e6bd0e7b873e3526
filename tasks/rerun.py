"""Rerunning: which report is meant, what would change, and the request to do it."""

from datetime import datetime

from models import Organ, queries, rerunning
from models.db import look, transaction
from models.rerunning import Rerun
from report.lifecycle import CYCLE_STAGES, Stage
from templates import say


class NoSuchRerun(Exception):
    """No report, several, or a stage that belongs to no report is meant; the message says what to write."""


def cycle_meant(unit: str, year: int | None) -> int:
    """Return the one cycle that is meant: by the name of its unit and its year, the newest where none is said."""
    with look() as session:
        fitting = queries.cycles_meant(session, unit, year)
        names = [f"{session.get_one(Organ, cycle.organ_id).short_name} {cycle.year}" for cycle in fitting]
    if len(fitting) != 1:
        told = say("cli", "which_cycle", names=names) if fitting else say("cli", "no_cycle", unit=unit, year=year)
        raise NoSuchRerun(told)
    return fitting[0].id or 0


def preview(cycle_id: int, stage: Stage, now: datetime) -> Rerun:
    """Return what would come out otherwise if the cycle ran again from ``stage`` on, and who would be told."""
    if stage not in CYCLE_STAGES:
        raise NoSuchRerun(say("runs", "choose", stages=CYCLE_STAGES))
    with look() as session:
        return rerunning.preview(session, cycle_id, stage, now)


def request_rerun(cycle_id: int, stage: Stage, now: datetime) -> str:
    """Write down that a stage must run again; return the name of the run."""
    who = say("runs", "operator")
    with transaction() as session:
        return rerunning.request_rerun(session, cycle_id, stage, now, who, "rerun").name
