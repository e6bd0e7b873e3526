"""When a report is signed and published: after its year, by the legal date."""

from dataclasses import replace
from datetime import date

import pytest

from report.checks.timing import the_report_is_out_in_time
from report.rule import Weight
from report.sheet import Level, Sheet
from report.source import Source
from tests.report.checks.told import COUNTY, TOWN, told
from tests.report.published import report, sheet


def dated(of: Sheet, signed: date | None = None, published: date | None = None) -> Sheet:
    return replace(of, signed_on=signed, source=Source(published_on=published) if published else None)


@pytest.mark.parametrize(
    "kept",
    [
        dated(TOWN),
        dated(TOWN, date(2024, 1, 1)),
        dated(TOWN, date(2024, 1, 31), date(2024, 1, 31)),
        dated(COUNTY, date(2024, 3, 31), date(2024, 3, 31)),
    ],
    ids=["a draft has no date", "new year's day", "the last day of a town", "the last day of a county"],
)
def test_a_report_in_time_passes(kept: Sheet) -> None:
    assert told(kept, the_report_is_out_in_time) == []


def test_a_report_signed_before_the_year_is_over_is_told_which_figures_are_missing() -> None:
    (finding,) = told(dated(TOWN, date(2023, 12, 31)), the_report_is_out_in_time)
    assert (finding.weight, finding.left, finding.right) == (Weight.ERROR, "2023-12-31", "2023-12-31")
    assert finding.message.startswith("落款日期是2023年12月31日，2023年还没有结束")


def test_a_late_report_is_told_by_how_many_days() -> None:
    (finding,) = told(dated(TOWN, date(2024, 1, 31), date(2024, 2, 2)), the_report_is_out_in_time)
    assert finding.message.startswith("公开日期是2024年2月2日，法定期限是2024年1月31日，迟了 2 天。")


def test_each_wrong_date_is_said_once() -> None:
    found = told(dated(COUNTY, date(2023, 12, 20), date(2024, 4, 1)), the_report_is_out_in_time)
    assert [finding.quote for finding in found] == ["落款日期", "公开日期"]


@pytest.mark.parametrize(
    ("slug", "wrong"),
    [("shangying_township_2020", True), ("qijiazi_town_2023", False), ("shanghai_province_2022", False)],
    ids=["published on 25 December of its year", "published on the last day", "a province on 31 March"],
)
def test_published_reports_are_judged_by_their_level(slug: str, wrong: bool) -> None:
    published = dated(sheet(slug), None, date.fromisoformat(report(slug)["publish_date"]))
    assert bool(told(published, the_report_is_out_in_time)) is wrong


def test_a_department_has_no_more_time_than_a_town() -> None:
    department = dated(replace(TOWN, level=Level.CITY_DEPARTMENT), date(2024, 2, 1))
    assert len(told(department, the_report_is_out_in_time)) == 1
