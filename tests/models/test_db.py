"""The one door to the database, the same on SQLite and on PostgreSQL: schema, round trip, transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, StatementError
from sqlmodel import SQLModel, select

from models import (
    Archive,
    Assignment,
    ContactCheck,
    Correction,
    Cycle,
    Decision,
    Delivery,
    Document,
    Draft,
    Duty,
    Entry,
    Examination,
    ExplanationRow,
    Extension,
    FiledCell,
    FiledText,
    Filing,
    FindingRow,
    Handout,
    InstructionRow,
    Invitation,
    Notice,
    Office,
    Organ,
    PastReport,
    Person,
    ProposalRow,
    Publication,
    Readback,
    Rollup,
    RunRequest,
    SignedPaper,
    Step,
    Withdrawal,
    queries,
)
from models.contact_check import Reply
from models.db import MIGRATIONS, engine, look, migrate, transaction
from models.file import File
from models.instruction import Answered
from report.explanation import Choice
from report.instruction import Ask
from report.lifecycle import Role, Stage, Status, Verdict
from report.rule import Outcome, Weight
from report.sheet import Level
from tests.models.town import at

NOW = datetime(2021, 1, 4, 8, 59, 59, 999999, tzinfo=UTC)
"""16:59:59.999999 in China."""
BYTES = bytes(range(256))
"""No encoding survives being applied to these."""
WORDS = "“三安全一稳定”\n𠮷野家 'x' \\ % :name 减4"
"""Quotation marks, a line feed, a character beyond the basic plane, and what SQL would trip over."""


def organ(name: str = "荥阳市广武镇人民政府", slug: str = "guangwu") -> Organ:
    return Organ(name=name, title_name="广武镇人民政府", short_name="广武镇", slug=slug, level=Level.TOWNSHIP)


def a_row_of_every_table() -> list[SQLModel]:
    """Return one row of each table, in an order in which they can be written; every reference is to row 1."""
    return [
        organ(),
        File(name="填报表.xlsx", sha256="ab", content=BYTES),
        Office(organ_id=1, name="党政办公室", leads=True, position=2),
        Person(organ_id=1, office_id=1, role=Role.CONFIDENTIALITY, name="何建国", mail="he@guangwu.example"),
        Assignment(office_id=1, item="t3.*", title="", hint=WORDS, position=3),
        PastReport(organ_id=1, year=2019, sheet=WORDS * 5000),
        Rollup(organ_id=1, year=2020, sheet="{}", content_hash="h", missing="高村乡\n高山镇", made_at=NOW),
        Cycle(organ_id=1, year=2020, edition=2019, opened_at=NOW),
        Step(cycle_id=1, stage=Stage.ROLLUP, opens_on=date(2020, 2, 29), due_on=date(2021, 1, 31)),
        Duty(cycle_id=1, office_id=1, item="overview.10", title="平台", hint=WORDS),
        Handout(cycle_id=1, office_id=1, file_id=1, token="t", handed_out_at=NOW),
        Filing(
            cycle_id=1, office_id=1, file_id=1, revision=1, status=Status.SUPERSEDED, received_at=NOW, answer=WORDS
        ),
        FiledCell(filing_id=1, address="t2.licensing.change", printed="减4"),
        FiledText(filing_id=1, key="overview.10", text=WORDS),
        Examination(cycle_id=1, filing_id=None, content_hash="c", rules_hash="r", examined_at=NOW),
        FindingRow(
            examination_id=1,
            code="T3-01",
            weight=Weight.EXPLAIN,
            outcome=Outcome.UNJUDGED,
            cells=["t3.handled.total", WORDS],
            message=WORDS,
            left="1",
            right="0",
            explainable=True,
            text="overview",
            quote=WORDS,
        ),
        ExplanationRow(
            cycle_id=1,
            code="T2-01",
            cells=["t2.regulations.in_force", WORDS],
            values={"left": "8", "t2.regulations.in_force": WORDS},
            choice=Choice.REORGANISATION,
            sentence=WORDS,
            given_by="何建国",
            person_id=1,
            given_at=NOW,
            origin="portal",
        ),
        Extension(
            cycle_id=1,
            stage=Stage.COLLECT,
            office_id=1,
            until=date(2021, 1, 6),
            reason=WORDS,
            given_by="周晓敏",
            given_at=NOW,
            origin="命令行",
        ),
        InstructionRow(
            organ_id=1,
            year=2020,
            file_id=1,
            title=WORDS,
            number="荥政办函〔2020〕60号",
            sender="荥阳市人民政府办公室",
            sent_on=None,
            year_is_inferred=True,
            addressees="各乡镇",
            details=[{"kind": "mailbox", "words": WORDS, "quote": WORDS, "place": {"line": 7}}],
            stored_by="周晓敏",
            stored_at=NOW,
        ),
        ProposalRow(
            instruction_id=1,
            ask=Ask.SUBMIT,
            day=date(2021, 1, 20),
            starts=None,
            hour="下班",
            written=WORDS,
            doubts=["no_year"],
            whom="各乡镇",
            quote=WORDS,
            place={"line": 5},
            to="市政府办公室",
            forms=["纸质版"],
            copies=2,
            sealed=True,
            answered=Answered.REJECTED,
            answered_by="周晓敏",
            answered_at=NOW,
            reason=WORDS,
        ),
        Draft(cycle_id=1, revision=1, sheet=WORDS, content_hash="c", report_hash="r", made_at=NOW),
        Invitation(
            draft_id=1,
            person_id=1,
            role=Role.HEAD,
            report_hash="r",
            token_hash="t",
            made_at=NOW,
            expires_at=NOW,
            revoked_at=NOW,
            opened_at=NOW,
            opened_from=WORDS,
            used_at=NOW,
            code_hash="h",
            code_sent_at=NOW,
            codes=1,
            attempts=2,
        ),
        ContactCheck(
            cycle_id=1,
            person_id=1,
            token_hash="t",
            asked_at=NOW,
            reply=Reply.PROPOSED,
            answered_at=NOW,
            answered_from=WORDS,
        ),
        Document(draft_id=1, file_id=1, format="pdf", path="files/ab/年报.pdf"),
        Decision(
            cycle_id=1,
            draft_id=1,
            report_hash="r",
            role=Role.DEPUTY,
            person_id=1,
            verdict=Verdict.RETURN,
            reason=WORDS,
            office_id=1,
            decided_at=NOW,
            origin="portal",
        ),
        Publication(cycle_id=1, draft_id=1, report_hash="r", address="http://x/", published_at=NOW, verified_at=NOW),
        Correction(publication_id=1, draft_id=1, person_id=1, reason=WORDS, opened_at=NOW),
        Withdrawal(
            publication_id=1,
            draft_id=1,
            file_id=1,
            person_id=1,
            confirmed_by=1,
            reason=WORDS,
            withdrawn_at=NOW,
            verified_at=NOW,
        ),
        Readback(publication_id=1, file_id=1, trouble=WORDS, fetched_at=NOW),
        Archive(cycle_id=1, report_hash="r", file_id=1, archived_at=NOW),
        SignedPaper(
            file_id=1,
            sha256="s",
            code="nianbao:…",
            draft_id=1,
            received_at=NOW,
            brought_by="周晓敏",
            origin="命令行",
            discarded_at=NOW,
            discarded_by="周晓敏",
            discarded_because="拍重了。",
        ),
        Notice(
            key="k",
            cycle_id=1,
            person_id=1,
            subject=WORDS,
            text=WORDS,
            file_id=1,
            written_at=NOW,
            state=Delivery.UNCERTAIN,
            attempts=3,
            next_attempt_at=NOW,
        ),
        RunRequest(
            key="k",
            flow="draft",
            cycle_id=1,
            name=WORDS,
            tags=["广武镇", "2020"],
            parameters={"cycle_id": 1, "now": WORDS},
            written_at=NOW,
        ),
        Entry(cycle_id=1, at=NOW, who="周晓敏", origin="portal", what=WORDS, previous="", seal="s"),
    ]


def write(*rows: SQLModel) -> None:
    """Write rows one after another in one transaction."""
    with transaction() as session:
        for row in rows:
            session.add(row)
            session.flush()


def take_back(url: str) -> None:
    """Take the schema back to nothing."""
    with alembic(url) as config:
        command.downgrade(config, "base")


def move(url: str, revision: str) -> None:
    """Bring the schema of an empty database to a revision."""
    with alembic(url) as config:
        command.upgrade(config, revision)


@contextmanager
def alembic(url: str) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine(url).connect() as connection:
        config.attributes["connection"] = connection
        yield config


BEFORE_EXPLANATIONS = (
    "INSERT INTO organ (id, name, title_name, short_name, slug, level, publish_by) "
    "VALUES (1, '荥阳市广武镇人民政府', '广武镇人民政府', '广武镇', 'guangwu', 'township', '')",
    "INSERT INTO cycle (id, organ_id, year, edition, opened_at) VALUES (1, 1, 2020, 2019, '2020-12-01 00:00:00')",
    *(
        "INSERT INTO examination (id, cycle_id, filing_id, content_hash, rules_hash, examined_at) "
        f"VALUES ({number}, 1, NULL, 'c', '{rules}', '2021-01-04 00:00:00')"
        for number, rules in ((1, "r"), (2, "r"), (3, "other"))
    ),
    *(
        "INSERT INTO findingrow "
        '(id, examination_id, code, weight, outcome, cells, message, owners, "left", "right", explainable) '
        f"VALUES ({number}, {number}, 'T3-01', 'error', 'fail', '[\"t3.handled.total\"]', '', '', '', '', false)"
        for number in (1, 2)
    ),
)
"""What lay in a database of the first schema: one report examined by the same rules twice, and once by others."""


def test_the_migrations_lead_to_exactly_the_tables_of_the_models(either: str) -> None:
    with engine(either).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_again_changes_nothing_and_loses_nothing(either: str) -> None:
    write(organ())
    migrate()
    with look() as session:
        assert [o.slug for o in queries.organs(session)] == ["guangwu"]


def test_the_schema_can_be_taken_back_and_made_anew(either: str) -> None:
    take_back(either)
    assert inspect(engine(either)).get_table_names() == ["alembic_version"]
    migrate()
    assert set(inspect(engine(either)).get_table_names()) == {"alembic_version", *SQLModel.metadata.tables}


def test_reports_from_before_explanations_come_along_and_one_that_was_examined_twice_is_examined_once(
    bare: str,
) -> None:
    move(bare, "0001")
    with engine(bare).begin() as connection:
        for statement in BEFORE_EXPLANATIONS:
            connection.exec_driver_sql(statement)
    migrate()
    with look() as session:
        made = session.exec(select(Examination).order_by(Examination.id)).all()
        found = session.exec(select(FindingRow)).all()
    assert [(one.id, one.filing_id, one.rules_hash) for one in made] == [(1, None, "r"), (3, None, "other")]
    assert [(row.examination_id, row.text, row.quote, row.finding.cells) for row in found] == [
        (1, "", "", ("t3.handled.total",))
    ]


def test_one_report_is_examined_once_by_one_set_of_rules(either: str) -> None:
    def examined(rules: str) -> Examination:
        return Examination(cycle_id=1, filing_id=None, content_hash="c", rules_hash=rules, examined_at=NOW)

    write(organ(), Cycle(organ_id=1, year=2020, edition=2019, opened_at=NOW), examined("r"), examined("other"))
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        write(examined("r"))


def test_a_row_of_every_table_comes_back_as_it_was_written(either: str) -> None:
    rows = a_row_of_every_table()
    assert {type(row).__tablename__ for row in rows} == set(SQLModel.metadata.tables)
    write(*rows)
    with look() as session:
        found = [session.exec(select(type(row))).one() for row in rows]
        assert [row.model_dump() for row in found] == [row.model_dump() for row in rows]
        assert all(row is not old for row, old in zip(found, rows, strict=True))


def test_a_moment_is_stored_as_utc_and_comes_back_as_the_time_in_china(either: str) -> None:
    write(organ(), Cycle(organ_id=1, year=2020, edition=2019, opened_at=NOW))
    with look() as session:
        opened = session.exec(select(Cycle)).one().opened_at
        stored = session.connection().exec_driver_sql("SELECT opened_at FROM cycle").scalar_one()
    assert (opened, opened.isoformat()) == (NOW, "2021-01-04T16:59:59.999999+08:00")
    assert str(stored) == "2021-01-04 08:59:59.999999"


def test_a_moment_without_a_zone_is_refused(either: str) -> None:
    with pytest.raises(StatementError, match="names no time zone"):
        write(Entry(at=datetime(2021, 1, 4), who="", origin="", what="", previous="", seal="s"))


def test_words_stand_in_the_database_as_they_are_spelled_in_the_law(either: str) -> None:
    write(organ(), Person(organ_id=1, role=Role.HEAD, name="马志远"))
    with look() as session:
        rows = session.connection().execute(text("SELECT level, role FROM organ, person")).all()
    assert [tuple(row) for row in rows] == [("township", "head")]


def test_a_transaction_that_fails_writes_nothing(either: str) -> None:
    def fail() -> None:
        with transaction() as session:
            session.add(organ())
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with look() as session:
        assert queries.organs(session) == []


def test_a_row_that_points_nowhere_is_refused_with_everything_written_beside_it(either: str) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
        write(organ(), Office(organ_id=99, name="司法所"))
    with look() as session:
        assert queries.organs(session) == []


def test_a_town_is_entered_once(either: str) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        write(organ(), organ())


def test_a_reader_sees_what_was_there_before_and_does_not_wait_for_a_writer(either: str) -> None:
    write(organ())
    with transaction() as writer:
        writer.add(organ("荥阳市高村乡人民政府", "gaocun"))
        writer.flush()
        with look() as reader:
            assert [o.slug for o in queries.organs(reader)] == ["guangwu"]
    with look() as reader:
        assert [o.slug for o in queries.organs(reader)] == ["guangwu", "gaocun"]


def test_what_is_changed_while_looking_is_not_kept(either: str) -> None:
    write(organ())
    with look() as session:
        queries.organs(session)[0].short_name = "别的镇"
        session.flush()
    with look() as session:
        assert queries.organs(session)[0].short_name == "广武镇"


def test_several_writers_wait_for_each_other_and_none_fails(either: str) -> None:
    def write_five(who: int) -> None:
        for number in range(5):
            write(organ(f"第{who}-{number}镇", f"{who}-{number}"))

    writers = [Thread(target=write_five, args=(who,)) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with look() as session:
        assert len(queries.organs(session)) == 20


def test_the_same_questions_find_the_same_rows_everywhere(either: str) -> None:
    write(*a_row_of_every_table())
    with look() as session:
        assert queries.examination(session, 1, None, "c", "r") is not None
        assert queries.steps(session, 1)[Stage.ROLLUP].opens_on == date(2020, 2, 29)
        assert [r.key for r in queries.run_requests_in(session, "waiting")] == ["k"]
        assert [n.key for n in queries.notices_in(session, Delivery.UNCERTAIN)] == ["k"]
        assert queries.notices_to_post(session, at(1, 5)) == []
        assert queries.file_labels(session, [1]) == {1: ("填报表.xlsx", 256)}
        assert queries.filing_with(session, 1, 1, "ab") is not None
