"""What makes a sheet wrong: every rule in force, in the order of the report, and the examination of a case."""

import logging
from collections.abc import Sequence
from pathlib import Path

from report.checks.applications import (
    applications_are_counted_in_whole_numbers,
    every_applicant_is_in_the_total,
    every_application_is_accounted_for,
    every_outcome_is_in_the_total,
)
from report.checks.balance import broken_balances
from report.checks.disclosure import (
    amounts_are_in_their_unit,
    disclosure_is_counted_in_proper_numbers,
    documents_of_the_year_are_among_all_documents,
    regulations_are_made_by_those_who_may,
)
from report.checks.disputes import disputes_are_counted_in_whole_numbers, every_dispute_has_one_result
from report.checks.manner import a_number_stands_alone, nothing_is_written_as_zero
from report.rule import Case, Finding, Flaw, Outcome, Rule, found
from report.sheet import content_hash

RULES: tuple[Rule, ...] = (
    documents_of_the_year_are_among_all_documents,
    regulations_are_made_by_those_who_may,
    disclosure_is_counted_in_proper_numbers,
    amounts_are_in_their_unit,
    every_application_is_accounted_for,
    every_outcome_is_in_the_total,
    every_applicant_is_in_the_total,
    applications_are_counted_in_whole_numbers,
    every_dispute_has_one_result,
    disputes_are_counted_in_whole_numbers,
    nothing_is_written_as_zero,
    a_number_stands_alone,
)

_HERE = Path(__file__).parent
_LAW = (*_HERE.glob("*.py"), *_HERE.parent.glob("*.py"), *_HERE.parent.glob("forms/*.py"))
RULES_HASH = content_hash([file.read_text(encoding="utf-8") for file in sorted(_LAW)])
"""SHA-256 of the law as it is written here: a sheet is examined anew when the law is, and only then."""

log = logging.getLogger(__name__)


def examine(case: Case, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Put a case to every rule; return what was found, in the order of the rules."""
    broken = broken_balances(case.sheet, rules)
    return tuple(
        found(rule, flaw)
        for rule in rules
        for flaw in (broken.get(rule.code, ()) if rule.equations else _judged(rule, case))
    )


def _judged(rule: Rule, case: Case) -> Sequence[Flaw]:
    """Ask one rule; one that breaks is our fault, is said aloud, and never hides what the others find."""
    try:
        return tuple(rule.judge(case)) if rule.judge else ()
    except Exception:
        log.exception("rule %s broke on %s %s", rule.code, case.sheet.unit, case.sheet.year)
        message = f"“{rule.wording}”这一条因系统故障没有核对，不是填报的错。其余各条照常核对，请告知管理员。"
        return (Flaw((), message, outcome=Outcome.UNJUDGED),)
