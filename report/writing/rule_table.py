"""The rules as a table to be printed: what is checked, how much it weighs, on what it rests, and what breaks it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from report.rule import Rule
from templates import fill, say

BOOK = "rules"
ORDER = "TYNFWPRO"
"""The first letters of the codes in the order of the catalogue, one for each group; the office's own come last."""


def grouped(rules: Sequence[Rule]) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Yield each group of the catalogue with the name it has and its rules by code."""
    ordered = sorted(rules, key=lambda rule: (ORDER.index(rule.code[0]), rule.code))
    for letter, group in groupby(ordered, key=lambda rule: rule.code[0]):
        yield say(BOOK, "group", letter=letter), tuple(group)


def weight(rule: Rule) -> str:
    """Return how much a rule weighs, in words: 须改正, 须改正（可说明）, 需说明, 提示."""
    return say(BOOK, "weight", rule=rule)


def rule_table(rules: Sequence[Rule]) -> str:
    """Return the table as a page of Markdown."""
    groups = [
        (name, [[rule.code, weight(rule), *map(_cell, (rule.wording, rule.basis, rule.example))] for rule in group])
        for name, group in grouped(rules)
    ]
    return fill("documents/rules.md.j2", groups=groups, count=len(rules)) + "\n"


def _cell(text: str) -> str:
    """Return a text that stays in its cell of a Markdown table, and means nothing but itself."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
