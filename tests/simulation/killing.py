"""Lives of 广武镇's year that end at one point and are taken up again, and what they are compared by."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from deployments.demo.mailbox import Mailbox
from deployments.demo.robot import Robot
from tests.processes import ROOT, Place

QUESTIONS = {
    "filings": "SELECT office_id, revision, status, received_at, answer, filed_by FROM filing ORDER BY filing.id",
    "cells": "SELECT filing_id, address, printed FROM filedcell ORDER BY filing_id, address",
    "texts": "SELECT filing_id, key, text FROM filedtext ORDER BY filing_id, key",
    "findings": "SELECT code, weight, cells, message, filing_id FROM findingrow JOIN examination "
    "ON examination.id = examination_id ORDER BY findingrow.id",
    # What a run takes from the workbooks bears the moment of the run, and a year taken up again begins its day anew.
    "explanations": "SELECT code, sentence, given_by, CASE WHEN origin != 'check' THEN given_at END "
    "FROM explanationrow ORDER BY id",
    "drafts": "SELECT revision, content_hash, report_hash FROM draft ORDER BY id",
    "documents": "SELECT draft_id, format, path, sha256 FROM document JOIN file ON file.id = file_id "
    "ORDER BY draft_id, format",
    "decisions": "SELECT role, person_id, verdict, reason, decided_at, report_hash FROM decision ORDER BY id",
    "publications": "SELECT report_hash, address, trouble, verified_at IS NOT NULL FROM publication ORDER BY id",
    "archives": "SELECT report_hash FROM archive ORDER BY id",
}
"""What both years must answer alike, to the letter."""


EXTRA = re.compile(r"alert:|[0-9]+:slipping:")
"""What more may be told in a year that was broken off: that a run died, and that the report may be late for it."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Nursery:
    """Where such years are lived one after the other: all at the same addresses, each in a folder of its own."""

    home: Path
    place: Place
    mother: "subprocess.Popen[str]"
    mailbox: Mailbox
    robot: Robot
    site: ThreadingHTTPServer
    count: int = 0

    def live(self, *deaths: int) -> "Life":
        """Live a year whose process dies at the given points, each counted from when it was taken up, to its end."""
        self.count += 1
        home = self.home / f"{self.count:04}"
        self.mailbox.folder, self.robot.path = home / "mail", home / "robot.jsonl"
        self.mailbox.folder.mkdir(parents=True)
        self.site.RequestHandlerClass = partial(_Quiet, directory=str(home / "site"))  # type: ignore[assignment]
        ends = tuple(self._bear(home, last) for last in (*deaths, 0))
        return Life(self.place.moved(home), ends)

    def _bear(self, home: Path, last: int) -> int:
        ports = self.place
        environment = {
            "NIANBAO_HOME": str(home),
            "NIANBAO_MAIL_URL": f"mailto://127.0.0.1:{ports.mail}?from=nianbao@guangwu.example&mode=insecure",
            "NIANBAO_ROBOT_URL": f"json://127.0.0.1:{ports.robot}/robot",
            "NIANBAO_SITE_URL": f"http://127.0.0.1:{ports.portal}",
        }
        assert self.mother.stdin
        assert self.mother.stdout
        self.mother.stdin.write(json.dumps({"environment": environment, "last": last}) + "\n")
        self.mother.stdin.flush()
        return int(self.mother.stdout.readline())


@dataclass(frozen=True)
class Life:
    """A year that was lived: where, and how each of its processes ended."""

    place: Place
    ends: tuple[int, ...]

    @property
    def points(self) -> list[str]:
        """The points that its last process passed."""
        return list(json.loads((self.place.home / "points.json").read_text("utf-8")))

    def answers(self) -> dict[str, list[object]]:
        """Return what this year answers to every question."""
        return {name: list(self.place.rows(question)) for name, question in QUESTIONS.items()}

    @property
    def site(self) -> dict[str, bytes]:
        """What is published."""
        return self.place.site()

    @property
    def taken(self) -> list[str]:
        """The keys of what the servers took in."""
        mails = (self.place.home / "mail" / "index.jsonl").read_text("utf-8").splitlines()
        said = (self.place.home / "robot.jsonl").read_text("utf-8").splitlines()
        return [str(json.loads(line)["key"]) for line in (*mails, *said)]

    @property
    def states(self) -> dict[str, str]:
        """How each notice stands."""
        return dict(self.place.rows("SELECT key, state FROM notice"))


def differences(life: Life, whole: Life) -> list[str]:
    """Say in what a year that was broken off is not as the undisturbed one; nothing where it is."""
    expected, found = whole.answers(), life.answers()
    wrong = [name for name in QUESTIONS if expected[name] != found[name]]
    wrong += ["site"] if life.site != whole.site else []
    wrong += ["told twice"] if max(Counter(life.taken).values()) > 1 else []
    wrong += _notices(life, whole)
    seals = life.place.rows("SELECT previous, seal FROM entry ORDER BY id")
    wrong += ["journal"] if [p for p, _ in seals] != ["", *(seal for _, seal in seals[:-1])] else []
    runs = {state for (state,) in life.place.rows("SELECT state FROM runrequest")}
    wrong += ["runs"] if not runs <= {"completed", "crashed"} else []
    return wrong


def _notices(life: Life, whole: Life) -> list[str]:
    """Every notice of the undisturbed year is there and delivered, or in doubt and told so; and nothing else is."""
    states = life.states
    doubtful = [key for key, state in states.items() if state == "uncertain"]
    more = [key for key in states.keys() - whole.states.keys() if not EXTRA.match(key)]
    wrong = [f"missing {key}" for key in whole.states.keys() - states.keys()]
    wrong += [f"not asked for {key}" for key in more]
    wrong += [f"{key} {state}" for key, state in states.items() if state not in ("delivered", "uncertain", "expired")]
    told = [key for key in states if key.startswith("alert:uncertain:")]
    return wrong + (["doubt not told"] if bool(doubtful) != bool(told) else [])


@contextmanager
def nursery(home: Path) -> Iterator[Nursery]:
    """Open the receivers, the readers' gate and the mother of all processes."""
    place = Place.at(home)
    with ExitStack() as stack:
        mailbox = stack.enter_context(Mailbox(home / "mail", place.mail))
        robot = stack.enter_context(Robot(home / "robot.jsonl", place.robot))
        site = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", place.portal), _Quiet))
        Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        stack.callback(site.shutdown)
        command = [sys.executable, "-m", "tests.simulation.engineless"]
        mother = stack.enter_context(
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=place.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        )
        stack.callback(mother.terminate)
        yield Nursery(home, place, mother, mailbox, robot, site)
