"""Table 3: applications received and how they were handled."""

from operator import attrgetter

from report.checks.balance import balance
from report.checks.numbers import improper_numbers
from report.forms.common import CURRENT, TRIAL
from report.rule import Case, Flaws, error

every_application_is_accounted_for = balance(
    "T3-01",
    "第一项加第二项之和，等于第三项（七）总计加第四项之和",
    table="t3",
    each="column",
    left=("received", "carried_in"),
    right=("handled", "carried_out"),
    said=("一加二", "（七）总计加四"),
    marks="handled",
    example="新收 60、上年结转 0，（七）总计 61、结转下年 0",
)

every_outcome_is_in_the_total = balance(
    "T3-02",
    "（七）总计等于（一）至（六）各行之和",
    table="t3",
    each="column",
    left=("handled",),
    right=attrgetter("outcomes"),
    said=("（七）总计", "（一）至（六）之和"),
    marks="handled",
    example="部分公开填了 1，（七）总计空着",
)

every_applicant_is_in_the_total = balance(
    "T3-03",
    "总计列等于自然人与五类法人或其他组织之和",
    table="t3",
    each="row",
    left=("total",),
    right=attrgetter("parts"),
    said=("总计", "自然人与五类组织之和"),
    marks="total",
    example="自然人 4、商业企业 1，总计填了 6",
)


@error(
    "T3-04",
    "表三各格都是不小于 0 的整数",
    basis=f"{TRIAL}、{CURRENT}表三",
    example="“5.属于三类内部事务信息”填了 0.5",
)
def applications_are_counted_in_whole_numbers(case: Case) -> Flaws:
    """Yield the cells of table 3 that are not whole numbers ≥ 0."""
    yield from improper_numbers(case, "t3")
