"""When a message may go: not at night, not faster than its platform listens, not after it has lost its sense."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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


@dataclass(frozen=True, slots=True)
class Quiet:
    """When people are left alone: from one hour until another, over night or not, and on days that are not worked."""

    begins: time | None = None
    until: time | None = None
    rest_days: bool = False


def awake(now: datetime, hours: Quiet, works: Callable[[date], bool]) -> datetime:
    """Return the first moment from ``now`` on at which people may be spoken to; ``works`` tells worked days."""
    moment = now
    while (later := _after_quiet(moment, hours, works)) > moment:
        moment = later
    return moment


def _after_quiet(moment: datetime, hours: Quiet, works: Callable[[date], bool]) -> datetime:
    """Return when the quiet in which a moment lies is over; the moment itself where it lies in none."""
    opening = hours.until or time()
    if hours.rest_days and not works(moment.date()):
        return datetime.combine(moment.date() + timedelta(days=1), opening, moment.tzinfo)
    if hours.begins is None or hours.until is None:
        return moment
    over_night, clock = hours.begins > hours.until, moment.time()
    if clock >= hours.begins and (over_night or clock < hours.until):
        return datetime.combine(moment.date() + timedelta(days=over_night), opening, moment.tzinfo)
    return datetime.combine(moment.date(), opening, moment.tzinfo) if over_night and clock < hours.until else moment


OPENING = time(8, 30)
"""When a day of telling begins where the office has set no hour."""


def next_day(now: datetime, hours: Quiet) -> datetime:
    """Return when the next day of telling begins."""
    return datetime.combine(now.date() + timedelta(days=1), hours.until or OPENING, now.tzinfo)
