"""The journal: who did what, when and from where; append-only, each entry sealed by the hash of the one before."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from models.instant import Instant
from report.seals import seal_of


class Entry(SQLModel, table=True):
    """One line of the journal."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int | None = Field(default=None, foreign_key="cycle.id", index=True)
    at: datetime = Field(sa_type=Instant)
    who: str
    origin: str
    what: str
    about: str = ""
    previous: str
    seal: str = Field(unique=True)


def enter(
    session: Session, at: datetime, who: str, origin: str, what: str, about: str = "", cycle_id: int | None = None
) -> None:
    """Append one line to the journal in the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway; two would fork the chain
        session.connection().exec_driver_sql("LOCK TABLE entry IN EXCLUSIVE MODE")
    last = session.exec(select(Entry).order_by(col(Entry.id).desc()).limit(1)).first()
    previous = last.seal if last else ""
    entry = Entry(
        cycle_id=cycle_id, at=at, who=who, origin=origin, what=what, about=about, previous=previous, seal=""
    )
    entry.seal = seal(entry)
    session.add(entry)
    session.flush()


def seal(entry: Entry) -> str:
    """Return the hash that seals an entry together with all before it."""
    return seal_of(entry.previous, entry.cycle_id, entry.at, entry.who, entry.origin, entry.what, entry.about)


def broken_at(session: Session) -> int | None:
    """Return the id of the first entry that was changed afterwards, None where the journal is whole."""
    previous = ""
    for entry in session.exec(select(Entry).order_by(col(Entry.id))):
        if entry.previous != previous or entry.seal != seal(entry):
            return entry.id
        previous = entry.seal
    return None
