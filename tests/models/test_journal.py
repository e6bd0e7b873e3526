"""The journal: whoever changes, removes, slips in or swaps a line afterwards is found."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlmodel import Session, col, select

from models.db import look, transaction
from models.journal import Entry, broken_at, enter, seal
from tests.models.town import at


def write(count: int, who: str = "周晓敏") -> None:
    for number in range(count):
        with transaction() as session:
            enter(session, at(1, 4), who, "portal 10.1.2.3", f"第{number}件事", "about")


def break_point() -> int | None:
    with look() as session:
        return broken_at(session)


def entries(session: Session) -> list[Entry]:
    return list(session.exec(select(Entry).order_by(col(Entry.id))))


def test_an_untouched_journal_is_whole_and_each_line_holds_the_seal_of_the_one_before(either: str) -> None:
    assert break_point() is None
    write(4)
    assert break_point() is None
    with look() as session:
        lines = entries(session)
    assert [line.previous for line in lines] == ["", *(line.seal for line in lines[:-1])]
    assert [line.what for line in lines] == ["第0件事", "第1件事", "第2件事", "第3件事"]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: setattr(line, "who", "马志远"),
        lambda line: setattr(line, "what", "没有的事"),
        lambda line: setattr(line, "origin", ""),
        lambda line: setattr(line, "about", "other"),
        lambda line: setattr(line, "previous", "0" * 64),
        lambda line: setattr(line, "at", at(1, 4, 10)),
    ],
    ids=["who", "what", "origin", "about", "previous", "at"],
)
def test_a_line_changed_afterwards_is_found(database: str, change: Callable[[Entry], None]) -> None:
    write(4)
    with transaction() as session:
        change(entries(session)[1])
    assert break_point() == 2


def test_a_changed_line_with_a_new_seal_is_found_at_the_next_one(database: str) -> None:
    write(4)
    with transaction() as session:
        line = entries(session)[1]
        line.what = "没有的事"
        line.seal = seal(line)
    assert break_point() == 3


def test_a_line_taken_out_is_found(database: str) -> None:
    write(4)
    with transaction() as session:
        session.delete(entries(session)[1])
    assert break_point() == 3


def test_a_line_slipped_in_behind_the_last_one_is_found(database: str) -> None:
    write(2)
    with transaction() as session:
        session.add(Entry(at=at(1, 4), who="?", origin="", what="", previous="", seal="forged"))
    assert break_point() == 3


def test_two_lines_that_changed_places_are_found(database: str) -> None:
    write(3)
    with transaction() as session:
        first, second, _ = entries(session)
        first.what, second.what = second.what, first.what
    assert break_point() == 1


def test_a_moment_is_sealed_alike_in_whatever_zone_it_was_named(database: str) -> None:
    moment = datetime(2021, 1, 3, 16, 0, 0, 123457, tzinfo=UTC)
    with transaction() as session:
        enter(session, moment, "系统", "", "半夜")
    with look() as session:
        (line,) = entries(session)
    assert (line.at, line.at.isoformat()) == (moment, "2021-01-04T00:00:00.123457+08:00")
    assert break_point() is None


def test_lines_written_at_the_same_time_stand_in_one_chain(either: str) -> None:
    writers = [Thread(target=write, args=(8, name)) for name in ("周晓敏", "何建国", "孙丽萍", "马志远")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert break_point() is None
    with look() as session:
        assert len(entries(session)) == 32


def test_a_line_of_a_transaction_that_failed_is_not_in_the_chain(database: str) -> None:
    write(1)

    def fail() -> None:
        with transaction() as session:
            enter(session, at(1, 4), "周晓敏", "", "不成")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    write(1)
    assert break_point() is None
    with look() as session:
        assert len(entries(session)) == 2
