"""The files of the portal: what was sent in, what was rendered, what was archived; byte by byte as it is kept."""

from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Response
from sqlmodel import Session

from models import Archive, Cycle, Document, Draft, File, Filing, Organ, queries
from models.db import look
from models.earlier import last_year
from models.reviewing import review_of
from models.snapshot import snapshot
from portal.entrance import Id
from report.writing import PAGES, file_name, outline
from report.writing.proof_page import proof_page
from report.writing.review import document as signing_paper
from settings import settings
from templates import FOLDER

router = APIRouter()

SANDBOX = "sandbox allow-downloads; default-src 'none'; style-src 'unsafe-inline'"
"""A draft is shown as it will be published, and can do nothing but offer its attachments."""

PRESENTABLE = {"style.css": "text/css", "mark.svg": "image/svg+xml"}
"""What our own pages load."""


@router.get("/documents/{document_id}")
def document(document_id: Id) -> Response:
    """Show the web page of a draft, or hand over another document of it."""
    with look() as session:
        return _document(session, session.get(Document, document_id))


@router.get("/drafts/{draft_id}/review.pdf")
def review(draft_id: Id) -> Response:
    """Hand over the paper on which a draft is signed, with what was decided so far."""
    with look() as session:
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise HTTPException(404)
        found = review_of(session, draft)
        organ = session.get_one(Organ, session.get_one(Cycle, draft.cycle_id).organ_id)
    report = outline(found.sheet, signer=organ.name)
    return handed_over(file_name(report.title, "review"), signing_paper(report, found, fonts=settings().fonts))


@router.get("/cycles/{cycle_id}/proof")
def proof(cycle_id: Id) -> Response:
    """Show the texts of a cycle with every number's origin, once every office has filed."""
    with look() as session:
        cycle = session.get(Cycle, cycle_id)
        sheet = snapshot(session, cycle) if cycle else None
        if cycle is None or sheet is None:
            raise HTTPException(404)
        page = proof_page(sheet, last_year(session, cycle))
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": SANDBOX})


@router.get("/drafts/{draft_id}/{path:path}")
def preview(draft_id: Id, path: str) -> Response:
    """Show a draft at the paths it will have when published, so that its own links lead to its own attachments."""
    with look() as session:
        return _document(session, queries.document_at(session, draft_id, path))


@router.get("/filings/{filing_id}/file")
def filing(filing_id: Id) -> Response:
    """Hand over a workbook exactly as an office sent it."""
    with look() as session:
        found = session.get(Filing, filing_id)
        return _attachment(_file(session, found))


@router.get("/archives/{archive_id}")
def archive(archive_id: Id) -> Response:
    """Hand over the bundle of a published report."""
    with look() as session:
        found = session.get(Archive, archive_id)
        return _attachment(_file(session, found))


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Hand over what our own pages load."""
    if name not in PRESENTABLE:
        raise HTTPException(404)
    content = Path(FOLDER, "portal", name).read_bytes()
    return Response(content, media_type=PRESENTABLE[name], headers={"Cache-Control": "no-cache"})


def _document(session: Session, found: Document | None) -> Response:
    file = _file(session, found)
    if found and found.format in PAGES:
        return Response(file.content, media_type="text/html", headers={"Content-Security-Policy": SANDBOX})
    return _attachment(file)


def _file(session: Session, found: Document | Filing | Archive | None) -> File:
    if found is None:
        raise HTTPException(404)
    return session.get_one(File, found.file_id)


def _attachment(file: File) -> Response:
    """Hand over a file that is kept."""
    return handed_over(file.name, file.content)


def handed_over(name: str, content: bytes) -> Response:
    """Hand over a file under its Chinese name (RFC 5987); a browser never opens it within the portal."""
    kind, _ = guess_type(name)
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = {"Content-Disposition": named, "Content-Security-Policy": SANDBOX}
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)
