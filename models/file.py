"""A file: bytes as they came in or went out, kept unchanged."""

import hashlib

from sqlmodel import Field, SQLModel


class File(SQLModel, table=True):
    """The bytes of a workbook or document with their SHA-256."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    sha256: str = Field(index=True)
    content: bytes

    @classmethod
    def of(cls, name: str, content: bytes) -> "File":
        """Return the file of these bytes."""
        return cls(name=name, sha256=hashlib.sha256(content).hexdigest(), content=content)
