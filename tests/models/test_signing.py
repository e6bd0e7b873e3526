"""Who is asked at a place of the chain, who may speak there, and whom a name means."""

from datetime import date

import pytest

from models import Draft, Person, queries
from models.db import look, transaction
from models.signing import may_decide, place_called, signer_named, signers
from report.lifecycle import Role
from tests.models.town import Town, at

TODAY = at(1, 5).date()


@pytest.fixture
def signing(town: Town) -> Town:
    """A town whose first draft waits for its drafter, who has an AB 岗."""
    town.file("党政办公室", {}, at(12, 20))
    town.file("司法所", {}, at(12, 20))
    town.draft("first")
    with transaction() as session:
        holder = queries.person_in_role(session, town.organ_id, Role.DRAFTER)
        assert holder is not None
        session.add(
            Person(organ_id=town.organ_id, role="drafter", name="赵副手", mail="z@x.example", stands_in_for=holder.id)
        )
        session.add(Person(organ_id=town.organ_id, role="head", name=holder.name, mail="h@x.example"))
    return town


def newest(town: Town) -> Draft:
    """Return the newest draft."""
    with look() as session:
        draft = queries.newest_draft(session, town.cycle_id)
        assert draft is not None
        return draft


def test_at_a_place_its_holder_is_asked_and_while_that_one_is_away_who_stands_in_as_well(signing: Town) -> None:
    with transaction() as session:
        assert [p.name for p in signers(session, signing.organ_id, "drafter", TODAY)] == ["周晓敏"]
        holder = queries.person_in_role(session, signing.organ_id, "drafter")
        assert holder is not None
        holder.away_until = TODAY
        assert [p.name for p in signers(session, signing.organ_id, "drafter", TODAY)] == ["周晓敏", "赵副手"]
        assert [p.name for p in signers(session, signing.organ_id, "drafter", date(2021, 1, 6))] == ["周晓敏"]
        assert signers(session, signing.organ_id, "会签（财政所）", TODAY) == []


@pytest.mark.parametrize(
    ("role", "office", "left", "may"),
    [("drafter", None, False, True), ("drafter", None, True, False), ("contact", 1, False, False)],
)
def test_who_has_left_and_who_only_fills_in_has_no_word(
    role: str, office: int | None, left: bool, may: bool, signing: Town
) -> None:
    draft = newest(signing)
    with transaction() as session:
        person = Person(organ_id=signing.organ_id, office_id=office, role=role, name="新来的")
        person.left_at = at(1, 4) if left else None
        session.add(person)
        session.flush()
        assert may_decide(session, draft, person, TODAY) is may


def test_of_somebody_with_two_places_the_one_is_meant_whose_turn_it_is(signing: Town) -> None:
    draft = newest(signing)
    with look() as session:
        first = signer_named(session, draft, "周晓敏")
        assert first is not None
        assert first.role == "drafter"
    for role in (Role.DRAFTER, Role.CONFIDENTIALITY, Role.DEPUTY):
        signing.decide(role)
    with look() as session:
        then = signer_named(session, draft, "周晓敏")
        assert then is not None
        assert then.role == "head"
        assert signer_named(session, draft, "李娜") is None


def test_a_place_is_called_by_its_word_or_as_people_say(signing: Town) -> None:
    draft = newest(signing)
    assert [place_called(draft, name) for name in ("保密审查人", "confidentiality", "没有的")] == [
        "confidentiality",
        "confidentiality",
        "没有的",
    ]
