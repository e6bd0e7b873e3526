"""What the checks ask of people: which findings want an explanation, who gave one, what is new since the last run."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.finding import Examination, FindingRow
from report.explanation import Comparison, Explanation, compare, explained, offered, wants_explanation
from report.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Question:
    """A finding that passes only with a named person's explanation, and what has been said of it.

    ``lost`` was said in this cycle of values that have changed since, ``offered`` in an earlier year: both are shown
    to whoever answers, and neither is taken over by itself.
    """

    row: FindingRow
    explanation: Explanation | None = None
    lost: Explanation | None = None
    offered: Explanation | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has explained it yet."""
        return self.explanation is None


def questions(session: Session, cycle: Cycle, sheet: Sheet, rows: Sequence[FindingRow]) -> tuple[Question, ...]:
    """Return every finding among ``rows`` that wants an explanation, with what was said of it."""
    wanting = [row for row in rows if wants_explanation(row.finding)]
    if not wanting:
        return ()
    given = [said.explanation for said in queries.explanations(session, cycle.id or 0)]
    earlier = [said.explanation for said in queries.earlier_explanations(session, cycle)]
    holding = [explained(row.finding, sheet, given) for row in wanting]
    lost = [explanation for explanation in given if explanation not in holding]
    return tuple(
        Question(row, held, None if held else offered(row.finding, lost), offered(row.finding, earlier))
        for row, held in zip(wanting, holding, strict=True)
    )


def compared(session: Session, examination: Examination) -> Comparison | None:
    """Compare an examination of the added-up report with the one before it; None where it is the first."""
    before = queries.examination_before(session, examination)
    if before is None:
        return None
    was, now = (queries.findings(session, one.id or 0) for one in (before, examination))
    return compare([row.finding for row in was], [row.finding for row in now])
