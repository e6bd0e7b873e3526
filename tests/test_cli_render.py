"""A report on the command line becomes every document, without a database; nothing of anybody is written over."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from report.reading import read
from report.writing import FORMATS
from report.writing.bundle import BESIDE
from report.writing.data import interchange_bytes
from tests.processes import ROOT, Place
from tests.report.published import sheet

SEED = read("seed.txt", (ROOT / "tests/seed.txt").read_bytes())
ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a folder in which nothing was done yet."""
    return Place.at(tmp_path / "state")


def written(folder: Path, overview: str | None = None, name: str = "2020.report.json") -> str:
    """Write the first town's report as an interchange file, with another overview if one is given."""
    texts = SEED.texts if overview is None else {**SEED.texts, "overview": overview}
    path = folder / name
    path.write_bytes(interchange_bytes(replace(SEED, texts=texts)))
    return str(path)


def test_a_file_becomes_everything_that_leaves_the_house_and_no_database_is_touched(
    place: Place, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = place.run("render", written(tmp_path), "--address", ADDRESS, "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    made = [Path(path) for path in json.loads(done.stdout)["written"]]
    assert len(made) == len(FORMATS) + len(BESIDE) + 1
    assert {path.stat().st_size > 400 for path in made} == {True}
    for ending in (".html", ".docx", ".pdf", ".xlsx", ".report.json", "（一体机）.html", "（微信文章）.html"):
        (path,) = [path for path in made if path.name.endswith(f"报告{ending}")]
        assert read(path.name, path.read_bytes()).cells == SEED.cells, ending
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {path.name for path in made} - {"manifest.json"}
    (code,) = zxingcpp.read_barcodes(Image.open(next(path for path in made if path.name.endswith("（二维码）.png"))))
    assert code.text == ADDRESS
    assert not place.home.exists()


def test_only_what_is_named_is_written_and_the_page_finds_its_files_beside_it(place: Place, tmp_path: Path) -> None:
    done = place.run("render", written(tmp_path), "--to", "html，docx", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "out").iterdir()}
    stem = "广武镇人民政府2020年政府信息公开工作年度报告"
    assert names == {f"{stem}.html", f"{stem}.docx", "manifest.json"}
    assert f"{stem}.html" in done.stdout
    links = read_links(tmp_path / "out" / f"{stem}.html")
    assert links == [f"{stem}.docx"]


def read_links(page: Path) -> list[str]:
    from urllib.parse import unquote

    from lxml import html

    return [unquote(a.get("href")) for a in html.fromstring(page.read_text(encoding="utf-8")).xpath("//nav//a")]


def test_fields_are_filled_in_also_from_last_years_report(place: Place, tmp_path: Path) -> None:
    file = written(tmp_path, "受理申请 {{ t3.received.total }} 件，上年 {{ last.t3.received.total }} 件。")
    last = ROOT / "deployments/demo/2019.report.json"
    done = place.run("render", file, "--before", str(last), "--to", "json", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "out").glob("*.report.json")
    before = read(last.name, last.read_bytes()).cells["t3.received.total"]
    assert read(made.name, made.read_bytes()).texts["overview"] == f"受理申请 1 件，上年 {before} 件。"


def test_a_wrong_field_is_one_sentence_and_nothing_is_written_but_the_proof_shows_it(
    place: Place, tmp_path: Path
) -> None:
    file = written(tmp_path, "受理申请 {{ t3.recieved.total }} 件。")
    done = place.run("render", file, "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "最接近的是“t3.received.total”" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    assert place.run("render", file, "--to", "proof", "--out", str(tmp_path / "out")).returncode == 0
    (proof,) = (tmp_path / "out").glob("*（校样）.html")
    assert "t3.recieved.total" in proof.read_text(encoding="utf-8")


def test_characters_no_font_has_are_told_with_their_paragraphs_before_anything_is_written(
    place: Place, tmp_path: Path
) -> None:
    done = place.run("render", written(tmp_path, "第一段。\n有\ue000和😀。"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "U+E000" in done.stderr
    assert "U+1F600" in done.stderr
    assert "第 2 段" in done.stderr
    assert not (tmp_path / "out").exists()


def test_what_somebody_changed_by_hand_is_not_written_over(place: Place, tmp_path: Path) -> None:
    file = written(tmp_path)
    arguments = ("render", file, "--to", "html,json", "--out", str(tmp_path / "out"))
    assert place.run(*arguments).returncode == 0
    assert place.run(*arguments).returncode == 0  # the same once more
    (page,) = (tmp_path / "out").glob("*.html")
    page.write_text("我改过的", encoding="utf-8")
    done = place.run(*arguments)
    assert (done.returncode, page.name in done.stderr) == (2, True)
    assert page.read_text(encoding="utf-8") == "我改过的"
    assert place.run(*arguments, "--overwrite").returncode == 0
    assert "我改过的" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--to", "pdf,ppt"), "不认识“ppt”。--to 可以写：docx Word 版"),
        (("--fonts", "/nowhere"), "找不到字体文件夹 /nowhere"),
        (("--before", "/nowhere.html"), "找不到文件 /nowhere.html"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    place: Place, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = place.run("render", written(tmp_path), *arguments, "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_several_reports_go_into_folders_of_their_own(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other.report.json"
    other.write_bytes(interchange_bytes(replace(sheet("hongze_district_2024"), unit="洪泽区/人民政府")))
    done = place.run("render", written(tmp_path), str(other), "--to", "json", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["洪泽区_人民政府2024", f"{SEED.unit}2020"]
    refused = place.run("render", written(tmp_path), str(other), "--address", ADDRESS)
    assert (refused.returncode, "逐份排" in refused.stderr) == (2, True)


def test_the_usual_paragraphs_are_printed_with_numbers_or_with_fields(place: Place, tmp_path: Path) -> None:
    file = written(tmp_path)
    said = place.run("paragraphs", file).stdout
    assert "全年收到政府信息公开申请 1 件。" in said
    assert "全年收到政府信息公开申请 {{ t3.received.total }} 件" in place.run("paragraphs", file, "--fields").stdout
    assert set(json.loads(place.run("paragraphs", file, "--json").stdout)) == {
        "opening",
        "disclosure",
        "applications",
        "disputes",
    }


def test_a_superiors_notice_is_read_line_by_line_and_a_report_is_none(place: Place, tmp_path: Path) -> None:
    notice = next((ROOT / "tests/report/reading/samples/instructions").glob("*.docx"))
    done = place.run("instruction", str(notice))
    assert done.returncode == 0, done.stderr
    assert "依据第" in done.stdout
    assert json.loads(place.run("instruction", str(notice), "--json").stdout) == done.stdout.splitlines()
    refused = place.run("instruction", written(tmp_path))
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (2, 1)
