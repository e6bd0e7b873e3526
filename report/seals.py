"""The seal of a journal's entry: made from the entry and the seal before it, so that anybody can reckon it again."""

from datetime import datetime

from report.sheet import content_hash


def seal_of(previous: str, cycle_id: int | None, at: datetime, who: str, origin: str, what: str, about: str) -> str:
    """Return the hash that seals an entry together with all before it."""
    return content_hash([previous, cycle_id, int(at.timestamp() * 1e6), who, origin, what, about])
