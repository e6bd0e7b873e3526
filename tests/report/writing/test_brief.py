"""A report in brief: its key figures against the year before, and charts that tell something."""

from dataclasses import replace

from report.form import form_for
from report.sheet import Sheet
from report.writing.brief import KeyFigure, brief
from report.writing.chart import Bars, Years
from tests.report.published import sheet

THIS, BEFORE = sheet("hongze_district_2024"), sheet("hongze_district_2023")


def test_key_figures_are_the_printed_cells_with_the_change_against_the_year_before() -> None:
    figures = {each.key: each for each in brief(THIS, [BEFORE]).figures}
    assert figures["received"] == KeyFigure(
        "received", "新收公开申请", "95", "件", "比上年多 74 件", ("t3.received.total",)
    )
    assert (figures["suits"].value, figures["suits"].change) == ("4", "比上年多 4 件")
    assert (figures["fees"].value, figures["fees"].unit) == ("7545", "万元")
    assert (figures["penalties"].change, figures["fees"].change) == ("比上年少 1343 件", "比上年少 185.28 万元")
    assert "made" not in figures  # a column of the form of 2019


def test_without_the_year_before_nothing_is_said_of_changes() -> None:
    assert {each.change for each in brief(THIS).figures} == {""}
    assert {each.change for each in brief(THIS, [replace(BEFORE, year=2021)]).figures} == {""}


def test_the_seed_of_the_older_form_has_its_own_key_figures(guangwu: Sheet) -> None:
    figures = {each.key: each.value for each in brief(guangwu).figures}
    assert (figures["received"], figures["handled"], figures["made"]) == ("1", "1", "1")
    assert "issued" not in figures


def test_a_figure_that_cannot_be_read_is_left_out_and_not_made_up(guangwu: Sheet) -> None:
    cells = {**guangwu.cells, "t3.received.total": "约 12 件左右", "t3.carried_out.total": ""}
    keys = [each.key for each in brief(replace(guangwu, cells=cells)).figures]
    assert "received" not in keys
    assert "carried_out" in keys  # a blank total is worth its parts


def test_outcomes_are_grouped_as_the_form_prints_them() -> None:
    groups = ["予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"]
    for year in (2020, 2023):
        assert [label for label, _ in form_for(year).outcome_groups] == groups
    charts = {chart.key: chart for chart in brief(THIS).charts}
    assert isinstance(charts["outcomes"], Bars)
    assert [(bar.label, bar.value) for bar in charts["outcomes"].bars] == list(
        zip(groups, [50, 9, 3, 32, 1, 0], strict=True)
    )


def test_lines_cover_five_years_at_most_and_say_which_year_is_unknown() -> None:
    earlier = [replace(BEFORE, year=year) for year in (2017, 2019, 2020, 2022)]
    (received, *_) = [chart for chart in brief(THIS, earlier).charts if isinstance(chart, Years)]
    assert received.points == ((2020, 21), (2021, None), (2022, 21), (2023, None), (2024, 95))
    assert received.description == (
        "2020—2024年新收公开申请（件）：2020年 21，2021年 不详，2022年 21，2023年 不详，2024年 95。"
    )


def test_a_report_of_nothing_but_noughts_has_no_charts(guangwu: Sheet) -> None:
    nothing = replace(guangwu, cells=dict.fromkeys(guangwu.cells, "0"))
    assert brief(nothing, [replace(nothing, year=2019)]).charts == ()


def test_a_later_years_report_is_not_drawn_into_an_earlier_one() -> None:
    assert not [chart for chart in brief(BEFORE, [THIS]).charts if isinstance(chart, Years)]
