"""Zip archives without a trace of the clock and of the machine: equal parts, equal bytes."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip archive can name: every entry carries it."""


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a part to an archive."""
    entry = ZipInfo(name, EARLIEST)
    entry.create_system = 0  # otherwise it says whether Windows or another system has written it
    archive.writestr(entry, content, ZIP_DEFLATED)


def packed(content: bytes, *, leave_out: tuple[str, ...] = ()) -> bytes:
    """Pack an archive again, as every machine packs it, without the parts to ``leave_out``."""
    again = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(again, "w") as target:
        for entry in source.infolist():
            if entry.filename not in leave_out:
                put(target, entry.filename, source.read(entry))
    return again.getvalue()
