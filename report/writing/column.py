"""The 政府信息公开年报 column of a site: the page that lists the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from report.writing.html import Site
from templates import fill


@dataclass(frozen=True, slots=True)
class Listing:
    """One year in the column: where its page lies, its title, when it was published, corrected or withdrawn."""

    path: str
    title: str
    published_on: date
    corrected_on: date | None = None
    withdrawn_on: date | None = None


def column_page(organ: str, entries: Sequence[Listing], *, site: Site | None = None) -> bytes:
    """Return the column's page."""
    return fill("report/column.html.j2", organ=organ, entries=entries, site=site or Site()).encode()
