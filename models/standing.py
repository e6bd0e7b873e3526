"""Where a cycle stands: derived from its rows each time, never stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models import queries
from models.correction import Withdrawal
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Draft
from models.errata import may_replace
from models.filing import Filing
from models.finding import Examination, FindingRow
from models.law import rules_in_force
from models.office import Office
from models.organ import Organ
from models.publication import Publication
from models.questions import Question, questions
from models.signing import call_keys, decided
from models.snapshot import snapshot
from models.step import Step
from report.chain import Chain, awaited, chain_from, returned
from report.explanation import wants_mending
from report.lifecycle import Stage, Status, Verdict
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
    """The examination of that sheet by the rules of today; of published figures the one they were published with."""
    findings: tuple[FindingRow, ...]
    questions: tuple[Question, ...]
    """Those among the findings that pass only with an explanation."""
    draft: Draft | None
    decisions: dict[str, Decision]
    """Of what was said to that draft, what counts, by role."""
    told: bool
    """Whether those whom the approval waits for have been told so; at its end, whether everybody has been told."""
    publication: Publication | None
    was_out: bool
    """Whether the newest draft has been in the column, or one is there that it is to replace: nobody need hurry."""
    withdrawal: Withdrawal | None
    """Of what was published last, as long as nothing was drafted since that may take its place."""
    needs_correction: bool
    """Whether something else is published than the newest draft, and nobody has said why it should be replaced."""
    told_of_correction: bool
    """Whether the leading office has been told so."""
    archived: bool

    @property
    def errors(self) -> tuple[FindingRow, ...]:
        """What must be mended before the report can be drafted: no explanation helps."""
        return tuple(row for row in self.findings if wants_mending(row.finding))

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What must be explained before the report can be drafted."""
        return tuple(question for question in self.questions if question.is_open)

    @property
    def blocked(self) -> bool:
        """Whether something must be mended or explained; never once exactly these figures are published."""
        return not self.is_out and bool(self.errors or self.open_questions)

    @property
    def is_out(self) -> bool:
        """Whether exactly the figures that count are in the column."""
        is_there = self.publication and not self.withdrawal
        return bool(is_there and self.sheet and _is_made_from(self.draft, self.sheet))

    @property
    def draft_is_current(self) -> bool:
        """Whether the newest draft was made from the figures that count now, and no answer to its return has come."""
        return _is_made_from(self.draft, self.sheet) and not self.answered

    @property
    def returned(self) -> Decision | None:
        """The decision that sent the newest draft back."""
        return returned(self.decisions)

    @property
    def answered(self) -> bool:
        """Whether an office has filed again since the newest draft was sent back: the chain must look once more.

        Also where the office stands by its figures and nothing has changed, or the report would wait for ever.
        """
        sent_back = self.returned
        counting = [o.counts for o in self.offices if o.counts]
        return sent_back is not None and any(filing.received_at > sent_back.decided_at for filing in counting)

    @property
    def chain(self) -> Chain:
        """The places through which the newest draft goes; before there is one, those of the next."""
        return self.draft.stations if self.draft else chain_from(self.organ.chain)

    @property
    def waits_for(self) -> Chain:
        """The places whose signatures are next on the current draft: several where they sign side by side."""
        return awaited(self.chain, self.decisions) if self.draft_is_current else ()

    @property
    def approved(self) -> bool:
        """Whether everybody in the chain approved exactly the newest draft, made from the figures that count."""
        return self.draft_is_current and all(
            place.role in self.decisions
            and self.decisions[place.role].verdict is Verdict.APPROVE
            and self.draft is not None
            and self.decisions[place.role].report_hash == self.draft.report_hash
            for place in self.chain
        )

    @property
    def stage(self) -> Stage:
        """The stage at which the cycle stands."""
        if self.publication and self.publication.verified_at and self.approved and not self.withdrawal:
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
        if not (self.told or self.publication):
            return Stage.APPROVE
        if not self.approved:
            return None
        if self.withdrawal:
            return None if self.withdrawal.verified_at else Stage.PUBLISH
        if self.needs_correction:
            return None if self.told_of_correction else Stage.PUBLISH
        if not (self.publication and self.publication.verified_at):
            return Stage.PUBLISH
        return None if self.archived else Stage.ARCHIVE


def standing(session: Session, cycle_id: int) -> Standing:
    """Return where a cycle stands."""
    cycle = session.get_one(Cycle, cycle_id)
    organ = session.get_one(Organ, cycle.organ_id)
    sheet = snapshot(session, cycle)
    draft = queries.newest_draft(session, cycle_id)
    made = decided(session, draft) if draft else {}
    calls = call_keys(session, draft, made) if draft else []
    published = queries.publication(session, cycle_id, draft.report_hash) if draft else None
    latest = queries.newest_publication(session, cycle_id)
    withdrawn = queries.withdrawal_of(session, latest.id or 0) if latest else None
    replaces = bool(draft and latest and may_replace(session, latest, draft))
    needs_correction = bool(draft and latest and latest.report_hash != draft.report_hash and not replaces)
    not_asked = f"{cycle_id}:not_asked:{draft.id}:" if draft and needs_correction else ""
    examined = _examination(session, cycle_id, sheet, bool(published) and _is_made_from(draft, sheet))
    findings = tuple(queries.findings(session, examined.id)) if examined and examined.id else ()
    return Standing(
        cycle=cycle,
        organ=organ,
        steps=queries.steps(session, cycle_id),
        offices=tuple(_office_standing(session, cycle_id, o) for o in queries.offices_with_duties(session, cycle_id)),
        sheet=sheet,
        examination=examined,
        findings=findings,
        questions=questions(session, cycle, sheet, findings) if sheet else (),
        draft=draft,
        decisions=made,
        told=bool(calls) and all(queries.notices_keyed_like(session, f"{call}:") for call in calls),
        publication=published,
        was_out=bool(published or (latest and not withdrawn)),
        withdrawal=None if replaces else withdrawn,
        needs_correction=needs_correction,
        told_of_correction=bool(not_asked and queries.notices_keyed_like(session, not_asked)),
        archived=bool(draft and queries.archive(session, cycle_id, draft.report_hash)),
    )


def _is_made_from(draft: Draft | None, sheet: Sheet | None) -> bool:
    return bool(draft and sheet and draft.content_hash == sheet.content_hash)


def _examination(session: Session, cycle_id: int, sheet: Sheet | None, is_out: bool) -> Examination | None:
    """Return the examination that counts: a law that changes does not reach back to what is published."""
    if sheet is None:
        return None
    today = queries.examination(session, cycle_id, None, sheet.content_hash, rules_in_force()[1])
    return today or (queries.examination_of(session, cycle_id, sheet.content_hash) if is_out else None)


def _office_standing(session: Session, cycle_id: int, office: Office) -> OfficeStanding:
    assert office.id is not None
    filings = queries.filings_of(session, cycle_id, office.id)
    return OfficeStanding(
        office=office,
        has_workbook=queries.handout(session, cycle_id, office.id) is not None,
        latest=filings[-1] if filings else None,
        counts=next((filing for filing in reversed(filings) if filing.status is Status.PASSED), None),
    )
