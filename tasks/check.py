"""Checking: each filing by itself, then all of them added up."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from prefect import task
from sqlmodel import Session

from models import Cycle, Filing, Office, Organ, queries
from models.acts import keep_explanation
from models.db import look, transaction
from models.earlier import last_year
from models.examining import Examined, keep
from models.journal import enter
from models.law import rules_in_force
from models.questions import Question, compared
from models.standing import Standing, standing
from report.checks import examine
from report.checks.leftovers import nothing_is_left_of_the_template
from report.explanation import Choice, wants_mending
from report.fields import unfillable
from report.form import Form, form_for
from report.lifecycle import Move, Status
from report.rollup import add_up
from report.rule import Case, Finding, Flaw, Outcome, Rule, Weight, found
from report.sheet import Sheet, content_hash
from settings import settings
from tasks.clock import SYSTEM
from tasks.notices import tell
from templates import letter, say

OF_A_FILING = ("T2-", "T3-", "T4-")
"""How the codes of the rules begin that a filing is asked, besides every equation: they look at nothing but cells."""

NOTHING_FILLED_IN = "F-10"
"""A table without a single figure: right only where somebody answers for it by name."""


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
        # What needs other offices' figures is unjudged here, and how cells are printed is our doing: both are looked
        # at when everybody's figures are added up, where people also explain what looks wrong and is right.
        rules = tuple(rule for rule in rules_in_force()[0] if rule.equations or rule.code.startswith(OF_A_FILING))
        told = examine(Case(sheet), rules)
        findings = [f for f in told if f.outcome is Outcome.FAIL and f.weight is not Weight.NOTICE]
        findings += _wrong_fields(session, filing, sheet.form)
        _remember(session, filing.cycle_id, filing_id, sheet, findings, now)
        wrong = [finding for finding in findings if wants_mending(finding)]
        if wrong:
            _return(session, filing, office, wrong, now)
        else:
            _pass(session, filing, office, now)
        return not wrong


def _wrong_fields(session: Session, filing: Filing, form: Form) -> list[Finding]:
    """Return the fields of an office's paragraphs that no figures could fill in: it is told now, not in January."""
    titles = {duty.item: duty.title for duty in queries.duties_of(session, filing.cycle_id, filing.office_id)}
    return [
        found(
            nothing_is_left_of_the_template,
            Flaw(
                (),
                say("filings", "wrong_field", title=titles.get(each.text, each.text), reason=each.reason),
                text=each.text.partition(".")[0],
                quote=each.written,
            ),
        )
        for each in unfillable(queries.filed_texts(session, filing.id or 0), form)
    ]


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
    people = [*queries.contacts(session, filing.office_id), *queries.leads(session, office.organ_id)]
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
        here = standing(session, cycle_id)
        if here.sheet is None:
            return []
        is_new = here.examination is None
        if is_new:
            case = Case(here.sheet, last_year(session, here.cycle))
            _remember(session, cycle_id, None, here.sheet, examine(case, rules_in_force()[0]), now)
            _enter_what_was_found(session, standing(session, cycle_id), now)
        _confirm_what_is_nothing(session, standing(session, cycle_id), now)
        here = standing(session, cycle_id)
        if is_new and here.blocked:
            _tell_what_is_open(session, here, now)
        return _table(session, here)


def _table(session: Session, here: Standing) -> list[list[str]]:
    """Return the findings as rows: what was found, whose it is, whether it is new, and who explained it."""
    since = compared(session, here.examination) if here.examination else None
    asked = {question.row.id: question for question in here.questions}
    rows = []
    for row in here.findings:
        change = say("explanations", "change", is_new=row.finding in since.new) if since else ""
        answer = say("explanations", "answer", question=asked[row.id]) if row.id in asked else ""
        rows.append([row.code, say("cli", "weight", weight=row.weight), row.message, row.owners, change, answer])
    for finding in since.mended if since else ():
        weight, mended = say("cli", "weight", weight=finding.weight), say("explanations", "mended")
        rows.append([finding.code, weight, finding.message, "", mended, ""])
    return rows


def _confirm_what_is_nothing(session: Session, here: Standing, now: datetime) -> None:
    """Take the names under the filings as the confirmation of a table in which there was nothing to fill in.

    Where one cell is owed by nobody, or one filing bears no name, nobody has confirmed it: the question stays open.
    """
    for question in here.open_questions:
        names = _answering(session, here, question) if question.row.code == NOTHING_FILLED_IN else []
        if names:
            sentence = say("explanations", "nothing_filed", names=names)
            by = "、".join(dict.fromkeys(name for _, name in names))
            keep_explanation(session, here.cycle, question.row, Choice.NOTHING, sentence, by, now, "check")


def _answering(session: Session, here: Standing, question: Question) -> list[tuple[str, str]]:
    """Return office and name of everybody who filed cells of a question; nothing where one of them is missing."""
    assert here.sheet is not None
    cells = set(question.row.cells) - here.sheet.form.sums.keys()
    duties = [duty for duty in queries.duties(session, here.cycle.id or 0) if duty.item in cells]
    owing = {duty.office_id for duty in duties}
    names = [(o.office.name, o.counts.filed_by) for o in here.offices if o.counts and o.office.id in owing]
    return names if cells == {duty.item for duty in duties} and all(name for _, name in names) else []


def _remember(
    session: Session, cycle_id: int, filing_id: int | None, sheet: Sheet, findings: Iterable[Finding], now: datetime
) -> None:
    rules, rules_hash = rules_in_force()
    owners = _owners(session, cycle_id)
    owned = [(finding, "、".join(_of(owners, sheet.form, finding, rules))) for finding in findings]
    keep(session, [Examined(cycle_id, filing_id, sheet.content_hash, rules_hash, owned)], now)


def _of(owners: dict[str, list[str]], form: Form, finding: Finding, rules: Sequence[Rule]) -> list[str]:
    """Return whose figures a finding speaks of: of a broken balance those of both sides, not only of one cell."""
    its = [rule for rule in rules if rule.code == finding.code and finding.outcome is Outcome.FAIL]
    broken = [e for rule in its if rule.equations for e in rule.equations(form) if e.marks in finding.cells]
    cells = [*finding.cells, *(cell for e in broken for cell in (*e.left.cells, *e.right.cells))]
    return list(dict.fromkeys(office for cell in cells for office in owners.get(cell, [])))


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


def _enter_what_was_found(session: Session, here: Standing, now: datetime) -> None:
    assert here.sheet is not None
    what = say(
        "journal",
        "examined",
        errors=len(here.errors),
        questions=len(here.open_questions),
        others=len(here.findings) - len(here.errors) - len(here.questions),
        lost=sum(question.lost is not None for question in here.open_questions),
    )
    enter(session, now, SYSTEM, "check", what, here.sheet.content_hash, here.cycle.id)


def _tell_what_is_open(session: Session, here: Standing, now: datetime) -> None:
    assert here.cycle.id is not None
    assert here.sheet is not None
    assert here.examination is not None
    page = f"{settings().portal_url}/cycles/{here.cycle.id}"
    subject, text = letter(
        "blocked", year=here.cycle.year, errors=here.errors, questions=here.open_questions, page=page
    )
    # By the rules, too: a law that changes may ask something new of the same figures.
    mark = content_hash([here.sheet.content_hash, here.examination.rules_hash])[:12]
    key = f"{here.cycle.id}:blocked:{mark}"
    tell(session, here.cycle.id, key, subject, text, now, queries.leads(session, here.cycle.organ_id))
