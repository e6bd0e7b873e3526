"""The usual paragraphs say what the tables say, in any report, and nothing that the tables do not say."""

from dataclasses import replace

import pytest

from report.checks import examine
from report.fields import fill_in
from report.paragraphs import USUAL, usual
from report.rule import Case
from report.sheet import Sheet
from tests.report.checks.sheets import changed, clean
from tests.report.published import SLUGS, sheet


def said(key: str, report: Sheet, before: Sheet | None = None) -> str:
    return fill_in(replace(report, texts={"overview": usual(key, report, before)}), before).texts["overview"]


def test_a_busy_district_says_all_its_figures() -> None:
    report, before = sheet("hongze_district_2024"), sheet("hongze_district_2023")
    assert said("applications", report, before) == (
        "依申请公开。全年收到政府信息公开申请 95 件，比上年增加 74 件。办结 95 件，其中予以公开 50 件、"
        "部分公开 9 件、不予公开 3 件、无法提供 32 件、不予处理 1 件。没有结转下年度继续办理的申请。"
    )
    assert said("disputes", report) == "因政府信息公开工作被申请行政复议 2 件、被提起行政诉讼 4 件。"
    assert said("disclosure", report) == (
        "主动公开。全年制发行政规范性文件 3 件，废止行政规范性文件 0 件，现行有效的行政规范性文件 8 件。"
        "作出行政许可决定 9487 件、行政处罚决定 2776 件、行政强制决定 84 件。行政事业性收费 7545 万元。"
    )


def test_a_town_without_applications_and_cases_says_so() -> None:
    nothing = changed(clean(), dict.fromkeys(clean().cells, "0"))
    assert said("applications", nothing) == "依申请公开。全年没有收到政府信息公开申请。"
    assert said("disputes", nothing) == "全年没有因政府信息公开工作被申请行政复议、被提起行政诉讼。"


def test_what_the_tables_do_not_tell_is_not_made_up() -> None:
    unknown = replace(clean(), cells={})
    assert [usual(key, unknown) for key in ("disclosure", "applications", "disputes")] == ["", "", ""]


def test_a_report_of_another_year_is_not_compared_with() -> None:
    report, before = sheet("hongze_district_2024"), sheet("hongze_district_2023")
    assert "比上年" not in usual("applications", report, replace(before, year=2022))


@pytest.mark.parametrize("slug", SLUGS)
def test_no_check_finds_a_number_that_differs_even_where_it_does_not_know_of_the_fields(slug: str) -> None:
    report = sheet(slug)
    text = "\n".join(usual(key, report) for key in USUAL)
    typed = replace(fill_in(replace(report, texts={"overview": text})), bound={})
    assert "{{" not in typed.texts["overview"]
    found = [f.message for f in examine(Case(typed)) if f.code.startswith("N-") and f.outcome == "fail"]
    assert found == []
