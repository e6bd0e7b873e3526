"""How fast figures are checked: the arithmetic of many reports at once, and the whole examination of one."""

from collections.abc import Callable
from dataclasses import replace
from time import process_time

import numpy as np

from report.checks import RULES, examine
from report.figure import figure
from report.form import form_for
from report.matrix import Numbers, matrix, values
from report.rule import Case
from report.sheet import Level, Sheet

REPORTS = 20_000
ONE_BY_ONE = 400
SOME_BLANK = 0.3


def cpu_seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the CPU seconds of the quickest of a few rounds, every thread counted."""
    work()
    spent = []
    for _ in range(rounds):
        before = process_time()
        work()
        spent.append(process_time() - before)
    return min(spent)


def balanced() -> Sheet:
    """Return a county's report of today's form, every cell filled in and nothing wrong."""
    form = form_for(2025)
    figures = {"received": "86", "carried_in": "4", "granted": "61", "partly_granted": "20", "handled": "81"}
    figures |= {"carried_out": "9"}
    cells = dict.fromkeys(form.addresses, "0")
    cells |= {f"t3.{row}.{column}": text for row, text in figures.items() for column in ("natural_person", "total")}
    return Sheet("某县人民政府", Level.COUNTY, 2025, 2021, cells=cells)


def one_by_one(sheets: list[Sheet]) -> int:
    """Examine each sheet as if it had just been read; return how many findings there are."""
    figure.cache_clear()
    return sum(len(examine(Case(replace(sheet)))) for sheet in sheets)


def main() -> None:
    """Measure and print one table; the slower ways stand beside the quick one as ratios of the same run."""
    sheet = balanced()
    compiled = matrix(sheet.form.editions, RULES)
    one = values((sheet,), sheet.form)
    times = np.zeros(REPORTS, np.int64)
    many = Numbers(one.values[times], one.missing[times], one.blank[times])
    blank = many._replace(blank=np.random.default_rng(2025).random(many.blank.shape) < SOME_BLANK)
    missing = many._replace(missing=blank.blank)
    huge = many._replace(values=many.values + 10**15)
    worst = replace(
        sheet, cells={**dict.fromkeys(sheet.cells, ""), "t3.received.total": "7", "t4.review.upheld": "x"}
    )

    quick = cpu_seconds(lambda: compiled.judge(many)) / REPORTS
    rows = [
        ("arithmetic, prepared arrays", quick),
        ("… 30 % of the cells blank", cpu_seconds(lambda: compiled.judge(blank)) / REPORTS),
        ("… 30 % of the cells absent", cpu_seconds(lambda: compiled.judge(missing)) / REPORTS),
        ("… beyond 2**53, in integers", cpu_seconds(lambda: compiled.judge(huge), rounds=1) / REPORTS),
        (
            "arithmetic, one report a time",
            cpu_seconds(lambda: [compiled.judge(one) for _ in range(ONE_BY_ONE)]) / ONE_BY_ONE,
        ),
        ("examine, clean report", cpu_seconds(lambda: one_by_one([sheet] * ONE_BY_ONE)) / ONE_BY_ONE),
        ("examine, nearly all blank", cpu_seconds(lambda: one_by_one([worst] * ONE_BY_ONE)) / ONE_BY_ONE),
    ]
    print(f"{len(compiled.equations)} equations over {len(sheet.form.addresses)} cells")
    print(f"{'':32}{'µs a report':>12}{'reports a CPU second':>22}{'ratio':>9}")
    for name, seconds in rows:
        print(f"{name:32}{seconds * 1e6:12.2f}{1 / seconds:22,.0f}{seconds / quick:9.1f}")


if __name__ == "__main__":
    main()
