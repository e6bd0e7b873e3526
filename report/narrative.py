"""The numbers of a text: what each counts, of which time it speaks, and which of them are parts of another."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from report.breakdown import SENTENCE_END, breakdowns
from report.mention import KINDS_OF_CASES, SUBJECTS, Breakdown, Mention, Scope, Subject
from report.numerals import Number, numbers
from report.subjects import Phrase, Token, about_applications, direction, for_something_else, subject_of
from report.vocabulary import (
    APPLICANTS,
    APPLICATIONS,
    CASES,
    DECISIONS,
    DISCLOSED,
    NOT_APPLICATIONS,
    OTHER_YEARS,
    OUTCOMES,
    RESULTS,
    TIMES,
    WORD,
    WORDS,
    Word,
)

REACH = 200
"""No further than this is a sentence followed to either side."""


@dataclass(frozen=True)
class Narrative:
    """What a text says in numbers: its mentions in order, and the totals it breaks down."""

    text: str
    mentions: tuple[Mention, ...]
    breakdowns: tuple[Breakdown, ...]
    bound: frozenset[int] = frozenset()
    """Where numbers start that were filled in from the tables: no claims, but others may be reckoned from them."""

    @cached_property
    def claims(self) -> tuple[Mention, ...]:
        """The exact numbers of this year that count what a table counts."""
        return tuple(
            mention
            for mention in self.mentions
            if mention.subject and mention.scope is Scope.THIS_YEAR and not mention.approximate
            if mention.start not in self.bound
        )

    @cached_property
    def subjects(self) -> frozenset[Subject]:
        """What those numbers count."""
        return frozenset(mention.subject for mention in self.claims)

    @cached_property
    def parts(self) -> frozenset[int]:
        """Where the parts of totals start."""
        return frozenset(part.start for breakdown in self.breakdowns for part in breakdown.parts)

    def binding(self, starts: frozenset[int]) -> "Narrative":
        """Return the same where the numbers that begin in those places are known to be right."""
        told = (breakdown for breakdown in self.breakdowns if not starts >= _places(breakdown))
        return replace(self, bound=starts, breakdowns=tuple(told))

    def sentence(self, mention: Mention) -> str:
        """Return the sentence in which a number stands, as far as it is near."""
        limit = mention.end + REACH
        end = SENTENCE_END.search(self.text, mention.end, limit)
        return self.text[max(mention.sentence, mention.start - REACH) : end.start() if end else limit]


def _places(breakdown: Breakdown) -> set[int]:
    return {each.start for each in (*breakdown.wholes, *breakdown.parts)}


@lru_cache(maxsize=64)  # eleven rules ask about the same texts
def read(text: str, year: int) -> Narrative:
    """Read the numbers of a text in the report of ``year``."""
    reader = _Reader(text, year)
    mentions = reader.read()
    return Narrative(text, mentions, tuple(breakdowns(text, mentions, reader.openings)))


# ---------------------------------------------------------------------------------------------------------------
# Words and numbers in order

_Token = tuple[int, int, int, Number | None]


class _Tokens(NamedTuple):
    """The words and numbers of a text in order: where each begins and ends, what it does, which number it is."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    words: tuple[int, ...] = ()
    numbers: tuple[Number | None, ...] = ()


def _tokens(text: str, year: int) -> _Tokens:
    """Return the words and numbers of a text; those in the title of a document are left out."""
    pieces = WORD.split(text)
    places = list(accumulate(map(len, pieces)))
    found = list(zip(places[::2], places[1::2], map(WORDS.get, pieces[1::2]), strict=False))
    titles = [(start, end) for start, end, word in found if word is None]
    tokens: list[_Token] = [(start, end, word, None) for start, end, word in found if word]
    for start, end, number in numbers(text):
        if not (titles and _within(titles, start)) and (word := _kind(text, start, end, number, year)):
            tokens.append((start, end, word, number))
    tokens.sort()
    return _Tokens(*zip(*tokens, strict=True)) if tokens else _Tokens()


def _within(titles: list[tuple[int, int]], at: int) -> bool:
    """Say whether a place lies in one of the titles."""
    before = bisect_right(titles, (at, at)) - 1
    return before >= 0 and at < titles[before][1]


_AGO = {0: Word.THIS, -1: Word.LAST, 1: Word.NEXT}


def _kind(text: str, start: int, end: int, number: Number, year: int) -> int:
    """Tell years and months, which are times, from counts; 近3年 is neither."""
    if number.unit == "年":
        if not 1949 <= number.value <= 2100:
            return Word.NOTHING
        compared = text.endswith(("较", "比", "与", "同"), 0, start)
        return Word.COMPARED if compared else _AGO.get(int(number.value) - year, Word.ANOTHER)
    if number.unit == "月":
        date = text[end : end + 1].isdigit() or text.startswith(("底", "末"), end)
        return Word.NOTHING if date or text.endswith(("-", "—", "~", "至", "到"), 0, start) else Word.PART_OF_YEAR
    return Word.NUMBER


# ---------------------------------------------------------------------------------------------------------------
# Reading

_STOP = re.compile(r"([。！!？?\n])")
_DIGIT = r"[\d¹²³①-⑨⑴-⑼⒈-⒐❶-❾]"
_SIGN = re.compile(rf"([，；;（）()：:,](?!(?<=[：:]){_DIGIT}|(?<={_DIGIT},){_DIGIT}))")
"""A sign between two clauses of a sentence; but not in 1,186条, and not in 申请数量：3件."""
_TURN = re.compile(r"[；;（）()]")


def _parts(
    sign: re.Pattern[str], text: str, start: int, end: int, places: Sequence[int], first: int, last: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the parts of a stretch of text that hold any of some places: where each begins and ends, and which."""
    ends = list(accumulate(map(len, sign.split(text[start:end])), initial=start))[1::2]
    while first < last:
        at = bisect_left(ends, places[first])
        behind = bisect_left(places, ends[at], first, last)
        yield ends[at - 1] + 1 if at else start, ends[at], first, behind
        first = behind


_HEADED = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")
"""So begins a paragraph that speaks of something new; one without a number goes on with what was named before it."""
_NOUN = 60
"""No further from its number is a noun looked for."""
_NEXT_NOUN = re.compile(r"[、和及与并]")
_GROWN = ("增加", "减少", "增长", "下降", "上升", "提高", "降低", "多", "少", "增", "减")
_AS_AUTHORITY = re.compile(r"(?:办理|审理|审结|受理|立案)[^，。]{0,6}复议")
"""复议 that a government decides, not that it is drawn into."""
_END_OF_NOUN = re.compile(
    r"(?:政府信息|公开|办件|申请|案件|事件|事项|情况|情形|信息|数量|工作|现象|问题|件|的|类|等)*+"
)
_ALLOWED = re.compile(r"可|应当|有权|如对|若")
_WISHED = re.compile(r"确保|做到|力争|努力|要求|必须|应当|争取|保证|实现")
_DUE = re.compile(r"到期|届满|应答复|应办结")
_MADE = ("制发", "制定", "出台", "印发", "作出", "实施")
_NOTHING, _THIS_YEAR, _DIFFERENCE = Subject.NOTHING, Scope.THIS_YEAR, Scope.DIFFERENCE
_CASES_OF_BOTH_KINDS = frozenset({Subject.DISPUTES, Subject.DISPUTES_EACH})
_TAKEN_IN = frozenset({Subject.RECEIVED, Subject.TREATED})
_NUMBER = Word.NUMBER
_NO, _EVERY = Number(0, ""), Number(100, "%")
_TELLING = (
    APPLICATIONS | CASES | DISCLOSED | RESULTS | OUTCOMES | APPLICANTS
    | Word.RECEIVE | Word.TREAT | Word.SETTLE | Word.CARRY | Word.FEE
)  # fmt: skip
"""Without one of these words a number counts nothing that a table counts."""
_TOPICS = Word.APPLICATION | CASES | DECISIONS | Word.FOREIGN
"""Words of which those that follow may speak."""
_SAYING = Word.NUMBER | Word.NONE | Word.ALL | Word.PARTS
"""Without one of these words a sentence says nothing in numbers."""
_ACTING = _SAYING | _TOPICS | TIMES
"""The other words are looked at only beside a number."""


class _Reader:
    """Goes through the words and numbers of a text, remembering of what and of when the sentence speaks.

    ``start`` and ``end`` enclose the clause, ``opening`` and ``closing`` its tokens; ``since`` is the first token
    after its last number, and ``behind`` the place after that. ``now`` is of when the clause speaks; ``carries`` says
    whether it tells what is carried over, once that was asked.
    """

    def __init__(self, text: str, year: int) -> None:
        self.text = text
        self.starts, self.ends, self.words, self.numbers = _tokens(text, year)
        self.openings: list[tuple[int, int]] = []
        self.mentions: list[Mention] = []
        self.topic = self.counted = Word.NOTHING
        self.case = _NOTHING
        self.scope = self.now = _THIS_YEAR
        self.outside: dict[int, Scope] = {}
        self.brackets = [-1]
        self.carries: bool | None = None
        self.start = self.end = self.opening = self.closing = self.since = self.behind = self.sentence = 0
        self.paragraph = -1
        self.dated = self.until = self.of_disclosure = self.of_applications = False

    def read(self) -> tuple[Mention, ...]:
        """Return every number, and every word that says none or all, in order."""
        text, starts, words = self.text, self.starts, self.words
        for start, end, first, last in _parts(_STOP, text, 0, len(text), starts, 0, len(starts)):
            self._begin(start)
            if any(word & _SAYING for word in words[first:last]):
                self._sentence(start, end, first, last)
            else:
                for word in words[first:last]:
                    if word & _TOPICS:
                        self._tell(word)
        return tuple(self.mentions)

    def _begin(self, sentence: int) -> None:
        """Forget what does not reach into a new paragraph."""
        paragraph = self.text.rfind("\n", max(self.paragraph, 0), sentence) + 1 or max(self.paragraph, 0)
        if paragraph != self.paragraph and _HEADED.match(self.text, paragraph):
            self.topic, self.case, self.of_applications = Word.NOTHING, _NOTHING, False
        self.paragraph = paragraph

    def _sentence(self, start: int, end: int, first: int, last: int) -> None:
        """Read a sentence that says something in numbers: but for its topic, nothing reaches into the next one."""
        self.sentence = self.end = start
        self.scope, self.counted, self.brackets = _THIS_YEAR, Word.NOTHING, [-1]
        self.dated = self.until = self.of_disclosure = False
        self.outside.clear()
        for begin, stop, opening, closing in _parts(_SIGN, self.text, start, end, self.starts, first, last):
            if self.text[self.end : begin] != "，":
                self._turn(begin)
            self.start = self.behind = begin
            self.end, self.opening, self.closing, self.since, self.carries = stop, opening, closing, opening, None
            self._clause()

    def _turn(self, clause: int) -> None:
        """Forget what does not reach over the signs between the last clause and this one."""
        bracket = self.brackets[-1]
        for match in _TURN.finditer(self.text, self.end, clause):
            if match[0] in "；;":
                self.of_disclosure = False
            elif match[0] in "（(":
                self.brackets.append(match.start())
            else:
                self.brackets = self.brackets[:-1] or [-1]
        if self.brackets[-1] > bracket:
            self.outside[self.brackets[-1]] = self.scope
        elif self.brackets[-1] < bracket:
            self.scope = self.outside.get(bracket, self.scope)

    def _clause(self) -> None:
        if not self.of_disclosure:
            self.of_disclosure = self.text.find("信息公开", self.start, self.end) >= 0
        self.now, words = self.scope, self.words
        for i in range(self.opening, self.closing):
            word = words[i]
            if not word & _ACTING:
                continue
            if word == _NUMBER:
                self._number(i)
            elif word & _TOPICS:
                self._tell(word)
            elif word & TIMES:
                self.now = self._time(i)
            elif word == Word.NONE:
                self._none(i)
            elif word == Word.ALL:
                self._all(i)
            elif word == Word.PARTS:
                self.openings.append((self.starts[i], self.ends[i]))
        if self.now is not _DIFFERENCE:
            self.scope = self.now

    def _tell(self, word: int) -> None:
        """Remember what is spoken of."""
        if word == Word.APPLICATION:
            self.topic, self.of_applications = word, True
        elif word & CASES:
            self.topic, self.case = Word.REVIEW, SUBJECTS[word]
        else:
            self.topic = Word.FOREIGN

    def _time(self, i: int) -> Scope:
        """Return of when the words behind a word of time speak."""
        word = self.words[i]
        if word == Word.THIS:
            self.dated = True
            return _THIS_YEAR
        if word & OTHER_YEARS:  # 上年结转 and 结转下年 are counts of this year
            return self.now if self._carries() else Scope.OTHER_YEAR
        if word == Word.COMPARED:
            return _DIFFERENCE
        if word == Word.PART_OF_YEAR:
            return Scope.PART_OF_YEAR
        if word == Word.EVER:
            since = i > self.opening and self.words[i - 1] == Word.THIS and self.starts[i] - self.ends[i - 1] <= 1
            return self.now if since else Scope.CUMULATIVE  # 2020年以来 is this year
        if word == Word.UNTIL:
            self.until = True
        elif self.until and not self.dated:  # 截至目前，累计…
            return Scope.CUMULATIVE
        return self.now

    def _carries(self) -> bool:
        if self.carries is None:
            self.carries = any(word & Word.CARRY for word in self.words[self.opening : self.closing])
        return self.carries

    @property
    def _spoken_of(self) -> int:
        """What verbs without a noun speak of: what the sentence counted last, or else what was named last."""
        return self.counted or self.topic

    def _number(self, i: int) -> None:
        """Note a number with what it counts."""
        start, end, number, since = self.starts[i], self.ends[i], self.numbers[i] or _NO, self.since
        first, last = max(self.behind, start - _NOUN), self._end_of_noun(i)
        words, until = 0, i + 1
        for word in self.words[since:i]:
            words |= word
        while until < self.closing and until < i + 8 and self.starts[until] < last:
            words |= self.words[until]
            until += 1
        before, scope, subject = self.text[first:start], self.now, _NOTHING
        if before.rstrip("了约近").endswith(_GROWN):
            scope = _DIFFERENCE
        if words & _TELLING and not (number.spelt and words & Word.NONE):  # 未收到一件申请
            ahead, behind = self._between(since, i), self._between(i + 1, until)
            phrase = Phrase(self.text, start, end, number, ahead, behind, words, self._spoken_of, self.case)
            subject = subject_of(phrase)
        if words:
            self._remember(subject, words)
        self._mention(start, end, number, subject, scope, before, words, first, last)
        self.since, self.behind = i + 1, end

    def _between(self, first: int, last: int) -> list[Token]:
        return list(map(Token, self.starts[first:last], self.ends[first:last], self.words[first:last]))

    def _end_of_noun(self, i: int) -> int:
        """Return where the words end that stand behind a number and may be its noun."""
        start = self.ends[i]
        end = min(self.end, start + _NOUN // 2)
        if i + 1 < self.closing and _NUMBER in self.words[i + 1 : min(i + 8, self.closing)]:
            end = min(end, self.starts[self.words.index(_NUMBER, i + 1)])
        if end <= start:
            return end
        parted = _NEXT_NOUN.search(self.text, start, end)
        return parted.start() if parted else end

    def _remember(self, subject: Subject, words: int) -> None:
        """Remember what the last number counted: the verbs behind it speak of that."""
        if subject in _CASES_OF_BOTH_KINDS:
            self.case = _NOTHING
        elif subject in KINDS_OF_CASES:
            self.case = subject
        if subject in _TAKEN_IN or (words & Word.APPLICATION and not words & CASES):
            self.counted = Word.APPLICATION
        elif words & CASES:
            self.counted = Word.REVIEW
        elif words & NOT_APPLICATIONS:
            self.counted = Word.FOREIGN

    def _mention(
        self, start: int, end: int, number: Number, subject: Subject, scope: Scope, before: str, words: int,
        first: int, last: int, worded: bool = False,
    ) -> None:  # fmt: skip
        ours = self.of_disclosure or bool(words & Word.APPLICATION)
        ours = ours or (self.of_applications and not (words & CASES and _AS_AUTHORITY.search(before)))
        value, unit, approximate, _ = number
        mention = Mention(
            value, unit, subject, scope, approximate, worded, before, words, start, end, first, last,
            self.sentence, self.paragraph, self.brackets[-1], self.case, ours,
        )  # fmt: skip
        self.mentions.append(mention)

    # None and all

    def _none(self, i: int) -> None:
        """Note the claim that there was none: 未收到政府信息公开申请."""
        start, end, words = self.starts[i], self.ends[i], 0
        until = bisect_right(self.starts, end + _NOUN, i + 1, min(i + 12, self.closing))
        for word, number in zip(self.words[i + 1 : until], self.numbers[i + 1 : until], strict=True):
            words |= word
            if number and word == _NUMBER and not number.spelt:
                return
        if not words & _TELLING or _ALLOWED.search(self.text, end, self.ends[until - 1]):
            return
        if subject := self._none_of(start, end, self._between(i + 1, until), words):
            last = min(self.end, end + _NOUN)
            self._mention(start, end, _NO, subject, self.now, "", words, start, last, worded=True)

    def _none_of(self, start: int, end: int, rest: list[Token], words: int) -> Subject:
        if words & CASES:
            last = next(each.word for each in reversed(rest) if each.word & (CASES | Word.FOREIGN))
            if words & (Word.LOST | RESULTS) or last == Word.FOREIGN:
                return Subject.NOTHING  # 无行政诉讼败诉案件
            if words & CASES == Word.REVIEW:
                return Subject.REVIEWS
            return Subject.DISPUTES_EACH if words & Word.REVIEW else Subject.SUITS
        applications = about_applications(words, self._spoken_of)
        if words & Word.CARRY:
            return direction(words) if applications else Subject.NOTHING
        if rest[0].word & DISCLOSED:
            made = self.text.endswith(_MADE, start, end) and rest[0].start - end <= 3
            return SUBJECTS[rest[0].word] if made else Subject.NOTHING
        return self._no_application(rest, words) if applications else Subject.NOTHING

    def _no_application(self, rest: list[Token], words: int) -> Subject:
        nouns = [each for each in rest if each.word & APPLICATIONS]
        if not nouns or words & (Word.CHANNEL | Word.SOME | APPLICANTS | OUTCOMES):
            return Subject.NOTHING
        if any(for_something_else(self.text, noun) for noun in nouns):
            return Subject.NOTHING
        ends = _END_OF_NOUN.match(self.text, nouns[-1].end, self.end)
        return Subject.RECEIVED if ends and ends.end() == self.end else Subject.NOTHING

    def _all(self, i: int) -> None:
        """Note the claim that all were settled: 已全部按期办结, 均在法定时限内答复."""
        start, end = self.starts[i], self.ends[i]
        verbs = self._between(i + 1, min(i + 6, self.closing))
        verb = next((each for each in verbs if each.word & (Word.SETTLE | Word.NUMBER)), None)
        if not verb or verb.word == Word.NUMBER or verb.start - end > 24 or self.text.startswith("率", verb.end):
            return
        last = self._between(max(self.opening, i - 3), i)
        if any(each.word == Word.NUMBER and start - each.end <= 6 for each in last):
            return  # 121件申请均在规定时间内完成答复
        first, between = max(self.start, start - _NOUN), self.text[end : verb.start]
        said, words = self.text[first : verb.start], 0
        for word in self.words[max(self.opening, i - 12) : i]:
            words |= word
        if "未" in between or "不" in between or words & Word.CARRY or _WISHED.search(said) or _DUE.search(said):
            return
        if about_applications(words, self._spoken_of):
            before, words = self.text[first:start], words | Word.SETTLE
            self._mention(
                start, verb.end, _EVERY, Subject.SETTLED, self.now, before, words, first, verb.end, worded=True
            )
