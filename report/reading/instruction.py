"""A superior's notice about the annual report, in any kind of file → what it asks, each beside its sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import NamedTuple, cast

from report.instruction import BOOK, Ask, Delivery, Detail, Doubt, Due, Instruction, Kind, Proposal
from report.reading import READERS, Refusal, paper_of
from report.reading.guard import FileKind, guard, guarded
from report.reading.instruction_dates import Dated, Frame, dates_in, even, narrow
from report.reading.instruction_pieces import Piece, pieces_of
from report.reading.instruction_words import (
    Asked,
    addressees_in,
    asks_in,
    attachment_in,
    delivery_in,
    delivery_words,
    details_in,
    doubts_in,
    group_in,
    whom_in,
)
from report.reading.paper import Paper
from report.reading.text import paper as paper_of_text
from report.reading.title import compact, day_in, is_byline, published_among, signature, year_in
from report.source import Place
from templates import say

MOST_LETTERS = 100_000
"""A notice has some thousands, with its annexes some ten thousand."""
MOST_PROPOSALS = 100
"""A notice asks for three to ten things."""


def read_instruction(name: str, content: bytes) -> Instruction:
    """Read a notice (docx, pdf, web page, text); refuse what is none, or asks nothing by any day."""
    return instruction_of(name, _paper(name, content))


def _paper(name: str, content: bytes) -> Paper:
    kind = guard(name, content, FileKind.DOCUMENT, FileKind.PDF, FileKind.HTML, FileKind.TEXT)
    if kind in READERS:
        return guarded(paper_of, READERS[kind], content, name=name)
    try:
        return paper_of_text(content)
    except UnicodeDecodeError as error:
        raise Refusal.of("undecodable", name=name) from error


def instruction_of(name: str, paper: Paper) -> Instruction:
    """Return what a paper asks."""
    pieces = list(pieces_of(paper))
    if sum(len(piece.text) + len(piece.row) + len(piece.beside) for piece in pieces) > MOST_LETTERS:
        raise Refusal(say(BOOK, "too_long", name=name, limit=MOST_LETTERS))
    head = _head(name, paper, pieces)
    reading = _Reading(Frame(head.year, head.sent_on))
    reading.over(pieces[head.stop :])
    if len(reading.proposals) > MOST_PROPOSALS:
        raise Refusal(say(BOOK, "too_many", name=name, limit=MOST_PROPOSALS))
    if not reading.proposals:
        raise Refusal(say(BOOK, "nothing_asked", name=name, title=head.title))
    return Instruction(
        title=head.title,
        number=head.number,
        sender=head.sender,
        sent_on=head.sent_on,
        year=head.year,
        year_is_inferred=head.year_is_inferred,
        addressees=reading.addressees,
        proposals=tuple(reading.proposals),
        details=tuple(_once(reading.details)),
    )


def _once(details: Sequence[Detail]) -> Iterator[Detail]:
    """Yield each detail where it is told first: a page prints a telephone in its text and at its foot."""
    told: set[tuple[Kind, str]] = set()
    for each in details:
        if (each.kind, each.words) not in told:
            told.add((each.kind, each.words))
            yield each


# ---------------------------------------------------------------------------------------------------------------
# Head


class _Head(NamedTuple):
    """What a notice says of itself; what it asks begins with piece ``stop``."""

    title: str
    number: str
    sender: str
    sent_on: date | None
    year: int
    year_is_inferred: bool
    stop: int


LONGEST = 90
"""No title is longer, whether in one line or in four."""
NEAR = 4
"""Within so many lines below its title a page prints its number and its day."""
_TITLE = re.compile(
    r"(?P<sender>[^。；，>＞|:：《〔\[]{0,40})(?<!文件)关于(?P<what>[^。；>＞|]{2,70})的?(?:预|补充)?通知(?:[（(][^（）()]{1,12}[）)])?"
)
_CALLED = re.compile(r"^(?:信息|文件|文章)?(?:标题|名称|题名)[:：]?")
_REPORT = re.compile(r"年度?报告?|年报")
_NUMBER = re.compile(
    r"(?P<label>(?:文|字|编|文件编|发文字)号:?)?(?P<number>[\u4e00-\u9fff]{2,14}[〔\[［【（(]20\d\d[〕\]］】）)]第?\d{1,4}号)"
)
_SENT = re.compile(r"(?:成文|发文|印发|签发|生成)日期[:：\s]{0,3}(?P<day>20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})")
_PRINTED_HEAD = re.compile(
    r"(?P<sender>[\u4e00-\u9fff（）]{4,30}(?:办公室|办公厅|人民政府|局|公开办|领导小组))(?:文件|函)?"
)
_OFFICE = re.compile(r"[\u4e00-\u9fff（）]{2,30}(?:政府办|公开办)")


def _head(name: str, paper: Paper, pieces: Sequence[Piece]) -> _Head:
    """Return what stands above the body and below it; refuse a paper whose title is not that of such a notice."""
    texts = [piece.text for piece in pieces]
    found = _title(texts)
    if not found:
        raise Refusal(say(BOOK, "no_notice", name=name))
    match, start, stop = found
    above, near, body, said = texts[:start], texts[: stop + NEAR], texts[stop:], paper["meta"]
    signed = signature(body)
    organ = signed.organ or match["sender"] or _office_above(body[: signed.start]) or _printed_above(above)
    sent_on = signed.signed_on or _sent_among(near) or day_in(said.get("published", "")) or published_among(near)
    year = year_in(match["what"])
    if not year and not sent_on:
        raise Refusal(say(BOOK, "no_year", name=name, title=match[0]))
    return _Head(
        title=match[0],
        number=next(filter(None, map(_number, near)), ""),
        sender=organ or said.get("unit", ""),
        sent_on=sent_on,
        year=year or _year_before(cast(date, sent_on)),
        year_is_inferred=not year,
        stop=stop,
    )


def _title(texts: Sequence[str]) -> tuple[re.Match[str], int, int] | None:
    """Return the title of the notice and the lines it stands in; it may be broken into four."""
    for start, first in enumerate(texts):
        if len(first) > LONGEST or not _may_begin(first):
            continue
        joined = ""
        for stop in range(start, min(start + 4, len(texts))):
            joined += _CALLED.sub("", compact(texts[stop])) if len(texts[stop]) <= LONGEST else "。"
            match = _TITLE.fullmatch(joined) if len(joined) <= LONGEST else None
            if match and _REPORT.search(match["what"]) and "公开" in match["what"]:
                return match, start, stop + 1
    return None


def _may_begin(line: str) -> bool:
    return "关于" in line or bool(_PRINTED_HEAD.fullmatch(compact(line)))


def _number(line: str) -> str:
    """Return the document's own number: alone in its line, or named as such."""
    short = even(line)
    match = _NUMBER.search(short)
    return match["number"] if match and (match["label"] or match[0] == short) else ""


def _sent_among(lines: Sequence[str]) -> date | None:
    found = (_SENT.search(line) for line in lines)
    return next((day for match in found if match and (day := day_in(match["day"]))), None)


def _printed_above(lines: Sequence[str]) -> str:
    """Return who is printed in red above the number."""
    found = (_PRINTED_HEAD.fullmatch(compact(line)) for line in reversed(lines))
    return next((match["sender"] for match in found if match), "")


def _office_above(lines: Sequence[str]) -> str:
    """Return who stands above the date at the end, by a short name: 县政务公开办."""
    last = compact(lines[-1]) if lines else ""
    return last if _OFFICE.fullmatch(last) else ""


def _year_before(sent_on: date) -> int:
    """Return the year that is reported on: the one before, unless the notice comes before it ends."""
    return sent_on.year if sent_on.month >= 10 else sent_on.year - 1


# ---------------------------------------------------------------------------------------------------------------
# Body

_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
_HEADING = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六]).{2,30}")
_DEADLINE = re.compile(r"[日底末旬点][^，。]{0,12}前")


class _Reading:
    """A notice being read from its first paragraph to its last."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.addressees = self.heading = ""
        self.last: date | None = None
        self.proposals: list[Proposal] = []
        self.details: list[Detail] = []

    def over(self, pieces: Sequence[Piece]) -> None:
        """Take in every piece."""
        attached = False
        for piece in pieces:
            words = attachment_in(piece.text, attached) if piece.place.line else ""
            attached = bool(words)
            if words:
                self.details.append(Detail(Kind.ATTACHMENT, words, piece.text, piece.place))
            elif piece.row:
                self._field(piece)
            elif not is_byline(piece.text) or _DEADLINE.search(even(piece.text)):
                self._paragraph(piece)

    def _paragraph(self, piece: Piece) -> None:
        self.addressees = self.addressees or addressees_in(even(piece.text))
        first = len(self.proposals)
        for quote in filter(None, (match[0].strip() for match in _SENTENCE.finditer(piece.text))):
            dated = self._sentence(quote, piece.place)
            self.details += [Detail(kind, words, quote, piece.place) for kind, words in details_in(narrow(quote))]
            if not dated:
                self._undated(quote, piece.place, asked=len(self.proposals) > first)

    def _undated(self, quote: str, place: Place, *, asked: bool) -> None:
        """Take in a sentence without a date: a heading, or how what was asked before it is handed in."""
        text = even(quote)
        words = delivery_words(text)
        if words and asked and self.proposals[-1].ask in HANDED_IN:
            self.proposals[-1] = _with_delivery(self.proposals[-1], quote, delivery_in(text))
        elif words:
            self.details.append(Detail(Kind.DELIVERY, words, quote, place))
        elif _HEADING.fullmatch(text.rstrip("。")):
            self.heading = text

    def _sentence(self, quote: str, place: Place) -> bool:
        """Take in a sentence; say whether it has a date."""
        text = even(quote)
        dates = list(dates_in(text, self.frame, self.last))
        whom = ""
        doubts = doubts_in(text, self.frame.year) + ((Doubt.SEVERAL_DATES,) if len(dates) > 1 else ())
        read: list[tuple[Dated, Asked, str, str]] = []
        for start, dated, end in _segments(text, dates):
            self.last = dated.due.day or self.last
            before, after = text[start : dated.start], text[dated.end : end]
            asked = asks_in(before, after, self.heading, deadline=dated.due.written.endswith("前"))
            whom = whom_in(before, after) or whom
            read.append((dated, asked, whom, text[start:end]))
        for dated, asked, whom, words in _shared(read):
            due = _doubted(dated.due, (*doubts, Doubt.BY_HEADING) if asked.by_heading else doubts)
            self._propose(asked.asks, due, quote, place, whom, words)
        return bool(dates)

    def _field(self, piece: Piece) -> None:
        """Take in a date of a table: what is asked says its field, else its column, else its row."""
        text, beside = even(piece.text), even(piece.beside)
        for dated in dates_in(text, self.frame, self.last, tabled=True):
            self.last = dated.due.day or self.last
            said = ((text[: dated.start], text[dated.end :]), ("", piece.column), ("", beside))
            asks = next((asked.asks for each in said if (asked := asks_in(*each)).asks), ())
            self._propose(
                asks, dated.due, piece.row, piece.place, piece.whom or group_in(beside), f"{text}，{beside}"
            )

    def _propose(self, asks: Sequence[Ask], due: Due, quote: str, place: Place, whom: str, words: str) -> None:
        for ask in asks if len(self.proposals) <= MOST_PROPOSALS else ():
            how = delivery_in(words) if ask in HANDED_IN else Delivery()
            self.proposals.append(Proposal(ask, due, quote, place, whom, how))


HANDED_IN = (Ask.DRAFT, Ask.SUBMIT, Ask.ROLLUP)


def _with_delivery(proposal: Proposal, quote: str, said: Delivery) -> Proposal:
    """Add the sentence that says how a thing is handed in, as far as its own did not."""
    known = proposal.delivery
    return replace(
        proposal,
        quote=proposal.quote + quote,
        delivery=Delivery(
            to=known.to or said.to,
            forms=tuple(dict.fromkeys((*known.forms, *said.forms))),
            copies=known.copies or said.copies,
            sealed=known.sealed or said.sealed,
        ),
    )


def _shared(read: Sequence[tuple[Dated, Asked, str, str]]) -> list[tuple[Dated, Asked, str, str]]:
    """Let the words behind a date hold for those before it that have none: 各镇1月20日前，各县2月20日前报送."""
    shared: list[tuple[Dated, Asked, str, str]] = []
    for dated, asked, whom, words in reversed(read):
        if asked.is_open and shared and shared[-1][1].asks:
            _, asked, _, words = shared[-1]
        shared.append((dated, asked, whom, words))
    return shared[::-1]


def _segments(text: str, dates: Sequence[Dated]) -> Iterator[tuple[int, Dated, int]]:
    """Yield each date with where the words begin and end that are its own: to the last comma before the next date."""
    start = 0
    for dated, following in zip_longest(dates, dates[1:]):
        end = len(text)
        if following:
            between = text[dated.end : following.start]
            cut = between.rfind("，")
            end = dated.end + cut + 1 if cut >= 0 else following.start
        yield start, dated, end
        start = end


def _doubted(due: Due, doubts: tuple[Doubt, ...]) -> Due:
    return replace(due, doubts=tuple(each for each in Doubt if each in {*due.doubts, *doubts}))
