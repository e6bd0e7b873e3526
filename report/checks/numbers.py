"""Whether a cell holds the kind of number its column asks for, and what to tell a clerk whose cell does not."""

from report.checks.saying import absent
from report.form import Kind
from report.rule import Case, Flaw, Flaws

_WRONG = {
    "negative": "是负数",
    "fraction": "不是整数",
    "too_long": "数字过长，疑似误键",
    "not_a_number": "读不出是哪一个数",
}
_ASKED = {
    Kind.COUNT: "请填不小于 0 的整数，没有的填 0。",
    Kind.CHANGE: "请填整数，减少的前面加“-”，没有增减的填 0。",
    Kind.MONEY: "请填不小于 0 的金额并注明单位，精确到元。",
    Kind.WAN_YUAN: "请填不小于 0 的金额（单位：万元），精确到元，小数最多四位。",
}


def improper_numbers(case: Case, table: str) -> Flaws:
    """Yield every cell of the table that holds no proper number, then the cells that the source does not have."""
    sheet = case.sheet
    for address, figure in sheet.remarked.items():
        if figure.remark in _WRONG and address.startswith(table):
            kind = sheet.form.kind(address)
            finer = figure.remark == "fraction" and kind in (Kind.MONEY, Kind.WAN_YUAN)
            wrong = "比 1 元还细" if finer else _WRONG[figure.remark]
            message = f"{sheet.form.name(address)}填的“{sheet.cells[address]}”{wrong}。{_ASKED[kind]}"
            yield Flaw((address,), message)
    yield from absent(sheet, table)
