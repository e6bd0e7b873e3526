"""How a cycle's figures become documents, where they will be read, and what lies in the published folder."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models import queries
from models.db import look
from models.draft import Draft, drafted_sheet
from models.errata import errata_of
from models.organ import Organ
from models.standing import Standing
from report.lifecycle import Stage
from report.sheet import Sheet
from report.writing import Document as Rendered
from report.writing import Site, render
from report.writing.manifest import manifest_bytes
from settings import settings


def render_report(sheet: Sheet, here: Standing, past: Sequence[Sheet]) -> tuple[Rendered, ...]:
    """Render a sheet in every format the way this office publishes; ``past`` are its reports of earlier years."""
    site = site_of(address_of(here.organ, here.cycle.year))
    with look() as session:
        errata = errata_of(session, here.cycle.id or 0, sheet)
    return render(sheet, signer=here.organ.name, site=site, earlier=past, fonts=settings().fonts, errata=errata)


def site_of(address: str) -> Site:
    """Return what the page at an address says of the site on which it stands."""
    return Site(**settings().site_tags, url=address)


def address_of(organ: Organ, year: int) -> str:
    """Return where the report of a year will be read."""
    return f"{settings().column_url}/{organ.slug}/{year}/index.html"


def signed_on(here: Standing, today: date) -> date:
    """Return the date under the report: the planned day of signature, or today when that is past.

    A draft of the same figures keeps its date, so that drafting again changes nothing.
    """
    if here.draft and here.draft_is_current:
        drafted = drafted_sheet(here.draft)
        if drafted.signed_on:
            return drafted.signed_on
    return max(here.steps[Stage.APPROVE].due_on, today)


def published_files(session: Session, draft: Draft) -> dict[str, bytes]:
    """Return what lies below the year's folder: attachments first, then the page, last the manifest."""
    files = {document.path: file.content for document, file in queries.documents(session, draft.id or 0)}
    page = files.pop("index.html")
    files["index.html"] = page
    return {**files, "manifest.json": manifest_bytes(files, report_hash=draft.report_hash)}
