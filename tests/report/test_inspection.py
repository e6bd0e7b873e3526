"""Many reports put to the rules in one run."""

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from report.explanation import Choice, Explanation, values_of
from report.inspection import Background, Counts, Inspection, Tally, inspect, inspected, total
from report.reading import Refusal
from report.reading.said_before import EarlierRun, Given
from report.rule import Case, Flaw, Flaws, Rule, Weight, error, explain, notice
from report.sheet import Sheet
from report.shelf import Shelf
from report.writing.inspection_json import inspection_json
from tests.report.checks.sheets import changed, clean

TOWN = replace(clean(), texts={"overview": "广武镇的总体情况。" * 20})


@error("X-01", "没有许可", basis="例", example="例")
def nothing_is_licensed(case: Case) -> Flaws:
    if case.sheet["t2.licensing.decisions"]:
        yield Flaw(("t2.licensing.decisions",), "有许可。", left=case.sheet.cells["t2.licensing.decisions"])


@error("X-02", "比上年多", basis="例", example="例", explainable=True)
def more_than_last_year(case: Case) -> Flaws:
    if case.before:
        yield Flaw((), f"上年是{case.before.unit}{case.before.year}年度的。")


@explain("X-03", "有下级", basis="例", example="例")
def there_are_parts(case: Case) -> Flaws:
    for unit, part in case.parts.items():
        yield Flaw((), f"{unit}{part.year}；名单{'、'.join(case.register)}。")


@notice("X-04", "与别的单位相似", basis="例", example="例")
def others_are_alike(case: Case) -> Flaws:
    for unit in case.others:
        yield Flaw((), f"像{unit}。")


RULES: tuple[Rule, ...] = (nothing_is_licensed, more_than_last_year, there_are_parts, others_are_alike)


def shelf_of(*sheets: Sheet) -> Shelf:
    shelf = Shelf()
    for sheet in sheets:
        shelf.put(sheet)
    return shelf


def the_one(sheet: Sheet, **background: object) -> Inspection:
    return inspected("a.txt", sheet, Background(rules=RULES, **background), {})  # type: ignore[arg-type]


def said(inspection: Inspection, code: str) -> list[str]:
    return [point.finding.message for point in inspection.points if point.finding.code == code]


def earlier_run(inspections: Iterable[Inspection]) -> EarlierRun:
    lines = [json.dumps(inspection_json(each), ensure_ascii=False) + "\n" for each in inspections]
    return EarlierRun("上次.jsonl", io.BytesIO("".join(lines).encode()))


# What came of each file


def test_one_file_that_cannot_be_read_stops_none_of_the_others_and_the_order_stays() -> None:
    answers = [
        ("a.txt", TOWN),
        ("b.txt", Refusal("读不出来。")),
        ("c.txt", replace(TOWN, unit="高村乡人民政府", texts={})),
    ]
    first, second, third = inspect(answers, Background(rules=RULES))
    assert (first.file, first.counts) == ("a.txt", Counts(error=1))
    assert (second.file, second.sheet, second.refused, second.counts) == ("b.txt", None, "读不出来。", Counts())
    assert (third.file, third.sheet and third.sheet.unit) == ("c.txt", "高村乡人民政府")


def test_the_copied_and_the_copy_are_both_told_of_each_other_whichever_was_read_first() -> None:
    text = Path(__file__).parents[1].joinpath("seed.txt").read_text(encoding="utf-8")[200:1200]
    one, other = (replace(TOWN, unit=unit, texts={"overview": text}) for unit in ("广武镇人民政府", "高村乡人民政府"))
    found = [said(each, "X-04") for each in inspect([("a", one), ("b", other)], Background(rules=RULES))]
    assert found == [["像高村乡人民政府。"], ["像广武镇人民政府。"]]


def test_the_list_of_many_is_led_by_what_cannot_be_read_then_by_errors() -> None:
    tallies = [
        Tally("a", "甲", 2021, Counts(notice=9), ""),
        Tally("b", "乙", 2021, Counts(error=1), ""),
        Tally("c", "", 0, Counts(), "读不出来。"),
    ]
    assert [each.file for each in sorted(tallies, key=lambda each: each.badness, reverse=True)] == ["c", "b", "a"]
    assert total(tallies) == Counts(error=1, notice=9)
    assert total([]) == Counts()


# Last year


def test_last_year_s_report_of_the_same_unit_is_found_among_many() -> None:
    last = replace(TOWN, unit="广武镇人民政府", year=2020)
    before = shelf_of(replace(TOWN, unit="高村乡人民政府", year=2020), last, replace(TOWN, year=2019))
    assert said(the_one(TOWN, before=before), "X-02") == ["上年是广武镇人民政府2020年度的。"]


@pytest.mark.parametrize(
    "before, sentence",
    [
        (
            (replace(TOWN, year=2019),),
            "--before 给的是“荥阳市广武镇人民政府”2019年度的报告，不是“荥阳市广武镇人民政府”2020年度的报告。",
        ),
        (
            (replace(TOWN, unit="高村乡人民政府", year=2020),),
            "--before 给的是“高村乡人民政府”2020年度的报告，不是“荥阳市广武镇人民政府”2020年度的报告。",
        ),
        (
            (replace(TOWN, year=2019), replace(TOWN, unit="高村乡人民政府", year=2020)),
            "--before 里没有“荥阳市广武镇人民政府”2020年度的报告，只有2019年度的。",
        ),
    ],
    ids=["another year", "another unit", "a folder with neither"],
)
def test_a_report_of_another_year_or_unit_is_not_compared_and_that_is_said(
    before: tuple[Sheet, ...], sentence: str
) -> None:
    inspection = the_one(TOWN, before=shelf_of(*before))
    assert said(inspection, "X-02") == []
    assert inspection.remarks == (f"没有与上一年对照：{sentence}",)


# Parts


def test_parts_are_named_as_in_the_register_and_the_sum_itself_is_none() -> None:
    county = replace(TOWN, unit="荥阳市人民政府")
    parts = shelf_of(county, TOWN, replace(TOWN, unit="荥阳市人民政府办公室"))
    inspection = the_one(county, parts=parts, register=("广武镇人民政府", "荥阳市人民政府办公室"))
    names = "名单广武镇人民政府、荥阳市人民政府办公室。"
    assert said(inspection, "X-03") == [f"广武镇人民政府2021；{names}", f"荥阳市人民政府办公室2021；{names}"]
    assert inspection.remarks == ()


def test_a_part_of_another_year_and_the_second_of_a_unit_are_left_out_with_a_sentence() -> None:
    county = replace(TOWN, unit="荥阳市人民政府")
    inspection = the_one(county, parts=shelf_of(TOWN, TOWN, replace(TOWN, unit="高村乡人民政府", year=2020)))
    assert len(said(inspection, "X-03")) == 1
    assert ["不止一份" in inspection.remarks[0], "是2020年度的，不是2021年度的" in inspection.remarks[1]] == [
        True,
        True,
    ]


# Explanations and earlier runs


def explanation(sheet: Sheet) -> Explanation:
    point = next(each for each in the_one(sheet, before=last_year()).points if each.finding.code == "X-02")
    values = values_of(point.finding, sheet)
    return Explanation("X-02", (), values, Choice.OTHER, "已核实。", "钱会英", date(2022, 1, 7))


def last_year() -> Shelf:
    return shelf_of(replace(TOWN, year=2020))


def test_an_explained_error_counts_as_explained_and_only_where_it_was_given() -> None:
    here = Given(explanation(TOWN), "广武镇人民政府", 2021)
    assert the_one(TOWN, before=last_year(), given=(here,)).counts == Counts(error=1, explained=1)
    for elsewhere in (replace(here, unit="高村乡人民政府"), replace(here, year=2022)):
        assert the_one(TOWN, before=last_year(), given=(elsewhere,)).counts == Counts(error=2)


def test_an_error_that_no_explanation_can_lift_stays_an_error() -> None:
    finding = the_one(TOWN).points[0].finding
    given = Given(replace(explanation(TOWN), code="X-01", cells=finding.cells, values=values_of(finding, TOWN)))
    assert finding.weight is Weight.ERROR
    assert the_one(TOWN, given=(given,)).counts == Counts(error=1)


def test_against_an_earlier_run_findings_are_new_still_there_or_mended() -> None:
    earlier = earlier_run([the_one(TOWN)])
    now = the_one(changed(TOWN, {"t2.licensing.decisions": "0"}), before=last_year(), earlier=earlier)
    assert [(point.finding.code, point.is_new) for point in now.points] == [("X-02", True)]
    assert [finding.code for finding in now.mended] == ["X-01"]
    still = the_one(changed(TOWN, {"t2.licensing.decisions": "7"}), earlier=earlier)
    assert [(point.finding.code, point.is_new) for point in still.points] == [("X-01", False)]


def test_a_report_that_the_earlier_run_did_not_see_is_compared_with_nothing() -> None:
    earlier = earlier_run([the_one(replace(TOWN, year=2020)), Inspection("b.txt", refused="读不出来。")])
    now = the_one(TOWN, earlier=earlier)
    assert [point.is_new for point in now.points] == [None]
    assert now.remarks == ("上次核对的结果里没有“荥阳市广武镇人民政府”2021年度的报告，没有比较。",)
    assert not now.compared
