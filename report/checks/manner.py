"""How cells are filled in: what is blank where 0 belongs, and what stands beside a number."""

from itertools import groupby

from report.checks.saying import listing
from report.figure import printed
from report.form import Kind
from report.rule import Case, Flaw, Flaws, notice


@notice(
    "F-03",
    "没有的填 0，不留空白，不填“/”“-”“无”",
    basis="各地年报填报通知的通例",
    example="法律服务机构一列全空",
)
def nothing_is_written_as_zero(case: Case) -> Flaws:
    """Yield for each table the cells that are blank or hold a dash; all of them at once, there may be hundreds."""
    sheet = case.sheet
    blank = (address for address, figure in sheet.remarked.items() if figure.remark == "blank")
    for _, cells in groupby(blank, key=lambda address: address[:2]):
        of_table = tuple(cells)
        message = f"{listing(sheet.form, of_table)}空白或填了“/”“-”“无”，核对时按 0 计算。没有的请填 0。"
        yield Flaw(of_table, message)


@notice(
    "F-04",
    "数字格里只填数字，单位和说明写在别处",
    basis="各地年报填报通知的通例",
    example="本年制发件数填了“22（其中修订 16 件）”",
)
def a_number_stands_alone(case: Case) -> Flaws:
    """Yield the cells where a unit, a note or a sign stands beside the number."""
    sheet = case.sheet
    for address, figure in sheet.remarked.items():
        if figure.value is not None and figure.remark == "noted":
            kind = sheet.form.kind(address)
            taken = printed(figure.value, kind) + (" 万元" if kind is Kind.WAN_YUAN else "")
            name, text = sheet.form.name(address), sheet.cells[address]
            yield Flaw((address,), f"{name}填的是“{text}”：取数 {taken}，原文照留。{_advice(kind)}", taken)


def _advice(kind: Kind) -> str:
    if kind is Kind.MONEY:  # no unit is printed over 采购总金额: only the one in the cell tells 元 from 万元
        return "表头没有单位，单位可以保留。"
    if kind is Kind.CHANGE:
        return "请只填数字，减少的前面加“-”。"
    return "请只填数字，说明可以写进正文。"
