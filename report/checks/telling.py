"""How a number of the text is compared with cells of the tables, and what is said where they differ."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from report.checks.passages import LONGEST_QUOTE, Passage, texts
from report.checks.saying import numeral, unjudged
from report.figure import printed
from report.form import Form, Kind, short
from report.mention import MONEY, Mention, Subject
from report.narrative import Narrative, read
from report.rule import Case, Flaw, Flaws, Outcome
from report.sheet import Sheet

ADVICE = "请核对文字和表格，改正写错的一处；确实如此的，请说明原因。"

Cells = tuple[str, ...]
"""Cells whose sum a number of the text may equal."""


class Claim(NamedTuple):
    """One number of one text, to be compared with the tables."""

    passage: Passage
    narrative: Narrative
    mention: Mention

    @property
    def quote(self) -> str:
        """The words of the number with its noun, as printed."""
        start = max(self.mention.first, self.mention.end - LONGEST_QUOTE + 6)
        while start < self.mention.start and self.passage.words[start] in "、和及与并":
            start += 1
        return self.passage.quote(start, self.mention.last)

    @property
    def said(self) -> str:
        """The words as a message begins with them: 第一部分“总体情况”写“收到申请16件”."""
        return f"{self.where}写“{self.quote}”"

    @property
    def where(self) -> str:
        """What a clerk calls the text in which it stands."""
        return self.passage.where(self.mention.start)

    @property
    def text(self) -> str:
        """The key of that text."""
        return self.passage.key(self.mention.start)

    @property
    def value(self) -> str:
        """The number with its unit; of words, the number they mean."""
        return f"{self.mention.value}{self.mention.unit}"

    @property
    def sentence(self) -> str:
        """The sentence around it."""
        return self.narrative.sentence(self.mention)

    def is_part(self) -> bool:
        """Say whether the number is a part of another: 其中网络申请5件."""
        return self.mention.start in self.narrative.parts

    def beside(self, other: "Claim") -> bool:
        """Say whether two numbers stand in one sentence."""
        return self.mention.sentence == other.mention.sentence


def told(sheet: Sheet) -> tuple[Passage, Narrative]:
    """Return the texts of a sheet, and what they say in numbers that were not filled in from the tables."""
    passage = texts(sheet)
    narrative = read(passage.words, sheet.year)
    return passage, narrative.binding(_bound(passage, sheet)) if sheet.bound else narrative


def _bound(passage: Passage, sheet: Sheet) -> frozenset[int]:
    """Return where in the words of a passage numbers begin that were filled in."""
    starts = dict(zip(passage.keys, accumulate((len(t) + 1 for t in sheet.texts.values()), initial=0), strict=False))
    return frozenset(passage.place(starts[key] + span.start) for key, spans in sheet.bound.items() for span in spans)


def claims(case: Case, *subjects: Subject) -> list[Claim]:
    """Return the exact numbers of this year that count one of the subjects."""
    passage, narrative = told(case.sheet)
    if narrative.subjects.isdisjoint(subjects):  # most reports tell of a few subjects only
        return []
    return [Claim(passage, narrative, mention) for mention in narrative.claims if mention.subject in subjects]


def compared(
    case: Case,
    numbers: Iterable[Claim],
    options: Callable[[Claim], Sequence[Cells]],
    wanted: Callable[[Claim], bool] = lambda _: True,
) -> Flaws:
    """Yield the numbers that equal none of their sums of cells, and once the cells without which none can be told.

    A number of fewer, or of other units, beside one of the same that agrees is none. Those that are not ``wanted``
    only tell what agrees.
    """
    judged = [(claim, _judged(claim, case.sheet, options(claim))) for claim in numbers]
    fitting = [claim for claim, flaw in judged if flaw is None]
    known = set[Cells]()
    for claim, flaw in judged:
        if flaw is None or not wanted(claim) or _excused(claim, fitting):
            continue
        if flaw.outcome is Outcome.FAIL or flaw.cells not in known:
            known.add(flaw.cells)
            yield flaw


_OTHER_UNITS = re.compile(r"全[省市区县州镇]|各|部门|本级|街道|乡镇|镇街|办公[室厅]|政府办|单位|直属|代表")
_ALIKE = {Subject.RECEIVED: Subject.TREATED, Subject.TREATED: Subject.RECEIVED}


def _excused(claim: Claim, fitting: list[Claim]) -> bool:
    mention = claim.mention
    same = [each for each in fitting if each.mention.subject in (mention.subject, _ALIKE.get(mention.subject))]
    if _OTHER_UNITS.search(mention.before) and any("新收" not in each.mention.before for each in same):
        return True
    return any(each.beside(claim) and mention.value < each.mention.value for each in same)


def _judged(claim: Claim, sheet: Sheet, options: Sequence[Cells]) -> Flaw | None:
    """Return the flaw of a number that equals none of the sums, or cannot be compared because cells are missing."""
    value = claim.mention.yuan if claim.mention.unit in MONEY else claim.mention.value
    sums: dict[Cells, int] = {}
    missing: dict[str, None] = {}
    missed: dict[str, None] = {}
    for cells in options:
        worths = [sheet.worth(cell) for cell in cells]
        known = sum([each or 0 for each in worths])
        if None not in worths:
            if known == value:
                return None
            sums[cells] = known
        else:
            lacking = {cell: None for cell, each in zip(cells, worths, strict=True) if each is None}
            missed |= lacking
            missing |= lacking if known <= value else {}  # what is missing could make up the difference
    if missing or not sums:
        return replace(unjudged(sheet.form, tuple(missing or missed)), text=claim.text, quote=claim.quote)
    return _differs(claim, sheet.form, sums, value)


def _differs(claim: Claim, form: Form, sums: dict[Cells, int], value: int | Decimal) -> Flaw:
    kind = form.kind(next(iter(sums))[0])
    apart = min(abs(Decimal(total) - value) for total in sums.values()).normalize()
    meant = "意思是 0，" if claim.mention.worded else ""
    known = "；".join(_spoken(form, cells, printed(total, kind)) for cells, total in sums.items())
    unit = " 元" if claim.mention.unit in MONEY else ""
    return Flaw(
        tuple(dict.fromkeys(cell for cells in sums for cell in cells)),
        f"{claim.said}，{meant}{known}，相差 {apart:f}{unit}。{ADVICE}",
        claim.value,
        " 或 ".join(dict.fromkeys(printed(total, kind) for total in sums.values())),
        text=claim.text,
        quote=claim.quote,
    )


def _spoken(form: Form, cells: Cells, total: str) -> str:
    """Say what cells are worth: one by its name, several of one table by their rows and columns."""
    if len(cells) == 1:
        unit = " 万元" if form.kind(cells[0]) is Kind.WAN_YUAN else ""
        return f"{form.name(cells[0])}为 {total}{unit}"
    places = [form.places[cell] for cell in cells]
    rows = dict.fromkeys(f"“{short(line.label)}”" for _, line, _ in places)
    columns = dict.fromkeys(f"“{column.label}”" for _, _, column in places)
    return f"{numeral(form, cells[0])}{''.join(rows)}行{''.join(columns)}列合计为 {total}"
