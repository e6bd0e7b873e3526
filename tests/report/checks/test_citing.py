"""The law a report rests on."""

from dataclasses import replace

import pytest

from report.checks.citing import the_report_rests_on_law_in_force
from report.rule import Weight
from tests.report.checks.told import TOWN, quotes, saying, told


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (
            2023,
            "根据《中华人民共和国政府信息公开条例》（国令第711号，以下简称《条例》）第四十九条、第五十条规定编制本报告。",
        ),
        (2023, "按照《政府信息公开条例》(国务院令第711号)第50条和国办公开办函[2021]30号要求，编制本报告。"),
        (2023, "〈年度报告格式〉的通知》（国办公开办函〔202130号）要求，现发布年度报告。"),
        (2020, "根据《条例》和国办公开办函〔2019〕60号（年度报告格式（试行））编制年度报告。"),
        (2023, "落实国办公开办函〔2019〕61号，规范专栏建设，发布年度报告。"),
        (2021, "国办公开办函〔2019〕60号同时废止，年度报告改用新格式。"),
        (2023, "根据《上海市政府信息公开规定》第三十二条和《条例》，编制本年度报告。"),
        (2023, "旧《政府信息公开条例》（国务院令第492号）已经修订。根据国办发〔2023〕12号精神编制年度报告。"),
        (2023, "根据国务院令第492号公布、第711号修订的《条例》编制本报告。"),
    ],
)
def test_law_in_force_passes(year: int, words: str) -> None:
    assert told(replace(saying(words, "preamble"), year=year), the_report_rests_on_law_in_force) == []


@pytest.mark.parametrize(
    ("year", "words", "quote"),
    [
        (2022, "根据国办公开办函〔2019〕60号要求，编制年度报告。", "国办公开办函〔2019〕60号"),
        (2022, "根据《年度报告格式（试行）》，编制本报告。", "年度报告格式（试行）"),
        (2020, "根据国办公开办函〔2021〕30号要求，编制年度报告。", "国办公开办函〔2021〕30号"),
        (2022, "根据国办公开办函〔2016〕201号，编制年度报告。", "国办公开办函〔2016〕201号"),
        (2023, "《年度报告格式》的通知（国办公开办函〔2021〕60号），编制本报告。", "国办公开办函〔2021〕60号"),
        (2023, "《年度报告格式》的通知（国办发〔2021〕30号），编制本报告。", "国办发〔2021〕30号"),
        (2023, "根据《政府信息公开条例》（国务院令第492号）编制。", "信息公开条例》（国务院令第492号"),
        (2023, "根据《政府信息公开条例》（国务院令第717号）编制。", "信息公开条例》（国务院令第717号"),
        (2023, "根据《条例》第三十一条、第三十二条规定，编制年度报告。", "第三十一条、第三十二条"),
        (2023, "根据《条例》第二十条规定，编制本年度报告。", "第二十条"),
        (2020, "根据《关于做好政府网站年度报表发布工作的通知》，公布我乡政府信息公开年度报告。", "政府网站年度报表"),
    ],
)
def test_each_wrong_basis_is_quoted(year: int, words: str, quote: str) -> None:
    assert quotes(replace(saying(words, "preamble"), year=year), the_report_rests_on_law_in_force) == [quote]


def test_articles_cited_for_other_things_pass_in_the_body() -> None:
    words = "根据《条例》第二十条，主动公开年度报告1份；根据《条例》第三十二条，书面征求第三方意见1件。"
    assert told(saying(words), the_report_rests_on_law_in_force) == []


def test_the_clerk_is_told_what_to_cite() -> None:
    words = "根据国办公开办函〔2019〕60号要求，编制年度报告。"
    (finding,) = told(replace(saying(words, "preamble"), year=2022), the_report_rests_on_law_in_force)
    assert (finding.weight, finding.text) == (Weight.EXPLAIN, "preamble")
    assert finding.message == (
        "前言写的“国办公开办函〔2019〕60号”是 2019 年试行格式的文号，2021 年起的年报依据国办公开办函〔2021〕30号。"
        "请改正；确有必要引用的，请说明原因。"
    )


def test_a_clean_report_rests_on_law_in_force() -> None:
    assert told(TOWN, the_report_rests_on_law_in_force) == []
