"""What comes late, twice, too early or in the wrong order: the whole state afterwards is what it would have been."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

import tasks.check
from deployments.demo.story import at
from deployments.runner import flow_named
from flows.morning import morning
from models import RunRequest, queries
from models.acts import request_run
from models.cycle import Cycle
from models.db import look, transaction
from report.lifecycle import CHAIN, Stage, Status
from tasks.publish import NotApproved
from tests.simulation.engineless import Engine, without_engine
from tests.tasks.town import OFFICES, Town

STAGES = (Stage.COLLECT, Stage.CHECK, Stage.DRAFT, Stage.APPROVE, Stage.PUBLISH, Stage.ARCHIVE)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Let flows be functions."""
    with without_engine(tmp_path) as kept:
        yield kept


def keys(town: Town) -> Counter[str]:
    """Return how often each notice was written, by its key."""
    with look() as session:
        return Counter(notice.key for notice in queries.notices_keyed_like(session, ""))


def mornings(town: Town, *moments: datetime) -> list[list[str]]:
    """Live some rounds; return the keys of the notices that each has written."""
    found = []
    for now in moments:
        before = keys(town)
        morning.fn(now=now)
        found.append(sorted(keys(town) - before))
    return found


def offices_in(written: list[str], kind: str) -> list[str]:
    """Return for which offices notices of a kind were written."""
    return sorted(key.split(":")[2] for key in written if f":{kind}:" in key)


# A machine that was off


def test_after_five_days_off_each_office_is_reminded_once_of_the_rung_that_is_due(
    handed_out: Town, engine: Engine
) -> None:
    first, again = mornings(handed_out, at(1, 5, 8, 30), at(1, 5, 8, 40))
    with look() as session:
        owing = [str(office.id) for office in queries.offices_with_duties(session, handed_out.cycle_id)]
    assert offices_in(first, "remind") == sorted(owing)
    assert len(owing) == len(OFFICES)
    assert again == []


def test_what_was_missed_on_five_days_is_not_told_day_by_day(handed_out: Town, engine: Engine) -> None:
    (caught_up,) = mornings(handed_out, at(1, 5, 8, 30))
    assert set(Counter(offices_in(caught_up, "remind")).values()) == {1}


# A clock that jumps


def test_a_clock_that_goes_back_an_hour_tells_nobody_anything_again(handed_out: Town, engine: Engine) -> None:
    forth, back = mornings(handed_out, at(12, 29, 9), at(12, 29, 8))
    assert forth
    assert back == []


def test_a_clock_that_jumps_five_days_and_back_tells_nobody_twice(handed_out: Town, engine: Engine) -> None:
    mornings(handed_out, at(12, 29, 9), at(1, 5, 9), at(12, 29, 9, 10), at(1, 5, 9, 10))
    assert [key for key, times in keys(handed_out).items() if times > 1] == []
    reminded = [key for key in keys(handed_out) if ":remind:" in key]
    assert len(reminded) == 2 * len(OFFICES)


@pytest.mark.parametrize("midnight", [at(12, 30, 0), at(1, 1, 0)], ids=["any night", "new year's eve"])
def test_over_midnight_a_day_is_a_day(handed_out: Town, engine: Engine, midnight: datetime) -> None:
    minute = timedelta(minutes=1)
    before, after = mornings(handed_out, midnight - minute, midnight + minute)
    assert offices_in(before, "remind")
    assert set(after) & set(before) == set()
    moments = (midnight - minute, midnight + minute)
    assert mornings(handed_out, *moments) == [[], []]


# Twice, and in the wrong order


def test_the_same_run_asked_for_twice_is_one_run(handed_out: Town, engine: Engine) -> None:
    def wish() -> RunRequest:
        with transaction() as session:
            cycle = session.get_one(Cycle, handed_out.cycle_id)
            return request_run(session, cycle, Stage.CHECK, "wished", handed_out.now)

    first, second = wish(), wish()
    assert first.id == second.id
    assert engine.create(None, first) == engine.create(None, second)


def run(town: Town, *stages: Stage) -> None:
    """Run flows for the town's cycle, as an operator does who presses every button; to publish is refused aloud."""
    for stage in stages:
        with pytest.raises(NotApproved) if stage is Stage.PUBLISH else nullcontext():
            flow_named(stage).fn(cycle_id=town.cycle_id, now=town.now)


def kept(town: Town) -> list[str]:
    """Return everything that is remembered, but for what was tried to post and to ask for: nobody takes it here."""
    tried = ('INSERT INTO "notice"', 'INSERT INTO "runrequest"')
    return [line for line in town.database if not line.startswith(tried)]


@pytest.mark.parametrize("order", [STAGES, STAGES[::-1], STAGES[::2] + STAGES[1::2]], ids=["forth", "back", "mixed"])
def test_stages_called_out_of_order_change_nothing_that_is_not_due(
    filed: Town, engine: Engine, order: tuple[Stage, ...]
) -> None:
    filed.draft()
    filed.ask()
    before, told = kept(filed), keys(filed)
    run(filed, Stage.PUBLISH, Stage.ARCHIVE, *order)
    assert kept(filed) == before
    assert keys(filed) == told


def test_stages_called_before_there_is_anything_make_nothing(planned: Town, engine: Engine) -> None:
    before, told = kept(planned), keys(planned)
    run(planned, *STAGES[::-1])
    assert kept(planned) == before
    assert keys(planned) == told


def test_a_stage_that_runs_twice_leaves_what_it_left_the_first_time(filed: Town, engine: Engine) -> None:
    for stage in (Stage.CHECK, Stage.DRAFT, Stage.APPROVE):
        run(filed, stage)
        once = kept(filed)
        run(filed, stage)
        assert kept(filed) == once


# Two things at once


def test_a_decision_before_its_letter_is_posted_counts_and_the_next_one_is_asked(
    drafted: Town, engine: Engine
) -> None:
    drafted.ask()
    assert {notice.state for notice in drafted.told("sign").values()} == {"waiting"}
    drafted.sign(CHAIN[0])
    drafted.ask()
    assert [decision.role for decision in drafted.here.decisions.values()] == [CHAIN[0]]
    assert len(drafted.told("sign")) == 2


def test_a_filing_that_comes_while_the_earlier_one_is_checked_takes_its_place(
    handed_out: Town, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_out.now = at(1, 6, 9)  # after the due date
    first = handed_out.files("司法所")
    handed_out.collect()
    examine: Callable[..., object] = tasks.check.examine
    sender = Thread(target=handed_out.files, args=("司法所", {"t4.review.upheld": 1}))

    def interrupted(*args: object, **named: object) -> object:
        if not sender.ident:
            sender.start()
        return examine(*args, **named)

    monkeypatch.setattr(tasks.check, "examine", interrupted)
    handed_out.check()
    sender.join()
    handed_out.collect()
    handed_out.check()
    assert handed_out.filing(first).status is Status.SUPERSEDED
    assert handed_out.filing(first + 1).status is Status.PASSED
    assert handed_out.cells(first + 1)["t4.review.upheld"] == "1"
