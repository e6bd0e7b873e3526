"""A decision: what a person in the chain said to one exact report."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant
from models.words import words
from report.lifecycle import Verdict


class Decision(SQLModel, table=True):
    """Approved or returned, by whom, when, from where, and bound to the hash of the rendered report."""

    __table_args__ = (UniqueConstraint("draft_id", "role", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    draft_id: int = Field(foreign_key="draft.id")
    report_hash: str
    role: str = Field(max_length=32)
    round: int = 1
    """How many times the role has decided about this draft, this one included."""
    person_id: int = Field(foreign_key="person.id")
    verdict: Verdict = Field(sa_type=words(Verdict))
    reason: str = ""
    office_id: int | None = Field(default=None, foreign_key="office.id")
    """With a return: the office whose figures are to be mended."""
    back_to: str = ""
    """With a return: the place in the chain that shall look again; empty: the whole draft is sent back."""
    decided_at: datetime = Field(sa_type=Instant)
    origin: str
