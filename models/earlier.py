"""An organ's reports of earlier years, from this system or from the time before it."""

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.draft import Draft, drafted_sheet
from report.reading import read
from report.sheet import Sheet


def report_of(session: Session, organ_id: int, year: int) -> Sheet | None:
    """Return the report an organ published for a year."""
    cycle = queries.cycle_of(session, organ_id, year)
    published = cycle and queries.newest_publication(session, cycle.id or 0)
    if published and queries.withdrawal_of(session, published.id or 0) is None:
        return drafted_sheet(session.get_one(Draft, published.draft_id))
    past = queries.past_report(session, organ_id, year)
    return read("past.report.json", past.sheet.encode()) if past else None


def last_year(session: Session, cycle: Cycle) -> Sheet | None:
    """Return the report of the year before."""
    return report_of(session, cycle.organ_id, cycle.year - 1)


def earlier(session: Session, cycle: Cycle, years: int) -> tuple[Sheet, ...]:
    """Return the reports of as many years before, as far as they are known, the latest first."""
    reports = (report_of(session, cycle.organ_id, cycle.year - back) for back in range(1, years + 1))
    return tuple(report for report in reports if report)
