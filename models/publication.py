"""What has left the house: publications, their archives, roll-ups, and reports of the time before."""

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


class PastReport(SQLModel, table=True):
    """A report that was published before this system kept the years: what a first cycle is compared with."""

    __table_args__ = (UniqueConstraint("organ_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id")
    year: int
    sheet: str


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
