"""A step: one stage of a cycle with its dates."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant
from models.words import words
from report.lifecycle import Stage


class Step(SQLModel, table=True):
    """When a stage opens, by when it is due, how that was reckoned, and when it was first done."""

    __table_args__ = (UniqueConstraint("cycle_id", "stage"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    stage: Stage = Field(sa_type=words(Stage))
    opens_on: date
    due_on: date
    reckoning: str = ""
    done_at: datetime | None = Field(default=None, sa_type=Instant)
