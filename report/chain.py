"""The chain of approval: its places in order, whose word counts, who is next, and what a return takes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from report.lifecycle import CHAIN, Role, Verdict


@dataclass(frozen=True, slots=True)
class Station:
    """One place in the chain (环节): who holds ``role`` decides there; places of one ``row`` decide side by side.

    ``role`` is a word of ``Role`` or the organ's own name of the place (会签（财政所）). ``workdays`` are given from
    the day of asking; 0 is as long as the plan gives the whole chain.
    """

    role: str
    row: int
    workdays: int = 0


Chain = tuple[Station, ...]

USUAL: Chain = tuple(Station(role.value, row) for row, role in enumerate(CHAIN, start=1))
"""The chain of an organ that has named no other: 拟稿 → 保密审查 → 分管领导 → 主要领导."""

MUST_HAVE = (Role.DRAFTER, Role.CONFIDENTIALITY)
"""Nothing goes out that nobody drafted, or that nobody examined for secrets (《条例》第十七条)."""


class Said(Protocol):
    """A decision as far as the chain looks at it."""

    role: str
    verdict: Verdict
    back_to: str


D = TypeVar("D", bound=Said)


def kept(chain: Chain) -> list[dict[str, str | int]]:
    """Return a chain as it is kept in a row of the database."""
    return [{"role": place.role, "row": place.row, "workdays": place.workdays} for place in chain]


def chain_from(rows: Sequence[Mapping[str, str | int]]) -> Chain:
    """Return the chain that was kept; the usual one where none was."""
    return tuple(Station(str(r["role"]), int(r["row"]), int(r["workdays"])) for r in rows) or USUAL


def place_of(chain: Chain, role: str) -> Station | None:
    """Return the place a role has in a chain."""
    return next((place for place in chain if place.role == role), None)


def before(chain: Chain, role: str) -> Chain:
    """Return the places in front of a role's own: to these it can send back."""
    own = place_of(chain, role)
    return tuple(place for place in chain if own and place.row < own.row)


def in_force(chain: Chain, said: Iterable[D]) -> dict[str, D]:
    """Return the decisions that count, by role, of all that were made about one draft, in the order they were made.

    A return to a place takes back what was said there and behind it, itself as well: these look again.
    """
    counts: dict[str, D] = {}
    for each in said:
        counts[each.role] = each
        target = place_of(chain, each.back_to) if each.verdict is Verdict.RETURN and each.back_to else None
        if target:
            earlier = {place.role for place in chain if place.row < target.row}
            counts = {role: decision for role, decision in counts.items() if role in earlier}
    return counts


def returned(counts: Mapping[str, D]) -> D | None:
    """Return the decision that sent the whole draft back."""
    return next((decision for decision in counts.values() if decision.verdict is Verdict.RETURN), None)


def awaited(chain: Chain, counts: Mapping[str, D]) -> Chain:
    """Return the places whose word is next: of the first row that is not complete, those that have not decided."""
    if returned(counts):
        return ()
    silent = [place for place in chain if place.role not in counts]
    return tuple(place for place in silent if place.row == silent[0].row)
