"""When a task works and in whose name: only an entrance looks at the clock."""

from datetime import datetime

from settings import SHANGHAI

SYSTEM = "年报系统"
"""Who stands in the journal when nobody but the clock asked for it."""


def moment(now: datetime | None) -> datetime:
    """Return the moment a flow works at: the one it was given (in China's time unless it says otherwise), or now."""
    if now is None:
        return datetime.now(SHANGHAI)
    return now if now.tzinfo else now.replace(tzinfo=SHANGHAI)
