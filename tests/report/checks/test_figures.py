"""Each rule about the figures of tables 2 to 4: kept by a clean sheet, broken by one story, told in plain words."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.checks import RULES, examine
from report.rule import Case, Finding, Flaw, Flaws, Outcome, Weight, error, finding_json
from report.sheet import Level, Sheet
from tests.report.checks.sheets import changed, clean

Cells = Mapping[str, str | None]

BREAKS_2021: list[tuple[str, str, Cells, tuple[str, ...]]] = [
    (
        "T2-01",
        "more was issued than is in force and repealed",
        {"t2.normative_documents.issued": "14"},
        ("t2.normative_documents.in_force",),
    ),
    (
        "T2-02",
        "a town reports regulations",
        {"t2.regulations.issued": "2", "t2.regulations.in_force": "2"},
        ("t2.regulations.issued", "t2.regulations.in_force"),
    ),
    ("T2-03", "a count is a word", {"t2.penalties.decisions": "若干"}, ("t2.penalties.decisions",)),
    ("T2-03", "an amount is negative", {"t2.fees.amount": "-3.5"}, ("t2.fees.amount",)),
    (
        "T3-01",
        "an application was received and never settled",
        {"t3.received.research": "1", "t3.received.total": "12"},
        ("t3.handled.research", "t3.handled.total"),
    ),
    (
        "T3-02",
        "the total of outcomes is left blank",
        {"t3.handled.natural_person": ""},
        ("t3.handled.natural_person",),
    ),
    (
        "T3-02",
        "（六）3 is forgotten in the total",
        {"t3.other_other.natural_person": "1", "t3.other_other.total": "1"},
        ("t3.handled.natural_person", "t3.handled.total"),
    ),
    ("T3-03", "the row total is a slip", {"t3.granted.total": "6"}, ("t3.granted.total",)),
    ("T3-03", "the row total is a dash", {"t3.granted.total": "-"}, ("t3.granted.total",)),
    ("T3-03", "zeros are not added up", {"t3.unhandled_repeat.total": ""}, ("t3.unhandled_repeat.total",)),
    ("T3-04", "half an application", {"t3.refused_internal.business": "0.5"}, ("t3.refused_internal.business",)),
    ("T3-04", "fewer than none", {"t3.received.other_org": "-1"}, ("t3.received.other_org",)),
    ("T4-01", "the total is left 0 beside cases", {"t4.review.total": "0"}, ("t4.review.total",)),
    ("T4-01", "a suit has no total", {"t4.suit_after_review.total": ""}, ("t4.suit_after_review.total",)),
    ("T4-02", "two numbers in one cell", {"t4.review.upheld": "2 0"}, ("t4.review.upheld",)),
    (
        "F-03",
        "a dash and a stroke for nothing",
        {"t3.received.research": "/", "t3.carried_in.research": "—", "t4.review.other": "无"},
        ("t3.received.research", "t3.carried_in.research", "t4.review.other"),
    ),
    (
        "F-04",
        "a note in the cell",
        {"t2.normative_documents.issued": "3（其中修订 1 件）"},
        ("t2.normative_documents.issued",),
    ),
]
BREAKS_2019: list[tuple[str, str, Cells, tuple[str, ...]]] = [
    (
        "T2-01",
        "more was disclosed this year than ever",
        {"t2.normative_documents.disclosed": "14"},
        ("t2.normative_documents.disclosed_total",),
    ),
    (
        "T2-02",
        "a town reports regulations",
        {"t2.regulations.disclosed_total": "6"},
        ("t2.regulations.disclosed_total",),
    ),
    ("T2-03", "items cannot be fewer than none", {"t2.fees.items_last_year": "-4"}, ("t2.fees.items_last_year",)),
    ("T2-04", "元 or 万元?", {"t2.procurement.amount": "52.15"}, ("t2.procurement.amount",)),
    (
        "T3-02",
        "（六） is forgotten in the total",
        {"t3.other.legal_service": "1", "t3.other.total": "1"},
        ("t3.handled.legal_service", "t3.handled.total"),
    ),
    ("F-04", "a decrease in words", {"t2.licensing.change": "减4"}, ("t2.licensing.change",)),
    ("F-04", "the unit in the cell", {"t2.procurement.amount": "162000 元"}, ("t2.procurement.amount",)),
]


ABOUT_FIGURES = tuple(rule for rule in RULES if rule.code.startswith("T") or rule.code in ("F-03", "F-04"))


def found(sheet: Sheet, code: str, before: Sheet | None = None) -> list[Finding]:
    last_year = replace(before, year=sheet.year - 1) if before else None
    return [finding for finding in examine(Case(sheet, last_year)) if finding.code == code]


def cells(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(cell for finding in findings for cell in finding.cells)


@pytest.mark.parametrize(
    "sheet",
    [clean(2019), clean(2021), clean(2019, t2=2021), clean(2021, t2=2019), clean(2021, t4=2019)],
    ids=["2019", "2021", "table 2 of 2021", "table 2 of 2019", "table 4 of 2019"],
)
def test_a_clean_sheet_of_any_mix_of_editions_passes_every_rule(sheet: Sheet) -> None:
    assert examine(Case(sheet, before=replace(sheet, year=sheet.year - 1)), ABOUT_FIGURES) == ()


@pytest.mark.parametrize("edition", [2019, 2021])
def test_a_clean_sheet_passes_every_rule_there_is(edition: int) -> None:
    assert examine(Case(clean(edition))) == ()


@pytest.mark.parametrize(
    ("edition", "code", "story", "change", "marked"),
    [(2021, *each) for each in BREAKS_2021] + [(2019, *each) for each in BREAKS_2019],
    ids=[f"{each[0]} {each[1]}" for each in BREAKS_2021 + BREAKS_2019],
)
def test_each_rule_notices_its_story(
    edition: int, code: str, story: str, change: Cells, marked: tuple[str, ...]
) -> None:
    findings = found(changed(clean(edition), change), code)
    assert cells(findings) == marked, story
    assert {finding.outcome for finding in findings} == {Outcome.FAIL}


def test_every_rule_about_figures_is_seen_to_break() -> None:
    assert {rule.code for rule in ABOUT_FIGURES} == {code for code, *_ in BREAKS_2021 + BREAKS_2019}


def test_the_weights_are_those_of_the_catalogue() -> None:
    weights = {rule.code: (rule.weight, rule.explainable) for rule in RULES}
    errors = dict.fromkeys(("T2-03", "T3-01", "T3-02", "T3-03", "T3-04", "T4-01", "T4-02"), (Weight.ERROR, False))
    others = {
        "T2-01": (Weight.ERROR, True),
        "T2-02": (Weight.ERROR, True),
        "T2-04": (Weight.EXPLAIN, True),
        "F-03": (Weight.NOTICE, False),
        "F-04": (Weight.NOTICE, False),
    }
    assert errors | others == {code: weights[code] for code in errors | others}


def test_a_rule_stands_once_and_has_one_way_of_judging() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all((rule.equations is None) != (rule.judge is None) for rule in RULES)


# What the clerk is told


def test_a_blank_total_is_told_with_both_sides_and_the_difference() -> None:
    sheet = changed(
        clean(2019),
        dict.fromkeys((a for a in clean(2019).cells if a.startswith("t3.") and a.endswith(".natural_person")), "")
        | {"t3.received.natural_person": "1", "t3.carried_in.natural_person": "0"}
        | {"t3.partly_granted.natural_person": "1", "t3.carried_out.natural_person": "0"},
    )
    accounted, added = found(sheet, "T3-01")[0], found(sheet, "T3-02")[0]
    assert accounted.message == (
        "表三自然人列：一加二为 1（1＋0），（七）总计加四为 0（未填＋0），相差 1。（七）总计未填，请补填。"
    )
    assert (accounted.left, accounted.right) == ("1", "0")
    assert added.message == (
        "表三自然人列：（七）总计未填，（一）至（六）之和为 1，相差 1。其中（二）部分公开 1。请补填。"
    )


def test_a_wrong_row_total_is_told_with_its_parts() -> None:
    (finding,) = found(changed(clean(), {"t3.granted.total": "6"}), "T3-03")
    assert finding.message == (
        "表三“（一）予以公开”行：总计为 6，自然人与五类组织之和为 5，相差 1。"
        "其中自然人 4、商业企业 1。请对照原表和台账逐格核对。"
    )


def test_a_stock_smaller_than_the_years_documents_may_be_explained() -> None:
    (finding,) = found(changed(clean(), {"t2.normative_documents.issued": "14"}), "T2-01")
    assert finding.explainable
    assert finding.message == (
        "表二“行政规范性文件”行：现行有效加本年废止为 13（8＋5），应不小于本年制发为 14，相差 1。"
        "请对照原表和台账逐格核对。确实如此的，请说明原因。"
    )


def test_a_note_beside_a_number_is_told_with_what_was_taken_and_what_was_kept() -> None:
    (finding,) = found(changed(clean(2019), {"t2.procurement.amount": "162000 元"}), "F-04")
    assert finding.message == (
        "表二“政府集中采购”行“采购总金额”列填的是“162000 元”：取数 162000 元，原文照留。表头没有单位，单位可以保留。"
    )


def test_a_finding_is_written_as_the_interchange_file_says() -> None:
    (finding,) = found(changed(clean(), {"t4.review.total": "0"}), "T4-01")
    assert finding_json(finding) == {
        "code": "T4-01",
        "weight": "error",
        "outcome": "fail",
        "cells": ["t4.review.total"],
        "message": "表四“行政复议”行：总计为 0，四种结果之和为 3，相差 3。"
        "其中结果维持 2、尚未审结 1。请对照原表和台账逐格核对。",
        "left": "0",
        "right": "3",
    }


# Blank, absent, unreadable


def test_blank_parts_count_as_zero_and_are_only_pointed_out() -> None:
    sheet = changed(clean(), {"t3.granted.research": "", "t4.review.other": "/"})
    assert [(f.code, f.weight) for f in examine(Case(sheet))] == [("F-03", Weight.NOTICE), ("F-03", Weight.NOTICE)]


def test_clearing_a_wrong_total_does_not_make_it_right() -> None:
    for total in (
        "t3.handled.total",
        "t3.granted.total",
        "t3.carried_out.total",
        "t4.review.total",
        "t4.suit_direct.total",
    ):
        wrong, cleared = (found_errors(changed(clean(), {total: text})) for text in ("77", ""))
        assert wrong & cleared, total


def found_errors(sheet: Sheet) -> set[str]:
    return {f.code for f in examine(Case(sheet)) if f.weight is Weight.ERROR and f.outcome is Outcome.FAIL}


def test_a_table_in_which_nothing_was_written_balances_and_is_pointed_out_once() -> None:
    blank = changed(clean(), {address: "" for address in clean().cells if address.startswith("t4.")})
    pointed_out, to_confirm = examine(Case(blank))
    assert (pointed_out.code, len(pointed_out.cells)) == ("F-03", 15)
    assert pointed_out.message.startswith("表四全部 15 格空白")
    assert (to_confirm.code, to_confirm.weight) == ("F-10", Weight.ERROR)


@pytest.mark.parametrize("printed", ["", "/", "—", "无", "0"])
@pytest.mark.parametrize("edition", [2019, 2021])
def test_a_report_in_which_nothing_was_filled_in_never_passes(edition: int, printed: str) -> None:
    told = examine(Case(changed(clean(edition), dict.fromkeys(clean(edition).cells, printed))))
    assert [f.code for f in told if f.weight is Weight.ERROR and f.outcome is Outcome.FAIL] == ["F-10"] * 3


@pytest.mark.parametrize("blank", ["", "/", "-", "—", "无"])
@pytest.mark.parametrize(
    ("code", "change"),
    [(code, change) for code, _, change, _ in BREAKS_2021 if code.startswith("T")],
    ids=[f"{code} {story}" for code, story, *_ in BREAKS_2021 if code.startswith("T")],
)
def test_clearing_a_wrong_cell_never_makes_a_report_clean(code: str, change: Cells, blank: str) -> None:
    wrong = changed(clean(), change)
    for cell in change:
        assert examine(Case(changed(wrong, {cell: blank}))) != (), (code, cell)


@given(st.sampled_from(sorted(clean().form.sums)), st.integers(0, 99), st.sampled_from(["", "/", "-", "—", "无"]))
def test_clearing_a_wrong_total_leaves_it_wrong(total: str, number: int, blank: str) -> None:
    right = clean()[total]
    wrong = changed(clean(), {total: str(number if number != right else number + 1)})
    cleared = changed(clean(), {total: blank})
    for sheet in (wrong, cleared):
        errors = [f for f in examine(Case(sheet)) if f.weight is Weight.ERROR and f.outcome is Outcome.FAIL]
        assert total in {cell for error in errors for cell in error.cells}


def test_an_absent_cell_leaves_its_equations_unjudged_and_is_named_once_for_each_rule() -> None:
    sheet = changed(clean(), {"t3.handled.natural_person": None, "t3.granted.total": "6"})
    told = [(f.code, f.outcome, f.cells) for f in examine(Case(sheet))]
    missing = ("t3.handled.natural_person",)
    assert told == [
        ("T3-01", Outcome.UNJUDGED, missing),
        ("T3-02", Outcome.FAIL, ("t3.handled.total",)),
        ("T3-02", Outcome.UNJUDGED, missing),
        ("T3-03", Outcome.FAIL, ("t3.granted.total",)),
        ("T3-03", Outcome.UNJUDGED, missing),
        ("T3-04", Outcome.UNJUDGED, missing),
    ]


def test_an_absent_table_is_unjudged_by_each_of_its_rules_and_by_no_other() -> None:
    sheet = changed(clean(), {address: None for address in clean().cells if address.startswith("t3.")})
    told = [(f.code, f.outcome, len(f.cells)) for f in examine(Case(sheet))]
    # T3-01 needs four rows of seven, T3-02 the other way of reading them: all but 一, 二 and 四.
    assert told == [
        ("T3-01", Outcome.UNJUDGED, 28),
        ("T3-02", Outcome.UNJUDGED, 154),
        ("T3-03", Outcome.UNJUDGED, 175),
        ("T3-04", Outcome.UNJUDGED, 175),
        ("F-09", Outcome.FAIL, 175),
    ]


def test_an_unreadable_cell_is_an_error_and_leaves_its_equations_unjudged() -> None:
    sheet = changed(clean(), {"t4.review.upheld": "2 0"})
    told = [(f.code, f.outcome, f.cells) for f in examine(Case(sheet))]
    cell = ("t4.review.upheld",)
    assert told == [("T4-01", Outcome.UNJUDGED, cell), ("T4-02", Outcome.FAIL, cell)]


def test_a_sheet_without_any_cell_is_unjudged_and_its_tables_are_missed() -> None:
    outcomes = {(f.code[0], f.outcome) for f in examine(Case(replace(clean(), cells={})))}
    assert outcomes == {("T", Outcome.UNJUDGED), ("F", Outcome.FAIL)}


# Huge and negative numbers


def test_the_largest_numbers_that_can_be_read_are_still_compared_to_the_unit() -> None:
    nines = "9" * 12
    row = {f"t3.granted.{column}": nines for column in ("natural_person", "business", "research")}
    whole = changed(clean(), row | {"t3.granted.total": nines})
    (finding,) = found(whole, "T3-03")
    assert (finding.left, finding.right) == (nines, str(3 * (10**12 - 1)))


def test_negative_numbers_are_added_with_their_sign_and_shown_in_brackets() -> None:
    sheet = changed(clean(), {"t3.carried_in.research": "-2", "t3.carried_in.total": "-1"})
    findings = found(sheet, "T3-01")
    assert "表三科研机构列：一加二为 -2（0＋（-2）），（七）总计加四为 0（0＋0），相差 2。" in findings[0].message
    assert cells(found(sheet, "T3-04")) == ("t3.carried_in.research", "t3.carried_in.total")


# Rule-making power, and units of money


@pytest.mark.parametrize(
    ("level", "complains"),
    [
        (Level.TOWNSHIP, True),
        (Level.COUNTY_DEPARTMENT, True),
        (Level.COUNTY, True),
        (Level.CITY_DEPARTMENT, False),
        (Level.CITY, False),
        (Level.PROVINCE_DEPARTMENT, False),
        (Level.PROVINCE, False),
    ],
)
def test_regulations_are_doubted_below_the_level_that_makes_them(level: Level, complains: bool) -> None:
    sheet = changed(clean(), {"t2.regulations.in_force": "6"})
    assert bool(found(replace(sheet, level=level), "T2-02")) is complains


@pytest.mark.parametrize(
    ("last_year", "this_year", "doubted"),
    [
        ("0.092", "920", "很可能填的是元"),
        ("0.092", "950", "很可能填的是元"),
        ("0.1", "100", "1000 倍"),
        ("0.1", "99.9", ""),
        ("7730.28", "7545", ""),
        ("0", "59237.2449", ""),
    ],
)
def test_fees_a_thousand_times_last_years_are_doubted(last_year: str, this_year: str, doubted: str) -> None:
    before, now = (changed(clean(), {"t2.fees.amount": text}) for text in (last_year, this_year))
    findings = found(now, "T2-04", before)
    assert bool(findings) == bool(doubted)
    assert all(doubted in finding.message for finding in findings)


def test_fees_are_not_compared_with_the_form_that_counted_items() -> None:
    now = changed(clean(), {"t2.fees.amount": "59237.2449"})
    assert found(now, "T2-04", clean(2019)) == []
    assert found(now, "T2-04") == []


def test_fees_are_compared_with_the_year_before_and_with_no_other() -> None:
    now, before = (changed(clean(), {"t2.fees.amount": text}) for text in ("920", "0.092"))
    asked = {years: examine(Case(now, replace(before, year=now.year - years))) for years in (0, 1, 2)}
    assert {years: [f.code for f in told if f.code == "T2-04"] for years, told in asked.items()} == {
        0: [],
        1: ["T2-04"],
        2: [],
    }


def test_fees_that_cannot_be_compared_are_unjudged() -> None:
    now, before = changed(clean(), {"t2.fees.amount": None}), clean()
    assert [f.outcome for f in found(now, "T2-04", before)] == [Outcome.UNJUDGED]


# Things that look wrong and are right


@pytest.mark.parametrize(
    ("edition", "level", "change"),
    [
        (
            2021,
            Level.PROVINCE,
            {"t2.regulations.issued": "5", "t2.regulations.repealed": "4", "t2.regulations.in_force": "1"},
        ),
        (2021, Level.COUNTY, {"t2.licensing.decisions": "0", "t2.penalties.decisions": "9487"}),
        (2019, Level.CITY, {"t2.licensing.change": "+1036", "t2.licensing.decisions": "474339"}),
        (2019, Level.TOWNSHIP, {"t2.procurement.projects": "0", "t2.procurement.amount": "0"}),
        (2021, Level.TOWNSHIP, {"t2.normative_documents.issued": " 3", "t2.licensing.decisions": "５５０"}),
    ],
    ids=["few remain in force", "a reform moved the decisions", "a plus sign", "nothing was bought", "wide figures"],
)
def test_what_looks_wrong_and_is_right_stays_silent(edition: int, level: Level, change: Cells) -> None:
    assert examine(Case(replace(changed(clean(edition), change), level=level))) == ()


def test_zero_with_a_note_is_only_pointed_out() -> None:
    sheet = changed(clean(), {"t2.regulations.in_force": "0（县级无此项）"})
    assert [(f.code, f.weight) for f in examine(Case(sheet))] == [("F-04", Weight.NOTICE)]


# A rule of ours that breaks


@error("T9-99", "谁也没有想到的一条", basis="没有", example="没有")
def nothing_goes_wrong(case: Case) -> Flaws:
    """Break, as no rule should."""
    yield Flaw((), str(1 // len(case.parts)))


def test_a_rule_that_breaks_is_said_to_be_our_fault_and_hides_no_other() -> None:
    sheet = changed(clean(), {"t4.review.total": "0"})
    told = examine(Case(sheet), (nothing_goes_wrong, *RULES))
    assert [(f.code, f.outcome) for f in told] == [("T9-99", Outcome.UNJUDGED), ("T4-01", Outcome.FAIL)]
    assert "不是填报的错" in told[0].message
