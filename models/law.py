"""The law in force here: the house's rules together with what the office itself has made stricter or added."""

from functools import lru_cache
from pathlib import Path

from report.checks import RULES, RULES_HASH
from report.office_rules import BadOfficeRules, in_force, read_office_rules
from report.rule import Rule
from report.sheet import content_hash
from settings import settings
from templates import say

Law = tuple[tuple[Rule, ...], str]
"""The rules, and the hash of everything they are made of."""


def rules_in_force() -> Law:
    """Return the rules of today and their hash: what was examined by others is examined anew.

    Raises ``BadOfficeRules``: an office that made a rule stricter must never be checked by a milder one unawares.
    """
    path: Path | None = settings().rules_file
    return _with_office_rules(path.name, _content(path)) if path else (RULES, RULES_HASH)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadOfficeRules(say("cli", "no_file", path=path)) from error


@lru_cache(maxsize=4)  # a standing is asked for many times, and the file seldom changes
def _with_office_rules(name: str, content: bytes) -> Law:
    office = read_office_rules(name, content)
    return in_force(RULES, office), content_hash([RULES_HASH, office.hash])
