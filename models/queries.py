"""Every question we put to the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.assignment import Assignment
from models.contact_check import ContactCheck
from models.correction import Correction, Readback, Withdrawal
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Document, Draft
from models.duty import Duty
from models.explanation import ExplanationRow
from models.extension import Extension
from models.file import File
from models.filing import FiledCell, FiledText, Filing
from models.finding import Examination, FindingRow
from models.handout import Handout
from models.instruction import Answered, InstructionRow, ProposalRow
from models.invitation import CODE, Invitation
from models.journal import Entry
from models.notice import Delivery, Notice
from models.office import Office
from models.organ import Organ
from models.paper import SignedPaper
from models.person import Person
from models.publication import Archive, PastReport, Publication, Rollup
from models.run_request import RunRequest
from models.step import Step
from report.lifecycle import Role, Stage, Status

# Organs, offices and people


def organs(session: Session) -> Sequence[Organ]:
    """Return every organ."""
    return session.exec(select(Organ).order_by(col(Organ.id))).all()


def organ_named(session: Session, name: str) -> Organ | None:
    """Return the organ that signs with ``name``."""
    return session.exec(select(Organ).where(Organ.name == name)).first()


def units_of(session: Session, organ_id: int) -> Sequence[Organ]:
    """Return the organs directly below one."""
    return session.exec(select(Organ).where(Organ.parent_id == organ_id).order_by(col(Organ.id))).all()


def offices(session: Session, organ_id: int) -> Sequence[Office]:
    """Return the offices of an organ in their own order."""
    return session.exec(select(Office).where(Office.organ_id == organ_id).order_by(col(Office.position))).all()


def office_named(session: Session, organ_id: int, name: str) -> Office | None:
    """Return the office of that name."""
    return session.exec(select(Office).where(Office.organ_id == organ_id, Office.name == name)).first()


def assignments(session: Session, office_id: int) -> Sequence[Assignment]:
    """Return what an office owes every year."""
    wanted = select(Assignment).where(Assignment.office_id == office_id)
    return session.exec(wanted.order_by(col(Assignment.position))).all()


def contacts(session: Session, office_id: int) -> Sequence[Person]:
    """Return who fills in for an office, without those who stand in."""
    wanted = _in_charge().where(Person.office_id == office_id, Person.role == Role.CONTACT)
    return session.exec(wanted.order_by(col(Person.id))).all()


def person_in_role(session: Session, organ_id: int, role: str) -> Person | None:
    """Return who holds a role in an organ: of several the one entered first."""
    wanted = _in_charge().where(Person.organ_id == organ_id, Person.role == role)
    return session.exec(wanted.order_by(col(Person.id)).limit(1)).first()


def person_entered(session: Session, organ_id: int, office_id: int | None, role: str, name: str) -> Person | None:
    """Return the person of that name in a role, whether in charge, standing in, or gone."""
    wanted = select(Person).where(Person.organ_id == organ_id, Person.office_id == office_id)
    return session.exec(wanted.where(Person.role == role, Person.name == name)).first()


def stand_in(session: Session, person_id: int) -> Person | None:
    """Return who stands in for a person."""
    wanted = select(Person).where(Person.stands_in_for == person_id, col(Person.left_at).is_(None))
    return session.exec(wanted.order_by(col(Person.id)).limit(1)).first()


def in_charge(session: Session, organ_id: int) -> Sequence[Person]:
    """Return everybody of an organ who has their role today in their own right: contacts and the chain."""
    wanted = _in_charge().where(Person.organ_id == organ_id)
    return session.exec(wanted.order_by(col(Person.id))).all()


def people_named(session: Session, organ_id: int, name: str) -> Sequence[Person]:
    """Return who of an organ bears a name and has not left, once for each role; those who stand in as well."""
    wanted = select(Person).where(Person.organ_id == organ_id, Person.name == name, col(Person.left_at).is_(None))
    return session.exec(wanted.order_by(col(Person.id))).all()


def _in_charge() -> SelectOfScalar[Person]:
    """Return the question for those who have their role today in their own right."""
    return select(Person).where(col(Person.stands_in_for).is_(None), col(Person.left_at).is_(None))


def chain_of(session: Session, organ_id: int) -> Sequence[Person]:
    """Return everybody who is not just a contact: the people of the approval chain."""
    wanted = _in_charge().where(Person.organ_id == organ_id, Person.role != Role.CONTACT)
    return session.exec(wanted.order_by(col(Person.id))).all()


# Cycles


def cycles(session: Session) -> Sequence[Cycle]:
    """Return every cycle, the newest year first."""
    return session.exec(select(Cycle).order_by(col(Cycle.year).desc(), col(Cycle.id))).all()


def open_cycles(session: Session) -> Sequence[Cycle]:
    """Return the cycles whose newest draft is not archived, or is to be corrected or withdrawn; newest year first."""
    drafted = select(Draft.report_hash).where(Draft.cycle_id == Cycle.id)
    newest = drafted.order_by(col(Draft.revision).desc()).limit(1).scalar_subquery()
    archived = select(Archive.id).where(Archive.cycle_id == Cycle.id, Archive.report_hash == newest).exists()
    published = select(Publication.id).where(Publication.cycle_id == Cycle.id, Publication.report_hash == newest)
    corrected = select(Correction.id).where(Correction.publication_id == Publication.id).exists()
    withdrawn = select(Withdrawal.id).where(Withdrawal.publication_id == Publication.id).exists()
    its = select(Cycle).where(~archived | published.where(corrected | withdrawn).exists())
    return session.exec(its.order_by(col(Cycle.year).desc(), col(Cycle.id))).all()


def cycles_meant(session: Session, unit: str, year: int | None) -> list[Cycle]:
    """Return the cycles of a unit by its full or short name ("": any) and a year; without a year the newest only."""
    rows = session.exec(select(Cycle, Organ).join(Organ, col(Organ.id) == col(Cycle.organ_id))).all()
    fitting = [c for c, organ in rows if unit in ("", organ.name, organ.short_name) and year in (None, c.year)]
    newest = max((cycle.year for cycle in fitting), default=0)
    return [cycle for cycle in fitting if year is not None or cycle.year == newest]


def cycle_of(session: Session, organ_id: int, year: int) -> Cycle | None:
    """Return an organ's cycle of a year."""
    return session.exec(select(Cycle).where(Cycle.organ_id == organ_id, Cycle.year == year)).first()


def steps(session: Session, cycle_id: int) -> dict[Stage, Step]:
    """Return the plan of a cycle, by stage."""
    return {step.stage: step for step in session.exec(select(Step).where(Step.cycle_id == cycle_id))}


def duties(session: Session, cycle_id: int) -> Sequence[Duty]:
    """Return who owes what in a cycle."""
    return session.exec(select(Duty).where(Duty.cycle_id == cycle_id).order_by(col(Duty.id))).all()


def duties_of(session: Session, cycle_id: int, office_id: int) -> Sequence[Duty]:
    """Return what one office owes in a cycle, in printed order."""
    wanted = select(Duty).where(Duty.cycle_id == cycle_id, Duty.office_id == office_id)
    return session.exec(wanted.order_by(col(Duty.position))).all()


def offices_with_duties(session: Session, cycle_id: int) -> Sequence[Office]:
    """Return the offices that owe something in a cycle."""
    owing = select(Duty.office_id).where(Duty.cycle_id == cycle_id)
    return session.exec(select(Office).where(col(Office.id).in_(owing)).order_by(col(Office.position))).all()


def everybody(session: Session, cycle: Cycle) -> list[Person]:
    """Return all people of a cycle: the contacts of every office that owes something, and the chain."""
    offices = offices_with_duties(session, cycle.id or 0)
    owing = [person for office in offices for person in contacts(session, office.id or 0)]
    return [*owing, *chain_of(session, cycle.organ_id)]


def handout(session: Session, cycle_id: int, office_id: int) -> Handout | None:
    """Return the workbook an office was given."""
    return session.exec(select(Handout).where(Handout.cycle_id == cycle_id, Handout.office_id == office_id)).first()


# What moves the plan: more time, and a superior's notice


def extensions(session: Session, cycle_id: int) -> Sequence[Extension]:
    """Return every extension of a cycle, the oldest first."""
    wanted = select(Extension).where(Extension.cycle_id == cycle_id)
    return session.exec(wanted.order_by(col(Extension.id))).all()


def instructions(session: Session, organ_id: int, year: int | None = None) -> Sequence[InstructionRow]:
    """Return the superior's notices about an organ's reports, or about that of one year, the oldest first."""
    wanted = select(InstructionRow).where(InstructionRow.organ_id == organ_id)
    its = wanted.where(InstructionRow.year == year) if year else wanted
    return session.exec(its.order_by(col(InstructionRow.id))).all()


def instruction_with(session: Session, organ_id: int, sha256: str) -> InstructionRow | None:
    """Return the notice of exactly these bytes."""
    wanted = select(InstructionRow).join(File, col(File.id) == col(InstructionRow.file_id))
    return session.exec(wanted.where(InstructionRow.organ_id == organ_id, File.sha256 == sha256)).first()


def proposals(session: Session, instruction_id: int) -> Sequence[ProposalRow]:
    """Return what a notice asks, in its own order."""
    wanted = select(ProposalRow).where(ProposalRow.instruction_id == instruction_id)
    return session.exec(wanted.order_by(col(ProposalRow.id))).all()


def confirmed_proposals(session: Session, organ_id: int, year: int) -> Sequence[ProposalRow]:
    """Return what superiors ask of an organ's report of a year and a person has confirmed, the latest word last."""
    wanted = select(ProposalRow).join(InstructionRow, col(InstructionRow.id) == col(ProposalRow.instruction_id))
    its = wanted.where(InstructionRow.organ_id == organ_id, InstructionRow.year == year)
    confirmed = its.where(ProposalRow.answered == Answered.CONFIRMED)
    return session.exec(confirmed.order_by(col(ProposalRow.answered_at), col(ProposalRow.id))).all()


# Filings


def filings(session: Session, cycle_id: int) -> Sequence[Filing]:
    """Return every filing of a cycle in order of arrival."""
    return session.exec(select(Filing).where(Filing.cycle_id == cycle_id).order_by(col(Filing.id))).all()


def filings_of(session: Session, cycle_id: int, office_id: int) -> Sequence[Filing]:
    """Return the filings of one office, oldest first."""
    wanted = select(Filing).where(Filing.cycle_id == cycle_id, Filing.office_id == office_id)
    return session.exec(wanted.order_by(col(Filing.revision))).all()


def filing_with(session: Session, cycle_id: int, office_id: int, sha256: str) -> Filing | None:
    """Return the latest filing of exactly these bytes."""
    wanted = select(Filing).join(File, col(File.id) == col(Filing.file_id))
    mine = wanted.where(Filing.cycle_id == cycle_id, Filing.office_id == office_id, File.sha256 == sha256)
    return session.exec(mine.order_by(col(Filing.revision).desc()).limit(1)).first()


def filings_in(session: Session, cycle_id: int, status: Status) -> Sequence[Filing]:
    """Return the filings of a cycle that stand at ``status``, in order of arrival."""
    wanted = select(Filing).where(Filing.cycle_id == cycle_id, Filing.status == status)
    return session.exec(wanted.order_by(col(Filing.id))).all()


def passed(session: Session, cycle_id: int) -> dict[int, Filing]:
    """Return the filing that counts for each office, by office."""
    return {filing.office_id: filing for filing in filings_in(session, cycle_id, Status.PASSED)}


def filed_cells(session: Session, filing_id: int) -> dict[str, str]:
    """Return the cells of a filing as printed, by address."""
    return {c.address: c.printed for c in session.exec(select(FiledCell).where(FiledCell.filing_id == filing_id))}


def filed_texts(session: Session, filing_id: int) -> dict[str, str]:
    """Return the paragraphs of a filing, by key."""
    return {t.key: t.text for t in session.exec(select(FiledText).where(FiledText.filing_id == filing_id))}


# Findings


def examination(
    session: Session, cycle_id: int, filing_id: int | None, content: str, rules: str
) -> Examination | None:
    """Return the examination of exactly this content by exactly these rules."""
    wanted = select(Examination).where(Examination.cycle_id == cycle_id, Examination.filing_id == filing_id)
    return session.exec(wanted.where(Examination.content_hash == content, Examination.rules_hash == rules)).first()


def newest_examination(session: Session, cycle_id: int, filing_id: int | None) -> Examination | None:
    """Return the latest examination of a filing, or of the added-up report (``filing_id`` None)."""
    wanted = select(Examination).where(Examination.cycle_id == cycle_id, Examination.filing_id == filing_id)
    return session.exec(wanted.order_by(col(Examination.id).desc()).limit(1)).first()


def examination_of(session: Session, cycle_id: int, content: str) -> Examination | None:
    """Return the latest examination of exactly this content of the added-up report, by whatever rules."""
    wanted = select(Examination).where(Examination.cycle_id == cycle_id, col(Examination.filing_id).is_(None))
    same = wanted.where(Examination.content_hash == content)
    return session.exec(same.order_by(col(Examination.id).desc()).limit(1)).first()


def examination_before(session: Session, examination: Examination) -> Examination | None:
    """Return the examination of the same cycle's added-up report that was made before this one."""
    wanted = select(Examination).where(
        Examination.cycle_id == examination.cycle_id, col(Examination.filing_id).is_(None)
    )
    earlier = wanted.where(col(Examination.id) < examination.id)
    return session.exec(earlier.order_by(col(Examination.id).desc()).limit(1)).first()


def findings(session: Session, examination_id: int) -> Sequence[FindingRow]:
    """Return what an examination found, in order of the report."""
    wanted = select(FindingRow).where(FindingRow.examination_id == examination_id)
    return session.exec(wanted.order_by(col(FindingRow.id))).all()


def explanations(session: Session, cycle_id: int) -> Sequence[ExplanationRow]:
    """Return everything that was said of a cycle's findings, in the order in which it was said."""
    wanted = select(ExplanationRow).where(ExplanationRow.cycle_id == cycle_id)
    return session.exec(wanted.order_by(col(ExplanationRow.id))).all()


def earlier_explanations(session: Session, cycle: Cycle) -> Sequence[ExplanationRow]:
    """Return everything that was said of an organ's findings in the years before a cycle."""
    wanted = select(ExplanationRow).join(Cycle, col(Cycle.id) == col(ExplanationRow.cycle_id))
    earlier = wanted.where(Cycle.organ_id == cycle.organ_id, Cycle.year < cycle.year)
    return session.exec(earlier.order_by(col(ExplanationRow.id))).all()


# Drafts and decisions


def drafts(session: Session, cycle_id: int) -> Sequence[Draft]:
    """Return every draft of a cycle, oldest first."""
    return session.exec(select(Draft).where(Draft.cycle_id == cycle_id).order_by(col(Draft.revision))).all()


def newest_draft(session: Session, cycle_id: int) -> Draft | None:
    """Return the draft in force."""
    wanted = select(Draft).where(Draft.cycle_id == cycle_id)
    return session.exec(wanted.order_by(col(Draft.revision).desc()).limit(1)).first()


def documents(session: Session, draft_id: int) -> Sequence[tuple[Document, File]]:
    """Return the documents of a draft with their bytes."""
    wanted = select(Document, File).join(File, col(File.id) == col(Document.file_id))
    return session.exec(wanted.where(Document.draft_id == draft_id).order_by(col(Document.id))).all()


def decisions(session: Session, draft_id: int) -> Sequence[Decision]:
    """Return everything that was said to a draft, in order; what of it counts, says ``report.chain.in_force``."""
    return session.exec(select(Decision).where(Decision.draft_id == draft_id).order_by(col(Decision.id))).all()


def decisions_of_cycle(session: Session, cycle_id: int) -> Sequence[Decision]:
    """Return every decision of a cycle in order."""
    return session.exec(select(Decision).where(Decision.cycle_id == cycle_id).order_by(col(Decision.id))).all()


# Publication


def publication(session: Session, cycle_id: int, report_hash: str) -> Publication | None:
    """Return where exactly this report was published."""
    wanted = select(Publication).where(Publication.cycle_id == cycle_id, Publication.report_hash == report_hash)
    return session.exec(wanted).first()


def newest_publication(session: Session, cycle_id: int) -> Publication | None:
    """Return the latest publication of a cycle."""
    wanted = select(Publication).where(Publication.cycle_id == cycle_id)
    return session.exec(wanted.order_by(col(Publication.id).desc()).limit(1)).first()


def publications(session: Session, cycle_id: int) -> Sequence[Publication]:
    """Return every publication of a cycle, oldest first."""
    wanted = select(Publication).where(Publication.cycle_id == cycle_id)
    return session.exec(wanted.order_by(col(Publication.id))).all()


def correction_of(session: Session, publication_id: int) -> Correction | None:
    """Return the correction that was asked for of a publication."""
    return session.exec(select(Correction).where(Correction.publication_id == publication_id)).first()


def withdrawal_of(session: Session, publication_id: int) -> Withdrawal | None:
    """Return the withdrawal of a publication."""
    return session.exec(select(Withdrawal).where(Withdrawal.publication_id == publication_id)).first()


def readbacks(session: Session, cycle_id: int) -> Sequence[Readback]:
    """Return what readers got of a cycle's publications, oldest first."""
    wanted = select(Readback).join(Publication, col(Publication.id) == col(Readback.publication_id))
    return session.exec(wanted.where(Publication.cycle_id == cycle_id).order_by(col(Readback.id))).all()


def publications_of_organ(session: Session, organ_id: int) -> Sequence[tuple[Cycle, Publication]]:
    """Return what an organ has published, the newest year first; of each year the latest."""
    wanted = select(Cycle, Publication).join(Publication, col(Publication.cycle_id) == col(Cycle.id))
    rows = session.exec(wanted.where(Cycle.organ_id == organ_id).order_by(col(Publication.id))).all()
    latest = {cycle.year: (cycle, published) for cycle, published in rows}
    return [latest[year] for year in sorted(latest, reverse=True)]


def past_report(session: Session, organ_id: int, year: int) -> PastReport | None:
    """Return the report of a year before this system kept them."""
    return session.exec(select(PastReport).where(PastReport.organ_id == organ_id, PastReport.year == year)).first()


def archive(session: Session, cycle_id: int, report_hash: str) -> Archive | None:
    """Return the bundle of exactly this published report."""
    wanted = select(Archive).where(Archive.cycle_id == cycle_id, Archive.report_hash == report_hash)
    return session.exec(wanted).first()


def newest_rollup(session: Session, organ_id: int, year: int) -> Rollup | None:
    """Return the latest sum of an organ's units."""
    wanted = select(Rollup).where(Rollup.organ_id == organ_id, Rollup.year == year)
    return session.exec(wanted.order_by(col(Rollup.id).desc()).limit(1)).first()


# Notices, run requests, journal


def notice_keyed(session: Session, key: str) -> Notice | None:
    """Return the notice with that key."""
    return session.exec(select(Notice).where(Notice.key == key)).first()


def notices_keyed_like(session: Session, prefix: str) -> Sequence[Notice]:
    """Return the notices whose key begins with ``prefix``, oldest first."""
    wanted = select(Notice).where(col(Notice.key).startswith(prefix, autoescape=True))
    return session.exec(wanted.order_by(col(Notice.id))).all()


def notices(session: Session, cycle_id: int) -> Sequence[Notice]:
    """Return the notices of a cycle in order, without those that carry a code: they are for one person's eyes."""
    wanted = select(Notice).where(Notice.cycle_id == cycle_id, ~col(Notice.key).startswith(CODE, autoescape=True))
    return session.exec(wanted.order_by(col(Notice.id))).all()


def notices_to_post(session: Session, now: datetime) -> Sequence[int]:
    """Return the ids of the notices that wait and whose time has come."""
    due = (col(Notice.next_attempt_at).is_(None)) | (col(Notice.next_attempt_at) <= now)
    wanted = select(Notice.id).where(Notice.state == Delivery.WAITING, due).order_by(col(Notice.id))
    return [notice_id for notice_id in session.exec(wanted) if notice_id is not None]


def notices_waiting_at(session: Session, person: Person, now: datetime) -> Sequence[Notice]:
    """Return the notices that wait for whoever has a person's address, locked so that nobody else takes them."""
    its = _at_address_of(person).where(Notice.state == Delivery.WAITING)
    due = its.where((col(Notice.next_attempt_at).is_(None)) | (col(Notice.next_attempt_at) <= now))
    # In one order, or two posters would wait for each other.
    locked = due.order_by(col(Notice.id)).with_for_update(of=Notice)
    return session.exec(locked, execution_options={"populate_existing": True}).all()


def notices_sent_to(session: Session, person: Person, since: datetime) -> Sequence[Notice]:
    """Return what was handed to a platform for a person's address from ``since`` on, delivered or in doubt."""
    sent = (Delivery.SENDING, Delivery.DELIVERED, Delivery.UNCERTAIN)
    its = _at_address_of(person).where(col(Notice.state).in_(sent), col(Notice.sending_since) >= since)
    return session.exec(its.order_by(col(Notice.id))).all()


def _at_address_of(person: Person) -> SelectOfScalar[Notice]:
    """Return the question for the notices to a person's mailbox, or to the telephone of somebody without one."""
    same = Person.mail == person.mail if person.mail else (Person.mail == "") & (Person.phone == person.phone)
    return select(Notice).join(Person, col(Person.id) == col(Notice.person_id)).where(same)


def notices_of(session: Session, cycle_id: int, person_id: int) -> Sequence[Notice]:
    """Return what a person was told in a cycle, oldest first."""
    wanted = select(Notice).where(Notice.cycle_id == cycle_id, Notice.person_id == person_id)
    return session.exec(wanted.order_by(col(Notice.id))).all()


def next_retry(session: Session) -> datetime | None:
    """Return when the first of the waiting notices is to be tried again, None where none waits for its time."""
    return session.exec(select(func.min(Notice.next_attempt_at)).where(Notice.state == Delivery.WAITING)).one()


def robot_notices_since(session: Session, since: datetime) -> Sequence[Notice]:
    """Return what the group robot began to say after ``since``; who asks next waits for this one's commit."""
    robot = select(Notice).where(col(Notice.person_id).is_(None))
    # Any one row that all who ask have in common: PostgreSQL would let two of them count at the same time.
    session.exec(robot.order_by(col(Notice.id)).limit(1).with_for_update()).first()
    return session.exec(robot.where(col(Notice.sending_since) > since).order_by(col(Notice.id))).all()


def notices_in(session: Session, state: Delivery) -> Sequence[Notice]:
    """Return the notices that stand at ``state``."""
    return session.exec(select(Notice).where(Notice.state == state).order_by(col(Notice.id))).all()


def run_request_keyed(session: Session, key: str) -> RunRequest | None:
    """Return the run request with that key."""
    return session.exec(select(RunRequest).where(RunRequest.key == key)).first()


def run_requests_in(session: Session, state: str) -> Sequence[RunRequest]:
    """Return the run requests that stand at ``state``, oldest first."""
    return session.exec(select(RunRequest).where(RunRequest.state == state).order_by(col(RunRequest.id))).all()


def has_pending_run(session: Session, flow: str) -> bool:
    """Say whether a flow has been asked for and has not ended, as far as we know."""
    wanted = select(RunRequest.id).where(RunRequest.flow == flow, col(RunRequest.state).in_(("waiting", "sent")))
    return session.exec(wanted.limit(1)).first() is not None


def run_requests(session: Session, cycle_id: int) -> Sequence[RunRequest]:
    """Return every run request of a cycle, oldest first."""
    return session.exec(select(RunRequest).where(RunRequest.cycle_id == cycle_id).order_by(col(RunRequest.id))).all()


def run_requests_keyed_like(session: Session, prefix: str) -> list[RunRequest]:
    """Return the run requests whose key begins with ``prefix``, oldest first."""
    wanted = select(RunRequest).where(col(RunRequest.key).startswith(prefix, autoescape=True))
    return list(session.exec(wanted.order_by(col(RunRequest.id))).all())


def journal(session: Session, cycle_id: int) -> Sequence[Entry]:
    """Return the journal of a cycle in order."""
    return session.exec(select(Entry).where(Entry.cycle_id == cycle_id).order_by(col(Entry.id))).all()


def journal_between(session: Session, first: int, last: int) -> Sequence[Entry]:
    """Return the entries from one to another, of whichever cycle: the chain is one for all."""
    wanted = select(Entry).where(col(Entry.id) >= first, col(Entry.id) <= last)
    return session.exec(wanted.order_by(col(Entry.id))).all()


# What a page shows of files, without reading their bytes


def file_labels(session: Session, file_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Return the name and the size in bytes of files, by id."""
    wanted = select(File.id, File.name, func.length(File.content)).where(col(File.id).in_(set(file_ids)))
    return {file_id: (name, size) for file_id, name, size in session.exec(wanted) if file_id is not None}


def documents_of(session: Session, draft_id: int) -> Sequence[Document]:
    """Return the documents of a draft without their bytes."""
    return session.exec(select(Document).where(Document.draft_id == draft_id).order_by(col(Document.id))).all()


def document_at(session: Session, draft_id: int, path: str) -> Document | None:
    """Return the document that will lie at ``path`` below the year's page."""
    return session.exec(select(Document).where(Document.draft_id == draft_id, Document.path == path)).first()


def people(session: Session, organ_id: int) -> dict[int, Person]:
    """Return everybody of an organ, by id."""
    wanted = select(Person).where(Person.organ_id == organ_id).order_by(col(Person.id))
    return {person.id: person for person in session.exec(wanted) if person.id is not None}


# Links for deciding


def invitations(session: Session, draft_id: int, person_id: int) -> Sequence[Invitation]:
    """Return the links a person was given for a draft, oldest first."""
    wanted = select(Invitation).where(Invitation.draft_id == draft_id, Invitation.person_id == person_id)
    return session.exec(wanted.order_by(col(Invitation.id))).all()


def invitation_hashed(session: Session, token_hash: str, lock: bool = False) -> Invitation | None:
    """Return the invitation whose token has that hash; ``lock`` makes other writers wait."""
    wanted = select(Invitation).where(Invitation.token_hash == token_hash)
    return session.exec(wanted.with_for_update() if lock else wanted).first()


def leads(session: Session, organ_id: int) -> Sequence[Person]:
    """Return the contacts of the office that watches over the report."""
    wanted = _in_charge().join(Office, col(Office.id) == col(Person.office_id))
    leading = wanted.where(Office.organ_id == organ_id, col(Office.leads), Person.role == Role.CONTACT)
    return session.exec(leading.order_by(col(Office.position), col(Person.id))).all()


# Contact checks


def contact_checks(session: Session, cycle_id: int) -> Sequence[ContactCheck]:
    """Return who was asked in a cycle whether they still have their role."""
    wanted = select(ContactCheck).where(ContactCheck.cycle_id == cycle_id)
    return session.exec(wanted.order_by(col(ContactCheck.id))).all()


def contact_check_of(session: Session, cycle_id: int, person_id: int) -> ContactCheck | None:
    """Return what a person was asked in a cycle."""
    wanted = select(ContactCheck).where(ContactCheck.cycle_id == cycle_id, ContactCheck.person_id == person_id)
    return session.exec(wanted).first()


def contact_check_hashed(session: Session, token_hash: str, lock: bool = False) -> ContactCheck | None:
    """Return the contact check whose token has that hash; ``lock`` makes other writers wait."""
    wanted = select(ContactCheck).where(ContactCheck.token_hash == token_hash)
    return session.exec(wanted.with_for_update() if lock else wanted).first()


# Signed papers


def paper_hashed(session: Session, sha256: str) -> SignedPaper | None:
    """Return the signed paper of exactly these bytes."""
    return session.exec(select(SignedPaper).where(SignedPaper.sha256 == sha256)).first()


def papers(session: Session) -> Sequence[SignedPaper]:
    """Return every signed paper, the newest first."""
    return session.exec(select(SignedPaper).order_by(col(SignedPaper.id).desc())).all()


def papers_of(session: Session, cycle_id: int) -> Sequence[SignedPaper]:
    """Return the signed papers of a cycle's drafts in the order in which they came."""
    wanted = select(SignedPaper).join(Draft, col(Draft.id) == col(SignedPaper.draft_id))
    return session.exec(wanted.where(Draft.cycle_id == cycle_id).order_by(col(SignedPaper.id))).all()


def drafts_hashed(session: Session, start: str) -> Sequence[Draft]:
    """Return the drafts whose hash begins with ``start``, oldest first."""
    wanted = select(Draft).where(col(Draft.report_hash).startswith(start, autoescape=True))
    return session.exec(wanted.order_by(col(Draft.id))).all()
