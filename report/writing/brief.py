"""A report in brief: the key figures, how they moved, and its charts; what posters, pictures and articles show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from report.figure import printed
from report.form import Kind
from report.sheet import Sheet
from report.writing.chart import Bar, Bars, Chart, Years
from templates import say

WORDS = "brief"
SPAN = 5
"""How many years a line shows, this one among them."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number worth showing: its words, its value as printed, its unit, and the change against the year before.

    ``change`` is "" where the year before is not known.
    """

    key: str
    label: str
    value: str
    unit: str
    change: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What a report says at a glance; charts of nothing but noughts are left out."""

    figures: tuple[KeyFigure, ...]
    charts: tuple[Chart, ...]


SUITS = ("t4.suit_direct.total", "t4.suit_after_review.total")
FIGURES: dict[str, tuple[str, ...]] = {
    "received": ("t3.received.total",),
    "handled": ("t3.handled.total",),
    "carried_out": ("t3.carried_out.total",),
    "review": ("t4.review.total",),
    "suits": SUITS,
    "made": ("t2.normative_documents.made",),
    "issued": ("t2.normative_documents.issued",),
    "licensing": ("t2.licensing.decisions",),
    "penalties": ("t2.penalties.decisions",),
    "coercion": ("t2.coercion.decisions",),
    "fees": ("t2.fees.amount",),
}
"""The key figures in the order in which they are shown, each with the cells it adds up; a form has most of them."""
OVER_YEARS = ("received", "review", "suits")
DECISIONS = ("licensing", "penalties", "coercion")


def brief(sheet: Sheet, earlier: Sequence[Sheet] = ()) -> Brief:
    """Return a report in brief; ``earlier`` are the same unit's reports of other years, in any order."""
    known = {each.year: each for each in earlier if each.year < sheet.year} | {sheet.year: sheet}
    charts: list[Chart] = [_outcomes(sheet), *_lines(known, sheet.year), _decisions(sheet)]
    return Brief(tuple(_key_figures(sheet, known.get(sheet.year - 1))), tuple(c for c in charts if _tells(c)))


def _tells(chart: Chart) -> bool:
    if isinstance(chart, Bars):
        return any(bar.value for bar in chart.bars)
    values = [value for _, value in chart.points if value is not None]
    return len(values) > 1 and any(values)


def _key_figures(sheet: Sheet, before: Sheet | None) -> Iterator[KeyFigure]:
    for key, addresses in FIGURES.items():
        value = worth(sheet, addresses)
        if value is not None:
            kind = sheet.form.kind(addresses[0])
            money = kind in (Kind.MONEY, Kind.WAN_YUAN)
            yield KeyFigure(
                key,
                say(WORDS, "label", key=key),
                printed(value, Kind.WAN_YUAN if money else kind),
                say(WORDS, "unit", money=money),
                _change(value, worth(before, addresses) if before else None, money),
                addresses,
            )


def _change(value: int, before: int | None, money: bool) -> str:
    if before is None:
        return ""
    size = printed(abs(value - before), Kind.WAN_YUAN if money else Kind.COUNT)
    return say(WORDS, "change", more=value > before, less=value < before, size=size, money=money)


def worth(sheet: Sheet, addresses: tuple[str, ...]) -> int | None:
    """Return the sum of cells of a report; None where its form has no such cell, or one holds no number."""
    worths = [sheet.worth(address) for address in addresses if address in sheet.form.places]
    known = [each for each in worths if each is not None]
    return sum(known) if len(known) == len(addresses) else None


# ---------------------------------------------------------------------------------------------------------------
# Charts


def _outcomes(sheet: Sheet) -> Bars:
    groups = sheet.form.outcome_groups
    bars = tuple(Bar(label, sum(sheet.worth(a) or 0 for a in addresses)) for label, addresses in groups)
    return _bars("outcomes", sheet.year, bars)


def _decisions(sheet: Sheet) -> Bars:
    bars = (Bar(say(WORDS, "short", key=key), worth(sheet, FIGURES[key]) or 0) for key in DECISIONS)
    return _bars("decisions", sheet.year, tuple(bars))


def _bars(key: str, year: int, bars: tuple[Bar, ...]) -> Bars:
    title = say(WORDS, "chart", key=key, year=year)
    return Bars(key, title, say(WORDS, "all_bars", title=title, bars=bars), bars)


def _lines(known: dict[int, Sheet], year: int) -> Iterator[Years]:
    first = max(min(known), year - SPAN + 1)
    for key in OVER_YEARS:
        points = tuple((y, worth(known[y], FIGURES[key]) if y in known else None) for y in range(first, year + 1))
        title = say(WORDS, "over_years", label=say(WORDS, "label", key=key), first=first, last=year)
        yield Years(key, title, say(WORDS, "all_points", title=title, points=points), points)
