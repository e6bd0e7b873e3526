"""Many reports put to the rules in one run: what each is held against, and what came of each file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

from report.checks import RULES, examine
from report.explanation import Explanation, compare, explained
from report.likeness import Likeness
from report.reading import Refusal
from report.reading.files import BOOK
from report.reading.said_before import EarlierRun, Given
from report.rule import Case, Finding, Outcome, Rule
from report.sheet import Sheet
from report.shelf import Shelf
from report.unit_names import Names, same_unit
from templates import say


@dataclass(frozen=True, slots=True)
class Point:
    """One finding as it stands in this run: who explained it, and whether the earlier run did not have it."""

    finding: Finding
    explanation: Explanation | None = None
    is_new: bool | None = None
    """None where there is nothing to compare with."""


def sort_of(point: Point) -> str:
    """Return as what a point counts and is shown: by its weight, or as explained, or as unjudged."""
    if point.finding.outcome is Outcome.UNJUDGED:
        return "unjudged"
    return "explained" if point.explanation else str(point.finding.weight)


class Counts(NamedTuple):
    """How many points there are of each sort; one that is explained or could not be judged counts only as such."""

    error: int = 0
    explain: int = 0
    notice: int = 0
    explained: int = 0
    unjudged: int = 0


@dataclass(frozen=True)
class Inspection:
    """What came of one file: its sheet and what was found in it, or the sentence why it cannot be read.

    ``remarks`` say what could not be compared; ``mended`` is what an earlier run had found and this one does not,
    where it was ``compared`` with one.
    """

    file: str
    sheet: Sheet | None = None
    points: tuple[Point, ...] = ()
    mended: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()
    compared: bool = False
    refused: str = ""

    @cached_property
    def counts(self) -> Counts:
        """How many points there are of each sort."""
        sorts = [sort_of(point) for point in self.points]
        return Counts(*(sorts.count(name) for name in Counts._fields))


class Tally(NamedTuple):
    """One report in a list of many: what is kept of it to the end, for it is small."""

    file: str
    unit: str
    year: int
    counts: Counts
    refused: str

    @classmethod
    def of(cls, inspection: Inspection) -> Self:
        """Return what is kept of an inspection."""
        sheet = inspection.sheet
        unit, year = (sheet.unit, sheet.year) if sheet else ("", 0)
        return cls(inspection.file, unit, year, inspection.counts, inspection.refused)

    @property
    def badness(self) -> tuple[int, ...]:
        """What the worst report has most of: first of all, it cannot be read."""
        return (int(bool(self.refused)), *self.counts)


def total(tallies: Iterable[Tally]) -> Counts:
    """Add up the counts of many reports."""
    return Counts(*map(sum, zip(Counts(), *(tally.counts for tally in tallies), strict=True)))


@dataclass(frozen=True)
class Background:
    """What the reports of a run are held against: the rules, other reports, what was said before.

    ``parts`` are those that a report was added up from, ``summed`` the same as they were then; ``approved`` are the
    reports as they were signed, where those of the run were read from live pages.
    """

    rules: Sequence[Rule] = RULES
    before: Shelf | None = None
    parts: Shelf | None = None
    summed: Shelf | None = None
    approved: Shelf | None = None
    register: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    earlier: EarlierRun | None = None


Answer = tuple[str, Sheet | Refusal]
"""A file's name, and its sheet or the sentence why it cannot be read."""


def inspect(answers: Iterable[Answer], background: Background) -> Iterator[Inspection]:
    """Examine every sheet when all are read, for a text copied from another unit shows only then."""
    with Shelf() as shelf:
        likeness = Likeness()

        def keep(sheet: Sheet) -> int:
            likeness.add(sheet.unit, sheet)
            return shelf.put(sheet)

        kept = [(name, each if isinstance(each, Refusal) else keep(each)) for name, each in answers]
        for name, each in kept:
            if isinstance(each, Refusal):
                yield Inspection(name, refused=str(each))
                continue
            sheet = shelf[each]
            others = {unit: shelf.of(unit, sheet.year) for unit in likeness.near(sheet)}
            yield inspected(name, sheet, background, {unit: other for unit, other in others.items() if other})


def inspected(name: str, sheet: Sheet, background: Background, others: Mapping[str, Sheet]) -> Inspection:
    """Examine one sheet against its background; ``others`` are reports of other units that are much like it."""
    before, no_last_year = _last_year(sheet, background.before)
    parts, left_out = _parts(sheet, background.parts, background.register)
    summed, _ = _parts(sheet, background.summed, background.register)
    approved = background.approved.of(sheet.unit, sheet.year) if background.approved else None
    case = Case(sheet, before, parts, background.register, summed, others, approved)
    findings = examine(case, background.rules)
    given = [each.explanation for each in background.given if each.is_of(sheet.unit, sheet.year)]
    earlier, not_seen = _earlier(sheet, background.earlier)
    since = None if earlier is None else compare(earlier, findings)
    new = {id(each) for each in since.new} if since else set()
    points = (Point(each, explained(each, sheet, given), id(each) in new if since else None) for each in findings)
    remarks = (*no_last_year, *left_out, *not_seen)
    return Inspection(name, sheet, tuple(points), since.mended if since else (), remarks, since is not None)


def _earlier(sheet: Sheet, run: EarlierRun | None) -> tuple[Sequence[Finding] | None, tuple[str, ...]]:
    """Return what an earlier run found, or the sentence that it did not see this report."""
    found = run.findings(sheet.unit, sheet.year) if run else None
    if run is None or found is not None:
        return found, ()
    return None, (say(BOOK, "not_seen", unit=sheet.unit, year=sheet.year),)


def _last_year(sheet: Sheet, before: Shelf | None) -> tuple[Sheet | None, tuple[str, ...]]:
    """Return the unit's report of the year before, or the sentence that says why nothing was compared."""
    if before is None:
        return None, ()
    found = before.of(sheet.unit, sheet.year - 1)
    if found:
        return found, ()
    only = before[0] if len(before) == 1 else None
    facts = {"unit": sheet.unit, "year": sheet.year - 1, "years": before.years(sheet.unit), "only": only}
    return None, (say(BOOK, "no_last_year", **facts),)


def _parts(sheet: Sheet, parts: Shelf | None, register: Sequence[str]) -> tuple[dict[str, Sheet], list[str]]:
    """Return the parts of a sum by unit, named as in the register, and a sentence for each that is left out."""
    names, taken, remarks = Names(register), dict[str, Sheet](), list[str]()
    for part in parts or ():
        unit = names.meant(part.unit) or part.unit
        if same_unit(part.unit, sheet.unit):
            continue  # the sum itself lies among its parts
        if part.year != sheet.year:
            remarks.append(say(BOOK, "part_of_other_year", unit=unit, year=part.year, wanted=sheet.year))
        elif unit in taken:
            remarks.append(say(BOOK, "part_twice", unit=unit))
        else:
            taken[unit] = part
    return taken, remarks
