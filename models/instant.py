"""A moment in time as the database keeps it: stored as UTC, handed out as the time in China."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from settings import SHANGHAI


class Instant(TypeDecorator[datetime]):
    """A column of moments; a naive moment is refused because nobody could say when it was."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC without a zone, alike on SQLite and PostgreSQL."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Hand out the moment in China's time."""
        return value.replace(tzinfo=UTC).astimezone(SHANGHAI) if value else None
