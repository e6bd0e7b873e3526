"""The year of 广武镇 day by day: the same flows as in a real year, with the moment as an argument."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from deployments.clerk import figure_name, filled_in, text_name
from deployments.demo.mailbox import Mailbox
from deployments.demo.robot import Robot
from deployments.demo.story import FIRST_DAY, LAST_DAY, STORY, YEAR, Act, Decides, Explains, Files
from deployments.runner import without_heartbeat, work_off
from deployments.service import portal, prefect_server
from models import Cycle, File, Office, RunRequest, queries
from models.acts import decide, explain, file_workbook
from models.db import look, migrate, transaction
from models.law import rules_in_force
from models.register import load
from models.standing import standing
from report.explanation import Choice
from settings import SHANGHAI, Settings
from tasks.runs import send_run_requests
from templates import say

HERE = Path(__file__).parent
FILL = tomllib.loads((HERE / "figures.toml").read_text(encoding="utf-8"))
"""What each office fills in: cells that are not 0, and paragraphs."""

EXPLANATIONS: dict[str, dict[str, str]] = FILL.pop("explanations", {})
"""What is said of the findings that are right as they stand, by the code of the rule: ``choice`` and ``sentence``."""


class NothingPrepared(Exception):
    """The checks ask something of the example that nobody has written an answer to; the message is the finding."""


LEFT_OUT = {
    f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
    for service in ("EVENT_PERSISTER", "TRIGGERS", "SCHEDULER", "LATE_RUNS", "FOREMAN")
}
"""What watches over a service that runs for months: in a year that takes a minute it only costs."""


@contextmanager
def town(config: Settings, step: Callable[[str], None], clock: Callable[[], datetime]) -> Iterator[None]:
    """Open everything the town needs: its database, mail server, robot, portal and Prefect's server."""
    with house(config, step, clock, "demo"):
        with transaction() as session:
            load(session, HERE / "register.toml")
        yield


@contextmanager
def house(
    config: Settings, step: Callable[[str], None], clock: Callable[[], datetime], folder: str
) -> Iterator[tuple[Mailbox, Robot]]:
    """Open an empty house with its receivers, whose letters lie in ``folder``, the portal and Prefect's server."""
    rules_in_force()
    config.home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        mailbox = stack.enter_context(Mailbox(config.home / folder / "mail", config.mail_port))
        robot = stack.enter_context(Robot(config.home / folder / "robot.jsonl", config.robot_port))
        stack.enter_context(portal(config, clock))
        stack.enter_context(prefect_server(config, step, **LEFT_OUT))
        migrate()
        stack.enter_context(without_heartbeat())
        yield mailbox, robot


@dataclass
class Clock:
    """The moment at which the town lives."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now


def live(clock: Clock, passed: Callable[[datetime], None]) -> None:
    """Live from the first day to the last; ``passed`` is told each moment at which something could happen.

    What was done before a crash stays done: days that were finished are left out, the last one is gone through again.
    """
    for day in days_left():
        clock.now = datetime.combine(day, time(8, 30), SHANGHAI)
        request_round(clock.now)
        send_run_requests.fn()
        work_off()
        passed(clock.now)
        for act in (act for act in STORY if act.when.date() == day):
            clock.now = act.when
            if perform(act):
                send_run_requests.fn()
            work_off()
            passed(clock.now)


def days_left() -> Iterator[date]:
    """Return the days that were not finished, beginning with the last one that was begun."""
    with look() as session:
        begun = [request.key.split(":")[1] for request in queries.run_requests_keyed_like(session, "morning:")]
    day = max([date(*FIRST_DAY), *(date.fromisoformat(text) for text in begun)])
    while day <= date(*LAST_DAY):
        yield day
        day += timedelta(days=1)


def request_round(now: datetime) -> None:
    """Ask for the morning round of a day; a day that was begun before a crash gets another one."""
    with transaction() as session:
        prefix = f"morning:{now.date()}:"
        attempt = len(queries.run_requests_keyed_like(session, prefix)) + 1
        session.add(
            RunRequest(
                key=f"{prefix}{attempt}",
                flow="morning",
                name=say("runs", "name", stage="morning", subject="", day=now),
                tags=[say("runs", "stage", stage="morning")],
                parameters={"now": now.isoformat()},
                written_at=now,
            )
        )


def perform(act: Act) -> bool:
    """Let the person do it, unless it was done before; return whether it was done now."""
    origin = f"demo:{act.when.isoformat()}"
    with transaction() as session:
        cycle = _cycle(session)
        if any(entry.origin == origin for entry in queries.journal(session, cycle.id or 0)):
            return False
        if isinstance(act, Files):
            _file(session, cycle, act, origin)
        elif isinstance(act, Explains):
            _explain(session, cycle, act, origin)
        else:
            _decide(session, cycle, act, origin)
        return True


def _cycle(session: Session) -> Cycle:
    organ = queries.organs(session)[0]
    cycle = queries.cycle_of(session, organ.id or 0, YEAR)
    assert cycle is not None
    return cycle


def _office(session: Session, cycle: Cycle, name: str) -> Office:
    office = queries.office_named(session, cycle.organ_id, name)
    assert office is not None
    return office


def _file(session: Session, cycle: Cycle, act: Files, origin: str) -> None:
    office = _office(session, cycle, act.office)
    handout = queries.handout(session, cycle.id or 0, office.id or 0)
    assert handout is not None
    empty = session.get_one(File, handout.file_id)
    contact = queries.contacts(session, office.id or 0)[0]
    content = filled(empty.content, act, contact.name, contact.phone)
    file_workbook(session, cycle, office, empty.name, content, contact.name, act.when, origin)


def filled(empty: bytes, act: Files, name: str, phone: str) -> bytes:
    """Fill in an office's workbook the way a clerk does, and save it."""
    answers = FILL[act.office]
    cells = {**answers.get("cells", {}), **act.slips}
    figures = {figure_name(address): number for address, number in cells.items()}
    texts = {text_name(key): text for key, text in answers.get("paragraphs", {}).items()}
    person = {"filled_by": name, "phone": phone, "nothing_to_report": say("workbook", "yes" if act.nothing else "no")}
    return filled_in(empty, {**figures, **texts, **person})[: 5000 if act.damaged else None]


def _explain(session: Session, cycle: Cycle, act: Explains, origin: str) -> None:
    for question in standing(session, cycle.id or 0).open_questions:
        prepared = EXPLANATIONS.get(question.row.code)
        if prepared is None:
            raise NothingPrepared(f"{question.row.code} {question.row.message}")
        choice, sentence = Choice(prepared["choice"]), prepared["sentence"]
        explain(session, cycle, question.row, choice, sentence, act.name, act.when, origin)


def _decide(session: Session, cycle: Cycle, act: Decides, origin: str) -> None:
    person = queries.person_in_role(session, cycle.organ_id, act.role)
    draft = queries.newest_draft(session, cycle.id or 0)
    assert person is not None
    assert draft is not None
    office = _office(session, cycle, act.office) if act.office else None
    decide(session, draft, person, act.verdict, act.when, origin, act.reason, office)
