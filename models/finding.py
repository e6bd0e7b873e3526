"""A finding as it is remembered: of one filing, or of the whole report."""

from sqlmodel import JSON, Column, Field, SQLModel

from models.words import words
from report.rule import Outcome, Weight


class FindingRow(SQLModel, table=True):
    """What a rule noticed; ``filing_id`` is empty for a finding about the added-up report."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    filing_id: int | None = Field(default=None, foreign_key="filing.id")
    content_hash: str
    """Hash of the sheet that was examined."""
    code: str
    weight: Weight = Field(sa_type=words(Weight))
    outcome: Outcome = Field(sa_type=words(Outcome))
    cells: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    message: str
    owners: str = ""
    left: str = ""
    right: str = ""
    explainable: bool = False
