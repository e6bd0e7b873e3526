"""The chain of approval as data: side by side or one after the other, and what a return to a place takes back."""

from dataclasses import dataclass

import pytest

from report.chain import USUAL, Station, awaited, before, chain_from, in_force, kept, place_of, returned
from report.lifecycle import CHAIN, Verdict

FINANCE, JUSTICE = "会签（财政所）", "会签（司法所）"
LONG = (
    Station("drafter", 1),
    Station("reviewer", 2, workdays=1),
    Station(FINANCE, 3, workdays=2),
    Station(JUSTICE, 3),
    Station("confidentiality", 4),
    Station("head", 5),
)


@dataclass(frozen=True)
class Word:
    """Something said in the chain."""

    role: str
    verdict: Verdict = Verdict.APPROVE
    back_to: str = ""


def after(*said: Word) -> list[str]:
    """Return whose word is next after what was said."""
    return [place.role for place in awaited(LONG, in_force(LONG, said))]


SIGNED = (Word("drafter"), Word("reviewer"), Word(FINANCE), Word(JUSTICE), Word("confidentiality"))


def test_the_usual_chain_is_one_after_the_other() -> None:
    assert [(place.role, place.row) for place in USUAL] == [(role, n) for n, role in enumerate(CHAIN, start=1)]


def test_places_of_one_row_are_asked_side_by_side_and_the_next_row_when_all_have_decided() -> None:
    assert after(*SIGNED[:2]) == [FINANCE, JUSTICE]
    assert after(*SIGNED[:2], Word(JUSTICE)) == [FINANCE]
    assert after(*SIGNED[:2], Word(JUSTICE), Word(FINANCE)) == ["confidentiality"]


def test_who_has_signed_is_not_asked_again_and_at_the_end_nobody_is() -> None:
    assert after(*SIGNED) == ["head"]
    assert after(*SIGNED, Word("head")) == []


def test_a_return_of_the_whole_draft_waits_for_nobody_in_the_chain() -> None:
    said = (*SIGNED, Word("head", Verdict.RETURN))
    assert after(*said) == []
    assert returned(in_force(LONG, said)) == said[-1]


@pytest.mark.parametrize(
    ("place", "again"),
    [
        ("reviewer", ["reviewer"]),
        (FINANCE, [FINANCE, JUSTICE]),
        ("confidentiality", ["confidentiality"]),
        ("drafter", ["drafter"]),
    ],
)
def test_a_return_to_a_place_asks_it_and_everybody_behind_it_again(place: str, again: list[str]) -> None:
    said = (*SIGNED, Word("head", Verdict.RETURN, place))
    counts = in_force(LONG, said)
    assert after(*said) == again
    assert returned(counts) is None
    assert set(counts) == {other.role for other in LONG if other.row < (place_of(LONG, place) or LONG[0]).row}


def test_after_a_return_to_a_place_the_round_goes_on_to_the_end_and_can_come_back_again() -> None:
    back = (*SIGNED, Word("head", Verdict.RETURN, "confidentiality"))
    assert after(*back, Word("confidentiality")) == ["head"]
    assert after(*back, Word("confidentiality"), Word("head")) == []
    twice = (*back, Word("confidentiality"), Word("head", Verdict.RETURN, "reviewer"))
    assert after(*twice) == ["reviewer"]


def test_a_return_to_a_place_that_the_chain_does_not_have_sends_the_whole_draft_back() -> None:
    said = (*SIGNED, Word("head", Verdict.RETURN, "没有这个环节"))
    assert after(*said) == []
    assert returned(in_force(LONG, said)) == said[-1]


def test_one_sends_back_only_to_those_in_front() -> None:
    assert [place.role for place in before(LONG, "confidentiality")] == ["drafter", "reviewer", FINANCE, JUSTICE]
    assert [place.role for place in before(LONG, JUSTICE)] == ["drafter", "reviewer"]
    assert before(LONG, "drafter") == ()
    assert before(LONG, "deputy") == ()


def test_a_chain_is_kept_and_comes_back_and_none_kept_is_the_usual_one() -> None:
    assert chain_from(kept(LONG)) == LONG
    assert chain_from([]) == USUAL
