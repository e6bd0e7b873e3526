"""The printed rule table."""

from dataclasses import replace

from report.checks import RULES
from report.rule import Rule, Weight
from report.writing.rule_table import grouped, rule_table, weight

RULE = Rule("T3-01", Weight.ERROR, "一加二等于三加四", "国办公开办函〔2021〕30号", "新收 60，办结 61")


def test_rules_stand_in_the_order_of_the_catalogue_whatever_order_they_are_declared_in() -> None:
    rules = [replace(RULE, code=code) for code in ("O-01", "W-01", "F-02", "F-01", "Y-01", "T4-01", "T2-03")]
    assert [(name, [rule.code for rule in group]) for name, group in grouped(rules)] == [
        ("表内的数", ["T2-03", "T4-01"]),
        ("与上一年对照", ["Y-01"]),
        ("格式", ["F-01", "F-02"]),
        ("用语和内容", ["W-01"]),
        ("本单位的规则", ["O-01"]),
    ]


def test_a_weight_says_whether_an_explanation_is_enough() -> None:
    explain = replace(RULE, weight=Weight.EXPLAIN, explainable=True)
    words = [weight(RULE), weight(replace(RULE, explainable=True)), weight(explain)]
    assert words == ["须改正", "须改正（可说明）", "需说明"]


def test_every_rule_in_force_is_a_row_with_its_basis_and_its_example() -> None:
    table = rule_table(RULES)
    assert all(f"| {rule.code} | {weight(rule)} | " in table for rule in RULES)
    assert all(rule.wording and rule.basis and rule.example for rule in RULES)
    assert f"共 {len(RULES)} 条" in table


def test_what_a_rule_says_never_breaks_the_table() -> None:
    table = rule_table([replace(RULE, wording="甲|乙\n<b>*丙*", example="a\\b")])
    assert "| T3-01 | 须改正 | 甲\\|乙 &lt;b>\\*丙\\* | 国办公开办函〔2021〕30号 | a\\\\b |\n" in table
