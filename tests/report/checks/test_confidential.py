"""What must not be published: personal data and secrets."""

from dataclasses import replace

import pytest

from report.checks.confidential import (
    is_bank_card,
    is_identity_number,
    masked,
    nobody_can_be_recognised,
    nothing_secret_is_said,
    secrecy_words,
)
from report.rule import Weight
from report.source import Source
from tests.report.checks.told import TOWN, quotes, saying, told

# W-07


@pytest.mark.parametrize(
    "words",
    [
        "联系电话：0371-64610000，传真64610001，邮编450100，热线12345。",
        "网址http://www.xx.gov.cn/art/2024/1/16/art_13812345678.html?id=13812345678",
        "网站标识码3418020037，统一社会信用代码91410182MA40XYZ123，流水号20240117123456789012。",
        "编号110105194912310021，序号4111111111111112。",
        "申请人应当提供姓名、身份证明、家庭住址。申请人向我镇提出申请，申请人对答复不满意的，申请人于收到之日起提出。",
        "申请人多次提出申请，申请人明确表示，申请人任意提出，申请人曾提出，申请人陈述，申请人金某楼盘。",
        "在大厅张贴申请公开指南，陈列要求公开的材料。依申请公开3件，公众申请公开2件。",
        "张庄村3组、4组完成公开。办公地址：荥阳市和谐花园3号楼2单元501室。政府大院2号楼305室。",
        "地址：广武镇张庄村3组18号，邮编450100。",
    ],
)
def test_offices_and_applicants_without_names_pass(words: str) -> None:
    assert quotes(saying(words), nobody_can_be_recognised) == []


@pytest.mark.parametrize(
    ("words", "shown", "quote"),
    [
        ("联系人手机13812345678。", "1*********8", "联系人手机138"),
        ("手机：138 1234 5678", "1***********8", "手机：138"),
        ("电话+8613812345678", "+************8", "电话+"),
        ("身份证号11010519491231002X，", "1****************X", "身份证号110"),
        ("账号4111111111111111", "4**************1", "账号411"),
        ("卡号 4111 1111 1111 1111", "4*****************1", "卡号 411"),
        ("其中张庄村3组18号", "其********号", "其"),
        ("家住阳光花园3号楼2单元501室", "家**************室", "家"),
        ("家庭住址：荥阳市广武路18号", "住**********号", "家庭住"),
        ("申请人李四要求公开补偿方案", "李*", "申请人李"),
        ("申请人：王某某（男）", "王*某", "申请人：王"),
        ("6月5日，张三向我镇提出申请", "张*", "6月5日，张"),
        ("王小明申请公开征地批复", "王*明", "王"),
    ],
)
def test_personal_data_is_found_and_never_repeated(words: str, shown: str, quote: str) -> None:
    (finding,) = told(saying(words), nobody_can_be_recognised)
    assert (finding.weight, finding.explainable, finding.text) == (Weight.ERROR, False, "overview")
    assert f"“{shown}”" in finding.message
    assert finding.quote == quote
    assert quote in words


def test_the_same_number_is_told_once_wherever_it_stands() -> None:
    sheet = saying("手机13812345678，再说一遍13812345678。")
    source = Source(
        "html", lines=("手机13812345678，再说一遍13812345678。", "联系13812345678", "责任编辑13987654321")
    )
    assert len(told(replace(sheet, source=source), nobody_can_be_recognised)) == 2


def test_full_width_digits_hide_nothing() -> None:
    assert quotes(saying("手机１３８１２３４５６７８"), nobody_can_be_recognised) == ["手机１３８"]


def test_numbers_are_known_by_their_check_digit() -> None:
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")  # the check digit
    assert not is_identity_number("11010519491331002X")  # a thirteenth month
    assert is_bank_card("4111111111111111")
    assert not is_bank_card("4111111111111112")


@pytest.mark.parametrize(("datum", "shown"), [("张三", "张*"), ("王小明", "王*明"), ("13812345678", "1*********8")])
def test_a_mask_shows_the_ends_only(datum: str, shown: str) -> None:
    assert masked(datum) == shown


# W-11


@pytest.mark.parametrize(
    "words",
    [
        "依法不予公开涉及国家秘密、商业秘密、个人隐私的信息，防止泄露国家机密，落实保密审查制度。",
        "学习绝密、机密、秘密的划分，机密级和秘密级文件分开保管，加强机密件、绝密件管理。",
        "机密文件管理到位，内部文件管理规范，涉及内部资料的不予公开，内部资料管理加强。",
        "秘密申请0件。属于国家秘密的0件。保守企业机密。",
    ],
)
def test_speaking_of_secrets_gives_none_away(words: str) -> None:
    assert quotes(saying(words), nothing_secret_is_said) == []


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("机密★10年", "机密★"),
        ("秘 密 ★ 1年", "秘 密 ★"),
        ("前文\n绝密\n后文", "绝密"),
        ("前文\n【机密】\n后文", "机密】"),
        ("本件为机密，不宜公开", "机密"),
        ("文件定为秘密级", "秘密级"),
        ("内部资料 注意保存", "内部资料 注意保存"),
        ("内部文件，不得外传", "内部文件，不得外传"),
        ("附内部资料两份", "内部资料"),
        ("请勿外传", "请勿外传"),
        ("仅供内部参考", "仅供内部"),
    ],
)
def test_each_marking_is_quoted(words: str, quote: str) -> None:
    assert quotes(saying(words), nothing_secret_is_said) == [quote]


def test_a_marking_on_top_of_the_page_is_found() -> None:
    (finding,) = told(replace(TOWN, source=Source("pdf", lines=("机密★10年", TOWN.title))), nothing_secret_is_said)
    assert (finding.text, finding.quote) == ("", "机密★")
    assert finding.message.startswith("页面有“机密★”。请由保密审查人核对")


def test_an_office_adds_its_own_words() -> None:
    rule = secrecy_words(["雪亮 工程", "", "一号 项目"])
    assert (rule.code, rule.weight) == ("W-11", Weight.ERROR)
    assert quotes(saying("推进雪亮工程；一号项目(二期)"), rule) == ["一号项目", "雪亮工程"]
    assert quotes(TOWN, rule) == quotes(TOWN, secrecy_words([])) == []


def test_a_clean_report_gives_nothing_away() -> None:
    assert told(TOWN, nobody_can_be_recognised) == told(TOWN, nothing_secret_is_said) == []
