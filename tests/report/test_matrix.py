"""The matrix says what plain addition says, of one sheet or of many, however large the numbers are."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.checks import RULES, examine
from report.form import Form, form_of
from report.matrix import EXACT, Matrix, matrix, values
from report.rule import Case, Outcome, Weight
from report.sheet import Level, Sheet

EDITIONS = tuple((("t2", a), ("t3", b), ("t4", b)) for a in (2019, 2021) for b in (2019, 2021))
COUNTS = st.integers(0, 10**6)
editions = st.sampled_from(EDITIONS)
texts = st.sampled_from(("0", "1", "2", "7", "-3", "", "/", "999999999999", "若干", None))


@lru_cache(maxsize=8)
def compiled(of: tuple[tuple[str, int], ...]) -> Matrix:
    return matrix(of, RULES)


def sheet_of(form: Form, cells: dict[str, str]) -> Sheet:
    (_, second), (_, third), _ = form.editions
    return Sheet("某县", Level.CITY, third, third, cells=cells, editions={"t2": second} if second != third else {})


def balanced(form: Form, draw: st.DrawFn) -> dict[str, int]:
    """Draw applicants' outcomes and disputes freely and add up the rest as the form asks."""
    numbers = dict.fromkeys(form.addresses, 0)
    received, carried_in, *decided, handled, carried_out = (line.key for line in form.table("t3").lines)
    for column in (column.key for column in form.table("t3").lines[0].columns[:-1]):
        applications = {f"t3.{line}.{column}": draw(COUNTS) for line in (*decided, carried_out)}
        everything = sum(applications.values())
        before = draw(st.integers(0, everything))
        numbers |= applications
        numbers[f"t3.{handled}.{column}"] = everything - applications[f"t3.{carried_out}.{column}"]
        numbers |= {f"t3.{carried_in}.{column}": before, f"t3.{received}.{column}": everything - before}
    numbers |= {f"t4.{line.key}.{c.key}": draw(COUNTS) for line in form.table("t4").lines for c in line.columns[:-1]}
    for key, line in ((table.key, line) for table in form.tables[1:] for line in table.lines):
        numbers[f"{key}.{line.key}.total"] = sum(numbers[f"{key}.{line.key}.{c.key}"] for c in line.columns[:-1])
    return numbers


@st.composite
def balanced_sheets(draw: st.DrawFn) -> Sheet:
    form = form_of(draw(editions))
    return sheet_of(form, {address: str(number) for address, number in balanced(form, draw).items()})


def _errors(sheet: Sheet) -> list[str]:
    """Return the codes of what does not add up; which edition belongs to which year is another matter."""
    told = examine(Case(sheet), [rule for rule in RULES if rule.code.startswith("T")])
    return [f.code for f in told if f.weight is Weight.ERROR and f.outcome is Outcome.FAIL]


@settings(max_examples=25, deadline=None)
@given(balanced_sheets(), st.data())
def test_a_balanced_sheet_passes_and_any_one_changed_cell_is_noticed(sheet: Sheet, data: st.DataObject) -> None:
    assert _errors(sheet) == []
    cell = data.draw(st.sampled_from([address for address in sheet.cells if not address.startswith("t2.")]))
    other = data.draw(COUNTS.filter(lambda number: str(number) != sheet.cells[cell]))
    altered = replace(sheet, cells={**sheet.cells, cell: str(other)})
    assert _errors(altered) != []


@settings(max_examples=25, deadline=None)
@given(editions, st.data())
def test_the_matrix_says_what_plain_addition_says(of: tuple[tuple[str, int], ...], data: st.DataObject) -> None:
    form, judge = form_of(of), compiled(of)
    drawn = data.draw(st.lists(texts, min_size=len(form.addresses), max_size=len(form.addresses)))
    sheet = sheet_of(form, {a: text for a, text in zip(form.addresses, drawn, strict=True) if text is not None})
    verdict = judge.judge(values((sheet,), form))
    for i, equation in enumerate(judge.equations):
        cells = (*equation.left.cells, *equation.right.cells)
        left, right = (sum(sheet[a] or 0 for a in side.cells) for side in (equation.left, equation.right))
        holds = {"=": left == right, "≥": left >= right, "≤": left <= right}[equation.op]
        if equation.total and sheet.cells.get(equation.total) in ("", "/"):
            holds = holds and all(sheet.cells[a] in ("", "/") for a in cells if a in sheet.cells)
        unjudged = any(sheet[a] is None for a in cells)
        assert (verdict.unjudged[0, i], verdict.failed[0, i]) == (unjudged, not holds and not unjudged), equation


@given(st.integers(-(10**16), 10**16), st.integers(-(10**16), 10**16))
def test_sums_are_exact_far_beyond_what_a_float_can_hold(large: int, other: int) -> None:
    judge = compiled(EDITIONS[-1])
    numbers = np.zeros((1, len(judge.form.addresses)), np.int64)
    at = {address: i for i, address in enumerate(judge.form.addresses)}
    numbers[0, at["t3.received.total"]], numbers[0, at["t3.handled.total"]] = large, other
    accounted = next(
        i for i, e in enumerate(judge.equations) if e.where == "总计列" and "t3.received.total" in e.left.cells
    )
    assert judge.surplus(numbers)[0, accounted] == large - other


@pytest.mark.parametrize("number", [EXACT // 27 - 1, EXACT // 27 + 1, EXACT - 1, EXACT + 1])
def test_one_unit_is_noticed_on_either_side_of_the_border_between_floats_and_integers(number: int) -> None:
    judge = compiled(EDITIONS[-1])
    at = {address: i for i, address in enumerate(judge.form.addresses)}
    row = [at[f"t4.review.{column}"] for column in ("upheld", "total")]
    numbers = np.zeros((1, len(judge.form.addresses)), np.int64)
    numbers[0, row] = number, number + 1
    assert sorted(set(judge.surplus(numbers)[0])) == [0, 1]


def test_many_sheets_are_judged_as_each_alone() -> None:
    form = form_of(EDITIONS[-1])
    blank = sheet_of(form, dict.fromkeys(form.addresses, "") | {"t4.review.upheld": "3"})
    absent = sheet_of(form, {"t4.review.upheld": "3", "t4.review.total": "4"})
    fine = sheet_of(form, dict.fromkeys(form.addresses, "0"))
    judge, sheets = compiled(EDITIONS[-1]), (fine, blank, absent)
    together = judge.judge(values(sheets, form))
    for i, sheet in enumerate(sheets):
        alone = judge.judge(values((sheet,), form))
        assert np.array_equal(together.failed[i], alone.failed[0])
        assert np.array_equal(together.unjudged[i], alone.unjudged[0])
    assert together.failed.sum(axis=1).tolist() == [0, 1, 0]
    assert together.unjudged.sum(axis=1).tolist() == [0, 0, len(judge.equations)]


def test_no_sheet_at_all_is_judged_without_complaint() -> None:
    form = form_of(EDITIONS[0])
    assert compiled(EDITIONS[0]).judge(values((), form)).failed.shape == (0, len(compiled(EDITIONS[0]).equations))


@pytest.mark.parametrize(("of", "rows"), [(EDITIONS[0], 23), (EDITIONS[-1], 25)])
def test_every_statutory_equation_is_in_the_matrix(of: tuple[tuple[str, int], ...], rows: int) -> None:
    judge = compiled(of)
    stated = [rule.code for rule in judge.rules]
    assert {code: stated.count(code) for code in stated} == {
        "T2-01": 2,
        "T3-01": 7,
        "T3-02": 7,
        "T3-03": rows,
        "T4-01": 3,
    }
