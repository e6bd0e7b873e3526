"""What readers find of a cycle on the site: the files of its folder, and its line in the column."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.draft import Draft, drafted_sheet
from models.errata import since_withdrawal, version_folder
from models.file import File
from models.organ import Organ
from models.publication import Publication
from models.rendering import published_files, site_of
from report.writing import outline
from report.writing.column import Listing
from report.writing.manifest import manifest_bytes
from report.writing.withdrawal import Withdrawn, old_version, withdrawal_page

PAGE, MANIFEST = "index.html", "manifest.json"


def site_files(session: Session, published: Publication) -> dict[str, bytes]:
    """Return what lies in the year's folder: the versions before, the report itself, its page and manifest last.

    Of a report that was withdrawn there is the notice alone: an older version may hold what it was withdrawn for.
    """
    withdrawal = queries.withdrawal_of(session, published.id or 0)
    if withdrawal:
        return {PAGE: session.get_one(File, withdrawal.file_id).content}
    files: dict[str, bytes] = {}
    for folder, version in _versions(session, published):
        files |= {f"{folder}/{path}": content for path, content in version.items()}
    return files | published_files(session, session.get_one(Draft, published.draft_id))


def _versions(session: Session, published: Publication) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield what was published before and was not withdrawn, with the folder it lies in now."""
    seen = since_withdrawal(session, published.cycle_id)
    older = [(number, each) for number, each in seen if (each.id or 0) < (published.id or 0)]
    following = [each for _, each in seen][1:]
    for (number, each), successor in zip(older, following, strict=False):
        yield version_folder(number), _version(session, each, successor)


def _version(session: Session, published: Publication, successor: Publication) -> dict[str, bytes]:
    """Return the files of a version, its page with a line on top that leads to what is in force."""
    files = published_files(session, session.get_one(Draft, published.draft_id))
    del files[MANIFEST]
    files[PAGE] = old_version(files[PAGE], published.published_at.date(), successor.published_at.date())
    return {**files, MANIFEST: manifest_bytes(files, report_hash=published.report_hash)}


def withdrawn_paths(session: Session, published: Publication) -> list[str]:
    """Return what must not be found any more, below the year's folder; nothing where nothing was withdrawn."""
    if not queries.withdrawal_of(session, published.id or 0):
        return []
    documents = queries.documents_of(session, published.draft_id)
    return [*(document.path for document in documents if document.path != PAGE), MANIFEST]


def notice(session: Session, published: Publication, reason: str, today: date) -> bytes:
    """Return the page that takes the place of a report that is withdrawn today."""
    organ = session.get_one(Organ, session.get_one(Cycle, published.cycle_id).organ_id)
    leading = [office.name for office in queries.offices(session, organ.id or 0) if office.leads]
    withdrawn = Withdrawn(
        organ=organ.name,
        title=_title(session, published),
        published_on=published.published_at.date(),
        withdrawn_on=today,
        reason=reason,
        office=(leading or [organ.name])[0],
        phone=next((person.phone for person in queries.leads(session, organ.id or 0) if person.phone), ""),
    )
    return withdrawal_page(withdrawn, site=site_of(published.address))


def listing(session: Session, cycle: Cycle, published: Publication) -> Listing:
    """Return how a year stands in the column: when its first version that may be seen came, and what became of it."""
    withdrawal = queries.withdrawal_of(session, published.id or 0)
    path, title = f"{cycle.year}/{PAGE}", _title(session, published)
    day = published.published_at.date()
    if withdrawal:
        return Listing(path, title, day, withdrawn_on=withdrawal.withdrawn_at.date())
    _, first = since_withdrawal(session, cycle.id or 0)[0]
    is_corrected = first.id != published.id
    return Listing(path, title, first.published_at.date(), corrected_on=day if is_corrected else None)


def _title(session: Session, published: Publication) -> str:
    draft = session.get_one(Draft, published.draft_id)
    organ = session.get_one(Organ, session.get_one(Cycle, published.cycle_id).organ_id)
    return outline(drafted_sheet(draft), signer=organ.name).title
