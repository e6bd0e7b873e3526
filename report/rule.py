"""The vocabulary of a check: a rule, what it is asked about, and what it answers."""

from collections.abc import Callable, Iterable, Mapping
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
    """What every rule is asked about: this year's sheet, last year's published one, the sheets it was summed from."""

    sheet: Sheet
    before: Sheet | None = None
    parts: Mapping[str, Sheet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What one rule noticed: the cells, the sentence for the clerk, and both sides where there are two."""

    cells: tuple[str, ...]
    message: str
    left: str = ""
    right: str = ""
    outcome: Outcome = Outcome.FAIL


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


@dataclass(frozen=True, slots=True)
class Equation:
    """One linear statement over a form's cells: Σ ``left`` ``op`` Σ ``right``, with ``op`` one of =, ≤, ≥."""

    left: tuple[str, ...]
    op: str
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: its code in the catalogue, its weight, its wording, and how it judges.

    A linear rule has ``equations`` (compiled into the matrix); any other has ``judge``. A rule has exactly one of them.
    """

    code: str
    weight: Weight
    wording: str
    equations: Callable[[Form], Iterable[Equation]] | None = None
    judge: Callable[[Case], Iterable[Flaw]] | None = None
    explainable: bool = False
