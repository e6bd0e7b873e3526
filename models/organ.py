"""An organ: the unit that owes a report."""

from sqlmodel import JSON, Column, Field, SQLModel

from models.words import words
from report.sheet import Level


class Organ(SQLModel, table=True):
    """A town, a department, a county: whoever signs a report."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    """As it signs: 荥阳市广武镇人民政府."""
    title_name: str
    """As the report's title names it: 广武镇人民政府."""
    short_name: str
    """As people say it: 广武镇."""
    slug: str = Field(unique=True)
    """Its folder in the published site: guangwu."""
    level: Level = Field(sa_type=words(Level))
    publish_by: str = ""
    """Month and day ("01-08") by which the superior or the organ itself wants the report out; empty: the law's."""
    chain: list[dict[str, str | int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Its chain of approval as ``report.chain.kept`` writes it; empty: the usual one. A draft keeps its own copy."""
    parent_id: int | None = Field(default=None, foreign_key="organ.id")
