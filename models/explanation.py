"""An explanation as it is kept: what a named person said of a finding, and the values it was said of."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from models.instant import Instant
from models.words import words
from report.explanation import Choice, Explanation


class ExplanationRow(SQLModel, table=True):
    """One sentence of one person on one finding; appended, never changed: who changes his mind says it anew."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    code: str
    cells: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    values: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    choice: Choice = Field(sa_type=words(Choice))
    sentence: str
    given_by: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Who that is in the register, where the name stands there."""
    given_at: datetime = Field(sa_type=Instant)
    origin: str

    @property
    def explanation(self) -> Explanation:
        """What was said, as the law weighs it."""
        return Explanation(
            code=self.code,
            cells=tuple(self.cells),
            values=self.values,
            choice=self.choice,
            sentence=self.sentence,
            by=self.given_by,
            given_on=self.given_at.date(),
        )
