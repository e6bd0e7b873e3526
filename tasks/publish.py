"""Publishing: into the site's column so that a reader never sees half, then fetched again and compared."""

import os
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
from prefect import task
from sqlmodel import Session

from models import Cycle, Draft, File, Organ, Publication, Readback, queries
from models.db import look, transaction
from models.draft import drafted_sheet
from models.errata import may_replace
from models.journal import enter
from models.rendering import address_of, site_of
from models.site import listing, site_files, withdrawn_paths
from models.standing import Standing, standing
from report.checks import examine
from report.checks.publication import unreachable, what_is_published_is_what_was_approved
from report.lifecycle import Stage
from report.reading import Refusal, read
from report.rule import Case
from report.writing.column import column_page
from settings import settings
from tasks.clock import SYSTEM
from tasks.notices import tell
from templates import letter, say


class NotApproved(Exception):
    """A report may not be published before the chain has approved exactly its content, nor while a check stops it."""


class NotAsked(Exception):
    """What is published may be replaced only after somebody has said why; the message says what to do."""


class NotAsApproved(Exception):
    """What readers get at the address is not what was approved."""


@task(task_run_name="公开 {cycle_id}", retries=3, retry_delay_seconds=2)
def publish(cycle_id: int, now: datetime) -> str:
    """Put the approved report, or the notice of its withdrawal, into the column and return its address.

    Raises ``NotApproved``, and ``NotAsked`` after the leading office was told.
    """
    with transaction() as session:
        here = standing(session, cycle_id)
        published = queries.newest_publication(session, cycle_id)
        if published and _stays_withdrawn(session, here, published):
            return _take_off(session, here, published, now)
        if not here.approved or here.blocked or here.draft is None:
            raise NotApproved(cycle_id)
        sentence = _not_asked(session, here, published)
        if not sentence:
            return _put_in(session, here, here.draft, now)
        _tell_not_asked(session, here, here.draft, sentence, now)
    raise NotAsked(sentence)


def _stays_withdrawn(session: Session, here: Standing, published: Publication) -> bool:
    """Say whether what was published last is withdrawn, and nothing that was signed since may take its place."""
    if queries.withdrawal_of(session, published.id or 0) is None:
        return False
    ready = here.approved and not here.blocked and here.draft is not None
    return not (ready and here.draft and may_replace(session, published, here.draft))


def _not_asked(session: Session, here: Standing, published: Publication | None) -> str:
    """Return why the draft may not take the place of what is published, "" where it may."""
    if here.draft is None or published is None or published.report_hash == here.draft.report_hash:
        return ""
    asked = may_replace(session, published, here.draft)
    return "" if asked else say("correcting", "not_asked", title=drafted_sheet(here.draft).title)


def _tell_not_asked(session: Session, here: Standing, draft: Draft, sentence: str, now: datetime) -> None:
    key = f"{draft.cycle_id}:not_asked:{draft.id}"
    subject, text = letter("not_asked", title=drafted_sheet(draft).title, sentence=sentence)
    if tell(session, draft.cycle_id, key, subject, text, now, queries.leads(session, here.cycle.organ_id)):
        what = say("journal", "not_asked", revision=draft.revision)
        enter(session, now, SYSTEM, "publish", what, draft.report_hash, draft.cycle_id)


def _put_in(session: Session, here: Standing, draft: Draft, now: datetime) -> str:
    """Lay the files of a report into the site, write down that they lie there, and return the address."""
    address = address_of(here.organ, here.cycle.year)
    published = queries.publication(session, draft.cycle_id, draft.report_hash)
    if published is None:
        published = Publication(
            cycle_id=draft.cycle_id,
            draft_id=draft.id or 0,
            report_hash=draft.report_hash,
            address=address,
            published_at=now,
        )
        again = queries.newest_publication(session, draft.cycle_id) is not None
        session.add(published)
        session.flush()
        what = say("journal", "corrected" if again else "published", address=address)
        enter(session, now, SYSTEM, "publish", what, draft.report_hash, draft.cycle_id)
    place_files(_folder(here), site_files(session, published))
    _place_column(session, here.organ)
    return address


def _take_off(session: Session, here: Standing, published: Publication, now: datetime) -> str:
    """Lay the notice in the place of a report that was withdrawn, and remove everything else of the year."""
    files = site_files(session, published)
    folder = _folder(here)
    place_files(folder, files)
    if _remove_all_but(folder, files):
        what = say("journal", "withdrawn", address=published.address)
        enter(session, now, SYSTEM, "publish", what, published.report_hash, published.cycle_id)
    _place_column(session, here.organ)
    return published.address


def _remove_all_but(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Remove everything else from a folder, empty folders with it; say whether there was something."""
    others = [path for path in folder.rglob("*") if path.relative_to(folder).as_posix() not in files]
    for path in sorted(others, reverse=True):  # what lies in a folder goes before the folder
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    return bool(others)


def _folder(here: Standing) -> Path:
    return settings().site / here.organ.slug / str(here.cycle.year)


def _place_column(session: Session, organ: Organ) -> None:
    entries = [listing(session, *each) for each in queries.publications_of_organ(session, organ.id or 0)]
    site = site_of(f"{settings().column_url}/{organ.slug}/index.html")
    place_files(settings().site / organ.slug, {"index.html": column_page(organ.name, entries, site=site)})


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


@task(task_run_name="读回核对 {cycle_id}", retries=3, retry_delay_seconds=2)
def verify(cycle_id: int, now: datetime) -> int:
    """Fetch every published file and compare it with what was approved; tell everybody; return how many files.

    Raises ``NotAsApproved``, after the trouble was written down and the leading office and the chain were told of it.
    """
    with look() as session:
        cycle = session.get_one(Cycle, cycle_id)
        published = queries.newest_publication(session, cycle_id)
        if published is None:
            raise NotAsApproved(cycle_id)
        expected, gone = site_files(session, published), withdrawn_paths(session, published)
    seen = compare(published.address, cycle.year, expected, gone)
    with transaction() as session:
        kept = session.get_one(Publication, published.id)
        kept.trouble = seen.trouble
        if seen.trouble:
            _tell_trouble(session, cycle, kept, "still_there" if gone else "trouble", now)
        elif gone:
            _confirm_withdrawal(session, kept, now)
        elif kept.verified_at is None:
            _confirm(session, kept, len(expected), now)
            _keep_seen(session, kept, seen, now)
    if seen.trouble:
        raise NotAsApproved(seen.trouble)
    return len(expected)


def _tell_trouble(session: Session, cycle: Cycle, published: Publication, words: str, now: datetime) -> None:
    """Tell the leading office and the chain once a day, and not at each attempt, for as long as it lasts."""
    title = drafted_sheet(session.get_one(Draft, published.draft_id)).title
    subject, text = letter(words, title=title, address=published.address, trouble=published.trouble)
    people = [*queries.leads(session, cycle.organ_id), *queries.chain_of(session, cycle.organ_id)]
    key = f"{cycle.id}:{words}:{published.id}:{now.date()}"
    tell(session, cycle.id or 0, key, subject, text, now, people, robot=True)


def _confirm(session: Session, published: Publication, files: int, now: datetime) -> None:
    """Write down that readers get what was approved, and tell everybody."""
    cycle_id, draft = published.cycle_id, session.get_one(Draft, published.draft_id)
    published.verified_at = now
    enter(session, now, SYSTEM, "publish", say("journal", "verified", files=files), published.address, cycle_id)
    is_first = queries.publications(session, cycle_id)[0].id == published.id
    subject, text = letter(
        "published" if is_first else "corrected",
        title=drafted_sheet(draft).title,
        address=published.address,
        report_hash=draft.report_hash,
    )
    people = queries.everybody(session, session.get_one(Cycle, cycle_id))
    tell(session, cycle_id, f"{cycle_id}:published:{published.id}", subject, text, now, people, robot=True)


def _confirm_withdrawal(session: Session, published: Publication, now: datetime) -> None:
    withdrawal = queries.withdrawal_of(session, published.id or 0)
    if withdrawal and withdrawal.verified_at is None:
        withdrawal.verified_at = now
        what = say("journal", "withdrawal_verified")
        enter(session, now, SYSTEM, "publish", what, published.address, published.cycle_id)


def _keep_seen(session: Session, published: Publication, seen: "Seen", now: datetime) -> None:
    """Keep the page as readers got it."""
    file = File.of("index.html", seen.page) if seen.page is not None else None
    if file:
        session.add(file)
        session.flush()
    session.add(
        Readback(
            publication_id=published.id or 0,
            file_id=file.id if file else None,
            trouble=seen.trouble,
            fetched_at=now,
        )
    )


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
        expected, gone = site_files(session, published), withdrawn_paths(session, published)
    seen = compare(published.address, cycle.year, expected, gone)
    with transaction() as session:
        kept = session.get_one(Publication, published.id)
        was, kept.trouble = kept.trouble, seen.trouble
        if seen.trouble:
            _tell_trouble(session, cycle, kept, "still_there" if gone else "altered", now)
        if seen.trouble != was:
            _keep_seen(session, kept, seen, now)
            what = say("journal", "watched", trouble=seen.trouble)
            enter(session, now, SYSTEM, "night", what, kept.address, cycle_id)
    return seen.trouble


class Seen(NamedTuple):
    """What readers get: what is wrong with it, "" for nothing, and the page itself where it could be fetched."""

    trouble: str
    page: bytes | None


def compare(address: str, year: int, expected: Mapping[str, bytes], gone: Collection[str] = ()) -> Seen:
    """Fetch the files around the page at ``address``; say in a line each what differs, and what should be gone."""
    base = address.removesuffix("index.html")
    lines = []
    with httpx.Client(timeout=20, follow_redirects=True) as client:
        answers = {path: _fetch(client, base + path) for path in expected}
        for path, content in expected.items():
            lines += _difference(base + path, answers[path], content)
        lines += [say("published", "still_there", url=base + path) for path in gone if _fetch(client, base + path)[0]]
        column, _ = _fetch(client, base.removesuffix(f"{year}/") + "index.html")
        if f'href="{year}/index.html"'.encode() not in (column or b""):
            lines.append(say("published", "not_in_column", year=year))
    return Seen("\n".join(lines), answers["index.html"][0])


def _difference(url: str, answer: tuple[bytes | None, str], content: bytes) -> list[str]:
    found, trouble = answer
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

    A cycle that is asked for by name is always answered: publishing refuses it aloud where somebody has not signed,
    or where nobody has said why something else is to stand in the place of what is published.
    """
    if cycle_id is not None:
        return [cycle_id]
    with look() as session:
        here = [standing(session, cycle.id) for cycle in queries.cycles(session) if cycle.id]
        ready = [s for s in here if s.due(now) is Stage.PUBLISH and not _not_asked(session, s, _newest(session, s))]
    return [s.cycle.id for s in ready if s.cycle.id]


def _newest(session: Session, here: Standing) -> Publication | None:
    return queries.newest_publication(session, here.cycle.id or 0)
