"""When a message may go: not faster than its platform listens, and not after it has lost its sense."""

from collections.abc import Iterable
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
"""The platforms count what a robot said in any minute."""


def next_turn(spoken: Iterable[tuple[datetime, int]], messages: int, limit: int, now: datetime) -> datetime:
    """Return when ``messages`` more may be said, if ``spoken`` tells how many were said when; ``now`` if at once.

    Who has more to say than fits into a minute goes when nobody else has spoken for one.
    """
    recent = sorted((at, count) for at, count in spoken if at > now - WINDOW)
    said = sum(count for _, count in recent)
    turn = now
    for at, count in recent:
        if said + messages <= limit:
            break
        said -= count
        turn = at + WINDOW
    return turn


def is_expired(until: datetime | None, now: datetime) -> bool:
    """Say whether a message that made sense only until then is too late."""
    return until is not None and until < now
