"""The year of 广武镇, lived once by ``nianbao run`` for all the tests that look at it."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from tests.processes import Place, in_china

Told = tuple[str, str, str]
"""The day, the subject, and who was told."""


@dataclass(frozen=True)
class Year:
    """A year that was lived: where it lies, and how to ask what happened in it."""

    place: Place
    said: str = ""
    code: int = 0

    @property
    def result(self) -> dict[str, Any]:
        """What the command said at its end."""
        return dict(json.loads(self.said))

    @property
    def mail(self) -> list[EmailMessage]:
        """What the mail server took in, in order of arrival."""
        folder = self.place.home / "demo" / "mail"
        return [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml"))]

    @property
    def group(self) -> list[dict[str, dict[str, str]]]:
        """What the group robot took in."""
        lines = (self.place.home / "demo" / "robot.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    @property
    def keys(self) -> list[str]:
        """The keys under which messages arrived, by mail and in the group."""
        return [str(message["X-Nianbao-Key"]) for message in self.mail] + [str(line["key"]) for line in self.group]

    @property
    def told(self) -> list[Told]:
        """Who was really told what, and on which day the notice was written."""
        names: dict[str, str] = dict(self.place.rows("SELECT mail, name FROM person"))
        arrived = [(str(m["X-Nianbao-Key"]), str(names[m["To"]])) for m in self.mail]
        arrived += [(str(line["key"]), "工作群") for line in self.group]
        carried = self.place.rows("SELECT message, subject, written_at FROM notice")
        return sorted(
            (f"{in_china(at):%m-%d}", str(subject), name)
            for key, name in arrived
            for message, subject, at in carried
            if message == key
        )


Living = tuple[Place, "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    """Begin the whole year, undisturbed; other tests need not wait for its end."""
    place = Place.at(tmp_path_factory.mktemp("year"))
    yield place, place.start("run", "--json")
    place.end()


@pytest.fixture(scope="session")
def year(living: Living) -> Year:
    """Return the whole year, lived to its end; no test changes what lies there."""
    place, process = living
    said, complained = process.communicate(timeout=600)
    assert process.returncode == 0, complained
    return Year(place, said)
