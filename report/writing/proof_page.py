"""The proof of a draft's texts as a page: bound numbers, typed numbers, and the field that each could be."""

from collections.abc import Iterator
from typing import NamedTuple

from report.fields import unfilled
from report.proof import Typed, typed_numbers
from report.sheet import TEXTS, Sheet, Span
from report.writing.outline import outline
from templates import fill, say

WORDS = "proof"


class Piece(NamedTuple):
    """A piece of a text: ``sort`` is bound, equal or differs, "" for plain words; ``number`` that in the list."""

    text: str
    sort: str = ""
    title: str = ""
    number: int = 0


class Advice(NamedTuple):
    """One line of the list: the number as typed, what is to be done, and the field to copy ("" for none)."""

    number: int
    typed: str
    sort: str
    advice: str
    field: str


def proof_page(sheet: Sheet, before: Sheet | None = None) -> bytes:
    """Return the page; ``before`` is last year's report, to which fields may refer."""
    typed = tuple(typed_numbers(sheet))
    page = fill(
        "report/proof.html.j2",
        outline=outline(sheet, signer=sheet.unit),
        texts=tuple((key, _paragraphs(sheet, key, typed)) for key in TEXTS if sheet.texts.get(key)),
        advice=tuple(_advice(sheet, number, each) for number, each in enumerate(typed, 1)),
        unfilled=tuple(unfilled(sheet, before)),
        bound=sum(len(spans) for spans in sheet.bound.values()),
    )
    return page.encode("utf-8", "replace")


def _advice(sheet: Sheet, number: int, each: Typed) -> Advice:
    name = each.equals or each.nearest
    words = sheet.texts[each.text][each.span.start : each.span.end]
    return Advice(number, words, _sort(each), _said(sheet, each), say("fields", "shown", source=name) if name else "")


def _sort(each: Typed) -> str:
    return "equal" if each.equals else "differs"


def _said(sheet: Sheet, each: Typed) -> str:
    """Say what a typed number equals, or what is nearest to it."""
    name = each.equals or each.nearest
    called = "、".join(sheet.form.name(cell) for part in name.split(" + ") for cell in sheet.form.cells_of(part)[:1])
    return say(WORDS, "said", each=each, called=called)


def _paragraphs(sheet: Sheet, key: str, typed: tuple[Typed, ...]) -> tuple[tuple[Piece, ...], ...]:
    """Return a text paragraph by paragraph, cut where numbers begin and end."""
    marks = [
        (span, Piece("", "bound", say("fields", "shown", source=span.field))) for span in sheet.bound.get(key, ())
    ]
    marks += [
        (each.span, Piece("", _sort(each), _said(sheet, each), number))
        for number, each in enumerate(typed, 1)
        if each.text == key
    ]
    text, start, paragraphs = sheet.texts[key], 0, []
    for line in text.split("\n"):
        inside = sorted(mark for mark in marks if start <= mark[0].start < start + len(line))
        paragraphs.append(tuple(_cut(text, start, start + len(line), inside)))
        start += len(line) + 1
    return tuple(pieces for pieces in paragraphs if pieces)


def _cut(text: str, at: int, end: int, marks: list[tuple[Span, Piece]]) -> Iterator[Piece]:
    for span, piece in marks:
        yield Piece(text[at : span.start])
        yield piece._replace(text=text[span.start : span.end])
        at = span.end
    if text[at:end]:
        yield Piece(text[at:end])
