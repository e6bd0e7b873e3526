"""The vocabulary of a check: a rule, what it is asked about, and what it answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from report.form import Form
from report.sheet import Sheet


class Weight(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """阻断: stops submission until mended."""
    EXPLAIN = "explain"
    """需说明: passes only with a named person's explanation."""
    NOTICE = "notice"
    """提示."""


class Outcome(StrEnum):
    """What became of a rule that did not pass."""

    FAIL = "fail"
    UNJUDGED = "unjudged"
    """A cell the rule needs is absent or holds no number; ``Finding.cells`` names it."""


@dataclass(frozen=True, slots=True)
class Case:
    """What every rule is asked about: this year's sheet, last year's published one, the sheets it was summed from.

    Of a report that is added up, ``register`` names the units that owe a part, and ``summed`` holds the parts as they
    were when they were added up. ``others`` are other units' reports of the year. ``approved`` is what was approved,
    where ``sheet`` is read from the live page.
    """

    sheet: Sheet
    before: Sheet | None = None
    parts: Mapping[str, Sheet] = field(default_factory=dict)
    register: tuple[str, ...] = ()
    summed: Mapping[str, Sheet] = field(default_factory=dict)
    others: Mapping[str, Sheet] = field(default_factory=dict)
    approved: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What one rule noticed: the cells, the sentence for the clerk, and both sides where there are two.

    Where it speaks of words, ``text`` is a key of ``Sheet.texts`` or "title", and ``quote`` the words as they stand
    there, long enough to be found again.
    """

    cells: tuple[str, ...]
    message: str
    left: str = ""
    right: str = ""
    outcome: Outcome = Outcome.FAIL
    text: str = ""
    quote: str = ""


Flaws = Iterator[Flaw]
"""What a judging function yields: nothing when all is well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw with the rule it broke; ``explainable`` says that an error passes with a named person's explanation."""

    code: str
    weight: Weight
    outcome: Outcome
    cells: tuple[str, ...]
    message: str
    left: str = ""
    right: str = ""
    explainable: bool = False
    text: str = ""
    quote: str = ""


def found(rule: "Rule", flaw: Flaw) -> Finding:
    """Return what ``rule`` makes of a flaw."""
    return Finding(
        code=rule.code,
        weight=rule.weight,
        outcome=flaw.outcome,
        cells=flaw.cells,
        message=flaw.message,
        left=flaw.left,
        right=flaw.right,
        explainable=rule.explainable,
        text=flaw.text,
        quote=flaw.quote,
    )


def finding_json(finding: Finding) -> dict[str, str | list[str]]:
    """Return the finding as it stands in interchange files and answers; ``text`` and ``quote`` only of words."""
    words: dict[str, str | list[str]] = {"text": finding.text, "quote": finding.quote} if finding.text else {}
    return words | {
        "code": finding.code,
        "weight": str(finding.weight),
        "outcome": str(finding.outcome),
        "cells": list(finding.cells),
        "message": finding.message,
        "left": finding.left,
        "right": finding.right,
    }


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equation: what a clerk calls it, and the cells that are added up."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equation:
    """One linear statement over a form's cells: Σ ``left`` ``op`` Σ ``right``, with ``op`` one of =, ≤, ≥.

    ``where`` names the row or column a clerk looks at; ``marks`` is the cell that a finding points to.
    """

    where: str
    left: Side
    op: str
    right: Side
    marks: str

    @property
    def total(self) -> str:
        """The cell that alone must equal the sum of the others; "" where no single cell does."""
        if self.op != "=" or 1 not in (len(self.left.cells), len(self.right.cells)):
            return ""
        return min(self.left.cells, self.right.cells, key=len)[0]


Judge = Callable[[Case], Flaws]
Equations = Callable[[Form], Iterable[Equation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its code in the catalogue, its weight, its wording, and how it judges.

    A linear rule has ``equations`` (compiled into the matrix); any other has ``judge``. A rule has exactly one.
    ``basis`` is the decree or practice it rests on, ``example`` what breaks it, for the printed rule table.
    ``message`` is an office's own sentence for a linear rule, with {left}, {right} and {difference} to be filled in.
    """

    code: str
    weight: Weight
    wording: str
    basis: str
    example: str
    equations: Equations | None = None
    judge: Judge | None = None
    explainable: bool = False
    message: str = ""


# ---------------------------------------------------------------------------------------------------------------
# Declaring a rule: its weight, code and wording stand above the function that judges.


def error(code: str, wording: str, *, basis: str, example: str, explainable: bool = False) -> Callable[[Judge], Rule]:
    """Declare that what this function yields stops submission; ``explainable``: unless a named person explains it."""
    return lambda judge: Rule(code, Weight.ERROR, wording, basis, example, judge=judge, explainable=explainable)


def explain(code: str, wording: str, *, basis: str, example: str) -> Callable[[Judge], Rule]:
    """Declare that what this function yields passes only with a named person's explanation."""
    return lambda judge: Rule(code, Weight.EXPLAIN, wording, basis, example, judge=judge, explainable=True)


def notice(code: str, wording: str, *, basis: str, example: str) -> Callable[[Judge], Rule]:
    """Declare that what this function yields is pointed out and stops nothing."""
    return lambda judge: Rule(code, Weight.NOTICE, wording, basis, example, judge=judge)


def linear(
    code: str, wording: str, *, basis: str, example: str, explainable: bool = False
) -> Callable[[Equations], Rule]:
    """Declare that the equations this function yields must hold in every form."""
    return lambda equations: Rule(
        code, Weight.ERROR, wording, basis, example, equations=equations, explainable=explainable
    )
