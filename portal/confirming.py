"""Confirming by link: whoever is asked at the start of a cycle says whether they still have their role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from models import ContactCheck, Cycle, Office, Organ, Person, queries
from models.confirming import Entered, Says, Use, answer, find, roles_of, use
from models.db import look, transaction
from models.succession import BOOK, Objection, Successor
from portal.entrance import Now
from portal.runs import lead_to
from portal.vouchers import HEADERS, Form, Secret, is_from_our_page, keep_secret, new_secret, voucher
from templates import fill, say

router = APIRouter(default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class RoleView:
    """One role of the person that is asked: in which office, and as what."""

    person: Person
    office: Office | None


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows."""

    person: Person
    organ: Organ
    year: int
    use: Use
    sentence: str
    roles: Sequence[RoleView]


def _origin(request: Request) -> str:
    return say(BOOK, "origin", address=request.client.host if request.client else "")


Origin = Annotated[str, Depends(_origin)]


@router.get("/confirm/{token}")
def asked(token: str, now: Now, request: Request, secret: Secret = "") -> Response:
    """Show what is registered of a person; a mail gateway that follows the link changes nothing."""
    return _answer(token, now, request, secret)


@router.post("/confirm/{token}")
def confirm(token: str, now: Now, origin: Origin, request: Request, form: Form, secret: Secret = "") -> Response:
    """Record what is answered, once; every further attempt leads to the same answer."""
    fields = form.fields
    entered = _entered(fields, [value for name, value in form.pairs if name == "role"])
    if not is_from_our_page(token, fields.get("voucher", ""), secret):
        return _answer(token, now, request, secret, Objection.OLD_PAGE, entered)
    with transaction() as session:
        check = _found(session, token, lock=True)
        objection = answer(session, check, entered, now, origin) if use(session, check) is Use.OPEN else None
    return (
        _answer(token, now, request, secret, objection, entered)
        if objection
        else lead_to(f"/confirm/{token}", HEADERS)
    )


def _found(session: Session, token: str, lock: bool = False) -> ContactCheck:
    check = find(session, token, lock)
    if check is None:
        raise HTTPException(404)
    return check


def _entered(fields: dict[str, str], roles: Sequence[str]) -> Entered:
    says = fields.get("says", "")
    phone = "own_phone" if says == Says.PHONE else "phone"
    return Entered(
        says=Says(says) if says in list(Says) else None,
        successor=Successor.entered(
            fields.get("name", "") if says == Says.REPLACED else "",
            fields.get("mail", "") if says == Says.REPLACED else "",
            fields.get(phone, ""),
        ),
        roles=frozenset(int(role) for role in roles if role.isascii() and role.isdecimal()),
    )


def _answer(
    token: str,
    now: datetime,
    request: Request,
    secret: str,
    objection: Objection | None = None,
    entered: Entered | None = None,
) -> Response:
    """Return the page as things stand now, with what went wrong and what was entered already."""
    secret = secret or new_secret()
    with look() as session:
        page = _page(session, _found(session, token))
    content = fill(
        "portal/confirm.html.j2",
        page=page,
        link=f"/confirm/{token}",
        voucher=voucher(secret, token),
        objection=say(BOOK, "objection", objection=objection) if objection else "",
        entered=entered or Entered(),
        now=now,
    )
    response = HTMLResponse(content, status_code=422 if objection else 200, headers=HEADERS)
    keep_secret(response, request, secret, "/confirm/")
    return response


def _page(session: Session, check: ContactCheck) -> Page:
    person = session.get_one(Person, check.person_id)
    cycle = session.get_one(Cycle, check.cycle_id)
    good_for = use(session, check)
    leads = queries.leads(session, person.organ_id)
    roles = [person] if person.left_at else roles_of(session, person)
    return Page(
        person=person,
        organ=session.get_one(Organ, cycle.organ_id),
        year=cycle.year,
        use=good_for,
        sentence=say(BOOK, "use", use=good_for, check=check, person=person, leads=leads),
        roles=[RoleView(each, session.get(Office, each.office_id) if each.office_id else None) for each in roles],
    )
