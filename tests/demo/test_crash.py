"""The year of 广武镇 with the power cut again and again: at its end everything is as in the undisturbed year."""

import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from report.writing import FORMATS
from tests.demo.conftest import Living, Year
from tests.processes import Place

PATIENCE = 20
"""Seconds in which the children of a killed process must be gone."""


@dataclass(frozen=True)
class Death:
    """Where the process dies: at the nth call of a function (whose arguments are holding a word), before or after."""

    module: str
    function: str
    when: str
    nth: int = 1
    holding: str = ""


DEATHS = {
    "plan: the duties are written and nothing is committed": Death("tasks.plan", "_write_duties", "after"),
    "notices: the mail server said yes and we did not write it down": Death("tasks.notices", "settle", "before", 2),
    "notices: marked as being sent, and nothing has left": Death("tasks.notices", "send", "before", 1, "1:passed:2:"),
    "collect: a filing is half read": Death("tasks.collect", "_store", "after"),
    "draft: it is rendered and not kept": Death("tasks.draft", "render_report", "after"),
    "approve: somebody is asked and nothing is committed": Death("tasks.approve", "enter", "before"),
    "approve: Prefect has the run and we do not know": Death("tasks.runs", "_create", "after", 1, "decision-1:"),
    "publish: the attachments lie there and the page does not": Death(
        "pathlib", "Path.replace", "before", 1, "2020/index.html"
    ),
    "publish: the page lies there and the database does not know": Death("tasks.publish", "place_files", "after"),
}
"""In order of the year: each process takes up where the one before it was killed."""


@dataclass(frozen=True)
class Survived(Year):
    """A year that went on after each death; how each process ended, and how long the first one's children lived."""

    ends: tuple[tuple[int, str], ...] = ()
    outlived: float = 0.0


@pytest.fixture(scope="session")
def survived(living: Living, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    """Live the year, killed at every place, then once more to its end; the undisturbed year is lived meanwhile."""
    place = Place.at(tmp_path_factory.mktemp("crash"))
    ends, outlived = [], 0.0
    for number, death in enumerate(DEATHS.values()):
        done = place.run("run", "--json", NIANBAO_TEST_DEATH=json.dumps(asdict(death)))
        ends.append((done.returncode, done.stderr))
        outlived = outlived if number else seconds_alive(place)
    done = place.run("run", "--json")
    yield Survived(place, done.stdout, done.returncode, tuple(ends), outlived)
    place.end()


def seconds_alive(place: Place) -> float:
    """Wait until no process works here any more; return how long that took."""
    began = time.monotonic()
    while list(place.processes()) and time.monotonic() < began + PATIENCE:
        time.sleep(0.1)
    return time.monotonic() - began


@pytest.mark.parametrize("number", range(len(DEATHS)), ids=list(DEATHS))
def test_the_process_was_killed_there_and_had_found_its_ports_free(survived: Survived, number: int) -> None:
    assert survived.ends[number] == (-signal.SIGKILL, survived.ends[number][1])


def test_no_process_outlives_one_that_is_killed(survived: Survived) -> None:
    assert survived.outlived < PATIENCE
    assert list(survived.place.processes()) == []


def test_in_the_end_everything_is_published(survived: Survived, year: Year) -> None:
    assert survived.code == 0
    assert (survived.result["published"], survived.result["stage"]) == (True, "archive")


PLACELESS = ("csv", "docx", "json", "pdf", "schema", "xlsx")
"""The documents in which the address of the page does not stand: both years live at ports of their own."""


def both(survived: Survived, year: Year, question: str) -> tuple[list[object], list[object]]:
    """Ask both databases the same."""
    return list(survived.place.rows(question)), list(year.place.rows(question))


def test_every_draft_has_the_same_documents_byte_for_byte(survived: Survived, year: Year) -> None:
    found, expected = both(
        survived,
        year,
        "SELECT revision, content_hash, format, CASE WHEN format IN "
        f"{PLACELESS} THEN sha256 END FROM draft JOIN document ON draft_id = draft.id "
        "JOIN file ON file.id = file_id ORDER BY revision, format",
    )
    assert len(expected) == 2 * len(FORMATS)
    assert found == expected


def test_the_same_files_lie_in_the_published_column_and_nothing_else(survived: Survived, year: Year) -> None:
    found, expected = (sorted(Path(path).name for path in lived.place.site()) for lived in (survived, year))
    assert found == expected
    assert set(survived.place.rows("SELECT 'guangwu/2020/' || path FROM document WHERE draft_id = 2")) == {
        (path,) for path in survived.place.site() if not path.endswith(("guangwu/index.html", "manifest.json"))
    }


def test_every_office_filed_the_same_figures_and_paragraphs_with_the_same_answer(
    survived: Survived, year: Year
) -> None:
    for question in (
        "SELECT office_id, revision, status, received_at, answer, filed_by FROM filing ORDER BY filing.id",
        "SELECT filing_id, address, printed FROM filedcell ORDER BY filing_id, address",
        "SELECT filing_id, key, text FROM filedtext ORDER BY filing_id, key",
        "SELECT code, weight, cells, message, filing_id FROM findingrow JOIN examination "
        "ON examination.id = examination_id ORDER BY examination_id, findingrow.id",
    ):
        found, expected = both(survived, year, question)
        assert expected
        assert found == expected


def test_everybody_decided_once_the_same_about_the_same_draft(survived: Survived, year: Year) -> None:
    found, expected = both(
        survived,
        year,
        "SELECT revision, role, person_id, verdict, reason, decided_at, decision.report_hash = draft.report_hash "
        "FROM decision JOIN draft ON draft.id = draft_id ORDER BY decision.id",
    )
    assert len(expected) == 7
    assert found == expected


# Who was told


def test_nobody_was_told_anything_twice(survived: Survived) -> None:
    assert [key for key, times in Counter(survived.keys).items() if times > 1] == []


def test_everybody_was_told_the_same_on_the_same_day_but_for_what_is_in_doubt(survived: Survived, year: Year) -> None:
    found, expected = Counter(survived.told), Counter(year.told)
    lost = [("12-28", "已收到并核对通过：便民服务中心2020年度数据", "李娜")]
    assert list((expected - found).elements()) == lost
    doubts = sorted((found - expected).elements())
    assert [(day, name) for day, _, name in doubts] == [("12-02", "周晓敏"), ("12-29", "周晓敏")]
    assert all("不能确定" in subject for _, subject, _ in doubts)


def test_what_was_being_sent_when_the_power_went_is_uncertain_and_all_else_delivered(survived: Survived) -> None:
    states = survived.place.rows("SELECT key, state, message FROM notice WHERE state != 'delivered' ORDER BY id")
    arrived = set(survived.keys)
    assert [state for _, state, _ in states] == ["uncertain"] * 3
    assert {str(key).split(":")[1]: message in arrived for key, _, message in states} == {
        "plan": True,
        "confirm": True,
        "passed": False,
    }


# What is kept


def test_the_journal_is_whole_and_says_the_same_and_the_doubts_besides(survived: Survived, year: Year) -> None:
    seals = survived.place.rows("SELECT previous, seal FROM entry ORDER BY id")
    assert [previous for previous, _ in seals] == ["", *(seal for _, seal in seals[:-1])]
    question = "SELECT who, what, origin FROM entry"
    port = str(survived.place.portal), str(year.place.portal)
    found = Counter((who, str(what).replace(*port), origin) for who, what, origin in survived.place.rows(question))
    expected = Counter(year.place.rows(question))
    assert expected - found == Counter()
    assert {(who, origin) for who, _, origin in found - expected} == {("年报系统", "notices")}
    assert (found - expected).total() == 2


def test_every_run_has_ended_and_what_died_was_asked_for_again(survived: Survived) -> None:
    asked = Counter(str(state) for (state,) in survived.place.rows("SELECT state FROM runrequest"))
    assert set(asked) == {"completed", "crashed"}
    assert 0 < asked["crashed"] < len(DEATHS)
