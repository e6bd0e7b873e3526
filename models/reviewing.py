"""What stands on the paper on which a draft is signed: changed figures, remarks, and who decided what so far."""

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Draft, drafted_sheet
from models.earlier import last_year
from models.questions import Question, questions
from models.signing import decided, signature
from report.writing.review import Approver, Remark, Review


def review_of(session: Session, draft: Draft) -> Review:
    """Return the review of a draft as it stands now."""
    cycle = session.get_one(Cycle, draft.cycle_id)
    sheet = drafted_sheet(draft)
    examination = queries.examination_of(session, draft.cycle_id, draft.content_hash)
    rows = queries.findings(session, examination.id or 0) if examination else ()
    return Review(
        sheet=sheet,
        revision=draft.revision,
        report_hash=draft.report_hash,
        chain=_approvers(session, cycle, draft),
        before=last_year(session, cycle),
        remarks=tuple(_remark(question) for question in questions(session, cycle, sheet, rows)),
    )


def _remark(question: Question) -> Remark:
    said = question.explanation
    if said is None:
        return Remark(question.row.code, question.row.message)
    return Remark(question.row.code, question.row.message, said.sentence, said.by, said.given_on)


def _approvers(session: Session, cycle: Cycle, draft: Draft) -> tuple[Approver, ...]:
    made = decided(session, draft)
    return tuple(_approver(session, cycle, place.role, made.get(place.role)) for place in draft.stations)


def _approver(session: Session, cycle: Cycle, role: str, made: Decision | None) -> Approver:
    if made is None:
        holder = queries.person_in_role(session, cycle.organ_id, role)
        return Approver(role, holder.name if holder else "")
    return Approver(role, signature(session, made), made.verdict, made.reason, made.decided_at.date())
