"""A filing: one workbook that an office sent in, with the cells and paragraphs read from it."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant
from models.words import words
from report.lifecycle import Move, Status, after


class Filing(SQLModel, table=True):
    """What an office sent, where it stands, and what it was answered; the same bytes count once."""

    __table_args__ = (UniqueConstraint("cycle_id", "office_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    office_id: int = Field(foreign_key="office.id")
    file_id: int = Field(foreign_key="file.id")
    revision: int
    status: Status = Field(default=Status.RECEIVED, sa_type=words(Status))
    received_at: datetime = Field(sa_type=Instant)
    filed_by: str = ""
    phone: str = ""
    nothing_to_report: bool = False
    answer: str = ""

    def move(self, move: Move) -> None:
        """Move the filing; raise ``ImpossibleMove``."""
        self.status = after(self.status, move)


class FiledCell(SQLModel, table=True):
    """One cell of a filing, as printed."""

    filing_id: int = Field(foreign_key="filing.id", primary_key=True)
    address: str = Field(primary_key=True)
    printed: str


class FiledText(SQLModel, table=True):
    """One paragraph of a filing."""

    filing_id: int = Field(foreign_key="filing.id", primary_key=True)
    key: str = Field(primary_key=True)
    text: str
