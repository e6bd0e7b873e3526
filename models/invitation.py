"""An invitation: one person's link for deciding about one exact report."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Field, SQLModel

from models.instant import Instant

CODE = "code:"
"""How the key of a notice begins that carries a code: it is shown to nobody but the person to whom it is sent."""


def hash_of(token: str) -> str:
    """Return what is kept of a link's token: its SHA-256 in hexadecimal."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


class Invitation(SQLModel, table=True):
    """Bound to a person, a role and the hash of the rendered report; of the token only the SHA-256 is kept.

    Whoever has the link may look; deciding also needs the code that is sent to the person. What the link is good for
    is derived from the rows each time (``models/inviting.py``).
    """

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    role: str = Field(max_length=32)
    report_hash: str
    token_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    opened_from: str = ""
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    code_hash: str = ""
    """Keyed with the token, which is not kept: six digits alone are guessed from their hash in no time."""
    code_sent_at: datetime | None = Field(default=None, sa_type=Instant)
    codes: int = 0
    """How many codes were sent."""
    attempts: int = 0
    """How many wrong codes were entered, a new code changes nothing about them."""
