"""A report that adds up others holds exactly what they say: every cell, every unit, one scope."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from report.checks import examine
from report.checks.rollup import (
    every_cell_is_the_sum_of_the_parts,
    every_unit_has_its_report,
    nothing_changed_after_it_was_summed,
    text_and_tables_speak_of_one_scope,
)
from report.form import form_for
from report.rollup import add_up
from report.rule import Case, Finding, Outcome, Rule, Weight
from report.sheet import Level, Sheet
from tests.report.checks.sheets import changed, clean
from tests.report.published import sheet as published

RULES = (
    every_cell_is_the_sum_of_the_parts,
    every_unit_has_its_report,
    nothing_changed_after_it_was_summed,
    text_and_tables_speak_of_one_scope,
)
GUANGWU, GAOCUN, GAOSHAN = "荥阳市广武镇人民政府", "荥阳市高村乡人民政府", "荥阳市高山镇人民政府"
REGISTER = (GUANGWU, GAOCUN, GAOSHAN)
NATURAL, TOTAL = "t3.received.natural_person", "t3.received.total"


def unit(name: str, **cells: str | None) -> Sheet:
    return replace(changed(clean(), {key.replace("__", "."): text for key, text in cells.items()}), unit=name)


PARTS = {name: unit(name) for name in REGISTER}


def county(parts: Mapping[str, Sheet], cells: Mapping[str, str | None] | None = None) -> Sheet:
    """Return the county's sheet as the sum of its parts, with other words in some cells."""
    added = add_up(form_for(2021), [part.cells for part in parts.values()])
    return changed(Sheet("荥阳市人民政府", Level.COUNTY, 2021, 2021, cells=added), cells or {})


def found(rule: Rule, case: Case) -> tuple[Finding, ...]:
    return examine(case, (rule,))


def summed(sheet: Sheet, parts: Mapping[str, Sheet]) -> tuple[Finding, ...]:
    return found(every_cell_is_the_sum_of_the_parts, Case(sheet, parts=parts))


def test_the_codes_and_weights_are_those_of_the_catalogue() -> None:
    assert [(rule.code, rule.weight) for rule in RULES] == [
        ("R-01", Weight.ERROR),
        ("R-02", Weight.ERROR),
        ("R-03", Weight.EXPLAIN),
        ("R-04", Weight.EXPLAIN),
    ]
    assert not any(rule.explainable for rule in RULES[:2])


def test_a_county_that_is_the_sum_of_its_units_is_silent() -> None:
    assert examine(Case(county(PARTS), parts=PARTS, register=REGISTER, summed=PARTS), RULES) == ()


def test_a_report_that_adds_up_nothing_is_silent() -> None:
    assert examine(Case(clean()), RULES) == ()


#


def test_a_cell_that_is_not_the_sum_is_told_row_by_row() -> None:
    parts = {
        GUANGWU: unit(GUANGWU),
        GAOCUN: unit(GAOCUN, t3__received__natural_person="40", t3__received__total="42"),
    }
    (finding,) = summed(county(parts, {NATURAL: "56", TOTAL: "60"}), parts)
    assert (finding.cells, finding.left, finding.right) == ((NATURAL, TOTAL), "56", "49")
    assert finding.message == (
        "表三“一、本年新收政府信息公开申请数量”行：自然人列汇总表为 56，各单位合计 49，多 7；"
        "总计列汇总表为 60，各单位合计 53，多 7。其中“荥阳市高村乡人民政府”40、“荥阳市广武镇人民政府”9最多。"
        "请核对各单位的报告后改正汇总表。"
    )


def test_a_unit_whose_number_is_just_what_is_missing_is_named_first() -> None:
    parts = {**PARTS, GAOSHAN: unit(GAOSHAN, t2__licensing__decisions="77")}
    (finding,) = summed(county(parts, {"t2.licensing.decisions": "1100"}), parts)
    assert "少 77。“荥阳市高山镇人民政府”的数正好是 77，请先看是否漏加或者重复。" in finding.message


def test_money_is_told_in_its_unit() -> None:
    (finding,) = summed(county(PARTS, {"t2.fees.amount": "0.3"}), PARTS)
    assert (finding.left, finding.right) == ("0.3", "0.276")
    assert "本年收费金额列汇总表为 0.3 万元，各单位合计 0.276 万元，多 0.024 万元" in finding.message


def test_rows_of_different_tables_are_findings_of_their_own() -> None:
    wrong = county(PARTS, {"t4.review.total": "8", NATURAL: "26", "t2.licensing.decisions": ""})
    assert [f.cells for f in summed(wrong, PARTS)] == [("t2.licensing.decisions",), (NATURAL,), ("t4.review.total",)]


def test_a_wrong_total_of_one_part_is_that_parts_fault_alone() -> None:
    parts = {**PARTS, GAOSHAN: unit(GAOSHAN, t3__received__total="", t4__review__total="0")}
    assert summed(county(PARTS), parts) == ()


def test_a_total_that_adds_up_what_the_parts_printed_is_taken_too() -> None:
    parts = {**PARTS, GAOSHAN: unit(GAOSHAN, t3__received__total="14")}
    assert summed(county(PARTS, {TOTAL: "36"}), parts) == ()
    assert [f.cells for f in summed(county(PARTS, {TOTAL: "35"}), parts)] == [(TOTAL,)]


def test_a_cell_that_a_part_lacks_is_not_judged_and_the_part_is_named() -> None:
    parts = {**PARTS, GAOSHAN: unit(GAOSHAN, t3__received__natural_person=None)}
    (finding,) = summed(county(PARTS, {NATURAL: "999", TOTAL: "999"}), parts)
    assert (finding.cells, finding.outcome) == ((NATURAL,), Outcome.UNJUDGED)
    assert finding.message.startswith("“荥阳市高山镇人民政府”的报告表三“一、本年新收")


def test_a_part_of_the_other_edition_is_not_added_where_the_forms_differ() -> None:
    old = replace(changed(clean(2019), {"t2.licensing.decisions": "550"}), unit=GAOSHAN, year=2021)
    parts = {**PARTS, GAOSHAN: old}
    told = summed(county(PARTS, {"t4.review.other": "1"}), parts)
    unjudged = [f for f in told if f.outcome is Outcome.UNJUDGED]
    assert [len(f.cells) for f in unjudged] == [7, 18]  # what table 2 renamed, and （六）1 to 3 of table 3
    assert all("“荥阳市高山镇人民政府”的报告用的是 2019 年版的表，" in f.message for f in unjudged)
    assert [f.cells for f in told if f.outcome is Outcome.FAIL] == [("t4.review.other",)]


def test_many_parts_that_lack_the_same_are_told_at_once() -> None:
    names = [f"第{number}镇" for number in range(40)]
    parts = {name: unit(name, t4__review__upheld=None) for name in names}
    (finding,) = summed(county(PARTS), {**parts})[-1:]
    assert finding.cells == ("t4.review.upheld",)
    assert "“第0镇”“第1镇”“第2镇”等 40 家单位的报告" in finding.message


def test_what_the_county_itself_lacks_is_not_judged() -> None:
    (finding,) = summed(county(PARTS, {TOTAL: None}), PARTS)
    assert (finding.cells, finding.outcome) == ((TOTAL,), Outcome.UNJUDGED)


def test_parts_of_another_year_are_not_added() -> None:
    parts = {**PARTS, GAOSHAN: replace(unit(GAOSHAN), year=2020)}
    (finding,) = summed(county(PARTS, {TOTAL: "99"}), parts)
    assert (finding.outcome, finding.cells) == (Outcome.UNJUDGED, ())
    assert "“荥阳市高山镇人民政府”交来的不是 2021 年的报告" in finding.message


def test_who_has_not_reported_is_mentioned_where_the_sum_is_off() -> None:
    parts = {name: PARTS[name] for name in REGISTER[:2]}
    case = Case(county(PARTS), parts=parts, register=REGISTER)
    assert all("另有 1 家单位没有报告" in f.message for f in found(every_cell_is_the_sum_of_the_parts, case))


#


def test_a_unit_without_a_report_and_a_report_without_a_unit_are_told() -> None:
    parts = {GUANGWU: PARTS[GUANGWU], "中牟县官渡镇人民政府": unit("中牟县官渡镇人民政府")}
    absent, stray = found(every_unit_has_its_report, Case(county(PARTS), parts=parts, register=REGISTER))
    assert (absent.left, absent.right) == ("1", "3")
    assert absent.message.startswith("“荥阳市高村乡人民政府”“荥阳市高山镇人民政府”没有 2021 年的报告")
    assert stray.message.startswith("“中牟县官渡镇人民政府”的报告不属于登记的任何一家单位")


def test_a_name_without_its_region_is_the_same_unit() -> None:
    parts = {name.removeprefix("荥阳市"): part for name, part in PARTS.items()}
    assert found(every_unit_has_its_report, Case(county(PARTS), parts=parts, register=REGISTER)) == ()


def test_a_report_of_another_year_is_no_report() -> None:
    parts = {**PARTS, GAOCUN: replace(PARTS[GAOCUN], year=2020)}
    (finding,) = found(every_unit_has_its_report, Case(county(PARTS), parts=parts, register=REGISTER))
    assert finding.message.startswith("“荥阳市高村乡人民政府”没有 2021 年的报告")


def test_without_a_register_nobody_is_missing() -> None:
    assert found(every_unit_has_its_report, Case(county(PARTS), parts=PARTS)) == ()


#


def test_a_unit_that_changed_its_figures_is_asked_why() -> None:
    now = {**PARTS, GAOCUN: unit(GAOCUN, t3__received__natural_person="10", t3__received__total="12")}
    (finding,) = found(nothing_changed_after_it_was_summed, Case(county(PARTS), parts=now, summed=PARTS))
    assert (finding.cells, finding.left, finding.right) == ((NATURAL, TOTAL), "10", "9")
    assert finding.message == (
        "“荥阳市高村乡人民政府”汇总之后改了数："
        "表三“一、本年新收政府信息公开申请数量”行“自然人”列原为 9，现为 10；"
        "表三“一、本年新收政府信息公开申请数量”行“总计”列原为 11，现为 12。请重新汇总，并说明为什么改。"
    )


def test_two_units_with_the_same_change_need_two_explanations() -> None:
    now = {name: unit(name, t4__review__other="1") for name in REGISTER}
    told = found(nothing_changed_after_it_was_summed, Case(county(PARTS), parts=now, summed=PARTS))
    assert len({(f.cells, f.quote) for f in told}) == 3


def test_another_way_of_writing_nothing_and_new_words_change_no_figure() -> None:
    now = {
        **PARTS,
        GAOCUN: replace(unit(GAOCUN, t4__review__other="—", t3__granted__research=None), texts={"other": "无"}),
    }
    assert found(nothing_changed_after_it_was_summed, Case(county(PARTS), parts=now, summed=PARTS)) == ()


def test_units_that_came_later_or_left_have_not_changed() -> None:
    now, was = {GUANGWU: PARTS[GUANGWU]}, {GAOCUN: PARTS[GAOCUN]}
    assert found(nothing_changed_after_it_was_summed, Case(county(PARTS), parts=now, summed=was)) == ()


#


def mixed(overview: str, parts: Mapping[str, Sheet] | None = None, **kept: object) -> tuple[Finding, ...]:
    """Ask about a county whose table 3 says 95 received and 5 carried in."""
    cells = {TOTAL: "95", "t3.carried_in.total": "5"}
    sheet = replace(county(PARTS, cells), texts={"overview": overview}, **kept)  # type: ignore[arg-type]
    return found(text_and_tables_speak_of_one_scope, Case(sheet, parts=parts or {}))


@pytest.mark.parametrize(
    ("overview", "number"),
    [
        ("2021年，区政府办代表区政府受理政府信息公开申请 17 件。", "17"),
        ("一是加强领导；县本级共收到申请17件，均已按期答复。", "17"),
        ("本机关新收政府信息公开申请１７件。", "17"),
        ("市政府办公厅收到17件政府信息公开申请。", "17"),
        ("县政府办受理依申请公开十七件。", "17"),
        ("县本级收到申请17件，同比增长21%，上年结转2件。", "17"),
        ("县本级收到政府信息公开申请1,203件。", "1203"),
    ],
)
def test_a_text_of_the_governments_own_level_beside_a_table_of_all_is_asked_about(overview: str, number: str) -> None:
    (finding,) = mixed(overview)
    assert (finding.cells, finding.left, finding.right) == ((TOTAL,), number, "95")
    assert finding.text == "overview"
    assert finding.quote
    assert finding.quote in overview
    assert "看来正文只说本级，表格是全辖区" in finding.message


def test_a_real_districts_mixture_is_asked_about() -> None:
    case = Case(published("hongze_district_2024"))
    assert [(f.left, f.right) for f in found(text_and_tables_speak_of_one_scope, case)] == [("17", "95")]
    assert found(text_and_tables_speak_of_one_scope, Case(published("hongze_district_2023"))) == ()


@pytest.mark.parametrize(
    "overview",
    [
        "全县共收到政府信息公开申请95件，其中县本级收到申请17件。",
        "全县共收到政府信息公开申请95件。县政府办受理申请17件。",
        "县本级受理申请17件，均已答复。各乡镇受理申请78件，均已答复。",
        "县政府办公室汇总，受理申请100件。",
        "上年县本级收到申请17件。",
        "县政府办统计，全县收到申请92件。",
        "县政府办受理群众投诉17件。",
        "县政府办热线受理17件。",
        "县政府办受理行政复议申请17件，收到政府信息公开申请95件。",
        "县政府办受理行政复议申请17件。",
        "县政府办收到人大建议17件。",
        "县本级主动公开政府信息17条。",
        "全县收到政府信息公开申请17件。",
        "县本级收到政府信息公开申请17余件。",
        "",
    ],
)
def test_a_text_that_tells_the_whole_or_something_else_is_silent(overview: str) -> None:
    assert mixed(overview) == ()


def test_without_a_word_on_its_scope_the_offices_own_number_gives_the_mixture_away() -> None:
    office = "荥阳市人民政府办公室"
    parts = {**PARTS, office: unit(office, t3__received__total="17")}
    (finding,) = mixed("本年收到政府信息公开申请17件。", parts)
    assert "正是“荥阳市人民政府办公室”的数" in finding.message
    assert mixed("本年收到政府信息公开申请11件。", parts) == ()  # a town's number is chance


def test_only_governments_that_add_up_others_can_mix() -> None:
    for level in (Level.TOWNSHIP, Level.COUNTY_DEPARTMENT, Level.CITY_DEPARTMENT):
        assert mixed("本机关收到政府信息公开申请17件。", level=level) == ()


def test_a_mixture_cannot_be_told_without_the_table() -> None:
    sheet = replace(county(PARTS, {TOTAL: None}), texts={"overview": "县本级收到申请17件。"})
    (finding,) = found(text_and_tables_speak_of_one_scope, Case(sheet))
    assert (finding.cells, finding.outcome) == ((TOTAL,), Outcome.UNJUDGED)
