"""Fields of sentences are filled in from the tables; what cannot be filled in stays as written, with a reason."""

from dataclasses import replace

import pytest

from report.checks import examine
from report.checks.leftovers import nothing_is_left_of_the_template
from report.fields import Wrong, fill_in, unfillable, unfilled
from report.form import form_for
from report.rule import Case
from report.sheet import Sheet, Span
from tests.report.checks.sheets import changed, clean

FIGURES = {
    "t3.received.total": "12",
    "t3.received.natural_person": "9",
    "t3.handled.total": "11",
    "t3.granted.total": "3",
    "t2.fees.amount": "59237.2449",
    "t3.granted.business": "",
    "t4.review.total": "",
}
TOWN = changed(clean(), FIGURES)
LAST = changed(replace(clean(), year=TOWN.year - 1), {"t3.received.total": "20", "t2.fees.amount": "0.5"})


def filled(text: str, sheet: Sheet = TOWN, before: Sheet | None = LAST) -> str:
    return fill_in(replace(sheet, texts={"overview": text}), before).texts["overview"]


def reasons(text: str, before: Sheet | None = LAST) -> list[str]:
    return [each.reason for each in unfilled(fill_in(replace(TOWN, texts={"overview": text}), before), before)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("收到申请{{ t3.received.total }}件", "收到申请12件"),
        ("收到申请{{t3.received.total}}件", "收到申请12件"),
        ("收到申请｛｛ t3.received.total ｝｝件", "收到申请12件"),
        ("{{ t3.granted.total + t3.handled.total - 1 }}件", "13件"),
        ("比上年{{ t3.received.total | change(last.t3.received.total) }}", "比上年减少 8 件"),
        ("与上年{{ t3.received.total | change(t3.received.total) }}", "与上年持平"),
        ("占{{ t3.granted.total | share(t3.handled.total) }}", "占27.27%"),
        ("占{{ t3.granted.total | share(12) }}", "占25%"),
        ("收费{{ t2.fees.amount }}万元，上年{{ last.t2.fees.amount }}万元", "收费59237.2449万元，上年0.5万元"),
        ("{{ t2.fees.amount - last.t2.fees.amount }}万元", "59236.7449万元"),
        ("企业{{ t3.granted.business }}件", "企业0件"),  # a blank counts as nothing
        ("复议{{ t4.review.total }}件", "复议3件"),  # and a blank total as its parts
        ("{{ unit }}{{ year }}年", f"{TOWN.unit}{TOWN.year}年"),
        ("{{ '{{' }}", "{{ '{{' }}"),
        ("没有字段，只有{一个}括号 {% raw %} {# 注 #}", "没有字段，只有{一个}括号 {% raw %} {# 注 #}"),
    ],
)
def test_fields_are_filled_in_from_the_tables(text: str, printed: str) -> None:
    assert filled(text) == printed


def test_where_the_numbers_stand_is_known_and_is_no_part_of_the_content() -> None:
    text = "收到{{ t3.received.total }}件。\n办结{{ t3.handled.total }}件，{{ t3.no.such }}。"
    sheet = fill_in(replace(TOWN, texts={"overview": text, "other": "无。"}), LAST)
    assert sheet.bound == {"overview": (Span(2, 4, "t3.received.total"), Span(9, 11, "t3.handled.total"))}
    assert [sheet.texts["overview"][span.start : span.end] for span in sheet.bound["overview"]] == ["12", "11"]
    assert sheet == replace(sheet, bound={})
    assert sheet.content_hash == replace(sheet, bound={}).content_hash


def test_a_report_without_fields_is_the_very_same() -> None:
    assert fill_in(TOWN) is TOWN


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ t3.recieved.total }}", "“t3.recieved.total”不是这一年报表的数据项，最接近的是“t3.received.total”"),
        ("{{ 收到 }}", "“收到”不是这一年报表的数据项"),
        ("{{ t2.procurement.amount }}", "“t2.procurement.amount”不是这一年报表的数据项"),
        ("{{ t3.received.total * 2 }}", "写法不对。应当写成数据项的地址，如“{{ t3.received.total }}”"),
        ("{{ t3.received.total }", "有单独的“{{”或“}}”"),
        ("{{ }}", "写法不对"),
        ("{{ t3.received.total | share }}", "写法不对"),
        ("{{ t3.received.total | upper }}", "写法不对"),
        ("{{ unit + 1 }}", "写法不对"),
        ("{{ t3.granted.total | share(t3.carried_out.research) }}", "作为分母的数是 0"),
        ("{{ 9**9**9 }}", "写法不对"),
        ("{{ ().__class__.__base__ }}", "写法不对"),
    ],
)
def test_what_cannot_be_filled_in_stays_as_written_with_a_reason(text: str, reason: str) -> None:
    assert filled(f"前{text}后") == f"前{text}后"
    (told,) = reasons(text)
    assert reason in told


def test_without_last_years_report_its_fields_say_so() -> None:
    assert "系统里没有上一年的报告" in reasons("{{ last.t3.received.total }}", before=None)[0]


def test_a_cell_that_holds_no_number_is_named_as_a_clerk_calls_it() -> None:
    sheet = replace(changed(TOWN, {"t3.received.total": "约十件"}), texts={"other": "{{ t3.received.total }}件"})
    (wrong,) = unfilled(fill_in(sheet))
    assert wrong == Wrong(
        "other",
        "{{ t3.received.total }}",
        "“{{ t3.received.total }}”填不上：表三“一、本年新收政府信息公开申请数量”行“总计”列没有数据或者不是数字",
    )


def test_before_there_are_figures_a_wrong_field_is_found_and_a_right_one_is_not() -> None:
    texts = {"overview.2": "{{ t3.received.total }}{{ last.t2.procurement.amount }}{{ t9.x }}", "other.1": "无。"}
    assert [(each.text, each.written) for each in unfillable(texts, form_for(2023))] == [("overview.2", "{{ t9.x }}")]


def test_an_unfilled_field_is_a_leftover_that_stops_the_report() -> None:
    sheet = fill_in(replace(TOWN, texts={"overview": "收到{{ t3.recieved.total }}件"}))
    (finding,) = examine(Case(sheet), (nothing_is_left_of_the_template,))
    assert (finding.code, finding.weight, finding.quote) == ("F-07", "error", "{{ t3.recieved.total }}")
    assert finding.message.startswith("第一部分“总体情况”的“{{ t3.recieved.total }}”中")


def test_numbers_that_were_filled_in_are_not_compared_with_the_tables_again() -> None:
    # The words seem to speak of all applications, the field says what was meant.
    text = "收到政府信息公开申请{{ t3.received.natural_person }}件"
    typed, bound = (f(replace(TOWN, texts={"overview": text})) for f in (_typed, fill_in))
    assert [f.code for f in examine(Case(typed)) if f.code.startswith("N-")] == ["N-01"]
    assert [f.code for f in examine(Case(bound)) if f.code.startswith("N-")] == []


def _typed(sheet: Sheet) -> Sheet:
    return replace(fill_in(sheet), bound={})


def test_a_typed_number_beside_a_bound_one_is_still_compared() -> None:
    text = "　　收到政府信息公开申请 {{ t3.received.total }} 件，已办结 5 件，行政复议 {{ t4.review.total }} 件"
    sheet = fill_in(replace(TOWN, texts={"preamble": "引言 {{ year }} 年。", "overview": text}))
    (finding,) = [f for f in examine(Case(sheet)) if f.code.startswith("N-")]
    assert (finding.code, finding.quote) == ("N-02", "已办结 5 件")


def test_a_typed_percentage_is_reckoned_from_the_bound_numbers_beside_it() -> None:
    def codes(share: str) -> list[str]:
        text = f"办结申请{{{{ t3.handled.total }}}}件，其中予以公开{{{{ t3.granted.total }}}}件，占{share}。"
        sheet = fill_in(replace(TOWN, texts={"overview": text}))
        return [f.code for f in examine(Case(sheet)) if f.code.startswith("N-")]

    assert codes("27.27%") == []
    assert codes("38%") == ["N-10"]
    assert codes("{{ t3.granted.total | share(t3.handled.total) }}") == []


def test_two_hundred_thousand_braces_are_read_to_their_end() -> None:
    assert filled("{{" * 100_000) == "{{" * 100_000
    assert filled("{{ t3.received.total }}" * 5_000) == "12" * 5_000
