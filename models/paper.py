"""A signed paper: the review that was printed, signed by hand, and brought back as a photograph or a scan."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.instant import Instant


class SignedPaper(SQLModel, table=True):
    """The file as it was brought, what its code says, and to which draft it belongs; no two of the same bytes.

    What it is good for is derived from the rows each time (``models/papering.py``).
    """

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="file.id")
    sha256: str = Field(unique=True)
    code: str = ""
    """The mark of the draft as the code on the paper says it; empty where none was found."""
    draft_id: int | None = Field(default=None, foreign_key="draft.id", index=True)
    received_at: datetime = Field(sa_type=Instant)
    brought_by: str
    origin: str
    discarded_at: datetime | None = Field(default=None, sa_type=Instant)
    discarded_by: str = ""
    discarded_because: str = ""
