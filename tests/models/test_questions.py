"""What the checks ask of people: whose answer holds, which was lost, what was said in another year, what is new."""

from dataclasses import replace

import pytest

from models import Cycle, ExplanationRow, queries
from models.db import look, transaction
from models.questions import compared
from report.explanation import Choice, Comparison
from report.rule import Finding, Outcome, Weight
from tests.models.town import Town, at

GREW = Finding(
    "Y-04",
    Weight.EXPLAIN,
    Outcome.FAIL,
    ("t3.received.natural_person",),
    "上年 0 件，本年 9 件。",
    left="9",
    right="0",
)
OTHER_YEAR = Finding("W-03", Weight.EXPLAIN, Outcome.FAIL, (), "写的是“2019年”。", text="overview", quote="2019年")
NOTICED = Finding("F-03", Weight.NOTICE, Outcome.FAIL, (), "空白。")


@pytest.fixture
def asked(town: Town) -> Town:
    """Return the town whose report has two findings to explain."""
    town.file("司法所", {}, at(12, 20))
    files(town, "9")
    town.find(GREW, OTHER_YEAR, NOTICED)
    return town


def files(town: Town, received: str) -> None:
    """Let the leading office file another figure."""
    town.file("党政办公室", {"t3.received.natural_person": received}, at(12, 21))


def test_a_notice_asks_nothing_and_what_asks_is_open_until_it_is_explained(asked: Town) -> None:
    assert [(q.row.code, q.is_open) for q in asked.standing().questions] == [("Y-04", True), ("W-03", True)]
    asked.explain(0)
    assert [(q.row.code, q.is_open) for q in asked.standing().questions] == [("Y-04", False), ("W-03", True)]
    assert [q.row.code for q in asked.standing().open_questions] == ["W-03"]


def test_other_figures_lose_the_explanation_which_is_shown_to_whoever_answers_anew(asked: Town) -> None:
    asked.explain(0, "机构改革，职能划入。", choice=Choice.REORGANISATION)
    asked.explain(1)
    files(asked, "12")
    asked.find(replace(GREW, left="12"), OTHER_YEAR)
    grew, other_year = asked.standing().questions
    assert (grew.is_open, other_year.is_open) == (True, False)
    assert grew.lost is not None
    assert (grew.lost.sentence, grew.lost.values["left"]) == ("机构改革，职能划入。", "9")
    assert other_year.lost is None


def test_figures_that_come_back_find_their_explanation_again(asked: Town) -> None:
    asked.explain(0)
    files(asked, "12")
    asked.find(replace(GREW, left="12"))
    files(asked, "9")
    assert [q.is_open for q in asked.standing().questions] == [False, True]


def test_an_answer_that_holds_for_one_sentence_is_not_lost_for_another_of_the_same_rule(asked: Town) -> None:
    files(asked, "7")
    asked.find(OTHER_YEAR, replace(OTHER_YEAR, quote="2018年"))
    asked.explain(0)
    assert [(q.is_open, q.lost) for q in asked.standing().questions] == [
        (False, None),
        (True, None),
    ]


def test_what_was_said_in_an_earlier_year_is_offered_again_and_never_taken_over(asked: Town) -> None:
    said_in_2019(asked, "t3.received.natural_person")
    grew, other_year = asked.standing().questions
    assert grew.is_open
    assert grew.offered is not None
    assert (grew.offered.by, grew.offered.sentence, grew.offered.given_on.year) == ("何建国", "去年就是这样。", 2020)
    assert (other_year.offered, grew.lost) == (None, None)


def test_what_another_town_or_a_later_year_said_is_not_offered(asked: Town) -> None:
    twin = Town(slug="twin")
    said_in_2019(twin, "t3.received.natural_person")
    with transaction() as session:
        session.add(Cycle(id=98, organ_id=asked.organ_id, year=2021, edition=2021, opened_at=at(12, 1)))
        session.flush()
        session.add(said(98, "t3.received.natural_person"))
    assert [q.offered for q in asked.standing().questions] == [None, None]


def said_in_2019(town: Town, cell: str) -> None:
    with transaction() as session:
        session.add(Cycle(id=99, organ_id=town.organ_id, year=2019, edition=2019, opened_at=at(12, 1)))
        session.flush()
        session.add(said(99, cell))


def said(cycle_id: int, cell: str) -> ExplanationRow:
    return ExplanationRow(
        cycle_id=cycle_id,
        code="Y-04",
        cells=[cell],
        values={"left": "5", "right": "0", cell: "5"},
        choice=Choice.OTHER,
        sentence="去年就是这样。",
        given_by="何建国",
        given_at=at(12, 3),
        origin="portal",
    )


def test_each_examination_is_compared_with_the_one_before_it(asked: Town) -> None:
    assert since(asked) is None
    files(asked, "12")
    asked.find(replace(GREW, left="12"))
    files(asked, "3")
    asked.find(NOTICED)
    runs = since(asked)
    assert runs is not None
    assert (runs.new, runs.still) == ((NOTICED,), ())
    assert [finding.left for finding in runs.mended] == ["12"]


def test_an_examination_by_a_new_law_is_compared_with_the_one_by_the_law_before(asked: Town) -> None:
    asked.find(GREW, rules="stricter")
    with look() as session:
        newest = queries.newest_examination(session, asked.cycle_id, None)
        assert newest is not None
        runs = compared(session, newest)
    assert runs is not None
    assert (len(runs.new), len(runs.still), len(runs.mended)) == (0, 1, 2)


def since(town: Town) -> Comparison | None:
    here = town.standing()
    assert here.examination is not None
    with look() as session:
        return compared(session, here.examination)
