"""Databases for tests: SQLite as an office has it, and a PostgreSQL server that lives as long as the tests."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from models.db import engine, migrate
from settings import settings
from tests.models.town import Town


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test its own state folder."""
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    engine(settings().database).dispose()
    settings.cache_clear()


@pytest.fixture
def database(home: Path) -> str:
    """Return the address of an empty SQLite database with the newest schema."""
    migrate()
    return settings().database


@pytest.fixture
def town(database: str) -> Town:
    """Return 广武镇 with its plan, before anything else has happened."""
    return Town()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Start a PostgreSQL server of our own and return its address; skip where none is installed."""
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    if not (initdb and pg_ctl):
        pytest.skip("PostgreSQL is not installed: neither on the PATH nor below /usr/lib/postgresql")
    with tempfile.TemporaryDirectory(prefix="nianbao-pg-") as folder:
        port, data = _free_port(), f"{folder}/data"
        as_owner = _as_owner(Path(folder))
        _run(
            [*as_owner, initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
            folder,
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run([*as_owner, pg_ctl, "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"], folder)
        yield f"postgresql+pg8000://postgres@127.0.0.1:{port}"
        _run([*as_owner, pg_ctl, "-D", data, "-w", "-m", "immediate", "stop"], folder)


def _binary(name: str) -> str | None:
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(packaged[-1]) if packaged else None)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _as_owner(folder: Path) -> list[str]:
    """Return what must stand before a command so that the server may run: it refuses to be root."""
    if os.geteuid() != 0:
        return []
    known = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in known else "nobody"
    shutil.chown(folder, user)
    if shutil.which("runuser"):
        return ["runuser", "-u", user, "--"]
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups", "--"]


def _run(command: list[str], folder: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a database without any table: once on SQLite, once on PostgreSQL."""
    if request.param == "postgresql":
        server, name = request.getfixturevalue("server"), f"nianbao_{uuid4().hex}"
        maker = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with maker.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        maker.dispose()
        monkeypatch.setenv("NIANBAO_DATABASE_URL", f"{server}/{name}")
        settings.cache_clear()
    return settings().database


@pytest.fixture
def either(bare: str) -> str:
    """Return the address of an empty database with the newest schema, on SQLite and on PostgreSQL."""
    migrate()
    return bare
