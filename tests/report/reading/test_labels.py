"""A label is known by its words, whatever stands around them; a slip is told, and a doubtful one is nobody's."""

import pytest

from report.forms import FORMS
from report.reading.labels import Labels, Said, key, plain

ROWS = Labels(line.label for line in FORMS[2021].table("t3").lines)
COLUMNS = Labels(column.label for line in FORMS[2021].table("t2").lines for column in line.columns)


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("(一) 予以公 开", "（一）予以公开"),
        ("一）予以公开", "（一）予以公开"),
        ("予以公开", "（一）予以公开"),  # Word counts lines itself and does not write their numerals down
        ("１．属于国家秘密", "1.属于国家秘密"),
        ("1属于国家秘密", "1.属于国家秘密"),
        ("3、危及「三安全一稳定」", "3.危及“三安全一稳定”"),
        ('3.危及"三安全一稳定"', "3.危及“三安全一稳定”"),
        ("⼀、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请数量"),
        (
            "1.申请人无正当理由逾期不补正，行政机关不再处理其政府信息公开申请",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
    ],
)
def test_blanks_brackets_quotes_and_points_are_no_misprint(printed: str, label: str) -> None:
    assert ROWS.find(printed) == Said(label, faithful=True)


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("（二）部分公开", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
        ("1.逾期不补正", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ("（七）合计", "（七）总计"),
        ("（六）总计", "（七）总计"),
    ],
)
def test_short_forms_and_variants_are_understood_and_told(printed: str, label: str) -> None:
    assert ROWS.find(printed) == Said(label, faithful=False)


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("2.其他法律行政止公开", "2.其他法律行政法规禁止公开"),  # 洪泽区 2023 and 2024
        ("1.属于国家机密", "1.属于国家秘密"),
        ("1.信访举报类申请", "1.信访举报投诉类申请"),
        ("四、转结下年度继续办理", "四、结转下年度继续办理"),
        (
            "2.申请人逾期未按收费通知要求缴纳费用",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
        ("4.大量反复申请", "4.无正当理由大量反复申请"),
    ],
)
def test_a_slip_is_the_label_it_clearly_resembles_most(printed: str, label: str) -> None:
    assert (ROWS.find(printed) or ROWS.resembled(printed)) == Said(label, faithful=False)


@pytest.mark.parametrize(
    "printed",
    [
        "数量",
        "政府信息公开申请数量",  # of two rows
        "5.属于国家机密",  # the words of one, the number of another
        "3.保护第三方合法利益",
        "2.其他",
        "10.其他情形",
        "屬於國家秘密",
        "广武镇人民政府",
        "1",
        "",
        "属于国家秘密" * 50,
    ],
)
def test_what_may_be_another_label_or_none_is_not_guessed(printed: str) -> None:
    assert ROWS.find(printed) is None
    assert ROWS.resembled(printed) is None


def test_two_labels_that_are_equally_near_are_neither() -> None:
    labels = Labels(("（一）予以公开", "（三）不予公开"))
    assert labels.resembled("予公开") is None
    assert labels.resembled("（一）予公开") == Said("（一）予以公开", faithful=False)


def test_a_unit_other_than_the_printed_one_is_told() -> None:
    assert COLUMNS.find("本年收费金额（单位：元）") == Said("本年收费金额（单位：万元）", faithful=False)
    assert COLUMNS.find("本年收费金额(单位: 万元)") == Said("本年收费金额（单位：万元）", faithful=True)


def test_radicals_are_given_back_and_brackets_stay_as_they_are() -> None:
    assert plain("⼴武镇⼈⺠政府（⻔户）\u200b：１\x01") == "广武镇人民政府（门户）：１"
    assert key("（一） 予以公开：１") == "一予以公开1"
