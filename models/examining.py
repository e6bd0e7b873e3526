"""How what the rules found is kept: of one sheet or of thousands, in one go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, insert

from models.finding import Examination, FindingRow, columns_of
from report.rule import Finding


@dataclass(frozen=True, slots=True)
class Examined:
    """One sheet and what was found in it; each finding stands with the names of the offices it speaks of."""

    cycle_id: int
    filing_id: int | None
    content_hash: str
    rules_hash: str
    findings: Sequence[tuple[Finding, str]]


def keep(session: Session, examined: Sequence[Examined], now: datetime) -> None:
    """Write down examinations with their findings: two statements, however many there are."""
    if not examined:
        return
    rows = [
        {
            "cycle_id": each.cycle_id,
            "filing_id": each.filing_id,
            "content_hash": each.content_hash,
            "rules_hash": each.rules_hash,
            "examined_at": now,
        }
        for each in examined
    ]
    statement = insert(Examination).returning(col(Examination.id), sort_by_parameter_order=True)
    ids = session.scalars(statement, rows).all()
    if found := [
        row for each, examination_id in zip(examined, ids, strict=True) for row in _rows(each, examination_id)
    ]:
        session.execute(insert(FindingRow), found)


def _rows(examined: Examined, examination_id: int | None) -> Iterable[dict[str, object]]:
    for finding, owners in examined.findings:
        yield {"examination_id": examination_id, "owners": owners, **columns_of(finding)}
