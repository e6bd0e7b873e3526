"""An office's own rule file: only stricter, only over cells that exist, and every fault told with its line."""

import pytest

from report.checks import RULES, examine
from report.office_rules import LARGEST, BadOfficeRules, OfficeRules, in_force, read_office_rules
from report.reading import Refusal
from report.rule import Case, Finding, Outcome, Weight
from report.sheet import Sheet
from tests.report.checks.sheets import changed, clean

OWN = """
[[rules]]
code = "O-01"
left = "t3.received.total + t3.carried_in.total"
op = ">="
right = ["t4.review.total"]
weight = "explain"
message = "收到 {left} 件，复议却有 {right} 件，多 {difference} 件。"
"""


def read(text: str) -> OfficeRules:
    return read_office_rules("本镇.toml", text.encode())


def faults(text: str | bytes) -> list[str]:
    """Return what is wrong with a file, one fault with its line in each string."""
    with pytest.raises(BadOfficeRules) as raised:
        read_office_rules("本镇.toml", text.encode() if isinstance(text, str) else text)
    return str(raised.value).removesuffix("。").split("：", 1)[-1].split("；第 ")


def told(sheet: Sheet, office: OfficeRules) -> tuple[Finding, ...]:
    return examine(Case(sheet), in_force(RULES, office))


def weights(office: OfficeRules) -> dict[str, tuple[Weight, bool]]:
    return {rule.code: (rule.weight, rule.explainable) for rule in in_force(RULES, office)}


# What a file can do


def test_an_empty_file_changes_nothing() -> None:
    assert in_force(RULES, read("")) == RULES
    assert in_force(RULES, OfficeRules()) == RULES
    assert in_force(RULES, read("# 暂无\n[weights]\n[words]\nsecrecy = []\n")) == RULES


def test_a_weight_is_made_stricter_and_what_could_be_explained_still_can() -> None:
    stricter = weights(read('[weights]\nT2-04 = "error"\n"F-03" = "explain"\nF-04 = "error"\nT2-01 = "error"\n'))
    law = weights(OfficeRules())
    assert (stricter["T2-04"], law["T2-04"]) == ((Weight.ERROR, True), (Weight.EXPLAIN, True))
    assert (stricter["F-03"], law["F-03"]) == ((Weight.EXPLAIN, True), (Weight.NOTICE, False))
    assert stricter["F-04"] == (Weight.ERROR, False)
    assert stricter["T2-01"] == law["T2-01"] == (Weight.ERROR, True)
    assert stricter.keys() == law.keys()


def test_a_finding_carries_the_weight_of_the_office() -> None:
    office = read('[weights]\nF-03 = "error"\n')
    (finding,) = told(changed(clean(), {"t4.review.other": ""}), office)
    assert (finding.code, finding.weight) == ("F-03", Weight.ERROR)


def test_an_own_rule_speaks_in_the_offices_own_sentence() -> None:
    office = read(OWN)
    assert told(clean(), office) == ()
    (finding,) = told(changed(clean(), {"t4.review.upheld": "14", "t4.review.total": "15"}), office)
    assert (finding.code, finding.weight, finding.explainable) == ("O-01", Weight.EXPLAIN, True)
    assert (finding.cells, finding.left, finding.right) == (("t3.received.total",), "12", "15")
    assert finding.message == "收到 12 件，复议却有 15 件，多 3 件。"


def test_an_own_rule_is_printed_with_its_cells_and_its_basis() -> None:
    (rule,) = read(OWN).rules
    assert rule.wording == (
        "表三“一、本年新收政府信息公开申请数量”行“总计”列＋表三“二、上年结转政府信息公开申请数量”行“总计”列"
        "不小于表四“行政复议”行“总计”列"
    )
    assert (rule.basis, rule.example) == ("本单位的核对规则文件", "左边小于右边")
    (cited,) = read(OWN + 'basis = "荥政办〔2022〕3号"\n').rules
    assert cited.basis == "荥政办〔2022〕3号"


@pytest.mark.parametrize("weight", ["error", "explain", "notice"])
def test_an_own_rule_weighs_what_the_file_says(weight: str) -> None:
    (rule,) = read(OWN.replace('"explain"', f'"{weight}"')).rules
    assert (rule.weight, rule.explainable) == (Weight(weight), weight == "explain")


@pytest.mark.parametrize(
    ("op", "review", "breaks"),
    [("=", 12, 0), ("=", 13, 1), ("<=", 12, 0), ("≤", 11, 1), ("≥", 13, 1), (">=", 12, 0), ("==", 11, 1)],
)
def test_every_way_of_comparing_is_understood(op: str, review: int, breaks: int) -> None:
    office = read(OWN.replace(">=", op))
    sheet = changed(clean(), {"t4.review.upheld": str(review - 1), "t4.review.total": str(review)})
    assert len(told(sheet, office)) == breaks


def test_a_cell_that_is_absent_leaves_an_own_rule_unjudged() -> None:
    sheet = changed(clean(), {"t3.carried_in.total": None})
    own = [f for f in told(sheet, read(OWN)) if f.code == "O-01"]
    assert [(f.outcome, f.cells) for f in own] == [(Outcome.UNJUDGED, ("t3.carried_in.total",))]


def test_an_own_rule_is_asked_of_the_forms_that_have_its_cells() -> None:
    only_new = OWN.replace('["t4.review.total"]', '"t2.normative_documents.issued + t3.received.total"')
    assert [f.code for f in told(clean(2021), read(only_new))] == ["O-01"]
    assert told(clean(2019), read(only_new)) == ()
    assert [f.code for f in told(clean(2021, t2=2019), read(only_new)) if f.code == "O-01"] == []


def test_an_own_rule_may_be_meant_for_one_edition() -> None:
    sheets = [
        changed(clean(edition), {"t4.review.upheld": "14", "t4.review.total": "15"}) for edition in (2019, 2021)
    ]
    assert [len(told(sheet, read(OWN))) for sheet in sheets] == [1, 1]
    assert [len(told(sheet, read(OWN + "edition = 2019\n"))) for sheet in sheets] == [1, 0]


def test_money_is_told_as_the_form_prints_it() -> None:
    fees = OWN.replace('["t4.review.total"]', '"t2.fees.amount"').replace(
        "t3.received.total + t3.carried_in.total", "t2.fees.amount + t2.fees.amount"
    )
    (finding,) = told(clean(), read(fees.replace(">=", "=").replace("件", "万元")))
    assert finding.message == "收到 0.184 万元，复议却有 0.092 万元，多 0.092 万元。"


def test_a_total_left_blank_is_told_to_be_filled_in() -> None:
    same = OWN.replace("t3.received.total + t3.carried_in.total", "t4.suit_direct.total").replace(">=", "=")
    sheet = changed(clean(), {"t4.suit_direct.total": "", "t4.review.upheld": "-1", "t4.review.total": "0"})
    own = [f.message for f in told(sheet, read(same)) if f.code == "O-01"]
    assert own == ["收到 0 件，复议却有 0 件，多 0 件。请补填。"]


def test_own_words_are_looked_for_beside_the_laws() -> None:
    office = read('[words]\nsecrecy = ["涉密电报", "内部明电", "涉密电报"]\n')
    assert office.words == ("涉密电报", "内部明电")
    assert [rule.code for rule in in_force((), office)] == ["W-11"]


def test_equal_content_has_an_equal_hash_and_compiles_once() -> None:
    one, other = read(OWN), read(f"# 说明\n{OWN}")
    assert one.hash == other.hash != read(OWN.replace("explain", "error")).hash
    assert one == other
    assert hash(one.rules) == hash(other.rules)


def test_windows_editors_mark_is_no_fault() -> None:
    assert read_office_rules("本镇.toml", b"\xef\xbb\xbf" + OWN.encode()) == read(OWN)


# What a file cannot do


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[weights]\nT3-01 = "notice"\n', 2, "只能改严，不能放宽"),
        ('[weights]\n\n"T2-04" = "notice"\n', 3, "“T2-04”按规定是“需说明”"),
        ('[weights]\nT9-01 = "error"\n', 2, "没有代码为“T9-01”的规则"),
        ('[weights]\nT3-01 = "hard"\n', 2, "轻重写的是“hard”"),
        ("[weights]\nT3-01 = 1\n", 2, "轻重写的是“1”"),
        ('[weights]\nT3-01 = ["error"]\n', 2, "轻重写的是"),
        ("weights = 3\n", 1, "以 [weights] 开头"),
        ('\n[holidays]\na = "b"\n', 2, "没有“holidays”这一项"),
        ("rules = 3\n", 1, "以 [[rules]] 开头"),
        (OWN.replace("O-01", "T3-01"), 3, "代码“T3-01”不能用"),
        (OWN + OWN, 11, "代码“O-01”前面已经用过"),
        (OWN.replace("t3.received", "t3.recieved"), 4, "是否为“t3.received.total”"),
        (OWN.replace(" + t3", " - t3"), 4, "要减的移到另一边"),
        (OWN.replace("t3.carried_in.total", "5"), 4, "不能写数字"),
        (OWN.replace('["t4.review.total"]', "0"), 6, "“right”应为 1 至 200 个数据项地址"),
        (OWN.replace('["t4.review.total"]', "[]"), 6, "“right”应为 1 至 200 个数据项地址"),
        (OWN.replace('["t4.review.total"]', '"t2.fees.amount"'), 4, "金额和件数不能相加、相比"),
        (
            OWN.replace("t3.received.total", "t2.licensing.change").replace("t4.review.total", "t2.fees.amount"),
            4,
            "没有",
        ),
        (OWN.replace(">=", "<>"), 5, "“op”写的是“<>”"),
        (OWN.replace('"explain"', "true"), 7, "“weight”写的是“True”"),
        (OWN.replace("{left}", "{left.__class__}"), 8, "大括号里只能写"),
        (OWN.replace("{left}", "{left:>9999999}"), 8, "大括号里只能写"),
        (OWN.replace("{left}", "{left!r}"), 8, "大括号里只能写"),
        (OWN.replace("{left}", "{}"), 8, "大括号里只能写"),
        (OWN.replace("{left}", "{"), 8, "大括号里只能写"),
        (
            OWN.replace("收到 {left} 件，复议却有 {right} 件，多 {difference} 件。", " "),
            8,
            "“message”应为文字，不能空",
        ),
        (OWN + "edition = 2020\n", 9, "“edition”只能是 2019 或 2021"),
        (OWN + 'colour = "red"\n', 9, "没有“colour”这一项"),
        (OWN.replace('op = ">="', ""), 2, "这一条缺少“op”"),
        ('[words]\nsecrecy = ["军"]\n', 2, "每个词要有 2 至 40 个字"),
        ("[words]\nsecrecy = [7]\n", 2, "每个词要有 2 至 40 个字"),
        ('[words]\nsecrecy = "涉密"\n', 2, "应写成 ["),
        ('[words]\n\nmood = ["好"]\n', 3, "没有“mood”这一项"),
        ('[weights]\nT3-01 = "error\n', 2, "写法不对"),
        ("a = " + "[" * 5000, 1, "写法不对"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, said: str) -> None:
    (fault,) = faults(text)
    assert said in fault
    assert fault.removeprefix("第 ").startswith(f"{line} 行：")


def test_all_faults_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = (
        '[words]\nsecrecy = ["军"]\n'
        + OWN.replace("explain", "hard").replace(">=", "!=")
        + '[weights]\nX = "error"\n'
    )
    assert [fault.removeprefix("第 ").split(" ")[0] for fault in faults(text)] == ["2", "7", "9", "12"]


def test_a_file_that_is_no_text_or_far_too_long_is_refused() -> None:
    assert "不是 UTF-8" in faults(b"\xff\xfe\x00")[0]
    assert "上限" in faults(b"#" * (LARGEST + 1))[0]


def test_whoever_catches_refusals_catches_this_one() -> None:
    with pytest.raises(Refusal, match="第 1 行"):
        read("weights = 3")
