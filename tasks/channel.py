"""How a message leaves the house: through Apprise, and what the platform answered."""

import logging
import re
from dataclasses import dataclass
from email.header import Header
from urllib.parse import quote, urlencode

from apprise import Apprise, LogCapture, NotifyFormat
from apprise.attachment.memory import AttachMemory
from apprise.utils.parse import is_email

from models import Delivery, File, Person
from settings import settings
from templates import say

# What Apprise logs is kept with the notice; it must not also appear, at DEBUG, in the log of the flow run.
logging.getLogger("apprise").propagate = False

PATIENCE = {"cto": "30", "rto": "30"}
"""Seconds to wait for a platform unless its address says otherwise; Apprise's own 4 leave too many in doubt."""

WORTH_KEEPING = re.compile(
    r"^(?:WARNING|ERROR|CRITICAL) (.+)|^DEBUG (Socket Exception: .+|Response Details:\s+.+)", re.MULTILINE
)
BROKEN_OFF = re.compile(r"Socket Exception|Unhandled")
CERTAIN_NO = re.compile(r"\d{3}, b['\"]|error=\d{3}|Connection error while submitting|Max retries exceeded")
"""An answer with a code, or a connection that never stood: nothing was taken in."""


@dataclass(frozen=True)
class Message:
    """What goes out under one key: to a mail address, or to the group robot (``to`` None)."""

    key: str
    to: str | None
    subject: str
    text: str
    file: File | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a message: delivered, refused (it waits again), or uncertain, and why."""

    delivery: Delivery
    reason: str = ""


def address_of(person: Person) -> str:
    """Return the mail address of a person, "" where there is none that mail could be sent to."""
    mail = person.mail.strip()
    found = is_email(mail)  # type: ignore[no-untyped-call]
    return mail if found and found["full_email"] == mail else ""


def send(message: Message) -> Answer:
    """Hand a message to its platform and return what the platform said."""
    gateway = settings().robot_url if message.to is None else settings().mail_url
    if not gateway:
        return Answer(Delivery.WAITING, say("troubles", "no_gateway", robot=message.to is None))
    if message.to == "":
        return Answer(Delivery.WAITING, say("troubles", "no_address"))
    with LogCapture(level=logging.DEBUG, fmt="%(levelname)s %(message)s") as log:  # type: ignore[no-untyped-call]
        delivered = _notify(_url(gateway, message), message)
        reason = " ".join(kept or more for kept, more in WORTH_KEEPING.findall(log.getvalue()))
    return Answer(Delivery.DELIVERED) if delivered else _no(reason[:500])


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


def _notify(url: str, message: Message) -> bool:
    # A new sender for each message: Apprise makes one that has just spoken sleep 5.5 seconds before it speaks again.
    sender = Apprise()
    service = Apprise.instantiate(url)
    if service is None or not sender.add(service):
        return False
    subject = message.subject if message.to is None else _encoded(message.subject)
    attach = _attachment(message.file) if message.file else None
    return bool(sender.notify(body=message.text, title=subject, body_format=NotifyFormat.TEXT, attach=attach))


def _attachment(file: File) -> AttachMemory:
    return AttachMemory(content=file.content, name=_encoded(file.name))  # type: ignore[no-untyped-call]


def _encoded(text: str) -> str:
    """Return a subject, file name or key as RFC 2047 words.

    Apprise makes one endless word of a Chinese subject, and with a Chinese file name it encodes the whole
    Content-Disposition, so that mail programs show an attachment without a name.
    """
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="")
