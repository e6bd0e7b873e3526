"""Nobody is shut out: axe-core finds nothing to object to in any page we publish."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from report.sheet import Sheet
from report.writing import Outline, Site, html, kiosk, outline, weixin
from report.writing.brief import brief
from report.writing.column import Listing, column_page
from report.writing.marked_page import MarkedPages, marked_page
from tests.report.writing.browser import needs_chromium, opened
from tests.report.writing.inspections import an_inspection

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_chromium

EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SITE = Site(name="荥阳市人民政府", column="政府信息公开年报", published=datetime(2021, 1, 20, 9, 5))
LINKS = [("files/0f/report.pdf", "PDF 版"), ("files/0f/report.docx", "Word 版")]
ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html"


def objections(tab: "Page", **only: object) -> list[str]:
    """Return what axe objects to, each with the element it means."""
    from axe_playwright_python.sync_playwright import Axe

    run = only or {"type": "tag", "values": EVERYTHING}
    found = Axe().run(tab, options={"runOnly": run, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def _report(sheet: Sheet) -> tuple[Outline, Sheet]:
    return outline(sheet, signer=sheet.unit), replace(sheet, year=sheet.year - 1)


def site_page(sheet: Sheet) -> bytes:
    report, before = _report(sheet)
    return html.page(report, site=SITE, links=LINKS, charts=brief(sheet, [before]).charts)


def column(sheet: Sheet) -> bytes:
    report, _ = _report(sheet)
    return column_page(sheet.unit, [Listing("2020/index.html", report.title, date(2021, 1, 20))], site=SITE)


def marked(sheet: Sheet) -> bytes:
    return marked_page(an_inspection(), back="index.html")


def all_marked(sheet: Sheet) -> bytes:
    pages = MarkedPages(lambda name, content: None)
    pages.add(an_inspection())
    return pages.index()


PAGES = [
    ("guangwu", site_page),
    ("next_year", site_page),
    *(("guangwu", page) for page in (column, marked, all_marked)),
]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("edition", "page"), PAGES)
def test_no_page_shuts_anybody_out(
    page: Callable[[Sheet], bytes], edition: str, width: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with opened(tmp_path, page(request.getfixturevalue(edition)), width, 900) as tab:
        assert objections(tab) == []


@pytest.mark.parametrize("edition", ["guangwu", "next_year"])
def test_no_screen_of_the_kiosk_shuts_anybody_out(
    edition: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sheet: Sheet = request.getfixturevalue(edition)
    report, before = _report(sheet)
    content = kiosk.page(report, brief(sheet, [before]), address=ADDRESS)
    with opened(tmp_path, content, 1080, 1920) as tab:
        for button in tab.locator("nav a").all():
            button.click()
            assert objections(tab) == []


@pytest.mark.parametrize("edition", ["guangwu", "next_year"])
def test_the_article_can_be_read_by_who_sees_little_or_nothing(
    edition: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sheet: Sheet = request.getfixturevalue(edition)
    report, before = _report(sheet)
    content = weixin.article(report, brief(sheet, [before]), address=ADDRESS)
    rules = ["color-contrast", "image-alt", "svg-img-alt", "role-img-alt", "td-headers-attr", "scope-attr-valid"]
    with opened(tmp_path, content, 375, 812) as tab:
        assert objections(tab, type="rule", values=rules) == []
