"""Where a cycle stands: derived from its rows each time, never stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Draft
from models.filing import Filing
from models.finding import Examination, FindingRow
from models.office import Office
from models.organ import Organ
from models.publication import Publication
from models.snapshot import snapshot
from models.step import Step
from report.checks import RULES_HASH
from report.lifecycle import CHAIN, Role, Stage, Status, Verdict
from report.rule import Outcome, Weight
from report.sheet import Sheet


@dataclass(frozen=True)
class OfficeStanding:
    """One office: the filing that counts, the latest one, and whether it has its workbook."""

    office: Office
    has_workbook: bool
    latest: Filing | None
    counts: Filing | None

    @property
    def owes(self) -> bool:
        """Whether the office still has to send something."""
        return self.latest is None or self.latest.status in (Status.REFUSED, Status.RETURNED)


@dataclass(frozen=True)
class Standing:
    """One cycle: what is there, what is missing, what comes next."""

    cycle: Cycle
    organ: Organ
    steps: dict[Stage, Step]
    offices: tuple[OfficeStanding, ...]
    sheet: Sheet | None
    """The offices' figures added up, once everybody's filing counts."""
    examination: Examination | None
    """The examination of that sheet by the rules of today."""
    findings: tuple[FindingRow, ...]
    draft: Draft | None
    decisions: dict[Role, Decision]
    told: bool
    """Whether the people whom the approval waits for have been told so."""
    publication: Publication | None
    archived: bool

    @property
    def blocked(self) -> bool:
        """Whether the added-up report has an error that must be mended."""
        return any(f.weight is Weight.ERROR and f.outcome is Outcome.FAIL for f in self.findings)

    @property
    def draft_is_current(self) -> bool:
        """Whether the newest draft was made from the figures that count now, and no answer to its return has come."""
        same = bool(self.draft and self.sheet and self.draft.content_hash == self.sheet.content_hash)
        return same and not self.answered

    @property
    def returned(self) -> Decision | None:
        """The decision that sent the newest draft back."""
        return next((d for d in self.decisions.values() if d.verdict is Verdict.RETURN), None)

    @property
    def answered(self) -> bool:
        """Whether an office has filed again since the newest draft was sent back: the chain must look once more.

        Also where the office stands by its figures and nothing has changed, or the report would wait for ever.
        """
        sent_back = self.returned
        counting = [o.counts for o in self.offices if o.counts]
        return sent_back is not None and any(filing.received_at > sent_back.decided_at for filing in counting)

    @property
    def waits_for(self) -> Role | None:
        """Whose signature is next on the current draft."""
        if not self.draft_is_current or self.returned:
            return None
        return next((role for role in CHAIN if role not in self.decisions), None)

    @property
    def approved(self) -> bool:
        """Whether everybody in the chain approved exactly the newest draft, made from the figures that count."""
        return self.draft_is_current and all(
            role in self.decisions
            and self.decisions[role].verdict is Verdict.APPROVE
            and self.draft is not None
            and self.decisions[role].report_hash == self.draft.report_hash
            for role in CHAIN
        )

    @property
    def stage(self) -> Stage:
        """The stage at which the cycle stands."""
        if self.publication and self.publication.verified_at and self.approved:
            return Stage.ARCHIVE
        if self.approved:
            return Stage.PUBLISH
        if self.draft_is_current:
            return Stage.APPROVE
        if self.sheet is None:
            return Stage.COLLECT
        return Stage.CHECK if self.examination is None or self.blocked else Stage.DRAFT

    def due(self, now: datetime) -> Stage | None:
        """Return the stage whose flow has something to do now; None where the cycle waits for a person or a date."""
        stage = self._ready()
        return stage if stage and self.steps[stage].opens_on <= now.date() else None

    def _ready(self) -> Stage | None:
        latest = [standing.latest for standing in self.offices if standing.latest]
        if not all(standing.has_workbook for standing in self.offices):
            return Stage.COLLECT
        if any(filing.status is Status.RECEIVED for filing in latest):
            return Stage.COLLECT
        if any(filing.status is Status.READ for filing in latest):
            return Stage.CHECK
        if self.sheet is None:
            return None
        return self._ready_with_figures()

    def _ready_with_figures(self) -> Stage | None:
        if self.examination is None:
            return Stage.CHECK
        if self.blocked:
            return None
        if not self.draft_is_current:
            return Stage.DRAFT
        if not self.approved:
            return None if self.told else Stage.APPROVE
        if not (self.publication and self.publication.verified_at):
            return Stage.PUBLISH
        return None if self.archived else Stage.ARCHIVE


def standing(session: Session, cycle_id: int) -> Standing:
    """Return where a cycle stands."""
    cycle = session.get_one(Cycle, cycle_id)
    organ = session.get_one(Organ, cycle.organ_id)
    sheet = snapshot(session, cycle)
    examined = queries.examination(session, cycle_id, None, sheet.content_hash, RULES_HASH) if sheet else None
    draft = queries.newest_draft(session, cycle_id)
    made = queries.decisions(session, draft.id) if draft and draft.id else {}
    call = approval_key(cycle_id, draft, made) if draft else ""
    published = queries.publication(session, cycle_id, draft.report_hash) if draft else None
    return Standing(
        cycle=cycle,
        organ=organ,
        steps=queries.steps(session, cycle_id),
        offices=tuple(_office_standing(session, cycle_id, o) for o in queries.offices_with_duties(session, cycle_id)),
        sheet=sheet,
        examination=examined,
        findings=tuple(queries.findings(session, examined.id)) if examined and examined.id else (),
        draft=draft,
        decisions=made,
        told=bool(call and queries.notices_keyed_like(session, f"{call}:")),
        publication=published,
        archived=bool(draft and queries.archive(session, cycle_id, draft.report_hash)),
    )


def approval_key(cycle_id: int, draft: Draft, made: dict[Role, Decision]) -> str:
    """Return how the key of the notice begins that the approval of a draft calls for: of its return, or to sign."""
    returned = next((d for d in made.values() if d.verdict is Verdict.RETURN), None)
    if returned:
        return f"{cycle_id}:sent_back:{returned.id}"
    role = next((role for role in CHAIN if role not in made), None)
    return f"{cycle_id}:sign:{draft.id}:{role}" if role else f"{cycle_id}:approved:{draft.id}"


def _office_standing(session: Session, cycle_id: int, office: Office) -> OfficeStanding:
    assert office.id is not None
    filings = queries.filings_of(session, cycle_id, office.id)
    return OfficeStanding(
        office=office,
        has_workbook=queries.handout(session, cycle_id, office.id) is not None,
        latest=filings[-1] if filings else None,
        counts=next((filing for filing in reversed(filings) if filing.status is Status.PASSED), None),
    )
