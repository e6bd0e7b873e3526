"""A small town and the rows that each step of its year leaves behind, without any flow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models import (
    Archive,
    Cycle,
    Draft,
    Duty,
    Examination,
    FiledCell,
    FiledText,
    Filing,
    FindingRow,
    Handout,
    Notice,
    Office,
    Organ,
    Person,
    Publication,
    Step,
    queries,
)
from models.acts import decide, explain, file_workbook
from models.db import look, transaction
from models.file import File
from models.snapshot import snapshot
from models.standing import Standing, standing
from report.checks import RULES_HASH
from report.deadlines import plan
from report.explanation import Choice
from report.lifecycle import CHAIN, Move, Role, Stage, Verdict
from report.rule import Finding, Outcome, Weight
from report.sheet import Level, Sheet
from settings import SHANGHAI

OWED = {
    "党政办公室": ("t3.received.natural_person", "overview.1", "overview.10"),
    "司法所": ("t4.review.upheld", "t2.procurement.amount", "overview.2", "other.1"),
}
"""Which office owes which cell and paragraph; a paragraph's address names a text."""

NAMES = ("周晓敏", "何建国", "孙丽萍", "马志远")
"""Who signs, in order of the chain."""


def at(month: int, day: int, hour: int = 9) -> datetime:
    """Return a moment of the cycle: December is 2020, everything else 2021."""
    return datetime(2020 if month == 12 else 2021, month, day, hour, tzinfo=SHANGHAI)


SIGNING = at(1, 6)
EVENING = at(1, 7, 18)
"""Every stage has opened by then."""


def kept(finding: Finding) -> dict[str, Any]:
    """Return the columns in which a finding is kept."""
    return {**{name: getattr(finding, name) for name in Finding.__slots__}, "cells": list(finding.cells)}


class Town:
    """One organ with its cycle of 2020; every method is one step of the year, written into the database."""

    def __init__(self, owed: Mapping[str, tuple[str, ...]] | None = None, slug: str = "guangwu") -> None:
        self.owed = owed or OWED
        with transaction() as session:
            organ = Organ(
                name=f"荥阳市{slug}广武镇人民政府" if slug != "guangwu" else "荥阳市广武镇人民政府",
                title_name="广武镇人民政府",
                short_name="广武镇",
                slug=slug,
                level=Level.TOWNSHIP,
            )
            session.add(organ)
            session.flush()
            self.organ_id = organ.id or 0
            for role, name in zip(CHAIN, NAMES, strict=True):
                session.add(Person(organ_id=self.organ_id, role=role, name=name))
            self.cycle_id = self._cycle(session)
            self.offices = {name: self._office(session, name, place) for place, name in enumerate(self.owed)}

    def _cycle(self, session: Session) -> int:
        cycle = Cycle(organ_id=self.organ_id, year=2020, edition=2019, opened_at=at(12, 1))
        session.add(cycle)
        session.flush()
        for step in plan(Level.TOWNSHIP, 2020, (1, 8)).steps:
            session.add(Step(cycle_id=cycle.id or 0, stage=step.stage, opens_on=step.opens_on, due_on=step.due_on))
        return cycle.id or 0

    def _office(self, session: Session, name: str, place: int) -> int:
        office = Office(organ_id=self.organ_id, name=name, leads=place == 0, position=place)
        session.add(office)
        session.flush()
        assert office.id is not None
        for item in self.owed[name]:
            title = "" if item.startswith("t") else "段落"
            session.add(Duty(cycle_id=self.cycle_id, office_id=office.id, item=item, title=title))
        return office.id

    def hand_out(self, name: str) -> None:
        """Give an office its workbook."""
        with transaction() as session:
            file = File.of(f"{name}填报表.xlsx", name.encode())
            session.add(file)
            session.flush()
            session.add(
                Handout(
                    cycle_id=self.cycle_id,
                    office_id=self.offices[name],
                    file_id=file.id or 0,
                    token=name,
                    handed_out_at=at(12, 16),
                )
            )

    def send(self, name: str, content: bytes, when: datetime) -> int:
        """Let an office send a workbook; return the filing's id."""
        with transaction() as session:
            cycle, office = session.get_one(Cycle, self.cycle_id), session.get_one(Office, self.offices[name])
            filing = file_workbook(session, cycle, office, "填报表.xlsx", content, "李娜", when, "portal")
            return filing.id or 0

    def read(self, filing_id: int, content: Mapping[str, str]) -> None:
        """Store what stands in a filing: cells by address, paragraphs by key."""
        with transaction() as session:
            session.get_one(Filing, filing_id).move(Move.READ)
            for item, text in content.items():
                cell = item.startswith("t")
                session.add(
                    FiledCell(filing_id=filing_id, address=item, printed=text)
                    if cell
                    else FiledText(filing_id=filing_id, key=item, text=text)
                )

    def move(self, filing_id: int, move: Move) -> None:
        """Say what the checks made of a filing; one that passes takes the place of the one before."""
        with transaction() as session:
            filing = session.get_one(Filing, filing_id)
            counting = queries.passed(session, self.cycle_id).get(filing.office_id)
            if move is Move.PASS and counting:
                counting.move(Move.SUPERSEDE)
            filing.move(move)

    def file(self, name: str, content: Mapping[str, str], when: datetime) -> int:
        """Let an office's filing arrive, be read and pass."""
        filing_id = self.send(name, repr((content, when)).encode(), when)
        self.read(filing_id, content)
        self.move(filing_id, Move.PASS)
        return filing_id

    def sheet(self) -> Sheet | None:
        """Return the report as the filings make it."""
        with look() as session:
            return snapshot(session, session.get_one(Cycle, self.cycle_id))

    def examine(self, *weights: Weight) -> None:
        """Examine the report with a finding of each weight."""
        self.find(*(Finding("T3-01", weight, Outcome.FAIL, (), "不平") for weight in weights))

    def find(self, *findings: Finding, rules: str = RULES_HASH) -> None:
        """Examine the report with these findings."""
        sheet = self.sheet()
        assert sheet is not None
        with transaction() as session:
            done = Examination(
                cycle_id=self.cycle_id,
                content_hash=sheet.content_hash,
                rules_hash=rules,
                examined_at=at(1, 4),
            )
            session.add(done)
            session.flush()
            session.add_all(FindingRow(examination_id=done.id or 0, **kept(finding)) for finding in findings)

    def explain(
        self,
        which: int = 0,
        sentence: str = "清理后并入县级文件。",
        by: str = "周晓敏",
        when: datetime = SIGNING,
        choice: Choice = Choice.CLEARANCE,
    ) -> int:
        """Let somebody explain one of the findings that the report has now; return the explanation's id."""
        row = self.standing().findings[which]
        with transaction() as session:
            cycle = session.get_one(Cycle, self.cycle_id)
            return explain(session, cycle, row, choice, sentence, by, when, "portal 10.1.2.3").id or 0

    def draft(self, report_hash: str) -> int:
        """Render the figures that count now; return the draft's id."""
        sheet = self.sheet()
        assert sheet is not None
        with transaction() as session:
            revision = len(queries.drafts(session, self.cycle_id)) + 1
            draft = Draft(
                cycle_id=self.cycle_id,
                revision=revision,
                sheet="{}",
                content_hash=sheet.content_hash,
                report_hash=report_hash,
                made_at=at(1, 5),
            )
            session.add(draft)
            session.flush()
            return draft.id or 0

    def decide(
        self,
        role: Role,
        verdict: Verdict = Verdict.APPROVE,
        when: datetime = SIGNING,
        reason: str = "",
        office: str = "",
        draft_id: int | None = None,
    ) -> int:
        """Let a person of the chain decide about the newest draft; return the decision's id."""
        with transaction() as session:
            newest = queries.newest_draft(session, self.cycle_id)
            draft = session.get_one(Draft, draft_id) if draft_id else newest
            person = queries.person_in_role(session, self.organ_id, role)
            assert draft is not None
            assert person is not None
            blamed = session.get_one(Office, self.offices[office]) if office else None
            return decide(session, draft, person, verdict, when, "portal 10.1.2.3", reason, blamed).id or 0

    def approve(self) -> None:
        """Let everybody in the chain sign the newest draft, and one of them be told that all have."""
        for role in CHAIN:
            self.decide(role)
        self.tell_approved()

    def tell_approved(self) -> None:
        """Write somebody of the chain that everybody has signed the newest draft."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            assert draft is not None
            key = f"{self.cycle_id}:approved:{draft.id}:1"
            session.add(Notice(key=key, cycle_id=self.cycle_id, subject="审签完成", text="。", written_at=SIGNING))

    def publish(self, verified: bool) -> None:
        """Put the newest draft into the column, or compare what stands there."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            assert draft is not None
            published = queries.publication(session, self.cycle_id, draft.report_hash) or Publication(
                cycle_id=self.cycle_id,
                draft_id=draft.id or 0,
                report_hash=draft.report_hash,
                address="http://127.0.0.1/site/guangwu/2020/index.html",
                published_at=at(1, 7),
            )
            published.verified_at = at(1, 7) if verified else None
            session.add(published)

    def archive(self) -> None:
        """Bundle the newest draft."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.cycle_id)
            assert draft is not None
            file = File.of("归档.zip", b"PK")
            session.add(file)
            session.flush()
            session.add(
                Archive(
                    cycle_id=self.cycle_id,
                    report_hash=draft.report_hash,
                    file_id=file.id or 0,
                    archived_at=at(1, 15),
                )
            )

    def standing(self) -> Standing:
        """Return where the cycle stands."""
        with look() as session:
            return standing(session, self.cycle_id)

    @property
    def awaited(self) -> list[str]:
        """The roles whose signatures are next."""
        return [place.role for place in self.standing().waits_for]

    def where(self, now: datetime = EVENING) -> tuple[Stage, Stage | None]:
        """Return the stage at which the cycle stands, and the one whose flow has something to do."""
        here = self.standing()
        return here.stage, here.due(now)
