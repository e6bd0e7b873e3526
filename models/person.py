"""A person: who fills in, signs, and is told."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.instant import Instant


class Person(SQLModel, table=True):
    """Somebody with a role; ``mail`` is where notices go, and of a person without it the leading office is told."""

    __table_args__ = (UniqueConstraint("organ_id", "office_id", "role", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id")
    office_id: int | None = Field(default=None, foreign_key="office.id")
    role: str = Field(max_length=32)
    """A word of ``Role``, or the organ's own name of a place in its chain."""
    name: str
    mail: str = ""
    phone: str = ""
    stands_in_for: int | None = Field(default=None, foreign_key="person.id")
    """Whose AB 岗 this is: told and allowed to act where that person is away or does not answer."""
    away_until: date | None = None
    """The last day on which the person is away (出差、休假)."""
    left_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when the person has the role no more; what they did stays theirs."""
