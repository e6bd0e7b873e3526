"""What is left of the template: instructions and places that were never filled in."""

from dataclasses import replace

import pytest

from report.checks.leftovers import nothing_is_left_of_the_template
from report.source import Source
from tests.report.checks.told import TOWN, quotes, saying, told


@pytest.mark.parametrize(
    "words",
    [
        "发放明白纸300份。3×5米展板6块，Excel表格2张，XML接口1个。",
        "根据《条例》第五十条第（四）项，开展工作考核。",
        "详见表格。数据如下表所示。",
        "申请人可以现场填写申请表（含网上填写）。",
        "网址：http://www.xxgk.gov.cn/xx/2024_01_16/t20240116__x1.html",
        "二〇〇〇年以来，档案已全部公开。",
        "把《中华人民共和国政府信息公开工作年度报告格式》印发各站所。",
        "每条稿件不超过500字。（请示件除外）",
    ],
)
def test_plain_words_pass(words: str) -> None:
    assert quotes(saying(words), nothing_is_left_of_the_template) == []


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("该部分以表格形式报告。", "该部分以表格形式报告"),
        ("见下。表格如下：", "表格如下："),
        ("监督保障（含《条例》第五十条第四项规定的工作考核）", "含《条例》第五十条第四项规定的工作考核"),
        ("（各单位根据实际情况填写）", "（各单位根据实际情况填写）"),
        ("(此处填写本单位名称)", "(此处填写本单位名称)"),
        ("这一项报告本机关政府信息公开工作总体情况", "这一项报告"),
        ("填报说明：一、", "填报说明"),
        ("（原则上不超过1000字）", "原则上不超过1000字"),
        ("中华人民共和国政府信息公开工作年度报告格式>", "中华人民共和国政府信息公开工作年度报告格式>"),
        ("××镇主动公开", "××镇"),
        ("20XX年以来", "20XX年"),
        ("公开信息XX条", "XX条"),
        ("收到申请x件", "x件"),
        ("○○镇人民政府", "○○镇"),
        ("公开信息____条", "____条"),
        ("某某镇高度重视", "某某镇"),
    ],
)
def test_each_leftover_is_quoted(words: str, quote: str) -> None:
    assert quotes(saying(words), nothing_is_left_of_the_template) == [quote]


def test_words_printed_with_blanks_are_quoted_as_they_stand() -> None:
    (finding,) = told(saying("本镇共公开  X X 条"), nothing_is_left_of_the_template)
    assert (finding.text, finding.quote) == ("overview", "X X 条")


def test_an_instruction_beside_a_table_and_in_the_title_is_found_too() -> None:
    source = Source(
        "html",
        notes={"t2": "该部分以表格形式报告。"},
        lines=("该部分以表格形式报告。", "（此处填写落款）", TOWN.texts["other"]),
    )
    found = told(
        replace(TOWN, title="××镇2023年政府信息公开工作年度报告", source=source), nothing_is_left_of_the_template
    )
    assert {(f.text, f.quote) for f in found} == {
        ("", "该部分以表格形式报告"),
        ("", "（此处填写落款）"),
        ("title", "××镇"),
    }
