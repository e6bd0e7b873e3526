"""The web page says what the report says, to people and to machines."""

from datetime import datetime

from lxml import html as parser
from lxml.html import HtmlElement

from report.sheet import Sheet
from report.writing import Outline, Site, outline
from report.writing.html import page

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


def test_downloads_are_offered_only_when_there_are_any(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    links = [("年报.pdf", "PDF 版"), ('a"b.docx', "<Word>")]
    found = parser.fromstring(page(report, links=links).decode())
    assert [(a.get("href"), a.text) for a in found.xpath("//nav//a")] == links
    assert not _read(report).xpath("//nav")
