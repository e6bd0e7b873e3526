"""Telling people: written with the fact, posted afterwards, and never sent twice by itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby

from prefect import task
from sqlmodel import Session

from models import Cycle, Delivery, File, Notice, Office, Person, Step, queries
from models.db import look, transaction
from models.invitation import CODE
from models.journal import enter
from models.law import calendar_in_force
from models.reminding import CAN_WAIT, OF_COLLECTING, kind, outdated
from report.deadlines import workdays_until
from report.lifecycle import Stage
from report.sheet import content_hash
from settings import SHANGHAI, settings
from tasks.answers import Answer
from tasks.channel import Message, address_of, messages_in, rehearsed, send
from tasks.clock import SYSTEM
from tasks.pace import WINDOW, Quiet, awake, is_expired, next_day, next_turn
from templates import letter, say

WAITS = (1, 5, 30, 120, 360, 720, 1440)
"""Minutes until the next attempt after the first, the second …; when they are used up the notice has failed."""

UNFINISHED_AFTER = timedelta(minutes=10)
"""A send takes a minute at most: one that is older belongs to a process that died."""

DIGEST = "digest:"
"""How the key of a message begins in which several notices travel."""

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
    reachable = [lead for lead in queries.leads(session, organ_id) if address_of(lead, with_file)]
    for person in reachable or (None,):
        _write(session, cycle_id, f"{ALERT}{key}", subject, text, at, person, file_id if person else None)


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


@dataclass(frozen=True, slots=True)
class Taken:
    """One message on its way, and the notices that travel in it."""

    message: Message
    notice_ids: tuple[int, ...]


@task(task_run_name="发通知 {notice_id}")
def post(notice_id: int, now: datetime) -> list[Delivery]:
    """Post the message of one notice, and return how each notice in it stands then; nothing where others took it."""
    taken = take(notice_id, now)
    return settle(taken.notice_ids, send(taken.message), now) if taken else []


def take(notice_id: int, now: datetime) -> Taken | None:
    """Mark a waiting notice, and what goes with it, as being sent, before anything leaves the house; None if not now.

    Whether it is still true is asked here and not when it was written: who has filed since is not reminded.
    """
    with transaction() as session:
        together = _waiting_with(session, session.get_one(Notice, notice_id), now)
        ready = [notice for notice in together if _is_ready(session, notice, now)]
        asked = next((notice for notice in ready if notice.id == notice_id), None)
        if asked is None:
            return None
        taken = _what_fits(session, asked, ready)
        message = _message(session, taken)
        for notice in taken:
            notice.state, notice.message = Delivery.SENDING, message.key
            notice.sending_since = now
            notice.attempts += 1
        return Taken(message, tuple(notice.id or 0 for notice in taken))


def _waiting_with(session: Session, notice: Notice, now: datetime) -> list[Notice]:
    """Return what waits and goes in one message with a notice, locked, in the order of writing; itself among them."""
    person = session.get(Person, notice.person_id) if notice.person_id else None
    if person and _can_wait(notice):
        return [each for each in queries.notices_waiting_at(session, person, now) if _can_wait(each)]
    alone = session.get_one(Notice, notice.id, with_for_update=True)
    return [alone] if alone.state is Delivery.WAITING else []


def _can_wait(notice: Notice) -> bool:
    return settings().digest and kind(notice.key) in CAN_WAIT


def _is_ready(session: Session, notice: Notice, now: datetime) -> bool:
    """Say whether a notice goes now; if not, write down until when it waits, or why it is given up."""
    if reason := outdated(session, notice):
        notice.state, notice.trouble = Delivery.EXPIRED, reason
    elif is_expired(notice.until, now):
        notice.state = Delivery.EXPIRED
    elif not settings().trial and (trouble := _unreachable_now(session, notice)):
        notice.state, notice.trouble = Delivery.FAILED, trouble
        _alert_undelivered(session, notice, now)
    elif (turn := max(_waking(session, notice, now), _turn(session, notice, now), _day(session, notice, now))) > now:
        notice.next_attempt_at = turn
    else:
        return True
    return False


def _unreachable_now(session: Session, notice: Notice) -> str:
    """Say why a person cannot be reached: the address may have gone since the notice was written."""
    person = session.get(Person, notice.person_id) if notice.person_id else None
    return _unreachable(person, notice.file_id is not None) if person else ""


LARGEST = 10 * 2**20
"""Bytes of attachments in one message: gateways of offices take in about twice as much, encoded a third larger."""


def _what_fits(session: Session, asked: Notice, ready: Sequence[Notice]) -> list[Notice]:
    """Return the notices whose attachments one message carries together, the one that was asked for among them."""
    sizes = queries.file_labels(session, [notice.file_id for notice in ready if notice.file_id])
    taken, files = [asked], {asked.file_id}
    for notice in ready:
        wanted = files | {notice.file_id}
        if notice is not asked and sum(sizes[file_id][1] for file_id in wanted if file_id) <= LARGEST:
            taken, files = [*taken, notice], wanted
    return sorted(taken, key=ready.index)


LAST_DAYS = 2
"""In the last working days before a due date nobody is spared: there would be no day left to act."""


def _presses(today: date, due: date) -> bool:
    return workdays_until(today, due, calendar_in_force()) <= LAST_DAYS


def _waking(session: Session, notice: Notice, now: datetime) -> datetime:
    """Return when people may be spoken to; what cannot wait goes at once: alerts, codes, the last days."""
    publish = queries.steps(session, notice.cycle_id).get(Stage.PUBLISH)
    today = now.astimezone(SHANGHAI)
    presses = publish and _presses(today.date(), publish.due_on)
    if _hours() == Quiet() or presses or notice.key.startswith((ALERT, CODE)):
        return now
    return awake(today, _hours(), calendar_in_force().is_workday)


def _hours() -> Quiet:
    config = settings()
    return Quiet(config.quiet_from, config.quiet_until, config.quiet_rest_days)


def _turn(session: Session, notice: Notice, now: datetime) -> datetime:
    """Return when a notice may go: the group robot is not listened to if it speaks too fast."""
    if notice.person_id or settings().trial:
        return now
    recent = queries.robot_notices_since(session, now - WINDOW)
    spoken = [(said.sending_since, messages_in(said.subject, said.text)) for said in recent if said.sending_since]
    return next_turn(spoken, messages_in(notice.subject, notice.text), settings().robot_limit, now)


def _day(session: Session, notice: Notice, now: datetime) -> datetime:
    """Return when a notice may go that can wait: whoever had a message today gets the next one tomorrow."""
    person = session.get(Person, notice.person_id) if notice.person_id and _can_wait(notice) else None
    stage = Stage.COLLECT if kind(notice.key) in OF_COLLECTING else Stage.PUBLISH
    step = queries.steps(session, notice.cycle_id).get(stage)
    return next_day(now.astimezone(SHANGHAI), _hours()) if person and _has_had(session, person, now, step) else now


def _has_had(session: Session, person: Person, now: datetime, step: Step | None) -> bool:
    """Say whether a person had today's message already, on a day that does not press."""
    today = now.astimezone(SHANGHAI).date()
    if step and _presses(today, step.due_on):
        return False
    return any(map(_can_wait, queries.notices_sent_to(session, person, datetime.combine(today, time(), SHANGHAI))))


def has_been_told(session: Session, people: Iterable[Person], now: datetime, due: date) -> bool:
    """Say whether one of these people had today's message already, so that a reminder is better written tomorrow."""
    step = Step(cycle_id=0, stage=Stage.COLLECT, opens_on=due, due_on=due)
    return any(_has_had(session, person, now, step) for person in people)


def _message(session: Session, taken: Sequence[Notice]) -> Message:
    """Return what to send, in a rehearsal to the leading office instead of those whom it is for."""
    first = taken[0]
    person, office = _recipient(session, first)
    wanted = dict.fromkeys(notice.file_id for notice in taken if notice.file_id)
    files = tuple(session.get_one(File, file_id) for file_id in wanted)
    to = address_of(person, bool(files)) if person else None
    key, subject, text = _as_one(taken)
    message = Message(key, to, subject, text, files, posted=first.posted, until=first.until)
    if not settings().trial:
        return message
    known = queries.leads(session, session.get_one(Cycle, first.cycle_id).organ_id)
    lead = next(filter(None, (address_of(one, bool(files)) for one in known)), "")
    return rehearsed(message, say("troubles", "recipient", person=person, office=office), lead)


def _as_one(taken: Sequence[Notice]) -> tuple[str, str, str]:
    """Return key, subject and text of a message; the same notices have the same key, so a receiver can tell."""
    if len(taken) == 1:
        return taken[0].key, taken[0].subject, taken[0].text
    return (f"{DIGEST}{content_hash(sorted(notice.key for notice in taken))[:24]}", *letter("digest", parts=taken))


def settle(notice_ids: Sequence[int], answer: Answer, now: datetime) -> list[Delivery]:
    """Write down what the platform said of a message, for every notice in it: all have the same lot."""
    with transaction() as session:
        notices = [session.get_one(Notice, notice_id, with_for_update=True) for notice_id in sorted(notice_ids)]
        for notice in notices:
            _settle(session, notice, answer, now)
        if answer.delivery is Delivery.UNCERTAIN:
            _doubt_each(session, notices, now)
        return [notice.state for notice in notices]


def _settle(session: Session, notice: Notice, answer: Answer, now: datetime) -> None:
    """Write down: delivered, in doubt, to be tried again later, or failed for good."""
    notice.state = answer.delivery
    notice.trouble = answer.reason
    notice.posted = answer.posted or notice.posted  # the next attempt says only what is missing
    if answer.delivery is Delivery.DELIVERED:
        notice.delivered_at = now
    elif answer.delivery is Delivery.WAITING and (pause := _pause(notice.attempts)):
        notice.next_attempt_at = now + max(pause, answer.wait)
    elif answer.delivery is not Delivery.UNCERTAIN:
        notice.state = Delivery.FAILED
        _alert_undelivered(session, notice, now)


def _pause(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts; None after the last, a notice sent anew begins again."""
    step = (attempts - 1) % (len(WAITS) + 1)
    return timedelta(minutes=WAITS[step]) if step < len(WAITS) else None


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
        _doubt_each(session, died, now)
        return len(died)


def _is_unfinished(notice: Notice, now: datetime) -> bool:
    return notice.sending_since is None or notice.sending_since <= now - UNFINISHED_AFTER


def _doubt_each(session: Session, notices: Iterable[Notice], now: datetime) -> None:
    """Say of which notices it is not known whether they arrived, cycle by cycle."""
    for _, lost in groupby(sorted(notices, key=lambda n: n.cycle_id), key=lambda n: n.cycle_id):
        _doubt(session, list(lost), now)


def _doubt(session: Session, notices: Sequence[Notice], now: datetime) -> None:
    """Enter a cycle's doubtful notices in the journal, and ask the leading office to make sure of them."""
    cycle_id = notices[0].cycle_id
    key = "uncertain:" + ",".join(f"{notice.id}.{notice.attempts}" for notice in notices)
    subject, text = letter("uncertain", doubtful=[(notice, *_recipient(session, notice)) for notice in notices])
    enter(session, now, SYSTEM, "notices", say("journal", "uncertain", count=len(notices)), key, cycle_id)
    if not all(notice.key.startswith(ALERT) for notice in notices):
        alert(session, cycle_id, key, now, subject, text)


def tally(posted: Iterable[Iterable[Delivery]], mended: int = 0) -> dict[str, int]:
    """Count how the notices of one round stand now."""
    count = Counter(chain.from_iterable(posted))
    count[Delivery.UNCERTAIN] += mended
    return {state.value: count[state] for state in Delivery if state not in (Delivery.SENDING, Delivery.EXPIRED)}
