"""The operator's entrance: name and key in, a signed cookie out, and what every page that acts asks of it."""

import base64
import hmac
import json
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Cookie, Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from models.db import transaction
from models.journal import enter
from models.operator import is_operator_key, operator_key
from portal.entrance import Now
from portal.forms import Entered, entered, printable
from portal.vouchers import FORM_POLICY, Form, keyed
from templates import fill, say

router = APIRouter(default_response_class=HTMLResponse)

BOOK = "operator"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": FORM_POLICY,
}
LASTS = timedelta(hours=12)
COOKIE, ENTRANCE = "nianbao_operator", "nianbao_entrance"
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Operator:
    """Who acts: the name they gave, from where, and the cookie that their vouchers are made with."""

    name: str
    address: str
    secret: str

    @property
    def who(self) -> str:
        """Who stands in the journal."""
        return say(BOOK, "who", name=self.name)

    @property
    def origin(self) -> str:
        """From where it was done."""
        return say(BOOK, "origin", address=self.address)

    def voucher(self, path: str) -> str:
        """Return what the forms of a page carry, so that no other site can send them in this person's name."""
        return keyed(self.secret, path)

    def sent(self, path: str, form: Entered) -> bool:
        """Say whether a form was filled in on that page of ours."""
        given = form.fields.get("voucher", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, self.voucher(path).encode())


# Guessing is slow: five wrong keys from one address, and then a minute of nothing

MOST_TRIES = 5
PAUSE = timedelta(minutes=1)
MOST_ADDRESSES = 1000


class Tries:
    """The wrong keys that were entered lately, by the address they came from."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = Lock()

    def is_locked(self, address: str, now: datetime) -> bool:
        """Say whether an address has to wait."""
        with self._lock:
            count, last = self._wrong.get(address, (0, now))
            return count >= MOST_TRIES and now < last + PAUSE

    def count(self, address: str, now: datetime) -> int:
        """Count a wrong key; return how many there were in a row."""
        with self._lock:
            count, last = self._wrong.pop(address, (0, now))
            count = 1 if now >= last + PAUSE else count + 1
            self._wrong[address] = count, now
            while len(self._wrong) > MOST_ADDRESSES:
                self._wrong.popitem(last=False)
            return count

    def forget(self, address: str) -> None:
        """Forget the wrong keys of an address from which the right one came."""
        with self._lock:
            self._wrong.pop(address, None)


# Who is there


def signed(name: str, until: datetime) -> str:
    """Return the cookie of an operator: a name and a time, signed with the key; another key ends it."""
    fact = json.dumps([name, until.timestamp(), secrets.token_urlsafe(8)])
    said = base64.urlsafe_b64encode(fact.encode()).decode()
    return f"{said}.{keyed(operator_key(), said)}"


def _name_in(cookie: str, now: datetime) -> str:
    """Return the name in a cookie of ours that is still good, "" for any other."""
    said, _, seal = cookie.rpartition(".")
    is_ours = hmac.compare_digest(seal.encode("utf-8", "replace"), keyed(operator_key(), said).encode())
    if not (operator_key() and said and is_ours):
        return ""
    name, until, _ = json.loads(base64.urlsafe_b64decode(said))
    return str(name) if now.timestamp() < until else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


Kept = Annotated[str, Cookie(alias=COOKIE)]


def operator_or_none(request: Request, now: Now, cookie: Kept = "") -> Operator | None:
    """Return who acts, None where nobody has entered."""
    name = _name_in(cookie, now)
    return Operator(name, _address(request), cookie) if name else None


def _operator(request: Request, found: Annotated[Operator | None, Depends(operator_or_none)]) -> Operator:
    """Return who acts; lead whoever has not entered to the entrance, and from there back here."""
    if found is None:
        raise HTTPException(303, headers={"Location": f"/operator?{urlencode({'then': _page_of(request)})}"})
    return found


def _page_of(request: Request) -> str:
    """Return the page somebody is on: of a form the one it stands on, for its own address shows nothing."""
    address = str(request.url) if request.method == "GET" else request.headers.get("referer", "/")
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


OnDuty = Annotated[Operator, Depends(_operator)]


async def _form_of(request: Request, _: OnDuty) -> Entered:
    """Return what an operator entered; of anybody else nothing is even read."""
    return await entered(request)


FormOf = Annotated[Entered, Depends(_form_of)]


# The entrance


@router.get("/operator")
def entrance(
    request: Request, found: Annotated[Operator | None, Depends(operator_or_none)], now: Now, then: str = "/"
) -> Response:
    """Show the entrance, or to whom is in already the way out."""
    return _page(request, found, then, "" if operator_key() else "no_key", now)


@router.post("/operator")
def come_in(request: Request, now: Now, form: Form, cookie: Annotated[str, Cookie(alias=ENTRANCE)] = "") -> Response:
    """Let in whoever enters a name and the key, for half a day."""
    address, then = _address(request), form.fields.get("then", "/")
    tries: Tries = request.app.state.tries
    name = printable(form.fields.get("name", "")).replace("\n", " ")[:LONGEST_NAME]
    objection = _objection(form, cookie, name, tries.is_locked(address, now))
    if not objection and not is_operator_key(form.fields.get("key", "")):
        objection = _count_wrong_key(tries, address, now)
    if objection:
        return _page(request, None, then, objection, now, name)
    tries.forget(address)
    with transaction() as session:
        enter(session, now, say(BOOK, "who", name=name), say(BOOK, "origin", address=address), say(BOOK, "entered"))
    response = RedirectResponse(_inside(then), status_code=303, headers=HEADERS)
    response.set_cookie(
        COOKIE,
        signed(name, now + LASTS),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/operator/leave")
def leave(request: Request, operator: OnDuty, now: Now, form: FormOf) -> Response:
    """Let an operator out: the cookie is taken back."""
    if not operator.sent("/operator", form):
        return _page(request, operator, "/", "old_page", now)
    with transaction() as session:
        enter(session, now, operator.who, operator.origin, say(BOOK, "left"))
    response = RedirectResponse("/", status_code=303, headers=HEADERS)
    response.delete_cookie(COOKIE)
    return response


def _objection(form: Entered, cookie: str, name: str, is_locked: bool) -> str:
    """Return what stands in the way of looking at the key at all, "" where nothing does."""
    given = form.fields.get("voucher", "").encode("utf-8", "replace")
    if not cookie or not hmac.compare_digest(given, keyed(cookie, "/operator").encode()):
        return "old_page"
    if not operator_key():
        return "no_key"
    if is_locked:
        return "locked"
    return "" if name else "no_name"


def _count_wrong_key(tries: Tries, address: str, now: datetime) -> str:
    """Count a wrong key; the one after which nothing is accepted for a while stands in the journal."""
    count = tries.count(address, now)
    if count < MOST_TRIES:
        return "wrong"
    with transaction() as session:
        what, origin = say(BOOK, "locked", tries=count), say(BOOK, "origin", address=address)
        enter(session, now, say(BOOK, "stranger"), origin, what)
    return "locked"


def _inside(path: str) -> str:
    """Return where to go next, and never to another site."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return quote(path, safe="/?=&%") if is_ours else "/"


def _page(
    request: Request, found: Operator | None, then: str, objection: str, now: datetime, name: str = ""
) -> Response:
    secret = secrets.token_urlsafe(16)
    content = fill(
        "portal/operator.html.j2",
        operator=found,
        then=_inside(then),
        voucher=found.voucher("/operator") if found else keyed(secret, "/operator"),
        objection=say(BOOK, "objection", what=objection) if objection else "",
        name=name,
        now=now,
    )
    status = 429 if objection == "locked" else 422 if objection and request.method == "POST" else 200
    response = HTMLResponse(content, status_code=status, headers=HEADERS)
    response.set_cookie(
        ENTRANCE, secret, path="/operator", httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return response
