"""Numbers in sentences are bound, not typed: fields in texts, filled in from the tables of the report."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from rapidfuzz import process

from report.form import Form, Kind
from report.forms import FORMS
from report.sheet import Sheet, Span
from templates import say
from templates.expressions import BadExpression, Filter, Value, evaluate

WORDS = "fields"
FIELD = re.compile(r"(?:\{\{|｛｛)([^{}｛｝\n]{0,200})(?:\}\}|｝｝)")
"""Two braces, of either width: a Chinese keyboard types the broad ones."""
_BRACES = re.compile(r"\{\{|\}\}|｛｛|｝｝")
LAST = "last."
"""Before an address: the report of the year before."""
ALIKE = 60
"""Less alike than this, in percent, no address is suggested."""

ValueOf = Callable[[str], Value]


class Wrong(NamedTuple):
    """A field that stands unfilled: the text it stands in, how it is written there, and why it is not filled in."""

    text: str
    written: str
    reason: str


class Unfillable(Exception):
    """A field cannot be filled in: ``sentence`` of the book of words says why, with ``facts``."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


def fill_in(sheet: Sheet, before: Sheet | None = None) -> Sheet:
    """Return the sheet with every field of its texts filled in, and where the numbers stand in ``bound``.

    A field that cannot be filled in stays as it is written: no word is lost, and the checks find it.
    """
    if not any(_BRACES.search(text) for text in sheet.texts.values()):
        return sheet
    filled = {key: _filled(text, _values(sheet, before)) for key, text in sheet.texts.items()}
    return replace(
        sheet,
        texts={key: text for key, (text, _) in filled.items()},
        bound={key: spans for key, (_, spans) in filled.items() if spans},
    )


def _filled(text: str, value_of: ValueOf) -> tuple[str, tuple[Span, ...]]:
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for match in FIELD.finditer(text):
        words = text[at : match.start()]
        number = _number(match, value_of)
        start = length + len(words)
        pieces += [words, match[0] if number is None else number]
        length = start + len(pieces[-1])
        spans += [Span(start, length, match[1].strip())] if number is not None else []
        at = match.end()
    return "".join((*pieces, text[at:])), tuple(spans)


def _number(match: re.Match[str], value_of: ValueOf) -> str | None:
    try:
        return _printed(_worth(match[1], value_of))
    except Unfillable:
        return None


def unfillable(texts: Mapping[str, str], form: Form) -> Iterator[Wrong]:
    """Yield the fields that no figures could ever fill in: wrongly written, or of a cell that this form has not."""
    return _wrong(texts, lambda name: _known(name, form))


def unfilled(sheet: Sheet, before: Sheet | None = None) -> Iterator[Wrong]:
    """Yield every field that still stands in the texts of a report, each with the reason."""
    return _wrong(sheet.texts, _values(sheet, before), otherwise="unfilled")


def _wrong(texts: Mapping[str, str], value_of: ValueOf, otherwise: str = "") -> Iterator[Wrong]:
    for key, text in texts.items():
        for match in _BRACES.finditer(FIELD.sub("", text)):
            yield Wrong(key, match[0], say(WORDS, "brace"))
        for match in FIELD.finditer(text):
            if reason := _reason(match[1], value_of, otherwise):
                yield Wrong(key, match[0], reason)


def _reason(source: str, value_of: ValueOf, otherwise: str) -> str:
    try:
        _worth(source, value_of)
    except Unfillable as trouble:
        return say(WORDS, trouble.sentence, source=source.strip(), **trouble.facts)
    return say(WORDS, otherwise, source=source.strip()) if otherwise else ""


def _worth(source: str, value_of: ValueOf) -> Value:
    try:
        return evaluate(source, value_of, FILTERS)
    except BadExpression as error:
        raise Unfillable("syntax") from error


# ---------------------------------------------------------------------------------------------------------------
# What names stand for


def _values(sheet: Sheet, before: Sheet | None) -> ValueOf:
    """Return what each name is worth in a report: a cell of this year or the last, the year, the unit."""

    def value_of(name: str) -> Value:
        if name in ("year", "unit"):
            return sheet.year if name == "year" else sheet.unit
        _known(name, sheet.form)
        of = before if name.startswith(LAST) else sheet
        if of is None:
            raise Unfillable("no_last_year")
        return _cell(name.removeprefix(LAST), of)

    return value_of


def _cell(name: str, sheet: Sheet) -> Value:
    cells = sheet.form.cells_of(name)
    worths = [sheet.worth(address) for address in cells]
    if not cells or None in worths:
        unread = next((sheet.form.name(c) for c, each in zip(cells, worths, strict=True) if each is None), name)
        raise Unfillable("unreadable", called=unread)
    value = sum(each or 0 for each in worths)
    return Decimal(value).scaleb(-4) if sheet.form.kind(cells[0]) in (Kind.MONEY, Kind.WAN_YUAN) else value


def _known(name: str, form: Form) -> Value:
    """Return any number for the name of a cell; refuse a name that is none, with the one most like it."""
    address = name.removeprefix(LAST)
    # Of last year may also be said what only the form of that year had.
    forms = FORMS.values() if name.startswith(LAST) else (form,)
    if name in ("year", "unit") or any(each.cells_of(address) for each in forms):
        return 1
    found = process.extractOne(address, form.addresses, score_cutoff=ALIKE)
    nearest = found[0] if found else ""
    raise Unfillable("unknown", name=name, nearest=nearest, called=form.name(nearest) if nearest else "")


# ---------------------------------------------------------------------------------------------------------------
# Filters, and how a number is printed


def _share(part: Value, whole: Value) -> str:
    """Return a share in percent, rounded to two places as people round."""
    if isinstance(part, str) or isinstance(whole, str):
        raise BadExpression("share")
    if not whole:
        raise Unfillable("no_share")
    share = (Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{_printed(share)}%"


def _change(value: Value, before: Value) -> str:
    """Return in words how a number of things moved."""
    if isinstance(value, str) or isinstance(before, str):
        raise BadExpression("change")
    size = _printed(value - before if value > before else before - value)
    return say(WORDS, "change", more=value > before, less=value < before, size=size)


FILTERS: dict[str, Filter] = {"share": _share, "change": _change}
"""``t3.granted.total | share(t3.handled.total)`` is 30%, ``4 | change(1)`` is 增加 3 件."""


def _printed(value: Value) -> str:
    """Return a number as it stands in a sentence; money is in 万元."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
