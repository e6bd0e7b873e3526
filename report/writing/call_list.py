"""The paper for telephoning who is late (催办电话单): whom to call, what is missing, what to say."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from report.writing.fonts import characters
from report.writing.outline import legible
from report.writing.review import GETA
from report.writing.typeset import typeset
from templates import say


@dataclass(frozen=True, slots=True)
class Call:
    """One office that is late: who answers there, who stands in, what is missing and how long it takes."""

    office: str
    people: Sequence[tuple[str, str]]
    """Names and telephones."""
    stand_ins: Sequence[tuple[str, str]]
    missing: str
    late: int
    minutes: int


def call_list(
    unit: str, year: int, due: date, today: date, calls: Sequence[Call], *, fonts: Path | None = None
) -> bytes:
    """Return the paper as PDF."""
    known = characters(fonts)
    facts = {
        "unit": _shown(unit, known),
        "year": year,
        "due": say("plan", "day", date=due),
        "today": say("plan", "day", date=today),
        "stamp": [today.year, today.month, today.day],
        "calls": [_row(call, known) for call in calls],
    }
    return typeset("call_list", facts, today, fonts=fonts)


def _row(call: Call, known: Container[str]) -> dict[str, object]:
    return {
        "office": _shown(call.office, known),
        "people": [[_shown(name, known), _shown(phone, known)] for name, phone in call.people],
        "stand_ins": [[_shown(name, known), _shown(phone, known)] for name, phone in call.stand_ins],
        "missing": _shown(call.missing, known),
        "late": call.late,
        "minutes": call.minutes,
    }


def _shown(text: str, known: Container[str]) -> str:
    return "".join(char if char in known else GETA for char in legible(text))
