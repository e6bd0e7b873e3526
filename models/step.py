"""A step: one stage of a cycle with its dates."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import words
from report.lifecycle import Stage


class Step(SQLModel, table=True):
    """When a stage opens, by when it is due, and how that was reckoned."""

    __table_args__ = (UniqueConstraint("cycle_id", "stage"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    stage: Stage = Field(sa_type=words(Stage))
    opens_on: date
    due_on: date
    reckoning: str = ""
