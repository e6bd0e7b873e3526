"""Archiving: one bundle with what was published, the originals, the decisions and the journal."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import Archive, Decision, ExplanationRow, File, Filing, Office, Person, queries
from models.db import transaction
from models.journal import Entry, enter
from models.reviewing import review_of
from models.standing import Standing, standing
from report.reading import read
from report.writing import file_name, outline
from report.writing.review import document as signing_paper
from settings import settings
from tasks.clock import SYSTEM
from tasks.notices import leads, tell
from tasks.publish import published_files
from templates import fill, letter, say


@task(task_run_name="归档 {cycle_id}", retries=2, retry_delay_seconds=1)
def archive(cycle_id: int, now: datetime) -> str:
    """Bundle a published cycle and return the bundle's name; "" where it is not published, or bundled already."""
    with transaction() as session:
        here = standing(session, cycle_id)
        if here.draft is None or not (here.publication and here.publication.verified_at) or here.archived:
            return ""
        sheet = read("draft.report.json", here.draft.sheet.encode())
        name = say("archive", "file_name", title=sheet.title)
        enter(
            session, now, SYSTEM, "archive", say("journal", "archived", name=name), here.draft.report_hash, cycle_id
        )
        file = File.of(name, bundle(dict(_contents(session, here)), now))
        session.add(file)
        session.flush()
        session.add(
            Archive(cycle_id=cycle_id, report_hash=here.draft.report_hash, file_id=file.id or 0, archived_at=now)
        )
        subject, text = letter("archived", title=sheet.title, name=name)
        people = leads(session, here.cycle.organ_id)
        tell(session, cycle_id, f"{cycle_id}:archived:{here.draft.id}", subject, text, now, people)
        return name


def bundle(contents: dict[str, bytes], now: datetime) -> bytes:
    """Return a zip of ``contents`` with its list of contents on top; the same arguments give the same bytes."""
    listing = fill("archive/contents.txt.j2", paths=sorted(contents)).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for path, content in [(say("archive", "contents_name"), listing), *sorted(contents.items())]:
            entry = zipfile.ZipInfo(path, (now.year, now.month, now.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, content)
    return buffer.getvalue()


def _contents(session: Session, here: Standing) -> Iterator[tuple[str, bytes]]:
    assert here.draft is not None
    assert here.cycle.id is not None
    for path, content in published_files(session, here.draft).items():
        yield f"1-published/{path}", content
    for filing in queries.filings(session, here.cycle.id):
        office = session.get_one(Office, filing.office_id)
        file = session.get_one(File, filing.file_id)
        yield f"2-filings/{office.name}/{filing.revision}-{file.name}", file.content
    review = review_of(session, here.draft)
    report = outline(review.sheet, signer=here.organ.name)
    yield f"3-{file_name(report.title, 'review')}", signing_paper(report, review, fonts=settings().fonts)
    yield (
        "3-decisions.json",
        _json([_decision(session, d) for d in queries.decisions_of_cycle(session, here.cycle.id)]),
    )
    yield "4-findings.json", _json([[f.code, f.weight, f.cells, f.message] for f in here.findings])
    yield (
        "4-explanations.json",
        _json([_explanation(said) for said in queries.explanations(session, here.cycle.id)]),
    )
    yield (
        "5-notices.json",
        _json([[n.key, n.subject, n.state, n.text] for n in queries.notices(session, here.cycle.id)]),
    )
    yield "6-journal.json", _json([_entry(e) for e in queries.journal(session, here.cycle.id)])
    yield "7-filings.json", _json([_filing(session, f) for f in queries.filings(session, here.cycle.id)])


def _decision(session: Session, decision: Decision) -> dict[str, str]:
    return {
        "role": decision.role,
        "person": session.get_one(Person, decision.person_id).name,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "at": decision.decided_at.isoformat(),
        "origin": decision.origin,
        "report_hash": decision.report_hash,
    }


def _explanation(said: ExplanationRow) -> dict[str, object]:
    return {
        "code": said.code,
        "cells": said.cells,
        "values": said.values,
        "choice": said.choice,
        "sentence": said.sentence,
        "by": said.given_by,
        "at": said.given_at.isoformat(),
        "origin": said.origin,
    }


def _entry(entry: Entry) -> dict[str, str | int | None]:
    """Return everything an entry's seal was made from, so that it can be verified without this system."""
    return {
        "cycle": entry.cycle_id,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "origin": entry.origin,
        "what": entry.what,
        "about": entry.about,
        "previous": entry.previous,
        "seal": entry.seal,
    }


def _filing(session: Session, filing: Filing) -> dict[str, object]:
    return {
        "office": session.get_one(Office, filing.office_id).name,
        "revision": filing.revision,
        "status": filing.status,
        "received_at": filing.received_at.isoformat(),
        "filed_by": filing.filed_by,
        "nothing_to_report": filing.nothing_to_report,
        "answer": filing.answer,
        "cells": queries.filed_cells(session, filing.id or 0),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
