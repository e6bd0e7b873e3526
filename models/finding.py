"""An examination and what it found: of one filing, or of the whole report."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Column, Field, Index, SQLModel, UniqueConstraint, text

from models.instant import Instant
from models.words import words
from report.rule import Finding, Outcome, Weight


class Examination(SQLModel, table=True):
    """One sheet examined once by one set of rules; ``filing_id`` is empty for the added-up report."""

    __table_args__ = (
        UniqueConstraint("cycle_id", "filing_id", "content_hash", "rules_hash"),
        # To SQL one NULL is never another: without this the added-up report could be examined twice.
        Index(
            "ix_examination_report",
            *("cycle_id", "content_hash", "rules_hash"),
            unique=True,
            sqlite_where=text("filing_id IS NULL"),
            postgresql_where=text("filing_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    filing_id: int | None = Field(default=None, foreign_key="filing.id")
    content_hash: str
    rules_hash: str
    examined_at: datetime = Field(sa_type=Instant)


def columns_of(finding: Finding) -> dict[str, Any]:
    """Return what is kept of a finding, by column."""
    return {
        "code": finding.code,
        "weight": finding.weight,
        "outcome": finding.outcome,
        "cells": list(finding.cells),
        "message": finding.message,
        "left": finding.left,
        "right": finding.right,
        "explainable": finding.explainable,
        "text": finding.text,
        "quote": finding.quote,
    }


class FindingRow(SQLModel, table=True):
    """What a rule noticed in one examination; ``owners`` names the offices whose cells it speaks of."""

    id: int | None = Field(default=None, primary_key=True)
    examination_id: int = Field(foreign_key="examination.id", index=True)
    code: str
    weight: Weight = Field(sa_type=words(Weight))
    outcome: Outcome = Field(sa_type=words(Outcome))
    cells: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    message: str
    owners: str = ""
    left: str = ""
    right: str = ""
    explainable: bool = False
    text: str = ""
    quote: str = ""

    @property
    def finding(self) -> Finding:
        """What the rule noticed, as it was when it was examined."""
        return Finding(
            code=self.code,
            weight=self.weight,
            outcome=self.outcome,
            cells=tuple(self.cells),
            message=self.message,
            left=self.left,
            right=self.right,
            explainable=self.explainable,
            text=self.text,
            quote=self.quote,
        )
