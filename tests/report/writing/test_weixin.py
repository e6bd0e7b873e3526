"""The article says everything the report says, within a telephone's width and by what the 公众号 editor keeps."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as parser
from lxml.html import HtmlElement

from report.forms import FORMS
from report.sheet import Sheet
from report.writing import Outline, outline
from report.writing.brief import Brief, brief
from report.writing.weixin import article, groups
from tests.report.writing.browser import breadth, needs_chromium, opened

ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html"
NOTHING = Brief((), ())


def _read(report: Outline, shown: Brief = NOTHING, address: str = "") -> HtmlElement:
    return parser.fromstring(article(report, shown, address=address).decode())


def _of(sheet: Sheet) -> HtmlElement:
    shown = brief(sheet, [replace(sheet, year=sheet.year - 1)])
    return _read(outline(sheet, signer=sheet.unit), shown, ADDRESS)


def test_every_figure_of_the_report_stands_once_under_its_address(report: Outline) -> None:
    found = [(each.get("data-address"), each.text or "") for each in _read(report).xpath("//span[@data-address]")]
    assert sorted(found) == sorted((address, report.figures.get(address, "")) for address in report.form.addresses)


def test_every_paragraph_and_heading_is_there_in_order(report: Outline, passages: list[str]) -> None:
    found = [each.text_content() for each in _read(report).xpath("//p")]
    note = report.form.table("t3").cells[0].text
    last = [report.signer, *([report.day] if report.day else [])]
    assert [words for words in found if words != note] == [report.title, *passages, *last]


def test_each_row_of_table_3_has_its_words_above_its_seven_figures_and_the_applicants_above_both(
    report: Outline,
) -> None:
    lines = {line.key: line for line in report.form.table("t3").lines}
    for body in _read(report).xpath("//tbody[.//@data-address[starts-with(., 't3.')]]"):
        words, figures = body.xpath("./tr")
        addresses = figures.xpath(".//@data-address")
        line = lines.pop(addresses[0].split(".")[1])
        assert words.text_content() == line.label
        assert addresses == [f"t3.{line.key}.{column.key}" for column in line.columns]
        *above, applicants = (row.text_content() for row in body.getparent().iterfind("thead/tr"))
        assert applicants == "".join(column.label for column in line.columns)
        assert above == (["　".join(line.labels[:-1])] if len(line.labels) > 1 else [])
    assert not lines


def test_table_4_is_turned_and_every_figure_stands_beside_its_result_and_below_its_case(report: Outline) -> None:
    (table,) = _read(report).xpath("//table[.//@data-address[starts-with(., 't4.')]]")
    first, second, third = report.form.table("t4").lines
    labels = [first.label, "行政诉讼", second.label, third.label]
    assert [cell.text for cell in table.xpath("thead//th")] == ["结果", *labels]
    rows = [(row.findtext("th"), row.xpath(".//@data-address")) for row in table.iterfind("tbody/tr")]
    assert rows == [
        (column.label, [f"t4.{line.key}.{column.key}" for line in (first, second, third)]) for column in first.columns
    ]


def test_a_blank_stays_a_blank_and_a_nought_a_nought(guangwu: Sheet) -> None:
    cells = {**guangwu.cells, "t3.granted.business": "", "t3.granted.research": "0"}
    found = _of(replace(guangwu, cells=cells))
    shown = {each.get("data-address"): each.text_content() for each in found.xpath("//span[@data-address]")}
    assert (shown["t3.granted.business"], shown["t3.granted.research"]) == ("", "0")


@pytest.mark.parametrize("edition", FORMS)
def test_no_row_of_table_3_is_lost_between_the_groups(edition: int) -> None:
    table = FORMS[edition].table("t3")
    assert [line for group in groups(table) for line in group.lines] == list(table.lines)
    assert all(line.labels[:-1] == group.labels for group in groups(table) for line in group.lines)


@pytest.mark.parametrize("name", ["guangwu", "next_year", "odd"])
def test_nothing_is_in_the_article_that_the_editor_drops(name: str, request: pytest.FixtureRequest) -> None:
    found = _of(request.getfixturevalue(name))
    assert len(found.xpath("//svg")) > 1
    assert not found.xpath("//style | //script | //link | //a | //img | //iframe | //input | //@class | //@id")
    assert not [look for look in found.xpath("//@style") if "position" in look or "url(" in look]
    kept = {"html", "head", "meta", "title", "body", "section", "p", "span", "strong"}
    kept |= {"table", "thead", "tbody", "tr", "th", "td", "svg", "desc", "path", "text", "rect", "circle"}
    assert {each.tag for each in found.iter()} == kept


def test_key_figures_open_the_article_and_the_address_closes_it(guangwu: Sheet) -> None:
    shown = brief(guangwu)
    first, last = _of(guangwu).xpath("//section[@role='complementary']")
    values = [each.text for each in first.iter("strong")]
    assert values[: len(shown.figures)] == [each.value for each in shown.figures]
    assert [each.text for each in last.iter("p")][-1] == ADDRESS
    assert "阅读原文" in last.text_content()
    assert not _read(outline(guangwu, signer=guangwu.unit)).xpath("//section[@role]")


def test_the_same_report_is_the_same_article(odd: Sheet) -> None:
    report = outline(odd, signer=odd.unit)
    assert article(report, brief(odd), address=ADDRESS) == article(report, brief(odd), address=ADDRESS)


@needs_chromium
@pytest.mark.parametrize("name", ["guangwu", "next_year", "odd"])
def test_nothing_is_broader_than_a_telephone(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    sheet: Sheet = request.getfixturevalue(name)
    shown = brief(sheet, [replace(sheet, year=sheet.year - 1)])
    with opened(tmp_path, article(outline(sheet, signer=sheet.unit), shown, address=ADDRESS), 375, 812) as tab:
        assert breadth(tab) == 375
        sides = "all => all.map(each => each.getBoundingClientRect().right)"
        assert max(tab.locator("table, td, th, section, svg").evaluate_all(sides)) <= 375
        inside = "all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.textContent)"
        assert tab.locator("td, th").evaluate_all(inside) == []
