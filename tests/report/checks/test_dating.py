"""The period of the figures, and the year that sentences name."""

from dataclasses import replace

import pytest

from report.checks.dating import the_figures_are_of_the_whole_year, the_year_meant_is_the_year_named
from tests.report.checks.told import TOWN, quotes, saying, told

# W-02


@pytest.mark.parametrize(
    "words",
    [
        "数据统计期限自2023年1月1日起至2023年12月31日止。",
        "统计时限为2023年1月1日至12月31日。",
        "统计期限从2023年1月1日至12月31止。",
        "统计时间：2023 年 1 月 1 日—12 月 31 日。",
        "数据统计期限为二〇二三年一月一日至十二月三十一日。",
        "统计数据截至2023年12月31日，主动公开信息120条。",
        "截至2023年底，主动公开信息120条。截至2023年12月底，受理申请3件。",
        "所列数据为2023年度全年数据。培训于2023年3月1日至3月5日举行。",
        "截至2023年6月，政务新媒体备案2个，领导小组成员12人。",
        "每月1日至5日更新目录。",
    ],
)
def test_the_whole_year_passes(words: str) -> None:
    assert told(saying(words), the_figures_are_of_the_whole_year) == []


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("数据统计期限自2022年1月1日起至2022年12月31日止。", "2022年1月1日起至2022年12月31"),
        ("所列数据的统计期限为2023年1月1日至2023年11月30日。", "2023年1月1日至2023年11月30"),
        ("统计时限为2023年1月1日至2024年12月31日。", "2023年1月1日至2024年12月31"),
        ("截止到2023年12月，主动公开养老服务等方面信息423条。", "截止到2023年12月"),
        ("截至2023年11月30日，收到申请3件。", "截至2023年11月30日"),
        ("截至2024年1月10日，共发布信息130条。", "截至2024年1月10日"),
        ("1日至2023年12月31日止。", "1日至"),
        ("统计数据期限为20231231日。", "20231231日"),
    ],
)
def test_each_other_period_is_quoted(words: str, quote: str) -> None:
    assert quotes(saying(words), the_figures_are_of_the_whole_year) == [quote]


def test_the_clerk_is_told_the_period() -> None:
    (finding,) = told(saying("截止到2023年12月，公开信息423条。"), the_figures_are_of_the_whole_year)
    assert finding.message == (
        "第一部分“总体情况”写的“截止到2023年12月”没有到本年最后一天，"
        "全年数据的统计期限应为2023年1月1日至2023年12月31日。请核对数据和日期。"
    )


# W-03


@pytest.mark.parametrize(
    "words",
    [
        "2023年，我镇主动公开信息120条，比2022年增长12%。",
        "2022年受理申请96件，2023年受理120件。",
        "2022年受理申请96件，同比增长12%。",
        "公开2022年度部门决算1份、2023年预算1份。按期发布2022年度政府信息公开工作年度报告。",
        "2022年8月，制定公开指南1份。2021年印发的制度继续执行。",
        "针对2022年存在的问题，逐项整改，更新栏目12个。",
        "2024年，我镇将主动公开信息200条以上。2024年计划发布解读12篇。",
        "2022年存在的3个问题已全部整改，清理信息36条。",
        "做好2022年北京冬奥会保障信息发布3条。自2019年以来，累计公开3000条。",
        "落实《2022年政务公开工作要点》，更新目录12条。",
        "根据《关于做好2024年政府信息公开工作年度报告编制发布工作的通知》开展工作。",
        "今年我镇将继续完善目录。今年计划开展培训3次。今年1月，召开部署会。",
        "截至2022年底存量30件，2023年受理5件。",
    ],
)
def test_other_years_rightly_named_pass(words: str) -> None:
    assert told(saying(words), the_year_meant_is_the_year_named) == []


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("（三）政府信息管理情况 2022年,本镇共制定规范性文件0件。", "2022年,本镇共制定规范性文件0件"),
        ("2022年我镇收到依申请公开申请0件。", "2022年我镇收到依申请公开申请0件"),
        ("2022年度，未收到政府信息公开申请。", "2022年度，未收到政府信息公开申请"),
        ("二〇二二年，我镇认真贯彻落实上级部署。", "二〇二二年，我镇认真贯彻落实上级部署"),
        ("2024年，我镇主动公开信息120条。", "2024年，我镇主动公开信息120条"),
        ("截至2022年12月31日，主动公开信息423条。", "截至2022年12月31日"),
        ("现将我镇2022年度政府信息公开工作报告如下：", "2022年度政府信息公开工作报告如下："),
        ("今年以来，我镇进一步加强公开。", "今年以来，我镇进一步加强公开"),
        ("今年共收到申请3件。", "今年共收到申请3件"),
        ("今年6月，调整领导小组。", "今年6月，调整领导小组"),
    ],
)
def test_each_year_meant_for_this_one_is_quoted(words: str, quote: str) -> None:
    assert quotes(saying(words), the_year_meant_is_the_year_named) == [quote]


def test_the_preamble_announces_the_report_of_its_own_year() -> None:
    words = "现编制并公布《广武镇人民政府2022年政府信息公开工作年度报告》。"
    (finding,) = told(saying(words, "preamble"), the_year_meant_is_the_year_named)
    assert (finding.text, finding.left, finding.right) == ("preamble", "2022", "2023")


def test_a_clean_report_speaks_of_its_year() -> None:
    assert told(TOWN, the_figures_are_of_the_whole_year) == told(TOWN, the_year_meant_is_the_year_named) == []


def test_the_same_words_are_wrong_a_year_later() -> None:
    assert told(replace(TOWN, year=2024), the_figures_are_of_the_whole_year)
    assert told(replace(TOWN, year=2024), the_year_meant_is_the_year_named)
