"""Signing: what was decided about a draft so far, who is asked at a place of its chain, and who may decide there."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models import queries
from models.cycle import Cycle
from models.decision import Decision
from models.draft import Draft
from models.person import Person
from report.chain import Chain, Station, awaited, in_force, place_of, returned
from templates import say


def decided(session: Session, draft: Draft) -> dict[str, Decision]:
    """Return the decisions about a draft that count, by role."""
    return in_force(draft.stations, queries.decisions(session, draft.id or 0))


def call_keys(session: Session, draft: Draft, counts: Mapping[str, Decision]) -> list[str]:
    """Return how the keys of the notices begin that a draft calls for: to sign, of its return, or of its end."""
    sent_back = returned(counts)
    if sent_back:
        return [f"{draft.cycle_id}:sent_back:{sent_back.id}"]
    calls = [call_key(session, draft, place) for place in awaited(draft.stations, counts)]
    return calls or [approved_key(draft)]


def approved_key(draft: Draft) -> str:
    """Return how the keys of the notices begin that tell that everybody has signed a draft."""
    return f"{draft.cycle_id}:approved:{draft.id}"


def call_key(session: Session, draft: Draft, place: Station) -> str:
    """Return how the keys of the notices begin that ask for a signature; after a return to a place it is another."""
    again = sum(bool(decision.back_to) for decision in queries.decisions(session, draft.id or 0))
    return f"{draft.cycle_id}:sign:{draft.id}:{place.role}" + (f":again-{again}" if again else "")


def signers(session: Session, organ_id: int, role: str, today: date) -> list[Person]:
    """Return who is asked at a place: its holder, and who stands in while the holder is away."""
    holder = queries.person_in_role(session, organ_id, role)
    if holder is None or holder.id is None:
        return []
    second = queries.stand_in(session, holder.id) if is_away(holder, today) else None
    return [holder, second] if second else [holder]


def holder_of(session: Session, person: Person) -> Person:
    """Return in whose place a person decides: their own, or that of whom they stand in for."""
    return session.get_one(Person, person.stands_in_for) if person.stands_in_for else person


def is_away(person: Person, today: date) -> bool:
    """Say whether a person is away today."""
    return bool(person.away_until and today <= person.away_until)


def may_decide(session: Session, draft: Draft, person: Person, today: date) -> bool:
    """Say whether a person has a word in the chain of a draft.

    Who stands in has it while the holder is away, and from when they were asked in the holder's place.
    """
    organ_id = session.get_one(Cycle, draft.cycle_id).organ_id
    place = place_of(draft.stations, person.role)
    if person.organ_id != organ_id or place is None or person.left_at:
        return False
    holder = holder_of(session, person)
    if holder is person or is_away(holder, today):
        return True
    return queries.notice_keyed(session, f"{call_key(session, draft, place)}:{person.id}") is not None


def signer_named(session: Session, draft: Draft, name: str) -> Person | None:
    """Return who of that name has a place in the chain of a draft: of somebody with two, whose turn it is."""
    organ_id = session.get_one(Cycle, draft.cycle_id).organ_id
    people = [p for p in queries.people(session, organ_id).values() if p.name == name and not p.left_at]
    placed = [person for person in people if place_of(draft.stations, person.role)]
    turn = {place.role for place in awaited(draft.stations, decided(session, draft))}
    return next((person for person in placed if person.role in turn), placed[0] if placed else None)


def place_called(draft: Draft, name: str) -> str:
    """Return the role of the place in a draft's chain that people call so; the name itself where none is."""
    places = (place.role for place in draft.stations)
    return next((role for role in places if name in (role, say("review", "role", role=role))), name)


def awaited_signers(session: Session, organ_id: int, places: Chain) -> list[tuple[str, str]]:
    """Return places with the name of who holds each; "" where nobody does."""
    holders = [(place.role, queries.person_in_role(session, organ_id, place.role)) for place in places]
    return [(role, holder.name if holder else "") for role, holder in holders]


def signature(session: Session, decision: Decision) -> str:
    """Return the name under a decision; of who stood in with the name of the holder."""
    person = session.get_one(Person, decision.person_id)
    holder = holder_of(session, person)
    return person.name if holder is person else say("review", "stands_in", name=person.name, holder=holder.name)
