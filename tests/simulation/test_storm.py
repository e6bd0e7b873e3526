"""Hundreds of notices through platforms that refuse, hang and break off: none is lost, and none is told twice."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import Delivery
from tests.simulation.storm import Storm, measured, storm

COUNT = int(os.environ.get("NIANBAO_TEST_STORM", "300"))
"""How many notices are written; ``make campaign`` writes ten thousand."""


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storm]:
    """Return the town after its storm."""
    home: Path = tmp_path_factory.mktemp("storm")
    with storm(home, seed=4) as weather:
        weather.write(COUNT)
        weather.rage()
        print(measured(weather))
        yield weather


def test_every_notice_has_an_end(over: Storm) -> None:
    assert len(over.notices) > COUNT
    assert over.without_an_end() == []


def test_of_whatever_did_not_arrive_for_certain_somebody_was_told(over: Storm) -> None:
    assert over.silent() == []


def test_no_server_took_in_anything_twice(over: Storm) -> None:
    assert len(over.letters.kept) > COUNT / 2
    assert len(over.group.kept) > COUNT / 20
    assert over.twice() == []


def test_delivered_is_what_the_servers_have_and_nothing_that_they_have_is_given_up(over: Storm) -> None:
    assert over.mistaken() == []


def test_all_that_can_happen_to_a_notice_happened(over: Storm) -> None:
    ends = {notice.state for notice in over.notices.values()}
    assert ends == {Delivery.DELIVERED, Delivery.FAILED, Delivery.EXPIRED, Delivery.UNCERTAIN}
