"""Table 4: reviews and suits about information disclosure."""

from operator import attrgetter

from report.checks.balance import balance
from report.checks.numbers import improper_numbers
from report.forms.common import CURRENT, TRIAL
from report.rule import Case, Flaws, error

every_dispute_has_one_result = balance(
    "T4-01",
    "总计等于结果维持、结果纠正、其他结果、尚未审结之和",
    table="t4",
    each="row",
    left=("total",),
    right=attrgetter("parts"),
    said=("总计", "四种结果之和"),
    marks="total",
    example="结果维持 10、结果纠正 1，总计填了 0",
)


@error(
    "T4-02",
    "表四各格都是不小于 0 的整数",
    basis=f"{TRIAL}、{CURRENT}表四",
    example="一格里填了“2 0”两个数",
)
def disputes_are_counted_in_whole_numbers(case: Case) -> Flaws:
    """Yield the cells of table 4 that are not whole numbers ≥ 0."""
    yield from improper_numbers(case, "t4")
