"""广武镇 in a database of its own, brought through its year by the tasks alone."""

import io
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook

from deployments.demo.story import Files, at
from deployments.demo.year import FILL, filled
from models import Cycle, File, Filing, Notice, Office, Organ, Person, queries
from models.acts import decide, explain, file_workbook
from models.db import look, transaction
from models.standing import Standing, standing
from report.explanation import Choice
from report.form import form_for
from report.lifecycle import CHAIN, Stage, Verdict
from report.reading import read
from report.sheet import Sheet
from tasks.approve import ask_next, tell_approved, tell_decisions
from tasks.check import check_filing, check_report, unchecked
from tasks.collect import hand_out, receive, unread, without_workbook
from tasks.correct import open_correction, take_off
from tasks.draft import make_draft
from tasks.plan import open_cycle
from tasks.publish import publish, verify

PLANNED, HANDED_OUT, FILED, DRAFTED = at(12, 1, 9), at(12, 16, 9), at(12, 30, 10), at(1, 4, 10)
OFFICES = tuple(FILL)
FORM = form_for(2020)


@dataclass
class Town:
    """One organ with one cycle; every method is one thing that happens, at the moment ``now``."""

    home: Path
    now: datetime = PLANNED
    organ_id: int = 1
    cycle_id: int = 1

    # What the service does

    def plan(self) -> None:
        """Open the cycle of 2020."""
        self.cycle_id = open_cycle.fn(self.organ_id, 2020, self.now)

    def hand_out(self) -> None:
        """Give every office that has none its workbook."""
        for office_id in without_workbook(self.cycle_id, self.now):
            hand_out.fn(self.cycle_id, office_id, self.now)

    def collect(self) -> None:
        """Read what has come."""
        for filing_id in unread(self.cycle_id):
            receive.fn(filing_id, self.now)

    def check(self) -> list[list[str]]:
        """Check every filing that was read, and then the whole."""
        for filing_id in unchecked(self.cycle_id):
            check_filing.fn(filing_id, self.now)
        return check_report.fn(self.cycle_id, self.now)

    def draft(self) -> int | None:
        """Render what counts now."""
        return make_draft.fn(self.cycle_id, self.now)

    def ask(self) -> str:
        """Do what the flow of approving does; return who was asked."""
        tell_decisions.fn(self.cycle_id, self.now)
        asked = "、".join(ask_next.fn(self.cycle_id, self.now))
        tell_approved.fn(self.cycle_id, self.now)
        return asked

    def publish(self) -> str:
        """Put the report into the column, fetch it again, and return its address."""
        address = publish.fn(self.cycle_id, self.now)
        verify.fn(self.cycle_id, self.now)
        return address

    # What people do

    def files(
        self,
        office: str,
        slips: Mapping[str, int] | None = None,
        nothing: bool = False,
        content: bytes | None = None,
        name: str = "填报表.xlsx",
        texts: Mapping[str, str] | None = None,
    ) -> int:
        """Send an office's workbook, filled in as in the example unless something else is said."""
        if content is None:
            content = self.filled(office, slips, nothing, texts)
        with transaction() as session:
            cycle, sender = session.get_one(Cycle, self.cycle_id), self.office(office)
            filing = file_workbook(session, cycle, sender, name, content, "某某", self.now, "邮件")
            assert filing.id is not None
            return filing.id

    def filled(
        self,
        office: str,
        slips: Mapping[str, int] | None = None,
        nothing: bool = False,
        texts: Mapping[str, str] | None = None,
    ) -> bytes:
        """Fill in an office's workbook the way a clerk does."""
        contact = self.contact(office)
        act = Files(self.now, office, dict(slips or {}), nothing)
        content = filled(self.workbook(office).content, act, contact.name, contact.phone)
        return written_over(content, texts) if texts else content

    def everybody_files(self) -> None:
        """Send all eight workbooks, read and check them."""
        self.everybody_files_but()

    def everybody_files_but(self, *others: str) -> None:
        """Send the workbooks of all offices except some; read and check what has come."""
        for office in OFFICES:
            if office not in others:
                self.files(office, nothing=office == "综合行政执法中队")
        self.collect()
        self.check()
        self.explain()

    def sends_again(self, office: str, slips: Mapping[str, int] | None = None) -> None:
        """Send an office's workbook once more, bring it in, and explain what the checks ask about it."""
        self.files(office, slips)
        self.collect()
        self.check()
        self.explain()

    def explain(self, by: str = "周晓敏", sentence: str = "已与台账核对，确实如此。") -> int:
        """Let somebody explain everything that is open; return how many findings that were."""
        asked = self.here.open_questions
        with transaction() as session:
            cycle = session.get_one(Cycle, self.cycle_id)
            for question in asked:
                explain(session, cycle, question.row, Choice.OTHER, sentence, by, self.now, "看板")
        return len(asked)

    def sign(
        self,
        role: str,
        verdict: Verdict = Verdict.APPROVE,
        reason: str = "",
        office: str = "",
        back_to: str = "",
        by: str = "",
    ) -> None:
        """Let somebody of the chain decide about the newest draft: who holds the role, or ``by`` name."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            holder = queries.person_in_role(session, self.organ_id, role)
            person = queries.person_entered(session, self.organ_id, None, role, by) if by else holder
            assert draft is not None
            assert person is not None
            concerned = self.office(office) if office else None
            decide(session, draft, person, verdict, self.now, "看板", reason, concerned, back_to)

    def asks_for_a_correction(self, reason: str, by: str = "周晓敏") -> None:
        """Let somebody open what is published for a correction."""
        open_correction(self.cycle_id, by, reason, self.now, "命令行")

    def withdraws(self, reason: str, by: str = "周晓敏", confirmed_by: str = "马志远") -> None:
        """Let two people withdraw what is published."""
        take_off(self.cycle_id, by, confirmed_by, reason, self.now, "命令行")

    def everybody_signs(self) -> None:
        """Let the whole chain approve, each when asked."""
        for role in CHAIN:
            assert self.ask() == role
            self.sign(role)
        self.ask()

    # What can be seen

    @property
    def here(self) -> Standing:
        """Where the cycle stands."""
        with look() as session:
            return standing(session, self.cycle_id)

    @property
    def sheet(self) -> Sheet:
        """The sheet of the newest draft."""
        draft = self.here.draft
        assert draft is not None
        return read("draft.report.json", draft.sheet.encode())

    @property
    def database(self) -> list[str]:
        """Everything that is remembered, down to the last row."""
        with sqlite3.connect(self.home / "nianbao.db") as database:
            return list(database.iterdump())

    def office(self, name: str) -> Office:
        """Return the office of that name."""
        with look() as session:
            office = queries.office_named(session, self.organ_id, name)
        assert office is not None
        return office

    def contact(self, office: str) -> Person:
        """Return who fills in for an office."""
        with look() as session:
            return queries.contacts(session, self.office(office).id or 0)[0]

    def workbook(self, office: str) -> File:
        """Return the workbook an office was given."""
        with look() as session:
            handout = queries.handout(session, self.cycle_id, self.office(office).id or 0)
            assert handout is not None
            return session.get_one(File, handout.file_id)

    def filing(self, filing_id: int) -> Filing:
        """Return how a filing stands."""
        with look() as session:
            return session.get_one(Filing, filing_id)

    def cells(self, filing_id: int) -> dict[str, str]:
        """Return what was stored of a filing."""
        with look() as session:
            return queries.filed_cells(session, filing_id)

    def told(self, what: str) -> dict[str, Notice]:
        """Return the notices of one kind (``handout``, ``remind`` …), by who is told, in the order of writing."""
        with look() as session:
            found = queries.notices_keyed_like(session, f"{self.cycle_id}:{what}:")
            names = [session.get_one(Person, n.person_id).name if n.person_id else "工作群" for n in found]
        return dict(zip(names, found, strict=True))

    def count(self, what: str) -> int:
        """Count the notices of one kind."""
        with look() as session:
            return len(queries.notices_keyed_like(session, f"{self.cycle_id}:{what}:"))

    def journal(self) -> list[str]:
        """Return what was entered in the journal."""
        with look() as session:
            return [entry.what for entry in queries.journal(session, self.cycle_id)]

    def due(self, stage: Stage) -> str:
        """Return by when a stage is due."""
        return self.here.steps[stage].due_on.isoformat()

    def published(self) -> Path:
        """Return the folder below which the report of the year is published."""
        with look() as session:
            return self.home / "site" / session.get_one(Organ, self.organ_id).slug / "2020"


def written_over(content: bytes, texts: Mapping[str, str]) -> bytes:
    """Write other paragraphs into a workbook."""
    book = load_workbook(io.BytesIO(content))
    for key, text in texts.items():
        sheet, _, cell = book.defined_names[f"P_{key}"].attr_text.rpartition("!")
        book[sheet.strip("'")][cell.replace("$", "")].value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def figures_in(content: bytes) -> dict[str, int]:
    """Read a workbook's figures by the names of their cells, with a library the service does not read with."""
    addresses = {f"C_{address.replace('.', '_')}": address for address in FORM.addresses}
    book = load_workbook(io.BytesIO(content))
    places = {
        addresses[name]: place.attr_text.rpartition("!")
        for name, place in book.defined_names.items()
        if name in addresses
    }
    values = {
        address: book[sheet.strip("'")][cell.replace("$", "")].value for address, (sheet, _, cell) in places.items()
    }
    return {address: int(value or 0) for address, value in values.items()}
