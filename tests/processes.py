"""Our commands as real processes, each group of them with a state folder and ports of its own."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
INSIDE = Path(__file__).parent / "inside"
"""On the module path of every process we start: what must happen inside it, from the first moment on."""

Row = tuple[Any, ...]
"""What SQL answers has no types of ours."""


@dataclass(frozen=True)
class Place:
    """A state folder and four free ports: commands that run here meet no other."""

    home: Path
    portal: int
    prefect: int
    mail: int
    robot: int

    @classmethod
    def at(cls, home: Path) -> "Place":
        """Return a place with ports of its own; what lies in ``home`` stays."""
        return cls(home, *free_ports(4))

    def moved(self, home: Path) -> "Place":
        """Return the same ports over another folder: what is published under these addresses stays there."""
        return replace(self, home=home)

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.prefect}/api"

    @property
    def ports(self) -> dict[str, str]:
        names = ("portal", "prefect", "mail", "robot")
        return {f"NIANBAO_{name.upper()}_PORT": str(getattr(self, name)) for name in names}

    def environment(self, **more: str) -> dict[str, str]:
        """Return what a process here finds in its environment: nothing of the office's own settings."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("NIANBAO_", "PREFECT_"))}
        path = os.pathsep.join([str(INSIDE), *filter(None, [own.get("PYTHONPATH")])])
        here = {"NIANBAO_HOME": str(self.home), "PYTHONPATH": path, "COLUMNS": "200", "PYTHONUTF8": "1"}
        return {**own, **here, **self.ports, **more}

    def start(self, *arguments: str, before: tuple[str, ...] = (), **more: str) -> "subprocess.Popen[str]":
        """Start a command; ``before`` stands in front of it, as ``strace`` does."""
        command = [*before, sys.executable, "-m", "cli", *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment(**more), stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
        )

    def run(self, *arguments: str, timeout: float = 300, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        process = self.start(*arguments, before=(), **more)
        try:
            told, complained = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(arguments, process.returncode, told, complained)

    def processes(self) -> Iterator[tuple[int, str]]:
        """Yield every live process that works on this folder, whoever its parent is now."""
        mark = f"NIANBAO_HOME={self.home}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    yield int(folder.name), (folder / "cmdline").read_text().replace("\0", " ")
            except OSError:  # ended meanwhile, or not ours
                continue

    def end(self) -> None:
        """Kill whatever still works on this folder."""
        for number, _ in self.processes():
            os.kill(number, signal.SIGKILL)

    @property
    def database(self) -> Path:
        return self.home / "nianbao.db"

    def rows(self, question: str, *facts: object, database: Path | None = None) -> list[Row]:
        """Ask the database as a stranger would: by SQL, without our models, changing nothing."""
        connection = sqlite3.connect(f"file:{database or self.database}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(question, facts).fetchall()
        finally:
            connection.close()

    def count(self, *tables: str) -> dict[str, int]:
        """Count the rows of tables."""
        return {table: len(self.rows(f"SELECT id FROM {table}")) for table in tables}

    def site(self) -> dict[str, bytes]:
        """Return everything that lies in the published column."""
        folder = self.home / "site"
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def free_ports(count: int) -> list[int]:
    """Return ports on which nothing listens, below those that the system gives to outgoing connections."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(20_000, 32_000)
        if port not in found and is_free(port):
            found.append(port)
    return found


def is_free(port: int) -> bool:
    """Say whether we could listen on a port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def in_china(stored: object) -> datetime:
    """Return a moment of the database as a clock in China shows it."""
    return datetime.fromisoformat(str(stored)) + timedelta(hours=8)
