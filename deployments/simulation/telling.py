"""Telling the county's year: a line for each day on which something happened, and at the end what came of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from deployments.simulation.county import county_name
from deployments.simulation.world import World
from models import Delivery, queries
from models.db import look
from models.journal import broken_at
from report.deadlines import legal_date
from report.sheet import Level
from settings import SHANGHAI
from templates import say


@dataclass
class Diary:
    """Writes the line of a day once the next has begun."""

    world: World
    write: Callable[[str], None]
    day: date | None = None
    before: Counter[str] = field(default_factory=Counter)
    out: set[str] = field(default_factory=set)

    def passed(self, now: datetime) -> None:
        """Note that a moment is over."""
        if self.day and self.day != now.date():
            self.close()
        self.day = now.date()

    def close(self) -> None:
        """Write the line of the day that is over, where anything happened on it."""
        assert self.day is not None
        now = self.world.happened + Counter(letters=self.world.read)
        done = now - self.before
        self.before = now
        with look() as session:
            published = publications(session, self.world)
        new = [name for name, day in published.items() if name not in self.out and day <= self.day]
        self.out.update(new)
        if new or done - Counter(runs=done["runs"]):
            self.write(say("simulation", "day", day=self.day, done=done, published=new))


def publications(session: Session, world: World) -> dict[str, date]:
    """Return the towns whose report is out, with the day."""
    found = {}
    for town in world.towns:
        organ = queries.organ_named(session, town.full_name)
        cycle = queries.cycle_of(session, organ.id or 0, world.year) if organ else None
        published = queries.newest_publication(session, cycle.id or 0) if cycle else None
        if published and published.verified_at:
            found[town.full_name] = published.published_at.astimezone(SHANGHAI).date()
    return found


def result(world: World) -> dict[str, object]:
    """Return what came of the year: who is out since when, who is late or missing, who was told, what was refused."""
    with look() as session:
        out = publications(session, world)
        above = queries.organ_named(session, county_name())
        total = queries.newest_rollup(session, above.id or 0, world.year) if above else None
        legal = legal_date(Level.TOWNSHIP, world.year)
        cycles = [cycle.id or 0 for cycle in queries.cycles(session)]
        return {
            "units": len(world.towns),
            "published": {name: day.isoformat() for name, day in out.items()},
            "late": [name for name, day in out.items() if day > legal],
            "missing": [name for name in (total.missing.split("\n") if total else []) if name],
            "notices": {state.value: len(queries.notices_in(session, state)) for state in Delivery},
            "filings": sum(len(queries.filings(session, cycle)) for cycle in cycles),
            "refused": sum(bool(filing.answer) for cycle in cycles for filing in queries.filings(session, cycle)),
            "people": dict(sorted(world.happened.items())),
            "journal_broken_at": broken_at(session),
        }
