"""What people do with the letters that really reach them: fill in and send, mend, pass on, explain, sign."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from enum import StrEnum

from deployments.simulation.characters import Contact, Slip
from deployments.simulation.county import Member, Town
from report.deadlines import forward
from report.lifecycle import Role

OFFICE_HOURS = (9, 18)
STEP = timedelta(minutes=30)
"""People act on the half hour: a whole county that acts at moments of its own would make ten thousand of them."""


REMINDING = ("remind", "digest")
"""Letters that press somebody who has the workbook already."""


class Deed(StrEnum):
    """What somebody means to do."""

    FILE = "file"
    EXPLAIN = "explain"
    SIGN = "sign"
    LEAVE = "leave"


@dataclass(frozen=True, order=True)
class Act:
    """Somebody's plan to do something at a moment; ``first`` tells the first try, with its slips, from the next."""

    when: datetime
    deed: Deed = field(compare=False)
    member: Member = field(compare=False)
    first: bool = field(default=True, compare=False)


@dataclass
class Desk:
    """What lies before one office: its empty workbook, once a letter has brought one; and what was done about it."""

    workbook: bytes = b""
    name: str = ""
    planned: bool = False
    filed: int = 0
    passed: bool = False


@dataclass
class Life:
    """A town's people at work: letters in, acts out; nothing else tells them anything."""

    town: Town
    desks: dict[str, Desk] = field(default_factory=dict)
    reminded: dict[str, int] = field(default_factory=dict)
    returned_once: set[Role] = field(default_factory=set)

    def read(self, member: Member, letter: EmailMessage, now: datetime) -> Iterator[Act]:
        """Let somebody read a letter; yield what they mean to do about it."""
        kind = kind_of(str(letter["X-Nianbao-Key"]))
        self._keep_workbook(letter)
        if kind == "sign" and member.role is not Role.CONTACT:
            yield Act(later(now, hours=member.leader.hours), Deed.SIGN, member)
        elif kind == "blocked":
            yield Act(later(now, hours=1), Deed.EXPLAIN, member)
        elif member.office:
            yield from self._office_work(member, kind, letter, now)

    def _office_work(self, member: Member, kind: str, letter: EmailMessage, now: datetime) -> Iterator[Act]:
        desk = self.desks.setdefault(member.office, Desk())
        if kind == "undelivered":
            yield from self._passed_on(letter, now)
        elif kind == "passed":
            desk.passed = True
        elif kind in ("returned", "refused", "sent_back") and self._is_mine(member, letter):
            desk.passed = False
            yield Act(later(now, hours=3), Deed.FILE, member, first=False)
        elif desk.workbook and not desk.planned:
            yield from self._begun(member, desk, kind, now)

    def _begun(self, member: Member, desk: Desk, kind: str, now: datetime) -> Iterator[Act]:
        """Plan the first filing, once somebody who answers has been reminded as often as they need."""
        contact = member.contact
        if kind in REMINDING:
            self.reminded[member.mail] = self.reminded.get(member.mail, 0) + 1
        if contact.answers and self.reminded.get(member.mail, 0) >= contact.waits_for:
            desk.planned = True
            days = 0 if contact.waits_for else contact.days
            yield Act(later(now, days=days, hours=2), Deed.FILE, member)

    def _passed_on(self, letter: EmailMessage, now: datetime) -> Iterator[Act]:
        """Bring a workbook that did not arrive to the office it is for: somebody walks over."""
        for office in (m for m in self.town.contacts if any(m.office in name for name, _ in workbooks(letter))):
            desk = self.desks.setdefault(office.office, Desk())
            if office.contact.answers and not desk.planned:
                desk.planned = True
                yield Act(later(now, days=office.contact.days), Deed.FILE, office)

    def _keep_workbook(self, letter: EmailMessage) -> None:
        for name, content in workbooks(letter):
            for member in self.town.contacts:
                if member.office in name:
                    desk = self.desks.setdefault(member.office, Desk())
                    desk.workbook, desk.name = content, name

    def _is_mine(self, member: Member, letter: EmailMessage) -> bool:
        """Say whether a letter that goes to the leading office, too, is about the reader's own figures."""
        text = f"{letter['Subject']}{body_of(letter)}"
        others = [m.office for m in self.town.contacts if m.office != member.office]
        return member.office in text and not any(f"：{office}" in str(letter["Subject"]) for office in others)


def kind_of(key: str) -> str:
    """Return what a letter is about, by its key: ``7:remind:12:3:40`` and ``alert:7:handout:…`` alike."""
    is_alert = key.startswith("alert:")
    parts = key.removeprefix("alert:").split(":")
    kind = next((part for part in parts if part.replace("_", "").isalpha()), "")
    return "undelivered" if is_alert and kind not in ("blocked", "uncertain") else kind


def workbooks(letter: EmailMessage) -> list[tuple[str, bytes]]:
    """Return the workbooks that hang on a letter."""
    attached = [(part.get_filename() or "", part.get_payload(decode=True)) for part in letter.iter_attachments()]
    return [(name, content) for name, content in attached if name.endswith(".xlsx") and isinstance(content, bytes)]


def body_of(letter: EmailMessage) -> str:
    """Return what stands in a letter."""
    part = letter.get_body(("plain",))
    return str(part.get_content()) if part else ""


def later(now: datetime, days: int = 0, hours: int = 0) -> datetime:
    """Return a moment some time from now, on a half hour at which people work."""
    moment = now + timedelta(days=days, hours=hours)
    moment += STEP - timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    opens, closes = OFFICE_HOURS
    day = forward(moment.date() + timedelta(days=moment.hour >= closes), 0)
    opening = datetime.combine(day, time(opens, 30), moment.tzinfo)
    return moment if moment.date() == day and moment.hour >= opens else opening


def slip_of(contact: Contact, first: bool) -> Slip:
    """Return what is wrong with a workbook: nothing from the second try on."""
    return contact.slip if first else Slip.NONE
