"""How people are: when they send their figures, what goes wrong with them, how leaders sign."""

from dataclasses import dataclass
from enum import StrEnum


class Slip(StrEnum):
    """What is wrong with the first workbook that somebody sends."""

    NONE = ""
    WRONG = "wrong"
    """A figure that cannot be, such as a negative number of cases."""
    DAMAGED = "damaged"
    """A file that was cut off on its way."""


class Post(StrEnum):
    """What somebody's mail server says to us."""

    TAKES = ""
    UNKNOWN = "550 5.1.1 User unknown"
    """There is no such mailbox, today and for ever."""
    BUSY = "451 4.7.1 Greylisted, try again later"
    """It takes nothing in for a day from the first attempt on."""


@dataclass(frozen=True)
class Contact:
    """Somebody who fills in for an office.

    ``days`` after the workbook came it is sent back; who ``waits_for`` so many reminders does not look at it before.
    """

    code: str
    days: int = 1
    waits_for: int = 0
    slip: Slip = Slip.NONE
    nothing: bool = False
    answers: bool = True
    stand_in: bool = False
    leaves: bool = False
    post: Post = Post.TAKES


CONTACTS: tuple[Contact, ...] = (
    Contact("early", days=1),
    Contact("on_time", days=9),
    Contact("late", waits_for=3),
    Contact("wrong_first", days=5, slip=Slip.WRONG),
    Contact("absent", answers=False, stand_in=True),
    Contact("damaged", days=4, slip=Slip.DAMAGED),
    Contact("nothing", days=7, nothing=True),
    Contact("replaced", leaves=True, days=6),
    Contact("bounces", days=2, post=Post.UNKNOWN),
    Contact("greylisted", days=3, post=Post.BUSY),
    Contact("hesitant", waits_for=1),
)
"""One office after another takes the next of them, so that every county has all kinds."""

NO_CONTACT = Contact("none", answers=False)
"""Who fills in nothing."""

MISSING = Contact("missing", answers=False)
"""Who never answers and for whom nobody stands in: the office's town is named in the county's list."""


@dataclass(frozen=True)
class Leader:
    """Somebody in the chain: how many hours a letter lies on the desk, and whether the first draft goes back."""

    code: str
    hours: int = 2
    returns: bool = False


PROMPT = Leader("prompt")

CHAINS: tuple[tuple[Leader, ...], ...] = (
    (Leader("prompt", 1), Leader("prompt", 3), Leader("prompt", 4), Leader("prompt", 6)),
    (Leader("prompt", 1), Leader("prompt", 2), Leader("returns", 3, returns=True), Leader("prompt", 4)),
    (Leader("prompt", 2), Leader("prompt", 2), Leader("prompt", 2), Leader("slow", 96)),
)
"""Of each town in turn: who drafts, who looks for secrets, the deputy, the head."""
