"""What a number counts: the nouns and verbs around it, weighed against each other."""

import re
from typing import NamedTuple

from report.mention import APPLICATION_UNITS, CASE_UNITS, DOCUMENT_UNITS, MONEY, SUBJECTS, Subject
from report.numerals import Number
from report.vocabulary import (
    APPLICANTS,
    APPLICATIONS,
    CASES,
    DECISIONS,
    DISCLOSED,
    NEVER_NOUNS,
    NOT_APPLICATIONS,
    OUTCOMES,
    RESULTS,
    WORDS,
    Word,
)


class Token(NamedTuple):
    """A word or a number, in its place."""

    start: int
    end: int
    word: int


class Phrase(NamedTuple):
    """A number with the words that may be its noun: those before it and those behind it, within its clause.

    ``topic`` is what the sentence speaks of, ``case`` the kind of case last named.
    """

    text: str
    start: int
    end: int
    number: Number
    ahead: list[Token]
    behind: list[Token]
    words: int
    topic: int
    case: Subject

    @property
    def head(self) -> Token | None:
        """The last word before the number that can be a noun or verb of it."""
        for token in reversed(self.ahead):
            if not token.word & NEVER_NOUNS:
                return token
        return None

    @property
    def tail(self) -> Token | None:
        """The first such word behind it, where it is near: 12件依申请公开申请, 121件均在规定时间内答复."""
        tail = next((token for token in self.behind if not token.word & NEVER_NOUNS), None)
        if tail is None:
            return None
        all_of_them = self.behind[0].word == Word.ALL and tail.word == Word.SETTLE
        near = 18 if all_of_them else 8 if tail.word == Word.APPLICATION else 2
        return tail if tail.start - self.end <= near else None


_NOTHING = Subject.NOTHING

# Between a noun and its number nothing stands but words like these; possessive, so that no text makes it slow.
_GLUE = re.compile(
    r"(?:数量|总数|总量|件数|案件|办件|事项|政府信息|信息|公文|工作|申请|提出|提交|共计|共有|合计|总计|总共|累计|年度"
    r"|已|均|共|计|为|是|有|达到|达|约|近|了|的|数|量|案|件|并|公开|继续|[：:“”、])*+"
)
_TIGHT_GLUE = re.compile(
    r"(?:答复|数量|总数|总量|件数|案件|决定|措施|办件|金额|总额|收入|申请|共计|共有|合计|总计|总共|累计|共|计|为|是|有|达到|达"
    r"|约|近|各|了|的|数|量|案|[：:])*+"
)
_AND = re.compile(r"[、和及与或以并]*(?:案件)?[、和及与或以]*(?:被)?(?:提起|引发|发生|产生)?(?:的)?")
_RATE = re.compile(r"率[^，。]{0,8}")
_OPEN_END = "的类关于项该新效各有到理"
"""After these signs 申请 leaves open what is applied for; 低保申请 and 建房申请 do not."""
_WITH_APPLICATION = (
    *(word for word, kind in WORDS.items() if kind in (Word.RECEIVE, Word.TREAT, Word.SETTLE)),
    *("信息", "提出", "提交", "人", "组织", "件", "未", "公开"),
)


def about_applications(words: int, topic: int) -> bool:
    """Say whether words speak of applications for information: by their own, or by what the sentence is about."""
    if words & NOT_APPLICATIONS:
        return False
    return bool(words & Word.APPLICATION) or topic == Word.APPLICATION


def direction(words: int) -> Subject:
    """Return from which year to which something was carried over."""
    last, following = words & Word.LAST, words & Word.NEXT
    if bool(last) == bool(following):
        return Subject.CARRIED
    return Subject.CARRIED_IN if last else Subject.CARRIED_OUT


def for_something_else(text: str, noun: Token) -> bool:
    """Say whether 申请 is an application for something else than information: 城市道路申请件77件."""
    if noun.word == Word.APPLICATION or not noun.start:
        return False
    before = text[noun.start - 1]
    return "一" <= before <= "鿿" and before not in _OPEN_END and not text.endswith(_WITH_APPLICATION, 0, noun.start)


def subject_of(phrase: Phrase) -> Subject:
    """Return what the number of a phrase counts."""
    head, tail, unit = _answer(phrase) or phrase.head, phrase.tail, phrase.number.unit
    gap = phrase.text[head.end : phrase.start] if head else ""
    if unit == "%":
        return _rate(phrase, head, gap)
    if unit in MONEY:
        fees = head is not None and head.word == Word.FEE and _TIGHT_GLUE.fullmatch(gap)
        return Subject.FEES if fees else _NOTHING
    if phrase.words & Word.CARRY:
        return _carried(phrase)
    if head and _TIGHT_GLUE.fullmatch(gap) and (subject := _named(phrase, head, gap)):
        return subject
    if tail and (subject := _named(phrase, tail, gap)):
        return subject
    return _application(phrase, head if _GLUE.fullmatch(gap) else None, tail)


def _answer(phrase: Phrase) -> Token | None:
    """Return the outcome of 予以公开答复966件, of which 答复 is only the verb."""
    if len(phrase.ahead) < 2 or phrase.ahead[-1].word != Word.SETTLE:
        return None
    outcome, verb = phrase.ahead[-2:]
    return outcome if outcome.word & OUTCOMES and verb.start == outcome.end else None


def _rate(phrase: Phrase, head: Token | None, gap: str) -> Subject:
    """Return whether 100 % were settled."""
    every = phrase.number.value == 100 and head is not None and head.word == Word.SETTLE and _RATE.fullmatch(gap)
    return Subject.SETTLED if every and about_applications(phrase.words, phrase.topic) else _NOTHING


def _carried(phrase: Phrase) -> Subject:
    settled = any(token.word == Word.SETTLE for token in phrase.ahead)  # 上年结转已办结3件
    if settled or phrase.number.unit not in APPLICATION_UNITS:
        return _NOTHING
    return direction(phrase.words) if about_applications(phrase.words, phrase.topic) else _NOTHING


def _named(phrase: Phrase, noun: Token, gap: str) -> Subject:
    """Return what a noun beside the number says that a row or column of a table counts too."""
    word, unit = noun.word, phrase.number.unit
    if word & OUTCOMES:
        return _outcome(phrase, noun)
    if word & CASES:
        return _cases(phrase, noun, gap)
    handed_on = phrase.words & Word.HANDED_ON  # 备案, 审查, 解读 count another population
    if word & RESULTS:
        return SUBJECTS[word] if phrase.case and unit in CASE_UNITS and not handed_on else _NOTHING
    if word & DISCLOSED:
        units = CASE_UNITS if word & DECISIONS else DOCUMENT_UNITS
        return SUBJECTS[word] if unit in units and not handed_on and "申请" not in gap else _NOTHING
    return _NOTHING


def _outcome(phrase: Phrase, noun: Token) -> Subject:
    words = phrase.words
    # 制发政府信息130件，其中主动公开18件，不予公开112件: documents by their 公开属性, not answers.
    by_property = phrase.text.find("主动公开", max(0, phrase.start - 60), phrase.start) >= 0
    if by_property or phrase.number.unit not in CASE_UNITS:
        return _NOTHING
    if not about_applications(words & ~Word.DOCUMENT, phrase.topic):
        return _NOTHING
    outcomes = {token.word for token in phrase.ahead if token.word & OUTCOMES}
    if len(outcomes) > 1:  # 予以公开及部分公开258件
        return Subject.GRANTED_AT_ALL if outcomes == {Word.GRANTED, Word.PARTLY} else _NOTHING
    return SUBJECTS[noun.word]


def _cases(phrase: Phrase, noun: Token, gap: str) -> Subject:
    """Return of which kind the cases are that are counted; 备案, 维持, 正在复议 are not all of them."""
    if phrase.number.unit not in CASE_UNITS or phrase.words & (Word.HANDED_ON | Word.LOST | RESULTS):
        return _NOTHING
    if phrase.text.endswith(("正在", "终止", "未经"), 0, noun.start):
        return _NOTHING
    cases = [token for token in phrase.ahead if token.word & CASES][-2:]
    both = {token.word for token in cases} == {Word.REVIEW, Word.SUIT}
    if both and noun in cases and _AND.fullmatch(phrase.text, cases[0].end, cases[1].start):
        return Subject.DISPUTES_EACH if "各" in gap else Subject.DISPUTES
    return _NOTHING if "各" in gap else SUBJECTS[noun.word]


def _application(phrase: Phrase, head: Token | None, tail: Token | None) -> Subject:
    """Return what is said of applications as such: received, treated, settled; or by whom they were made."""
    words, unit = phrase.words, phrase.number.unit
    nouns = [token for token in (head, tail) if token and token.word & APPLICATIONS]
    if unit not in APPLICATION_UNITS or any(for_something_else(phrase.text, noun) for noun in nouns):
        return _NOTHING
    if not (head or tail) or not about_applications(words, phrase.topic):
        return _NOTHING
    if applicant := _applicant(phrase, head, tail):
        return applicant if unit in CASE_UNITS else _NOTHING
    if words & (Word.SOME | OUTCOMES) or _by_one_way(phrase) or (unit in ("次", "个", "项") and not nouns):
        return _NOTHING
    return _done(words, bool(nouns), unit)


def _applicant(phrase: Phrase, head: Token | None, tail: Token | None) -> Subject:
    """Return who applied: 自然人10件, 自然人提出申请10件, 10件为自然人申请."""
    if tail and tail.word & APPLICANTS and not (head and head.word & APPLICATIONS):
        return SUBJECTS[tail.word]
    named = [token for token in phrase.ahead if token.word & APPLICANTS]
    if head is None or len(named) != 1 or head.start - named[0].end > 6:
        return _NOTHING
    return SUBJECTS[named[0].word]


def _by_one_way(phrase: Phrase) -> bool:
    """Say whether only those that came by one channel are counted; 通过信函、网络等渠道 means all."""
    ways = [token for token in (*phrase.ahead, *phrase.behind) if token.word == Word.CHANNEL]
    return len(ways) == 1 and "等" not in phrase.text[ways[0].end : ways[0].end + 8]


def _done(words: int, named: bool, unit: str) -> Subject:
    """Return what the verbs say was done with applications."""
    received, settled, treated = words & Word.RECEIVE, words & Word.SETTLE, words & Word.TREAT
    if received:
        return Subject.TREATED if settled or treated else Subject.RECEIVED
    if settled:
        return Subject.HANDLED
    plain = named and words & Word.APPLICATION
    if treated:
        return Subject.TREATED if plain else _NOTHING
    # 依申请公开0件 without a verb; in 条 it may mean documents by their 公开属性.
    return Subject.RECEIVED if plain and unit in CASE_UNITS else _NOTHING
