"""The column leads to every year's report, under the tags of a column of a government site."""

from datetime import date

from lxml import html as parser
from lxml.html import HtmlElement

from report.writing import Site
from report.writing.column import Listing, column_page

LISTINGS = [
    Listing("2021/index.html", "广武镇2021年政府信息公开工作年度报告", date(2022, 1, 12)),
    Listing("2020/index.html", "<b>广武镇</b>", date(2021, 1, 7)),
]


def _read(site: Site | None = None) -> HtmlElement:
    return parser.fromstring(column_page("广武镇人民政府", LISTINGS, site=site).decode())


def _tags(found: HtmlElement) -> dict[str, str]:
    return {tag.get("name"): tag.get("content") for tag in found.xpath("//meta[@name!='viewport']")}


def test_every_year_is_led_to_in_the_order_given() -> None:
    found = _read()
    assert [(a.get("href"), a.text) for a in found.iter("a")] == [(each.path, each.title) for each in LISTINGS]
    assert [time.get("datetime") for time in found.iter("time")] == ["2022-01-12", "2021-01-07"]


def test_the_column_names_itself_where_the_site_says_nothing() -> None:
    assert _tags(_read()) == {
        "ColumnName": "政府信息公开年报",
        "ColumnDescription": "广武镇人民政府历年政府信息公开工作年度报告",
        "ColumnType": "信息公开年报",
    }


def test_the_column_says_what_the_site_says_of_it() -> None:
    site = Site(
        name="荥阳市人民政府",
        domain="www.xingyang.gov.cn",
        id_code="4101820001",
        column="年报",
        column_description="各年报告",
        column_keywords="年报,公开",
    )
    assert _tags(_read(site)) == {
        "SiteName": "荥阳市人民政府",
        "SiteDomain": "www.xingyang.gov.cn",
        "SiteIDCode": "4101820001",
        "ColumnName": "年报",
        "ColumnDescription": "各年报告",
        "ColumnKeywords": "年报,公开",
        "ColumnType": "信息公开年报",
    }
