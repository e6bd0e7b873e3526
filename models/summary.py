"""A cycle in one sentence, and in one object a program can read."""

from datetime import date

from sqlmodel import Session

from models.attention import Attention, attention
from models.questions import Question
from models.signing import awaited_signers
from models.standing import Standing
from report.explanation import Choice, Explanation
from report.lifecycle import CYCLE_STAGES
from templates import say


def situation(session: Session, here: Standing, today: date) -> Attention:
    """Return what a cycle waits for, in one sentence."""
    return attention(here, awaited_signers(session, here.organ.id or 0, here.waits_for), today)


def summary(session: Session, here: Standing, today: date) -> dict[str, object]:
    """Return where a cycle stands: dates, offices, findings, decisions and where the report is published."""
    return {
        "unit": here.organ.name,
        "year": here.cycle.year,
        "stage": here.stage,
        "now": situation(session, here, today).sentence,
        "plan": {stage: here.steps[stage].due_on.isoformat() for stage in CYCLE_STAGES},
        "offices": [
            {
                "office": o.office.name,
                "status": o.latest.status if o.latest else "",
                "words": say("filings", "filing", office=o),
                "received_at": o.latest.received_at.isoformat() if o.latest else "",
            }
            for o in here.offices
        ],
        "examined_at": here.examination.examined_at.isoformat() if here.examination else "",
        "findings": [f.model_dump(include={"code", "weight", "cells", "message"}) for f in here.findings],
        "questions": [question_json(question) for question in here.questions],
        "report_hash": here.draft.report_hash if here.draft else "",
        "decisions": {p.role: here.decisions[p.role].verdict for p in here.chain if p.role in here.decisions},
        "published": here.publication.address if _is_readable(here) and here.publication else "",
    }


def _is_readable(here: Standing) -> bool:
    """Say whether readers are known to get the report."""
    return bool(here.publication and here.publication.verified_at and not here.withdrawal)


def question_json(question: Question) -> dict[str, object]:
    """Return a question as a program reads it: what is asked, what may be chosen, and what was said of it."""
    return {
        "code": question.row.code,
        "cells": question.row.cells,
        "message": question.row.message,
        "choices": {choice: say("explanations", "choice", choice=choice) for choice in Choice},
        "explanation": _explanation(question.explanation),
        "lost": _explanation(question.lost),
        "offered": _explanation(question.offered),
    }


def _explanation(said: Explanation | None) -> dict[str, str] | None:
    if said is None:
        return None
    return {"choice": said.choice, "sentence": said.sentence, "by": said.by, "on": said.given_on.isoformat()}
