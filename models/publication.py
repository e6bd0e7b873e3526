"""A publication: which approved report stands where, and when it was last compared."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant


class Publication(SQLModel, table=True):
    """An approved report in the column of the site."""

    __table_args__ = (UniqueConstraint("cycle_id", "report_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    draft_id: int = Field(foreign_key="draft.id")
    report_hash: str
    address: str
    published_at: datetime = Field(sa_type=Instant)
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    trouble: str = ""


class Archive(SQLModel, table=True):
    """The bundle of one published report: originals, approvals, journal and what was published."""

    __table_args__ = (UniqueConstraint("cycle_id", "report_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    report_hash: str
    file_id: int = Field(foreign_key="file.id")
    archived_at: datetime = Field(sa_type=Instant)


class Rollup(SQLModel, table=True):
    """The sheets of an organ's units added up."""

    __table_args__ = (UniqueConstraint("organ_id", "year", "content_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id")
    year: int
    sheet: str
    content_hash: str
    missing: str = ""
    made_at: datetime = Field(sa_type=Instant)
