"""A county of six towns and its whole year, lived once by ``nianbao simulate`` for all the tests that look at it."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from typing import Any

import pytest

from deployments.simulation.county import Member, Town, towns
from tests.processes import Place, in_china
from tests.tasks.conftest import at_step, drafted, filed, gate, handed_out, planned, years

__all__ = ["at_step", "drafted", "filed", "gate", "handed_out", "planned", "years"]  # the town at its turning points

YEAR, UNITS, SEED = 2026, 6, 1


@dataclass(frozen=True)
class Told:
    """One notice as the database keeps it: whom it is for, what it is about, when it was written, how it stands."""

    key: str
    mail: str
    subject: str
    text: str
    day: date
    state: str
    attempts: int
    message: str
    """The key of the message that carried it."""

    @property
    def kind(self) -> str:
        """What it is about, by its key."""
        return self.key.removeprefix("alert:").split(":")[1]


@dataclass(frozen=True)
class County:
    """A year that was lived: where it lies, what the command said, and who lived there."""

    place: Place
    said: str

    @cached_property
    def result(self) -> dict[str, Any]:
        """What the command said at its end."""
        return dict(json.loads(self.said))

    @cached_property
    def towns(self) -> tuple[Town, ...]:
        """Who lived there: the same seed makes the same county."""
        return towns(UNITS, YEAR, SEED)

    @cached_property
    def letters(self) -> list[EmailMessage]:
        """What the mail server took in."""
        folder = self.place.home / "simulation" / "mail"
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]

    @cached_property
    def notices(self) -> list[Told]:
        """Every notice, in the order of writing; those for the group have no address."""
        rows = self.place.rows(
            "SELECT notice.key, coalesce(mail, ''), subject, text, written_at, state, attempts, message "
            "FROM notice LEFT JOIN person ON person.id = person_id ORDER BY notice.id"
        )
        return [
            Told(key, mail, about, text, in_china(at).date(), *rest) for key, mail, about, text, at, *rest in rows
        ]

    def everybody(self, code: str) -> list[Member]:
        """Return the contacts of one character."""
        return [member for town in self.towns for member in town.contacts if member.contact.code == code]

    def told(self, member: Member) -> list[Told]:
        """Return what was written for somebody."""
        return [notice for notice in self.notices if notice.mail == member.mail]

    def filings(self, member: Member) -> list[tuple[Any, ...]]:
        """Return what a contact's office sent: revision, status, when, the answer, by whom."""
        return self.place.rows(
            "SELECT revision, status, received_at, answer, filed_by FROM filing "
            "JOIN office ON office.id = office_id JOIN organ ON organ.id = organ_id "
            "WHERE short_name = ? AND office.name = ? ORDER BY revision",
            member.town,
            member.office,
        )

    @property
    def stuck(self) -> list[str]:
        """The towns in which somebody never answers and nobody stands in."""
        return [t.full_name for t in self.towns if any(m.contact.code == "missing" for m in t.contacts)]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Return the whole year, lived to its end; no test changes what lies there."""
    place = Place.at(tmp_path_factory.mktemp("county") / "home")
    numbers = ("--units", str(UNITS), "--year", str(YEAR), "--seed", str(SEED))
    done = place.run("simulate", *numbers, "--home", str(place.home), "--json", timeout=900)
    assert done.returncode == 0, done.stderr
    yield County(place, done.stdout)
    place.end()


def twice(things: list[object]) -> list[object]:
    """Return what stands in a list more than once."""
    return [thing for thing, times in Counter(things).items() if times > 1]
