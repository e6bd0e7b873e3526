"""A decision: what a person in the chain said to one exact report."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant
from models.words import words
from report.lifecycle import Role, Verdict


class Decision(SQLModel, table=True):
    """Approved or returned, by whom, when, from where, and bound to the hash of the rendered report."""

    __table_args__ = (UniqueConstraint("draft_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    draft_id: int = Field(foreign_key="draft.id")
    report_hash: str
    role: Role = Field(sa_type=words(Role))
    person_id: int = Field(foreign_key="person.id")
    verdict: Verdict = Field(sa_type=words(Verdict))
    reason: str = ""
    office_id: int | None = Field(default=None, foreign_key="office.id")
    """With a return: the office whose figures are to be mended."""
    decided_at: datetime = Field(sa_type=Instant)
    origin: str
