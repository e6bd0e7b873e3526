"""The commands as somebody at a terminal, or a program, meets them: what they print, and how they end."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

import cli
from models.db import migrate
from report.checks import RULES
from report.form import form_for
from report.reading import read
from report.rule import Finding, Outcome, Weight
from report.writing.data import interchange_bytes
from report.writing.rule_table import rule_table
from settings import settings
from tests.models.town import Town, at
from tests.processes import ROOT, Place

SEED = ROOT / "tests" / "seed.txt"
FIELDS = {"code", "weight", "outcome", "cells", "message", "left", "right", "explainable", "values"}
"""What a program may rely on in every finding."""
REPORT = {
    *("schema", "file", "unit", "level", "year", "title", "edition", "editions"),
    *("counts", "findings", "places", "remarks"),
}
"""… and of every report that could be read."""

WORDS = {"weight": {"error", "explain", "notice"}, "outcome": {"fail", "unjudged"}}
COMMANDS = (
    *("check", "rules", "read", "render", "paragraphs", "instruction", "extend", "least", "run", "serve"),
    *("workbooks", "status", "file", "decide", "paper", "explain", "rerun"),
    *("correct", "withdraw", "dossier", "rebuild"),
)

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a folder in which nothing was done yet."""
    return Place.at(tmp_path / "state")


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """Return what ``check --json`` says to the report of 广武镇 as it was published."""
    return Place.at(tmp_path_factory.mktemp("cli")).run("check", str(SEED), "--json")


def mended(folder: Path) -> Path:
    """Write the report of 广武镇 with every blank filled in and nothing left to ask, as an interchange file."""
    sheet = read(SEED.name, SEED.read_bytes())
    cells = {address: printed or "0" for address, printed in sheet.cells.items()}
    cells |= {"t3.handled.natural_person": "1", "t3.handled.total": "1"}
    cells |= {"t4.review.upheld": "1", "t4.review.total": "1"}
    overview = sheet.texts["overview"].replace("案件共 0 件", "案件共 1 件") + "\n接受社会评议，没有责任追究。"
    path = folder / "mended.report.json"
    path.write_bytes(interchange_bytes(replace(sheet, cells=cells, texts=sheet.texts | {"overview": overview})))
    return path


def the_one_sentence(done: Done) -> str:
    """Return what was complained of: one line, and nothing of our insides."""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in lines[0]
    return lines[0]


# Help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_chinese(place: Place, command: str) -> None:
    done = place.run(command, "--help")
    assert done.returncode == 0
    assert f"Usage: cli.py {command}" in done.stdout
    assert any("一" <= letter <= "鿿" for letter in done.stdout)
    assert not place.home.exists()


def test_without_a_command_the_list_of_all_of_them_is_shown(place: Place) -> None:
    done = place.run()
    assert all(f"│ {command} " in done.stdout + done.stderr for command in COMMANDS)
    assert "Traceback" not in done.stderr


def test_an_unknown_command_or_option_is_a_usage_error(place: Place) -> None:
    assert place.run("publish").returncode == 2
    assert place.run("check", "--nonsense").returncode == 2


# Checking a report


def test_the_report_of_guangwu_is_wrong_in_its_total_of_outcomes_and_nowhere_else(checked: Done) -> None:
    findings = json.loads(checked.stdout)["findings"]
    errors = [(f["code"], tuple(f["cells"])) for f in findings if f["weight"] == "error"]
    assert checked.returncode == 1
    assert errors == [
        ("T3-01", ("t3.handled.natural_person",)),
        ("T3-01", ("t3.handled.total",)),
        ("T3-02", ("t3.handled.natural_person",)),
        ("T3-02", ("t3.handled.total",)),
        ("F-10", tuple(form_for(2020).table("t4").addresses)),
    ]


def test_the_rest_is_pointed_out_and_nothing_is_invented_from_numbers_in_the_text(checked: Done) -> None:
    findings = json.loads(checked.stdout)["findings"]
    assert {f["code"] for f in findings if f["weight"] != "error"} == {"F-03", "F-04", "W-06", "W-09"}
    assert [f["message"] for f in findings if f["code"] == "F-04" and "162000 元" not in f["message"]] == []
    said = " ".join(f["message"] for f in findings)
    assert "543" not in said
    assert "规范性文件" not in said


def test_what_a_program_reads_follows_the_schema_of_a_finding(checked: Done) -> None:
    answer = json.loads(checked.stdout)
    assert set(answer) == REPORT
    assert (answer["schema"], answer["file"], answer["year"]) == ("nianbao/check/1", "seed.txt", 2020)
    known = read(SEED.name, SEED.read_bytes()).cells
    for finding in answer["findings"]:
        assert set(finding) >= FIELDS
        assert all(finding[field] in words for field, words in WORDS.items())
        assert finding["message"].endswith("。")
        assert set(finding["cells"]) <= set(known)
    assert checked.stderr == ""


def test_a_clerk_reads_the_same_as_a_table_with_a_count_below(place: Place) -> None:
    done = place.run("check", str(SEED))
    assert done.returncode == 1
    assert done.stdout.count("T3-01 │ 须改正") == 2
    assert done.stdout.count("T3-02 │ 须改正") == 2
    assert "F-04  │ 提示" in done.stdout
    assert "seed.txt：须改正 5 处，需说明 1 处，提示 4 处。" in done.stdout


def test_the_mended_report_passes(place: Place, tmp_path: Path) -> None:
    done = place.run("check", str(mended(tmp_path)))
    assert done.returncode == 0
    assert "须改正 0 处" in done.stdout


def test_a_file_that_cannot_be_read_ends_with_2_and_does_not_stop_the_others(place: Place, tmp_path: Path) -> None:
    broken = tmp_path / "broken.report.json"
    broken.write_text("{", encoding="utf-8")
    missing = tmp_path / "missing.txt"
    done = place.run("check", str(broken), str(missing), str(SEED), str(mended(tmp_path)), "--json")
    first, second, third, fourth = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert (first["file"], set(first)) == ("broken.report.json", {"schema", "file", "refused"})
    assert second["refused"] == f"找不到文件 {missing}，请核对路径。"
    assert (third["file"], len(third["findings"])) == ("seed.txt", 10)
    assert (fourth["file"], {f["weight"] for f in fourth["findings"]}) == ("mended.report.json", {"notice"})


def test_a_file_that_cannot_be_read_is_answered_in_one_sentence(place: Place, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("买菜\n", encoding="utf-8")
    done = place.run("check", str(notes))
    assert (done.returncode, done.stdout) == (2, "")
    assert "notes.txt" in the_one_sentence(done)


def test_last_year_s_report_is_compared_and_one_that_cannot_be_read_is_said_in_one_sentence(
    place: Place, tmp_path: Path
) -> None:
    before = ROOT / "deployments" / "demo" / "2019.report.json"
    this_year = str(mended(tmp_path))
    alone, compared = (
        {f["code"] for f in json.loads(place.run("check", this_year, "--json", *more).stdout)["findings"]}
        for more in ((), ("--before", str(before)))
    )
    assert alone <= compared
    missing = place.run("check", this_year, "--before", str(tmp_path / "missing.txt"))
    assert missing.returncode == 2
    assert "missing.txt" in the_one_sentence(missing)


def test_a_report_of_the_same_year_is_no_report_of_the_year_before_and_that_is_said(
    place: Place, tmp_path: Path
) -> None:
    this_year = str(mended(tmp_path))
    done = place.run("check", this_year, "--before", this_year)
    assert done.returncode == 0
    assert "没有与上一年对照：--before 给的是“荥阳市广武镇人民政府”2020年度的报告" in the_one_sentence(done)


# Checking many


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return a folder with 广武镇's report as it was published, a mended one of another unit, and a picture."""
    folder = tmp_path / "报告"
    (folder / "乙").mkdir(parents=True)
    shutil.copy(SEED, folder / "甲.txt")
    other = json.loads(mended(tmp_path).read_text(encoding="utf-8")) | {"unit": "荥阳市高村乡人民政府"}
    (folder / "乙" / "高村.report.json").write_text(json.dumps(other), encoding="utf-8")
    (folder / "乙" / "照片.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def test_a_folder_is_checked_to_its_end_and_concluded_with_the_worst_first(place: Place, many: Path) -> None:
    done = place.run("check", str(many))
    assert done.returncode == 2
    assert "照片.png" in the_one_sentence(done)
    closing = done.stdout.partition("全部报告，问题多的在前")[2]
    assert closing.index("照片.png") < closing.index("甲.txt") < closing.index("高村.report.json")
    assert "共 3 份，读不出来 1 份：须改正 5 处" in closing


def test_the_pages_and_the_workbook_are_written_and_no_later_check_takes_them_for_reports(
    place: Place, many: Path
) -> None:
    outputs = ("--html", str(many / "pages"), "--xlsx", str(many / "out.xlsx"))
    first, again = (place.run("check", str(many), "--json", *outputs) for _ in range(2))
    without = place.run("check", str(many), "--json")
    assert first.stdout == again.stdout == without.stdout
    assert len(first.stdout.splitlines()) == 3
    assert sorted(path.name for path in (many / "pages").iterdir()) == [
        *("0001.html", "0002-荥阳市高村乡人民政府2020.html", "0003-荥阳市广武镇人民政府2020.html", "index.html"),
    ]
    summary = openpyxl.load_workbook(many / "out.xlsx")["汇总"]
    units = [row[1] for row in summary.iter_rows(values_only=True)]
    assert units == ["单位", "", "荥阳市高村乡人民政府", "荥阳市广武镇人民政府"]
    nothing = place.run("check", str(many / "pages"))
    assert nothing.returncode == 2
    assert "里没有可以核对的文件" in the_one_sentence(nothing)


def test_one_report_is_marked_on_one_page(place: Place, tmp_path: Path) -> None:
    done = place.run("check", str(SEED), "--html", str(tmp_path / "new" / "seed.html"))
    assert done.returncode == 1
    assert "核对结果：荥阳市广武镇人民政府" in (tmp_path / "new" / "seed.html").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["seed.html"]


@pytest.mark.parametrize("option", ["--html", "--xlsx"])
def test_where_nothing_can_be_written_that_is_said_before_the_work(place: Place, tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = place.run("check", str(SEED), option, str(tmp_path / "file" / "out.html"))
    assert (done.returncode, done.stdout) == (2, "")
    assert the_one_sentence(done).startswith(f"写不了 {tmp_path / 'file' / 'out.html'}：")


def test_nothing_is_written_over_a_report_and_many_do_not_go_into_one_page(place: Place, many: Path) -> None:
    over = place.run("check", str(SEED), "--xlsx", str(SEED))
    assert (over.returncode, over.stdout) == (2, "")
    assert "就是要读的文件" in the_one_sentence(over)
    one = place.run("check", str(many), "--html", str(many / "one.html"))
    assert (one.returncode, one.stdout) == (2, "")
    assert "请给 --html 一个文件夹" in the_one_sentence(one)


def test_what_was_explained_counts_no_longer_until_its_values_change(place: Place, tmp_path: Path) -> None:
    report, said = tmp_path / "规章.report.json", tmp_path / "说明.json"
    sheet = json.loads(mended(tmp_path).read_text(encoding="utf-8"))
    sheet["cells"] |= {"t2.regulations.disclosed_total": "6", "t4.review.upheld": "0", "t4.review.total": "0"}
    report.write_text(json.dumps(sheet), encoding="utf-8")
    first = place.run("check", str(report), "--questions", str(said))
    questions = json.loads(said.read_text(encoding="utf-8"))
    assert [each["code"] for each in questions] == ["T2-02", "N-05", "F-10"]
    unanswered = place.run("check", str(report), "--json", "--explained", str(said))
    assert json.loads(unanswered.stdout)["counts"]["explained"] == 0
    answer = {"choice": "other", "sentence": "已经核实。", "by": "钱会英", "given_on": "2021-01-07"}
    said.write_text(json.dumps([each | answer for each in questions]), encoding="utf-8")
    second = place.run("check", str(report), "--json", "--explained", str(said))
    assert (first.returncode, unanswered.returncode, second.returncode) == (1, 1, 0)
    assert json.loads(second.stdout)["counts"]["explained"] == 3
    sheet["cells"]["t2.regulations.disclosed_total"] = "7"
    report.write_text(json.dumps(sheet), encoding="utf-8")
    third = place.run("check", str(report), "--json", "--explained", str(said))
    assert (third.returncode, json.loads(third.stdout)["counts"]["explained"]) == (1, 2)


def test_a_live_page_is_held_against_what_was_approved(place: Place, tmp_path: Path) -> None:
    live = tmp_path / "网页.txt"
    live.write_text(SEED.read_text(encoding="utf-8").replace("162000 元", "962000 元"), encoding="utf-8")
    told = json.loads(place.run("check", str(live), "--approved", str(SEED), "--json").stdout)["findings"]
    (differs,) = [each for each in told if each["code"] == "P-02"]
    assert "962000" in differs["message"]
    same = json.loads(place.run("check", str(SEED), "--approved", str(SEED), "--json").stdout)["findings"]
    assert [each for each in same if each["code"] == "P-02"] == []


def test_a_sum_is_held_against_its_parts_its_register_and_what_they_were(place: Place, tmp_path: Path) -> None:
    county = json.loads(mended(tmp_path).read_text(encoding="utf-8")) | {"unit": "荥阳市人民政府", "level": "county"}
    town = county | {"unit": "荥阳市广武镇人民政府", "level": "township"}
    then = town | {"cells": town["cells"] | {"t2.licensing.decisions": "3"}}
    for folder, sheet in (("现在", town), ("当时", then)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "广武镇.report.json").write_text(json.dumps(sheet), encoding="utf-8")
    county["cells"]["t2.penalties.decisions"] = "5"
    (tmp_path / "荥阳市.report.json").write_text(json.dumps(county), encoding="utf-8")
    (tmp_path / "名单.txt").write_text("荥阳市广武镇人民政府\n荥阳市高村乡人民政府\n", encoding="utf-8")
    options = ("--parts", "现在", "--summed", "当时", "--register", "名单.txt")
    options = tuple(each if each.startswith("--") else str(tmp_path / each) for each in options)
    told = json.loads(place.run("check", str(tmp_path / "荥阳市.report.json"), *options, "--json").stdout)["findings"]
    found = {each["code"]: each for each in told if each["code"].startswith("R-")}
    assert found["R-01"]["cells"] == ["t2.penalties.decisions"]
    assert "高村乡" in found["R-02"]["message"]
    assert "广武镇" in found["R-03"]["message"]


def test_a_second_run_says_what_is_new_what_is_still_there_and_what_was_mended(place: Place, tmp_path: Path) -> None:
    earlier = tmp_path / "上次.jsonl"
    earlier.write_text(place.run("check", str(SEED), "--json").stdout, encoding="utf-8")
    still = json.loads(place.run("check", str(SEED), "--json", "--since", str(earlier)).stdout)
    now = place.run("check", str(mended(tmp_path)), "--since", str(earlier), "--json")
    assert {each["since"] for each in still["findings"]} == {"still"}
    assert {"T3-01", "T3-02"} <= {each["code"] for each in json.loads(now.stdout)["mended"]}
    wrong = place.run("check", str(SEED), "--since", str(SEED))
    assert wrong.returncode == 2
    assert "不是 nianbao check --json 输出的结果" in the_one_sentence(wrong)


def test_a_reader_that_stops_listening_is_no_trouble(place: Place, many: Path) -> None:
    process = place.start("check", *[str(many)] * 40)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    complained = process.stderr.read()
    process.wait()
    assert "Traceback" not in complained
    assert "BrokenPipe" not in complained


# The rules


def test_the_rules_are_shown_and_written_as_they_are_printed(place: Place, tmp_path: Path) -> None:
    shown, written = place.run("rules"), place.run("rules", "--to", str(tmp_path / "rules.md"))
    assert (shown.returncode, written.returncode) == (0, 0)
    assert all(f" {rule.code} " in shown.stdout for rule in RULES)
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == rule_table(RULES)


# Reading a report


def test_what_read_writes_is_read_again_as_the_same_report(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "读出" / "guangwu.report.json"
    done = place.run("read", str(SEED), "--to", str(path), "--json")
    first, again = read(SEED.name, SEED.read_bytes()), read(path.name, path.read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "file": "seed.txt",
        "written": str(path),
        "cells": 198,
        "texts": len(first.texts),
    }
    assert (again.cells, again.texts, again.signed_on) == (first.cells, first.texts, first.signed_on)
    assert again.content_hash == first.content_hash


def test_read_without_a_place_to_write_prints_the_interchange_file(place: Place) -> None:
    done = place.run("read", str(SEED))
    assert json.loads(done.stdout)["schema"] == "nianbao/report/1"
    assert done.returncode == 0


def test_read_refuses_in_one_sentence(place: Place, tmp_path: Path) -> None:
    done = place.run("read", str(tmp_path / "missing.txt"))
    assert (done.returncode, done.stdout) == (2, "")
    assert the_one_sentence(done) == f"找不到文件 {tmp_path / 'missing.txt'}，请核对路径。"


@pytest.mark.parametrize("command", ["check", "read"])
def test_checking_and_reading_wait_for_no_engine_and_touch_no_database(place: Place, command: str) -> None:
    code = (
        "import sys, cli\n"
        f"sys.argv = ['nianbao', {command!r}, {str(SEED)!r}]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {name.partition('.')[0] for name in sys.modules} & {'prefect', 'apprise', 'fastapi', 'sqlmodel'}\n"
        "print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=place.environment(), capture_output=True, text=True
    )
    assert done.stderr.strip() == "[]"
    assert not place.home.exists()


# Where nothing was done yet


@pytest.mark.parametrize(
    "command",
    [
        ("status",),
        ("status", "--json"),
        ("workbooks",),
        ("rerun", "--from", "draft", "--dry-run"),
        ("correct", "--by", "周晓敏", "--reason", "漏计一个"),
        ("withdraw", "--by", "周晓敏", "--confirmed-by", "马志远", "--reason", "涉密"),
        ("dossier", "--to", "迎检.zip"),
        ("decide", "approve", "--by", "马志远"),
        ("explain",),
        ("explain", "Y-04", "--choice", "other", "--because", "确实如此。", "--by", "周晓敏"),
        ("file", str(SEED), "--office", "财政所", "--by", "钱会英"),
    ],
    ids=" ".join,
)
def test_without_a_database_the_way_to_one_is_shown(place: Place, command: tuple[str, ...]) -> None:
    done = place.run(*command)
    assert (done.returncode, done.stdout) == (2, "")
    assert the_one_sentence(done).startswith(f"{place.home} 里还没有数据。先运行 nianbao run")


def test_a_stage_that_does_not_exist_is_answered_with_those_that_do(place: Place) -> None:
    done = place.run("rerun", "--from", "print")
    assert done.returncode == 2
    assert "只能是：plan、collect、check、draft、approve、publish、archive" in done.stderr


# Explaining what looks wrong and is right


GREW = Finding(
    "Y-04", Weight.EXPLAIN, Outcome.FAIL, ("t3.received.natural_person",), "上年 0 件，本年 9 件。", "9", "0"
)
FELL = replace(GREW, cells=("t4.review.upheld",), message="上年 9 件，本年 0 件。", left="0", right="9")
OTHER_YEAR = Finding("W-03", Weight.EXPLAIN, Outcome.FAIL, (), "写的是“[2019年]”。", text="overview", quote="2019年")
ANSWER = ("--choice", "reorganisation", "--because", "机构改革，职能划入。", "--by", "周晓敏")


@dataclass
class Terminal:
    """A terminal in a town whose report asks three questions; what would be handed to the engine is counted."""

    town: Town
    handed_over: int = 0

    def explain(self, *arguments: str) -> Result:
        """Type ``nianbao explain``."""
        return CliRunner().invoke(cli.app, ["explain", *arguments])

    @property
    def open(self) -> list[tuple[str, list[str]]]:
        return [(question.row.code, question.row.cells) for question in self.town.standing().open_questions]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Return a terminal beside a town with three open questions."""
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    settings.cache_clear()
    migrate()
    town = Town()
    town.file("司法所", {}, at(12, 20))
    town.file("党政办公室", {"t3.received.natural_person": "9"}, at(12, 21))
    town.find(GREW, FELL, OTHER_YEAR)
    there = Terminal(town)
    monkeypatch.setattr(cli, "_send", lambda as_json: setattr(there, "handed_over", there.handed_over + 1))
    monkeypatch.setattr(cli, "_ready_for_prefect", lambda: None)
    yield there
    settings.cache_clear()


def test_what_is_open_is_listed_with_the_choices_and_what_was_said_before(terminal: Terminal) -> None:
    terminal.town.explain(0, "机构改革。")
    terminal.town.file("党政办公室", {"t3.received.natural_person": "12"}, at(12, 22))
    terminal.town.find(replace(GREW, left="12"), OTHER_YEAR)
    done = terminal.explain()
    assert (done.exit_code, terminal.handed_over) == (0, 0)
    assert "Y-04　上年 0 件，本年 9 件。" in done.stdout
    assert "数据项：t3.received.natural_person" in done.stdout
    assert "数据变动前的说明，不再有效：周晓敏（2021年1月6日，集中清理）：机构改革。" in done.stdout
    assert "W-03　写的是“[2019年]”。" in done.stdout
    assert "definition 口径调整" in done.stdout


def test_a_program_reads_what_is_open(terminal: Terminal) -> None:
    first, _, third = json.loads(terminal.explain("--json").stdout)
    assert (first["code"], first["cells"], first["explanation"], first["offered"]) == (
        *("Y-04", ["t3.received.natural_person"]),
        *(None, None),
    )
    assert first["choices"]["nothing"] == "零报告"
    assert third["message"] == OTHER_YEAR.message


def test_an_explanation_is_recorded_for_one_cell_and_handed_over(terminal: Terminal) -> None:
    done = terminal.explain("Y-04", "--cell", "t4.review.upheld", *ANSWER)
    assert done.exit_code == 0, done.output
    assert "已记下 Y-04 的说明。" in done.stdout
    assert "现在：加总后有2处待说明" in done.stdout
    assert terminal.open == [("Y-04", ["t3.received.natural_person"]), ("W-03", [])]
    assert terminal.handed_over == 1


def test_without_a_cell_everything_that_is_open_under_a_code_is_explained(terminal: Terminal) -> None:
    done = terminal.explain("Y-04", *ANSWER, "--json")
    answer = json.loads(done.stdout)
    assert terminal.open == [("W-03", [])]
    assert [question["explanation"] and question["explanation"]["by"] for question in answer["questions"]] == [
        *("周晓敏", "周晓敏"),
        None,
    ]


def test_when_nothing_is_open_that_is_said(terminal: Terminal) -> None:
    for code in ("Y-04", "W-03"):
        assert terminal.explain(code, *ANSWER).exit_code == 0
    assert "没有等待说明的问题。" in terminal.explain().stdout
    assert json.loads(terminal.explain("--json").stdout) == []


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("Y-05", *ANSWER), "没有等待说明的 Y-05，没有记下。等待说明的是：Y-04、W-03。"),
        (("W-03", "--cell", "t4.review.upheld", *ANSWER), "没有等待说明的 W-03（t4.review.upheld）"),
        (("Y-04",), "说明要写全"),
        (("Y-04", *ANSWER[:-1], " "), "说明要写全"),
        (("Y-04", "--choice", "because"), "只能是：reorganisation、definition、clearance、nothing、other"),
    ],
)
def test_an_answer_that_is_incomplete_or_to_no_question_is_refused_and_changes_nothing(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    done = terminal.explain(*arguments)
    assert done.exit_code == 2
    assert sentence in done.output.replace("\n", "")
    assert (len(terminal.open), terminal.handed_over) == (3, 0)


# The office's own rules


def test_the_service_does_not_start_under_a_rule_file_that_cannot_be_obeyed(place: Place, tmp_path: Path) -> None:
    rules = tmp_path / "本镇规则.toml"
    rules.write_text("[weights]\nF-99 = 'error'\n", encoding="utf-8")
    done = place.run("serve", NIANBAO_RULES_FILE=str(rules))
    assert done.returncode == 2
    assert "没有代码为“F-99”的规则" in the_one_sentence(done)
    done = place.run("serve", NIANBAO_RULES_FILE=str(tmp_path / "missing.toml"))
    assert (done.returncode, the_one_sentence(done)) == (2, f"找不到文件 {tmp_path / 'missing.toml'}，请核对路径。")
    assert not place.database.exists()
