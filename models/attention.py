"""What must be looked at now: one sentence for where a cycle stands, and what else has gone wrong in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models import Delivery, Notice, RunRequest
from models.standing import Standing
from report.lifecycle import Stage
from templates import say

Signer = tuple[str, str]
"""A place in the chain, and the name of who holds it; "" where nobody does."""


class Tone(StrEnum):
    """How urgent a sentence is, most urgent first."""

    ALARM = "alarm"
    """Something went wrong, or somebody is late."""
    WAITS = "waits"
    """A person must act."""
    RUNS = "runs"
    """The service goes on by itself, at once or from a known day on."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Attention:
    """The sentence on top of a cycle; ``days_late`` counts from the day on which its stage was due."""

    tone: Tone
    sentence: str
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something else that needs a look, and the part of the page that shows it."""

    sentence: str
    part: str


def attention(here: Standing, signers: Sequence[Signer], today: date) -> Attention:
    """Say what a cycle waits for; ``signers`` are the places whose signatures are next, with who holds them."""
    said = _now(here, signers, today)
    late = (today - here.steps[here.stage].due_on).days
    if said.tone is Tone.DONE or late <= 0:
        return said
    return Attention(Tone.ALARM, said.sentence, late)


def _now(here: Standing, signers: Sequence[Signer], today: date) -> Attention:
    if here.blocked:
        return _blocked(here)
    if here.approved:
        return _publishing(here, today)
    if here.draft_is_current:
        return _signing(here, signers)
    if here.sheet is not None:
        return _figures(here, today)
    return _collecting(here, today)


def _publishing(here: Standing, today: date) -> Attention:
    published = here.publication
    if here.withdrawal:
        return Attention(Tone.WAITS, _say("withdrawn", verified=here.withdrawal.verified_at is not None))
    if here.needs_correction:
        return Attention(Tone.ALARM, _say("needs_correction"))
    if published is None:
        opens = here.steps[Stage.PUBLISH].opens_on
        return Attention(Tone.RUNS, _say("publishing", opens=opens if opens > today else None))
    if published.trouble:
        return Attention(Tone.ALARM, _say("not_as_approved"))
    if published.verified_at is None:
        return Attention(Tone.RUNS, _say("verifying"))
    return Attention(Tone.DONE, _say("published", archived=here.archived))


def _signing(here: Standing, signers: Sequence[Signer]) -> Attention:
    assert here.draft is not None
    revision = here.draft.revision
    if here.returned:
        role, reason = here.returned.role, here.returned.reason
        return Attention(Tone.ALARM, _say("sent_back", role=role, revision=revision, reason=reason))
    return Attention(Tone.WAITS, _say("signing", signers=signers, revision=revision))


def _blocked(here: Standing) -> Attention:
    owners = {owner for finding in here.errors for owner in finding.owners.split("、") if owner}
    offices = [o.office.name for o in here.offices if o.office.name in owners]
    sentence = _say("blocked", errors=len(here.errors), offices=offices, questions=len(here.open_questions))
    return Attention(Tone.ALARM if here.errors else Tone.WAITS, sentence)


def _figures(here: Standing, today: date) -> Attention:
    if here.examination is None:
        return Attention(Tone.RUNS, _say("examining"))
    opens = here.steps[Stage.DRAFT].opens_on
    return Attention(Tone.RUNS, _say("drafting", opens=opens if opens > today else None))


def _collecting(here: Standing, today: date) -> Attention:
    if not here.offices:
        return Attention(Tone.ALARM, _say("nobody_owes"))
    if not any(o.has_workbook for o in here.offices):
        opens = here.steps[Stage.COLLECT].opens_on
        return Attention(Tone.RUNS, _say("handing_out", opens=opens if opens > today else None))
    silent = [o.office.name for o in here.offices if o.latest is None]
    mending = [o.office.name for o in here.offices if o.latest and o.owes]
    if silent or mending:
        return Attention(Tone.WAITS, _say("collecting", silent=silent, mending=mending))
    return Attention(Tone.RUNS, _say("checking"))


def troubles(notices: Iterable[Notice], runs: Iterable[RunRequest], broken_at: int | None) -> tuple[Trouble, ...]:
    """Say what else needs a look: lost notices, runs that died, a journal that was changed."""
    lost = sum(notice.state in (Delivery.FAILED, Delivery.UNCERTAIN) for notice in notices)
    said = (
        broken_at and Trouble(_say("journal_broken", entry=broken_at), "journal"),
        lost and Trouble(_say("notices_lost", count=lost), "notices"),
        _died(runs) and Trouble(_say("runs_died", count=_died(runs)), "runs"),
    )
    return tuple(trouble for trouble in said if isinstance(trouble, Trouble))


def _died(runs: Iterable[RunRequest]) -> int:
    """Count the stages whose latest run died: one that was repeated and went well needs no look any more."""
    latest = {run.flow: run for run in runs}
    return sum(run.state in ("failed", "crashed") for run in latest.values())


def _say(sentence: str, **facts: object) -> str:
    return say("attention", sentence, **facts)
