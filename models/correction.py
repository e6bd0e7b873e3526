"""What happens to a publication afterwards: it is corrected, withdrawn, and read back as readers get it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.instant import Instant


class Correction(SQLModel, table=True):
    """A wish to publish something else in the place of one publication, with its reason.

    It is open as long as that publication is the newest of its cycle.
    """

    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id", unique=True)
    draft_id: int = Field(foreign_key="draft.id")
    """The newest draft at that moment: only a later one bears the 更正说明, and may take the publication's place."""
    person_id: int = Field(foreign_key="person.id")
    reason: str
    opened_at: datetime = Field(sa_type=Instant)


class Withdrawal(SQLModel, table=True):
    """One publication taken off the site, asked for by one person of the chain and confirmed by a second."""

    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id", unique=True)
    draft_id: int = Field(foreign_key="draft.id")
    """The newest draft at that moment: only a later one may be published again."""
    file_id: int = Field(foreign_key="file.id")
    """The 撤回公告 that stands in its place."""
    person_id: int = Field(foreign_key="person.id")
    confirmed_by: int = Field(foreign_key="person.id")
    reason: str
    withdrawn_at: datetime = Field(sa_type=Instant)
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when readers are known to get the notice and nothing else."""


class Readback(SQLModel, table=True):
    """The page as readers got it: when it was first found in order, and each time when what they get has changed."""

    id: int | None = Field(default=None, primary_key=True)
    publication_id: int = Field(foreign_key="publication.id", index=True)
    file_id: int | None = Field(default=None, foreign_key="file.id")
    """Empty where nothing could be fetched."""
    trouble: str = ""
    fetched_at: datetime = Field(sa_type=Instant)
