"""Balances between rows or columns: how they are declared, and the sentence for one that does not hold."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from report.checks.saying import numeral, unjudged
from report.figure import printed
from report.form import Form, Table, short
from report.forms.common import CURRENT, TRIAL
from report.matrix import Booleans, Matrix, matrix, values
from report.rule import Equation, Flaw, Rule, Side, linear
from report.sheet import Sheet

Pick = Callable[[Table], tuple[str, ...]]
"""Chooses rows or columns of a table, where editions differ in them."""

_LISTED = 6
"""More parts than this are counted, not listed."""


def balance(
    code: str,
    wording: str,
    *,
    table: str,
    each: str,
    left: tuple[str, ...] | Pick,
    right: tuple[str, ...] | Pick,
    said: tuple[str, str],
    marks: str,
    example: str,
) -> Rule:
    """Declare that rows (``each`` column) or columns (``each`` row) of a table balance.

    ``said`` is what a clerk calls the two sides; a finding points to the row or column ``marks``.
    """

    @linear(code, wording, basis=f"{TRIAL}、{CURRENT}表内勾稽关系", example=example)
    def rule(form: Form) -> Iterator[Equation]:
        of = form.table(table)
        sides = [side(of) if callable(side) else side for side in (left, right)]
        for name, address in _strips(of, each):
            a, b = (Side(word, tuple(map(address, keys))) for word, keys in zip(said, sides, strict=True))
            yield Equation(name, a, "=", b, address(marks))

    return rule


def _strips(table: Table, each: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Yield every column or every row of the table: what it is called, and how a key becomes an address in it."""
    if each == "column":
        for column in table.lines[0].columns:
            yield f"{column.label}列", f"{table.key}.{{}}.{column.key}".format
    else:
        for line in table.lines:
            yield f"“{short(line.label)}”行", f"{table.key}.{line.key}.{{}}".format


def broken_balances(sheet: Sheet, rules: Sequence[Rule]) -> dict[str, list[Flaw]]:
    """Judge the linear ones among ``rules``; return the flaws under the code of their rule."""
    of = matrix(sheet.form.editions, tuple(rule for rule in rules if rule.equations))
    verdict = of.judge(values((sheet,), sheet.form))
    flaws: dict[str, list[Flaw]] = {}
    for i in np.flatnonzero(verdict.failed[0]):
        flaws.setdefault(of.rules[i].code, []).append(_flaw(sheet, of.rules[i], of.equations[i]))
    for code, missing in _missing(sheet, of, verdict.unjudged[0]).items():
        flaws.setdefault(code, []).append(unjudged(sheet.form, missing))
    return flaws


def _missing(sheet: Sheet, of: Matrix, lacking: Booleans) -> dict[str, list[str]]:
    """Return for each rule the cells that its unjudged equations lack, in printed order and each once."""
    if not lacking.any():
        return {}
    missing: dict[str, dict[str, None]] = {}
    for i in np.flatnonzero(lacking):
        equation = of.equations[i]
        cells = (a for a in (*equation.left.cells, *equation.right.cells) if sheet[a] is None)
        missing.setdefault(of.rules[i].code, {}).update(dict.fromkeys(cells))
    order = {address: i for i, address in enumerate(sheet.form.addresses)}
    return {code: sorted(cells, key=order.__getitem__) for code, cells in missing.items()}


def _flaw(sheet: Sheet, rule: Rule, equation: Equation) -> Flaw:
    left, right = (sum(sheet[address] or 0 for address in side.cells) for side in (equation.left, equation.right))
    if rule.message:
        return _own_flaw(sheet, rule, equation, left, right)
    link = {"=": "，", "≥": "，应不小于", "≤": "，应不大于"}[equation.op]
    apart = f"相差 {abs(left - right)}" if left != right else "是 0 也要填写"
    message = (
        f"{numeral(sheet.form, equation.marks)}{equation.where}：{_spoken(sheet, equation.left, left)}"
        f"{link}{_spoken(sheet, equation.right, right)}，{apart}。{_parts(sheet, equation)}{_advice(sheet, equation)}"
    )
    if rule.explainable:
        message += "确实如此的，请说明原因。"
    return Flaw((equation.marks,), message, str(left), str(right))


def _own_flaw(sheet: Sheet, rule: Rule, equation: Equation, left: int, right: int) -> Flaw:
    """Say it in the office's own sentence; money is put into it as the form prints it."""
    kind = sheet.form.kind(equation.marks)
    one, other, apart = (printed(number, kind) for number in (left, right, abs(left - right)))
    message = rule.message.format(left=one, right=other, difference=apart)
    return Flaw((equation.marks,), message + ("" if left != right else _advice(sheet, equation)), one, other)


def _spoken(sheet: Sheet, side: Side, total: int) -> str:
    """Say one side: 一加二为 1（1＋0）; （七）总计未填; 四种结果之和为 11."""
    if len(side.cells) == 1 and _is_blank(sheet, side.cells[0]):
        return f"{side.name}未填"
    if len(side.cells) == 2:
        return f"{side.name}为 {total}（{'＋'.join(_term(sheet, address) for address in side.cells)}）"
    return f"{side.name}为 {total}"


def _parts(sheet: Sheet, equation: Equation) -> str:
    """List what a long side is made of: 其中结果维持 10、结果纠正 1。"""
    cells = max(equation.left.cells, equation.right.cells, key=len)
    parts = [f"{_label(sheet.form, equation, address)} {sheet[address]}" for address in cells if sheet[address]]
    if len(cells) < 3 or not parts:
        return ""
    more = f"等 {len(parts)} 项" if len(parts) > _LISTED else ""
    return f"其中{'、'.join(parts[:_LISTED])}{more}。"


def _term(sheet: Sheet, address: str) -> str:
    value = sheet[address] or 0
    return "未填" if _is_blank(sheet, address) else str(value) if value >= 0 else f"（{value}）"


def _advice(sheet: Sheet, equation: Equation) -> str:
    if not _is_blank(sheet, equation.marks):
        return "请对照原表和台账逐格核对。"
    return "请补填。" if equation.total else f"{_label(sheet.form, equation, equation.marks)}未填，请补填。"


def _label(form: Form, equation: Equation, address: str) -> str:
    """Name a cell inside its equation: by its row where rows are added, by its column where columns are."""
    _, line, column = form.places[address]
    rows = {cell.split(".")[1] for cell in (*equation.left.cells, *equation.right.cells)}
    return column.label if len(rows) == 1 else short(line.label)


def _is_blank(sheet: Sheet, address: str) -> bool:
    return sheet.figures[address].remark == "blank"
