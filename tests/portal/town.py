"""广武镇's cycle of 2020, brought step by step to wherever a test wants to look at it."""

from datetime import UTC, date, datetime

from sqlmodel import Session, select

from models import (
    Archive,
    Cycle,
    Delivery,
    Document,
    Draft,
    Duty,
    Examination,
    FiledCell,
    Filing,
    FindingRow,
    Handout,
    Notice,
    Office,
    Organ,
    Person,
    Publication,
    RunRequest,
    Step,
    queries,
)
from models.acts import decide, explain, file_workbook
from models.db import transaction
from models.file import File
from models.journal import enter
from models.standing import standing
from report.checks import RULES_HASH
from report.deadlines import plan
from report.explanation import Choice
from report.lifecycle import CHAIN, Move, Role, Stage, Verdict
from report.rule import Outcome, Weight
from report.sheet import Level
from report.writing.data import interchange_bytes
from settings import SHANGHAI

OFFICES = {
    "党政办公室": "t3.received.natural_person",
    "财政所": "t2.procurement.projects",
    "司法所": "t4.review.upheld",
    "社会事务办公室": "t2.normative_documents.disclosed_total",
}
CHAIN_NAMES = ("周晓敏", "何建国", "孙丽萍", "马志远")
BYTES = bytes(range(256))
"""No encoding and no template survives being applied to these."""

PAGE = "<!DOCTYPE html><title>稿</title><p>年报<a href='files/ab/年报.pdf'>PDF</a>".encode()


def at(month: int, day: int, hour: int = 9) -> datetime:
    """Return a moment of the cycle: December is 2020, everything else 2021."""
    return datetime(2020 if month == 12 else 2021, month, day, hour, 30, tzinfo=SHANGHAI)


class Town:
    """One organ with its offices and its chain; every method is something that happens in the year."""

    def __init__(self, name: str = "广武镇", slug: str = "guangwu", offices: dict[str, str] | None = None) -> None:
        self.now = at(12, 1)
        self.offices: dict[str, int] = {}
        with transaction() as session:
            self.organ_id = self._organ(session, name, slug)
            for position, office in enumerate(offices or OFFICES):
                self.offices[office] = self._office(session, office, position)
            for role, person in zip(CHAIN, CHAIN_NAMES, strict=True):
                session.add(Person(organ_id=self.organ_id, role=role, name=person))
            self.cycle_id = self._cycle(session, offices or OFFICES)

    def clock(self) -> datetime:
        """Return the time in the town, in another time zone than the town's."""
        return self.now.astimezone(UTC)

    def _organ(self, session: Session, name: str, slug: str) -> int:
        organ = Organ(
            name=f"荥阳市{name}人民政府",
            title_name=f"{name}人民政府",
            short_name=name,
            slug=slug,
            level=Level.TOWNSHIP,
            publish_by="01-08",
        )
        session.add(organ)
        session.flush()
        assert organ.id is not None
        return organ.id

    def _office(self, session: Session, name: str, position: int) -> int:
        office = Office(organ_id=self.organ_id, name=name, leads=position == 0, position=position)
        session.add(office)
        session.flush()
        assert office.id is not None
        contact = Person(organ_id=self.organ_id, office_id=office.id, role=Role.CONTACT, name=f"{name[:1]}某")
        contact.phone = f"0371-6400001{position}"
        session.add(contact)
        return office.id

    def _cycle(self, session: Session, owed: dict[str, str]) -> int:
        cycle = Cycle(organ_id=self.organ_id, year=2020, edition=2019, opened_at=self.now)
        session.add(cycle)
        session.flush()
        assert cycle.id is not None
        for step in plan(Level.TOWNSHIP, 2020, (1, 8)).steps:
            session.add(Step(cycle_id=cycle.id, stage=step.stage, opens_on=step.opens_on, due_on=step.due_on))
        for office, item in owed.items():
            session.add(Duty(cycle_id=cycle.id, office_id=self.offices[office], item=item))
        enter(session, self.now, "年报系统", "plan", "排定2020年度报告的全年计划，2021-01-08前公开", "", cycle.id)
        return cycle.id

    def due(self, stage: Stage) -> date:
        """Return by when a stage is due."""
        with transaction() as session:
            return queries.steps(session, self.cycle_id)[stage].due_on

    def hand_out(self) -> None:
        """Give every office its workbook."""
        with transaction() as session:
            for name, office_id in self.offices.items():
                file = File.of("填报表.xlsx", name.encode())
                session.add(file)
                session.flush()
                assert file.id is not None
                session.add(
                    Handout(
                        cycle_id=self.cycle_id,
                        office_id=office_id,
                        file_id=file.id,
                        token=f"{office_id}",
                        handed_out_at=self.now,
                    )
                )

    def files(self, office: str, name: str = "填报表.xlsx", content: bytes = BYTES) -> int:
        """Take in what an office sends."""
        with transaction() as session:
            cycle = session.get_one(Cycle, self.cycle_id)
            filing = file_workbook(
                session, cycle, session.get_one(Office, self.offices[office]), name, content, "某某", self.now, "邮件"
            )
            assert filing.id is not None
            return filing.id

    def pass_(self, office: str, printed: str = "1") -> int:
        """Take in a filing and let it pass with one figure."""
        filing_id = self.files(office, content=f"{office}{self.now}{printed}".encode())
        with transaction() as session:
            filing = session.get_one(Filing, filing_id)
            filing.move(Move.READ)
            filing.move(Move.PASS)
            filing.filed_by = "填表人"
            for duty in queries.duties_of(session, self.cycle_id, self.offices[office]):
                session.add(FiledCell(filing_id=filing_id, address=duty.item, printed=printed))
        return filing_id

    def return_(self, office: str, message: str) -> int:
        """Take in a filing and send it back with one finding."""
        filing_id = self.files(office, content=message.encode())
        with transaction() as session:
            filing = session.get_one(Filing, filing_id)
            filing.move(Move.READ)
            filing.move(Move.RETURN)
            filing.answer = message
            self._examined(session, filing_id, f"filing-{filing_id}", [("T4-01", Weight.ERROR, message, office)])
        return filing_id

    def refuse(self, office: str, reason: str) -> int:
        """Take in a file that cannot be read."""
        filing_id = self.files(office, content=reason.encode())
        with transaction() as session:
            filing = session.get_one(Filing, filing_id)
            filing.move(Move.REFUSE)
            filing.answer = reason
        return filing_id

    def examine(self, *findings: tuple[str, Weight, str, str]) -> None:
        """Examine everybody's figures added up, with these findings (code, weight, message, owners)."""
        with transaction() as session:
            sheet = standing(session, self.cycle_id).sheet
            assert sheet is not None
            self._examined(session, None, sheet.content_hash, findings)

    def explain(self, code: str, sentence: str, by: str = "周晓敏") -> None:
        """Let somebody explain a finding of the added-up figures."""
        with transaction() as session:
            here = standing(session, self.cycle_id)
            row = next(question.row for question in here.questions if question.row.code == code)
            explain(session, here.cycle, row, Choice.REORGANISATION, sentence, by, self.now, "看板")

    def another_law(self) -> None:
        """Let everything that was examined so far have been examined by other rules than those of today."""
        with transaction() as session:
            for examination in session.exec(select(Examination)):
                examination.rules_hash = "the law of before"

    def _examined(
        self,
        session: Session,
        filing_id: int | None,
        content_hash: str,
        findings: list[tuple[str, Weight, str, str]] | tuple[tuple[str, Weight, str, str], ...],
    ) -> None:
        examination = Examination(
            cycle_id=self.cycle_id,
            filing_id=filing_id,
            content_hash=content_hash,
            rules_hash=RULES_HASH,
            examined_at=self.now,
        )
        session.add(examination)
        session.flush()
        assert examination.id is not None
        for code, weight, message, owners in findings:
            row = FindingRow(
                examination_id=examination.id,
                code=code,
                weight=weight,
                outcome=Outcome.FAIL,
                message=message,
                owners=owners,
            )
            session.add(row)

    def draft(self, mark: str = "a") -> int:
        """Render the figures that count now; return the draft."""
        with transaction() as session:
            sheet = standing(session, self.cycle_id).sheet
            assert sheet is not None
            newest = queries.newest_draft(session, self.cycle_id)
            draft = Draft(
                cycle_id=self.cycle_id,
                revision=newest.revision + 1 if newest else 1,
                sheet=interchange_bytes(sheet).decode(),
                content_hash=sheet.content_hash,
                report_hash=mark * 64,
                chain=session.get_one(Organ, self.organ_id).chain,
                made_at=self.now,
            )
            session.add(draft)
            session.flush()
            assert draft.id is not None
            self._render(session, draft.id)
            return draft.id

    def _render(self, session: Session, draft_id: int) -> None:
        for kind, content in (("html", PAGE), ("docx", b"PK" + BYTES), ("pdf", b"%PDF" + BYTES)):
            file = File.of(f"广武镇人民政府2020年政府信息公开工作年度报告.{kind}", content)
            session.add(file)
            session.flush()
            path = "index.html" if kind == "html" else f"files/ab/年报.{kind}"
            session.add(Document(draft_id=draft_id, file_id=file.id or 0, format=kind, path=path))

    def sign(
        self, role: str, verdict: Verdict = Verdict.APPROVE, reason: str = "", office: str = "", back_to: str = ""
    ) -> None:
        """Let somebody of the chain decide about the newest draft."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            person = queries.person_in_role(session, self.organ_id, role)
            assert draft is not None
            assert person is not None
            concerned = session.get_one(Office, self.offices[office]) if office else None
            decide(session, draft, person, verdict, self.now, "邮件", reason, concerned, back_to)

    def publish(self, address: str, trouble: str = "", verified: bool = True) -> None:
        """Put the approved draft where readers find it."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            assert draft is not None
            assert draft.id is not None
            session.add(
                Publication(
                    cycle_id=self.cycle_id,
                    draft_id=draft.id,
                    report_hash=draft.report_hash,
                    address=address,
                    published_at=self.now,
                    verified_at=self.now if verified else None,
                    trouble=trouble,
                )
            )

    def archive(self) -> int:
        """Bundle what was published."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            assert draft is not None
            file = File.of("广武镇2020年度归档.zip", b"PK" + BYTES)
            session.add(file)
            session.flush()
            archive = Archive(
                cycle_id=self.cycle_id, report_hash=draft.report_hash, file_id=file.id or 0, archived_at=self.now
            )
            session.add(archive)
            session.flush()
            assert archive.id is not None
            return archive.id

    def tell(self, subject: str, state: Delivery, office: str = "", trouble: str = "") -> None:
        """Write a notice to an office's contact, or to the group robot."""
        with transaction() as session:
            person = queries.contacts(session, self.offices[office])[0] if office else None
            session.add(
                Notice(
                    key=f"{self.cycle_id}:{subject}:{office}",
                    cycle_id=self.cycle_id,
                    person_id=person.id if person else None,
                    subject=subject,
                    text=f"{subject}。\n请在填报表里填好后发回。",
                    written_at=self.now,
                    state=state,
                    delivered_at=self.now if state is Delivery.DELIVERED else None,
                    trouble=trouble,
                )
            )

    def ran(self, stage: Stage, state: str, flow_run_id: str) -> None:
        """Let a requested run end."""
        with transaction() as session:
            key = f"{self.cycle_id}:{stage}:{flow_run_id}"
            request = RunRequest(key=key, flow=stage, cycle_id=self.cycle_id, name=key, written_at=self.now)
            request.state, request.flow_run_id = state, flow_run_id
            session.add(request)

    def everybody_files(self) -> None:
        """Bring the cycle to where all figures count and nothing is wrong with them."""
        self.hand_out()
        for day, office in enumerate(self.offices, start=21):
            self.now = at(12, day)
            self.pass_(office)
        self.now = at(1, 4)
        self.examine()

    def everybody_signs(self) -> None:
        """Let the whole chain approve the newest draft."""
        for hour, role in enumerate(CHAIN, start=10):
            self.now = self.now.replace(hour=hour)
            self.sign(role)
