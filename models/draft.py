"""A draft: one rendered version of the report, with its documents."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from models.instant import Instant
from report.chain import Chain, chain_from
from report.reading import read
from report.sheet import Sheet


class Draft(SQLModel, table=True):
    """One snapshot and what was rendered from it.

    ``sheet`` is the interchange file, ``content_hash`` the hash of its figures and texts, ``report_hash`` the hash
    over all rendered documents: what approvals are bound to.
    """

    __table_args__ = (UniqueConstraint("cycle_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    revision: int
    sheet: str
    content_hash: str
    report_hash: str = Field(index=True)
    chain: list[dict[str, str | int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The chain it goes through, as the organ had it when the draft was made; empty: the usual one."""
    made_at: datetime = Field(sa_type=Instant)

    @property
    def stations(self) -> Chain:
        """The places of its chain, in order."""
        return chain_from(self.chain)


def drafted_sheet(draft: Draft) -> Sheet:
    """Return the sheet a draft was made from."""
    return read("draft.report.json", draft.sheet.encode())


class Document(SQLModel, table=True):
    """One rendered file of a draft."""

    __table_args__ = (UniqueConstraint("draft_id", "format"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    file_id: int = Field(foreign_key="file.id")
    format: str
    path: str
    """Where it will lie below the year's page once it is published."""
