"""Sheets on which nothing is wrong, one of each edition, and how a story changes them."""

from collections.abc import Mapping
from dataclasses import replace

from report.form import form_of
from report.sheet import Level, Sheet

_APPLICATIONS = {
    "t3.received.natural_person": "9",
    "t3.received.business": "2",
    "t3.received.total": "11",
    "t3.carried_in.natural_person": "1",
    "t3.carried_in.total": "1",
    "t3.granted.natural_person": "4",
    "t3.granted.business": "1",
    "t3.granted.total": "5",
    "t3.partly_granted.natural_person": "3",
    "t3.partly_granted.total": "3",
    "t3.unavailable_not_held.natural_person": "1",
    "t3.unavailable_not_held.business": "1",
    "t3.unavailable_not_held.total": "2",
    "t3.handled.natural_person": "8",
    "t3.handled.business": "2",
    "t3.handled.total": "10",
    "t3.carried_out.natural_person": "2",
    "t3.carried_out.total": "2",
}
_DISPUTES = {
    "t4.review.upheld": "2",
    "t4.review.pending": "1",
    "t4.review.total": "3",
    "t4.suit_after_review.corrected": "1",
    "t4.suit_after_review.total": "1",
}
_DISCLOSURE = {
    2019: {
        "t2.normative_documents.made": "1",
        "t2.normative_documents.disclosed": "1",
        "t2.normative_documents.disclosed_total": "13",
        "t2.licensing.items_last_year": "6",
        "t2.licensing.change": "-4",
        "t2.licensing.decisions": "2",
    },
    2021: {
        "t2.normative_documents.issued": "3",
        "t2.normative_documents.repealed": "5",
        "t2.normative_documents.in_force": "8",
        "t2.licensing.decisions": "550",
        "t2.fees.amount": "0.092",
    },
}


def clean(edition: int = 2021, **editions: int) -> Sheet:
    """Return a town's sheet with every cell filled in and every rule kept; ``editions`` names tables that differ."""
    wanted = {"t2": edition, "t3": edition, "t4": edition} | editions
    zeros = dict.fromkeys(form_of(tuple(wanted.items())).addresses, "0")
    cells = zeros | _DISCLOSURE[wanted["t2"]] | _APPLICATIONS | _DISPUTES
    others = {table: other for table, other in editions.items() if other != edition}
    return Sheet("荥阳市广武镇人民政府", Level.TOWNSHIP, edition, edition, cells=cells, editions=others)


def changed(sheet: Sheet, cells: Mapping[str, str | None]) -> Sheet:
    """Return the sheet with other words in some cells; None takes a cell away."""
    return replace(sheet, cells={a: text for a, text in {**sheet.cells, **cells}.items() if text is not None})
