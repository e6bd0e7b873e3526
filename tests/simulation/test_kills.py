"""A year of a small 广武镇 with the power cut at one point: taken up again, it ends as the undisturbed one.

The points are the boundaries of every task, every commit, every letter and every file on its way; a sample of them is
lived here, and ``make campaign`` lives more of them.
"""

import os
import signal
from collections.abc import Iterator
from random import Random

import pytest

from tests.simulation.killing import Life, Nursery, differences, nursery

SAMPLE = int(os.environ.get("NIANBAO_TEST_KILLS", "6"))
"""How many points are tried, besides one of each rare kind."""

RARE = ("place ends", "receive ends", "make_draft ends", "hand_out ends", "archive ends", "verify ends")


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Return where such years are lived."""
    with nursery(tmp_path_factory.mktemp("lives")) as place:
        yield place


@pytest.fixture(scope="module")
def whole(lives: Nursery) -> Life:
    """Return the undisturbed year."""
    life = lives.live()
    assert life.ends == (0,)
    return life


def chosen(points: list[str]) -> list[int]:
    """Return the points to die at: a seeded sample of all, and the first of each rare kind."""
    rare = [points.index(kind) + 1 for kind in RARE]
    return sorted({*rare, *Random(7).sample(range(1, len(points) + 1), min(SAMPLE, len(points)))})


def test_the_undisturbed_year_is_published_and_everybody_was_told(whole: Life) -> None:
    assert len(whole.answers()["publications"]) == len(whole.answers()["archives"]) == 1
    assert len(whole.answers()["drafts"]) == 2
    assert set(whole.states.values()) <= {"delivered", "expired"}
    assert len(whole.points) > 1_000


def test_two_undisturbed_years_are_alike(lives: Nursery, whole: Life) -> None:
    assert differences(lives.live(), whole) == []


def test_wherever_the_process_is_killed_the_year_ends_the_same(lives: Nursery, whole: Life) -> None:
    wrong = {}
    for point in chosen(whole.points):
        life = lives.live(point)
        assert life.ends == (signal.SIGKILL, 0), whole.points[point - 1]
        if found := differences(life, whole):
            wrong[f"{point} {whole.points[point - 1]}"] = found
    assert wrong == {}


def test_a_process_that_is_killed_again_and_again_still_ends_the_year_the_same(lives: Nursery, whole: Life) -> None:
    life = lives.live(*Random(3).sample(range(40, 400), 4))
    assert life.ends == (signal.SIGKILL,) * 4 + (0,)
    assert differences(life, whole) == []
