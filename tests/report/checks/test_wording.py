"""What the texts must say, how much of it, and how exactly."""

from dataclasses import replace

import pytest

from report.checks.wording import (
    numbers_are_exact,
    problems_are_told,
    supervision_is_told,
    the_overview_is_short,
    the_processing_fee_is_told,
)
from report.rule import Outcome, Rule, Weight
from report.source import Source
from tests.report.checks.told import BUREAU, COUNTY, STREET, TEXTS, TOWN, quotes, saying, told

RULES = (problems_are_told, the_overview_is_short, the_processing_fee_is_told, supervision_is_told, numbers_are_exact)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_clean_report_and_one_of_figures_only_pass(rule: Rule) -> None:
    assert told(TOWN, rule) == told(replace(TOWN, texts={}), rule) == []


# W-05


@pytest.mark.parametrize("words", ["", "无", "无。", " \n　", "本年度未发现问题，今后继续努力。"])
def test_part_five_must_say_something(words: str) -> None:
    (finding,) = told(saying(words, "problems"), problems_are_told)
    assert (finding.weight, finding.outcome, finding.text) == (Weight.ERROR, Outcome.FAIL, "problems")


def test_thirty_characters_are_enough_and_blanks_do_not_count() -> None:
    assert told(saying("问" * 30, "problems"), problems_are_told) == []
    (finding,) = told(saying("问 " * 29, "problems"), problems_are_told)
    assert (finding.left, finding.right) == ("29", "30")


def test_a_part_five_that_was_not_read_is_not_judged() -> None:
    (finding,) = told(replace(TOWN, texts={"overview": TEXTS["overview"]}), problems_are_told)
    assert finding.outcome is Outcome.UNJUDGED


# W-06


def test_a_thousand_characters_are_allowed_and_blanks_and_digits_are_none() -> None:
    assert told(saying("镇" * 1000 + " 2023" * 50), the_overview_is_short) == []
    (finding,) = told(saying("镇" * 1001), the_overview_is_short)
    assert finding.message == "第一部分“总体情况”有 1001 个汉字，原则上不超过 1000 字，多 1 字。请精简。"


# W-08


@pytest.mark.parametrize("words", ["无。", "", "本年度未收取行政事业性收费。", "无其他需要报告的事项。"])
def test_part_six_must_speak_of_the_fee(words: str) -> None:
    (finding,) = told(saying(words, "other"), the_processing_fee_is_told)
    assert (finding.weight, finding.text) == (Weight.EXPLAIN, "other")


@pytest.mark.parametrize(
    "words",
    ["信息处理费 0 元。", "收取信息公开处理费2件共380元。", "依申请公开收费情况无。", "未向申请人收取任何费用。"],
)
def test_any_word_on_the_fee_is_enough(words: str) -> None:
    assert told(saying(words, "other"), the_processing_fee_is_told) == []


def test_the_fee_may_be_told_elsewhere_and_was_not_asked_for_in_the_trial_form() -> None:
    silent = saying("无。", "other")
    elsewhere = replace(silent, texts={**silent.texts, "overview": "收到申请2件，未收取信息处理费。"})
    noted = replace(silent, source=Source("html", notes={"t3": "注：信息处理费0元。"}))
    unread = replace(TOWN, texts={"overview": "收到申请2件。"})
    for kept in (elsewhere, noted, unread, replace(silent, year=2020)):
        assert told(kept, the_processing_fee_is_told) == []


# W-09


def test_a_government_must_speak_of_appraisal_and_a_department_need_not() -> None:
    words = "加强组织领导，及时公开信息。"
    for government in (TOWN, STREET, COUNTY):
        (finding,) = told(saying(words, of=government), supervision_is_told)
        assert finding.weight is Weight.EXPLAIN
    assert told(saying(words, of=BUREAU), supervision_is_told) == []


@pytest.mark.parametrize("word", ["纳入绩效考核", "开展社会评议", "未发生责任追究情形", "严肃追责问责", "满意度测评"])
def test_one_of_the_three_is_enough_in_any_part(word: str) -> None:
    assert told(saying(word, "problems", saying("及时公开。")), supervision_is_told) == []


# W-10


@pytest.mark.parametrize(
    "words",
    [
        "近年来约束有力，其余3件按期办结。接受余姚市考察。约谈2人，预约50件，签约30家。",
        "十余年来，近三年，最近10次会议，附近20户。统一多部门平台，一事多办，业余时间。",
        "总数十条，件数百件。以上百件均已办结，上级发文3件。",
        "公开300条，办结率100%。",
    ],
)
def test_exact_numbers_pass(words: str) -> None:
    assert quotes(saying(words), numbers_are_exact) == []


@pytest.mark.parametrize(
    "quote",
    [
        "300余条",
        "4万余条",
        "十余件",
        "100多人次",
        "近百件",
        "近30万条",
        "近200余条",
        "约20件",
        "约一百件",
        "数十件",
        "几百条",
        "上千条",
        "20件左右",
    ],
)
def test_each_approximate_figure_is_quoted(quote: str) -> None:
    assert quotes(saying(f"全年公开{quote}。"), numbers_are_exact) == [quote]


def test_a_count_whose_unit_was_lost_is_approximate_all_the_same() -> None:
    assert quotes(saying("主动公开政府信息260余，均已办结。"), numbers_are_exact) == ["260余"]


def test_all_figures_of_one_text_are_told_at_once() -> None:
    sheet = saying("还有近百件。", "problems", saying("公开300余条、约20件。"))
    assert [(f.text, f.message) for f in told(sheet, numbers_are_exact)] == [
        ("overview", "第一部分“总体情况”有约数“300余条”“约20件”。请改为准确数。"),
        ("problems", "第五部分“存在的主要问题及改进情况”有约数“近百件”。请改为准确数。"),
    ]
