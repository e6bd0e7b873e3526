"""The mail server of the demonstration: it takes in every message over SMTP and keeps it as a file."""

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deployments.ports import must_be_free


class Mailbox:
    """Listens while it is open: ``with Mailbox(folder, 8025) as mailbox``.

    Each message lies in ``folder`` as it came (``0001.eml``), with one line in ``index.jsonl``.
    """

    def __init__(self, folder: Path, port: int, host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.port = port
        self.host = host
        self.refused: set[str] = set()
        self._refusals: dict[str, str] = {}
        # A name of its own, because asking for the machine's can wait for a name server that is not there.
        self._server = Controller(self, hostname=host, port=port, server_hostname="nianbao.invalid")

    def __enter__(self) -> "Mailbox":
        """Start to listen; raise ``PortTaken``."""
        # Asked first, because aiosmtpd takes five seconds to notice.
        must_be_free(self.host, self.port, "mail", "NIANBAO_MAIL_PORT")
        self.folder.mkdir(parents=True, exist_ok=True)
        self._server.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Stop listening; what came stays."""
        self._server.stop()

    def refuse(self, answer: str, address: str = "") -> None:
        """Answer mail for ``address`` (everybody where it is empty) with an SMTP refusal such as ``451 busy``."""
        self._refusals[address] = answer

    def accept(self, address: str | None = None) -> None:
        """Refuse nothing any more, or no mail for ``address``."""
        if address is None:
            self._refusals.clear()
        self._refusals.pop(address or "", None)

    def messages(self, after: int = 0) -> list[EmailMessage]:
        """Return what came after the first so many messages, oldest first."""
        kept = sorted(self.folder.glob("*.eml"), key=lambda path: int(path.stem))
        return [message_from_bytes(path.read_bytes(), policy=default) for path in kept[after:]]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept or refuse one recipient."""
        refusal = self._refusals.get(address) or self._refusals.get("")
        if refusal:
            self.refused.add(address)
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one message, then say so."""
        self._keep(bytes(envelope.original_content or b""), envelope.rcpt_tos)
        return "250 Kept"

    def _keep(self, content: bytes, to: list[str]) -> None:
        path = self.folder / f"{len(list(self.folder.glob('*.eml'))) + 1:04}.eml"
        path.write_bytes(content)
        message = message_from_bytes(content, policy=default)
        entry = {"file": path.name, "to": to, "subject": message["Subject"], "key": message["X-Nianbao-Key"]}
        with (self.folder / "index.jsonl").open("a", encoding="utf-8") as index:
            index.write(json.dumps(entry, ensure_ascii=False) + "\n")
