"""One sheet in every format: its files, their names, and the same bytes every time."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from report.reading import read
from report.sheet import Sheet, as_interchange
from report.writing import FORMATS, LINKED, Document, Site, UnprintableCharacter, render, report_hash
from tests.report.published import sheet

ROOT = Path(__file__).parents[3]
SITE = Site(name="荥阳市人民政府", url="https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html")
RENDER = """
import json, sys
from report.reading import read
from report.writing import Site, render
sheet = read("a.report.json", sys.stdin.buffer.read())
documents = render(sheet, signer=sheet.unit, site=Site(url="https://a.example/2020/index.html"), earlier=[sheet])
print(json.dumps({document.format: document.sha256 for document in documents}))
"""


def rendered(report: Sheet, site: Site = SITE) -> dict[str, Document]:
    return {document.format: document for document in render(report, signer=report.unit, site=site)}


def test_a_report_leaves_the_house_in_every_format_named_after_its_title(guangwu: Sheet) -> None:
    documents = rendered(guangwu)
    assert next(iter(documents)) == "html"
    assert {
        kind: each.name.removeprefix("广武镇人民政府2020年政府信息公开工作年度报告")
        for kind, each in documents.items()
    } == {
        "html": ".html",
        "docx": ".docx",
        "pdf": ".pdf",
        "json": ".report.json",
        "csv": ".csv",
        "xlsx": ".xlsx",
        "schema": "nianbao-report-1.schema.json",
        "digest": "（图解）.png",
        "poster-a3": "（公告栏A3）.pdf",
        "poster-a4": "（公告栏A4）.pdf",
        "weixin": "（微信文章）.html",
        "kiosk": "（一体机）.html",
        "qr-svg": "（二维码）.svg",
        "qr-png": "（二维码）.png",
    }
    assert {kind for kind, each in documents.items() if not each.path.startswith("files/")} == {"html", "kiosk"}


def test_only_what_is_asked_for_is_made_and_the_page_links_to_nothing_else(guangwu: Sheet) -> None:
    documents = {d.format: d for d in render(guangwu, signer=guangwu.unit, formats=["html", "csv"])}
    assert set(documents) == {"html", "csv"}
    assert documents["html"].content.count(b" download>") == 1
    assert rendered(guangwu)["html"].content.count(b" download>") == len(LINKED)


def test_without_the_address_of_the_page_there_is_no_code_that_would_lead_nowhere(guangwu: Sheet) -> None:
    assert set(FORMATS) - set(rendered(guangwu, Site())) == {"qr-svg", "qr-png"}


@pytest.mark.parametrize("title", ['a/b\\c:d*e?"f<g>h|', "字" * 300, "年报.", "../../年报"])
def test_file_names_stay_file_names(guangwu: Sheet, title: str) -> None:
    for document in rendered(replace(guangwu, title=title, texts={})).values():
        assert not set(document.name) & set('\\/:*?"<>|')
        assert not document.name.startswith(".")
        assert not document.name.endswith((".", " "))
        assert len(document.name.encode()) < 255


def test_another_process_makes_the_same_bytes(odd: Sheet) -> None:
    facts = json.dumps(as_interchange(odd)).encode()
    runs = [
        subprocess.run(
            [sys.executable, "-c", RENDER],
            input=facts,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    ]
    here = render(odd, signer=odd.unit, site=Site(url="https://a.example/2020/index.html"), earlier=[odd])
    expected = {document.format: document.sha256 for document in here}
    assert [json.loads(run) for run in runs] == [expected, expected]


def test_an_old_year_rendered_again_from_its_interchange_file_is_the_same_byte_for_byte() -> None:
    report, before = sheet("hongze_district_2024"), sheet("hongze_district_2023")
    again = read("2024.report.json", rendered(report)["json"].content)
    first, second = (render(each, signer=each.unit, site=SITE, earlier=[before]) for each in (report, again))
    assert [document.content for document in first] == [document.content for document in second]
    assert report_hash(first) == report_hash(second)


def test_one_changed_figure_changes_every_file_that_shows_figures(guangwu: Sheet) -> None:
    changed = replace(guangwu, cells={**guangwu.cells, "t3.received.total": "2"})
    before, after = rendered(guangwu), rendered(changed)
    same = {kind for kind in before if before[kind].sha256 == after[kind].sha256}
    assert same == {"schema", "qr-svg", "qr-png"}
    assert report_hash(before.values()) != report_hash(after.values())


@pytest.mark.parametrize("formats", [["docx"], ["html"], list(FORMATS)])
def test_nothing_is_returned_when_one_character_cannot_be_shown(guangwu: Sheet, formats: list[str]) -> None:
    with pytest.raises(UnprintableCharacter):
        render(replace(guangwu, title="某镇\ue000年报"), signer=guangwu.unit, formats=formats)
