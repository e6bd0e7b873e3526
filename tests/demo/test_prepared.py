"""What the example's people say of findings that are right as they stand: prepared, signed, never waved through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import deployments.demo.year
from deployments.demo.story import STORY, Explains, at
from deployments.demo.year import EXPLANATIONS, NothingPrepared, perform
from models import queries
from models.db import look, migrate
from report.explanation import Choice
from report.rule import Finding, Outcome, Weight
from settings import settings
from tests.models.town import Town

GREW = Finding(
    "Y-04", Weight.EXPLAIN, Outcome.FAIL, ("t3.received.natural_person",), "上年 0 件，本年 9 件。", "9", "0"
)
OTHER_YEAR = Finding("W-03", Weight.EXPLAIN, Outcome.FAIL, (), "写的是“2019年”。", text="overview", quote="2019年")
PREPARED = {
    "Y-04": {"choice": "reorganisation", "sentence": "职能划入。"},
    "W-03": {"choice": "other", "sentence": "引文。"},
}
ACT = Explains(at(1, 5, 10, 40), "周晓敏")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Return a town whose report asks two questions."""
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    settings.cache_clear()
    migrate()
    town = Town()
    for name in town.offices:
        town.file(name, {}, at(12, 30, 9))
    town.find(GREW, OTHER_YEAR)
    yield town
    settings.cache_clear()


def said(town: Town) -> list[tuple[str, str, str]]:
    with look() as session:
        return [(kept.code, kept.sentence, kept.given_by) for kept in queries.explanations(session, town.cycle_id)]


def test_everything_that_is_open_is_explained_in_the_prepared_words_once(
    asked: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployments.demo.year, "EXPLANATIONS", PREPARED)
    assert perform(ACT)
    assert said(asked) == [("Y-04", "职能划入。", "周晓敏"), ("W-03", "引文。", "周晓敏")]
    assert asked.standing().open_questions == ()
    assert not perform(ACT)
    assert len(said(asked)) == 2


def test_a_finding_that_nobody_has_prepared_an_answer_to_ends_the_example_aloud(
    asked: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployments.demo.year, "EXPLANATIONS", {"Y-04": PREPARED["Y-04"]})
    with pytest.raises(NothingPrepared, match="W-03 写的是“2019年”。"):
        perform(ACT)
    assert said(asked) == []


def test_where_nothing_is_open_nothing_is_said(asked: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployments.demo.year, "EXPLANATIONS", {})
    asked.find(rules="of another day")
    asked.file("司法所", {"t4.review.upheld": "1"}, at(1, 4, 9))
    asked.find()
    perform(ACT)
    assert said(asked) == []


def test_what_is_prepared_is_a_choice_and_a_sentence() -> None:
    assert {code for code, prepared in EXPLANATIONS.items() if set(prepared) != {"choice", "sentence"}} == set()
    assert {prepared["choice"] for prepared in EXPLANATIONS.values()} <= set(Choice)
    assert all(prepared["sentence"].endswith("。") for prepared in EXPLANATIONS.values())


def test_somebody_explains_after_the_last_filing_and_before_the_first_signature_of_each_draft() -> None:
    told = "".join(type(act).__name__[0] for act in STORY)
    assert told.lstrip("F") == "EDDDFEDDDD"  # explained, signed and sent back, filed anew, explained, signed
