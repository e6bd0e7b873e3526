"""The county's year: the clock jumps from moment to moment, the service works, people act on what reaches them."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush

from sqlmodel import Session

from deployments.clerk import figure_name, filled_in, text_name
from deployments.demo.mailbox import Mailbox
from deployments.demo.robot import Robot
from deployments.demo.year import Clock, house, request_round
from deployments.runner import work_off
from deployments.simulation.characters import Post, Slip
from deployments.simulation.county import Member, Town, said, towns, write_registers
from deployments.simulation.figures import impossible
from deployments.simulation.people import STEP, Act, Deed, Desk, Life, later, slip_of
from models import Cycle, Person, queries
from models.acts import NotYours, OutOfTurn, decide, explain, file_workbook
from models.db import look, transaction
from models.law import calendar_in_force
from models.register import load
from models.standing import standing
from models.succession import Successor, hand_over
from report.deadlines import forward
from report.explanation import Choice
from report.lifecycle import Verdict
from settings import SHANGHAI, Settings
from tasks.runs import ask_for_posting, request_flow, send_run_requests
from templates import say

MORNING = time(8, 30)
DAMAGED_AFTER = 5_000
"""So many bytes of a damaged file arrive."""

SPEAKS_TOO_FAST = (1, 12)
"""On this day the group robot's platform refuses everything with its code for speaking too fast."""

TOO_FAST = 45009
GREY = timedelta(days=1)


@dataclass
class World:
    """A county that lives: its towns with their people, the clock, and what everybody means to do."""

    year: int
    towns: tuple[Town, ...]
    clock: Clock
    mailbox: Mailbox
    robot: Robot
    plans: list[Act] = field(default_factory=list)
    lives: dict[str, Life] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    read: int = 0
    grey: dict[str, datetime] = field(default_factory=dict)
    """Since when a mail server has refused an address."""
    leaving: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lives = {town.name: Life(town) for town in self.towns}
        self.people = {member.mail: member for town in self.towns for member in town.people}
        for member in self.people.values():
            if member.contact.post:
                self.mailbox.refuse(member.contact.post, member.mail)

    # Time

    def live(self, passed: Callable[[datetime], None]) -> None:
        """Live from planning day to the end of March; ``passed`` is told each moment that is over."""
        for now in self.moments():
            self.clock.now = now
            self._weather(now)
            if now.time() == MORNING:
                self._timetable(now)
            while self.plans and self.plans[0].when <= now:
                self._do(heappop(self.plans), now)
            self._serve(now)
            self._read_letters(now)
            passed(now)

    def moments(self) -> Iterator[datetime]:
        """Yield each moment at which something is due: every working morning, and between them whatever is first."""
        now = datetime.combine(date(self.year, 12, 1), MORNING, SHANGHAI)
        end = datetime.combine(date(self.year + 1, 3, 31), time(18), SHANGHAI)
        while now <= end:
            yield now
            now = min([_next_morning(now), *(max(due, now + STEP) for due in self._due())])

    def _due(self) -> Iterator[datetime]:
        if self.plans:
            yield self.plans[0].when
        with look() as session:
            retry = queries.next_retry(session)
        if retry:
            yield later(retry.astimezone(SHANGHAI))

    def _timetable(self, now: datetime) -> None:
        """Ask for what starts by itself: the morning round, on Mondays the sum and the look at the site."""
        request_round(now)
        if now.weekday() == 0:
            with transaction() as session:
                request_flow(session, f"night:{now.date()}", "night", now, {})
                if now.month in (2, 3):
                    request_flow(session, f"rollup:{now.date()}", "rollup", now, {"year": self.year})

    def _serve(self, now: datetime) -> None:
        ask_for_posting.fn(now)
        send_run_requests.fn()
        self.happened["runs"] += work_off()

    def _weather(self, now: datetime) -> None:
        """Let the platforms have their bad days: a robot that is locked, mailboxes that take nothing in for a day."""
        if (now.month, now.day) == SPEAKS_TOO_FAST:
            self.robot.refuse(200, TOO_FAST)
        else:
            self.robot.accept()
        for address in self.mailbox.refused - self.grey.keys():
            self.grey[address] = now
        for address, since in self.grey.items():
            member = self.people.get(address)
            if member and member.contact.post is Post.BUSY and now >= since + GREY:
                self.mailbox.accept(address)

    # Letters

    def _read_letters(self, now: datetime) -> None:
        """Let everybody read what the mail server has taken in for them since the last time."""
        arrived = self.mailbox.messages(after=self.read)
        self.read += len(arrived)
        for letter in arrived:
            member = self.people[str(letter["To"])]
            for act in self.lives[member.town].read(member, letter, now):
                heappush(self.plans, act)
            self._leave(member, now)

    def _leave(self, member: Member, now: datetime) -> None:
        """Let somebody who leaves do so on the day after their first letter."""
        town = self.lives[member.town].town
        if member.contact.leaves and member.office in town.successors and member.mail not in self.leaving:
            self.leaving.add(member.mail)
            heappush(self.plans, Act(later(now, days=1), Deed.LEAVE, member))

    # Acts

    def _do(self, act: Act, now: datetime) -> None:
        deeds = {Deed.FILE: self._file, Deed.EXPLAIN: self._explain, Deed.SIGN: self._sign, Deed.LEAVE: self._replace}
        with transaction() as session:
            cycle = self._cycle(session, act.member.town)
            deeds[act.deed](session, cycle, act, now)

    def _cycle(self, session: Session, town: str) -> Cycle:
        organ = queries.organ_named(session, self.lives[town].town.full_name)
        assert organ is not None
        cycle = queries.cycle_of(session, organ.id or 0, self.year)
        assert cycle is not None
        return cycle

    def _file(self, session: Session, cycle: Cycle, act: Act, now: datetime) -> None:
        member = act.member
        desk = self.lives[member.town].desks[member.office]
        office = queries.office_named(session, cycle.organ_id, member.office)
        if desk.passed or office is None:
            return
        duties = queries.duties_of(session, cycle.id or 0, office.id or 0)
        content = self._workbook(act, desk, [duty.item for duty in duties if not duty.title])
        file_workbook(session, cycle, office, desk.name, content, member.name, now, _origin(act))
        desk.filed += 1
        self.happened["filed"] += 1

    def _workbook(self, act: Act, desk: Desk, cells: list[str]) -> bytes:
        """Fill in what lies on the desk, with the slip that this person makes the first time."""
        member, town = act.member, self.lives[act.member.town].town
        slip, nothing = slip_of(member.contact, act.first), member.contact.nothing
        figures = dict.fromkeys(cells, 0) if nothing else {c: town.figures.get(c, 0) for c in cells}
        figures |= impossible(cells) if slip is Slip.WRONG else {}
        known: dict[str, object] = {figure_name(address): number for address, number in figures.items()}
        known |= {text_name(key): town.texts.get(key, "") for key in (*town.texts, *USUALLY_DRAFTED)}
        answer = say("workbook", "yes" if nothing and not member.contact.slip else "no")
        known |= {"filled_by": member.name, "phone": member.phone, "nothing_to_report": answer}
        content = filled_in(desk.workbook, known)
        return content[:DAMAGED_AFTER] if slip is Slip.DAMAGED else content

    def _explain(self, session: Session, cycle: Cycle, act: Act, now: datetime) -> None:
        for question in standing(session, cycle.id or 0).open_questions:
            explain(
                session, cycle, question.row, Choice.OTHER, said("explanation"), act.member.name, now, _origin(act)
            )
            self.happened["explained"] += 1

    def _sign(self, session: Session, cycle: Cycle, act: Act, now: datetime) -> None:
        member, life = act.member, self.lives[act.member.town]
        draft = queries.newest_draft(session, cycle.id or 0)
        person = _person(session, cycle, member)
        assert draft is not None
        returns = member.leader.returns and member.role not in life.returned_once
        office = queries.office_named(session, cycle.organ_id, life.town.contacts[0].office) if returns else None
        verdict = Verdict.RETURN if returns else Verdict.APPROVE
        try:
            decide(session, draft, person, verdict, now, _origin(act), said("return_reason") * returns, office)
        except (OutOfTurn, NotYours):  # the letter was about a draft that has been replaced or sent back since
            self.happened["overtaken"] += 1
            return
        if returns:
            life.returned_once.add(member.role)
        self.happened["returned" if returns else "signed"] += 1

    def _replace(self, session: Session, cycle: Cycle, act: Act, now: datetime) -> None:
        """Enter in the register that somebody has left, and who comes in their place."""
        town, member = self.lives[act.member.town].town, act.member
        new = town.successors[member.office]
        successor = Successor(new.name, new.mail, new.phone)
        hand_over(session, _person(session, cycle, member), successor, now, town.contacts[0].name, _origin(act))
        self.plans = [plan for plan in self.plans if plan.member != member]
        heapify(self.plans)
        self.lives[member.town].desks[member.office] = Desk()
        self.happened["replaced"] += 1


USUALLY_DRAFTED = ("preamble.1", "overview.1", "overview.2", "overview.3")
"""The paragraphs that people leave blank: they are drafted from the figures."""


def _next_morning(now: datetime) -> datetime:
    """Return the next working morning: on days of rest a round finds nothing that the one before did not find."""
    day = now.date() + timedelta(days=now.time() >= MORNING)
    return datetime.combine(forward(day, 0, calendar_in_force()), MORNING, SHANGHAI)


def _person(session: Session, cycle: Cycle, member: Member) -> Person:
    found = [p for p in queries.people(session, cycle.organ_id).values() if p.mail == member.mail]
    return found[0]


def _origin(act: Act) -> str:
    return f"simulation:{act.when.isoformat()}"


@contextmanager
def county(config: Settings, units: int, year: int, seed: int, step: Callable[[str], None]) -> Iterator[World]:
    """Open everything the county needs: its database, mail server, robot, portal and Prefect's server."""
    clock = Clock(datetime.combine(date(year, 12, 1), MORNING, SHANGHAI))
    members = towns(units, year, seed)
    with ExitStack() as stack:
        mailbox, robot = stack.enter_context(house(config, step, clock, "simulation"))
        for path in write_registers(config.home / "simulation" / "registers", members):
            with transaction() as session:
                load(session, path)
        yield World(year, members, clock, mailbox, robot)
