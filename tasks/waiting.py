"""What the last state of a run is called: what its cycle waits for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from models.db import look
from models.standing import Standing, standing
from report.lifecycle import Stage
from templates import say


def waits_for(cycles: Sequence[int], now: datetime) -> str:
    """Say what a cycle waits for now; of several only how many there were."""
    if len(cycles) != 1:
        return say("runs", "several", count=len(cycles))
    with look() as session:
        return awaited(standing(session, cycles[0]), now)


def awaited(here: Standing, now: datetime) -> str:
    """Say in a few words what a cycle waits for: people before dates."""
    due = here.due(now)
    if due:
        return say("runs", "still_due", stage=due)
    return _of_people(here) or _of_dates(here, now.date())


def _of_people(here: Standing) -> str:
    """Say what people must do, "" where the cycle waits for nobody."""
    owing = sum(office.owes for office in here.offices if office.has_workbook)
    if owing:
        return say("runs", "offices", count=owing)
    if here.blocked:
        return say("runs", "blocked", errors=len(here.errors), questions=len(here.open_questions))
    if here.draft_is_current and here.returned:
        return say("runs", "sent_back")
    roles = [place.role for place in here.waits_for]
    return say("runs", "signers", roles=roles) if roles else ""


def _of_dates(here: Standing, today: date) -> str:
    if here.archived:
        return say("runs", "archived")
    opens = here.steps[here.stage].opens_on
    return say("runs", "from_day", day=opens if opens > today else None, stage=here.stage)


def gone_through(stages: Iterable[Stage]) -> str:
    """Say through which stages a run has gone, in order."""
    return say("runs", "gone_through", gone=list(dict.fromkeys(stages)))


def some_failed(failed: Mapping[str, Exception]) -> str:
    """Say in which reports a run has failed, and why."""
    return say("runs", "some_failed", failed=[(subject, str(trouble)) for subject, trouble in failed.items()])
