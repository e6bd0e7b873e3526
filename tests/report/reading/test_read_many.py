"""Many reports are read in few processes, in their order, and a bad file costs only itself."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from report.reading import BATCH, READERS, Refusal, read, read_many
from report.sheet import Sheet

SEED = (Path(__file__).parents[2] / "seed.txt").read_bytes()


@pytest.fixture(autouse=True)
def _the_parser_of_this_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setitem(READERS, "html", "batch")
    yield
    sys.modules.pop("batch", None)


def page(number: int, line: str = "好。") -> tuple[str, bytes]:
    return f"{number}.html", f"<p>第{number}镇人民政府2024年政府信息公开工作年度报告|{line}".encode()


def units(answers: list[Sheet | Refusal]) -> list[str]:
    return [answer.unit if isinstance(answer, Sheet) else str(answer) for answer in answers]


def processes(answers: list[Sheet | Refusal]) -> set[str]:
    return {answer.texts["overview"].rpartition("\n")[2] for answer in answers if isinstance(answer, Sheet)}


def test_files_are_read_in_their_order_one_process_for_each_batch() -> None:
    count = BATCH + 3
    answers = list(read_many(page(number) for number in range(count)))
    assert units(answers) == [f"第{number}镇人民政府" for number in range(count)]
    assert len(processes(answers)) == 2


def test_the_first_answers_come_before_the_last_files_are_asked_for() -> None:
    asked: list[int] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for number in range(2 * BATCH + 1):
            asked.append(number)
            yield page(number)

    assert isinstance(next(read_many(files())), Sheet)
    assert len(asked) == BATCH + 1


@pytest.mark.parametrize(
    ("bad", "says"), [("崩溃", "“1.html”打不开"), ("出错", "“1.html”打不开"), ("拒收", "文件里没有年报。")]
)
def test_a_file_its_parser_dies_of_costs_only_itself(bad: str, says: str) -> None:
    first, second, third = read_many([page(0), page(1, bad), page(2)])
    assert units([first, third]) == ["第0镇人民政府", "第2镇人民政府"]
    assert str(second).startswith(says)


def test_text_and_what_the_guard_refuses_keep_their_place() -> None:
    answers = list(read_many([("a.txt", SEED), page(1), ("b.bin", b"\0\1"), ("c.txt", b""), page(4)]))
    assert units(answers)[:2] == ["荥阳市广武镇人民政府", "第1镇人民政府"]
    assert [isinstance(answer, Refusal) for answer in answers] == [False, False, True, True, False]
    assert "“b.bin”" in str(answers[2])


def test_one_file_is_read_alike_alone_and_among_others() -> None:
    name, content = page(1)
    alone, (_, among) = read(name, content), read_many([page(0), (name, content)])
    assert isinstance(among, Sheet)
    assert (alone.unit, alone.title, alone.year) == (among.unit, among.title, among.year)
