"""An assignment: which office of an organ owes which cell or paragraph, year after year."""

from sqlmodel import Field, SQLModel, UniqueConstraint


class Assignment(SQLModel, table=True):
    """One line of an organ's register of duties.

    ``item`` is a pattern of cell addresses (``t3.*``, ``t2.fees.*``) or, with ``title``, the key of a paragraph
    (``overview.2``: the second paragraph of 总体情况). ``usual`` names the usual paragraph that stands there where
    the office writes none.
    """

    __table_args__ = (UniqueConstraint("office_id", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    office_id: int = Field(foreign_key="office.id")
    item: str
    title: str = ""
    hint: str = ""
    usual: str = ""
    position: int = 0
