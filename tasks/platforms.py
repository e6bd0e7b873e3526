"""What our own Apprise services share: their names, and the answer of their platform."""

from typing import Any, ClassVar

import httpx
from apprise import NotifyBase, NotifyType, OverflowMode

from tasks.answers import Answer, Line


class Platform(NotifyBase):  # type: ignore[no-untyped-call]
    """A service whose platform says by a code of its own whether it took a message in."""

    service_name: Any
    secure_protocol: Any
    others: ClassVar[tuple[str, ...]] = ()
    """Apprise's own names for the platform, which are ours now: to Apprise every answer with 200 is a delivery."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)  # type: ignore[no-untyped-call]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        # What an address may ask of Apprise would say a message twice, or tear it where no sentence ends.
        self.retry = 0
        self.overflow_mode = OverflowMode.UPSTREAM
        self.answer: Answer | None = None

    def send(self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **_: Any) -> bool:
        """Say one message, keep the platform's answer, and return whether it was delivered."""
        raise NotImplementedError

    def line(self) -> Line:
        """Return how to reach the platform, with the patience that the address asks for."""
        patience = httpx.Timeout(self.socket_read_timeout, connect=self.socket_connect_timeout)
        return Line(str(self.secure_protocol), patience, self.verify_certificate)
