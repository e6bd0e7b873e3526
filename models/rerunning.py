"""Asking for a stage again: what would come out otherwise, who would be told, and the request to do it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from models import queries
from models.acts import request_run
from models.draft import Draft, drafted_sheet
from models.earlier import earlier, last_year
from models.errata import may_replace, withdrawal_or_correction
from models.file import File
from models.finding import FindingRow, columns_of
from models.handing_out import make_workbook
from models.journal import enter
from models.law import rules_in_force
from models.person import Person
from models.planning import concerned, moved, moved_key, plan_of
from models.questions import questions
from models.rendering import published_files, render_report, signed_on
from models.run_request import RunRequest
from models.signing import approved_key, call_key, signature, signers
from models.site import site_files
from models.standing import Standing, standing
from report.chain import chain_from
from report.checks import examine
from report.deadlines import TooLate
from report.explanation import compare, wants_mending
from report.form import form_for
from report.lifecycle import CYCLE_STAGES, Stage, Status, Verdict
from report.rollup import differences
from report.rule import Case, Finding
from report.sheet import content_hash
from report.writing import UnprintableCharacter
from report.writing.brief import SPAN
from settings import settings
from templates import say

BOOK = "rerun"


@dataclass(frozen=True, slots=True)
class Rerun:
    """What running a stage again would change, which letters it would write, and which it would not write again.

    ``mark`` is of all that was looked at: whoever agrees to what is shown agrees to nothing that came after it.
    """

    stage: Stage
    changes: tuple[str, ...]
    letters: tuple[str, ...]
    told: tuple[str, ...]
    mark: str

    @property
    def lines(self) -> list[str]:
        """Everything as one list of sentences."""
        return [*self.changes, *self.letters, *self.told]


class Letter(NamedTuple):
    """One letter that a stage writes: what it is about, to whom, and how the key of each notice begins.

    The key is "" where what it tells of does not exist yet: nobody can have been told.
    """

    what: str
    people: Sequence[Person]
    key: str = ""
    robot: bool = False


class Effect(NamedTuple):
    """What one stage would do: sentences on what changes, the letters, and whether the stages behind it go on."""

    changes: Sequence[str] = ()
    letters: Sequence[Letter] = ()
    goes_on: bool = True


def preview(session: Session, cycle_id: int, stage: Stage, now: datetime) -> Rerun:
    """Return what would come out otherwise if the cycle ran again from ``stage`` on; nothing is written.

    The stage itself runs whatever stands there already; those behind it, and one before it that is due, run as ever:
    where they have something to do.
    """
    here = standing(session, cycle_id)
    changes: list[str] = []
    letters: list[Letter] = []
    first = _first(here, stage, now)
    for each in CYCLE_STAGES[CYCLE_STAGES.index(first) :]:
        is_asked = each is stage is first
        if not is_asked and here.steps[each].opens_on > now.date():
            break
        effect = EFFECTS[each](session, here, now, is_asked)
        changes += effect.changes
        letters += effect.letters
        if not effect.goes_on:
            break
    fresh, told = _told_apart(session, letters)
    mark = content_hash([situation(session, here, stage), changes, fresh, told])
    return Rerun(stage, tuple(changes), tuple(fresh), tuple(told), mark)


def _first(here: Standing, stage: Stage, now: datetime) -> Stage:
    """Return the stage that has something to do first: one before the stage that is asked for may be due."""
    if stage is Stage.PUBLISH:  # without every signature it fails aloud, and nothing follows
        return stage
    return min(stage, here.due(now) or stage, key=CYCLE_STAGES.index)


def situation(session: Session, here: Standing, stage: Stage) -> str:
    """Return a mark of everything in the database that decides what running a stage again would do.

    With every request it is another one: pressing the button twice asks once.
    """
    cycle_id = here.cycle.id or 0
    facts = [
        [[f.id, f.status] for f in queries.filings(session, cycle_id)],
        [[step.stage, step.opens_on.isoformat(), step.due_on.isoformat()] for step in here.steps.values()],
        here.sheet.content_hash if here.sheet else "",
        [here.examination.id if here.examination else 0, rules_in_force()[1]],
        [question.is_open for question in here.questions],
        [here.draft.id, here.draft.report_hash] if here.draft else [],
        [decision.id for decision in queries.decisions_of_cycle(session, cycle_id)],
        [bool(here.publication), bool(here.publication and here.publication.verified_at), here.archived],
        _opened(session, cycle_id),
        len(_asked_before(session, cycle_id, stage)),
    ]
    return content_hash(facts)


def _opened(session: Session, cycle_id: int) -> list[str | int]:
    """Return which correction or withdrawal of what is published was asked for."""
    published = queries.newest_publication(session, cycle_id)
    opened = withdrawal_or_correction(session, published) if published else None
    return [type(opened).__name__, opened.id or 0] if opened else []


def request_rerun(session: Session, cycle_id: int, stage: Stage, now: datetime, who: str, origin: str) -> RunRequest:
    """Write down that a stage must run again, and who asked for it."""
    here = standing(session, cycle_id)
    attempt = len(_asked_before(session, cycle_id, stage)) + 1
    request = request_run(session, here.cycle, stage, "rerun", now, attempt=attempt)
    what = say("journal", "rerun", stage=say("runs", "stage", stage=stage), who=who)
    enter(session, now, who, origin, what, request.key, cycle_id)
    return request


def _asked_before(session: Session, cycle_id: int, stage: Stage) -> list[RunRequest]:
    return queries.run_requests_keyed_like(session, f"{cycle_id}:{stage}:rerun:")


# Letters: who would be told, and who has been told already


def _told_apart(session: Session, letters: Iterable[Letter]) -> tuple[list[str], list[str]]:
    """Return a sentence for each matter of which somebody would be told, and of which somebody is not told again."""
    fresh: dict[str, list[str]] = {}
    told: dict[str, list[str]] = {}
    for letter in letters:
        new, old = _recipients(session, letter)
        fresh.setdefault(letter.what, []).extend(new)
        told.setdefault(letter.what, []).extend(old)
    return _sentences("letter", fresh), _sentences("told", told)


def _sentences(sentence: str, told: Mapping[str, list[str]]) -> list[str]:
    return [
        say(BOOK, sentence, what=say(BOOK, "about", what=what), people=list(dict.fromkeys(names)))
        for what, names in told.items()
        if names
    ]


def _recipients(session: Session, letter: Letter) -> tuple[list[str], list[str]]:
    """Return the names of those to whom a letter would be written, and of those who have it."""
    once = {person.mail or str(person.id): person for person in letter.people}  # as ``tasks.notices.tell`` counts
    names = {f"{letter.key}:{person.id}": person.name for person in once.values()}
    if letter.robot and settings().robot_url:
        names[f"{letter.key}:robot"] = say("cli", "robot")
    have = {key for key in names if letter.key and queries.notice_keyed(session, key)}
    return [names[key] for key in names if key not in have], [names[key] for key in names if key in have]


# What each stage would do


def _plan(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    """Compare the dates that are still ahead with those that would be planned today."""
    leading = queries.leads(session, here.cycle.organ_id)
    try:
        dates = plan_of(session, here.organ, here.cycle.year)
    except TooLate:
        key = f"{here.cycle.id}:too_late:{here.organ.publish_by}"
        return Effect((), [Letter("too_late", leading, key)])
    those = moved(here, dates)
    letters = [
        Letter("moved", people, moved_key(here, told)) for told, people in concerned(session, here, those).items()
    ]
    return Effect([each.told for each in those], [] if here.archived else letters)


def _collect(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    """Name the workbooks that are to be handed out yet, and those that would look otherwise and stay as they are."""
    is_open = here.steps[Stage.COLLECT].opens_on <= now.date()
    changes, letters = [], []
    for office in (o.office for o in here.offices):
        handout = queries.handout(session, here.cycle.id or 0, office.id or 0)
        contacts = queries.contacts(session, office.id or 0)
        if handout is None and is_open:
            changes.append(say(BOOK, "hand_out", office=office.name))
        elif handout and session.get_one(File, handout.file_id).content != make_workbook(session, here.cycle, office):
            changes.append(say(BOOK, "workbook", office=office.name))
        if handout or is_open:
            key = f"{here.cycle.id}:handout:{office.id}"
            letters.append(Letter("handout", contacts, key))
    waiting = _waiting(session, here, Status.RECEIVED)
    return Effect([*changes, *waiting], letters, goes_on=not waiting)


def _waiting(session: Session, here: Standing, status: Status) -> list[str]:
    """Return a sentence for each filing that waits: what comes of it nobody knows before, so nothing is foretold."""
    offices = {o.office.id: o.office.name for o in here.offices}
    waiting = queries.filings_in(session, here.cycle.id or 0, status)
    return [say(BOOK, "filing", office=offices.get(f.office_id, ""), status=status) for f in waiting]


def _check(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    """Compare the newest examination with what would be found now; what is published is not examined again."""
    if waiting := _waiting(session, here, Status.READ):
        return Effect(waiting, goes_on=False)
    if here.sheet is None or here.is_out:
        return Effect()
    if here.examination:
        return Effect((), [_blocked_letter(session, here)] if here.blocked else [], goes_on=not here.blocked)
    known = queries.newest_examination(session, here.cycle.id or 0, None)
    before = [row.finding for row in queries.findings(session, known.id)] if known and known.id else []
    found = examine(Case(here.sheet, last_year(session, here.cycle)), rules_in_force()[0])
    if _stops(session, here, found):
        return Effect([*_compared(before, found), say(BOOK, "stopped")], [_blocked_letter(session, here)], False)
    return Effect(list(_compared(before, found)))


def _compared(before: Sequence[Finding], now: Sequence[Finding]) -> Iterator[str]:
    runs = compare(before, now)
    changed = [finding for finding in runs.still if finding not in before]
    for sign, findings in (("+", runs.new), ("~", changed), ("-", runs.mended)):
        for finding in findings:
            yield say("cli", "change_finding", sign=sign, code=finding.code, message=finding.message)


def _stops(session: Session, here: Standing, findings: Sequence[Finding]) -> bool:
    """Say whether findings keep the report from being drafted: something to mend, or to explain by a person."""
    assert here.sheet is not None
    if any(map(wants_mending, findings)):
        return True
    rows = [FindingRow(examination_id=0, **columns_of(finding)) for finding in findings]
    return any(question.is_open for question in questions(session, here.cycle, here.sheet, rows))


def _blocked_letter(session: Session, here: Standing) -> Letter:
    assert here.sheet is not None
    mark = content_hash([here.sheet.content_hash, rules_in_force()[1]])[:12]
    return Letter("blocked", queries.leads(session, here.cycle.organ_id), f"{here.cycle.id}:blocked:{mark}")


def _draft(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    """Compare the newest draft with what would be rendered now; its date stays while nothing else changes."""
    if here.sheet is None:
        return Effect(goes_on=False)
    sheet = replace(here.sheet, signed_on=signed_on(here, now.date()))
    try:
        made = render_report(sheet, here, earlier(session, here.cycle, SPAN - 1))
    except UnprintableCharacter as trouble:
        return Effect([str(trouble)], goes_on=False)
    if here.draft is None:
        return _new_draft(session, here, [say(BOOK, "first_draft")], now.date())
    kept = {document.format: file.sha256 for document, file in queries.documents(session, here.draft.id or 0)}
    other = [say("cli", "change_document", name=d.name) for d in made if kept.get(d.format) != d.sha256]
    if not other:
        again = [say(BOOK, "same_draft")]
        return _new_draft(session, here, again, now.date()) if here.answered else Effect()
    if here.draft_is_current and not is_asked:
        return Effect([say(BOOK, "other_look")])
    values = changed_lines(here.cycle.year, differences(drafted_sheet(here.draft), sheet))
    return _new_draft(session, here, [*values, *other, *_lost_approvals(session, here)], now.date())


def _new_draft(session: Session, here: Standing, changes: Sequence[str], today: date) -> Effect:
    """Return that a draft is made and whoever stands first in the chain is asked; then it waits for people."""
    chain = chain_from(here.organ.chain)
    first = [place.role for place in chain if place.row == chain[0].row]
    is_open = here.steps[Stage.APPROVE].opens_on <= today
    letters = [Letter("sign", _asked(session, here, role, today)) for role in first if is_open]
    return Effect(changes, letters, goes_on=False)


def _asked(session: Session, here: Standing, role: str, today: date) -> Sequence[Person]:
    """Return who is asked to sign at a place; where nobody holds it, the leading office."""
    organ_id = here.cycle.organ_id
    return signers(session, organ_id, role, today) or queries.leads(session, organ_id)


def _lost_approvals(session: Session, here: Standing) -> Iterator[str]:
    for decision in here.decisions.values():
        if decision.verdict is Verdict.APPROVE:
            yield say("cli", "change_approval", name=signature(session, decision))


def changed_lines(year: int, changes: dict[str, tuple[str, str]]) -> list[str]:
    """Return a sentence for each changed cell and text; of a text only the lines that changed."""
    return [
        say("cli", "change_value", name=change_name(year, key), was=_only(was, now), now=_only(now, was))
        for key, (was, now) in changes.items()
    ]


def _only(text: str, other: str) -> str:
    """Return the lines of a text that another one lacks: nobody finds the new figure in two pages."""
    return "\n".join(line for line in text.split("\n") if line not in other.split("\n"))


def change_name(year: int, key: str) -> str:
    """Return a changed cell's or text's name as a clerk would say it."""
    form = form_for(year)
    return form.name(key) if key in form.places else say("texts", "name", key=key)


def _approve(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    """Name whoever is asked to sign, or told of a return, as far as somebody was not."""
    if here.draft is None or not here.draft_is_current:
        return Effect(goes_on=False)
    if sent_back := here.returned:
        people = [
            *queries.chain_of(session, here.cycle.organ_id),
            *queries.leads(session, here.cycle.organ_id),
            *(queries.contacts(session, sent_back.office_id) if sent_back.office_id else ()),
        ]
        key = f"{here.cycle.id}:sent_back:{sent_back.id}"
        return Effect((), [Letter("sent_back", people, key)], goes_on=False)
    letters = [
        Letter("sign", _asked(session, here, place.role, now.date()), call_key(session, here.draft, place))
        for place in here.waits_for
    ]
    if here.approved:
        people = [*queries.leads(session, here.cycle.organ_id), *queries.chain_of(session, here.cycle.organ_id)]
        letters.append(Letter("approved", people, approved_key(here.draft)))
    return Effect((), letters, goes_on=here.approved)


def _publish(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    """Compare the folder of the site with what should lie there, and say what stands in the way of publishing."""
    cycle_id = here.cycle.id or 0
    published = queries.newest_publication(session, cycle_id)
    is_ready = here.draft is not None and here.approved and not here.blocked
    may = published is None or here.draft is None or may_replace(session, published, here.draft)
    if published and queries.withdrawal_of(session, published.id or 0) and not (is_ready and may):
        return Effect(_other_pages(here, site_files(session, published)))
    if here.draft is None or not is_ready:
        return Effect([say(BOOK, "unapproved")] if is_asked else [], goes_on=False)
    if here.publication is None and not may:
        leading = queries.leads(session, here.cycle.organ_id)
        letter = Letter("not_asked", leading, f"{cycle_id}:not_asked:{here.draft.id}")
        return Effect([say(BOOK, "not_asked")], [letter], goes_on=False)
    return _published(session, here, here.draft, is_asked)


def _published(session: Session, here: Standing, draft: Draft, is_asked: bool) -> Effect:
    """Return what publishing a draft would lay into the site, and that everybody is told once."""
    published = here.publication
    files = site_files(session, published) if published else published_files(session, draft)
    is_verified = published is not None and published.verified_at is not None
    everybody = queries.everybody(session, here.cycle)
    key = f"{here.cycle.id}:published:{published.id}" if published else ""
    changes = _other_pages(here, files) if is_asked or not is_verified else []
    return Effect(changes, [Letter("published", everybody, key, robot=True)])


def _other_pages(here: Standing, files: Mapping[str, bytes]) -> list[str]:
    """Name the files that lie otherwise in the year's folder of the site."""
    folder = settings().site / here.organ.slug / str(here.cycle.year)
    return [say("cli", "change_page", path=path) for path in files if not _lies_at(folder / path, files[path])]


def _lies_at(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def _archive(session: Session, here: Standing, now: datetime, is_asked: bool) -> Effect:
    if here.draft is None or not here.approved:
        return Effect()
    key = f"{here.cycle.id}:archived:{here.draft.id}"
    changes = [] if here.archived else [say(BOOK, "bundle")]
    return Effect(changes, [Letter("archived", queries.leads(session, here.cycle.organ_id), key)])


EFFECTS = {
    Stage.PLAN: _plan,
    Stage.COLLECT: _collect,
    Stage.CHECK: _check,
    Stage.DRAFT: _draft,
    Stage.APPROVE: _approve,
    Stage.PUBLISH: _publish,
    Stage.ARCHIVE: _archive,
}
"""What each stage of a cycle would do if it ran now."""
