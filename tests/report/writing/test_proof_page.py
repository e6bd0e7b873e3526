"""The proof shows every number of the texts with where it comes from, and what to do about those that were typed."""

from dataclasses import replace

from lxml import html

from report.fields import fill_in
from report.writing.proof_page import proof_page
from tests.report.checks.sheets import clean

TEXT = (
    "收到政府信息公开申请{{ t3.received.total }}件，办结 9 件，上年结转1件<script>。\n"
    "作出行政许可决定551件。{{ t3.recieved.total }}。"
)
SHEET = fill_in(replace(clean(), texts={"preamble": "引言。", "overview": TEXT}))


def read() -> html.HtmlElement:
    return html.fromstring(proof_page(SHEET).decode())


def test_every_number_is_marked_by_where_it_comes_from() -> None:
    marks = [(mark.get("class"), mark.text, mark.get("title")) for mark in read().xpath("//section//p/span")]
    assert marks == [
        ("bound", "11", "{{ t3.received.total }}"),
        ("differs", "9 件", "与报表不一致，最接近的是表三“（七）总计”行“总计”列（10）"),
        ("equal", "1件", "与表三“二、上年结转政府信息公开申请数量”行“总计”列相等，可以改为字段，以后跟着报表走"),
        ("differs", "551件", "与报表不一致，最接近的是表二“行政许可”行“本年处理决定数量”列（550）"),
    ]


def test_the_words_are_all_there_and_none_becomes_markup() -> None:
    page = read()
    for mark in page.xpath("//sup"):
        mark.drop_tree()
    assert [p.text_content() for p in page.xpath("//section//p")] == [
        "引言。",
        "收到政府信息公开申请11件，办结 9 件，上年结转1件<script>。",
        "作出行政许可决定551件。{{ t3.recieved.total }}。",
    ]


def test_each_typed_number_is_listed_with_the_field_to_copy() -> None:
    rows = [[cell.text_content() for cell in row] for row in read().xpath("//tbody/tr")]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("1", "9 件", "{{ t3.handled.total }}"),
        ("2", "1件", "{{ t3.carried_in.total }}"),
        ("3", "551件", "{{ t2.licensing.decisions }}"),
    ]


def test_a_field_that_cannot_be_filled_in_is_told_on_top() -> None:
    (alarm,) = read().xpath("//p[@class='alarm']")
    assert "最接近的是“t3.received.total”" in alarm.text_content()
