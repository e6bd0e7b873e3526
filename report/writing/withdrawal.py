"""What readers find of a report that is no longer in force: the 撤回公告, and the line over an old version."""

from dataclasses import dataclass
from datetime import date

from report.writing.html import Site
from templates import fill

BODY = b"<body>\n"
"""Where a page of ours begins to be seen."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was withdrawn, when and why, and whom a reader may ask."""

    organ: str
    title: str
    published_on: date
    withdrawn_on: date
    reason: str
    office: str
    phone: str


def withdrawal_page(withdrawn: Withdrawn, *, site: Site | None = None) -> bytes:
    """Return the page that takes the place of a report that was withdrawn."""
    return fill("report/withdrawn.html.j2", it=withdrawn, site=site or Site()).encode()


def old_version(page: bytes, published_on: date, replaced_on: date) -> bytes:
    """Return a page as it was published, with one line on top that leads to what is in force."""
    line = fill("report/old_version.html.j2", published_on=published_on, replaced_on=replaced_on)
    return page.replace(BODY, BODY + line.encode() + b"\n", 1)
