"""Pace: who would speak too fast waits for his turn, and what is too late is not said."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import SHANGHAI
from tasks.pace import WINDOW, is_expired, next_turn

NOW = datetime(2020, 12, 28, 9, 0, tzinfo=SHANGHAI)


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "story, spoken, messages, wait",
    [
        ("nobody has spoken", [], 1, 0),
        ("nineteen have spoken", [(ago(10), 19)], 1, 0),
        ("twenty have spoken at once", [(ago(10), 20)], 1, 50),
        ("the oldest makes room", [(ago(50), 1), (ago(10), 19)], 1, 10),
        ("two parts need more room than one", [(ago(50), 1), (ago(10), 19)], 2, 50),
        ("what is a minute old does not count", [(ago(60), 20)], 1, 0),
        ("who has too much for a minute waits for silence", [(ago(30), 1)], 25, 30),
        ("who has too much for a minute goes in silence", [], 25, 0),
    ],
)
def test_a_turn_comes_when_there_is_room(
    story: str, spoken: list[tuple[datetime, int]], messages: int, wait: int
) -> None:
    assert next_turn(spoken, messages, 20, NOW) == NOW + timedelta(seconds=wait), story


@given(st.lists(st.integers(0, 90), max_size=40), st.integers(1, 5), st.integers(1, 20))
def test_in_no_minute_more_is_said_than_the_platform_hears(seconds: list[int], messages: int, limit: int) -> None:
    spoken = [(ago(second), 1) for second in seconds]
    turn = next_turn(spoken, messages, limit, NOW)
    heard = sum(count for at, count in spoken if at > turn - WINDOW)
    assert heard + messages <= limit or heard == 0
    assert turn >= NOW


def test_what_is_too_late_is_known_by_its_own_date() -> None:
    assert is_expired(ago(1), NOW)
    assert not is_expired(NOW, NOW)
    assert not is_expired(None, NOW)
