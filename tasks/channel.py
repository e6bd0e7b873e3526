"""How a message leaves the house: through Apprise, and what the platform answered."""

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import Header
from functools import cache
from urllib.parse import quote, urlencode

from apprise import Apprise, LogCapture, NotifyBase, NotifyFormat
from apprise.attachment.memory import AttachMemory
from apprise.manager_plugins import NotificationManager
from apprise.utils.parse import is_email

from models import Delivery, File, Person
from settings import settings
from tasks import robots
from tasks.answers import Answer
from tasks.platforms import Platform
from tasks.robots import ROBOTS, Robot
from tasks.sms import MOBILE, SmsGateway
from templates import fill, say

# What Apprise logs is kept with the notice; it must not also appear, at DEBUG, in the log of the flow run.
logging.getLogger("apprise").propagate = False

PATIENCE = {"cto": "30", "rto": "30"}
"""Seconds to wait for a platform unless its address says otherwise; Apprise's own 4 leave too many in doubt."""

LONGEST_SUBJECT = 80
"""Signs of a mail's subject: encoded they are ten times as many bytes, and a line has room for 998 (RFC 5321)."""

WORTH_KEEPING = re.compile(
    r"^(?:WARNING|ERROR|CRITICAL) (.+)|^DEBUG (Socket Exception: .+|Response Details:\s+.+)", re.MULTILINE
)
BROKEN_OFF = re.compile(r"Socket Exception|Unhandled")
CERTAIN_NO = re.compile(r"\d{3}, b['\"]|error=\d{3}|Connection error while submitting|Max retries exceeded")
"""An answer with a code, or a connection that never stood: nothing was taken in."""


@dataclass(frozen=True)
class Message:
    """What goes out under one key: to a mail address, a mobile number, or the group robot (``to`` None).

    ``posted`` parts of it have arrived before; after ``until`` it makes no sense; in a rehearsal ``to`` is a lead.
    """

    key: str
    to: str | None
    subject: str
    text: str
    files: tuple[File, ...] = ()
    posted: int = 0
    until: datetime | None = None
    is_rehearsal: bool = False


def address_of(person: Person, with_file: bool = False) -> str:
    """Return where a person is reached: by mail, or by a short message if nothing is attached; "" if nowhere."""
    mail = person.mail.strip()
    found = is_email(mail)  # type: ignore[no-untyped-call]
    if found and found["full_email"] == mail:
        return mail
    phone = re.sub(r"[\s-]|^\+86", "", person.phone)
    return phone if settings().sms_url and not with_file and MOBILE.fullmatch(phone) else ""


def rehearsed(message: Message, recipient: str, lead: str) -> Message:
    """Return a message of a rehearsal: it goes to the leading office and says for whom it is."""
    filled = fill(
        "cards/rehearsal.txt.j2",
        subject=message.subject,
        text=message.text,
        recipient=recipient,
        address=message.to,
    )
    subject, _, text = filled.strip().partition("\n")
    return replace(message, to=lead, subject=subject, text=text.strip(), is_rehearsal=True)


def messages_in(subject: str, text: str) -> int:
    """Return how many messages the group robot needs for a notice."""
    service = _service(settings().robot_url)
    return len(service.parts(subject, text)) if isinstance(service, Robot) else 1


def send(message: Message) -> Answer:
    """Hand a message to its platform and return what the platform said."""
    if settings().trial and not message.is_rehearsal:
        return Answer(Delivery.WAITING, say("troubles", "only_rehearsed"))
    gateway = _gateway(message.to)
    if not gateway:
        return Answer(Delivery.WAITING, say("troubles", "no_gateway", robot=message.to is None))
    if message.to == "":
        return Answer(Delivery.WAITING, say("troubles", "no_address"))
    with LogCapture(level=logging.DEBUG, fmt="%(levelname)s %(message)s") as log:  # type: ignore[no-untyped-call]
        service = _service(_url(gateway, message))
        delivered = _notify(service, message)
        reason = " ".join(kept or more for kept, more in WORTH_KEEPING.findall(log.getvalue()))
    if isinstance(service, Platform) and service.answer:
        return service.answer
    return Answer(Delivery.DELIVERED) if delivered else _no(reason[:500])


def _gateway(to: str | None) -> str:
    if to is None:
        return settings().robot_url
    if MOBILE.fullmatch(to):
        return f"{SmsGateway.secure_protocol}://" if settings().sms_url else ""
    return settings().mail_url


def _no(reason: str) -> Answer:
    """Tell a refusal from a silence: who was cut off after speaking does not know whether he was heard."""
    silent = BROKEN_OFF.search(reason) and not CERTAIN_NO.search(reason)
    return Answer(Delivery.UNCERTAIN if silent else Delivery.WAITING, reason)


def _url(gateway: str, message: Message) -> str:
    """Return the gateway's address with the recipient and the key, which travels as a header."""
    own = {name: value for name, value in PATIENCE.items() if f"{name}=" not in gateway}
    own |= {"format": "text", "+X-Nianbao-Key": _encoded(message.key)}
    own |= {"to": message.to} if message.to else {}
    return f"{gateway}{'&' if '?' in gateway else '?'}{urlencode(own, quote_via=quote)}"


@cache
def _register() -> None:
    """Make our own platforms known to Apprise, also under the names it has for them itself."""
    ours: tuple[type[Platform], ...] = (*ROBOTS, SmsGateway)
    for platform in ours:
        schemas = [platform.secure_protocol, *platform.others]
        NotificationManager().add(platform, schemas=schemas, force=True)  # type: ignore[no-untyped-call]


def _service(url: str) -> NotifyBase | None:
    _register()
    return Apprise.instantiate(robots.address(url))


def _notify(service: NotifyBase | None, message: Message) -> bool:
    # A new sender for each message: Apprise makes one that has just spoken sleep 5.5 seconds before it speaks again.
    sender = Apprise()
    if service is None or not sender.add(service):
        return False
    if isinstance(service, Robot):
        service.posted, service.until = message.posted, message.until
    is_mail = not isinstance(service, Platform) and message.to is not None
    subject = _encoded(_header(message.subject)) if is_mail else message.subject
    attach = [_attachment(file) for file in message.files] or None
    return bool(sender.notify(body=message.text, title=subject, body_format=NotifyFormat.TEXT, attach=attach))


def _header(subject: str) -> str:
    """Return a subject that fits into one line of a mail: Apprise does not fold it, and a server refuses the mail."""
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def _attachment(file: File) -> AttachMemory:
    return AttachMemory(content=file.content, name=_encoded(file.name))  # type: ignore[no-untyped-call]


def _encoded(text: str) -> str:
    """Return a subject, file name or key as RFC 2047 words.

    Apprise makes one endless word of a Chinese subject, and with a Chinese file name it encodes the whole
    Content-Disposition, so that mail programs show an attachment without a name.
    """
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="")
