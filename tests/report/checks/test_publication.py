"""What readers get is what was approved, in the column and under the year where it belongs."""

from dataclasses import replace

import pytest

from report.checks import examine
from report.checks.publication import unreachable, what_is_published_is_what_was_approved
from report.rule import Case, Finding, Outcome, Weight
from report.sheet import Sheet
from report.source import Source
from tests.report.checks.sheets import changed, clean

APPROVED = replace(
    clean(),
    title="广武镇人民政府2021年政府信息公开工作年度报告",
    texts={"overview": "一是加强领导（党政办牵头）。\n二是主动公开政府信息543条。", "other": "无。"},
)


def found(live: Sheet, approved: Sheet | None = APPROVED) -> tuple[Finding, ...]:
    return examine(Case(live, approved=approved), (what_is_published_is_what_was_approved,))


def test_a_page_that_is_what_was_approved_is_silent() -> None:
    assert found(APPROVED) == ()
    assert found(replace(APPROVED, source=Source(kind="html", column="首页 > 政府信息公开 > 政府信息公开年报"))) == ()


def test_without_an_approval_there_is_nothing_to_compare_with() -> None:
    assert found(replace(APPROVED, source=Source(column="通知公告")), approved=None) == ()


def test_the_weight_is_that_of_the_catalogue() -> None:
    (finding,) = found(changed(APPROVED, {"t4.review.total": "4"}))
    assert (finding.code, finding.weight, finding.explainable) == ("P-02", Weight.ERROR, False)


def test_another_figure_is_told_as_approved_and_as_published() -> None:
    (finding,) = found(changed(APPROVED, {"t3.received.total": "12"}))
    assert (finding.cells, finding.left, finding.right) == (("t3.received.total",), "12", "11")
    assert finding.message == (
        "网上公开的数字与批准的不同：表三“一、本年新收政府信息公开申请数量”行“总计”列批准的是 11，网上是 12。"
        "请换上批准的报告；数字确需更正的，重新送审。"
    )


def test_many_other_figures_are_one_finding_that_counts_them() -> None:
    gone = dict.fromkeys((a for a in APPROVED.cells if a.startswith("t4.")), None)
    (finding,) = found(changed(APPROVED, gone))
    assert len(finding.cells) == 15
    assert "批准的是 2，网上是 空白" in finding.message
    assert "等 15 格" in finding.message


def test_other_words_are_shown_from_where_they_differ() -> None:
    live = replace(
        APPROVED, texts={**APPROVED.texts, "overview": "一是加强领导（党政办牵头）。二是主动公开政府信息545条。"}
    )
    (finding,) = found(live)
    assert finding.text == "overview"
    assert finding.message == (
        "网上公开的“总体情况”与批准的不同：批准的是“信息543条。”，网上是“信息545条。”。"
        "请换上批准的报告；文字确需更正的，重新送审。"
    )


def test_a_section_that_is_gone_is_told() -> None:
    (finding,) = found(replace(APPROVED, texts={"overview": APPROVED.texts["overview"]}))
    assert (finding.text, finding.right) == ("other", "无。")
    assert "网上是“（没有）”" in finding.message


def test_what_no_page_keeps_is_no_difference() -> None:
    live = replace(
        changed(APPROVED, {"t3.received.total": " 11 ", "t4.review.other": "0\n"}),
        title="广武镇人民政府 2021\u3000年政府信息公开工作年度报告",
        texts={
            "overview": "\u3000\u3000一是加强领导(党政办牵头)。二是主动公开政府信息 543\xa0条。\u200b",
            "other": "无。\n",
        },
    )
    assert found(live) == ()


def test_a_unit_without_its_region_is_the_same_unit_and_another_one_is_not() -> None:
    assert found(replace(APPROVED, unit="广武镇人民政府")) == ()
    (finding,) = found(replace(APPROVED, unit="荥阳市高村乡人民政府"))
    assert (finding.left, finding.right) == ("荥阳市高村乡人民政府", "荥阳市广武镇人民政府")


def test_last_years_report_in_its_place_is_told_by_its_year() -> None:
    old = replace(APPROVED, year=2020, title=APPROVED.title.replace("2021", "2020"))
    year, title = found(old)
    assert (year.left, year.right, year.text) == ("2020", "2021", "title")
    assert title.text == "title"


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("通知公告", "不在政府信息公开年报栏目"),
        ("首页>政务动态", "不在政府信息公开年报栏目"),
        ("政府信息公开年报>2019年", "请移到 2021 年"),
        ("2018年", "请移到 2021 年"),
        ("政府信息公开年报>2021年", ""),
        ("信息公开年度报告/2022", ""),
        ("2021年", ""),
        ("", ""),
    ],
)
def test_a_page_belongs_into_the_column_of_annual_reports_and_under_its_year(column: str, told: str) -> None:
    findings = found(replace(APPROVED, source=Source(column=column)))
    assert bool(findings) == bool(told)
    assert all(told in finding.message for finding in findings)


def test_a_report_without_tables_or_words_breaks_nothing() -> None:
    assert found(replace(APPROVED, cells={}, texts={}, title=""))
    assert found(replace(APPROVED, editions={"t2": 2019}, cells={}), approved=replace(APPROVED, cells={})) == ()


def test_a_page_that_cannot_be_fetched_is_a_finding_of_the_same_weight() -> None:
    finding = unreachable("https://www.xingyang.gov.cn/2021/index.html", "404")
    assert (finding.code, finding.weight, finding.outcome) == ("P-02", Weight.ERROR, Outcome.FAIL)
    assert finding.message == (
        "公开的页面打不开：https://www.xingyang.gov.cn/2021/index.html（404）。请检查网站和链接，恢复以后重新核对。"
    )
