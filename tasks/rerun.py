"""Rerunning: what would change, and the request to do it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from models import Cycle, File, Organ, Person, queries
from models.acts import request_run
from models.db import look, transaction
from models.earlier import earlier, last_year
from models.journal import enter
from models.law import rules_in_force
from models.standing import Standing, standing
from report.checks import examine
from report.explanation import compare
from report.lifecycle import CYCLE_STAGES, Stage, Verdict
from report.reading import read
from report.rollup import differences
from report.rule import Case
from report.writing.brief import SPAN
from settings import settings
from tasks.approve import change_name
from tasks.collect import make_workbook
from tasks.draft import render_report
from tasks.plan import plan_of
from tasks.publish import published_files
from templates import say


class NoSuchRerun(Exception):
    """No report, several, or a stage that belongs to no report is meant; the message says what to write."""


def cycle_meant(unit: str, year: int | None) -> int:
    """Return the one cycle that is meant: by the name of its unit and its year, the newest where none is said."""
    with look() as session:
        fitting = queries.cycles_meant(session, unit, year)
        names = [f"{session.get_one(Organ, cycle.organ_id).short_name} {cycle.year}" for cycle in fitting]
    if len(fitting) != 1:
        told = say("cli", "which_cycle", names=names) if fitting else say("cli", "no_cycle", unit=unit, year=year)
        raise NoSuchRerun(told)
    return fitting[0].id or 0


def preview(cycle_id: int, stage: Stage) -> list[str]:
    """Return a sentence for everything that would come out otherwise if the cycle ran again from ``stage`` on."""
    if stage not in CYCLE_STAGES:
        raise NoSuchRerun(say("runs", "choose", stages=CYCLE_STAGES))
    later = CYCLE_STAGES[CYCLE_STAGES.index(stage) :]
    with look() as session:
        here = standing(session, cycle_id)
        return [sentence for each in later if each in PREVIEWS for sentence in PREVIEWS[each](session, here)]


def request_rerun(cycle_id: int, stage: Stage, now: datetime) -> str:
    """Write down that a stage must run again; return the name of the run."""
    with transaction() as session:
        cycle = session.get_one(Cycle, cycle_id)
        earlier = queries.run_requests_keyed_like(session, f"{cycle_id}:{stage}:rerun:")
        request = request_run(session, cycle, stage, "rerun", now, attempt=len(earlier) + 1)
        what = say("journal", "rerun", stage=say("runs", "stage", stage=stage), who=say("runs", "operator"))
        enter(session, now, say("runs", "operator"), "rerun", what, request.key, cycle_id)
        return request.name


def _plan(session: Session, here: Standing) -> Iterator[str]:
    organ = session.get_one(Organ, here.cycle.organ_id)
    for step in plan_of(organ, here.cycle.year).steps:
        was = here.steps[step.stage].due_on
        if was != step.due_on:
            yield say("cli", "change_plan", stage=say("runs", "stage", stage=step.stage), was=was, now=step.due_on)


def _collect(session: Session, here: Standing) -> Iterator[str]:
    due = here.steps[Stage.COLLECT].due_on
    for office in (o.office for o in here.offices if o.has_workbook):
        handout = queries.handout(session, here.cycle.id or 0, office.id or 0)
        was = session.get_one(File, handout.file_id).content if handout else b""
        if was != make_workbook(session, here.cycle, office, due):
            yield say("cli", "change_workbook", office=office.name)


def _check(session: Session, here: Standing) -> Iterator[str]:
    """Compare the newest examination with what would be found now; what is published is not examined again."""
    if here.sheet is None or here.is_out:
        return
    known = queries.newest_examination(session, here.cycle.id or 0, None)
    before = [row.finding for row in queries.findings(session, known.id)] if known and known.id else []
    now = examine(Case(here.sheet, last_year(session, here.cycle)), rules_in_force()[0])
    runs = compare(before, now)
    changed = [finding for finding in runs.still if finding not in before]
    for sign, findings in (("+", runs.new), ("~", changed), ("-", runs.mended)):
        for finding in findings:
            yield say("cli", "change_finding", sign=sign, code=finding.code, message=finding.message)


def _draft(session: Session, here: Standing) -> Iterator[str]:
    """Compare the newest draft with what would be rendered now; its date stays while nothing else changes."""
    if here.sheet is None or here.draft is None:
        return
    drafted = read("draft.report.json", here.draft.sheet.encode())
    sheet = replace(here.sheet, signed_on=drafted.signed_on)
    for key, (was, now) in differences(drafted, sheet).items():
        yield say("cli", "change_value", name=change_name(here.cycle.year, key), was=was, now=now)
    kept = {document.format: file.sha256 for document, file in queries.documents(session, here.draft.id or 0)}
    made = render_report(sheet, here, earlier(session, here.cycle, SPAN - 1))
    other = [document for document in made if kept.get(document.format) != document.sha256]
    for document in other:
        yield say("cli", "change_document", name=document.name)
    if other:
        yield from _lost_approvals(session, here)


def _lost_approvals(session: Session, here: Standing) -> Iterator[str]:
    for decision in here.decisions.values():
        if decision.verdict is Verdict.APPROVE:
            yield say("cli", "change_approval", name=session.get_one(Person, decision.person_id).name)


def _publish(session: Session, here: Standing) -> Iterator[str]:
    """Compare the folder of the site with what was approved."""
    if here.draft is None or here.publication is None:
        return
    folder = settings().site / here.organ.slug / str(here.cycle.year)
    for path, content in published_files(session, here.draft).items():
        target = folder / path
        if not target.exists() or target.read_bytes() != content:
            yield say("cli", "change_page", path=path)


PREVIEWS = {
    Stage.PLAN: _plan,
    Stage.COLLECT: _collect,
    Stage.CHECK: _check,
    Stage.DRAFT: _draft,
    Stage.PUBLISH: _publish,
}
"""What each stage would do otherwise; approving waits for people, and archiving follows what was published."""
