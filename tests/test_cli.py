"""The commands as somebody at a terminal, or a program, meets them: what they print, and how they end."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from report.reading import read
from report.writing.data import interchange_bytes
from tests.processes import ROOT, Place

SEED = ROOT / "tests" / "seed.txt"
FIELDS = {"code", "weight", "outcome", "cells", "message", "left", "right"}
"""What a program may rely on in every finding."""

WORDS = {"weight": {"error", "explain", "notice"}, "outcome": {"fail", "unjudged"}}
COMMANDS = ("check", "read", "run", "serve", "workbooks", "status", "file", "decide", "rerun")

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
    """Write the report of 广武镇 with every blank filled in, as an interchange file."""
    sheet = read(SEED.name, SEED.read_bytes())
    cells = {address: printed or "0" for address, printed in sheet.cells.items()}
    cells |= {"t3.handled.natural_person": "1", "t3.handled.total": "1"}
    path = folder / "mended.report.json"
    path.write_bytes(interchange_bytes(replace(sheet, cells=cells)))
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
    ]


def test_the_rest_is_pointed_out_and_nothing_is_invented_from_numbers_in_the_text(checked: Done) -> None:
    findings = json.loads(checked.stdout)["findings"]
    assert {f["code"] for f in findings if f["weight"] != "error"} == {"F-03", "F-04"}
    assert [f["message"] for f in findings if f["code"] == "F-04" and "162000 元" not in f["message"]] == []
    said = " ".join(f["message"] for f in findings)
    assert "543" not in said
    assert "规范性文件" not in said


def test_what_a_program_reads_follows_the_schema_of_a_finding(checked: Done) -> None:
    answer = json.loads(checked.stdout)
    assert set(answer) == {"file", "findings"}
    assert answer["file"] == "seed.txt"
    known = read(SEED.name, SEED.read_bytes()).cells
    for finding in answer["findings"]:
        assert set(finding) == FIELDS
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
    assert "seed.txt：须改正 4 处，需说明 0 处，提示 3 处。" in done.stdout


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
    assert (first["file"], set(first)) == ("broken.report.json", {"file", "refused"})
    assert second["refused"] == f"找不到文件 {missing}，请核对路径。"
    assert (third["file"], len(third["findings"])) == ("seed.txt", 7)
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
        ("decide", "approve", "--by", "马志远"),
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
