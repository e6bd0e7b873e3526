"""Corrected, withdrawn and replaced pages: what they say, to whom they can be read, and that nothing breaks them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html as parser

from report.erratum import Change, Erratum, changes_between
from report.reading import read
from report.sheet import Sheet
from report.writing import html, outline, render, report_hash
from report.writing.column import Listing, column_page
from report.writing.html import Site
from report.writing.withdrawal import Withdrawn, old_version, withdrawal_page
from tests.report.writing.browser import needs_chromium, opened
from tests.report.writing.test_axe import objections

FIRST, SECOND = date(2021, 1, 7), date(2021, 1, 11)
CHANGES = (Change("表二", "36", "37"), Change("总体情况", "", "补一段"))
ERRATUM = Erratum(FIRST, SECOND, "漏计<一个>。", CHANGES, "versions/1/index.html")
GONE = Erratum(FIRST, SECOND, "个人信息没有隐去。", withdrawn=True)
NOTICE = Withdrawn(
    "荥阳市广武镇人民政府", "<b>广武镇</b>年报", FIRST, SECOND, "含<个人>信息。", "党政办公室", "0371-64000001"
)
LISTINGS = (
    Listing("2021/index.html", "2021年报", FIRST),
    Listing("2020/index.html", "2020年报", FIRST, corrected_on=SECOND),
    Listing("2019/index.html", "2019年报", FIRST, withdrawn_on=SECOND),
)


def corrected(sheet: Sheet) -> bytes:
    return html.page(outline(sheet, signer=sheet.unit), errata=(ERRATUM, GONE))


def withdrawn(sheet: Sheet) -> bytes:
    return withdrawal_page(NOTICE, site=Site(name="荥阳市人民政府", url="https://xingyang.example/2020/index.html"))


def replaced(sheet: Sheet) -> bytes:
    return old_version(html.page(outline(sheet, signer=sheet.unit)), FIRST, SECOND)


def listed(sheet: Sheet) -> bytes:
    return column_page(sheet.unit, LISTINGS)


def said(page: bytes, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in parser.fromstring(page.decode()).xpath(path)]


def test_a_page_without_corrections_is_the_same_as_ever(guangwu: Sheet) -> None:
    plain = html.page(outline(guangwu, signer=guangwu.unit))
    assert html.page(outline(guangwu, signer=guangwu.unit), errata=()) == plain
    assert b"errata" not in plain


def test_a_corrected_page_says_when_why_and_what_and_what_was_withdrawn_is_not_repeated(guangwu: Sheet) -> None:
    [note] = said(corrected(guangwu), "//aside[@class='errata']")
    assert note == (
        "更正说明 2021年1月7日公开的本报告，于2021年1月11日更正，原因：漏计<一个>。 "
        "表二：原为 36，更正为 37 总体情况：原为 （空），更正为 补一段 看更正前的版本 "
        "本报告曾于2021年1月7日公开，2021年1月11日撤回，原因：个人信息没有隐去。现改正后重新公开。"
    )


@pytest.mark.parametrize("page", [corrected, replaced])
def test_the_report_is_still_read_as_what_it_is(page: Callable[[Sheet], bytes], guangwu: Sheet) -> None:
    again = read("index.html", page(guangwu))
    plain = read("index.html", html.page(outline(guangwu, signer=guangwu.unit)))
    assert (again.cells, again.texts, again.title) == (plain.cells, plain.texts, plain.title)


def test_the_notice_says_what_when_why_and_whom_to_ask(guangwu: Sheet) -> None:
    text = " ".join(said(withdrawn(guangwu), "//main"))
    contact = "请与党政办公室联系，电话：0371-64000001"
    for words in ("《<b>广武镇</b>年报》", "已于2021年1月11日撤回", "含<个人>信息。", contact):
        assert words in text


def test_an_old_version_differs_in_one_line_on_top_alone(guangwu: Sheet) -> None:
    plain = html.page(outline(guangwu, signer=guangwu.unit)).decode().splitlines()
    shown = replaced(guangwu).decode().splitlines()
    [line] = [line for line in shown if line not in plain]
    assert shown.index(line) == plain.index("<body>") + 1
    assert re.sub(r"<[^>]+>", "", line) == "这是2021年1月7日公开的旧版本，已于2021年1月11日更正。看现行版本"


def test_the_column_tells_published_corrected_and_withdrawn_apart(guangwu: Sheet) -> None:
    assert said(listed(guangwu), "//li") == [
        "2021年报 2021-01-07",
        "2020年报 2021-01-07 更正于 2021-01-11",
        "2019年报（已撤回） 撤回于 2021-01-11",
    ]


def test_another_correction_is_another_report_to_sign(guangwu: Sheet) -> None:
    plain, noted = (
        report_hash(render(guangwu, signer=guangwu.unit, formats=("html",), errata=errata))
        for errata in ((), (ERRATUM,))
    )
    assert plain != noted


def test_what_changed_is_named_as_it_is_printed(guangwu: Sheet) -> None:
    cells = {**guangwu.cells, "t2.procurement.projects": "37"}
    [change] = changes_between(guangwu, replace(guangwu, cells=cells))
    assert change == Change("表二“政府集中采购”行“采购项目数量”列", guangwu.cells["t2.procurement.projects"], "37")


@needs_chromium
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", [corrected, withdrawn, replaced, listed])
def test_no_such_page_shuts_anybody_out(
    page: Callable[[Sheet], bytes], width: int, guangwu: Sheet, tmp_path: Path
) -> None:
    with opened(tmp_path, page(guangwu), width, 900) as tab:
        assert objections(tab) == []
