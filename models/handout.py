"""A handout: the empty workbook that an office was given to fill in."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant


class Handout(SQLModel, table=True):
    """The workbook of one office in one cycle; ``token`` tells it from every other workbook when it comes back."""

    __table_args__ = (UniqueConstraint("cycle_id", "office_id"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    office_id: int = Field(foreign_key="office.id")
    file_id: int = Field(foreign_key="file.id")
    token: str
    handed_out_at: datetime = Field(sa_type=Instant)
