"""A superior's notice as it is kept, and what it asks: in force only once a named person has confirmed it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import JSON, Column, Field, SQLModel

from models.instant import Instant
from models.words import words
from report.instruction import Ask, Delivery, Detail, Doubt, Due, Instruction, Kind, Proposal
from report.source import Place


class Answered(StrEnum):
    """What a person said to a proposal."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class InstructionRow(SQLModel, table=True):
    """One notice for one organ's report of a year; it waits here where that cycle is not open yet."""

    id: int | None = Field(default=None, primary_key=True)
    organ_id: int = Field(foreign_key="organ.id", index=True)
    year: int
    file_id: int = Field(foreign_key="file.id")
    title: str
    number: str
    sender: str
    sent_on: date | None
    year_is_inferred: bool
    addressees: str
    details: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Whom to call, where to send, what is attached: kind, words, quote, and the numbers of the place."""
    stored_by: str
    stored_at: datetime = Field(sa_type=Instant)

    def instruction(self, proposals: tuple[Proposal, ...] = ()) -> Instruction:
        """Return the notice as it was read."""
        return Instruction(
            title=self.title,
            number=self.number,
            sender=self.sender,
            sent_on=self.sent_on,
            year=self.year,
            year_is_inferred=self.year_is_inferred,
            addressees=self.addressees,
            proposals=proposals,
            details=tuple(_detail(kept) for kept in self.details),
        )


def _detail(kept: dict[str, Any]) -> Detail:
    return Detail(Kind(kept["kind"]), kept["words"], kept["quote"], Place(**kept["place"]))


class ProposalRow(SQLModel, table=True):
    """One thing a notice asks, beside its sentence, and what a person answered; ``id`` is its number for people."""

    id: int | None = Field(default=None, primary_key=True)
    instruction_id: int = Field(foreign_key="instructionrow.id", index=True)
    ask: Ask = Field(sa_type=words(Ask))
    day: date | None
    starts: date | None
    hour: str
    written: str
    doubts: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    whom: str
    quote: str
    place: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    to: str
    forms: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    copies: int
    sealed: bool
    answered: Answered = Field(default=Answered.OPEN, sa_type=words(Answered))
    answered_by: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = ""

    @property
    def proposal(self) -> Proposal:
        """What was proposed, as the law reads it."""
        doubts = tuple(Doubt(doubt) for doubt in self.doubts)
        return Proposal(
            ask=self.ask,
            due=Due(self.day, self.written, self.starts, self.hour, doubts),
            quote=self.quote,
            place=Place(**self.place),
            whom=self.whom,
            delivery=Delivery(self.to, tuple(self.forms), self.copies, self.sealed),
        )
