"""Signed papers at the command line: taken in by their code, laid to a draft by hand, and a signature recorded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from typer.testing import CliRunner, Result

import cli
import deployments.service
from models import queries
from models.db import look, migrate
from models.operator import operator_key
from portal.app import create_app
from report.lifecycle import Verdict
from settings import settings
from tests.portal.town import Town, at


@dataclass
class Desk:
    """Where the papers lie: a town whose draft waits for its signatures; what would go to the engine is counted."""

    town: Town
    folder: Path
    handed_over: int = 0

    def types(self, *arguments: str) -> Result:
        """Type ``nianbao paper``."""
        return CliRunner().invoke(cli.app, ["paper", *arguments, "--by", "周晓敏"])

    def scan(self, name: str = "扫描件.pdf", draft_id: int = 1) -> str:
        """Print the paper of a draft, and have it scanned."""
        path = self.folder / name
        path.write_bytes(TestClient(create_app(self.town.clock)).get(f"/drafts/{draft_id}/review.pdf").content)
        return str(path)

    def blank(self) -> str:
        """Scan the wrong side."""
        path = self.folder / "背面.png"
        Image.new("L", (800, 1100), "white").save(path)
        return str(path)

    @property
    def decisions(self) -> list[tuple[str, Verdict, str, str]]:
        with look() as session:
            made = queries.decisions_of_cycle(session, self.town.cycle_id)
            return [(str(d.role), d.verdict, d.reason, d.origin) for d in made]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a desk beside a town with a draft."""
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path / "state"))
    settings.cache_clear()
    migrate()
    town = Town()
    town.everybody_files()
    town.draft("c")
    town.now = at(1, 5)
    desk = Desk(town, tmp_path)
    monkeypatch.setattr(cli, "_send", lambda as_json: setattr(desk, "handed_over", desk.handed_over + 1))
    monkeypatch.setattr(cli, "_ready_for_prefect", lambda: None)
    yield desk
    settings.cache_clear()


def test_a_scan_finds_its_draft_and_is_one_paper_however_often_it_is_brought(desk: Desk) -> None:
    scan = desk.scan()
    first, second = desk.types(scan), desk.types(scan, scan)
    assert (first.exit_code, second.exit_code, desk.handed_over) == (0, 0, 0)
    assert "扫描件.pdf（1号）：这是广武镇2020年度第1稿的送审单。" in first.stdout
    with look() as session:
        assert len(queries.papers(session)) == 1


def test_one_signature_is_recorded_with_it_and_the_chain_goes_on(desk: Desk) -> None:
    scan = desk.scan()
    assert desk.types(scan, "--verdict", "approve").exit_code == 0
    assert desk.types(scan, "--verdict", "return", "--role", "保密审查人", "--reason", "请核表三。").exit_code == 0
    assert desk.decisions == [
        ("drafter", Verdict.APPROVE, "", "纸质送审单（1号）"),
        ("confidentiality", Verdict.RETURN, "请核表三。", "纸质送审单（1号）"),
    ]
    assert desk.handed_over == 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--verdict", "return"), "退回必须写明理由"),
        (("--verdict", "approve", "--role", "主要领导"), "前面的人还没有签"),
        (("--verdict", "approve", "--role", "门卫"), "审签顺序里没有这个环节"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_the_paper_is_kept(said: tuple[str, ...], told: str, desk: Desk) -> None:
    done = desk.types(desk.scan(), *said)
    assert done.exit_code == 2
    assert told in done.stderr
    assert (desk.decisions, desk.handed_over) == ([], 0)
    with look() as session:
        assert len(queries.papers(session)) == 1


def test_without_a_code_it_waits_until_somebody_reads_what_stands_at_its_foot(desk: Desk) -> None:
    back = desk.blank()
    assert desk.types(back).exit_code == 1
    assert desk.types(back, "--hash", "dddddddd").exit_code == 2
    done = desk.types(back, "--hash", "cccccccc")
    assert done.exit_code == 0
    assert "这是广武镇2020年度第1稿的送审单" in done.stdout


def test_of_an_older_draft_nothing_is_recorded(desk: Desk) -> None:
    scan = desk.scan()
    desk.town.pass_("财政所", "7")
    desk.town.examine()
    desk.town.draft("d")
    done = desk.types(scan, "--verdict", "approve")
    assert done.exit_code == 1
    assert "现在是第2稿，上面的签字不能用" in done.stdout
    assert desk.decisions == []


def test_a_program_reads_where_each_paper_belongs_and_what_was_not_taken_in(desk: Desk) -> None:
    page = desk.folder / "报告.html"
    page.write_text("<html>", encoding="utf-8")
    done = desk.types(desk.scan(), desk.blank(), str(page), str(desk.folder / "没有.jpg"), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 2
    assert [(line["file"], line.get("placement")) for line in lines] == [
        ("扫描件.pdf", "counts"),
        ("背面.png", "no_code"),
        ("报告.html", None),
        ("没有.jpg", None),
    ]


def test_a_signature_is_entered_for_one_paper_at_a_time(desk: Desk) -> None:
    done = desk.types(desk.scan(), desk.blank(), "--verdict", "approve")
    assert (done.exit_code, "一次只写一份送审单" in done.stderr) == (2, True)
    assert desk.types(desk.scan(), "--verdict", "maybe").exit_code == 2


def test_the_first_start_makes_the_operators_key_and_says_where_it_lies(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployments.service, "serve", lambda tell: 0)
    first, second = (CliRunner().invoke(cli.app, ["serve"]) for _ in range(2))
    assert f"维护口令已写在 {settings().home / 'operator.key'}" in first.stdout
    assert operator_key()
    assert operator_key() not in first.stdout
    assert "维护口令" not in second.stdout


def test_what_a_rerun_would_do_names_who_would_be_told_and_who_is_not_told_again(desk: Desk) -> None:
    done = CliRunner().invoke(cli.app, ["rerun", "--from", "draft", "--dry-run", "--json"])
    said = json.loads(done.stdout)
    assert said["letters"] == ["会通知周晓敏：请审签"]
    assert [line for line in said["changes"] if line.startswith("文件不同：")] != []
    shown = CliRunner().invoke(cli.app, ["rerun", "--from", "draft", "--dry-run"])
    assert "  会通知周晓敏：请审签" in shown.stdout
