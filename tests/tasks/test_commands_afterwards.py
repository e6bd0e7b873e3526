"""The commands for what comes after publication, as somebody at a terminal meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

import cli
from deployments.demo.story import at
from models import queries
from models.db import look
from tasks.publish import publish, verify
from tests.tasks.town import Town

Type = Callable[..., Result]


@pytest.fixture
def typed(approved: Town, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Return a terminal beside the town with its report published; what a command asks for is done at once."""
    approved.publish()
    approved.now = at(1, 11, 9)

    def send(as_json: bool) -> None:
        publish.fn(approved.cycle_id, approved.now)
        verify.fn(approved.cycle_id, approved.now)

    monkeypatch.setattr(cli, "_send", send)
    monkeypatch.setattr(cli, "_ready_for_prefect", lambda: None)
    monkeypatch.setattr(cli, "_now", lambda: approved.now)
    return lambda *words: CliRunner().invoke(cli.app, list(words))


def test_a_correction_is_recorded_and_what_comes_next_is_said(approved: Town, typed: Type) -> None:
    done = typed("correct", "--by", "周晓敏", "--reason", "漏计一个")
    assert done.exit_code == 0, done.output
    assert "已登记更正。请有关科室重新报送" in done.stdout
    with look() as session:
        published = queries.newest_publication(session, approved.cycle_id)
        assert published is not None
        correction = queries.correction_of(session, published.id or 0)
    assert correction is not None
    assert correction.reason == "漏计一个。"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("correct", "--by", "某某", "--reason", "漏计"), "“某某”不在审签人和牵头科室联系人里"),
        (("correct", "--by", "周晓敏", "--reason", " "), "必须写明原因"),
        (("withdraw", "--by", "周晓敏", "--confirmed-by", "周晓敏", "--reason", "涉密"), "另一位领导确认"),
        (("correct", "--by", "周晓敏", "--reason", "漏计", "--year", "1999"), "没有1999年度的年报"),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_a_sentence_and_changes_nothing(
    approved: Town, typed: Type, words: tuple[str, ...], sentence: str
) -> None:
    before = approved.database
    done = typed(*words)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert approved.database == before


def test_a_withdrawal_takes_the_page_away_at_once(approved: Town, typed: Type) -> None:
    done = typed("withdraw", "--by", "周晓敏", "--confirmed-by", "马志远", "--reason", "涉密")
    assert done.exit_code == 0, done.output
    assert approved.here.publication is not None
    assert "撤回公告" in httpx.get(approved.here.publication.address).text


def test_a_dossier_is_written_and_rebuilt_and_a_byte_that_was_changed_is_named(typed: Type, tmp_path: Path) -> None:
    path = tmp_path / "迎检" / "包.zip"
    assert typed("dossier", "--to", str(path)).exit_code == 0
    done = typed("rebuild", str(path))
    assert done.exit_code == 0, done.output
    assert "归档包完整" in done.stdout
    assert "与批准的：相同；与公开的：相同" in done.stdout
    content = bytearray(path.read_bytes())
    place = content.index("校验码".encode())
    content[place] ^= 1
    path.write_bytes(content)
    done = typed("rebuild", str(path))
    assert done.exit_code == 1
    assert "归档包被改动过或损坏" in done.stdout
    assert "不同：目录.html" in done.stdout
    assert json.loads(typed("rebuild", str(path), "--json").stdout)["damaged"] == ["目录.html"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_dossier_is_refused(typed: Type, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.zip"
    path.write_bytes(content)
    done = typed("rebuild", str(path))
    assert done.exit_code != 0
    assert "别的.zip" in f"{done.output}{done.exception}"
