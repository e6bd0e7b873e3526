"""The kiosk's page shows the whole report to who stands before it, and leads nowhere else."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from lxml import html as parser
from lxml.html import HtmlElement
from PIL import Image

from report.sheet import Sheet
from report.writing import Outline, outline
from report.writing.brief import Brief, brief
from report.writing.kiosk import page
from tests.report.writing.browser import breadth, needs_chromium, opened

ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html"
NOTHING = Brief((), ())
SIZES = [(1080, 1920), (1920, 1080)]
SCREENS = ["home", "overview", "disclosure", "applications", "disputes", "problems", "other"]
SMALLEST_LETTER, SMALLEST_BUTTON = 28, 80


def _read(report: Outline) -> HtmlElement:
    return parser.fromstring(page(report, NOTHING).decode())


def _full(sheet: Sheet) -> bytes:
    shown = brief(sheet, [replace(sheet, year=sheet.year - 1)])
    return page(outline(sheet, signer=sheet.unit), shown, address=ADDRESS)


def test_every_paragraph_and_heading_is_there_in_order(report: Outline, passages: list[str]) -> None:
    article = _read(report).find(".//article")
    for table in article.xpath(".//div"):
        table.drop_tree()
    found = [it.text_content() for it in article.xpath(".//h2 | .//h3 | .//p")]
    assert article.find(".//h1").text_content() == report.title
    assert found == [*passages, report.signer, *([report.day] if report.day else [])]


def test_every_figure_stands_in_its_table_in_printed_order(report: Outline) -> None:
    found = [(cell.get("data-address"), cell.text_content()) for cell in _read(report).iter("td")]
    assert found == [(address, report.figures.get(address, "")) for address in report.form.addresses]


def test_every_section_has_a_button_and_no_link_leads_out_of_the_page(odd: Sheet) -> None:
    found = parser.fromstring(_full(odd).decode())
    assert found.xpath("//@href") == [f"#{screen}" for screen in SCREENS]
    assert all(found.get_element_by_id(screen) is not None for screen in SCREENS)
    assert not found.xpath("//script | //link | //img | //iframe | //form | //@src | //@onclick")


def test_names_in_the_page_are_given_once(guangwu: Sheet) -> None:
    names = parser.fromstring(_full(guangwu).decode()).xpath("//@id")
    assert len(names) == len(set(names))


def test_key_figures_and_charts_are_on_the_home_screen(guangwu: Sheet) -> None:
    shown = brief(guangwu, [replace(guangwu, year=2019)])
    home = parser.fromstring(_full(guangwu).decode()).get_element_by_id("home")
    assert [each.text for each in home.iter("strong")] == [each.value for each in shown.figures]
    assert [each.text for each in home.iter("figcaption")] == [chart.title for chart in shown.charts]


def test_without_an_address_there_is_no_code(guangwu: Sheet) -> None:
    found = parser.fromstring(page(outline(guangwu, signer=guangwu.unit), brief(guangwu)).decode())
    assert not found.xpath("//*[@class='code']")


@needs_chromium
@pytest.mark.parametrize("size", SIZES)
def test_a_touch_shows_one_screen_and_nothing_of_the_others(
    size: tuple[int, int], guangwu: Sheet, tmp_path: Path
) -> None:
    with opened(tmp_path, _full(guangwu), *size) as tab:

        def seen() -> list[str]:
            return [screen for screen in SCREENS if tab.locator(f"#{screen}").is_visible()]

        assert seen() == ["home"]
        for screen in [*SCREENS[1:], "home"]:
            tab.locator(f"nav a[href='#{screen}']").click()
            assert seen() == [screen]


@needs_chromium
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["next_year", "odd"])
def test_letters_are_large_buttons_broad_and_nothing_stands_out_at_the_side(
    name: str, size: tuple[int, int], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    letters = """() => [...document.querySelectorAll("body *")]
        .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(each => !["TITLE", "DESC", "title", "desc"].includes(each.tagName))
        .map(each => parseFloat(getComputedStyle(each).fontSize) * (each.getScreenCTM ? each.getScreenCTM().a : 1))"""
    buttons = "all => all.map(each => each.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    with opened(tmp_path, _full(request.getfixturevalue(name)), *size) as tab:
        assert min(tab.evaluate(letters)) >= SMALLEST_LETTER
        assert min(tab.locator("nav a").evaluate_all(buttons)) >= SMALLEST_BUTTON
        for button in tab.locator("nav a").all():
            button.click()
            assert breadth(tab) == size[0]
            assert tab.evaluate("document.scrollingElement.scrollHeight") == size[1]
            assert button.is_visible()


@needs_chromium
def test_labels_stay_beside_the_figures_when_table_3_is_scrolled(guangwu: Sheet, tmp_path: Path) -> None:
    with opened(tmp_path, _full(guangwu), 1080, 1920) as tab:
        tab.locator("nav a[href='#applications']").click()
        scroll = tab.locator("#applications .scroll")
        scroll.evaluate("each => { each.scrollLeft = each.scrollWidth }")
        label, total = (tab.locator(f"#applications {each}").bounding_box() for each in _LAST_ROW)
        assert label is not None
        assert total is not None
        assert label["x"] >= 0
        assert label["x"] + label["width"] <= total["x"]
        assert total["x"] + total["width"] <= 1080


_LAST_ROW = ("tr:last-child th[scope=row]", "[data-address='t3.carried_out.total']")


@needs_chromium
def test_a_telephone_takes_the_address_from_the_screen(guangwu: Sheet, tmp_path: Path) -> None:
    with opened(tmp_path, _full(guangwu), 1080, 1920) as tab:
        picture = tab.locator(".code svg").screenshot()
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(picture)))] == [ADDRESS]
