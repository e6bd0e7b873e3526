"""The poster is one page whatever a report says, shows every key figure, and leads to the whole text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, get_args

import pdfplumber
import pypdfium2
import pytest
import zxingcpp

from report.sheet import Sheet
from report.writing import UnprintableCharacter, outline
from report.writing.brief import Brief, brief
from report.writing.poster import Paper, document, facts
from report.writing.typeset import picture
from tests.report.published import sheet as published
from tests.report.writing.golden import same_picture

if TYPE_CHECKING:  # pytest itself imports it below
    from tests.report.writing.verapdf import Judge

pytest_plugins = ["tests.report.writing.verapdf"]

ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html"
PAPERS: tuple[Paper, ...] = get_args(Paper)
SIZES = {"a3": (842, 1191), "a4": (595, 842)}
SMALLEST = {"a3": 16, "a4": 11}
LONG_NAME = "新疆维吾尔自治区巴音郭楞蒙古自治州和静县额勒再特乌鲁乡政府"
THIS, BEFORE = published("hongze_district_2024"), published("hongze_district_2023")


def _poster(sheet: Sheet, *earlier: Sheet, paper: Paper = "a3", address: str = ADDRESS) -> bytes:
    return document(outline(sheet, signer=sheet.unit), brief(sheet, earlier), paper=paper, address=address)


def _text(pdf: bytes) -> str:
    """Return the words in the order in which they are read aloud, without white space."""
    with pdfplumber.open(BytesIO(pdf)) as pages:
        (page,) = pages.pages
        return _tight("".join(char["text"] for char in page.chars))


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _said(pdf: bytes) -> list[str]:
    """Return what the codes on the page say to a telephone."""
    (page,) = pypdfium2.PdfDocument(pdf)
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]


@pytest.fixture(params=["guangwu", "next_year", "odd", "long", "bare", "noughts", "hongze", "long_name"])
def years(request: pytest.FixtureRequest, guangwu: Sheet, odd: Sheet) -> tuple[Sheet, Sheet]:
    """A report and that of the year before: small ones, large ones, hostile ones."""
    made = {
        "noughts": replace(guangwu, cells=dict.fromkeys(guangwu.cells, "0")),
        "hongze": THIS,
        "long_name": replace(odd, title="", unit=LONG_NAME),
    }
    sheet: Sheet = made.get(request.param) or request.getfixturevalue(request.param)
    return sheet, replace(sheet, year=sheet.year - 1, cells=dict.fromkeys(sheet.cells, "0"))


@pytest.mark.parametrize("address", ["", ADDRESS, ADDRESS + "?" + "x" * 200])
@pytest.mark.parametrize("paper", PAPERS)
def test_it_is_one_page_and_nothing_is_too_small_or_off_the_paper(
    years: tuple[Sheet, Sheet], paper: Paper, address: str
) -> None:
    with pdfplumber.open(BytesIO(_poster(*years, paper=paper, address=address))) as pdf:
        (page,) = pdf.pages
        assert (round(page.width), round(page.height)) == SIZES[paper]
        assert min(char["size"] for char in page.chars) >= SMALLEST[paper]
        margin = 0.06 * page.width
        assert min(char["x0"] for char in page.chars) >= margin
        assert max(char["x1"] for char in page.chars) <= page.width - margin
        assert max(char["bottom"] for char in page.chars) <= page.height


@pytest.mark.parametrize("paper", PAPERS)
def test_title_key_figures_and_signature_are_all_there(years: tuple[Sheet, Sheet], paper: Paper) -> None:
    sheet, _ = years
    told = _text(_poster(*years, paper=paper))
    report = outline(sheet, signer=sheet.unit)
    for each in brief(sheet).figures:
        assert f"{each.label}{each.value}{each.unit}" in told
    assert told.startswith(_tight(report.title))
    assert told.endswith(_tight(report.signer + report.day))


@pytest.mark.parametrize("count", range(1, 12))
def test_however_few_figures_there_are_each_has_its_place(next_year: Sheet, count: int) -> None:
    known = brief(next_year).figures
    some = Brief((known * 2)[:count], ())
    told = _text(document(outline(next_year, signer=next_year.unit), some, paper="a4"))
    assert [told.count(f"{each.label}{each.value}{each.unit}") for each in some.figures] == [
        some.figures.count(each) for each in some.figures
    ]


def test_a_title_that_would_fill_the_page_does_not_make_a_second_one(guangwu: Sheet) -> None:
    assert len(_text(_poster(replace(guangwu, title="某" * 2000, unit="x" * 400)))) > 2000


def test_changes_against_last_year_stand_under_their_figures() -> None:
    told = _text(_poster(THIS, BEFORE))
    for change in ("比上年多8937件", "比上年少185.28万元", "与上年相同"):
        assert change in told
    assert "上年" not in _text(_poster(THIS))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_telephone_reads_the_address_off_the_board(guangwu: Sheet, paper: Paper) -> None:
    pdf = _poster(guangwu, paper=paper)
    assert _said(pdf) == [ADDRESS]
    assert ADDRESS in _text(pdf)
    assert "扫码看全文" in _text(pdf)


def test_without_an_address_there_is_neither_code_nor_its_words(guangwu: Sheet) -> None:
    pdf = _poster(guangwu, address="")
    assert _said(pdf) == []
    assert "扫码" not in _text(pdf)


def test_a_report_of_nothing_but_noughts_fills_the_page_with_its_figures(guangwu: Sheet) -> None:
    noughts = replace(guangwu, cells=dict.fromkeys(guangwu.cells, "0"))
    with pdfplumber.open(BytesIO(_poster(noughts))) as noughts_pdf, pdfplumber.open(BytesIO(_poster(THIS))) as pdf:
        (page,), (crowded,) = noughts_pdf.pages, pdf.pages
        assert max(char["size"] for char in page.chars) > 1.5 * max(char["size"] for char in crowded.chars)


def test_an_empty_draft_says_that_there_is_nothing_to_show(bare: Sheet) -> None:
    assert "报告的数据还没有填写。" in _text(_poster(bare))


def test_what_an_organ_wrote_is_neither_markup_nor_link(odd: Sheet) -> None:
    pdf = _poster(odd)
    assert '<b>&"{{x}}#panic("x")$*_' in _text(pdf)
    with pdfplumber.open(BytesIO(pdf)) as pages:
        assert pages.annots == []


def test_a_character_no_font_has_is_named_and_not_left_out(guangwu: Sheet) -> None:
    with pytest.raises(UnprintableCharacter) as caught:
        _poster(replace(guangwu, title="高兴😀2020年报告"))
    assert caught.value.character == "😀"


ELSEWHERE = """
from hashlib import sha256
from tests.report.writing.test_poster import BEFORE, THIS, _poster
print(sha256(_poster(THIS, BEFORE)).hexdigest())
"""


def test_another_process_makes_the_same_bytes() -> None:
    run = [sys.executable, "-c", ELSEWHERE]
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    printed = subprocess.run(run, env=env, capture_output=True, encoding="utf-8", check=True).stdout
    assert printed.strip() == sha256(_poster(THIS, BEFORE)).hexdigest()


@pytest.mark.parametrize("paper", PAPERS)
def test_it_can_be_archived_and_read_aloud(
    verapdf: Judge, guangwu: Sheet, odd: Sheet, bare: Sheet, paper: Paper
) -> None:
    files = {
        "seed": _poster(guangwu, paper=paper),
        "hongze": _poster(THIS, BEFORE, paper=paper),
        "odd": _poster(odd, replace(odd, year=2022), paper=paper),
        "bare": _poster(bare, paper=paper, address=""),
    }
    assert verapdf(files) == {(name, profile): () for name in files for profile in ("2a", "ua1")}


def test_it_looks_as_it_did_when_somebody_last_looked(guangwu: Sheet, odd: Sheet) -> None:
    noughts = replace(guangwu, cells=dict.fromkeys(guangwu.cells, "0"))
    shown = {"seed": (guangwu, ()), "hongze": (THIS, [BEFORE]), "odd": (odd, ()), "noughts": (noughts, ())}
    for name, (sheet, earlier) in shown.items():
        told = facts(outline(sheet, signer=sheet.unit), brief(sheet, earlier), ADDRESS)
        same_picture(f"poster-{name}", picture("poster", {"paper": "a3", **told}, ppi=48))
