"""Pace: who would speak too fast waits for his turn, and what is too late is not said."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.calendar import STATE_COUNCIL
from settings import SHANGHAI
from tasks.pace import WINDOW, Quiet, awake, is_expired, next_turn

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


# When people are left alone

NIGHT = Quiet(time(18), time(8, 30))
NOON = Quiet(time(12), time(14))


def china(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 1, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "hours", "spoken"),
    [
        (china(7, 9), NIGHT, china(7, 9)),
        (china(7, 18), NIGHT, china(8, 8, 30)),
        (china(7, 23, 59), NIGHT, china(8, 8, 30)),
        (china(8, 3), NIGHT, china(8, 8, 30)),
        (china(8, 8, 30), NIGHT, china(8, 8, 30)),
        (china(7, 13), NOON, china(7, 14)),
        (china(7, 14), NOON, china(7, 14)),
        (china(9, 10), NIGHT, china(9, 10)),  # a Saturday, and nobody asked to be left alone on such a day
        (china(9, 10), Quiet(rest_days=True), china(11, 0)),
        (china(8, 19), Quiet(time(18), time(8, 30), rest_days=True), china(11, 8, 30)),
        (china(9, 10), Quiet(time(18), time(8, 30), rest_days=True), china(11, 8, 30)),
        (china(9, 10), Quiet(), china(9, 10)),
    ],
)
def test_people_are_spoken_to_when_their_quiet_is_over(now: datetime, hours: Quiet, spoken: datetime) -> None:
    assert awake(now, hours, STATE_COUNCIL.is_workday) == spoken


def test_a_saturday_that_is_worked_is_no_day_of_rest() -> None:
    worked = datetime(2021, 2, 20, 10, tzinfo=SHANGHAI)
    assert awake(worked, Quiet(rest_days=True), STATE_COUNCIL.is_workday) == worked
