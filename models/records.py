"""What the 迎检包 tells of a cycle: every row of its year as plain facts, for its pages and its data files alike."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sqlmodel import Session

from models import queries
from models.correction import Correction, Withdrawal
from models.cycle import Cycle
from models.draft import Draft, drafted_sheet
from models.journal import Entry, broken_at
from models.notice import Delivery, Notice
from models.office import Office
from models.person import Person
from models.publication import Publication
from models.questions import questions
from models.signing import signature
from report.erratum import changes_between
from report.form import form_for
from report.lifecycle import CYCLE_STAGES
from report.writing import plain_name
from report.writing.dossier import BOOK, masked
from templates import say

Facts = dict[str, Any]


def filings(session: Session, cycle: Cycle) -> list[Facts]:
    """Return every filing, those that were refused too, with its cells as they were read."""
    rows = queries.filings(session, cycle.id or 0)
    labels = queries.file_labels(session, [filing.file_id for filing in rows])
    return [
        {
            "office": (office := session.get_one(Office, filing.office_id).name),
            "revision": filing.revision,
            "status": filing.status,
            "at": filing.received_at,
            "filed_by": filing.filed_by,
            "nothing_to_report": filing.nothing_to_report,
            "answer": filing.answer,
            "cells": queries.filed_cells(session, filing.id or 0),
            "texts": queries.filed_texts(session, filing.id or 0),
            "file_id": filing.file_id,
            "path": say(
                BOOK,
                "filing",
                office=plain_name(office),
                revision=filing.revision,
                name=plain_name(labels[filing.file_id][0]),
            ),
        }
        for filing in rows
    ]


def decisions(session: Session, cycle: Cycle) -> list[Facts]:
    """Return everything that was said to every draft, by whom, when and from where."""
    return [
        {
            "revision": session.get_one(Draft, decision.draft_id).revision,
            "role": decision.role,
            "person": signature(session, decision),
            "verdict": decision.verdict,
            "reason": decision.reason,
            "at": decision.decided_at,
            "origin": decision.origin,
            "report_hash": decision.report_hash,
        }
        for decision in queries.decisions_of_cycle(session, cycle.id or 0)
    ]


def papers(session: Session, cycle: Cycle) -> list[Facts]:
    """Return the papers that were signed by hand, those that were laid aside too."""
    rows = queries.papers_of(session, cycle.id or 0)
    labels = queries.file_labels(session, [paper.file_id for paper in rows])
    return [
        {
            "revision": session.get_one(Draft, paper.draft_id or 0).revision,
            "at": paper.received_at,
            "by": paper.brought_by,
            "origin": paper.origin,
            "discarded_at": paper.discarded_at,
            "discarded_by": paper.discarded_by,
            "discarded_because": paper.discarded_because,
            "file_id": paper.file_id,
            "path": say(BOOK, "paper", number=number, name=plain_name(labels[paper.file_id][0])),
        }
        for number, paper in enumerate(rows, start=1)
    ]


def findings(session: Session, cycle: Cycle, draft: Draft) -> list[Facts]:
    """Return what was found in a draft, each with the explanation that holds for it."""
    examination = queries.examination_of(session, draft.cycle_id, draft.content_hash)
    rows = queries.findings(session, examination.id or 0) if examination else ()
    asked = questions(session, cycle, drafted_sheet(draft), rows)
    said = {question.row.id: question.explanation for question in asked}
    return [
        {
            "code": row.code,
            "weight": row.weight,
            "outcome": row.outcome,
            "cells": row.cells,
            "message": row.message,
            "explanation": said.get(row.id),
        }
        for row in rows
    ]


def explanations(session: Session, cycle: Cycle) -> list[Facts]:
    """Return everything that was explained, with the values it was said of."""
    return [
        {
            "code": said.code,
            "cells": said.cells,
            "values": said.values,
            "choice": said.choice,
            "sentence": said.sentence,
            "figures": _named(cycle, said.values),
            "by": said.given_by,
            "at": said.given_at,
            "origin": said.origin,
        }
        for said in queries.explanations(session, cycle.id or 0)
    ]


def _named(cycle: Cycle, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the figures among values by their printed names."""
    form = form_for(cycle.year)
    return [(form.name(address), value) for address, value in values.items() if address in form.places]


def drafts(session: Session, cycle: Cycle) -> list[Facts]:
    """Return every draft with what changed since the one before."""
    rows = queries.drafts(session, cycle.id or 0)
    sheets = [drafted_sheet(draft) for draft in rows]
    changes = [(), *(changes_between(*pair) for pair in pairwise(sheets))]
    return [
        {
            "revision": draft.revision,
            "made_at": draft.made_at,
            "report_hash": draft.report_hash,
            "changes": [change._asdict() for change in changed],
        }
        for draft, changed in zip(rows, changes, strict=True)
    ]


def publications(session: Session, cycle: Cycle) -> list[Facts]:
    """Return every publication with its correction and its withdrawal."""
    return [_publication(session, each) for each in queries.publications(session, cycle.id or 0)]


def _publication(session: Session, published: Publication) -> Facts:
    correction = queries.correction_of(session, published.id or 0)
    withdrawal = queries.withdrawal_of(session, published.id or 0)
    return {
        "revision": session.get_one(Draft, published.draft_id).revision,
        "report_hash": published.report_hash,
        "address": published.address,
        "published_at": published.published_at,
        "verified_at": published.verified_at,
        "correction": _asked(session, correction, correction.opened_at) if correction else None,
        "withdrawal": _withdrawal(session, withdrawal) if withdrawal else None,
    }


def _asked(session: Session, asked: Correction | Withdrawal, at: object) -> Facts:
    return {"by": session.get_one(Person, asked.person_id).name, "reason": asked.reason, "at": at}


def _withdrawal(session: Session, withdrawal: Withdrawal) -> Facts:
    return {
        **_asked(session, withdrawal, withdrawal.withdrawn_at),
        "second": session.get_one(Person, withdrawal.confirmed_by).name,
        "file_id": withdrawal.file_id,
        "path": say(BOOK, "withdrawal", day=withdrawal.withdrawn_at.date()),
    }


def readbacks(session: Session, cycle: Cycle) -> list[Facts]:
    """Return the page as readers got it, each time when that had changed."""
    return [
        {
            "at": back.fetched_at,
            "trouble": back.trouble,
            "file_id": back.file_id,
            "path": say(BOOK, "readback", day=back.fetched_at.date(), number=number) if back.file_id else "",
        }
        for number, back in enumerate(queries.readbacks(session, cycle.id or 0), start=1)
    ]


def notices(session: Session, cycle: Cycle) -> list[Facts]:
    """Return who was told what; codes are left out, and what in a link lets somebody sign."""
    return [_notice(session, notice) for notice in queries.notices(session, cycle.id or 0)]


def _notice(session: Session, notice: Notice) -> Facts:
    return {
        "to": session.get_one(Person, notice.person_id).name if notice.person_id else "",
        "subject": notice.subject,
        "text": masked(notice.text),
        "at": notice.written_at,
        "state": notice.state,
        "delivered_at": notice.delivered_at,
        "trouble": notice.trouble,
    }


def journal(session: Session, cycle: Cycle) -> Facts:
    """Return the journal with everything its seals were made from, and whether the whole of it holds.

    The chain is one for all cycles: of another's entry only the seals are shown, so that no link is missing.
    """
    own = queries.journal(session, cycle.id or 0)
    ids = [entry.id or 0 for entry in own]
    links = queries.journal_between(session, min(ids, default=0), max(ids, default=0))
    return {
        "broken_at": broken_at(session),
        "entries": [_entry(entry) for entry in own],
        "others": len(links) - len(own),
        "chain": [{"previous": entry.previous, "seal": entry.seal} for entry in links],
    }


def _entry(entry: Entry) -> Facts:
    kept = ("at", "who", "origin", "what", "about", "previous", "seal")
    return {"cycle": entry.cycle_id, **{name: getattr(entry, name) for name in kept}}


def steps(session: Session, cycle: Cycle) -> list[Facts]:
    """Return the plan, with how each day was reckoned."""
    planned = queries.steps(session, cycle.id or 0)
    kept = ("stage", "opens_on", "due_on", "reckoning")
    return [{name: getattr(planned[stage], name) for name in kept} for stage in CYCLE_STAGES if stage in planned]


def extensions(session: Session, cycle: Cycle) -> list[Facts]:
    """Return all more time that was given, by whom and why."""
    return [
        {
            "stage": given.stage,
            "office": session.get_one(Office, given.office_id).name if given.office_id else "",
            "until": given.until,
            "reason": given.reason,
            "by": given.given_by,
            "at": given.given_at,
        }
        for given in queries.extensions(session, cycle.id or 0)
    ]


def instructions(session: Session, cycle: Cycle) -> list[Facts]:
    """Return the superior's notices that are kept."""
    rows = queries.instructions(session, cycle.organ_id, cycle.year)
    labels = queries.file_labels(session, [row.file_id for row in rows])
    return [
        {
            "title": row.title,
            "number": row.number,
            "sender": row.sender,
            "file_id": row.file_id,
            "path": say(BOOK, "instruction", number=number, name=plain_name(labels[row.file_id][0])),
        }
        for number, row in enumerate(rows, start=1)
    ]


def lacking(facts: Facts, approved: bool) -> list[str]:
    """Return a sentence for each thing that an inspector will look for and that is not there yet."""
    published = facts["publications"][-1] if facts["publications"] else None
    missing = {
        "approval": not approved,
        "publication": published is None,
        "readback": bool(published and not published["verified_at"]),
        "republication": bool(published and published["withdrawal"]),
        "replacement": bool(published and published["report_hash"] != facts["drafts"][-1]["report_hash"]),
        "instruction": not facts["instructions"],
    }
    waiting = sum(notice["state"] in (Delivery.WAITING, Delivery.SENDING) for notice in facts["notices"])
    told = [say(BOOK, "lacking", what=what) for what, is_missing in missing.items() if is_missing]
    return [*told, *([say(BOOK, "waiting", count=waiting)] if waiting else [])]
