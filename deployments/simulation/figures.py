"""Figures as an office could have them: made from a seed, and right by every statement of the form."""

from collections import Counter
from collections.abc import Iterable
from random import Random

from report.form import form_for

MOST = {
    "t2.normative_documents.issued": 3,
    "t2.normative_documents.in_force": 20,
    "t2.licensing.decisions": 40,
    "t2.penalties.decisions": 30,
    "t2.coercion.decisions": 4,
    "t2.fees.amount": 9,
    "t4.review.upheld": 2,
    "t4.suit_direct.upheld": 1,
}
"""The highest number of what a town has one of in some years; everything else there is not."""

OUTCOMES = (
    "granted",
    "partly_granted",
    "unavailable_not_held",
    "unhandled_repeat",
    "refused_third_party",
    "other_other",
)


def figures(rng: Random, year: int) -> dict[str, int]:
    """Return the figures of one town, without those that are sums of others."""
    found = {address: rng.randint(0, most) for address, most in MOST.items()}
    found["t2.normative_documents.in_force"] += found["t2.normative_documents.issued"]
    for column, most in (("natural_person", 12), ("business", 4)):
        found |= applications(rng, column, most)
    form = form_for(year)
    return {address: found.get(address, 0) for address in form.addresses if address not in form.sums}


def applications(rng: Random, column: str, most: int) -> dict[str, int]:
    """Return one applicant's column of table 3: what came in is settled in some way, or carried over."""
    received, carried_in = rng.randint(0, most), rng.randint(0, 1)
    ways = Counter(rng.choices((*OUTCOMES, "carried_out"), (6, 2, 2, 1, 1, 1, 1), k=received + carried_in))
    rows = {"received": received, "carried_in": carried_in, **ways}
    return {f"t3.{row}.{column}": count for row, count in rows.items()}


def impossible(cells: Iterable[str]) -> dict[str, int]:
    """Return a figure that no check lets pass, in the first of an office's cells."""
    return dict.fromkeys(sorted(cells)[:1], -1)
