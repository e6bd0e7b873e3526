"""When a task works and in whose name: only an entrance looks at the clock."""

from datetime import datetime

from settings import SHANGHAI

SYSTEM = "年报系统"
"""Who stands in the journal when nobody but the clock asked for it."""


def moment(now: datetime | None) -> datetime:
    """Return the moment a flow works at, in China's time: the one it was given, or now; a naive one is China's."""
    if now is None:
        return datetime.now(SHANGHAI)
    # Every due date is a date in China: at 23:30 UTC on 31 December it is the new year there.
    return now.astimezone(SHANGHAI) if now.tzinfo else now.replace(tzinfo=SHANGHAI)
