"""The shape of a report: the form of its year, tables that are there and say something."""

from dataclasses import replace

import pytest

from report.checks.shape import (
    all_tables_are_of_one_form,
    each_table_is_of_the_years_form,
    every_table_is_there,
    nothing_to_report_is_confirmed,
)
from report.rule import Weight
from report.sheet import Sheet
from report.source import Source
from tests.report.checks.sheets import clean
from tests.report.checks.told import TOWN, told
from tests.report.published import sheet


def without(of: Sheet, *tables: str) -> Sheet:
    return replace(of, cells={a: text for a, text in of.cells.items() if a.partition(".")[0] not in tables})


def filled(of: Sheet, table: str, text: str) -> Sheet:
    return replace(of, cells={**of.cells, **dict.fromkeys((a for a in of.cells if a.startswith(table)), text)})


# F-01, F-02


def test_the_form_of_the_year_passes() -> None:
    for kept in (TOWN, clean(2019), replace(clean(2019), year=2020)):
        assert told(kept, each_table_is_of_the_years_form) == told(kept, all_tables_are_of_one_form) == []


def test_the_trial_form_in_a_later_year_is_told_table_by_table() -> None:
    found = told(replace(clean(2019), year=2022), each_table_is_of_the_years_form)
    assert [(f.quote, f.left, f.right) for f in found] == [("表二", "2019", "2021"), ("表三", "2019", "2021")]
    assert found[0].message == (
        "表二用的是 2019 年版格式，2022年的年报应当用 2021 年版格式（国办公开办函〔2021〕30号）。"
        "请换用规定的格式重新填表二。"
    )


def test_a_report_of_two_editions_is_told_once_by_each_rule() -> None:
    hongze = sheet("hongze_district_2023")
    (wrong,), (mixed,) = told(hongze, each_table_is_of_the_years_form), told(hongze, all_tables_are_of_one_form)
    assert wrong.quote == "表三"
    assert mixed.message == (
        "表二是 2021 年版，表三是 2019 年版，同一份年报不能混用两版格式。请统一用 2021 年版格式填报。"
    )


def test_table_four_is_of_no_edition() -> None:
    kept = clean(2021, t4=2019)
    assert told(kept, each_table_is_of_the_years_form) == told(kept, all_tables_are_of_one_form) == []


def test_a_table_that_was_not_read_is_of_no_edition() -> None:
    kept = without(replace(clean(2021, t2=2019), year=2023), "t2")
    assert told(kept, each_table_is_of_the_years_form) == told(kept, all_tables_are_of_one_form) == []


def test_a_year_before_every_form_is_not_judged() -> None:
    assert told(replace(clean(2019), year=2017), each_table_is_of_the_years_form) == []


# F-09


def test_three_tables_pass_even_with_cells_missing() -> None:
    cells = {a: text for a, text in TOWN.cells.items() if a.startswith(("t2", "t4")) or a == "t3.received.total"}
    assert told(replace(TOWN, cells=cells), every_table_is_there) == []


def test_a_missing_table_is_told_from_one_published_as_a_picture() -> None:
    source = Source("html", pictures=("t3",))
    missing, picture = told(replace(without(TOWN, "t2", "t3"), source=source), every_table_is_there)
    assert missing.message.startswith("没有读到表二，一格也没有。")
    assert picture.message.startswith("表三是图片，")
    assert missing.cells == tuple(a for a in TOWN.form.addresses if a.startswith("t2"))


# F-10


@pytest.mark.parametrize("nothing", ["", "0", " 0", "/", "无"])
def test_a_table_of_nothing_wants_a_name(nothing: str) -> None:
    (finding,) = told(filled(TOWN, "t3", nothing), nothing_to_report_is_confirmed)
    assert finding.message.startswith("表三全部 175 格都是 0 或空白。")
    assert (finding.weight, finding.explainable) == (Weight.ERROR, True)
    assert finding.cells == tuple(a for a in TOWN.form.addresses if a.startswith("t3"))


def test_one_figure_or_one_word_is_something() -> None:
    for some in ("1", "若干"):
        sheet = filled(TOWN, "t4", "0")
        assert (
            told(replace(sheet, cells={**sheet.cells, "t4.review.other": some}), nothing_to_report_is_confirmed) == []
        )


def test_an_absent_table_reports_nothing_to_confirm() -> None:
    assert told(without(TOWN, "t3"), nothing_to_report_is_confirmed) == []


def test_a_report_of_one_single_zero_wants_a_name_for_each_table() -> None:
    found = told(sheet("xiongxian_township_2019"), nothing_to_report_is_confirmed)
    assert {finding.cells[0].partition(".")[0] for finding in found} >= {"t2", "t3"}
