"""A notice: what a person must be told, written with the fact and posted afterwards."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from models.instant import Instant
from models.words import words


class Delivery(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed to the platform; if the process dies here nobody knows whether it arrived."""
    DELIVERED = "delivered"
    """The platform itself said so."""
    UNCERTAIN = "uncertain"
    """The process died while sending: a person decides, because sending again could tell somebody twice."""
    FAILED = "failed"
    """Refused too often, or no address; the leading office is told."""
    EXPIRED = "expired"
    """Not sent in time to make sense: a reminder of a day that is over."""


class Notice(SQLModel, table=True):
    """One message to one person or to the group robot (``person_id`` empty).

    ``key`` is unique (cycle, step, person, content), so that a repeated run writes nothing twice.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    subject: str
    text: str
    file_id: int | None = Field(default=None, foreign_key="file.id")
    written_at: datetime = Field(sa_type=Instant)
    state: Delivery = Field(default=Delivery.WAITING, sa_type=words(Delivery))
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=Instant)
    sending_since: datetime | None = Field(default=None, sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    """After this moment it says nothing that is still true, and is not sent."""
    posted: int = 0
    """How many parts of it the platform has by now: a long message is sent in several."""
    delivered_at: datetime | None = Field(default=None, sa_type=Instant)
    message: str = ""
    """The key of the message that carried it last: its own, or that of a digest, in which several travel together."""
    trouble: str = ""
