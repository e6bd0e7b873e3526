"""An operator at the portal: the key, the way in, and the vouchers of pages."""

import re

import httpx
from fastapi.testclient import TestClient
from sqlmodel import select

from models.db import look
from models.journal import Entry
from models.operator import make_key, operator_key

NAME = "李工"


def voucher(answer: httpx.Response) -> str:
    """Return the voucher that the forms of a page carry."""
    vouchers = set(re.findall(r'name="voucher" value="([^"]+)"', answer.text))
    assert len(vouchers) == 1
    return vouchers.pop()


def enter(portal: TestClient, key: str | None = None, name: str = NAME, then: str = "/") -> httpx.Response:
    """Go to the entrance and give a name and a key, the right one unless another is said."""
    make_key()
    given = {"name": name, "key": operator_key() if key is None else key, "then": then}
    return portal.post("/operator", data={**given, "voucher": voucher(portal.get("/operator"))})


def entered() -> list[tuple[str, str, str]]:
    """Return the whole journal: who, from where, what."""
    with look() as session:
        return [(e.who, e.origin, e.what) for e in session.exec(select(Entry).order_by(Entry.id))]
