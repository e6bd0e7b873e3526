"""The paper on which a report is signed (送审单): what changed, what was remarked, who agreed, and a mark."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from report.figure import printed
from report.form import OUTCOMES, Kind, short
from report.lifecycle import Verdict
from report.sheet import Sheet
from report.writing.fonts import characters
from report.writing.outline import WORDS, Outline, legible
from report.writing.pdf import require_printable
from report.writing.qr import qr_svg
from report.writing.typeset import typeset
from templates import say

BOOK = "review"


@dataclass(frozen=True, slots=True)
class Remark:
    """What the checks said of the report, and what a named person said to that; open where nobody said anything."""

    code: str
    message: str
    said: str = ""
    by: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Approver:
    """One person in the chain, and what they decided on this very draft; ``verdict`` is None while they have not."""

    role: str
    """A word of ``Role``, or the organ's own name of a place in its chain."""
    name: str
    verdict: Verdict | None = None
    reason: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One draft on its way through the chain; ``before`` is last year's report, None where it is unknown."""

    sheet: Sheet
    revision: int
    report_hash: str
    chain: tuple[Approver, ...]
    before: Sheet | None = None
    remarks: tuple[Remark, ...] = ()


def document(outline: Outline, review: Review, *, fonts: Path | None = None) -> bytes:
    """Return the paper as PDF: A4, as many pages as the changed figures and remarks need.

    Raises ``UnprintableCharacter`` where no face has a character of the report itself.
    """
    require_printable(outline, fonts)
    return typeset("review", facts(outline, review, characters(fonts)), outline.stamp, fonts=fonts)


def facts(outline: Outline, review: Review, known: Container[str]) -> dict[str, object]:
    """Return what the template prints; texts travel as strings, so nothing anybody writes is markup.

    What people said is printed with the ``known`` characters.
    """
    marked = mark(review)
    return {
        "title": outline.title,
        "unit": outline.signer,
        "year": review.sheet.year,
        "revision": review.revision,
        "day": outline.day,
        "stamp": [outline.stamp.year, outline.stamp.month, outline.stamp.day],
        "hash": [review.report_hash[at : at + 8] for at in range(0, len(review.report_hash), 8)],
        "mark": marked,
        "code": qr_svg(marked).decode(),
        "comparison": _comparison(review.sheet, review.before) if review.before else None,
        "remarks": [_remark(each, known) for each in sorted(review.remarks, key=lambda each: bool(each.said))],
        "chain": [_approver(each, known) for each in review.chain],
    }


def _remark(remark: Remark, known: Container[str]) -> dict[str, str]:
    return {
        "code": remark.code,
        "message": _shown(remark.message, known),
        "said": _shown(remark.said, known),
        "by": _shown(remark.by, known),
        "day": _day(remark.day),
    }


def _approver(approver: Approver, known: Container[str]) -> dict[str, str]:
    return {
        "role": say(BOOK, "role", role=approver.role),
        "name": _shown(approver.name, known),
        "verdict": approver.verdict or "",
        "reason": _shown(approver.reason, known),
        "day": _day(approver.day),
    }


GETA = "〓"
"""What printers set for a sign that they do not have: what a person said is no reason to refuse them a paper."""


def _shown(text: str, known: Container[str]) -> str:
    return "".join(char if char in known else GETA for char in legible(text))


def _day(day: date | None) -> str:
    return say(WORDS, "day", day=day) if day else ""


# ---------------------------------------------------------------------------------------------------------------
# The mark: what the code on the paper says, so that a signed copy that was scanned finds its draft again.


class Mark(NamedTuple):
    """Which draft a paper is about: the report of whom, of which year, which revision, and its very content."""

    unit: str
    year: int
    revision: int
    report_hash: str


def mark(review: Review) -> str:
    """Return the mark of a draft as one line."""
    sheet = review.sheet
    return f"nianbao:{legible(sheet.unit)}:{sheet.year}:{review.revision}:{review.report_hash}"


_MARK = re.compile(
    r"nianbao:(?P<unit>.+):(?P<year>\d{4}):(?P<revision>[1-9]\d{0,4}):(?P<report_hash>[0-9a-f]{64})", re.ASCII
)


def read_mark(text: str) -> Mark | None:
    """Read the mark of a draft; None for whatever else a code may say."""
    match = _MARK.fullmatch(text)
    if not match or legible(match["unit"]) != match["unit"]:
        return None
    return Mark(match["unit"], int(match["year"]), int(match["revision"]), match["report_hash"])


# ---------------------------------------------------------------------------------------------------------------
# What changed against the year before


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that says something else than the year before; ``difference`` is "" where one of them is no number."""

    address: str
    was: str
    now: str
    difference: str


def changes(sheet: Sheet, before: Sheet) -> tuple[Change, ...]:
    """Return the cells whose worth differs, in printed order; only such as both reports' forms have."""
    found = (_change(sheet, before, address) for address in _shared(sheet, before))
    return tuple(change for change in found if change)


def uncompared(sheet: Sheet, before: Sheet) -> int:
    """Return how many cells that both forms have lack in one of the reports."""
    return sum(not (_is_told(sheet, address) and _is_told(before, address)) for address in _shared(sheet, before))


def _shared(sheet: Sheet, before: Sheet) -> Iterator[str]:
    return (address for address in sheet.form.addresses if address in before.form.places)


def _is_told(sheet: Sheet, address: str) -> bool:
    return address in sheet.cells or sheet.worth(address) is not None


def _change(sheet: Sheet, before: Sheet, address: str) -> Change | None:
    if not (_is_told(sheet, address) and _is_told(before, address)):
        return None
    now, was = sheet.worth(address), before.worth(address)
    words = _words(before, address), _words(sheet, address)
    if now is None or was is None:
        return Change(address, *words, "") if words[0] != words[1] else None
    return Change(address, *words, _difference(now - was, sheet.form.kind(address))) if now != was else None


def _words(sheet: Sheet, address: str) -> str:
    """Return a cell as printed; one that the source lacks, as the sum of its parts."""
    if address in sheet.cells:
        return legible(sheet.cells[address])
    return printed(sheet.worth(address) or 0, sheet.form.kind(address))


def _difference(difference: int, kind: Kind) -> str:
    money = kind in (Kind.MONEY, Kind.WAN_YUAN)
    size = printed(abs(difference), Kind.WAN_YUAN if money else Kind.COUNT)
    return say(
        BOOK, "difference", more=difference > 0, size=size, unit=say("brief", "unit", money=True) if money else ""
    )


def _comparison(sheet: Sheet, before: Sheet) -> dict[str, object]:
    found = changes(sheet, before)
    groups = groupby(found, key=lambda change: change.address.split(".")[0])
    return {
        "year": before.year,
        "count": len(found),
        "other_form": sheet.form.editions != before.form.editions,
        "uncompared": uncompared(sheet, before),
        "groups": [
            {"heading": _heading(sheet, table), "rows": [_row(sheet, change) for change in those]}
            for table, those in groups
        ],
    }


def _heading(sheet: Sheet, table: str) -> str:
    section = next(section for section in sheet.form.sections if section.table and section.table.key == table)
    return say(WORDS, "heading", numeral=section.numeral, heading=section.heading)


def _row(sheet: Sheet, change: Change) -> dict[str, object]:
    _, line, column = sheet.form.places[change.address]
    labels = [short(label) for label in line.labels if label != OUTCOMES]
    return {
        "labels": labels,
        "column": column.label,
        "was": change.was,
        "now": change.now,
        "difference": change.difference,
    }
