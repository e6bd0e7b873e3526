"""The one door to the database, and the only commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"


@lru_cache(maxsize=4)
def engine(url: str) -> Engine:
    """Return the engine for a database address; SQLite gets WAL, foreign keys and patience."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"timeout": 30})
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE, so that two writers wait for each other instead of failing when the second one starts to write
    reads = connection.get_execution_options().get("reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "busy_timeout = 30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one transaction of a task or an act: everything in it is written, or nothing."""
    with Session(engine(settings().database), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def look() -> Iterator[Session]:
    """Open a session that only reads and never makes a writer wait."""
    with Session(engine(settings().database).execution_options(reads=True), expire_on_commit=False) as session:
        yield session


def migrate(url: str = "") -> None:
    """Bring the database to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine(url or settings().database).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
