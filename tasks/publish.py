"""Publishing: into the site's column so that a reader never sees half, then fetched again and compared."""

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import httpx
from prefect import task
from sqlmodel import Session

from models import Cycle, Draft, Organ, Publication, queries
from models.db import look, transaction
from models.journal import enter
from models.standing import standing
from report.checks import examine
from report.checks.publication import unreachable, what_is_published_is_what_was_approved
from report.lifecycle import Stage
from report.reading import Refusal, read
from report.rule import Case
from report.writing import outline
from report.writing.column import Listing, column_page
from report.writing.manifest import manifest_bytes
from settings import settings
from tasks.approve import everybody
from tasks.clock import SYSTEM
from tasks.draft import address_of, site_of
from tasks.notices import leads, tell
from templates import letter, say


class NotApproved(Exception):
    """A report may not be published before the chain has approved exactly its content, nor while a check stops it."""


class NotAsApproved(Exception):
    """What readers get at the address is not what was approved."""


@task(task_run_name="公开 {cycle_id}", retries=3, retry_delay_seconds=2)
def publish(cycle_id: int, now: datetime) -> str:
    """Put the approved report into the column and return its address; raise ``NotApproved``."""
    with transaction() as session:
        here = standing(session, cycle_id)
        if not here.approved or here.blocked or here.draft is None:
            raise NotApproved(cycle_id)
        draft, organ, year = here.draft, here.organ, here.cycle.year
        address = address_of(organ, year)
        place_files(settings().site / organ.slug / str(year), published_files(session, draft))
        if queries.publication(session, cycle_id, draft.report_hash) is None:
            session.add(
                Publication(
                    cycle_id=cycle_id,
                    draft_id=draft.id or 0,
                    report_hash=draft.report_hash,
                    address=address,
                    published_at=now,
                )
            )
            session.flush()
            enter(
                session,
                now,
                SYSTEM,
                "publish",
                say("journal", "published", address=address),
                draft.report_hash,
                cycle_id,
            )
        place_files(settings().site / organ.slug, {"index.html": _column(session, organ)})
        return address


def published_files(session: Session, draft: Draft) -> dict[str, bytes]:
    """Return what lies below the year's folder: attachments first, then the page, last the manifest."""
    files = {document.path: file.content for document, file in queries.documents(session, draft.id or 0)}
    page = files.pop("index.html")
    files["index.html"] = page
    return {**files, "manifest.json": manifest_bytes(files, report_hash=draft.report_hash)}


def place_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files one after another, each whole or not at all.

    An attachment's path names its hash, so the page that stood before keeps finding its own attachments: at no moment
    does a reader get a page without them.
    """
    for path, content in files.items():
        target = folder / path
        if target.exists() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")  # the same name each time: what a crash left is written over
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)


def _column(session: Session, organ: Organ) -> bytes:
    entries = []
    for cycle, published in queries.publications_of_organ(session, organ.id or 0):
        sheet = read("draft.report.json", session.get_one(Draft, published.draft_id).sheet.encode())
        entries.append(
            Listing(
                f"{cycle.year}/index.html", outline(sheet, signer=organ.name).title, published.published_at.date()
            )
        )
    return column_page(organ.name, entries, site=site_of(f"{settings().column_url}/{organ.slug}/index.html"))


@task(task_run_name="读回核对 {cycle_id}", retries=3, retry_delay_seconds=2)
def verify(cycle_id: int, now: datetime) -> int:
    """Fetch every published file and compare it with what was approved; tell everybody; return how many files.

    Raises ``NotAsApproved``, after the trouble was written down and the leading office and the chain were told of it.
    """
    with look() as session:
        here = standing(session, cycle_id)
        assert here.draft is not None
        approved = published_files(session, here.draft)
        address = here.publication.address if here.publication else ""
    trouble = compare(address, here.cycle.year, approved)
    with transaction() as session:
        here = standing(session, cycle_id)
        if here.publication is None or here.draft is None:
            raise NotAsApproved(address)
        here.publication.trouble = trouble
        session.add(here.publication)
        title = read("draft.report.json", here.draft.sheet.encode()).title
        if trouble:
            subject, text = letter("trouble", title=title, address=address, trouble=trouble)
            people = [*leads(session, here.cycle.organ_id), *queries.chain_of(session, here.cycle.organ_id)]
            # Once a day, and not at each attempt, for as long as it lasts.
            key = f"{cycle_id}:trouble:{here.publication.id}:{now.date()}"
            tell(session, cycle_id, key, subject, text, now, people, robot=True)
        elif here.publication.verified_at is None:
            here.publication.verified_at = now
            enter(session, now, SYSTEM, "publish", say("journal", "verified", files=len(approved)), address, cycle_id)
            subject, text = letter("published", title=title, address=address, report_hash=here.draft.report_hash)
            key = f"{cycle_id}:published:{here.publication.id}"
            tell(session, cycle_id, key, subject, text, now, everybody(session, here), robot=True)
    if trouble:
        raise NotAsApproved(trouble)
    return len(approved)


SEASON_ENDS = (3, 31)
"""Until then a published report is looked at every night: the last legal date of the year (条例 art. 49)."""


def watched(now: datetime) -> list[int]:
    """Return the cycles whose published report is looked at tonight."""
    with look() as session:
        published = [(cycle, queries.newest_publication(session, cycle.id or 0)) for cycle in queries.cycles(session)]
        season = {cycle.id: date(cycle.year + 1, *SEASON_ENDS) for cycle, _ in published}
        return [c.id for c, p in published if p and p.verified_at and c.id and now.date() <= season[c.id]]


@task(task_run_name="夜检 {cycle_id}", retries=2, retry_delay_seconds=10)
def watch(cycle_id: int, now: datetime) -> str:
    """Compare the newest publication of a cycle with what readers get; tell of a difference; return it, "" for none.

    The office and the chain are told once a night for as long as it lasts; that it is over stands in the journal.
    """
    with look() as session:
        cycle = session.get_one(Cycle, cycle_id)
        published = queries.newest_publication(session, cycle_id)
        if published is None:
            return ""
        approved = published_files(session, session.get_one(Draft, published.draft_id))
    trouble = compare(published.address, cycle.year, approved)
    with transaction() as session:
        kept = session.get_one(Publication, published.id)
        was, kept.trouble = kept.trouble, trouble
        if trouble:
            _tell_altered(session, cycle, kept, now)
        if trouble != was:
            enter(session, now, SYSTEM, "night", say("journal", "watched", trouble=trouble), kept.address, cycle_id)
    return trouble


def _tell_altered(session: Session, cycle: Cycle, published: Publication, now: datetime) -> None:
    title = read("draft.report.json", session.get_one(Draft, published.draft_id).sheet.encode()).title
    subject, text = letter("altered", title=title, address=published.address, trouble=published.trouble)
    people = [*leads(session, cycle.organ_id), *queries.chain_of(session, cycle.organ_id)]
    key = f"{cycle.id}:altered:{published.id}:{now.date()}"
    tell(session, cycle.id or 0, key, subject, text, now, people, robot=True)


def compare(address: str, year: int, approved: Mapping[str, bytes]) -> str:
    """Fetch the files around the page at ``address``; return what differs, a line each, "" where nothing does."""
    base = address.removesuffix("index.html")
    lines = []
    with httpx.Client(timeout=20, follow_redirects=True) as client:
        for path, content in approved.items():
            lines += _difference(client, base + path, content)
        column, _ = _fetch(client, base.removesuffix(f"{year}/") + "index.html")
        if f'href="{year}/index.html"'.encode() not in (column or b""):
            lines.append(say("published", "not_in_column", year=year))
    return "\n".join(lines)


def _difference(client: httpx.Client, url: str, content: bytes) -> list[str]:
    found, trouble = _fetch(client, url)
    if found is None:
        return [unreachable(url, trouble).message]
    return [] if found == content else [say("published", "different", url=url), *_said_otherwise(found, content)]


def _said_otherwise(found: bytes, content: bytes) -> list[str]:
    """Say which figures and words of a report differ, where both can be read as one."""
    try:
        live, approved = (read("index.html", each) for each in (found, content))
    except Refusal:
        return []
    return [f.message for f in examine(Case(live, approved=approved), (what_is_published_is_what_was_approved,))]


def _fetch(client: httpx.Client, url: str) -> tuple[bytes | None, str]:
    """Return what lies at an address, or why nothing could be fetched."""
    try:
        answer = client.get(url)
    except httpx.HTTPError as error:
        return None, type(error).__name__
    return (answer.content, "") if answer.status_code == 200 else (None, str(answer.status_code))


def ready_to_publish(cycle_id: int | None, now: datetime) -> list[int]:
    """Return the cycles whose report everybody has approved and that is not published and compared yet.

    A cycle that is asked for by name is always answered: publishing refuses it aloud where somebody has not signed.
    """
    if cycle_id is not None:
        return [cycle_id]
    with look() as session:
        here = [standing(session, cycle.id) for cycle in queries.cycles(session) if cycle.id]
    return [s.cycle.id for s in here if s.due(now) is Stage.PUBLISH and s.cycle.id]
