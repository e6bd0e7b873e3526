"""Notices through platforms that refuse, hang and break off: servers with moods, and rounds until all have an end."""

import json
import re
from asyncio import WriteTransport
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from time import perf_counter, process_time

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line

from models import Cycle, Delivery, Notice, Office, Organ, Person, queries
from models.db import look, migrate, transaction
from report.lifecycle import Role
from report.sheet import Level
from settings import SHANGHAI, settings
from tasks.notices import mend_unfinished, post, tell, unposted
from tests.processes import free_ports

BEGAN = datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)
PEOPLE = 40
NOWHERE = "p07@storm.example"
"""The one mailbox that does not exist."""

LETTER_MOODS = {
    "": 60,
    "421 4.3.2 Closing": 6,
    "451 4.7.1 Busy": 12,
    "550 5.7.1 Refused": 6,
    "cut before": 8,
    "cut after": 8,
}
GROUP_MOODS = {"": 60, "45009": 20, "500": 10, "hang before": 3, "hang after": 3, "cut after": 4}
LAST = timedelta(days=40)
"""By then the last of eight attempts is over, and whatever waited for a day of its own has had it."""

THING = re.compile(r"第\d{5}件事")
TEXT = "第{:05}件事，请于12月31日前办好。"


class Letters:
    """A mail server with moods; it knows what it has really taken in."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.kept: list[tuple[str, str]] = []
        """Key and words of each message."""

    async def handle_RCPT(
        self, server: SMTP, line: Line, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == NOWHERE:
            return "550 5.1.1 User unknown"
        envelope.mood = _mood(self.rng, LETTER_MOODS)
        if envelope.mood == "cut before":
            _abort(server)
        if envelope.mood[:1].isdigit():
            return str(envelope.mood)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, line: Line, envelope: Envelope) -> str:
        message = message_from_bytes(bytes(envelope.original_content or b""), policy=default)
        part = message.get_body(("plain",))
        self.kept.append((str(message["X-Nianbao-Key"]), str(part.get_content()) if part else ""))
        if envelope.mood == "cut after":
            _abort(server)
        return "250 Kept"


def _abort(server: SMTP) -> None:
    assert isinstance(server.transport, WriteTransport)
    server.transport.abort()


def _mood(rng: Random, moods: dict[str, int]) -> str:
    return rng.choices(tuple(moods), tuple(moods.values()))[0]


class Group(ThreadingHTTPServer):
    """A group robot's platform with moods."""

    daemon_threads = True

    def __init__(self, port: int, rng: Random) -> None:
        self.rng, self.kept, self.lock, self.over = rng, list[str](), Lock(), Event()
        super().__init__(("127.0.0.1", port), _Said)


class _Said(BaseHTTPRequestHandler):
    server: Group

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            mood = _mood(self.server.rng, GROUP_MOODS)
            if mood in ("", "hang after", "cut after"):
                self.server.kept.append(body["text"]["content"])
        if mood.startswith("hang"):
            self.server.over.wait(3)
        if mood[:4] in ("hang", "cut "):
            self.close_connection = True
            self.connection.close()
            return
        answer = json.dumps({"errcode": 45009 if mood == "45009" else 0, "errmsg": "-"}).encode()
        self.send_response(500 if mood == "500" else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer if mood != "500" else b"x" * len(answer))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Storm:
    """A town whose notices go out into it; what the servers took in, and what it took."""

    letters: Letters
    group: Group
    cycle_id: int = 1
    rounds: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    people: list[Person] = field(default_factory=list)

    def write(self, count: int) -> None:
        """Write so many notices: every tenth for the group, every fifteenth no longer true after half a minute.

        Every fourth can wait, and travels with others.
        """
        for number in range(count):
            with transaction() as session:
                until = BEGAN + timedelta(seconds=30) if number % 15 == 1 else None
                to = [] if number % 10 == 0 else [self.people[number % PEOPLE]]
                key = f"{self.cycle_id}:{'published' if number % 4 == 0 else 'passed'}:{number}"
                tell(
                    session,
                    self.cycle_id,
                    key,
                    f"第{number}件",
                    TEXT.format(number),
                    BEGAN,
                    to,
                    robot=not to,
                    until=until,
                )

    def rage(self) -> None:
        """Post again and again, each time when the first of what waits is due, until nothing waits."""
        wall, cpu, now = perf_counter(), process_time(), BEGAN
        while now < BEGAN + LAST:
            mend_unfinished.fn(now)
            while waiting := unposted(now):
                for notice_id in waiting:
                    post.fn(notice_id, now)
            self.rounds += 1
            with look() as session:
                later = queries.next_retry(session)
            if later is None:
                break
            now = max(later.astimezone(SHANGHAI), now + timedelta(minutes=1))
        self.seconds, self.cpu = perf_counter() - wall, process_time() - cpu

    @property
    def notices(self) -> dict[str, Notice]:
        """Return every notice by its key."""
        with look() as session:
            return {notice.key: notice for state in Delivery for notice in queries.notices_in(session, state)}

    @property
    def alerts(self) -> str:
        """Return the keys of all alerts, one a line."""
        return "\n".join(key for key in self.notices if key.startswith("alert:"))

    def without_an_end(self) -> list[str]:
        """Return the keys of the notices that still wait."""
        return [key for key, notice in self.notices.items() if notice.state in (Delivery.WAITING, Delivery.SENDING)]

    def silent(self) -> list[str]:
        """Return the notices that did not arrive for certain, and of which nobody was told."""
        doubts = {
            one for line in self.alerts.splitlines() if ":uncertain:" in line for one in line.split(":")[2].split(",")
        }
        return [key for key, notice in self.notices.items() if not self._is_known(key, notice, doubts)]

    def _is_known(self, key: str, notice: Notice, doubts: set[str]) -> bool:
        if key.startswith("alert:") or notice.state in (Delivery.DELIVERED, Delivery.EXPIRED):
            return True
        told = f"{notice.id}.{notice.attempts}" in doubts
        return told if notice.state is Delivery.UNCERTAIN else f"alert:{key}:" in self.alerts

    def twice(self) -> list[str]:
        """Return what the servers took in more than once: messages by their keys, and notices by their words."""
        messages = Counter(key for key, _ in self.letters.kept)
        words = Counter(said for text in self._texts() for said in THING.findall(text))
        return [what for what, times in [*messages.items(), *words.items()] if times > 1]

    def _texts(self) -> list[str]:
        """Return what was said to people and to the group, without what the leading office was told of others."""
        alerts = {notice.message for key, notice in self.notices.items() if key.startswith("alert:")}
        return [*self.group.kept, *(text for key, text in self.letters.kept if key not in alerts)]

    def mistaken(self) -> list[str]:
        """Return the keys whose state is not what the servers know: delivered and not there, there and given up."""
        here = {said for text in self._texts() for said in THING.findall(text)}
        may = {
            True: (Delivery.DELIVERED, Delivery.UNCERTAIN),
            False: tuple(s for s in Delivery if s is not Delivery.DELIVERED),
        }
        ours = {key: notice for key, notice in self.notices.items() if not key.startswith("alert:")}
        return [key for key, notice in ours.items() if notice.state not in may[THING.findall(notice.text)[0] in here]]


@contextmanager
def storm(home: Path, seed: int) -> Iterator[Storm]:
    """Open a town of forty people with platforms that have moods."""
    mail, robot = free_ports(2)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("NIANBAO_HOME", str(home))
        patch.setenv("NIANBAO_MAIL_URL", f"mailto://127.0.0.1:{mail}?from=dzb@storm.example&mode=insecure")
        patch.setenv("NIANBAO_ROBOT_URL", f"wecomrobot://storm/?via=http://127.0.0.1:{robot}&rto=1")
        settings.cache_clear()
        stack.callback(settings.cache_clear)
        migrate()
        letters, group = Letters(Random(seed)), Group(robot, Random(seed + 1))
        server = Controller(letters, hostname="127.0.0.1", port=mail, server_hostname="storm.invalid")
        server.start()
        stack.callback(server.stop)
        Thread(target=group.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        stack.callback(group.shutdown)
        stack.callback(group.over.set)
        yield Storm(letters, group, *_town())


def _town() -> tuple[int, int, float, float, list[Person]]:
    with transaction() as session:
        organ = Organ(
            name="风口镇人民政府",
            title_name="风口镇人民政府",
            short_name="风口镇",
            slug="storm",
            level=Level.TOWNSHIP,
        )
        session.add(organ)
        session.flush()
        cycle = Cycle(organ_id=organ.id or 0, year=2026, edition=2021, opened_at=BEGAN)
        office = Office(organ_id=organ.id or 0, name="党政办公室", leads=True)
        other = Office(organ_id=organ.id or 0, name="司法所", position=1)
        session.add_all((cycle, office, other))
        session.flush()
        people = [_person(organ, other, number) for number in range(PEOPLE)]
        session.add_all([_person(organ, office, PEOPLE), *people])
        session.flush()
        return cycle.id or 0, 0, 0.0, 0.0, people


def _person(organ: Organ, office: Office, number: int) -> Person:
    mail = f"p{number:02}@storm.example"
    return Person(organ_id=organ.id or 0, office_id=office.id, role=Role.CONTACT, name=f"第{number}人", mail=mail)


def measured(weather: Storm) -> str:
    """Return in a line what the storm took and how it ended."""
    states = Counter(notice.state.value for notice in weather.notices.values())
    count = sum(states.values())
    speed = f"{count / weather.seconds:.1f} a second, {weather.cpu:.1f} CPU s"
    return f"{count} notices, {weather.rounds} rounds, {speed}: {dict(states)}"
