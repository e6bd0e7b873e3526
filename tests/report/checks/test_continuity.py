"""This year against last year: what carries over, what changes more than years do, what was copied."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from report.checks import examine
from report.checks.continuity import (
    documents_in_force_carry_over,
    items_carry_over,
    nothing_changed_out_of_all_proportion,
    pending_cases_are_counted_again,
    texts_are_written_anew,
    what_was_carried_out_is_carried_in,
)
from report.rule import Case, Finding, Outcome, Rule, Weight
from report.sheet import Level, Sheet
from report.source import Source
from tests.report.checks.sheets import changed, clean
from tests.report.published import sheet as published

RULES = (
    what_was_carried_out_is_carried_in,
    documents_in_force_carry_over,
    items_carry_over,
    nothing_changed_out_of_all_proportion,
    pending_cases_are_counted_again,
    texts_are_written_anew,
)
CARRIED = {"t3.carried_in.natural_person": "2", "t3.carried_in.total": "2"}
IN_FORCE = {"t2.normative_documents.in_force": "6"}


def this_year(edition: int = 2021) -> Sheet:
    """Return the year after the clean sheet's: what was carried out is carried in, the stock follows."""
    cells = CARRIED | (IN_FORCE if edition == 2021 else {"t2.licensing.items_last_year": "2"})
    return replace(changed(clean(edition), cells), year=edition + 1)


def found(rule: Rule, sheet: Sheet, before: Sheet | None = None, **others: Sheet) -> tuple[Finding, ...]:
    return examine(Case(sheet, before, others=others), (rule,))


def cells(findings: tuple[Finding, ...]) -> list[tuple[str, ...]]:
    return [finding.cells for finding in findings]


def test_the_codes_and_weights_are_those_of_the_catalogue() -> None:
    assert {rule.code: (rule.weight, rule.explainable) for rule in RULES} == {
        "Y-01": (Weight.ERROR, True),
        "Y-02": (Weight.EXPLAIN, True),
        "Y-03": (Weight.EXPLAIN, True),
        "Y-04": (Weight.EXPLAIN, True),
        "Y-05": (Weight.NOTICE, False),
        "Y-06": (Weight.EXPLAIN, True),
    }


@pytest.mark.parametrize("edition", [2019, 2021])
def test_a_year_that_follows_from_the_last_one_is_silent(edition: int) -> None:
    assert examine(Case(this_year(edition), clean(edition)), RULES) == ()


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_without_last_years_report_nothing_is_said(rule: Rule) -> None:
    assert found(rule, changed(this_year(), {"t3.carried_in.total": "77"})) == ()


@pytest.mark.parametrize("year", [2019, 2020, 2022, 2023])
def test_a_report_of_any_other_year_is_no_last_year(year: int) -> None:
    wild = changed(clean(), {"t3.carried_out.total": "500", "t4.review.pending": "90", "t2.fees.amount": "0"})
    assert examine(Case(this_year(), replace(wild, year=year)), RULES) == ()


def test_a_unit_that_was_renamed_goes_on_where_it_left_off() -> None:
    before = replace(clean(), unit="荥阳市广武乡人民政府")
    assert found(what_was_carried_out_is_carried_in, this_year(), before) == ()
    assert found(what_was_carried_out_is_carried_in, changed(this_year(), {"t3.carried_in.total": "3"}), before)


# Y-01


def test_an_application_lost_over_new_year_is_told_for_each_column() -> None:
    lost = changed(this_year(), {"t3.carried_in.natural_person": "1", "t3.carried_in.total": "1"})
    natural, total = found(what_was_carried_out_is_carried_in, lost, clean())
    assert (natural.cells, total.cells) == (("t3.carried_in.natural_person",), ("t3.carried_in.total",))
    assert (natural.left, natural.right, natural.outcome) == ("1", "2", Outcome.FAIL)
    assert natural.message == (
        "表三“二、上年结转政府信息公开申请数量”行“自然人”列为 1，2021 年报告里“四、结转下年度继续办理”同一列为 2，"
        "相差 1。请对照上年公开的年报和申请台账改正；上年的数有误的，请说明原因。"
    )


def test_an_application_that_changed_its_applicant_is_noticed_in_both_columns() -> None:
    moved = changed(this_year(), {"t3.carried_in.natural_person": "1", "t3.carried_in.business": "1"})
    assert cells(found(what_was_carried_out_is_carried_in, moved, clean())) == [
        ("t3.carried_in.natural_person",),
        ("t3.carried_in.business",),
    ]


def test_applications_carry_over_from_the_old_form_to_the_new_one() -> None:
    now = replace(changed(clean(2021), CARRIED), year=2020)
    assert found(what_was_carried_out_is_carried_in, now, clean(2019)) == ()
    assert found(what_was_carried_out_is_carried_in, replace(clean(2021), year=2020), clean(2019))


def test_blank_is_nothing_carried_over_and_what_is_absent_is_not_judged() -> None:
    blank = changed(this_year(), dict.fromkeys(("t3.carried_in.research", "t3.carried_in.other_org"), ""))
    assert found(what_was_carried_out_is_carried_in, blank, clean()) == ()
    now = changed(this_year(), {"t3.carried_in.natural_person": None})
    before = changed(clean(), {"t3.carried_out.business": None})
    told = found(what_was_carried_out_is_carried_in, now, before)
    assert [(f.cells, f.outcome) for f in told] == [
        (("t3.carried_in.natural_person",), Outcome.UNJUDGED),
        (("t3.carried_out.business",), Outcome.UNJUDGED),
    ]
    assert "2021 年的报告里" in told[1].message


# Y-02, Y-03


def test_a_stock_that_does_not_follow_from_last_years_is_told_with_its_sum() -> None:
    (finding,) = found(
        documents_in_force_carry_over, changed(this_year(), {"t2.normative_documents.in_force": "8"}), clean()
    )
    assert finding.cells == ("t2.normative_documents.in_force",)
    assert finding.message == (
        "表二“行政规范性文件”行“现行有效件数”列为 8，按上年推算为 6（上年现行有效 8＋本年制发 3－本年废止 5），"
        "相差 2。请核对文件目录，自然失效的计入本年废止；确实如此的，请说明原因。"
    )


def test_a_districts_stock_of_two_real_years_adds_up() -> None:
    before, now = published("hongze_district_2023"), published("hongze_district_2024")
    assert found(documents_in_force_carry_over, now, before) == ()  # 5 + 3 − 0 = 8


def test_the_stock_is_not_compared_across_the_change_of_form() -> None:
    assert found(documents_in_force_carry_over, replace(clean(2021), year=2020), clean(2019)) == ()
    assert found(items_carry_over, replace(clean(2021), year=2020), clean(2019)) == ()


def test_a_missing_stock_is_not_judged() -> None:
    before = changed(clean(), {"t2.regulations.in_force": None})
    (finding,) = found(documents_in_force_carry_over, this_year(), before)
    assert (finding.cells, finding.outcome) == (("t2.regulations.in_force",), Outcome.UNJUDGED)


def test_items_of_last_year_that_last_years_report_did_not_leave_are_told() -> None:
    (finding,) = found(items_carry_over, changed(this_year(2019), {"t2.licensing.items_last_year": "6"}), clean(2019))
    assert (finding.cells, finding.left, finding.right) == (("t2.licensing.items_last_year",), "6", "2")
    assert "按 2019 年的报告应为 2（上一年项目数量 6，本年增/减 -4），相差 4。" in finding.message


def test_a_decrease_in_words_is_a_decrease() -> None:
    before = changed(clean(2019), {"t2.licensing.change": "减4"})
    assert found(items_carry_over, this_year(2019), before) == ()


# Y-04

LICENSING, PENALTIES = "t2.licensing.decisions", "t2.penalties.decisions"
RECEIVED, GRANTED, REFUSED = "t3.received.total", "t3.granted.total", "t3.refused_internal.total"


def turned(then: Mapping[str, str | None], now: Mapping[str, str | None], **kept: object) -> tuple[Finding, ...]:
    sheet, before = changed(this_year(), now), changed(clean(), then)
    return found(nothing_changed_out_of_all_proportion, replace(sheet, **kept), before)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "then", "now", "asked"),
    [
        (PENALTIES, "0", "5", True),
        (PENALTIES, "5", "0", True),
        (PENALTIES, "0", "4", False),
        (PENALTIES, "4", "0", False),
        (PENALTIES, "", "41", True),
        (PENALTIES, "6", "60", True),
        (PENALTIES, "60", "6", True),
        (PENALTIES, "5", "54", False),
        (PENALTIES, "6", "59", False),
        (PENALTIES, "1", "49", False),
        (PENALTIES, "5", "55", True),
        (PENALTIES, "400", "3999", False),
        ("t2.fees.amount", "0", "4.9999", False),
        ("t2.fees.amount", "0", "5", True),
        ("t2.fees.amount", "5", "50", False),
        ("t2.fees.amount", "6", "60", True),
        ("t4.review.total", "3", "53", True),
        (REFUSED, "0", "7", True),
    ],
)
def test_a_change_is_asked_about_from_the_size_that_the_catalogue_names(
    address: str, then: str, now: str, asked: bool
) -> None:
    assert cells(turned({address: then}, {address: now})) == ([(address,)] if asked else [])


def test_the_question_names_both_years_and_the_choices() -> None:
    (finding,) = turned({LICENSING: "550"}, {LICENSING: "9487"})
    assert (finding.left, finding.right) == ("9487", "550")
    assert finding.message == (
        "表二“行政许可”行与上年相比变化很大：本年处理决定数量本年 9487，上年 550。"
        "请核对；数字无误的，请说明原因（机构改革、口径调整、集中清理或者其他）。"
    )


def test_a_real_districts_licences_are_asked_about() -> None:
    before, now = published("hongze_district_2023"), published("hongze_district_2024")
    assert (LICENSING,) in cells(found(nothing_changed_out_of_all_proportion, now, before))


def test_what_moves_with_the_applications_received_is_told_with_them() -> None:
    many = {RECEIVED: "120", "t3.handled.total": "115", GRANTED: "110", "t3.carried_out.total": "52"}
    (finding,) = turned({}, many)
    assert finding.cells == (RECEIVED, GRANTED, "t3.handled.total", "t3.carried_out.total")
    assert "随之变化的还有" in finding.message


def test_an_outcome_that_goes_the_other_way_is_a_question_of_its_own() -> None:
    asked = turned({}, {RECEIVED: "120", GRANTED: "0"})
    assert cells(asked) == [(RECEIVED,), (GRANTED,)]


def test_the_columns_of_a_row_are_one_question() -> None:
    asked = turned(
        {},
        {"t2.normative_documents.issued": "0", "t2.normative_documents.repealed": "80", "t2.regulations.issued": "9"},
    )
    assert cells(asked) == [("t2.regulations.issued",), ("t2.normative_documents.repealed",)]


def test_applicants_are_not_asked_about_one_by_one() -> None:
    assert turned({}, {"t3.received.natural_person": "0", "t3.received.legal_service": "9"}) == ()


def test_what_only_hands_on_last_years_figures_is_left_to_the_rules_that_compare_them() -> None:
    assert turned({}, {"t3.carried_in.total": "80"}) == ()


def test_a_total_left_blank_has_not_fallen_to_nothing() -> None:
    handled = {address: "" for address in clean().cells if address.startswith("t3.handled.")}
    assert turned(handled, {}) == ()
    assert turned({}, {**handled, RECEIVED: ""}) == ()


def test_across_the_change_of_form_only_what_means_the_same_is_compared() -> None:
    before = changed(clean(2019), {LICENSING: "0", "t2.normative_documents.made": "90", "t3.other.total": "80"})
    now = replace(changed(clean(2021), {LICENSING: "9", "t2.fees.amount": "900"}), year=2020)
    assert cells(found(nothing_changed_out_of_all_proportion, now, before)) == [(LICENSING,)]


def test_in_the_trial_form_changes_and_amounts_without_unit_are_not_asked_about() -> None:
    now = changed(this_year(2019), {"t2.licensing.change": "+1036", "t2.procurement.amount": "8040"})
    assert found(nothing_changed_out_of_all_proportion, now, clean(2019)) == ()


def test_cells_that_one_of_the_years_lacks_are_not_judged() -> None:
    told = turned({PENALTIES: None, RECEIVED: "许多"}, {LICENSING: None})
    assert [(f.cells, f.outcome) for f in told] == [
        ((LICENSING,), Outcome.UNJUDGED),
        ((PENALTIES,), Outcome.UNJUDGED),
        ((RECEIVED,), Outcome.UNJUDGED),
    ]


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (LICENSING, "受机构改革影响，本镇不再承担有关工作。"),
        (LICENSING, "2022年3月区行政审批局挂牌成立，许可事项集中办理。"),
        (LICENSING, "行政许可统一由区行政审批局办理。"),
        (PENALTIES, "落实综合行政执法改革要求，执法权下放乡镇。"),
        (PENALTIES, "县综合执法局组建后，处罚案件划转该局。"),
        (PENALTIES, "因统计口径调整，本年数据与上年不可比。"),
        (PENALTIES, "部分职能划入应急管理局。"),
        ("t2.normative_documents.repealed", "开展行政规范性文件集中清理。"),
    ],
)
@pytest.mark.parametrize("key", ["overview", "problems", "other"])
def test_a_jump_that_the_report_explains_is_right(address: str, text: str, key: str) -> None:
    assert turned({address: "0"}, {address: "880"}, texts={key: f"一是加强领导。{text}"}) == ()


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (PENALTIES, "镇综合执法办公开执法信息 12 条。"),
        (LICENSING, "向区行政审批局报送信息 20 条。"),
        (LICENSING, "落实综合行政执法改革要求，执法权下放乡镇。"),
        (LICENSING, "做好权责事项动态调整及清单公开工作，统一信息发布口径。"),
        (PENALTIES, "开展行政规范性文件集中清理。"),
    ],
)
def test_words_about_something_else_explain_nothing(address: str, text: str) -> None:
    assert cells(turned({address: "0"}, {address: "880"}, texts={"overview": text})) == [(address,)]


def test_a_note_below_the_table_or_in_the_cell_explains_its_row() -> None:
    note = Source(notes={"t2": "注：行政许可事项 2022 年起全部移交市级部门。"})
    jump = {LICENSING: "0", PENALTIES: "77"}
    assert cells(turned({}, jump, source=note)) == [(PENALTIES,)]
    assert turned({}, {LICENSING: "0（本年起无此项）"}) == ()
    assert cells(turned({}, {LICENSING: "0"}, source=Source(notes={"t2": "本年行政许可情况如下："}))) == [
        (LICENSING,)
    ]


# Y-05


def test_pending_cases_that_are_nowhere_to_be_seen_a_year_later_are_pointed_out() -> None:
    before = changed(clean(), {"t4.review.pending": "4", "t4.review.total": "6"})
    (finding,) = found(pending_cases_are_counted_again, this_year(), before)
    assert (finding.cells, finding.weight) == (("t4.review.total",), Weight.NOTICE)
    assert (finding.left, finding.right) == ("3", "4")
    assert "2021 年报告里“行政复议”尚未审结 4，相差 1。" in finding.message
    assert found(pending_cases_are_counted_again, changed(this_year(), {"t4.review.total": "4"}), before) == ()


def test_a_total_left_blank_is_reckoned_before_pending_cases_are_missed() -> None:
    assert found(pending_cases_are_counted_again, changed(this_year(), {"t4.review.total": ""}), clean()) == ()
    assert found(pending_cases_are_counted_again, changed(this_year(), {"t4.review.total": None}), clean()) == ()


# Y-06

OVERVIEW = (
    "2021年，广武镇坚持以公开为常态、不公开为例外，围绕群众关心的教育、医疗、救助、住房等领域主动公开政府信息543条，"
    "受理依申请公开1件并按期答复。调整充实工作领导小组，由党政办负责组织协调，明确专人维护网站和公众号，"
    "落实先审后发、三审三校，全年未发生失泄密事件。"
)
ANOTHER = (
    "本年度共发布各类信息一百二十条，其中惠农补贴、低保核查、村级财务占了大半；镇便民服务中心设立查阅点，"
    "接待来访群众九十余人次。针对拆迁安置户反映集中的过渡费问题，专门制作了问答读本送到每户，并在赶集日现场解答。"
)


def told(sheet: Sheet, **texts: str) -> Sheet:
    return replace(sheet, texts=texts)


def test_last_years_text_with_a_new_year_and_new_numbers_is_noticed() -> None:
    copied = OVERVIEW.replace("2021年", "二〇二二年").replace("543", "612").replace("，", ", ")
    (finding,) = found(texts_are_written_anew, told(this_year(), overview=copied), told(clean(), overview=OVERVIEW))
    assert (finding.text, finding.left, finding.right) == ("overview", "100%", "上年（2021 年）的报告")
    assert finding.message == (
        "“总体情况”与上年（2021 年）的报告有 100% 相同（年份、数字和单位名称不计）。"
        "请按本单位本年的实际情况重写；确实如此的，请说明原因。"
    )
    assert finding.quote
    assert finding.quote in copied


def test_another_units_text_is_noticed_under_its_own_name() -> None:
    gaocun = Sheet("荥阳市高村乡人民政府", Level.TOWNSHIP, 2022, 2021)
    gaocun = told(gaocun, problems=OVERVIEW.replace("广武镇", "高村乡").replace("公众号", "微信号"))
    (finding,) = found(texts_are_written_anew, told(this_year(), problems=OVERVIEW), 荥阳市高村乡人民政府=gaocun)
    assert finding.text == "problems"
    assert "“存在的主要问题及改进情况”与“荥阳市高村乡人民政府”2022 年的报告有 9" in finding.message


def test_a_text_copied_from_both_is_one_finding_that_names_both() -> None:
    other = told(replace(this_year(), unit="高山镇人民政府"), overview=OVERVIEW)
    (finding,) = found(
        texts_are_written_anew,
        told(this_year(), overview=OVERVIEW),
        told(clean(), overview=OVERVIEW),
        高山镇人民政府=other,
    )
    assert finding.right == "上年（2021 年）的报告、“高山镇人民政府”2022 年的报告"


def test_of_several_units_the_most_alike_is_named() -> None:
    far = told(replace(this_year(), unit="高山镇人民政府"), overview=OVERVIEW + "另有若干事项已在网站公布。")
    near = told(replace(this_year(), unit="高村乡人民政府"), overview=OVERVIEW)
    (finding,) = found(
        texts_are_written_anew, told(this_year(), overview=OVERVIEW), 高山镇人民政府=far, 高村乡人民政府=near
    )
    assert finding.right == "“高村乡人民政府”2022 年的报告"


def test_a_text_written_anew_is_silent() -> None:
    now, before = told(this_year(), overview=ANOTHER), told(clean(), overview=OVERVIEW)
    assert found(texts_are_written_anew, now, before, 高山镇人民政府=replace(before, unit="高山镇", year=2022)) == ()


def test_short_texts_and_other_sections_may_be_alike() -> None:
    short = "一是人员力量不足，二是业务不够熟练。下一步加强培训，充实人员。"
    now, before = (told(sheet, problems=short, other=OVERVIEW) for sheet in (this_year(), clean()))
    assert found(texts_are_written_anew, now, before) == ()


def test_the_same_units_other_file_and_reports_of_other_years_are_no_other_units() -> None:
    now = told(this_year(), overview=OVERVIEW)
    again = replace(now, unit="广武镇人民政府")
    long_ago = replace(now, unit="高山镇人民政府", year=2019)
    assert found(texts_are_written_anew, now, 广武镇人民政府=again, 高山镇人民政府=long_ago) == ()


def test_overlong_texts_are_compared_as_far_as_anybody_reads() -> None:
    endless = OVERVIEW * 2000
    (finding,) = found(texts_are_written_anew, told(this_year(), overview=endless), told(clean(), overview=endless))
    assert finding.left == "100%"
