"""The web page says what the report says, to people and to machines."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html as parser
from lxml.html import HtmlElement

from report.sheet import Sheet
from report.writing import Outline, Site, outline
from report.writing.brief import brief
from report.writing.html import page
from tests.report.writing.browser import breadth, needs_chromium, opened

Matrix = list[list[str]]


def _read(report: Outline) -> HtmlElement:
    return parser.fromstring(page(report).decode())


def _matrix(table: HtmlElement) -> Matrix:
    """Expand rowspans and colspans, as a browser does."""
    taken: dict[tuple[int, int], str] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    assert (row + down, column + right) not in taken
                    taken[row + down, column + right] = cell.text_content()
    height, width = (max(place[axis] for place in taken) + 1 for axis in (0, 1))
    return [[taken[row, column] for column in range(width)] for row in range(height)]


def test_every_cell_stands_where_the_form_says(report: Outline, model: list[Matrix]) -> None:
    assert [_matrix(table) for table in _read(report).iter("table")] == model


def test_every_paragraph_and_heading_is_there_in_order(report: Outline, passages: list[str]) -> None:
    article = _read(report).find(".//article")
    for table in article.xpath(".//div"):
        table.drop_tree()
    found = [it.text_content() for it in article.xpath(".//h2 | .//h3 | .//p")]
    assert article.findtext(".//title") is None
    assert article.find(".//h1").text_content() == report.title
    assert found == [*passages, report.signer, *([report.day] if report.day else [])]


def test_every_figure_carries_its_address_and_is_headed_by_labels_of_the_page(report: Outline) -> None:
    found = _read(report)
    cells = found.xpath("//td")
    assert [cell.get("data-address") for cell in cells] == list(report.form.addresses)
    names = {cell.get("id") for cell in found.xpath("//th")}
    assert all(set(cell.get("headers").split()) <= names for cell in cells)
    assert all(cell.get("scope") in {"row", "col", "rowgroup", "colgroup"} for cell in found.xpath("//th"))


def test_nothing_an_organ_writes_becomes_markup_or_script(odd: Sheet) -> None:
    found = _read(outline(odd, signer=odd.unit))
    assert not found.xpath("//script")
    assert not found.xpath("//p//b[not(@class='lead')]")


def test_tables_can_be_scrolled_by_keyboard_and_are_named(guangwu: Sheet) -> None:
    found = _read(outline(guangwu, signer=guangwu.unit))
    for region in found.xpath("//div[@role='region']"):
        caption = found.get_element_by_id(region.get("aria-labelledby"))
        assert (region.get("tabindex"), caption.tag) == ("0", "caption")
        assert caption.text_content() == region.find("table/caption").text


def test_the_page_carries_the_tags_a_government_site_must_and_leaves_out_the_unknown(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    site = Site(name="荥阳市人民政府", column="政府信息公开年报", published=datetime(2021, 1, 20, 9, 5))
    found = parser.fromstring(page(report, site=site).decode())
    assert {tag.get("name"): tag.get("content") for tag in found.xpath("//meta[@name!='viewport']")} == {
        "SiteName": "荥阳市人民政府",
        "ColumnName": "政府信息公开年报",
        "ColumnType": "信息公开年报",
        "ArticleTitle": "广武镇人民政府2020年政府信息公开工作年度报告",
        "PubDate": "2021-01-20 09:05",
        "ContentSource": "荥阳市广武镇人民政府",
    }


def test_every_tag_of_a_content_page_is_filled_in_from_the_site(guangwu: Sheet) -> None:
    site = Site(
        name="门户",
        domain="www.xingyang.gov.cn",
        id_code="4101820001",
        keywords="政府信息公开,年度报告",
        author="党政办公室",
        description="2020年的公开工作",
        image="https://www.xingyang.gov.cn/mark.png",
        url="https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html",
    )
    found = parser.fromstring(page(outline(guangwu, signer=guangwu.unit), site=site).decode())
    said = {tag.get("name"): tag.get("content") for tag in found.xpath("//meta[@name!='viewport']")}
    assert list(said) == [
        *("SiteName", "SiteDomain", "SiteIDCode", "ArticleTitle", "ContentSource"),
        *("Keywords", "Author", "Description", "Image", "Url"),
    ]
    assert (said["SiteDomain"], said["Author"], said["Url"]) == (site.domain, site.author, site.url)


def test_programs_are_told_of_which_unit_and_year_the_figures_are_and_each_exact_number(next_year: Sheet) -> None:
    cells = {**next_year.cells, "t2.fees.amount": "0.092", "t3.granted.total": "1,024 件", "t3.granted.business": ""}
    report = outline(replace(next_year, cells=cells), signer=next_year.unit)
    found = _read(report)
    (article,) = found.xpath("//article")
    said = {name: text for name, text in article.items() if name.startswith("data-")}
    assert said == {"data-edition": "2021", "data-year": "2023", "data-unit": "荥阳市广武镇人民政府"}
    exact = {td.get("data-address"): (td.get("data-value"), td.get("data-measure")) for td in found.iter("td")}
    assert exact["t2.fees.amount"] == ("920", "元")
    assert exact["t3.granted.total"] == ("1024", None)
    assert exact["t3.granted.business"] == (None, None)  # a blank is no number


def test_each_table_names_its_own_edition_where_they_differ(guangwu: Sheet) -> None:
    mixed = replace(guangwu, year=2022, editions={"t2": 2021})
    tables = _read(outline(mixed, signer=mixed.unit)).iter("table")
    assert [table.get("data-edition") for table in tables] == ["2021", "2019", "2019"]


def test_charts_stand_beside_the_report_and_not_in_it(guangwu: Sheet) -> None:
    charts = brief(guangwu, [replace(guangwu, year=2019)]).charts
    found = parser.fromstring(page(outline(guangwu, signer=guangwu.unit), charts=charts).decode())
    assert [each.text for each in found.xpath("//aside//figcaption")] == [chart.title for chart in charts]
    assert len(found.xpath("//aside//figure/svg")) == len(charts) > 1
    assert not found.xpath("//main//svg")
    assert not _read(outline(guangwu, signer=guangwu.unit)).xpath("//aside")


def test_headings_go_down_step_by_step(report: Outline) -> None:
    levels = [int(each.tag[1]) for each in _read(report).xpath("//h1 | //h2 | //h3")]
    assert all(deeper <= above + 1 for above, deeper in pairwise(levels))


def test_a_sub_heading_above_the_first_section_heads_nothing(guangwu: Sheet) -> None:
    sheet = replace(guangwu, texts={"preamble": "（一）引言。\n正文。"})
    assert not _read(outline(sheet, signer=sheet.unit)).xpath("//h3")


@needs_chromium
@pytest.mark.parametrize("name", ["guangwu", "odd"])
def test_the_page_fits_a_desk_and_a_telephone_without_asking_for_anything(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sheet: Sheet = request.getfixturevalue(name)
    charts = brief(sheet, [replace(sheet, year=sheet.year - 1)]).charts
    content = page(outline(sheet, signer=sheet.unit), links=[("a.pdf", "PDF 版")], charts=charts)
    for width in (1280, 390):
        with opened(tmp_path, content, width, 900) as tab:
            assert breadth(tab) == width


@needs_chromium
def test_what_is_printed_is_the_report_alone(guangwu: Sheet, tmp_path: Path) -> None:
    charts = brief(guangwu, [replace(guangwu, year=2019)]).charts
    content = page(outline(guangwu, signer=guangwu.unit), links=[("a.pdf", "PDF 版")], charts=charts)
    with opened(tmp_path, content, 1280, 900) as tab:
        assert tab.locator("aside").is_visible()
        tab.emulate_media(media="print")
        assert not tab.locator("aside").is_visible()
        assert not tab.locator("nav").is_visible()
        assert tab.locator("article").is_visible()


def test_downloads_are_offered_only_when_there_are_any(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    links = [("年报.pdf", "PDF 版"), ('a"b.docx', "<Word>")]
    found = parser.fromstring(page(report, links=links).decode())
    assert [(a.get("href"), a.text) for a in found.xpath("//nav//a")] == links
    assert not _read(report).xpath("//nav")
