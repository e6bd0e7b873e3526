"""What a person said of a finding holds for the very values it was said of, and for nothing else."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.explanation import (
    Choice,
    Explanation,
    compare,
    explained,
    offered,
    stops,
    values_of,
    wants_explanation,
)
from report.rule import Finding, Outcome, Weight
from report.sheet import Level, Sheet

STOCK = "t2.normative_documents.in_force"
CELLS = {STOCK: "8", "t2.normative_documents.issued": "14", "t2.normative_documents.repealed": "5"}
SHEET = Sheet("广武镇人民政府", Level.TOWNSHIP, 2022, 2021, cells=CELLS)

SHRUNK = Finding(
    "T2-01", Weight.ERROR, Outcome.FAIL, (STOCK,), "现行有效 8 件，少于制发减废止 9 件。", "8", "9", explainable=True
)
OTHER_YEAR = Finding(
    "W-03", Weight.EXPLAIN, Outcome.FAIL, (), "总体情况写的是“2021年”。", text="overview", quote="2021年以来"
)
SAYS_NOTHING = Finding("W-09", Weight.EXPLAIN, Outcome.FAIL, (), "没有写工作考核。", text="other")
BROKEN = Finding("T3-01", Weight.ERROR, Outcome.FAIL, ("t3.handled.total",), "不平。", "1", "0")
BLANK = Finding("F-03", Weight.NOTICE, Outcome.FAIL, (STOCK,), "空白。")
UNJUDGED = replace(SHRUNK, outcome=Outcome.UNJUDGED)


def said_of(finding: Finding, sheet: Sheet = SHEET, when: date = date(2023, 1, 5), by: str = "周晓敏") -> Explanation:
    """Explain a finding as it stands."""
    sentence = "清理后有 1 件并入县级文件。"
    return Explanation(
        finding.code, finding.cells, values_of(finding, sheet), Choice.CLEARANCE, sentence, by, given_on=when
    )


# What a finding rests on


def test_a_finding_of_figures_rests_on_both_sides_and_its_cells_as_printed() -> None:
    assert values_of(SHRUNK, SHEET) == {"left": "8", "right": "9", STOCK: "8"}


def test_a_finding_of_words_rests_on_them_and_on_where_they_stand() -> None:
    assert values_of(OTHER_YEAR, SHEET) == {"text": "overview", "quote": "2021年以来"}


def test_a_finding_of_what_is_missing_rests_on_its_sentence() -> None:
    assert values_of(SAYS_NOTHING, SHEET) == {"text": "other", "message": "没有写工作考核。"}


def test_a_cell_that_the_source_does_not_have_is_explained_as_empty() -> None:
    assert values_of(SHRUNK, replace(SHEET, cells={}))[STOCK] == ""


# Which findings want it, and which it lets pass


@pytest.mark.parametrize(
    "finding, wanted, stopped",
    [
        (SHRUNK, True, True),
        (OTHER_YEAR, True, True),
        (BROKEN, False, True),
        (BLANK, False, False),
        (UNJUDGED, False, False),
        (replace(OTHER_YEAR, outcome=Outcome.UNJUDGED), False, False),
    ],
)
def test_what_wants_an_explanation_and_what_stops_without_one(finding: Finding, wanted: bool, stopped: bool) -> None:
    assert (wants_explanation(finding), stops(finding, SHEET, ())) == (wanted, stopped)


def test_what_is_explained_stops_no_more_and_an_error_that_must_be_mended_always_does() -> None:
    assert not stops(SHRUNK, SHEET, [said_of(SHRUNK)])
    assert not stops(OTHER_YEAR, SHEET, [said_of(OTHER_YEAR)])
    assert stops(BROKEN, SHEET, [said_of(BROKEN)])
    assert explained(BROKEN, SHEET, [said_of(BROKEN)]) is None


def test_an_explanation_of_one_finding_explains_no_other() -> None:
    given = [said_of(SHRUNK), said_of(SAYS_NOTHING)]
    assert stops(OTHER_YEAR, SHEET, given)
    assert stops(replace(SHRUNK, cells=("t2.regulations.in_force",)), SHEET, given)
    assert stops(replace(SHRUNK, code="Y-02"), SHEET, given)


def test_of_several_explanations_the_last_one_counts() -> None:
    first, last = said_of(SHRUNK), said_of(SHRUNK, by="孙丽萍")
    assert explained(SHRUNK, SHEET, [first, last]) == last


def test_an_explanation_holds_again_where_the_values_come_back() -> None:
    other = replace(SHRUNK, left="7")
    given = [said_of(SHRUNK), said_of(other)]
    assert explained(SHRUNK, SHEET, given) == given[0]


# Any other value: no explanation

WORDS = st.text(min_size=1, max_size=20)


@given(st.sampled_from(["left", "right", "text", "quote"]), WORDS, WORDS)
def test_changing_any_value_of_a_finding_drops_its_explanation(side: str, was: str, now: str) -> None:
    before, after = (Finding(**{**vars_of(SHRUNK), side: value}) for value in (was, now))
    held = explained(after, SHEET, [said_of(before)])
    assert (held is not None) == (was == now)


@given(st.text(max_size=20), st.text(max_size=20))
def test_changing_a_printed_cell_drops_the_explanation(was: str, now: str) -> None:
    before, after = (replace(SHEET, cells={STOCK: printed}) for printed in (was, now))
    held = explained(SHRUNK, after, [said_of(SHRUNK, before)])
    assert (held is not None) == (was == now)


@given(WORDS, WORDS)
def test_other_words_about_what_is_missing_want_another_explanation(was: str, now: str) -> None:
    before, after = (replace(SAYS_NOTHING, message=message) for message in (was, now))
    held = explained(after, SHEET, [said_of(before)])
    assert (held is not None) == (was == now)


def vars_of(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in Finding.__slots__}


# Offered again in another year


def test_what_was_said_last_of_the_same_place_is_offered_whatever_the_values_were() -> None:
    older = said_of(replace(SHRUNK, left="3"), when=date(2021, 1, 5), by="何建国")
    newer = said_of(replace(SHRUNK, left="5"), when=date(2022, 1, 5))
    assert offered(SHRUNK, [newer, older]) == newer
    assert explained(SHRUNK, SHEET, [newer, older]) is None


def test_nothing_is_offered_of_another_rule_cell_or_text() -> None:
    assert offered(SHRUNK, ()) is None
    assert offered(SHRUNK, [said_of(OTHER_YEAR), said_of(replace(SHRUNK, cells=()))]) is None
    assert offered(OTHER_YEAR, [said_of(replace(OTHER_YEAR, text="problems"))]) is None
    assert offered(OTHER_YEAR, [said_of(replace(OTHER_YEAR, quote="2020年以来"))]) is not None


# Two runs


def test_two_runs_differ_in_what_is_new_and_what_was_mended_whatever_the_values() -> None:
    still = replace(SHRUNK, left="7", message="现行有效 7 件，少于制发减废止 9 件。")
    runs = compare([SHRUNK, BROKEN], [still, OTHER_YEAR])
    assert (runs.new, runs.still, runs.mended) == ((OTHER_YEAR,), (still,), (BROKEN,))


def test_a_rule_that_could_not_judge_and_now_fails_has_found_something_new() -> None:
    runs = compare([UNJUDGED], [SHRUNK])
    assert (runs.new, runs.still, runs.mended) == ((SHRUNK,), (), (UNJUDGED,))


def test_equal_runs_have_nothing_new() -> None:
    found = [SHRUNK, OTHER_YEAR, BROKEN, BLANK, BLANK]
    runs = compare(found, list(found))
    assert (runs.new, runs.still, runs.mended) == ((), tuple(found), ())


def test_two_things_that_one_rule_says_of_one_place_are_two() -> None:
    first, second = replace(SAYS_NOTHING, message="缺“五”。"), replace(SAYS_NOTHING, message="多了“七”。")
    assert compare([], [first, second]).new == (first, second)
    assert compare([first, second], []).mended == (first, second)
    runs = compare([first, second], [second])
    assert (runs.new, runs.still, runs.mended) == ((), (second,), (first,))
    runs = compare([first], [second, first])
    assert (runs.new, runs.still, runs.mended) == ((second,), (first,), ())


FOUND = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["T3-01", "W-03"]),
        st.just(Weight.EXPLAIN),
        st.sampled_from(Outcome),
        st.sampled_from([(), (STOCK,)]),
        st.sampled_from(["甲。", "乙。"]),
        quote=st.sampled_from(["", "2021年"]),
    ),
    max_size=8,
)


@given(FOUND, FOUND)
def test_nothing_that_was_found_is_lost_in_a_comparison(before: list[Finding], now: list[Finding]) -> None:
    runs = compare(before, now)
    assert sorted(map(repr, [*runs.new, *runs.still])) == sorted(map(repr, now))
    assert len(runs.still) + len(runs.mended) == len(before)
    assert all(finding in before for finding in runs.mended)
