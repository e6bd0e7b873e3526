"""The usual paragraphs of a report, drafted from its figures: every number in them is a field."""

from dataclasses import dataclass
from functools import cached_property

from report.sheet import Sheet
from templates import say

WORDS = "paragraphs"
USUAL = ("opening", "disclosure", "applications", "disputes")
"""The paragraphs that can be drafted; ``templates/paragraphs.txt.j2`` says them."""


@dataclass(frozen=True)
class Told:
    """What a paragraph is written from: the figures of this year and of the one before."""

    sheet: Sheet
    before: Sheet | None

    def worth(self, address: str) -> int | None:
        """Return what a cell or a group is worth; None where the form has none such, or it cannot be read."""
        worths = [self.sheet.worth(cell) for cell in self.sheet.form.cells_of(address)]
        return sum(each or 0 for each in worths) if worths and None not in worths else None

    def last(self, address: str) -> int | None:
        """Return the same of the year before."""
        return Told(self.before, None).worth(address) if self.before else None

    @cached_property
    def outcomes(self) -> tuple[tuple[str, str], ...]:
        """The outcomes that happened: each group's words, and the name of its rows."""
        named = ((label, _row(cells)) for label, cells in self.sheet.form.outcome_groups)
        return tuple((label, row) for label, row in named if self.worth(f"t3.{row}.total"))


def _row(cells: tuple[str, ...]) -> str:
    """Return the name of one row, or of the group to which several belong."""
    row = cells[0].split(".")[1]
    return row if len(cells) == 1 else row.partition("_")[0]


def usual(key: str, sheet: Sheet, before: Sheet | None = None) -> str:
    """Return one of the ``USUAL`` paragraphs with fields for its numbers, to be filled in by ``report.fields``."""
    before = before if before and before.year == sheet.year - 1 else None
    return "".join(say(WORDS, key, it=Told(sheet, before)).splitlines())
