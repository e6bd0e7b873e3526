"""A report with everything that was found in it marked, and the page that leads to many."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from report.inspection import Inspection
from report.writing.marked_page import MarkedPages, marked_page
from tests.report.writing.inspections import CARRIED, FEES, HOSTILE, RECEIVED, TOTAL, an_inspection


class Page(HTMLParser):
    """A page as a screen reader meets it: elements with their attributes, the text of each cell and each mark."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.cells: dict[str, str] = {}
        self.quoted: list[tuple[str, str]] = []
        self._cell = self._mark = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag == "td":
            self._cell = attributes.get("data-address", "")
        if tag == "mark":
            self._mark = attributes["class"]
            self.quoted.append((self._mark, ""))

    def handle_endtag(self, tag: str) -> None:
        self._cell = "" if tag == "td" else self._cell
        self._mark = "" if tag == "mark" else self._mark

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.cells[self._cell] = self.cells.get(self._cell, "") + data
        if self._mark:
            self.quoted[-1] = (self._mark, self.quoted[-1][1] + data)

    def at(self, address: str) -> dict[str, str]:
        """Return the attributes of a cell."""
        return next(attributes for _, attributes in self.elements if attributes.get("data-address") == address)


def page_of(inspection: Inspection) -> Page:
    return Page(marked_page(inspection))


def test_a_marked_cell_has_its_figure_a_sign_the_number_of_each_finding_and_the_sentences() -> None:
    page = page_of(an_inspection())
    assert page.cells[TOTAL] == "12×须改正，见第1条、!提示，见第5条"
    assert page.at(TOTAL)["class"] == "marked error"
    assert page.at(TOTAL)["title"] == f"T3-02 总计不对{HOSTILE}。\nF-03 提示一下。"
    assert page.cells[RECEIVED] == "11✓已说明，见第2条"
    assert page.at(CARRIED)["class"] == "marked notice"  # a notice weighs more than what is explained


def test_a_cell_without_a_finding_is_as_it_was_printed_and_one_that_was_not_read_says_so() -> None:
    page = page_of(an_inspection())
    assert (page.cells["t2.licensing.decisions"], "class" in page.at("t2.licensing.decisions")) == ("550", False)
    assert page.cells[FEES] == "未读到–无法判断，见第6条"
    assert page.at(FEES)["class"] == "marked unjudged absent"


def test_quoted_words_are_marked_where_they_stand_and_quotations_may_overlap() -> None:
    page = page_of(an_inspection())
    assert page.quoted == [
        ("explain", "2021年度?需说明，见第4条"),
        ("explained", "收到申请 13 件，"),
        ("explain", "全部✓已说明，见第2条"),
        ("explain", "办结?需说明，见第3条"),
    ]


def test_a_quotation_over_two_lines_is_marked_in_both_and_one_that_is_not_there_in_none() -> None:
    inspection = an_inspection()

    def quoting(words: str) -> Page:
        point = inspection.points[2]
        return page_of(replace(inspection, points=(replace(point, finding=replace(point.finding, quote=words)),)))

    assert [words for _, words in quoting("主动公开。\n本年收到").quoted] == [
        "主动公开。",
        "本年收到?需说明，见第1条",
    ]
    assert quoting("别处的话").quoted == quoting("").quoted == []


def test_every_link_of_the_page_leads_to_something_on_it() -> None:
    page = page_of(an_inspection())
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    links = {attributes["href"][1:] for tag, attributes in page.elements if tag == "a"}
    assert links <= set(ids)
    assert {"p1", "p6"} < links
    assert len(ids) == len(set(ids))


def test_the_page_stands_alone_runs_nothing_and_shows_strangers_words_as_words() -> None:
    content = marked_page(an_inspection()).decode()
    tags = {tag for tag, _ in page_of(an_inspection()).elements}
    assert not tags & {"script", "link", "img", "iframe", "object"}
    assert HOSTILE not in content
    assert "含上年结转&lt;script&gt;" in content
    assert re.findall(r"https?://|url\(", content) == []


def test_tables_keep_their_captions_and_heads_and_the_list_has_its_own() -> None:
    page = page_of(an_inspection())
    tables = [attributes for tag, attributes in page.elements if tag == "table"]
    assert len(tables) == len([tag for tag, _ in page.elements if tag == "caption"]) == 4
    assert [a for tag, a in page.elements if tag == "th" and "scope" not in a] == []
    assert [a for tag, a in page.elements if "data-address" in a and not a["headers"]] == []


def test_a_title_that_was_not_read_is_not_made_up() -> None:
    inspection = an_inspection()
    assert inspection.sheet
    page = marked_page(replace(inspection, sheet=replace(inspection.sheet, title=""))).decode()
    assert '<h1 id="title">（没有读到标题）</h1>' in page


def test_a_report_without_findings_says_so() -> None:
    assert "没有发现问题。" in marked_page(replace(an_inspection(), points=())).decode()


# Many reports


def test_each_report_has_its_page_and_the_worst_stands_first_in_the_one_that_leads_to_all() -> None:
    written: dict[str, bytes] = {}
    pages = MarkedPages(written.__setitem__)
    inspection = an_inspection()
    pages.add(replace(inspection, points=()))
    pages.add(inspection)
    pages.add(Inspection("../坏?.pdf", refused=f"打不开{HOSTILE}。"))
    index = Page(pages.index())
    assert list(written) == ["0001-荥阳市广武镇人民政府2021.html", "0002-荥阳市广武镇人民政府2021.html", "0003.html"]
    links = [attributes["href"] for tag, attributes in index.elements if tag == "a"]
    assert [link[:4] for link in links] == ["0003", "0002", "0001"]
    assert "共 3 份，读不出来 1 份，没有发现问题的 1 份。" in pages.index().decode()
    assert HOSTILE not in pages.index().decode()
    assert 'href="index.html"' in written["0002-荥阳市广武镇人民政府2021.html"].decode()
