"""The six headings, and labels printed otherwise than prescribed."""

from dataclasses import replace

import pytest

from report.checks.headings import labels_are_printed_as_prescribed, the_six_headings_stand_in_order
from report.rule import Rule, Weight
from report.sheet import Sheet
from report.source import Heading, Misprint, Source
from tests.report.checks.told import HEADINGS, TOWN, told


def headed(*headings: Heading) -> Sheet:
    return replace(TOWN, source=Source("html", headings=headings))


def reworded(key: str, text: str) -> Sheet:
    return headed(*(replace(each, text=text) if each.key == key else each for each in HEADINGS))


@pytest.mark.parametrize("rule", [the_six_headings_stand_in_order, labels_are_printed_as_prescribed])
def test_the_prescribed_headings_pass_and_a_sheet_that_was_not_printed_is_not_judged(rule: Rule) -> None:
    assert told(TOWN, rule) == told(replace(TOWN, source=None), rule) == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("disputes", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        ("problems", "五、政府信息公开工作存在的主要问题及改进情况"),
        ("overview", "一．总 体 情 况"),
        ("overview", "总体情况"),
        ("overview", "（一）总体情况"),
        ("overview", "1.总体情况"),
        ("overview", "第一部分 总体情况"),
    ],
)
def test_either_editions_wording_and_any_way_to_number_pass(key: str, text: str) -> None:
    for rule in (the_six_headings_stand_in_order, labels_are_printed_as_prescribed):
        assert told(reworded(key, text), rule) == [], text


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("problems", "五、存在问题及改进情况"),
        ("applications", "三、收到和处理政府信息公开的申请情况"),
        ("disclosure", "二、主动公开信息情况"),
    ],
)
def test_another_wording_is_a_notice_and_no_missing_heading(key: str, text: str) -> None:
    sheet = reworded(key, text)
    assert told(sheet, the_six_headings_stand_in_order) == []
    (finding,) = told(sheet, labels_are_printed_as_prescribed)
    assert finding.weight is Weight.NOTICE
    assert f"“{text}”应为" in finding.message


def test_a_missing_heading_and_the_numbers_that_moved_up_are_told() -> None:
    first, second, third, _, fifth, sixth = HEADINGS
    found = told(
        headed(first, second, third, replace(fifth, text="四、存在的主要问题及改进情况"), sixth),
        the_six_headings_stand_in_order,
    )
    assert [finding.quote for finding in found] == ["", "四、存在的主要问题及改进情况"]
    assert found[0].message.startswith("没有读到法定标题“四、政府信息公开行政复议、行政诉讼情况”。")
    assert "编号是“四”，应为“五”" in found[1].message
    assert all(finding.explainable for finding in found)


def test_a_heading_added_and_one_repeated_are_told() -> None:
    seventh = Heading("七、2024年工作思路", "")
    found = told(headed(*HEADINGS, HEADINGS[0], seventh), the_six_headings_stand_in_order)
    assert [finding.quote for finding in found] == ["一、总体情况", "七、2024年工作思路"]


def test_a_heading_out_of_its_place_is_told_once() -> None:
    first, second, third, fourth, fifth, sixth = HEADINGS
    (finding,) = told(headed(first, third, second, fourth, fifth, sixth), the_six_headings_stand_in_order)
    assert finding.quote == "二、主动公开政府信息情况"
    assert "排在“三、收到和处理政府信息公开申请情况”之后" in finding.message


def test_a_report_in_the_old_shape_lacks_all_six() -> None:
    found = told(headed(Heading("一、概述", ""), Heading("二、收费及减免情况", "")), the_six_headings_stand_in_order)
    assert (found[0].left, found[0].right) == ("0", "6")
    assert len(found) == 3


def test_a_heading_that_opens_with_a_year_has_no_number() -> None:
    assert told(reworded("overview", "2023年总体情况"), the_six_headings_stand_in_order) == []


def test_misprinted_labels_are_told_once_for_each_table() -> None:
    misprints = (
        Misprint("t2", "行政规范性文件", "规范性文件"),
        Misprint("t3", "2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        *(Misprint("t3", "（六）其他处理", f"（六）其他{n}") for n in range(6)),
    )
    second, third = told(
        replace(TOWN, source=Source("pdf", HEADINGS, misprints=misprints)), labels_are_printed_as_prescribed
    )
    assert second.message == "表二与规定的格式不一致：“规范性文件”应为“行政规范性文件”。请照格式改正。"
    assert third.message.endswith("；等 7 处。请照格式改正。")
