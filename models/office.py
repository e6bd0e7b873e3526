"""An office: the part of an organ that owes some of its figures."""

from sqlmodel import Field, SQLModel, UniqueConstraint


class Office(SQLModel, table=True):
    """A 站所, 办公室 or 中心 inside an organ; ``leads`` marks the one that watches over the report (党政办)."""

    __table_args__ = (UniqueConstraint("organ_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id")
    name: str
    leads: bool = False
    position: int = 0
