"""A column that holds one of our own words, as text that can be read in any database browser."""

from enum import StrEnum

from sqlalchemy import Enum


def words(kind: type[StrEnum]) -> Enum:
    """Return the column type for a StrEnum: its values as text, so that a new word needs no new database type."""
    return Enum(kind, native_enum=False, values_callable=lambda k: [word.value for word in k], length=32)
