"""What the rules found is kept as it was found, whether one sheet was examined or hundreds."""

from sqlmodel import Session, col, select

from models import Cycle, Examination, FindingRow, Organ
from models.db import engine
from models.examining import Examined, keep
from report.rule import Finding, Outcome, Weight
from report.sheet import Level
from tests.models.town import at

SUM = Finding("T3-03", Weight.ERROR, Outcome.FAIL, ("t3.received.total",), "相差 1。", "3", "2")
WORDS = Finding("W-03", Weight.EXPLAIN, Outcome.FAIL, (), "写的是“2019年”。", text="overview", quote="2019年")


def a_cycle(session: Session, number: int) -> int:
    organ = Organ(
        name=f"第{number}镇人民政府", short_name=f"第{number}镇", title_name=f"第{number}镇", slug=f"z{number}",
        level=Level.TOWNSHIP,
    )  # fmt: skip
    session.add(organ)
    session.flush()
    cycle = Cycle(organ_id=organ.id or 0, year=2025, edition=2021, opened_at=at(12, 1))
    session.add(cycle)
    session.flush()
    return cycle.id or 0


def test_every_finding_stands_under_its_own_examination(either: str) -> None:
    with Session(engine(either)) as session:
        cycles = [a_cycle(session, number) for number in range(300)]
        examined = [
            Examined(cycle, None, f"hash {cycle}", "law", [(SUM, "财政所")] * (cycle % 3) + [(WORDS, "")])
            for cycle in cycles
        ]
        keep(session, examined, at(1, 4))
        session.commit()
        rows = session.exec(
            select(Examination, FindingRow)
            .join(FindingRow, col(FindingRow.examination_id) == col(Examination.id))
            .order_by(col(FindingRow.id))
        ).all()
        assert {done.examined_at for done, _ in rows} == {at(1, 4)}
        for cycle in cycles:
            found = [(row.finding, row.owners) for done, row in rows if done.content_hash == f"hash {cycle}"]
            assert found == [(SUM, "财政所")] * (cycle % 3) + [(WORDS, "")]


def test_nothing_examined_writes_nothing(either: str) -> None:
    with Session(engine(either)) as session:
        keep(session, [], at(1, 4))
        keep(session, [Examined(a_cycle(session, 1), None, "clean", "law", [])], at(1, 4))
        assert [done.content_hash for done in session.exec(select(Examination))] == ["clean"]
        assert session.exec(select(FindingRow)).all() == []
