"""Deciding by link: anybody who has the link may look, and only who has the code as well decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import Cycle, Draft, Invitation, Office, Organ, Person, queries
from models.db import look, transaction
from models.inviting import (
    Objection,
    Said,
    Validity,
    code_until,
    decide_by_link,
    find,
    note_opening,
    offices_to_mend,
    places_to_ask,
    send_code,
    sentence,
    validity,
)
from models.reviewing import review_of
from portal import files
from portal.entrance import LARGEST_ID, Now
from portal.forms import printable
from portal.runs import lead_to
from portal.vouchers import HEADERS, Form, Secret, is_from_our_page, keep_secret, new_secret, voucher
from report.lifecycle import Verdict
from report.writing import outline
from report.writing.brief import KeyFigure, brief
from report.writing.review import Change, Review, changes
from templates import fill, say

router = APIRouter(default_response_class=HTMLResponse)

SHOWN_WHILE = frozenset({Validity.OPEN, Validity.NOT_YET, Validity.DECIDED, Validity.LOCKED})
"""A link that is dead shows no draft any more: what is not published yet should not lie about for ever."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person reads before deciding: the report in brief, what changed, what was said, where all of it is."""

    review: Review
    title: str
    figures: Sequence[KeyFigure]
    changes: Sequence[tuple[str, Change]]
    papers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows."""

    invitation: Invitation
    person: Person
    draft: Draft
    validity: Validity
    sentence: str
    reading: Reading | None
    offices: Sequence[Office]
    places: Sequence[str]
    code_until: datetime | None


def _origin(request: Request) -> str:
    return say("deciding", "origin", address=request.client.host if request.client else "")


Origin = Annotated[str, Depends(_origin)]


@router.get("/decide/{token}")
def invited(token: str, now: Now, origin: Origin, request: Request, secret: Secret = "") -> Response:
    """Show the report to whoever has the link, and offer its person to decide."""
    with transaction() as session:
        note_opening(session, _found(session, token, lock=True), now, origin)
    return _answer(token, now, request, secret)


@router.get("/decide/{token}/report/{path:path}")
def report(token: str, path: str, now: Now) -> Response:
    """Show the draft of a link at the paths it will have when published."""
    with look() as session:
        invitation = _found(session, token)
        if not _is_shown(validity(session, invitation, now), invitation, now):
            raise HTTPException(404)
    response = files.preview(invitation.draft_id, path)
    response.headers.update({name: HEADERS[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")})
    return response


@router.post("/decide/{token}/code")
def ask_for_code(token: str, now: Now, origin: Origin, request: Request, form: Form, secret: Secret = "") -> Response:
    """Have a code sent to the person of the link, whoever asks."""
    if not is_from_our_page(token, form.fields.get("voucher", ""), secret):
        return _answer(token, now, request, secret, Objection.OLD_PAGE)
    with transaction() as session:
        invitation = _found(session, token, lock=True)
        is_open = validity(session, invitation, now) is Validity.OPEN
        objection = send_code(session, invitation, token, now, origin) if is_open else None
    return _answer(token, now, request, secret, objection) if objection else lead_to(f"/decide/{token}", HEADERS)


@router.post("/decide/{token}")
def decide(token: str, now: Now, origin: Origin, request: Request, form: Form, secret: Secret = "") -> Response:
    """Record what the person says; once it is said, every further attempt leads to the same answer."""
    said = _said(form.fields)
    if not is_from_our_page(token, form.fields.get("voucher", ""), secret):
        return _answer(token, now, request, secret, Objection.OLD_PAGE, said)
    try:
        with transaction() as session:
            invitation = _found(session, token, lock=True)
            is_open = validity(session, invitation, now) is Validity.OPEN
            objection = decide_by_link(session, invitation, token, said, now, origin) if is_open else None
    except IntegrityError:  # in the same moment somebody entered a decision of that role by another way
        objection = Objection.OUT_OF_TURN
    return (
        _answer(token, now, request, secret, objection, said) if objection else lead_to(f"/decide/{token}", HEADERS)
    )


def _found(session: Session, token: str, lock: bool = False) -> Invitation:
    invitation = find(session, token, lock)
    if invitation is None:
        raise HTTPException(404)
    return invitation


def _said(form: dict[str, str]) -> Said:
    verdict = form.get("verdict", "")
    kind, _, target = form.get("target", "").partition(":")
    office = target if kind == "office" else ""
    return Said(
        verdict=Verdict(verdict) if verdict in list(Verdict) else None,
        reason=printable(form.get("reason", "")),
        office_id=min(int(office), LARGEST_ID) if office.isascii() and office.isdecimal() else None,
        back_to=printable(target) if kind == "place" else "",
        code=form.get("code", ""),
    )


# The page


def _answer(
    token: str,
    now: datetime,
    request: Request,
    secret: str,
    objection: Objection | None = None,
    said: Said | None = None,
) -> Response:
    """Return the page as things stand now, with what went wrong and what was entered already."""
    secret = secret or new_secret()
    with look() as session:
        page = _page(session, _found(session, token), now)
    content = fill(
        "portal/decide.html.j2",
        page=page,
        link=f"/decide/{token}",
        voucher=voucher(secret, token),
        objection=say("deciding", "objection", objection=objection) if objection else "",
        said=said or Said(),
        now=now,
    )
    response = HTMLResponse(content, status_code=422 if objection else 200, headers=HEADERS)
    keep_secret(response, request, secret, "/decide/")
    return response


def _page(session: Session, invitation: Invitation, now: datetime) -> Page:
    good_for = validity(session, invitation, now)
    draft = session.get_one(Draft, invitation.draft_id)
    until = code_until(invitation)
    return Page(
        invitation=invitation,
        person=session.get_one(Person, invitation.person_id),
        draft=draft,
        validity=good_for,
        sentence=sentence(session, invitation, now),
        reading=_reading(session, draft) if _is_shown(good_for, invitation, now) else None,
        offices=offices_to_mend(session, invitation),
        places=places_to_ask(session, invitation),
        code_until=until if until and now < until else None,
    )


def _is_shown(good_for: Validity, invitation: Invitation, now: datetime) -> bool:
    return good_for in SHOWN_WHILE and now < invitation.expires_at


def _reading(session: Session, draft: Draft) -> Reading:
    review = review_of(session, draft)
    sheet, before = review.sheet, review.before
    organ = session.get_one(Organ, session.get_one(Cycle, draft.cycle_id).organ_id)
    found = changes(sheet, before) if before else ()
    documents = {document.format: document.path for document in queries.documents_of(session, draft.id or 0)}
    return Reading(
        review=review,
        title=outline(sheet, signer=organ.name).title,
        figures=brief(sheet, [before] if before else []).figures,
        changes=[(sheet.form.name(change.address), change) for change in found],
        papers=[(format, documents[format]) for format in ("html", "pdf") if format in documents],
    )
