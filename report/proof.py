"""The proof of a text: which of its numbers are filled in from the tables, and which were typed and equal no cell."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from report.checks.passages import Passage
from report.checks.telling import told
from report.form import Form, Kind
from report.mention import MONEY, Mention, Scope, Subject
from report.sheet import Sheet, Span

_NAMES = {
    Subject.RECEIVED: ("t3.received.total",),
    Subject.TREATED: ("t3.received.total", "t3.handled.total"),
    Subject.HANDLED: ("t3.handled.total",),
    Subject.CARRIED_IN: ("t3.carried_in.total",),
    Subject.CARRIED_OUT: ("t3.carried_out.total",),
    Subject.CARRIED: ("t3.carried_in.total", "t3.carried_out.total"),
    Subject.GRANTED: ("t3.granted.total",),
    Subject.PARTLY_GRANTED: ("t3.partly_granted.total",),
    Subject.GRANTED_AT_ALL: ("t3.granted.total + t3.partly_granted.total", "t3.granted.total"),
    Subject.REFUSED: ("t3.refused.total",),
    Subject.UNAVAILABLE: ("t3.unavailable.total",),
    Subject.UNHANDLED: ("t3.unhandled.total",),
    Subject.OTHERWISE: ("t3.other.total",),
    Subject.PERSONS: ("t3.received.natural_person",),
    Subject.REGULATIONS: ("t2.regulations",),
    Subject.DOCUMENTS: ("t2.normative_documents",),
    Subject.LICENSING: ("t2.licensing",),
    Subject.PENALTIES: ("t2.penalties",),
    Subject.COERCION: ("t2.coercion",),
    Subject.FEES: ("t2.fees",),
    Subject.REVIEWS: ("t4.review.total",),
    Subject.SUITS: ("t4.suit.total",),
    Subject.SUITS_DIRECT: ("t4.suit_direct.total",),
    Subject.SUITS_AFTER_REVIEW: ("t4.suit_after_review.total",),
}
"""What a number that counts something may have been meant to be: cells and groups by name, rows of table 2 whole."""
NEAR = Decimal("0.1")
"""A number of something that no table counts is near a cell that differs by no more than a tenth."""


class Typed(NamedTuple):
    """A number somebody typed: where it stands, and the cell or group that it ``equals`` or is ``nearest`` to.

    Both are "" where there is none; ``worth`` is that cell's number.
    """

    text: str
    span: Span
    equals: str
    nearest: str
    worth: str


def typed_numbers(sheet: Sheet) -> Iterator[Typed]:
    """Yield the exact numbers of this year in the texts that were not filled in, each with the cell it could be.

    One of something that no table counts is left out where it happens to equal a cell.
    """
    passage, narrative = told(sheet)
    starts = dict(zip(passage.keys, accumulate((len(t) + 1 for t in sheet.texts.values()), initial=0), strict=False))
    for mention in narrative.mentions:
        if mention.start not in narrative.bound and _is_exact(mention):
            key = passage.key(mention.start)
            yield from _typed(mention, key, _span(passage, mention, starts[key]), sheet)


def _is_exact(mention: Mention) -> bool:
    of_this_year = mention.scope is Scope.THIS_YEAR and not mention.approximate
    return of_this_year and (mention.counted or (mention.unit in MONEY and mention.subject is Subject.FEES))


def _span(passage: Passage, mention: Mention, start: int) -> Span:
    first, last = passage.places_of(mention.start, mention.end)
    return Span(first - start, last - start)


def _typed(mention: Mention, key: str, span: Span, sheet: Sheet) -> Iterator[Typed]:
    value: int | Decimal = mention.yuan if mention.unit in MONEY else mention.value
    meant = worths(sheet, _meant(sheet.form, mention.subject))
    known = meant or worths(sheet, _counting(sheet.form))
    equal = next((name for name, worth in known.items() if worth == value), "")
    apart, nearest = min(
        ((abs(Decimal(worth) - value), name) for name, worth in known.items()), default=(Decimal(0), "")
    )
    if equal and meant:
        yield Typed(key, span, equal, "", str(known[equal]))
    elif nearest and not equal and (meant or apart <= NEAR * value):
        yield Typed(key, span, "", nearest, str(known[nearest]))
    elif not equal:
        yield Typed(key, span, "", "", "")


def worths(sheet: Sheet, names: tuple[str, ...]) -> dict[str, int]:
    """Return what cells and groups are worth, those without a number left out; money in 元."""
    sums = {name: [sheet.worth(cell) for cell in _cells(sheet.form, name)] for name in names}
    return {name: sum(each or 0 for each in worths) for name, worths in sums.items() if worths and None not in worths}


@lru_cache(maxsize=256)
def _meant(form: Form, subject: Subject) -> tuple[str, ...]:
    names = _NAMES.get(subject, ())
    rows = tuple(a for a in form.addresses if any(a.rpartition(".")[0] == name for name in names))
    return tuple(name for name in names if _cells(form, name)) + rows


def _cells(form: Form, names: str) -> tuple[str, ...]:
    return tuple(cell for name in names.split(" + ") for cell in form.cells_of(name))


def _counting(form: Form) -> tuple[str, ...]:
    return tuple(address for address in form.addresses if form.kind(address) is Kind.COUNT)
