"""What was said of reports before: explanations that persons gave, and the findings of an earlier run."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from report.explanation import Choice, Explanation
from report.reading import Refusal
from report.reading.files import BOOK, RESULT
from report.rule import Finding, Outcome, Weight
from report.unit_names import same_unit
from templates import say


@dataclass(frozen=True, slots=True)
class Given:
    """An explanation as it stands in a file; ``unit`` and ``year`` say of which report, "" and 0: of any."""

    explanation: Explanation
    unit: str = ""
    year: int = 0

    def is_of(self, unit: str, year: int) -> bool:
        """Say whether it may be about a unit's report of a year."""
        return self.year in (0, year) and (not self.unit or same_unit(self.unit, unit))


# ---------------------------------------------------------------------------------------------------------------
# Explanations: a list of objects, as somebody writes them with the lines of ``check --json`` beside


def read_explanations(name: str, content: bytes) -> tuple[Given, ...]:
    """Read a JSON list of explanations, those left empty aside; one half said is refused with what is missing."""
    try:
        entries = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refusal(say(BOOK, "no_json", name=name)) from error
    if not isinstance(entries, list):
        raise Refusal(say(BOOK, "no_list", name=name))
    return tuple(_given(name, number, entry) for number, entry in enumerate(entries, 1) if not _is_left_empty(entry))


def _is_left_empty(entry: object) -> bool:
    """Say whether nobody has answered yet: as ``check --questions`` writes an entry."""
    return isinstance(entry, dict) and entry.get("choice") == entry.get("sentence") == entry.get("by") == ""


def _given(name: str, number: int, entry: object) -> Given:
    if not isinstance(entry, dict):
        raise Refusal(say(BOOK, "no_explanation", name=name, number=number))
    for key, holds in _WANTED.items():
        if not holds(entry.get(key)):
            raise Refusal(say(BOOK, "wrong_explanation", name=name, number=number, key=key, choices=list(Choice)))
    explanation = Explanation(
        code=entry["code"],
        cells=tuple(entry["cells"]),
        values=dict(entry["values"]),
        choice=Choice(entry["choice"]),
        sentence=entry["sentence"].strip(),
        by=entry["by"].strip(),
        given_on=date.fromisoformat(entry["given_on"]),
    )
    return Given(explanation, entry.get("unit", ""), entry.get("year", 0))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_WANTED: dict[str, Callable[[object], bool]] = {
    "code": _is_said,
    "cells": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "values": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    "choice": lambda value: isinstance(value, str) and value in set(Choice),
    "sentence": _is_said,
    "by": _is_said,
    "given_on": _is_date,
    "unit": lambda value: value is None or _is_text(value),
    "year": lambda value: value is None or type(value) is int,
}


# ---------------------------------------------------------------------------------------------------------------
# An earlier run: the lines of ``check --json``, found by unit and year; the file stays on disk


class EarlierRun:
    """The findings of an earlier run, each line read only when its report comes."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        """Look through the file once; raise ``Refusal`` where it holds anything but what a check has printed."""
        self._name, self._file = name, file
        self._starts: dict[tuple[str, int], int] = {}
        start = 0
        for number, line in enumerate(file, 1):
            if line.strip():
                self._take(number, start, line)
            start += len(line)

    def _take(self, number: int, start: int, line: bytes) -> None:
        answer = self._read(number, line)
        if "refused" not in answer:
            unit, year = answer.get("unit"), answer.get("year")
            if not isinstance(unit, str) or type(year) is not int:
                raise Refusal(say(BOOK, "no_run", name=self._name, number=number))
            self._starts.setdefault((unit, year), start)

    def _read(self, number: int, line: bytes) -> dict[str, object]:
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refusal(say(BOOK, "no_run", name=self._name, number=number)) from error
        if not isinstance(answer, dict) or answer.get("schema") != RESULT:
            raise Refusal(say(BOOK, "no_run", name=self._name, number=number))
        return answer

    def findings(self, unit: str, year: int) -> tuple[Finding, ...] | None:
        """Return what was found in a unit's report of a year; None where the run did not see it."""
        start = self._starts.get((unit, year))
        if start is None:
            return None
        self._file.seek(start)
        answer = self._read(0, self._file.readline())
        try:
            return tuple(_findings(answer))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refusal(say(BOOK, "no_run", name=self._name, number=0)) from error


def _findings(answer: Mapping[str, object]) -> Iterator[Finding]:
    for each in cast(list[Mapping[str, str]], answer["findings"]):
        yield Finding(
            code=each["code"],
            weight=Weight(each["weight"]),
            outcome=Outcome(each["outcome"]),
            cells=tuple(each["cells"]),
            message=each["message"],
            left=each["left"],
            right=each["right"],
            text=each.get("text", ""),
            quote=each.get("quote", ""),
        )
