"""What a named person says of a finding, for which values it holds, and what is still open."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from report.rule import Finding, Outcome, Weight
from report.sheet import Sheet


class Choice(StrEnum):
    """Why a figure or a sentence is right although it looks wrong."""

    REORGANISATION = "reorganisation"
    """机构改革."""
    DEFINITION = "definition"
    """口径调整."""
    CLEARANCE = "clearance"
    """集中清理."""
    NOTHING = "nothing"
    """零报告: there was really nothing to count."""
    OTHER = "other"
    """其他."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One person's sentence on one finding, kept with the values it was given for: other values, no explanation."""

    code: str
    cells: tuple[str, ...]
    values: Mapping[str, str]
    choice: Choice
    sentence: str
    by: str
    given_on: date


def values_of(finding: Finding, sheet: Sheet) -> dict[str, str]:
    """Return what a finding rests on: both sides, the words it quotes and where, its cells as printed.

    Of what is missing nothing can be quoted: there the sentence itself is what was explained.
    """
    said = {"left": finding.left, "right": finding.right, "quote": finding.quote}
    values = {key: text for key, text in said.items() if text} | {a: sheet.cells.get(a, "") for a in finding.cells}
    place = {"text": finding.text} if finding.text else {}
    return place | (values or {"message": finding.message})


def wants_mending(finding: Finding) -> bool:
    """Say whether a finding holds the report up until its figures or words are others: no explanation helps."""
    return finding.outcome is Outcome.FAIL and finding.weight is Weight.ERROR and not finding.explainable


def wants_explanation(finding: Finding) -> bool:
    """Say whether a finding passes with a named person's explanation, and not without."""
    return finding.outcome is Outcome.FAIL and (finding.weight is Weight.EXPLAIN or finding.explainable)


def explained(finding: Finding, sheet: Sheet, given: Iterable[Explanation]) -> Explanation | None:
    """Return the latest explanation that holds for a finding: same rule, same cells, same values."""
    values = values_of(finding, sheet)
    fitting = [e for e in given if (e.code, e.cells) == (finding.code, finding.cells) and e.values == values]
    return fitting[-1] if fitting and wants_explanation(finding) else None


def offered(finding: Finding, earlier: Iterable[Explanation]) -> Explanation | None:
    """Return what was last said of the same rule, cells and text: to be offered again, never taken over."""
    place = finding.code, finding.cells, finding.text
    same = [e for e in earlier if (e.code, e.cells, e.values.get("text", "")) == place]
    return max(same, key=lambda e: e.given_on, default=None)


def stops(finding: Finding, sheet: Sheet, given: Iterable[Explanation]) -> bool:
    """Say whether a finding holds the report up: an error to mend, or something nobody has explained."""
    if finding.outcome is not Outcome.FAIL or finding.weight is Weight.NOTICE:
        return False
    return explained(finding, sheet, given) is None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of the checks over one report: what is new, what is still there, what was mended."""

    new: tuple[Finding, ...]
    still: tuple[Finding, ...]
    mended: tuple[Finding, ...]


def compare(before: Iterable[Finding], now: Iterable[Finding]) -> Comparison:
    """Compare two runs: a finding is the same where rule, outcome, cells and quoted words are; values may differ."""
    found, gone = list(now), list(before)
    new = found
    # Of two findings of one rule in one place, those that say the same word for word belong together first.
    for likeness in (_words, _identity):
        new, gone = _unpaired(new, gone, likeness)
    fresh = {id(finding) for finding in new}
    return Comparison(tuple(new), tuple(f for f in found if id(f) not in fresh), tuple(gone))


def _unpaired(
    now: list[Finding], before: list[Finding], likeness: Callable[[Finding], Hashable]
) -> tuple[list[Finding], list[Finding]]:
    """Pair off the findings that are alike, one with one; return those of both runs that are left over."""
    waiting: defaultdict[Hashable, list[Finding]] = defaultdict(list)
    for finding in reversed(before):
        waiting[likeness(finding)].append(finding)
    new = [f for f in now if not (waiting[likeness(f)] and waiting[likeness(f)].pop())]
    left = {id(finding) for alike in waiting.values() for finding in alike}
    return new, [f for f in before if id(f) in left]


def _words(finding: Finding) -> Hashable:
    return _identity(finding), finding.message


def _identity(finding: Finding) -> Hashable:
    return finding.code, finding.outcome, finding.cells, finding.text, finding.quote
