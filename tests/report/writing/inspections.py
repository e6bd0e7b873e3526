"""Inspections to print: a town's report with findings of every sort in its cells and in its words."""

from dataclasses import replace
from datetime import date

from report.explanation import Choice, Explanation, values_of
from report.inspection import Background, Inspection, inspected
from report.reading.said_before import Given
from report.rule import Case, Finding, Flaw, Flaws, Outcome, Rule, error, explain, found, notice
from report.source import Place, Source
from tests.report.checks.sheets import changed, clean

HOSTILE = "<script>alert('一')</script>"
TOTAL, RECEIVED, CARRIED, FEES = "t3.handled.total", "t3.received.total", "t3.carried_in.total", "t2.fees.amount"
SHEET = replace(
    changed(clean(), {TOTAL: "12", FEES: None}),
    title="广武镇人民政府2021年度政府信息公开工作年度报告",
    texts={"overview": f"（一）主动公开。\n本年收到申请 13 件，全部办结。{HOSTILE}", "other": "无。"},
    source=Source("html", places={TOTAL: Place(table=2, row=28, column=10), "overview": Place(line=3)}),
)


@error("T3-02", "例", basis="例", example="例")
def the_total_is_wrong(case: Case) -> Flaws:
    yield Flaw((TOTAL,), f"总计不对{HOSTILE}。", left="12", right="10")


@explain("N-01", "例", basis="例", example="例")
def words_and_table_differ(case: Case) -> Flaws:
    yield Flaw((RECEIVED, CARRIED), "文字写 13 件。", "13", "11", text="overview", quote="收到申请 13 件，全部")
    yield Flaw((), "全部办结？", text="overview", quote="全部办结")


@explain("F-08", "例", basis="例", example="例")
def the_title_is_wrong(case: Case) -> Flaws:
    yield Flaw((), "标题有两个年度。", text="title", quote="2021年度")


@notice("F-03", "例", basis="例", example="例")
def something_to_know(case: Case) -> Flaws:
    yield Flaw((TOTAL, CARRIED), "提示一下。")
    yield Flaw((FEES,), "收费缺失。", outcome=Outcome.UNJUDGED)


RULES: tuple[Rule, ...] = (the_total_is_wrong, words_and_table_differ, the_title_is_wrong, something_to_know)


def the_finding(rule: Rule, number: int = 0) -> Finding:
    """Return what a rule of these finds in ``SHEET``."""
    return found(rule, list(rule.judge(Case(SHEET)) if rule.judge else ())[number])


SAID = Explanation(
    "N-01",
    (RECEIVED, CARRIED),
    values_of(the_finding(words_and_table_differ), SHEET),
    Choice.DEFINITION,
    f"含上年结转{HOSTILE}",
    "钱会英",
    date(2022, 1, 7),
)


def an_inspection() -> Inspection:
    """Return what came of ``SHEET``: an error, two to explain, a notice, one explained, one unjudged."""
    return inspected("甲/广武.html", SHEET, Background(rules=RULES, given=(Given(SAID),)), {})
