"""A duty: one cell or paragraph that an office owes in one cycle."""

from sqlmodel import Field, SQLModel, UniqueConstraint


class Duty(SQLModel, table=True):
    """Who owes what: ``item`` is a cell address, or with ``title`` the key of a paragraph.

    With ``usual`` the office may leave the paragraph to us: it is drafted from the figures.
    """

    __table_args__ = (UniqueConstraint("cycle_id", "office_id", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    office_id: int = Field(foreign_key="office.id")
    item: str
    title: str = ""
    hint: str = ""
    usual: str = ""
    position: int = 0
