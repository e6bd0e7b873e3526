"""A form's arithmetic as one integer matrix: one product judges one sheet or forty thousand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from report.figure import Figure
from report.form import Form, form_of
from report.rule import Equation, Rule
from report.sheet import Sheet

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

EXACT = 2**53
"""Every whole number up to here is a float64 of its own: sums that stay below it are exact, whatever their order."""

_ABSENT = Figure(None, "absent")


class Numbers(NamedTuple):
    """Sheets as arrays of sheets × cells: the numbers, where none could be read, and where the cell is blank (0)."""

    values: Integers
    missing: Booleans
    blank: Booleans


class Judgement(NamedTuple):
    """Arrays of sheets × equations: those that do not hold, and those that lack a number."""

    failed: Booleans
    unjudged: Booleans


def values(sheets: Iterable[Sheet], form: Form) -> Numbers:
    """Read sheets of one form into arrays, in the order of ``form.addresses``."""
    read = [(sheet, list(map(sheet.figures.get, form.addresses, repeat(_ABSENT)))) for sheet in sheets]
    shape = (len(read), len(form.addresses))
    numbers = np.array([value or 0 for _, row in read for value, _ in row], np.int64)
    missing, blank = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for i, (sheet, row) in enumerate(read):
        if sheet.remarked or sheet.absent or sheet.form is not form:  # otherwise all are plain numbers
            missing[i] = [value is None for value, _ in row]
            blank[i] = [remark == "blank" for _, remark in row]
    return Numbers(numbers.reshape(shape), missing, blank)


@dataclass(frozen=True, eq=False)
class Matrix:
    """The linear rules of one form: each says that coefficients @ cells gives 0, or falls on the right side of 0.

    ``bounded``: its left side may not exceed the right one; ``covered``: it may not fall short of that. ``totals``:
    the index of the one cell that is the sum of the others, -1 where none is.
    """

    form: Form
    rules: tuple[Rule, ...]
    equations: tuple[Equation, ...]
    coefficients: Integers
    bounded: Booleans
    covered: Booleans
    totals: Integers

    def surplus(self, numbers: Integers) -> Integers:
        """Return left side minus right side of every equation, exactly."""
        largest = max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
        if largest * self._reach < EXACT:
            return (numbers.astype(np.float64) @ self._floats).astype(np.int64)
        # Integers know no BLAS and are slower. They cannot overflow: no figure exceeds 10**16, no side has 100 cells.
        return numbers @ self.coefficients.T

    def judge(self, numbers: Numbers) -> Judgement:
        """Judge every equation on every sheet."""
        surplus = self.surplus(numbers.values)
        failed = (surplus > 0) & self.bounded | (surplus < 0) & self.covered
        if numbers.blank.any():
            failed |= self._left_blank(numbers)
        unjudged = self._touched(numbers.missing)
        return Judgement(failed & ~unjudged, unjudged)

    @cached_property
    def _reach(self) -> int:
        """The number of cells of the longest equation."""
        return int(np.abs(self.coefficients).sum(axis=1).max(initial=0))

    @cached_property
    def _floats(self) -> npt.NDArray[np.float64]:
        return self.coefficients.T.astype(np.float64)

    @cached_property
    def _incidence(self) -> npt.NDArray[np.float32]:
        return np.abs(self.coefficients).T.astype(np.float32)

    def _touched(self, cells: Booleans) -> Booleans:
        """Say which equations contain one of the marked cells."""
        if not cells.any():
            return np.zeros((len(cells), len(self.equations)), np.bool_)
        return cells.astype(np.float32) @ self._incidence > 0

    def _left_blank(self, numbers: Numbers) -> Booleans:
        """Say where a total is blank beside parts that are not: it counts as 0, yet even 0 must be written down."""
        total_is_blank = numbers.blank[:, self.totals] & (self.totals >= 0)
        return total_is_blank & self._touched(~numbers.blank & ~numbers.missing)


@lru_cache(maxsize=64)
def matrix(editions: tuple[tuple[str, int], ...], rules: tuple[Rule, ...]) -> Matrix:
    """Compile the linear ones among ``rules`` for the form of these editions."""
    form = form_of(editions)
    stated = [(rule, equation) for rule in rules if rule.equations for equation in rule.equations(form)]
    index = {address: i for i, address in enumerate(form.addresses)}
    coefficients = np.zeros((len(stated), len(index)), np.int64)
    for row, (_, equation) in zip(coefficients, stated, strict=True):
        np.add.at(row, [index[address] for address in equation.left.cells], 1)
        np.subtract.at(row, [index[address] for address in equation.right.cells], 1)
    equations = tuple(equation for _, equation in stated)
    return Matrix(
        form=form,
        rules=tuple(rule for rule, _ in stated),
        equations=equations,
        coefficients=coefficients,
        bounded=np.array([equation.op != "≥" for equation in equations], np.bool_),
        covered=np.array([equation.op != "≤" for equation in equations], np.bool_),
        totals=np.array([index.get(equation.total, -1) for equation in equations], np.int64),
    )
