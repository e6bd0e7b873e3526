"""A person: who fills in, signs, and is told."""

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import words
from report.lifecycle import Role


class Person(SQLModel, table=True):
    """Somebody with a role; ``mail`` is where notices go, and of a person without it the leading office is told."""

    __table_args__ = (UniqueConstraint("organ_id", "office_id", "role", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id")
    office_id: int | None = Field(default=None, foreign_key="office.id")
    role: Role = Field(sa_type=words(Role))
    name: str
    mail: str = ""
    phone: str = ""
