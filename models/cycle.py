"""A cycle: one organ's report of one year."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant


class Cycle(SQLModel, table=True):
    """One organ's report of one year; where it stands is derived from its rows, never stored."""

    __table_args__ = (UniqueConstraint("organ_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id")
    year: int
    edition: int
    opened_at: datetime = Field(sa_type=Instant)
