"""Signed papers in the portal: brought back as photograph or scan, laid to their draft, and read by an operator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models import Cycle, Draft, File, SignedPaper, queries
from models.acts import NoReason, NoSuchPlace, NotYours, OutOfTurn
from models.db import look, transaction
from models.papering import (
    NoSigner,
    NoSuchDraft,
    NothingRead,
    NotInForce,
    Placement,
    SeveralDrafts,
    Signed,
    assign,
    codes_of,
    discard,
    placement,
    places,
    record,
    sentence,
    take_in,
)
from portal.entrance import LARGEST_ID, Id, Now
from portal.files import handed_over
from portal.forms import LARGEST_UPLOAD, Entered, entered, printable
from portal.operating import HEADERS, FormOf, OnDuty, Operator
from portal.runs import lead_to
from report.lifecycle import Verdict
from report.reading import Refusal
from templates import fill, say

router = APIRouter(default_response_class=HTMLResponse)

OBJECTIONS: dict[type[Exception], str] = {
    NoSuchDraft: "no_such_draft",
    NoReason: "no_reason",
    NoSuchPlace: "no_place",
    OutOfTurn: "out_of_turn",
    NotYours: "not_yours",
    NoSigner: "no_signer",
    NotInForce: "not_in_force",
    NothingRead: "nothing_read",
}
"""What a person did that cannot be done, and the sentence that says so."""


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper with what it is good for."""

    paper: SignedPaper
    name: str
    size: int
    placement: Placement
    sentence: str

    @property
    def is_photograph(self) -> bool:
        """Whether a browser can show it on our own page."""
        return self.name.lower().endswith((".jpg", ".jpeg", ".png"))


async def _uploaded(request: Request, _: OnDuty) -> Entered:
    """Return the files an operator sends; of anybody else nothing is even read."""
    return await entered(request, LARGEST_UPLOAD)


Uploaded = Annotated[Entered, Depends(_uploaded)]


@router.get("/papers")
def papers(now: Now, operator: OnDuty) -> Response:
    """Show every paper that was brought back, first those that have not found their draft."""
    return _list(now, operator)


@router.post("/papers")
def bring(request: Request, now: Now, operator: OnDuty, form: Uploaded) -> Response:
    """Take in papers: each goes to the draft that its code names, and one without a code waits for a person."""
    if form.is_too_large:
        return _list(now, operator, [_objection("too_much")])
    if not operator.sent(request.url.path, form):
        return _list(now, operator, [_objection("old_page")])
    if not form.files:
        return _list(now, operator, [_objection("nothing_sent")])
    refused, kept = [], []
    for name, content in form.files:
        try:
            kept.append(_keep(name, content, now, operator))
        except Refusal as refusal:
            refused.append(str(refusal))
        except SeveralDrafts:
            refused.append(_objection("several"))
    if refused:
        return _list(now, operator, refused)
    return lead_to(f"/papers/{kept[0]}" if len(kept) == 1 else "/papers", HEADERS)


def _keep(name: str, content: bytes, now: datetime, operator: Operator) -> int:
    marks = codes_of(name, content)
    try:
        with transaction() as session:
            return take_in(session, name, content, marks, operator.who, now, operator.origin).id or 0
    except IntegrityError:  # in the same moment somebody else brought the same bytes
        with transaction() as session:
            return take_in(session, name, content, marks, operator.who, now, operator.origin).id or 0


@router.get("/papers/{paper_id}")
def paper(paper_id: Id, now: Now, operator: OnDuty) -> Response:
    """Show one paper beside the form in which is entered what stands on it."""
    return _page(paper_id, now, operator)


@router.get("/papers/{paper_id}/file")
def file(paper_id: Id, _: OnDuty) -> Response:
    """Hand over a paper exactly as it was brought."""
    with look() as session:
        kept = session.get_one(File, _found(session, paper_id).file_id)
    return handed_over(kept.name, kept.content)


@router.post("/papers/{paper_id}/assign")
def lay_to(paper_id: Id, now: Now, operator: OnDuty, form: FormOf) -> Response:
    """Lay a paper to the draft whose hash stands at its foot."""

    def act(session: Session, found: SignedPaper) -> None:
        assign(session, found, form.fields.get("hash", ""), operator.who, now, operator.origin)

    return _act(paper_id, now, operator, form, act)


@router.post("/papers/{paper_id}/discard")
def lay_aside(paper_id: Id, now: Now, operator: OnDuty, form: FormOf) -> Response:
    """Lay a paper aside with a reason; it stays kept."""

    def act(session: Session, found: SignedPaper) -> None:
        discard(session, found, form.fields.get("because", ""), operator.who, now, operator.origin)

    return _act(paper_id, now, operator, form, act)


@router.post("/papers/{paper_id}/record")
def enter_signatures(paper_id: Id, now: Now, operator: OnDuty, form: FormOf) -> Response:
    """Record what is signed on a paper, and have the chain go on."""

    def act(session: Session, found: SignedPaper) -> None:
        record(session, found, _said(form.fields), operator.who, now, operator.origin)

    return _act(paper_id, now, operator, form, act)


def _act(
    paper_id: int, now: datetime, operator: Operator, form: Entered, act: Callable[[Session, SignedPaper], None]
) -> Response:
    """Do what an operator asks of a paper, all of it or nothing; what cannot be done is said on its page."""
    if not operator.sent(f"/papers/{paper_id}", form):
        return _page(paper_id, now, operator, "old_page", form.fields)
    try:
        with transaction() as session:
            act(session, _found(session, paper_id))
    except tuple(OBJECTIONS) as trouble:
        return _page(paper_id, now, operator, OBJECTIONS[type(trouble)], form.fields)
    except IntegrityError:  # in the same moment somebody entered a decision of that place by another way
        return _page(paper_id, now, operator, "out_of_turn", form.fields)
    return lead_to(f"/papers/{paper_id}", HEADERS)


def _said(fields: Mapping[str, str]) -> dict[str, Signed]:
    """Return what was chosen for each place of the chain."""
    chosen = {key.removeprefix("verdict:"): word for key, word in fields.items() if key.startswith("verdict:")}
    return {role: _signed(fields, role, Verdict(word)) for role, word in chosen.items() if word in list(Verdict)}


def _signed(fields: Mapping[str, str], role: str, verdict: Verdict) -> Signed:
    kind, _, target = fields.get(f"target:{role}", "").partition(":")
    return Signed(
        verdict=verdict,
        reason=printable(fields.get(f"reason:{role}", "")),
        person_id=_id(fields.get(f"person:{role}", "")),
        office_id=_id(target) if kind == "office" else None,
        back_to=target if kind == "place" else "",
    )


def _id(text: str) -> int | None:
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdecimal() else None


def _objection(what: str) -> str:
    return say("papers", "objection", what=what)


def _found(session: Session, paper_id: int) -> SignedPaper:
    found = session.get(SignedPaper, paper_id)
    if found is None:
        raise HTTPException(404)
    return found


def _cycle_of(session: Session, found: SignedPaper) -> Cycle | None:
    draft = session.get(Draft, found.draft_id) if found.draft_id else None
    return session.get(Cycle, draft.cycle_id) if draft else None


# The pages


def views(session: Session, kept: Sequence[SignedPaper]) -> list[PaperView]:
    """Return papers with what each is good for now."""
    labels = queries.file_labels(session, [paper.file_id for paper in kept])
    return [
        PaperView(paper, *labels[paper.file_id], placement(session, paper), sentence(session, paper))
        for paper in kept
    ]


def _list(now: datetime, operator: Operator, objections: Sequence[str] = ()) -> Response:
    with look() as session:
        shown = views(session, queries.papers(session))
    waiting = [view for view in shown if view.placement in (Placement.NO_CODE, Placement.UNKNOWN)]
    content = fill(
        "portal/papers.html.j2",
        view=None,
        waiting=waiting,
        others=[view for view in shown if view not in waiting],
        operator=operator,
        voucher=operator.voucher("/papers"),
        objections=objections,
        now=now,
    )
    return HTMLResponse(content, status_code=422 if objections else 200, headers=HEADERS)


def _page(
    paper_id: int, now: datetime, operator: Operator, objection: str = "", given: Mapping[str, str] | None = None
) -> Response:
    with look() as session:
        found = _found(session, paper_id)
        cycle = _cycle_of(session, found)
        content = fill(
            "portal/papers.html.j2",
            view=views(session, [found])[0],
            cycle=cycle,
            places=places(session, found, now.date()),
            offices=queries.offices_with_duties(session, cycle.id or 0) if cycle else [],
            operator=operator,
            voucher=operator.voucher(f"/papers/{paper_id}"),
            objections=[_objection(objection)] if objection else [],
            given=given or {},
            now=now,
        )
    return HTMLResponse(content, status_code=422 if objection else 200, headers=HEADERS)
