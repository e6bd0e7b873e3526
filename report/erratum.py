"""更正说明: what a published report says of its own corrections, each value as it was and as it is."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from report.rollup import differences
from report.sheet import Sheet
from templates import say


class Change(NamedTuple):
    """One value that was corrected, by its printed name."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Erratum:
    """One correction of a published report; of one that was withdrawn nothing of the old values is repeated."""

    published_on: date
    """When what is corrected was published."""
    day: date
    """The date under the corrected report, or the day on which the report was withdrawn."""
    reason: str
    changes: tuple[Change, ...] = ()
    version: str = ""
    """Where the version before lies, seen from the page; empty: it is not on the site."""
    withdrawn: bool = False


def changes_between(was: Sheet, now: Sheet) -> tuple[Change, ...]:
    """Return every cell and text that differs; of a text only the paragraphs that do."""
    pairs = differences(was, now).items()
    return tuple(Change(_name(now, key), *_changed_paragraphs(*values)) for key, values in pairs)


def _name(sheet: Sheet, key: str) -> str:
    return sheet.form.name(key) if key in sheet.form.places else say("texts", "name", key=key)


def _changed_paragraphs(was: str, now: str) -> tuple[str, str]:
    before, after = was.split("\n"), now.split("\n")
    gone = [paragraph for paragraph in before if paragraph not in after]
    come = [paragraph for paragraph in after if paragraph not in before]
    return "\n".join(gone), "\n".join(come)
