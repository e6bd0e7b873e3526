"""Table 2: what was disclosed on the organ's own initiative."""

from collections.abc import Iterator

from report.checks.numbers import improper_numbers
from report.checks.saying import unjudged
from report.figure import printed
from report.form import Form, Kind
from report.forms.common import CURRENT, TRIAL
from report.rule import Case, Equation, Flaw, Flaws, Side, error, explain, linear
from report.sheet import Level

_DOCUMENTS = ("regulations", "normative_documents")
_COVERS = {
    2019: (("对外公开总数量", "disclosed_total"), ("本年新公开数量", "disclosed")),
    2021: (("现行有效加本年废止", "in_force", "repealed"), ("本年制发", "issued")),
}
"""Per edition of table 2: the documents that there are, and those of the year that must be among them."""

# 规章 are made by governments from the 设区的市 upwards; a city's department may report them for its government.
_WITHOUT_RULE_MAKING = frozenset({Level.TOWNSHIP, Level.COUNTY_DEPARTMENT, Level.COUNTY})

_FEES = "t2.fees.amount"
_SUSPICIOUS_GROWTH = 1_000


def _edition(form: Form) -> int:
    return dict(form.editions)["t2"]


@linear(
    "T2-01",
    "现行有效件数不小于本年制发减本年废止；2019 年版：本年新公开不大于对外公开总数量",
    basis=f"{TRIAL}、{CURRENT}表二",
    example="制发 14、废止 5，现行有效只有 8",
    explainable=True,
)
def documents_of_the_year_are_among_all_documents(form: Form) -> Iterator[Equation]:
    """State for both kinds of documents that the stock covers what the year added."""
    (more, *stock), (less, *added) = _COVERS[_edition(form)]
    for row in _DOCUMENTS:
        cells = [f"t2.{row}.{column}" for column in (*stock, *added)]
        label = form.places[cells[0]][1].label
        left, right = Side(more, tuple(cells[: len(stock)])), Side(less, tuple(cells[len(stock) :]))
        yield Equation(f"“{label}”行", left, "≥", right, marks=cells[0])


@error(
    "T2-02",
    "没有规章制定权的机关，规章各格为 0",
    basis="《中华人民共和国立法法》：规章由国务院部门和设区的市以上政府制定",
    example="镇政府的规章“现行有效件数”填了 6",
    explainable=True,
)
def regulations_are_made_by_those_who_may(case: Case) -> Flaws:
    """Yield the cells of 规章 that are not 0 although the organ's level makes none."""
    sheet = case.sheet
    if sheet.level not in _WITHOUT_RULE_MAKING:
        return
    cells = [address for address in sheet.form.table("t2").addresses if address.startswith("t2.regulations.")]
    for address in cells:
        if sheet[address]:
            yield Flaw(
                (address,),
                f"{sheet.form.name(address)}填了 {sheet[address]}，县级及以下机关没有规章制定权，应为 0。"
                "如填的是行政规范性文件，请移到下一行；确实如此的，请说明原因。",
                str(sheet[address]),
                "0",
            )
    if missing := [address for address in cells if sheet[address] is None]:
        yield unjudged(sheet.form, missing)


@error(
    "T2-03",
    "表二件数是不小于 0 的整数（本年增/减可带正负号），金额不小于 0",
    basis=f"{TRIAL}、{CURRENT}表二",
    example="行政处罚“本年处理决定数量”填了“若干”",
)
def disclosure_is_counted_in_proper_numbers(case: Case) -> Flaws:
    """Yield the cells of table 2 that hold no proper count or amount."""
    yield from improper_numbers(case, "t2")


@explain(
    "T2-04",
    "金额的单位没有疑问：万元没有错填成元，采购总金额写明单位",
    basis=f"{TRIAL}、{CURRENT}表二",
    example="上年收费 0.092 万元，今年填了 920",
)
def amounts_are_in_their_unit(case: Case) -> Flaws:
    """Yield amounts that name no unit, or that grew as if 元 had been entered for 万元."""
    yield from _without_unit(case)
    before = case.before if case.before and case.before.year == case.sheet.year - 1 else None
    if before and _edition(case.sheet.form) == _edition(before.form) == 2021:
        yield from _grown_too_much(case.sheet[_FEES], before[_FEES], case.sheet.form)


def _without_unit(case: Case) -> Flaws:
    for address, figure in case.sheet.remarked.items():
        if figure.remark == "unit_missing":
            yield Flaw(
                (address,),
                f"{case.sheet.form.name(address)}填的“{case.sheet.cells[address]}”没有单位，"
                "分不清是元还是万元。请在数字后注明单位，例如“162000 元”。",
            )


def _grown_too_much(now: int | None, before: int | None, form: Form) -> Flaws:
    """Compare this year's fees with last year's; nothing is asked where last year had none."""
    if now is None or before is None:
        yield unjudged(form, (_FEES,))
    elif 0 < before * _SUSPICIOUS_GROWTH <= now:
        this, last = printed(now, Kind.WAN_YUAN), printed(before, Kind.WAN_YUAN)
        # 10,000 times, give or take 5 %, is the very ratio of 万元 to 元.
        likely = "，很可能填的是元" if abs(now - before * 10_000) * 20 <= before * 10_000 else ""
        yield Flaw(
            (_FEES,),
            f"{form.name(_FEES)}本年为 {this} 万元，上年为 {last} 万元，是上年的 {now // before} 倍{likely}。"
            "请核对单位是否为万元；确实如此的，请说明原因。",
            this,
            last,
        )
