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
from report.checks.citing import the_report_rests_on_law_in_force
from report.checks.confidential import nobody_can_be_recognised, nothing_secret_is_said
from report.checks.continuity import (
    documents_in_force_carry_over,
    items_carry_over,
    nothing_changed_out_of_all_proportion,
    pending_cases_are_counted_again,
    texts_are_written_anew,
    what_was_carried_out_is_carried_in,
)
from report.checks.dating import the_figures_are_of_the_whole_year, the_year_meant_is_the_year_named
from report.checks.disclosure import (
    amounts_are_in_their_unit,
    disclosure_is_counted_in_proper_numbers,
    documents_of_the_year_are_among_all_documents,
    regulations_are_made_by_those_who_may,
)
from report.checks.disputes import disputes_are_counted_in_whole_numbers, every_dispute_has_one_result
from report.checks.headings import labels_are_printed_as_prescribed, the_six_headings_stand_in_order
from report.checks.leftovers import nothing_is_left_of_the_template
from report.checks.manner import a_number_stands_alone, nothing_is_written_as_zero
from report.checks.naming import the_unit_meant_is_the_unit_named
from report.checks.narrative import (
    applicants_agree_with_the_table,
    applications_carried_over_agree_with_the_table,
    applications_handled_agree_with_the_table,
    applications_received_agree_with_the_table,
    decisions_and_fees_agree_with_the_table,
    disputes_agree_with_the_table,
    documents_agree_with_the_table,
    outcomes_agree_with_the_table,
    parts_add_up_to_their_total,
    percentages_follow_from_their_numbers,
    words_agree_with_the_table,
)
from report.checks.publication import what_is_published_is_what_was_approved
from report.checks.rollup import (
    every_cell_is_the_sum_of_the_parts,
    every_unit_has_its_report,
    nothing_changed_after_it_was_summed,
    text_and_tables_speak_of_one_scope,
)
from report.checks.shape import (
    all_tables_are_of_one_form,
    each_table_is_of_the_years_form,
    every_table_is_there,
    nothing_to_report_is_confirmed,
)
from report.checks.timing import the_report_is_out_in_time
from report.checks.titles import the_title_is_as_prescribed
from report.checks.wording import (
    numbers_are_exact,
    problems_are_told,
    supervision_is_told,
    the_overview_is_short,
    the_processing_fee_is_told,
)
from report.rule import Case, Finding, Flaw, Outcome, Rule, found
from report.sheet import content_hash

RULES: tuple[Rule, ...] = (
    # T: arithmetic
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
    # Y: this year against last year
    what_was_carried_out_is_carried_in,
    documents_in_force_carry_over,
    items_carry_over,
    nothing_changed_out_of_all_proportion,
    pending_cases_are_counted_again,
    texts_are_written_anew,
    # N: text against tables
    applications_received_agree_with_the_table,
    applications_handled_agree_with_the_table,
    applications_carried_over_agree_with_the_table,
    documents_agree_with_the_table,
    disputes_agree_with_the_table,
    decisions_and_fees_agree_with_the_table,
    parts_add_up_to_their_total,
    words_agree_with_the_table,
    outcomes_agree_with_the_table,
    percentages_follow_from_their_numbers,
    applicants_agree_with_the_table,
    # F: form
    each_table_is_of_the_years_form,
    all_tables_are_of_one_form,
    nothing_is_written_as_zero,
    a_number_stands_alone,
    the_six_headings_stand_in_order,
    labels_are_printed_as_prescribed,
    nothing_is_left_of_the_template,
    the_title_is_as_prescribed,
    every_table_is_there,
    nothing_to_report_is_confirmed,
    # W: words
    the_report_rests_on_law_in_force,
    the_figures_are_of_the_whole_year,
    the_year_meant_is_the_year_named,
    the_unit_meant_is_the_unit_named,
    problems_are_told,
    the_overview_is_short,
    nobody_can_be_recognised,
    the_processing_fee_is_told,
    supervision_is_told,
    numbers_are_exact,
    nothing_secret_is_said,
    # P: time and place, R: roll-up
    the_report_is_out_in_time,
    what_is_published_is_what_was_approved,
    every_cell_is_the_sum_of_the_parts,
    every_unit_has_its_report,
    nothing_changed_after_it_was_summed,
    text_and_tables_speak_of_one_scope,
)

_HERE = Path(__file__).parent
_LAW = (*_HERE.glob("*.py"), *_HERE.parent.glob("*.py"), *_HERE.parent.glob("forms/*.py"))
RULES_HASH = content_hash([file.read_text(encoding="utf-8") for file in sorted(_LAW)])
"""SHA-256 of the law as it is written here: a sheet is examined anew when the law is, and only then."""

log = logging.getLogger(__name__)


def examine(case: Case, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """Put a case to every rule; return what was found, in the order of the rules."""
    broken = broken_balances(case.sheet, rules)
    findings: list[Finding] = []
    for rule in rules:
        flaws = broken.get(rule.code, ()) if rule.equations else _judged(rule, case)
        findings += [found(rule, flaw) for flaw in flaws]
    return tuple(findings)


def _judged(rule: Rule, case: Case) -> Sequence[Flaw]:
    """Ask one rule; one that breaks is our fault, is said aloud, and never hides what the others find."""
    try:
        return tuple(rule.judge(case)) if rule.judge else ()
    except Exception:
        log.exception("rule %s broke on %s %s", rule.code, case.sheet.unit, case.sheet.year)
        message = f"“{rule.wording}”这一条因系统故障没有核对，不是填报的错。其余各条照常核对，请告知管理员。"
        return (Flaw((), message, outcome=Outcome.UNJUDGED),)
