"""The vocabulary of a narrative: a number in a text, what it counts, of which time, and what it is made of."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from report.vocabulary import Word


class Scope(StrEnum):
    """Of which time a number speaks."""

    THIS_YEAR = "this_year"
    OTHER_YEAR = "other_year"
    """去年, or a year that is not the one reported on."""
    PART_OF_YEAR = "part_of_year"
    """上半年, 3月."""
    CUMULATIVE = "cumulative"
    """历年, …以来, 截至…累计 without the year reported on."""
    DIFFERENCE = "difference"
    """同比, 较上年, 增加: no count of its own."""


class Subject(StrEnum):
    """What a number counts, as far as a statutory table counts it too."""

    NOTHING = ""
    RECEIVED = "received"
    TREATED = "treated"
    """办理, 受理并办结: received or settled, the words do not say which."""
    HANDLED = "handled"
    SETTLED = "settled"
    """全部办结, 均已答复, 按期答复率100%: every application was settled."""
    CARRIED_IN = "carried_in"
    CARRIED_OUT = "carried_out"
    CARRIED = "carried"
    """结转, the words do not say from which year to which."""
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    GRANTED_AT_ALL = "granted_at_all"
    """予以公开及部分公开."""
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    UNHANDLED = "unhandled"
    OTHERWISE = "otherwise"
    PERSONS = "persons"
    ORGANISATIONS = "organisations"
    REGULATIONS = "regulations"
    DOCUMENTS = "documents"
    LICENSING = "licensing"
    PENALTIES = "penalties"
    COERCION = "coercion"
    FEES = "fees"
    REVIEWS = "reviews"
    SUITS = "suits"
    SUITS_DIRECT = "suits_direct"
    SUITS_AFTER_REVIEW = "suits_after_review"
    DISPUTES = "disputes"
    """行政复议、行政诉讼共: both together."""
    DISPUTES_EACH = "disputes_each"
    """行政复议、行政诉讼各, or none of either."""
    UPHELD = "upheld"
    CORRECTED = "corrected"
    PENDING = "pending"


SUBJECTS = {
    Word.GRANTED: Subject.GRANTED,
    Word.PARTLY: Subject.PARTLY_GRANTED,
    Word.REFUSED: Subject.REFUSED,
    Word.UNAVAILABLE: Subject.UNAVAILABLE,
    Word.UNHANDLED: Subject.UNHANDLED,
    Word.OTHERWISE: Subject.OTHERWISE,
    Word.PERSON: Subject.PERSONS,
    Word.ORGANISATION: Subject.ORGANISATIONS,
    Word.UPHELD: Subject.UPHELD,
    Word.CORRECTED: Subject.CORRECTED,
    Word.PENDING: Subject.PENDING,
    Word.REVIEW: Subject.REVIEWS,
    Word.SUIT: Subject.SUITS,
    Word.SUIT_DIRECT: Subject.SUITS_DIRECT,
    Word.SUIT_AFTER_REVIEW: Subject.SUITS_AFTER_REVIEW,
    Word.DOCUMENT: Subject.DOCUMENTS,
    Word.REGULATION: Subject.REGULATIONS,
    Word.LICENSING: Subject.LICENSING,
    Word.PENALTY: Subject.PENALTIES,
    Word.COERCION: Subject.COERCION,
}
"""The nouns that name what a row or column of a table counts."""

ANSWERS = frozenset(
    {
        Subject.GRANTED,
        Subject.PARTLY_GRANTED,
        Subject.GRANTED_AT_ALL,
        Subject.REFUSED,
        Subject.UNAVAILABLE,
        Subject.UNHANDLED,
        Subject.OTHERWISE,
    }
)
KINDS_OF_CASES = frozenset({Subject.REVIEWS, Subject.SUITS, Subject.SUITS_DIRECT, Subject.SUITS_AFTER_REVIEW})

CASE_UNITS = frozenset({"件", "份", "宗", "起", "例", "件次", "份次", "单", ""})
"""In these applications, cases and decisions are counted; "" is a bare number."""
APPLICATION_UNITS = CASE_UNITS | {"条", "项", "个", "次"}
DOCUMENT_UNITS = CASE_UNITS | {"条", "部", "个", "篇", "项"}
MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_NO_COUNTS = frozenset({"%", *MONEY})
_DIFFERENCE = Scope.DIFFERENCE


class Mention(NamedTuple):
    """One number of a text. ``before`` is what its clause says before it, ``words`` are the bits (``Word``) of the
    words that may be its noun, before and behind it.

    ``value`` is exact; ``worded`` says that words, not digits, say it (未收到 is 0, 全部办结 is 100 %). ``start`` and
    ``end`` enclose the number with its unit, ``first`` and ``last`` also its noun; ``sentence`` and ``paragraph`` are
    where those begin, ``bracket`` where the bracket opens in which it stands (-1: in none). ``case`` says of a result
    which kind of case it is the result of; ``ours`` says of a case that it is clearly about disclosure.
    """

    value: int | Decimal
    unit: str
    subject: Subject
    scope: Scope
    approximate: bool
    worded: bool
    before: str
    words: int
    start: int
    end: int
    first: int
    last: int
    sentence: int
    paragraph: int
    bracket: int
    case: Subject
    ours: bool

    @property
    def yuan(self) -> int | Decimal:
        """The amount of money in 元."""
        return self.value * MONEY[self.unit]

    @property
    def counted(self) -> bool:
        """Whether it counts things: no rate, no money, no growth."""
        return not (self.worded or self.unit in _NO_COUNTS or self.scope is _DIFFERENCE)


class Breakdown(NamedTuple):
    """A total and its parts: any of ``wholes``, or two of them together, may be the total; the likeliest is first.

    ``loose``: the words do not claim to name every part (主要, 包括, 等). ``inner``: parts of a part follow.
    """

    wholes: tuple[Mention, ...]
    parts: tuple[Mention, ...]
    loose: bool
    inner: bool = False
