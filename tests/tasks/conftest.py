"""广武镇 at the turning points of its year, lived once and copied for each story."""

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deployments.demo.story import at
from deployments.demo.year import HERE
from models.db import migrate, transaction
from models.register import load
from settings import settings
from tests.tasks.town import DRAFTED, FILED, HANDED_OUT, PLANNED, Town

NOBODY = "json://127.0.0.1:9/"
"""A group robot that notices can be written to; nothing here is posted."""


def _register(town: Town) -> None:
    migrate()
    with transaction() as session:
        load(session, HERE / "register.toml")


def _six_file(town: Town) -> None:
    town.everybody_files_but("财政所", "司法所")


@dataclass(frozen=True)
class Step:
    """One turning point: what came before it, when it is reached, and how."""

    before: str
    now: datetime
    live: Callable[[Town], object]


STEPS = {
    "registered": Step("", PLANNED, _register),
    "planned": Step("registered", PLANNED, Town.plan),
    "handed_out": Step("planned", HANDED_OUT, Town.hand_out),
    "waiting": Step("handed_out", at(12, 17, 10), _six_file),
    "filed": Step("handed_out", FILED, Town.everybody_files),
    "drafted": Step("filed", DRAFTED, Town.draft),
    "approved": Step("drafted", at(1, 7, 9), Town.everybody_signs),
}


class Years:
    """The year, lived as far as a story needs it; what was reached once is copied."""

    def __init__(self, home: Path, gate: int) -> None:
        self.home = home
        self.settings = {"NIANBAO_ROBOT_URL": NOBODY, "NIANBAO_SITE_URL": f"http://127.0.0.1:{gate}"}

    def settle(self, patch: pytest.MonkeyPatch, home: Path) -> None:
        """Let a town live in a folder."""
        for name, value in {**self.settings, "NIANBAO_HOME": str(home)}.items():
            patch.setenv(name, value)
        settings.cache_clear()

    def copy(self, name: str, home: Path) -> Town:
        """Return the town as it was when ``name`` was reached."""
        with pytest.MonkeyPatch.context() as patch:
            self.settle(patch, self.home)
            self._reach(name)
        settings.cache_clear()
        _copy(self._kept(name), home / "nianbao.db")
        return Town(home, STEPS[name].now)

    def _kept(self, name: str) -> Path:
        return self.home / f"{name}.db"

    def _reach(self, name: str) -> None:
        step = STEPS[name]
        if self._kept(name).exists():
            return
        if step.before:
            self._reach(step.before)
            _copy(self._kept(step.before), self.home / "nianbao.db")
        step.live(Town(self.home, step.now))
        _copy(self.home / "nianbao.db", self._kept(name))


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@pytest.fixture(scope="session")
def gate() -> int:
    """Return the port at which readers find the site: it stands in every document, so all stories have the same."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def years(tmp_path_factory: pytest.TempPathFactory, gate: int) -> Years:
    """Return the years that were lived in this session."""
    return Years(tmp_path_factory.mktemp("years"), gate)


@pytest.fixture
def at_step(years: Years, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Town]]:
    """Return a function that brings the town to one of the turning points, in a folder of its own."""

    def bring(name: str) -> Town:
        town = years.copy(name, tmp_path)
        years.settle(monkeypatch, tmp_path)
        return town

    yield bring
    settings.cache_clear()


@pytest.fixture
def registered(at_step: Callable[[str], Town]) -> Town:
    """Return the town with its register and nothing else."""
    return at_step("registered")


@pytest.fixture
def planned(at_step: Callable[[str], Town]) -> Town:
    """Return the town with its plan, on 1 December."""
    return at_step("planned")


@pytest.fixture
def handed_out(at_step: Callable[[str], Town]) -> Town:
    """Return the town with its workbooks out, on 16 December."""
    return at_step("handed_out")


@pytest.fixture
def waiting(at_step: Callable[[str], Town]) -> Town:
    """Return the town in which only 财政所 and 司法所 have not filed, on 17 December."""
    return at_step("waiting")


@pytest.fixture
def filed(at_step: Callable[[str], Town]) -> Town:
    """Return the town with everybody's figures passed and examined, on 30 December."""
    return at_step("filed")


@pytest.fixture
def drafted(at_step: Callable[[str], Town]) -> Town:
    """Return the town with its first draft, on 4 January."""
    return at_step("drafted")


@pytest.fixture
def approved(at_step: Callable[[str], Town], site: str) -> Town:
    """Return the town with every signature, on 7 January, and readers at the gate."""
    return at_step("approved")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path, gate: int) -> Iterator[ThreadingHTTPServer]:
    """Serve the published site to readers."""
    (tmp_path / "site").mkdir()
    handler = partial(_Quiet, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", gate), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def site(server: ThreadingHTTPServer) -> str:
    """Return where readers find the site."""
    return f"http://127.0.0.1:{server.server_address[1]}"
