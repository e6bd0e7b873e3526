"""What every page that is reached by a link alone shares: its form, its headers, and the proof that it is ours."""

import hmac
import secrets
from hashlib import sha256
from typing import Annotated

from fastapi import Cookie, Depends, Request, Response

from portal.forms import Entered, entered

FORM_POLICY = "default-src 'self'; script-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""What a page of ours may load that has a form; it sends what is entered to ourselves alone."""
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is the link: it must not be told to anybody
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Content-Security-Policy": FORM_POLICY,
}
COOKIE = "nianbao_page"


async def _form(request: Request) -> Entered:
    return await entered(request)


Form = Annotated[Entered, Depends(_form)]

Secret = Annotated[str, Cookie(alias=COOKIE)]


def new_secret() -> str:
    """Return what a browser keeps that opens a page for the first time."""
    return secrets.token_urlsafe(16)


def voucher(secret: str, token: str) -> str:
    """Return what the form of a link's page carries: the browser's own cookie, keyed over the link."""
    return keyed(secret, token)


def keyed(key: str, text: str) -> str:
    """Return what only who has the key can make of a text."""
    return hmac.new(key.encode("utf-8", "replace"), text.encode("utf-8", "replace"), sha256).hexdigest()


def is_from_our_page(token: str, given: str, secret: str) -> bool:
    """Say whether a form carries the voucher that belongs to this browser's cookie."""
    wanted = voucher(secret, token).encode()
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted)


def keep_secret(response: Response, request: Request, secret: str, path: str) -> None:
    """Give the browser its cookie, for one kind of page alone."""
    # Lax, so that who opens the link from a letter again keeps the cookie; another site's POST never carries it.
    is_safe = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, path=path, httponly=True, samesite="lax", secure=is_safe)
