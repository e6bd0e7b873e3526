"""The 迎检包 of a cycle: everything of one year in one zip, put together from what is remembered."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import queries, records
from models.cycle import Cycle
from models.draft import Draft, drafted_sheet
from models.earlier import earlier
from models.errata import errata_of
from models.file import File
from models.organ import Organ
from models.records import Facts
from models.rendering import address_of, published_files, site_of
from models.reviewing import review_of
from models.standing import Standing, standing
from report.explanation import Explanation
from report.recipe import Recipe, Version, fonts_in, programs, recipe_bytes
from report.writing import outline
from report.writing.brief import SPAN
from report.writing.data import interchange_bytes
from report.writing.dossier import BOOK, contents_name, dossier_bytes, manifest_name
from report.writing.review import document as signing_paper
from settings import settings
from templates import fill, say

PAGES = ("filings", "approval", "check", "changes", "notices", "journal", "plan")
DATA = ("filings", "decisions", "findings", "explanations", "drafts", "publications", "notices", "journal", "steps")
"""What also lies there as JSON, under its own name."""


class NothingYet(Exception):
    """There is no dossier before the first draft; the message says so."""


def dossier_name(organ: Organ, draft: Draft) -> str:
    """Return the file name of the dossier whose newest draft this is."""
    return say(BOOK, "file_name", title=_title(organ, draft))


def _title(organ: Organ, draft: Draft) -> str:
    return outline(drafted_sheet(draft), signer=organ.name).title


def dossier(session: Session, cycle_id: int, now: datetime) -> tuple[str, bytes]:
    """Return the name and the bytes of a cycle's dossier; the same state and moment give the same bytes."""
    here = standing(session, cycle_id)
    if here.draft is None:
        raise NothingYet(say(BOOK, "no_draft"))
    kept = _kept_drafts(session, here.cycle)
    facts = {
        **_facts(session, here.cycle, here.draft),
        "title": _title(here.organ, here.draft),
        "organ": here.organ.name,
        "year": here.cycle.year,
        "made_at": now,
        "contents": contents_name(),
        "reviews": [_review_path(draft) for draft in kept],
    }
    facts["lacking"] = records.lacking(facts, here.approved)
    files = dict(_material(session, here, kept, facts))
    _add_documents(session, facts, kept)
    files |= {say(BOOK, "page", part=part): _page(part, facts, "../") for part in PAGES}
    facts["paths"] = sorted([*files, manifest_name()])
    files[contents_name()] = _page("contents", facts, "")
    return dossier_name(here.organ, here.draft), dossier_bytes(files, now, report_hash=here.draft.report_hash)


def _material(session: Session, here: Standing, kept: list[Draft], facts: Facts) -> Iterator[tuple[str, bytes]]:
    """Yield everything that lies in a dossier but its own pages."""
    yield from _reports(session, kept)
    yield from _originals(session, facts)
    yield from _sheets(session, here.cycle, kept)
    for draft in kept:
        yield _review_path(draft), _review(session, here.organ, draft)
    versions = tuple(_version(session, here, draft) for draft in kept)
    yield say(BOOK, "data", name="recipe"), recipe_bytes(Recipe(versions, fonts_in(settings().fonts), programs()))
    for name in DATA:
        yield say(BOOK, "data", name=name), _json(facts[name])


def _kept_drafts(session: Session, cycle: Cycle) -> list[Draft]:
    """Return the drafts whose documents lie in the dossier: what was published, and the newest."""
    published = {each.draft_id for each in queries.publications(session, cycle.id or 0)}
    drafts = queries.drafts(session, cycle.id or 0)
    return [draft for draft in drafts if draft.id in published or draft is drafts[-1]]


def _facts(session: Session, cycle: Cycle, draft: Draft) -> Facts:
    return {
        "filings": records.filings(session, cycle),
        "decisions": records.decisions(session, cycle),
        "papers": records.papers(session, cycle),
        "findings": records.findings(session, cycle, draft),
        "explanations": records.explanations(session, cycle),
        "drafts": records.drafts(session, cycle),
        "publications": records.publications(session, cycle),
        "readbacks": records.readbacks(session, cycle),
        "notices": records.notices(session, cycle),
        "journal": records.journal(session, cycle),
        "steps": records.steps(session, cycle),
        "extensions": records.extensions(session, cycle),
        "instructions": records.instructions(session, cycle),
    }


def _reports(session: Session, drafts: list[Draft]) -> Iterator[tuple[str, bytes]]:
    for draft in drafts:
        folder = say(BOOK, "draft_folder", revision=draft.revision)
        for path, content in published_files(session, draft).items():
            yield f"{folder}/{path}", content


def _originals(session: Session, facts: Facts) -> Iterator[tuple[str, bytes]]:
    """Yield what came in and what readers got, byte for byte."""
    withdrawals = [each["withdrawal"] for each in facts["publications"] if each["withdrawal"]]
    parts = ("filings", "papers", "readbacks", "instructions")
    for each in (*(row for part in parts for row in facts[part]), *withdrawals):
        if each["file_id"]:
            yield each["path"], session.get_one(File, each["file_id"]).content


def _sheets(session: Session, cycle: Cycle, drafts: list[Draft]) -> Iterator[tuple[str, bytes]]:
    past = earlier(session, cycle, SPAN - 1)
    for draft in drafts:
        yield say(BOOK, "sheet", revision=draft.revision), draft.sheet.encode()
    for sheet in past:
        yield say(BOOK, "earlier", year=sheet.year), interchange_bytes(sheet)


def _version(session: Session, here: Standing, draft: Draft) -> Version:
    """Return with what a draft was rendered: as the settings are now, for nothing else is remembered."""
    cycle_id, year = draft.cycle_id, here.cycle.year
    published = queries.publication(session, cycle_id, draft.report_hash)
    address = published.address if published else address_of(here.organ, year)
    return Version(
        revision=draft.revision,
        report_hash=draft.report_hash,
        folder=say(BOOK, "draft_folder", revision=draft.revision),
        sheet=say(BOOK, "sheet", revision=draft.revision),
        earlier=tuple(say(BOOK, "earlier", year=sheet.year) for sheet in earlier(session, here.cycle, SPAN - 1)),
        signer=here.organ.name,
        site=site_of(address),
        errata=errata_of(session, cycle_id, drafted_sheet(draft), before=draft.id),
    )


def _review_path(draft: Draft) -> str:
    return say(BOOK, "review", revision=draft.revision)


def _review(session: Session, organ: Organ, draft: Draft) -> bytes:
    review = review_of(session, draft)
    return signing_paper(outline(review.sheet, signer=organ.name), review, fonts=settings().fonts)


def _add_documents(session: Session, facts: Facts, kept: list[Draft]) -> None:
    """Tell of each draft what lies in the dossier of it."""
    published = {each["revision"]: each for each in facts["publications"]}
    lying = {draft.revision: _documents(session, draft) for draft in kept}
    for draft in facts["drafts"]:
        out = published.get(draft["revision"])
        draft["documents"] = lying.get(draft["revision"], [])
        draft["published_at"] = out["published_at"] if out else None
        draft["withdrawn_at"] = out["withdrawal"]["at"] if out and out["withdrawal"] else None


def _documents(session: Session, draft: Draft) -> list[dict[str, str]]:
    folder = say(BOOK, "draft_folder", revision=draft.revision)
    documents = queries.documents_of(session, draft.id or 0)
    return [{"path": f"{folder}/{it.path}", "name": say("formats", "name", format=it.format)} for it in documents]


def _page(part: str, facts: Facts, up: str) -> bytes:
    return fill(f"archive/{part}.html.j2", it=facts, up=up).encode()


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=_as_json)
    return text.encode() + b"\n"


def _as_json(value: Any) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Explanation):
        return {"by": value.by, "on": value.given_on, "choice": value.choice, "sentence": value.sentence}
    raise TypeError(value)
