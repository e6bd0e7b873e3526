"""A contact check: the question whether somebody still has a role, asked once at the start of a cycle."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant
from models.words import words


class Reply(StrEnum):
    """What was answered."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    """Still the same person, with another telephone."""
    REPLACED = "replaced"
    """Somebody else has taken over."""
    PROPOSED = "proposed"
    """A change in the chain of approval: the leading office has to enter it."""


class ContactCheck(SQLModel, table=True):
    """One person asked in one cycle; of the link's token only the SHA-256 is kept."""

    __table_args__ = (UniqueConstraint("cycle_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    token_hash: str = Field(unique=True)
    asked_at: datetime = Field(sa_type=Instant)
    reply: Reply | None = Field(default=None, sa_type=words(Reply))
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_from: str = ""
