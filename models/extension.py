"""An extension: more time for one office, or for a whole stage, given by a person for a reason."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.instant import Instant
from models.words import words
from report.lifecycle import Stage


class Extension(SQLModel, table=True):
    """Who gave more time, why and until when; appended, never changed, and of several the newest counts.

    Nobody has to take one back: once its day is over, who still owes is late.
    """

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    stage: Stage = Field(sa_type=words(Stage))
    office_id: int | None = Field(default=None, foreign_key="office.id")
    """The office that was given more time; empty: everybody whom the stage concerns."""
    until: date
    reason: str
    given_by: str
    given_at: datetime = Field(sa_type=Instant)
    origin: str
