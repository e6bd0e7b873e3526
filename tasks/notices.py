"""Telling people: written with the fact, posted afterwards, and never sent twice by itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from prefect import task
from sqlmodel import Session

from models import Cycle, Delivery, File, Notice, Office, Person, queries
from models.db import look, transaction
from models.invitation import CODE
from models.journal import enter
from models.law import calendar_in_force
from report.deadlines import workdays_until
from report.lifecycle import Stage
from settings import SHANGHAI, settings
from tasks.answers import Answer
from tasks.channel import Message, address_of, messages_in, rehearsed, send
from tasks.clock import SYSTEM
from tasks.pace import WINDOW, Quiet, awake, is_expired, next_turn
from templates import letter, say

WAITS = (1, 5, 30, 120, 360, 720, 1440)
"""Minutes until the next attempt after the first, the second …; when they are used up the notice has failed."""

UNFINISHED_AFTER = timedelta(minutes=10)
"""A send takes a minute at most: one that is older belongs to a process that died."""

ALERT = "alert:"
"""How the key of an alert begins; an alert that cannot be delivered calls for no further alert."""


# Writing, in the transaction of the fact


def tell(
    session: Session,
    cycle_id: int,
    key: str,
    subject: str,
    text: str,
    at: datetime,
    people: Iterable[Person] = (),
    file_id: int | None = None,
    robot: bool = False,
    until: datetime | None = None,
) -> Sequence[Notice]:
    """Write one notice for each person, and for the group robot if the office has one; return those that are new.

    Somebody with two roles and one address is told once. Who cannot be reached, and a notice for nobody, is an alert
    to the leading office. After ``until`` it is not sent any more.
    """
    once = {person.mail or str(person.id): person for person in people}
    written = [_write(session, cycle_id, key, subject, text, at, person, file_id) for person in once.values()]
    if robot and settings().robot_url:
        written.append(_write(session, cycle_id, key, subject, text, at, None))
    if not written:
        alert(session, cycle_id, key, at, *letter("nobody", subject=subject, text=text))
    new = [notice for notice in written if notice]
    for notice in new:
        notice.until = until
        if notice.state is Delivery.FAILED:
            _alert_undelivered(session, notice, at)
    return new


def alert(
    session: Session, cycle_id: int, key: str, at: datetime, subject: str, text: str, file_id: int | None = None
) -> None:
    """Write an alert for the leading office's contacts; where none of them can be reached, for the group robot."""
    organ_id = session.get_one(Cycle, cycle_id).organ_id
    with_file = file_id is not None
    reachable: list[Person | None] = [lead for lead in leads(session, organ_id) if address_of(lead, with_file)]
    for person in reachable or [None]:
        _write(session, cycle_id, f"{ALERT}{key}", subject, text, at, person, file_id if person else None)


def leads(session: Session, organ_id: int) -> list[Person]:
    """Return the contacts of the office that watches over the report."""
    offices = [office.id for office in queries.offices(session, organ_id) if office.leads]
    return [person for office_id in offices if office_id for person in queries.contacts(session, office_id)]


def _write(
    session: Session,
    cycle_id: int,
    key: str,
    subject: str,
    text: str,
    at: datetime,
    person: Person | None,
    file_id: int | None = None,
) -> Notice | None:
    key = f"{key}:{person.id if person else 'robot'}"
    if queries.notice_keyed(session, key):
        return None
    notice = Notice(key=key, cycle_id=cycle_id, subject=subject, text=text, file_id=file_id, written_at=at)
    notice.person_id = person.id if person else None
    notice.trouble = _unreachable(person, file_id is not None)
    notice.state = Delivery.FAILED if notice.trouble else Delivery.WAITING
    session.add(notice)
    session.flush()
    return notice


def _unreachable(person: Person | None, with_file: bool) -> str:
    """Say why nothing can be sent to a person or the robot; "" where it can."""
    if person is None:
        return "" if settings().robot_url else say("troubles", "no_gateway", robot=True)
    return "" if address_of(person, with_file) else say("troubles", "no_address")


def _alert_undelivered(session: Session, notice: Notice, at: datetime) -> None:
    if notice.key.startswith(ALERT):
        return
    person, office = _recipient(session, notice)
    subject, text = letter("undelivered", notice=notice, person=person, office=office)
    alert(session, notice.cycle_id, f"{notice.key}:{notice.attempts}", at, subject, text, notice.file_id)


def _recipient(session: Session, notice: Notice) -> tuple[Person | None, Office | None]:
    person = session.get(Person, notice.person_id) if notice.person_id else None
    office = session.get(Office, person.office_id) if person and person.office_id else None
    return person, office


# Posting


def unposted(now: datetime) -> list[int]:
    """Return the notices that wait and whose time has come."""
    with look() as session:
        return list(queries.notices_to_post(session, now))


@task(task_run_name="发通知 {notice_id}")
def post(notice_id: int, now: datetime) -> Delivery | None:
    """Post one notice and return how it stands then; None where another run has taken it already."""
    message = take(notice_id, now)
    return settle(notice_id, send(message), now) if message else None


def take(notice_id: int, now: datetime) -> Message | None:
    """Mark a waiting notice as being sent, before anything leaves the house; return what to send, None if not now."""
    with transaction() as session:
        notice = session.get_one(Notice, notice_id, with_for_update=True)
        if notice.state is not Delivery.WAITING:
            return None
        if is_expired(notice.until, now):
            notice.state = Delivery.EXPIRED
            return None
        if (turn := max(_waking(session, notice, now), _turn(session, notice, now))) > now:
            notice.next_attempt_at = turn
            return None
        notice.state = Delivery.SENDING
        notice.sending_since = now
        notice.attempts += 1
        return _message(session, notice)


LAST_DAYS = 2
"""In the last working days before publication nobody is spared: there would be no day left to act."""


def _waking(session: Session, notice: Notice, now: datetime) -> datetime:
    """Return when people may be spoken to; what cannot wait goes at once: alerts, codes, the last days."""
    config, calendar = settings(), calendar_in_force()
    hours = Quiet(config.quiet_from, config.quiet_until, config.quiet_rest_days)
    publish = queries.steps(session, notice.cycle_id).get(Stage.PUBLISH)
    presses = publish and workdays_until(now.astimezone(SHANGHAI).date(), publish.due_on, calendar) <= LAST_DAYS
    if hours == Quiet() or presses or notice.key.startswith((ALERT, CODE)):
        return now
    return awake(now.astimezone(SHANGHAI), hours, calendar.is_workday)


def _turn(session: Session, notice: Notice, now: datetime) -> datetime:
    """Return when a notice may go: the group robot is not listened to if it speaks too fast."""
    if notice.person_id or settings().trial:
        return now
    recent = queries.robot_notices_since(session, now - WINDOW)
    spoken = [(said.sending_since, messages_in(said.subject, said.text)) for said in recent if said.sending_since]
    return next_turn(spoken, messages_in(notice.subject, notice.text), settings().robot_limit, now)


def _message(session: Session, notice: Notice) -> Message:
    """Return what to send, in a rehearsal to the leading office instead of those whom it is for."""
    person, office = _recipient(session, notice)
    file = session.get_one(File, notice.file_id) if notice.file_id else None
    to = address_of(person, file is not None) if person else None
    message = Message(notice.key, to, notice.subject, notice.text, file, posted=notice.posted, until=notice.until)
    if not settings().trial:
        return message
    known = leads(session, session.get_one(Cycle, notice.cycle_id).organ_id)
    lead = next(filter(None, (address_of(one, file is not None) for one in known)), "")
    return rehearsed(message, say("troubles", "recipient", person=person, office=office), lead)


def settle(notice_id: int, answer: Answer, now: datetime) -> Delivery:
    """Write down what the platform said: delivered, in doubt, to be tried again later, or failed for good."""
    with transaction() as session:
        notice = session.get_one(Notice, notice_id, with_for_update=True)
        notice.state = answer.delivery
        notice.trouble = answer.reason
        notice.posted = answer.posted or notice.posted  # the next attempt says only what is missing
        if answer.delivery is Delivery.DELIVERED:
            notice.delivered_at = now
        elif answer.delivery is Delivery.UNCERTAIN:
            _doubt(session, [notice], now)
        elif answer.delivery is Delivery.WAITING and notice.attempts <= len(WAITS):
            pause = timedelta(minutes=WAITS[notice.attempts - 1])
            notice.next_attempt_at = now + max(pause, answer.wait)
        else:
            notice.state = Delivery.FAILED
            _alert_undelivered(session, notice, now)
        return notice.state


@task(task_run_name="核查中断的通知")
def mend_unfinished(now: datetime) -> int:
    """Mark as uncertain what a process that died was sending; return how many.

    They are not sent again by themselves: whoever may have been told already must not be told twice.
    """
    with transaction() as session:
        died = [n for n in queries.notices_in(session, Delivery.SENDING) if _is_unfinished(n, now)]
        for notice in died:
            notice.state = Delivery.UNCERTAIN
            notice.trouble = say("troubles", "unfinished")
        for _, lost in groupby(sorted(died, key=lambda n: n.cycle_id), key=lambda n: n.cycle_id):
            _doubt(session, list(lost), now)
        return len(died)


def _is_unfinished(notice: Notice, now: datetime) -> bool:
    return notice.sending_since is None or notice.sending_since <= now - UNFINISHED_AFTER


def _doubt(session: Session, notices: Sequence[Notice], now: datetime) -> None:
    """Enter a cycle's doubtful notices in the journal, and ask the leading office to make sure of them."""
    cycle_id = notices[0].cycle_id
    key = "uncertain:" + ",".join(f"{notice.id}.{notice.attempts}" for notice in notices)
    subject, text = letter("uncertain", doubtful=[(notice, *_recipient(session, notice)) for notice in notices])
    enter(session, now, SYSTEM, "notices", say("journal", "uncertain", count=len(notices)), key, cycle_id)
    if not all(notice.key.startswith(ALERT) for notice in notices):
        alert(session, cycle_id, key, now, subject, text)


def tally(posted: Iterable[Delivery | None], mended: int = 0) -> dict[str, int]:
    """Count how the notices of one round stand now."""
    count = Counter(posted)
    count[Delivery.UNCERTAIN] += mended
    return {state.value: count[state] for state in Delivery if state not in (Delivery.SENDING, Delivery.EXPIRED)}
