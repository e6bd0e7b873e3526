"""What a superior's notice asks for the annual report, line by line: proposals, until a person confirms them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from report.source import Place
from templates import say

BOOK = "instruction"


class Ask(StrEnum):
    """What is to be done by a day; ``templates/instruction.txt.j2`` has the words."""

    DRAFT = "draft_by"
    SUBMIT = "submit_by"
    PUBLISH = "publish_by"
    ROLLUP = "rollup_by"
    TRAINING = "training"


class Doubt(StrEnum):
    """Why a person must look twice at what was read, in the order in which it is said."""

    NO_YEAR = "no_year"
    NO_MONTH = "no_month"
    PART_OF_MONTH = "part_of_month"
    MONTH_END = "month_end"
    BEFORE = "before"
    WEEKDAY = "weekday"
    NO_SUCH_DAY = "no_such_day"
    SEVERAL_DATES = "several_dates"
    BY_HEADING = "by_heading"
    STATUTE = "statute"
    OTHER_YEAR = "other_year"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, slots=True)
class Due:
    """A date as a notice writes it: ``day`` is the last one that is in time, None where it cannot be told.

    ``starts`` opens a span of days; ``hour`` and ``written`` are words of the notice: 下班, 1月20日（周二）下班前.
    """

    day: date | None
    written: str
    starts: date | None = None
    hour: str = ""
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How something is handed in, as far as it is said: to whom, in which forms, how many copies, with a seal."""

    to: str = ""
    forms: tuple[str, ...] = ()
    copies: int = 0
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing a notice asks, and the sentence that asks it; ``whom`` is "" where everyone addressed is meant."""

    ask: Ask
    due: Due
    quote: str
    place: Place
    whom: str = ""
    delivery: Delivery = Delivery()

    @property
    def is_sure(self) -> bool:
        """Whether nothing about it had to be inferred."""
        return not self.due.doubts


class Kind(StrEnum):
    """What a detail tells."""

    CONTACT = "contact"
    TELEPHONE = "telephone"
    MAILBOX = "mailbox"
    ATTACHMENT = "attachment"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing a notice tells besides what it asks: whom to call, where to send, what is attached."""

    kind: Kind
    words: str
    quote: str
    place: Place


@dataclass(frozen=True, slots=True)
class Instruction:
    """A superior's notice as it was read; ``year`` is the report's, inferred where the title names none."""

    title: str
    number: str
    sender: str
    sent_on: date | None
    year: int
    year_is_inferred: bool
    addressees: str
    proposals: tuple[Proposal, ...]
    details: tuple[Detail, ...] = ()


def instruction_lines(instruction: Instruction) -> tuple[str, ...]:
    """Return the words a person confirms: the notice, each proposal with its sentence, each detail with its own."""
    return (
        say(BOOK, "notice", it=instruction),
        *(proposal_line(each, instruction) for each in instruction.proposals),
        *(say(BOOK, "detail", it=each) for each in instruction.details),
    )


def proposal_line(proposal: Proposal, instruction: Instruction) -> str:
    """Return one proposal in words: what, by when, for whom and how, on which sentence it rests, what is doubtful."""
    return say(BOOK, "proposal", it=proposal, notice=instruction)
