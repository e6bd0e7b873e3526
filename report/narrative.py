"""The numbers of a text: what each counts, of which time it speaks, and which of them are parts of another."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
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

    @cached_property
    def claims(self) -> tuple[Mention, ...]:
        """The exact numbers of this year that count what a table counts."""
        return tuple(
            mention
            for mention in self.mentions
            if mention.subject and mention.scope is Scope.THIS_YEAR and not mention.approximate
        )

    @cached_property
    def subjects(self) -> frozenset[Subject]:
        """What those numbers count."""
        return frozenset(mention.subject for mention in self.claims)

    @cached_property
    def parts(self) -> frozenset[int]:
        """Where the parts of totals start."""
        return frozenset(part.start for breakdown in self.breakdowns for part in breakdown.parts)

    def sentence(self, mention: Mention) -> str:
        """Return the sentence in which a number stands, as far as it is near."""
        limit = mention.end + REACH
        end = SENTENCE_END.search(self.text, mention.end, limit)
        return self.text[max(mention.sentence, mention.start - REACH) : end.start() if end else limit]


@lru_cache(maxsize=64)  # eleven rules ask about the same texts
def read(text: str, year: int) -> Narrative:
    """Read the numbers of a text in the report of ``year``."""
    reader = _Reader(text, year)
    mentions = tuple(reader.read())
    return Narrative(text, mentions, tuple(breakdowns(text, mentions, reader.openings)))


# ---------------------------------------------------------------------------------------------------------------
# Words and numbers in order


def _tokens(text: str, year: int) -> list[Token]:
    """Return the words and numbers of a text in order; those in the title of a document are left out."""
    tokens: list[Token] = []
    opened, closed, end = [-1], [-1], 0
    pieces = WORD.split(text)
    for between, words in zip(pieces[::2], pieces[1::2], strict=False):
        start = end + len(between)
        end = start + len(words)
        word = WORDS.get(words)
        if word:
            tokens.append(Token(start, end, word))
        elif word is None:
            opened.append(start)
            closed.append(end)
    for start, end, number in numbers(text):
        if start >= closed[bisect_right(opened, start) - 1] and (word := _kind(text, start, end, number, year)):
            tokens.append(Token(start, end, word, number))
    tokens.sort()
    return tokens


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
# Sentences and clauses

_DIGIT = r"[\d①-⑨⑴-⑼⒈-⒐❶-❾]"
_BREAK = re.compile(rf"[，；;（）()：:,](?!(?<=[：:]){_DIGIT}|(?<={_DIGIT},){_DIGIT})")
"""A sign between two clauses; but not in 1,186条, and not in 申请数量：3件."""


class _Sentence(NamedTuple):
    """The words between two full stops, and where their paragraph begins."""

    start: int
    end: int
    paragraph: int
    tokens: list[Token]


class _Clause(NamedTuple):
    """The words of a sentence between two signs, and where their piece (；) and bracket begin."""

    start: int
    end: int
    piece: int
    bracket: int
    tokens: list[Token]


def _sentences(text: str, tokens: list[Token]) -> Iterator[_Sentence]:
    """Yield the sentences in which something is said."""
    stops = [match.start() for match in SENTENCE_END.finditer(text)]
    starts = [token.start for token in tokens]
    ends = [*stops, len(text)]
    first = paragraph = 0
    while first < len(tokens):
        at = bisect_left(stops, starts[first])
        start, end = stops[at - 1] + 1 if at else 0, ends[at]
        last = bisect_left(starts, end, first)
        paragraph = text.rfind("\n", paragraph, start) + 1 or paragraph
        yield _Sentence(start, end, paragraph, tokens[first:last])
        first = last


def _clauses(text: str, sentence: _Sentence) -> Iterator[_Clause]:
    """Yield the clauses of a sentence in which something is said."""
    start, end, _, tokens = sentence
    signs = [match.start() for match in _BREAK.finditer(text, start, end)]
    ends, passed = [*signs, end], 0
    piece, brackets = start, [-1]
    first = 0
    while first < len(tokens):
        at = bisect_left(signs, tokens[first].start)
        for sign in signs[passed:at]:
            if text[sign] in "；;":
                piece = sign + 1
            elif text[sign] in "（(":
                brackets.append(sign)
            elif text[sign] in "）)":
                brackets = brackets[:-1] or [-1]
        last, passed = first + 1, at
        while last < len(tokens) and tokens[last].start < ends[at]:
            last += 1
        yield _Clause(signs[at - 1] + 1 if at else start, ends[at], piece, brackets[-1], tokens[first:last])
        first = last


# ---------------------------------------------------------------------------------------------------------------
# Reading

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
_NOTHING = Subject.NOTHING
_CASES_OF_BOTH_KINDS = frozenset({Subject.DISPUTES, Subject.DISPUTES_EACH})
_TAKEN_IN = frozenset({Subject.RECEIVED, Subject.TREATED})
_NO, _EVERY = Number(0, ""), Number(100, "%")
_TELLING = (
    APPLICATIONS | CASES | DISCLOSED | RESULTS | OUTCOMES | APPLICANTS
    | Word.RECEIVE | Word.TREAT | Word.SETTLE | Word.CARRY | Word.FEE
)  # fmt: skip
"""Without one of these words a number counts nothing that a table counts."""
_TOPICS = Word.APPLICATION | CASES | DECISIONS | Word.FOREIGN
"""Words of which those that follow may speak."""
_SAYING = Word.NUMBER | Word.NONE | Word.ALL | Word.PARTS
"""Without one of these a sentence says nothing in numbers."""
_ACTING = _SAYING | TIMES | _TOPICS
"""Words that change what is said, or of what; the others are looked at beside a number."""


class _Reader:
    """Goes through a text clause by clause, remembering of what and of when the sentence speaks."""

    def __init__(self, text: str, year: int) -> None:
        self.text = text
        self.tokens = _tokens(text, year)
        self.openings: list[tuple[int, int]] = []
        self.mentions: list[Mention] = []
        self.topic = self.counted = Word.NOTHING
        self.case = Subject.NOTHING
        self.scope = Scope.THIS_YEAR
        self.outside: dict[int, Scope] = {}
        self.sentence = self.paragraph = self.piece = self.bracket = -1
        self.dated = self.until = self.of_disclosure = self.of_applications = False

    def read(self) -> list[Mention]:
        """Return every number, and every word that says none or all, in order."""
        for sentence in _sentences(self.text, self.tokens):
            if sentence.paragraph != self.paragraph:
                self._begin(sentence.paragraph)
            if any(token.word & _SAYING for token in sentence.tokens):
                self._sentence(sentence)
            else:
                self._tell(sentence.tokens)
        return self.mentions

    def _begin(self, paragraph: int) -> None:
        """Forget what does not reach into a new paragraph."""
        self.paragraph = paragraph
        if _HEADED.match(self.text, paragraph):
            self.topic, self.case, self.of_applications = Word.NOTHING, Subject.NOTHING, False

    def _sentence(self, sentence: _Sentence) -> None:
        """Read a sentence with numbers; but for its topic, nothing reaches over a full stop."""
        self.sentence, self.bracket = sentence.start, -1
        self.scope, self.counted = Scope.THIS_YEAR, Word.NOTHING
        self.dated = self.until = False
        self.outside.clear()
        for clause in _clauses(self.text, sentence):
            self._turn(clause)
            self._clause(clause)

    def _turn(self, clause: _Clause) -> None:
        """Forget what does not reach over the signs between two clauses."""
        if clause.piece != self.piece:
            self.piece, self.of_disclosure = clause.piece, False
        if clause.bracket > self.bracket:
            self.outside[clause.bracket] = self.scope
        elif clause.bracket < self.bracket:
            self.scope = self.outside.get(self.bracket, self.scope)
        self.bracket = clause.bracket

    def _clause(self, clause: _Clause) -> None:
        tokens, scope, since = clause.tokens, self.scope, 0
        self.of_disclosure = self.of_disclosure or self.text.find("信息公开", clause.start, clause.end) >= 0
        for i, token in enumerate(tokens):
            word = token.word
            if not word & _ACTING:
                continue
            if word == Word.NUMBER:
                self._number(clause, since, i, scope)
                since = i + 1
            elif word & TIMES:
                scope = self._time(tokens, i, scope)
            elif word == Word.NONE:
                self._none(clause, i, scope)
            elif word == Word.ALL:
                self._all(clause, i, scope)
            elif word == Word.PARTS:
                self.openings.append((token.start, token.end))
            else:
                self._turn_to(word)
        if scope is not Scope.DIFFERENCE:
            self.scope = scope

    def _tell(self, tokens: list[Token]) -> None:
        """Read a sentence without numbers, of which only the topic matters."""
        for token in tokens:
            if token.word & _TOPICS:
                self._turn_to(token.word)

    def _turn_to(self, word: int) -> None:
        """Remember what is spoken of."""
        if word == Word.APPLICATION:
            self.topic, self.of_applications = word, True
        elif word & CASES:
            self.topic, self.case = Word.REVIEW, SUBJECTS[word]
        elif word & (Word.FOREIGN | DECISIONS):
            self.topic = Word.FOREIGN

    def _time(self, tokens: list[Token], i: int, scope: Scope) -> Scope:
        """Return of when the words behind a word of time speak."""
        word = tokens[i].word
        if word == Word.THIS:
            self.dated = True
            return Scope.THIS_YEAR
        if word & OTHER_YEARS:  # 上年结转 and 结转下年 are counts of this year
            carried = any(token.word & Word.CARRY for token in tokens)
            return scope if carried else Scope.OTHER_YEAR
        if word == Word.COMPARED:
            return Scope.DIFFERENCE
        if word == Word.PART_OF_YEAR:
            return Scope.PART_OF_YEAR
        if word == Word.EVER:
            last = tokens[i - 1] if i else None
            since = last and last.word == Word.THIS and tokens[i].start - last.end <= 1  # 2020年以来
            return scope if since else Scope.CUMULATIVE
        if word == Word.UNTIL:
            self.until = True
        elif self.until and not self.dated:  # 截至目前，累计…
            return Scope.CUMULATIVE
        return scope

    @property
    def _spoken_of(self) -> int:
        """What verbs without a noun speak of: what the sentence counted last, or else what was named last."""
        return self.counted or self.topic

    def _number(self, clause: _Clause, since: int, i: int, scope: Scope) -> None:
        """Note a number; ``since`` is the first word behind the number before it, or of the clause."""
        tokens, token, text = clause.tokens, clause.tokens[i], self.text
        start, end, number = token.start, token.end, token.number or _NO
        first = max(tokens[since - 1].end if since else clause.start, start - _NOUN)
        last = self._end_of_noun(clause, i)
        ahead, behind = tokens[since:i], [each for each in tokens[i + 1 : i + 8] if each.start < last]
        words = 0
        for each in ahead + behind:
            words |= each.word
        before = text[first:start]
        if before.rstrip("了约近").endswith(_GROWN):
            scope = Scope.DIFFERENCE
        subject = _NOTHING
        if words & _TELLING and not (number.spelt and words & Word.NONE):  # 未收到一件申请
            phrase = Phrase(text, start, end, number, ahead, behind, words, self._spoken_of, self.case)
            subject = subject_of(phrase)
        if words:
            self._remember(subject, words)
        self._mention(token, number, subject, scope, before, words, first, last)

    def _end_of_noun(self, clause: _Clause, i: int) -> int:
        """Return where the words end that stand behind a number and may be its noun."""
        start = clause.tokens[i].end
        if start == clause.end:
            return start
        end = min(clause.end, start + _NOUN // 2)
        for each in clause.tokens[i + 1 : i + 8]:
            if each.word == Word.NUMBER:
                end = min(end, each.start)
                break
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
        self, token: Token, number: Number, subject: Subject, scope: Scope, before: str, words: int,
        first: int, last: int, worded: bool = False,
    ) -> None:  # fmt: skip
        ours = self.of_disclosure or bool(words & Word.APPLICATION)
        ours = ours or (self.of_applications and not (words & CASES and _AS_AUTHORITY.search(before)))
        mention = Mention(
            number.value, number.unit, subject, scope, number.approximate, worded, before, words,
            token.start, token.end, first, last, self.sentence, self.paragraph, self.bracket, self.case, ours,
        )  # fmt: skip
        self.mentions.append(mention)

    # None and all

    def _none(self, clause: _Clause, i: int, scope: Scope) -> None:
        """Note the claim that there was none: 未收到政府信息公开申请."""
        token, words = clause.tokens[i], 0
        rest = [each for each in clause.tokens[i + 1 : i + 12] if each.start - token.end <= _NOUN]
        for each in rest:
            words |= each.word
            if each.number and each.word == Word.NUMBER and not each.number.spelt:
                return
        if not words & _TELLING or _ALLOWED.search(self.text, token.end, rest[-1].end):
            return
        if subject := self._none_of(clause, token, rest, words):
            end = min(clause.end, token.end + _NOUN)
            self._mention(token, _NO, subject, scope, "", words, token.start, end, worded=True)

    def _none_of(self, clause: _Clause, token: Token, rest: list[Token], words: int) -> Subject:
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
            made = self.text.endswith(_MADE, token.start, token.end) and rest[0].start - token.end <= 3
            return SUBJECTS[rest[0].word] if made else Subject.NOTHING
        return self._no_application(clause, rest, words) if applications else Subject.NOTHING

    def _no_application(self, clause: _Clause, rest: list[Token], words: int) -> Subject:
        nouns = [each for each in rest if each.word & APPLICATIONS]
        if not nouns or words & (Word.CHANNEL | Word.SOME | APPLICANTS | OUTCOMES):
            return Subject.NOTHING
        if any(for_something_else(self.text, noun) for noun in nouns):
            return Subject.NOTHING
        ends = _END_OF_NOUN.match(self.text, nouns[-1].end, clause.end)
        return Subject.RECEIVED if ends and ends.end() == clause.end else Subject.NOTHING

    def _all(self, clause: _Clause, i: int, scope: Scope) -> None:
        """Note the claim that all were settled: 已全部按期办结, 均在法定时限内答复."""
        tokens, token = clause.tokens, clause.tokens[i]
        verb = next((each for each in tokens[i + 1 : i + 6] if each.word & (Word.SETTLE | Word.NUMBER)), None)
        if (
            not verb
            or verb.word == Word.NUMBER
            or verb.start - token.end > 24
            or self.text.startswith("率", verb.end)
        ):
            return
        if any(each.word == Word.NUMBER and token.start - each.end <= 6 for each in tokens[max(0, i - 3) : i]):
            return  # 121件申请均在规定时间内完成答复
        first, between = max(clause.start, token.start - _NOUN), self.text[token.end : verb.start]
        said, words = self.text[first : verb.start], 0
        for each in tokens[max(0, i - 12) : i]:
            words |= each.word
        rate = self.text.startswith("率", verb.end)
        if (
            rate
            or "未" in between
            or "不" in between
            or words & Word.CARRY
            or _WISHED.search(said)
            or _DUE.search(said)
        ):
            return
        if about_applications(words, self._spoken_of):
            before, words = self.text[first : token.start], words | Word.SETTLE
            place = Token(token.start, verb.end, Word.ALL)
            self._mention(place, _EVERY, Subject.SETTLED, scope, before, words, first, verb.end, worded=True)
