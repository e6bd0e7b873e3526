"""The commands that move the plan: a superior's notice, more time, and the last days, as somebody types them."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

import cli
from deployments.demo.story import at
from report.lifecycle import Stage
from tests.tasks.conftest import at_step, gate, years
from tests.tasks.test_instruct import notice
from tests.tasks.town import Town

__all__ = ["at_step", "gate", "years"]


@pytest.fixture
def town(at_step: Callable[[str], Town], monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return the town in which two offices are missing, on 20 December, with a terminal beside it."""
    monkeypatch.setattr(cli, "_now", lambda: at(12, 20, 9))
    monkeypatch.setattr(cli, "_ready_for_prefect", lambda: None)
    monkeypatch.setattr(cli, "_send", lambda as_json: None)
    return at_step("waiting")


def typed(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """Return a superior's notice on a stick."""
    path = tmp_path / "通知.txt"
    path.write_bytes(notice())
    return path


def test_a_notice_is_only_shown_until_somebody_puts_a_name_to_it(town: Town, letter: Path) -> None:
    before = town.database
    shown = typed("instruction", letter)
    assert "报送：2021年1月6日前" in shown.stdout
    assert "“二、审核通过后，于2021年1月6日前报送加盖公章的纸质版一式两份。”" in shown.stdout
    assert town.database == before
    assert "还没有存下上级通知" in typed("instruction", "--list").stdout


def test_what_a_notice_asks_is_kept_listed_confirmed_and_set_aside_by_its_number(town: Town, letter: Path) -> None:
    kept = typed("instruction", letter, "--by", "周晓敏")
    assert kept.exit_code == 0, kept.output
    assert "  2　待确认　报送：2021年1月6日前" in kept.stdout
    done = typed("instruction", "--confirm", "2，3", "--by", "周晓敏")
    assert "  2　已确认（周晓敏，2020年12月20日）　报送" in done.stdout
    assert town.due(Stage.PUBLISH) == "2021-01-06"
    typed("instruction", "--reject", "2", "--by", "周晓敏", "--reason", "另有补充通知")
    assert town.due(Stage.PUBLISH) == "2021-01-07"
    rows = json.loads(typed("instruction", "--list", "--json").stdout)
    assert [(row["number"], row["answered"]) for row in rows] == [(1, "open"), (2, "rejected"), (3, "confirmed")]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("--confirm", "2"), "请用 --by 写明是谁确认的"),
        (("--confirm", "二", "--by", "周晓敏"), "“二”不是编号"),
        (("--confirm", "9", "--by", "周晓敏"), "没有编号 9 的要求"),
        (("--reject", "2", "--by", "周晓敏"), "不采用要写明理由"),
        (("--confirm", "2", "--by", "某某"), "“某某”不是牵头科室的人"),
    ],
)
def test_an_answer_without_a_name_a_number_or_a_reason_is_refused(
    town: Town, letter: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    typed("instruction", letter, "--by", "周晓敏")
    before = town.database
    done = typed("instruction", *arguments)
    assert done.exit_code == 2
    assert sentence in done.output.replace("\n", "")
    assert town.database == before


def test_an_office_is_given_more_time_and_told_so(town: Town) -> None:
    grounds = ("--until", "2021-01-06", "--by", "周晓敏", "--reason", "案卷还在法院")
    done = typed("extend", "司法所", *grounds)
    assert "已把“收数”给司法所延到2021年1月6日（周三）" in done.stdout
    assert "没有再记" in typed("extend", "司法所", *grounds).stdout
    assert set(town.told("extended")) == {town.contact("司法所").name, "周晓敏"}
    told = town.told("extended")[town.contact("司法所").name]
    assert "理由：案卷还在法院" in told.text
    assert town.due(Stage.COLLECT) == "2021-01-04"


def test_a_whole_stage_is_given_more_time_and_what_comes_behind_moves(town: Town) -> None:
    typed("extend", "--until", "2021-01-06", "--by", "周晓敏", "--reason", "区里停电")
    assert (town.due(Stage.COLLECT), town.due(Stage.PUBLISH)) == ("2021-01-06", "2021-01-12")
    assert "“收数”延期（区里停电），与您有关的日期改为" in town.told("moved")[town.contact("司法所").name].text
    assert "延期到 1 月 6 日（周三）" in town.here.steps[Stage.COLLECT].reckoning


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("司法所", "--until", "2021-01-28", "--by", "周晓敏", "--reason", "忙"), "最晚可以延到2021年1月25日"),
        (("司法所", "--until", "2021-01-06", "--by", "周晓敏"), "延期要写明理由"),
        (("司法所", "--until", "下周", "--by", "周晓敏", "--reason", "忙"), "“下周”不是日期"),
        (("城建办", "--until", "2021-01-06", "--by", "周晓敏", "--reason", "忙"), "没有要填报的科室“城建办”"),
        (("农业农村办公室", "--until", "2021-01-06", "--by", "周晓敏", "--reason", "忙"), "这个科室已经报送"),
    ],
)
def test_more_time_that_cannot_be_given_is_refused_with_a_sentence(
    town: Town, arguments: tuple[str, ...], sentence: str
) -> None:
    before = town.database
    done = typed("extend", *arguments)
    assert done.exit_code == 2
    assert sentence in done.output.replace("\n", "")
    assert town.database == before


def test_what_is_missing_is_shown_with_whom_to_call_and_a_preview_is_written(town: Town, tmp_path: Path) -> None:
    before = town.database
    done = typed("least", "--to", tmp_path / "预览.zip")
    assert done.exit_code == 0, done.output
    contact = town.contact("财政所")
    assert f"财政所（{contact.name} {contact.phone}）没有报来" in done.stdout
    assert "拟稿人：周晓敏" in done.stdout
    with ZipFile(tmp_path / "预览.zip") as packed:
        assert sorted(name.rpartition(".")[2] for name in packed.namelist()) == ["docx", "pdf", "txt"]
        listed = packed.read("还没有报来的各项.txt").decode()
    assert listed.count("\n  ") == 24
    assert "  表四“复议后起诉”行“尚未审结”列" in listed
    assert town.database == before


def test_a_nothing_to_report_is_taken_in_the_last_days_and_under_a_name(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepting = ("least", "--accept-zero", "财政所", "--by", "周晓敏", "--reason", "电话核实")
    early = typed(*accepting)
    assert (early.exit_code, "最后两个工作日才能代为确认" in early.output.replace("\n", "")) == (2, True)
    monkeypatch.setattr(cli, "_now", lambda: at(1, 28, 9))
    done = typed(*accepting)
    assert done.exit_code == 0, done.output
    (latest,) = [o.latest for o in town.here.offices if o.office.name == "财政所"]
    assert latest is not None
    assert "代财政所确认零报告：电话核实" in town.journal()
