"""Telling the year as it passes: date, step, who was told, what was found."""

from collections.abc import Callable

from sqlmodel import Session, col, select

from deployments.demo.story import YEAR
from models import Delivery, Entry, FindingRow, Notice, Person, queries
from models.db import look
from models.standing import standing
from report.lifecycle import Stage
from settings import Settings
from templates import say


class Teller:
    """Prints what has been added to the journal, the notices and the findings since it was last asked."""

    def __init__(self, write: Callable[[str], None] | None) -> None:
        self.write = write or (lambda line: None)
        with look() as session:
            self.entry, self.notice, self.finding = (_newest(session, table) for table in (Entry, Notice, FindingRow))

    def tell(self) -> None:
        """Print what is new, under the moment at which it happened."""
        with look() as session:
            entries = session.exec(select(Entry).where(col(Entry.id) > self.entry).order_by(col(Entry.id))).all()
            notices = session.exec(select(Notice).where(col(Notice.id) > self.notice).order_by(col(Notice.id))).all()
            found = session.exec(select(FindingRow).where(col(FindingRow.id) > self.finding)).all()
            people = {n.person_id: session.get(Person, n.person_id) for n in notices if n.person_id}
        for entry in entries:
            self.write(f"[bold]{entry.at:%Y-%m-%d %H:%M}[/]  {_plain(entry.what)}  [dim]{_plain(entry.who)}[/]")
        for row in found:
            self.write(f"    {_plain(say('cli', 'finding', code=row.code, weight=row.weight, message=row.message))}")
        told: dict[str, list[str]] = {}
        for notice in notices:
            person = people[notice.person_id] if notice.person_id else None
            told.setdefault(notice.subject, []).append(person.name if person else say("cli", "robot"))
        for subject, names in told.items():
            line = say("cli", "told", people=list(dict.fromkeys(names)), subject=subject)
            self.write(f"    [green]{_plain(line)}[/]")
        self.entry = max([self.entry, *(entry.id or 0 for entry in entries)])
        self.notice = max([self.notice, *(notice.id or 0 for notice in notices)])
        self.finding = max([self.finding, *(row.id or 0 for row in found)])

    def result(self, config: Settings) -> dict[str, object]:
        """Return how the year ended: where everything lies, and the hash of what was published."""
        with look() as session:
            organ = queries.organs(session)[0]
            cycle = queries.cycle_of(session, organ.id or 0, YEAR)
            assert cycle is not None
            here = standing(session, cycle.id or 0)
            folder = config.site / organ.slug / str(YEAR)
            files = [d.path for d, _ in queries.documents(session, here.draft.id or 0)] if here.draft else []
            published = bool(here.publication and here.publication.verified_at)
            return {
                "published": published,
                "stage": here.stage,
                "address": here.publication.address if here.publication else "",
                "report_hash": here.draft.report_hash if here.draft else "",
                "files": [str(folder / path) for path in files] if published else [],
                "board": config.portal_url,
                "notices": {state: len(queries.notices_in(session, state)) for state in Delivery},
            }

    def conclude(self, result: dict[str, object], write: Callable[[str], None]) -> None:
        """Print the end of the year: the paths of what was published, and where the board is."""
        if not result["published"]:
            stage = say("runs", "stage", stage=result["stage"] if isinstance(result["stage"], Stage) else Stage.PLAN)
            write(say("cli", "not_done", stage=stage))
            return
        files = result["files"]
        assert isinstance(files, list)
        write(say("cli", "done", address=result["address"], files=files, board=result["board"]))


def _newest(session: Session, table: type[Entry] | type[Notice] | type[FindingRow]) -> int:
    return session.exec(select(table.id).order_by(col(table.id).desc()).limit(1)).first() or 0


def _plain(text: str) -> str:
    """Return text in which Rich sees no markup."""
    return text.replace("[", "\\[")
