"""Checking: each filing by itself, then all of them added up."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, Examination, Filing, FindingRow, Office, Organ, queries
from models.db import look, transaction
from models.journal import enter
from models.snapshot import snapshot
from report.checks import RULES, RULES_HASH, examine
from report.form import Form, form_for
from report.lifecycle import Move, Status
from report.rollup import add_up
from report.rule import Case, Finding, Outcome, Weight
from report.sheet import Sheet
from tasks.clock import SYSTEM
from tasks.collect import last_year
from tasks.notices import leads, tell
from templates import letter, say


def unchecked(cycle_id: int) -> list[int]:
    """Return the filings that were read and not checked yet, in order of arrival."""
    with look() as session:
        return [filing.id for filing in queries.filings_in(session, cycle_id, Status.READ) if filing.id]


@task(task_run_name="核对填报表 {filing_id}", retries=2, retry_delay_seconds=1)
def check_filing(filing_id: int, now: datetime) -> bool:
    """Check one filing: let it pass, or send it back and owe its office the findings; return whether it passed."""
    with transaction() as session:
        filing = session.get_one(Filing, filing_id)
        if filing.status is not Status.READ:
            return filing.status is Status.PASSED
        office = session.get_one(Office, filing.office_id)
        sheet = filed_sheet(session, filing)
        # What needs other offices' figures is unjudged here, and how cells are printed is our doing:
        # both are looked at when everybody's figures are added up.
        findings = [f for f in examine(Case(sheet)) if f.outcome is Outcome.FAIL and f.weight is not Weight.NOTICE]
        _remember(session, filing.cycle_id, filing_id, sheet, findings, now)
        wrong = [f for f in findings if f.weight is Weight.ERROR]
        if wrong:
            _return(session, filing, office, wrong, now)
        else:
            _pass(session, filing, office, now)
        return not wrong


def filed_sheet(session: Session, filing: Filing) -> Sheet:
    """Return one filing as a sheet: its own cells, and the totals that follow from them."""
    cycle = session.get_one(Cycle, filing.cycle_id)
    organ = session.get_one(Organ, cycle.organ_id)
    form = form_for(cycle.year)
    cells = queries.filed_cells(session, filing.id or 0)
    sums = add_up(form, [cells])
    whole = {total: sums[total] for total, parts in form.sums.items() if _is_reckoned(form.sums, parts, cells)}
    return Sheet(organ.name, organ.level, cycle.year, cycle.edition, cells={**cells, **whole})


def _is_reckoned(sums: dict[str, tuple[str, ...]], parts: Iterable[str], cells: dict[str, str]) -> bool:
    """Say whether a total follows from the filing's own cells alone."""
    return all(p in cells or (p in sums and _is_reckoned(sums, sums[p], cells)) for p in parts)


def _return(session: Session, filing: Filing, office: Office, wrong: Sequence[Finding], now: datetime) -> None:
    filing.move(Move.RETURN)
    filing.answer = "\n".join(finding.message for finding in wrong)
    cycle = session.get_one(Cycle, filing.cycle_id)
    subject, text = letter("returned", office=office, year=cycle.year, findings=wrong)
    people = [*queries.contacts(session, filing.office_id), *leads(session, office.organ_id)]
    tell(session, filing.cycle_id, f"{filing.cycle_id}:returned:{filing.id}", subject, text, now, people)
    what = say("journal", "returned", office=office.name, count=len(wrong))
    enter(session, now, SYSTEM, "check", what, filing.answer, filing.cycle_id)


def _pass(session: Session, filing: Filing, office: Office, now: datetime) -> None:
    for earlier in queries.filings_of(session, filing.cycle_id, filing.office_id):
        if earlier.status is Status.PASSED:
            earlier.move(Move.SUPERSEDE)
    session.flush()
    filing.move(Move.PASS)
    cycle = session.get_one(Cycle, filing.cycle_id)
    subject, text = letter(
        "passed", office=office, year=cycle.year, nothing=filing.nothing_to_report, filed_by=filing.filed_by
    )
    people = queries.contacts(session, filing.office_id)
    tell(session, filing.cycle_id, f"{filing.cycle_id}:passed:{filing.id}", subject, text, now, people)
    enter(session, now, SYSTEM, "check", say("journal", "passed", office=office.name), "", filing.cycle_id)


@task(task_run_name="核对全部数据 {cycle_id}", retries=2, retry_delay_seconds=1)
def check_report(cycle_id: int, now: datetime) -> list[list[str]]:
    """Examine the offices' figures added up, once everybody's filing counts; return the findings as table rows."""
    with transaction() as session:
        cycle = session.get_one(Cycle, cycle_id)
        sheet = snapshot(session, cycle)
        if sheet is None:
            return []
        if queries.examination(session, cycle_id, None, sheet.content_hash, RULES_HASH) is None:
            findings = examine(Case(sheet, last_year(session, cycle)))
            rows = _remember(session, cycle_id, None, sheet, findings, now)
            _tell_the_errors(session, cycle, sheet, rows, now)
        done = queries.examination(session, cycle_id, None, sheet.content_hash, RULES_HASH)
        found = queries.findings(session, done.id) if done and done.id else []
        return [[row.code, say("cli", "weight", weight=row.weight), row.message, row.owners] for row in found]


def _remember(
    session: Session, cycle_id: int, filing_id: int | None, sheet: Sheet, findings: Iterable[Finding], now: datetime
) -> list[FindingRow]:
    examined = Examination(
        cycle_id=cycle_id,
        filing_id=filing_id,
        content_hash=sheet.content_hash,
        rules_hash=RULES_HASH,
        examined_at=now,
    )
    session.add(examined)
    session.flush()
    assert examined.id is not None
    owners = _owners(session, cycle_id)
    rows = [_row(examined.id, finding, _of(owners, sheet.form, finding)) for finding in findings]
    session.add_all(rows)
    return rows


def _of(owners: dict[str, list[str]], form: Form, finding: Finding) -> list[str]:
    """Return whose figures a finding speaks of: of a broken balance those of both sides, not only of one cell."""
    rules = [rule for rule in RULES if rule.code == finding.code and finding.outcome is Outcome.FAIL]
    broken = [e for rule in rules if rule.equations for e in rule.equations(form) if e.marks in finding.cells]
    cells = [*finding.cells, *(cell for e in broken for cell in (*e.left.cells, *e.right.cells))]
    return list(dict.fromkeys(office for cell in cells for office in owners.get(cell, [])))


def _row(examination_id: int, finding: Finding, owners: list[str]) -> FindingRow:
    return FindingRow(
        examination_id=examination_id,
        code=finding.code,
        weight=finding.weight,
        outcome=finding.outcome,
        cells=list(finding.cells),
        message=finding.message,
        owners="、".join(owners),
        left=finding.left,
        right=finding.right,
        explainable=finding.explainable,
    )


def _owners(session: Session, cycle_id: int) -> dict[str, list[str]]:
    """Return which offices owe each cell; a total belongs to whoever owes its parts."""
    cycle = session.get_one(Cycle, cycle_id)
    names = {office.id: office.name for office in queries.offices(session, cycle.organ_id)}
    owners: dict[str, list[str]] = {}
    for duty in queries.duties(session, cycle_id):
        owners.setdefault(duty.item, []).append(names[duty.office_id])
    for total, parts in form_for(cycle.year).sums.items():
        owners[total] = list(dict.fromkeys(office for part in parts for office in owners.get(part, [])))
    return owners


def _tell_the_errors(session: Session, cycle: Cycle, sheet: Sheet, rows: Sequence[FindingRow], now: datetime) -> None:
    assert cycle.id is not None
    wrong = [row for row in rows if row.weight is Weight.ERROR and row.outcome is Outcome.FAIL]
    what = say("journal", "examined", errors=len(wrong), others=len(rows) - len(wrong))
    enter(session, now, SYSTEM, "check", what, sheet.content_hash, cycle.id)
    if wrong:
        subject, text = letter("blocked", year=cycle.year, findings=wrong)
        key = f"{cycle.id}:blocked:{sheet.content_hash[:12]}"
        tell(session, cycle.id, key, subject, text, now, leads(session, cycle.organ_id))
