"""A cycle in one sentence, and in one object a program can read."""

from sqlmodel import Session

from models import queries
from models.standing import Standing
from report.lifecycle import CHAIN, CYCLE_STAGES, Stage
from templates import say


def situation(session: Session, here: Standing) -> str:
    """Return in one sentence what a cycle waits for."""
    role = here.waits_for
    person = queries.person_in_role(session, here.cycle.organ_id, role) if role else None
    return say("situation", "now", here=here, person=person.name if person else "")


def summary(session: Session, here: Standing) -> dict[str, object]:
    """Return where a cycle stands: dates, offices, findings, decisions and where the report is published."""
    deadline = here.steps[Stage.COLLECT].due_on
    return {
        "unit": here.organ.name,
        "year": here.cycle.year,
        "stage": here.stage,
        "now": situation(session, here),
        "plan": {stage: here.steps[stage].due_on.isoformat() for stage in CYCLE_STAGES},
        "offices": [
            {
                "office": o.office.name,
                "status": o.latest.status if o.latest else "",
                "words": say("situation", "filing", office=o, deadline=deadline),
                "received_at": o.latest.received_at.isoformat() if o.latest else "",
            }
            for o in here.offices
        ],
        "findings": [{"code": f.code, "weight": f.weight, "cells": f.cells, "message": f.message} for f in here.findings],
        "report_hash": here.draft.report_hash if here.draft else "",
        "decisions": {role: here.decisions[role].verdict for role in CHAIN if role in here.decisions},
        "published": here.publication.address if here.publication and here.publication.verified_at else "",
    }
