"""Prefect's server, and the process that holds the portal, killed in the middle of a cycle: it all happens once."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployments.house import House, one_is_missing, until

SERVER, SERVICE = "-m prefect server start", "-m cli serve"
"""How those processes were started that are killed: Prefect's server, and ours, which serves the portal."""

PASSING = {"module": "tasks.check", "function": "_pass"}
"""The filing is read and has not passed: nothing that follows has happened."""

POSTING = {"module": "tasks.notices", "function": "settle"}
"""The mail server has taken the letter in, and that is not written down yet."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which Prefect's database is made: most of what a first start takes."""
    home = tmp_path_factory.mktemp("engine")
    command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    subprocess.run(command, env={**os.environ, "PREFECT_HOME": str(home)}, check=True, capture_output=True)
    return home


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, engine: Path) -> Iterator[House]:
    """Return a town in which one office is missing; its service is not started."""
    with one_is_missing(tmp_path_factory.mktemp("kills") / "state") as house:
        shutil.copytree(engine, house.place.home / "prefect")
        yield house


def deadly(where: dict[str, str], victim: str) -> dict[str, str]:
    """Return what makes every run kill a process at a line of its work."""
    return {"NIANBAO_TEST_DEATH": json.dumps({**where, "when": "before", "nth": 1, "holding": "", "victim": victim})}


def is_quiet(house: House) -> bool:
    """Say whether a signature is asked for and nothing is under way any more."""
    waiting = house.place.rows("SELECT id FROM notice WHERE state IN ('waiting', 'sending')")
    asked = house.place.rows("SELECT id FROM runrequest WHERE state = 'waiting'")
    going_on = [run for run in house.runs() if run["state_type"] in ("RUNNING", "PENDING")]
    return house.told()["sign"] == 1 and not (waiting or asked or going_on)


def everything_happened_once(house: House) -> None:
    """Assert that the cycle stands where it would have stood, and that nobody was told anything twice."""
    assert house.place.rows("SELECT status FROM filing ORDER BY id DESC LIMIT 1") == [("passed",)]
    assert house.place.rows("SELECT revision FROM draft") == [(1,)]
    keys = [str(mail["X-Nianbao-Key"]) for mail in house.mailbox.messages()]
    assert max(Counter(keys).values()) == 1
    assert house.told()["passed"] == 1
    assert set(house.place.rows("SELECT state FROM notice")) == {("delivered",)}
    seals = house.place.rows("SELECT previous, seal FROM entry ORDER BY id")
    assert [previous for previous, _ in seals] == ["", *(seal for _, seal in seals[:-1])]


def server_of(house: House) -> int:
    [number] = servers_of(house)
    return number


def servers_of(house: House) -> list[int]:
    return [number for number, line in house.place.processes() if SERVER in line]


@pytest.mark.parametrize("where", [PASSING, POSTING], ids=["passing", "posting"])
def test_prefect_s_server_killed_in_the_middle_of_a_cycle_is_started_again_and_everything_happens_once(
    house: House, where: dict[str, str]
) -> None:
    house.serve(**deadly(where, SERVER))
    first = server_of(house)
    house.file()
    assert until(lambda: is_quiet(house))
    everything_happened_once(house)
    assert server_of(house) != first
    assert house.stop() == 0


@pytest.mark.parametrize("where", [PASSING, POSTING], ids=["passing", "posting"])
def test_the_portal_killed_in_the_middle_of_a_cycle_takes_up_where_it_was_when_it_is_started_again(
    house: House, where: dict[str, str]
) -> None:
    house.serve(**deadly(where, SERVICE))
    house.file()
    assert house.end()[0] == -signal.SIGKILL
    house.serve()
    assert until(lambda: is_quiet(house))
    everything_happened_once(house)
    assert house.stop() == 0


def test_a_server_that_hangs_is_killed_and_started_again_and_everything_happens_once(house: House) -> None:
    house.serve()
    assert until(house.works)
    first = server_of(house)
    os.kill(first, signal.SIGSTOP)
    house.file()
    assert until(lambda: servers_of(house) not in ([], [first]), 150)
    assert until(lambda: is_quiet(house))
    everything_happened_once(house)
    assert house.stop() == 0


def test_a_server_that_dies_again_and_again_ends_the_service_with_a_sentence(house: House) -> None:
    house.serve()
    for _ in range(2):
        os.kill(server_of(house), signal.SIGKILL)
        house.serves()
    os.kill(server_of(house), signal.SIGKILL)
    code, complained = house.end()
    assert code == 1
    assert complained.startswith("调度服务自己退出了，服务已停止。原因见 ")
    assert "prefect-server.log" in complained
