"""Flows without an engine: bodies and tasks as plain functions, in a process that dies wherever a test wants it.

Run as a program it is the mother of such processes: it has imported everything, and for each line on its input it
bears a child that lives the year of 广武镇 in the folder of that line, and says how the child ended.
"""

import json
import os
import signal
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch
from uuid import uuid4

from prefect import Task
from sqlalchemy import event
from sqlalchemy.engine import Engine as DatabaseEngine

import deployments.demo.year
import flows.morning
import flows.onward
import tasks.mending
import tasks.notices
import tasks.runs
from deployments.demo.story import FIRST_DAY, STORY, Files, at
from deployments.demo.year import HERE, Clock, days_left, live
from deployments.runner import flow_named
from models import RunRequest, queries
from models.db import engine, look, migrate, transaction
from models.register import load
from report.lifecycle import CYCLE_STAGES
from settings import settings

Watch = Callable[[str], None]
"""Told at each point of the work where a process could die, by a name for it."""


@dataclass
class Engine:
    """What of Prefect matters to us, kept in a file as Prefect keeps it: one run for a key, and how it ended."""

    path: Path
    runs: dict[str, list[str]] = field(default_factory=dict)
    mine: set[str] = field(default_factory=set)
    """The runs that this process has begun; another one's that has not ended has died with it."""

    def __post_init__(self) -> None:
        if self.path.exists():
            self.runs = json.loads(self.path.read_text("utf-8"))

    def create(self, _: object, request: RunRequest) -> str:
        """Return the run of a request's key."""
        run = self.runs.setdefault(request.key, [str(uuid4()), "scheduled"])
        self._keep()
        return run[0]

    def end(self, _: object, run_id: str) -> str:
        """Return how a run ended, "" while it goes on."""
        (run,) = [run for run in self.runs.values() if run[0] == run_id]
        return "" if run[1] == "scheduled" or run_id in self.mine else "crashed" if run[1] == "running" else run[1]

    def work_off(self) -> int:
        """Run what was asked for, until nothing is asked for any more; return how many ran."""
        count = 0
        while sent := self._sent():
            for request in sent:
                run = self.runs[request.key]
                count += run[1] == "scheduled"
                run[1] = self._run(request) if run[1] == "scheduled" else self.end(None, run[0])
                self.mine.discard(run[0])
                self._keep()
                with transaction() as session:
                    session.get_one(RunRequest, request.id).state = run[1]
        return count

    def _sent(self) -> list[RunRequest]:
        with look() as session:
            return list(queries.run_requests_in(session, "sent"))

    def _run(self, request: RunRequest) -> str:
        run = self.runs[request.key]
        self.mine.add(run[0])
        run[1] = "running"
        self._keep()
        given: dict[str, Any] = dict(request.parameters)
        try:
            flow_named(request.flow).fn(**given | {"now": datetime.fromisoformat(given["now"])})
        except Exception:
            return "failed"
        return "completed"

    def _keep(self) -> None:
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(self.runs), encoding="utf-8")
        os.rename(part, self.path)


ASKING_PREFECT = ("end_dead_runs", "drop_late_runs", "tell_of_dead_rounds")
"""What a morning does about runs that only Prefect knows of; here none but ours are known."""

FLOWS = [import_module(f"flows.{name}") for name in (*CYCLE_STAGES, "morning", "notices", "onward")]


@dataclass(frozen=True)
class Ended:
    """A state as far as our flows look into it."""

    value: object

    def result(self, raise_on_failure: bool = True) -> object:
        """Return what the task returned; what it fails with is never caught here."""
        return self.value


@contextmanager
def without_engine(home: Path, watch: Watch = lambda point: None) -> Iterator[Engine]:
    """Let flows and tasks be plain functions; ``watch`` is told each boundary, commit, letter and file."""
    kept = Engine(home / "runs.json")

    def plain(task: Task[..., object], *args: object, return_state: bool = False, **named: object) -> object:
        watch(f"{task.fn.__name__} begins")
        result = task.fn(*args, **named)
        watch(f"{task.fn.__name__} ends")
        return Ended(result) if return_state else result

    def around(name: str, act: Callable[..., object]) -> Callable[..., object]:
        def watched(*args: object, **named: object) -> object:
            watch(f"{name} begins")
            result = act(*args, **named)
            watch(f"{name} ends")
            return result

        return watched

    def commits(_: object) -> None:
        watch("commit begins")

    with ExitStack() as stack:
        for target, name, stand_in in (
            (Task, "__call__", plain),
            (tasks.runs, "get_client", lambda sync_client: nullcontext()),
            (tasks.runs, "_create", around("create run", kept.create)),
            (tasks.mending, "get_client", lambda sync_client: nullcontext()),
            (tasks.mending, "_end", kept.end),
            (tasks.notices, "send", around("send", tasks.notices.send)),
            (Path, "replace", around("place", Path.replace)),
            (deployments.demo.year, "work_off", kept.work_off),
            (flows.onward, "held", lambda cycle_id: nullcontext()),
            *((flows.morning, name, lambda *_: 0) for name in ASKING_PREFECT),
            *(
                (module, name, lambda *_: None)
                for module in FLOWS
                for name in vars(module)
                if name.startswith("show_")
            ),
        ):
            stack.enter_context(patch.object(target, name, stand_in))
        event.listen(DatabaseEngine, "commit", commits)
        stack.callback(event.remove, DatabaseEngine, "commit", commits)
        yield kept


@dataclass
class Fate:
    """Counts the points that a process passes, and ends it, as a power cut would, at the one that is meant."""

    last: int = 0
    passed: list[str] = field(default_factory=list)

    def __call__(self, point: str) -> None:
        """Pass a point, or die there."""
        self.passed.append(point)
        if len(self.passed) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


OFFICES = ("党政办公室", "财政所", "便民服务中心", "司法所")
DECEMBER = (1, 16, 28, 29, 31)
DAYS = [*(at(12, day, 0) for day in DECEMBER), *(at(1, day, 0) for day in range(4, 9))]
"""A smaller town and only the days on which something happens: a year of seconds, to be lived many times."""

FEWER = {"choice": "other", "sentence": "本例只有四个科室，文字按全镇写。"}
SHORT_STORY = tuple(act for act in STORY if not isinstance(act, Files) or act.office in OFFICES)


def small_town() -> None:
    """Enter the register, and close the other offices before anything is planned."""
    migrate()
    with transaction() as session:
        if queries.cycles(session):
            return
        organ = load(session, HERE / "register.toml")
        for office in queries.offices(session, organ.id or 0):
            if office.name not in OFFICES:
                owing = queries.assignments(session, office.id or 0)
                for row in (*queries.contacts(session, office.id or 0), *owing):
                    session.delete(row)
                session.flush()
                session.delete(office)


def short_days() -> Iterator[date]:
    """Return the days that were not finished, of those on which something happens."""
    meant = {moment.date() for moment in DAYS}
    return (day for day in days_left() if day in meant)


def live_year(home: Path, last: int) -> list[str]:
    """Live the year of a small 广武镇 in a folder, or what is left of it; return the points that were passed."""
    settings.cache_clear()
    engine.cache_clear()
    home.mkdir(parents=True, exist_ok=True)
    fate = Fate(last)
    with without_engine(home, fate), ExitStack() as stack:
        stack.enter_context(patch.object(deployments.demo.year, "STORY", SHORT_STORY))
        stack.enter_context(patch.object(deployments.demo.year, "days_left", short_days))
        stack.enter_context(patch.dict(deployments.demo.year.EXPLANATIONS, {"N-04": FEWER}))
        # Apprise reads all certificates of the machine for each letter, also where none is looked at.
        stack.enter_context(patch.object(ssl, "create_default_context", cache(ssl.create_default_context)))
        small_town()
        live(Clock(at(*FIRST_DAY[1:], 8, 30)), lambda now: None)
    return fate.passed


def bear(line: str) -> NoReturn:
    """Live as a child: the environment and the last point stand in a line of JSON."""
    wish = json.loads(line)
    os.environ.update(wish["environment"])
    home = Path(wish["environment"]["NIANBAO_HOME"])
    passed = live_year(home, wish["last"])
    (home / "points.json").write_text(json.dumps(passed), encoding="utf-8")
    os._exit(0)


def main() -> None:
    """Bear a child for each line, and print how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            bear(line)
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    main()
