"""A typed number that equals no cell is pointed at, with the cell it was likely meant to be."""

from dataclasses import replace

import pytest

from report.fields import fill_in
from report.proof import Typed, typed_numbers
from report.sheet import Sheet, Span
from tests.report.checks.sheets import changed, clean
from tests.report.published import sheet

TOWN = changed(clean(), {"t2.fees.amount": "1.5"})


def typed(text: str, report: Sheet = TOWN) -> list[tuple[str, str, str]]:
    report = fill_in(replace(report, texts={"preamble": "引言。", "overview": text}))
    return [
        (report.texts[each.text][each.span.start : each.span.end], each.equals, each.nearest)
        for each in typed_numbers(report)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("收到政府信息公开申请11件", [("11件", "t3.received.total", "")]),
        ("收到政府信息公开申请 16 件", [("16 件", "", "t3.received.total")]),
        (
            "收到政府信息公开申请11件，不予公开4件",
            [("11件", "t3.received.total", ""), ("4件", "", "t3.refused.total")],
        ),
        ("被提起行政诉讼2件", [("2件", "", "t4.suit.total")]),
        ("行政事业性收费2万元", [("2万元", "", "t2.fees.amount")]),
        ("作出行政许可决定551件", [("551件", "", "t2.licensing.decisions")]),
        ("开展培训560次", [("560次", "", "t2.licensing.decisions")]),  # of something else: only what is near
        ("开展培训700次", [("700次", "", "")]),
        ("开展培训11次", []),
        ("去年收到申请99件，发放材料近300份，占30%", []),
        ("收到政府信息公开申请{{ t3.received.total }}件", []),
    ],
)
def test_each_typed_number_has_the_cell_it_equals_or_was_meant_to_be(
    text: str, told: list[tuple[str, str, str]]
) -> None:
    assert typed(text) == told


def test_the_place_is_that_of_the_printed_text() -> None:
    report = replace(TOWN, texts={"preamble": "引 言。", "overview": "一 段。\n　　共 收到政府信息公开申请 16 件。"})
    assert list(typed_numbers(report)) == [Typed("overview", Span(20, 24), "", "t3.received.total", "11")]
    assert report.texts["overview"][20:24] == "16 件"


def test_the_office_of_shanghai_typed_three_numbers_its_table_does_not_have() -> None:
    report = sheet("shanghai_gov_office_2019")
    wrong = [
        (report.texts[each.text][each.span.start : each.span.end], each.nearest, each.worth)
        for each in typed_numbers(report)
        if not each.equals
    ]
    assert wrong == [
        ("258件", "t3.granted.total", "272"),
        ("265件", "t3.unavailable.total", "337"),
    ]
