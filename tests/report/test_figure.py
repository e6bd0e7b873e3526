"""What offices print into number cells, and what is read there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.figure import BLANKS, LARGEST, Figure, figure, printed
from report.form import Kind

COUNT, CHANGE, MONEY, WAN_YUAN = Kind.COUNT, Kind.CHANGE, Kind.MONEY, Kind.WAN_YUAN

PRINTED = [
    # Plain numbers, as the form asks for them.
    ("0", COUNT, Figure(0)),
    (" 0", COUNT, Figure(0)),
    ("\u30000 ", COUNT, Figure(0)),
    ("11398889", COUNT, Figure(11_398_889)),
    ("１２", COUNT, Figure(12)),
    ("0", CHANGE, Figure(0)),
    ("-4", CHANGE, Figure(-4)),
    ("－4", CHANGE, Figure(-4)),
    ("−4", CHANGE, Figure(-4)),
    ("+1036", CHANGE, Figure(1036)),
    ("＋1036", CHANGE, Figure(1036)),
    ("0.092", WAN_YUAN, Figure(920)),
    ("7730.28", WAN_YUAN, Figure(77_302_800)),
    ("59237.2449", WAN_YUAN, Figure(592_372_449)),
    ("0", MONEY, Figure(0)),
    # A unit, a note or a sign beside the number: the number is taken, the rest is remarked.
    ("减4", CHANGE, Figure(-4, "noted")),
    ("减少4项", CHANGE, Figure(-4, "noted")),
    ("增3", CHANGE, Figure(3, "noted")),
    ("+3", COUNT, Figure(3, "noted")),
    ("3件", COUNT, Figure(3, "noted")),
    ("1,036", COUNT, Figure(1036, "noted")),
    ("22（其中修订 16 件）", COUNT, Figure(22, "noted")),
    ("55（含自然失效 29 件）", COUNT, Figure(55, "noted")),
    ("0（县级无此项）", COUNT, Figure(0, "noted")),
    ("162000 元", MONEY, Figure(162_000, "noted")),
    ("251000元", MONEY, Figure(251_000, "noted")),
    ("16.2万元", MONEY, Figure(162_000, "noted")),
    ("1,000,000,000,000 元", MONEY, Figure(10**12, "noted")),
    ("162000元", WAN_YUAN, Figure(162_000, "noted")),
    # Money whose unit nobody can know.
    ("52.15", MONEY, Figure(None, "unit_missing")),
    ("8040", MONEY, Figure(None, "unit_missing")),
    # No proper number of its kind.
    ("-3", COUNT, Figure(-3, "negative")),
    ("-0.5", WAN_YUAN, Figure(-5_000, "negative")),
    ("1.5", COUNT, Figure(None, "fraction")),
    ("1.23456", WAN_YUAN, Figure(None, "fraction")),
    ("8040.5元", MONEY, Figure(None, "fraction")),
    ("9" * 13, COUNT, Figure(None, "too_long")),
    ("9" * 400, COUNT, Figure(None, "too_long")),
    ("1." + "0" * 40 + "1", COUNT, Figure(None, "too_long")),
    # Two numbers, words, a note that does not end: nothing is guessed.
    ("10 5", COUNT, Figure(None, "not_a_number")),
    ("2 0", COUNT, Figure(None, "not_a_number")),
    ("约30", COUNT, Figure(None, "not_a_number")),
    ("22（其中", COUNT, Figure(None, "not_a_number")),
    ("规章", COUNT, Figure(None, "not_a_number")),
    ("3 元", COUNT, Figure(None, "not_a_number")),
    ("٣", COUNT, Figure(None, "not_a_number")),
]


@pytest.mark.parametrize(("text", "kind", "expected"), PRINTED)
def test_a_printed_cell_is_read_as_what_it_plainly_says(text: str, kind: Kind, expected: Figure) -> None:
    assert figure(text, kind) == expected


@pytest.mark.parametrize("text", sorted(BLANKS | {" ", "\u3000", "\n"}))
@pytest.mark.parametrize("kind", Kind)
def test_whatever_offices_print_for_nothing_counts_as_zero_and_is_remarked(text: str, kind: Kind) -> None:
    assert figure(text, kind) == Figure(0, "blank")


@given(st.sampled_from(Kind), st.integers(0, LARGEST))
def test_what_is_printed_is_read_back_exactly(kind: Kind, value: int) -> None:
    assert figure(printed(value, kind), kind).value == value


@given(st.sampled_from((CHANGE, WAN_YUAN)), st.integers(-LARGEST, -1))
def test_numbers_below_zero_are_printed_and_read_back_exactly(kind: Kind, value: int) -> None:
    assert figure(printed(value, kind), kind).value == value


@given(st.text(max_size=40), st.sampled_from(Kind))
def test_no_text_whatever_breaks_the_reading(text: str, kind: Kind) -> None:
    read = figure(text, kind)
    assert (read.value is None) <= (read.remark != "")


def test_ten_thousands_are_printed_with_as_many_decimals_as_they_have() -> None:
    amounts = (0, 920, 77_302_800, 3_164_410_000, -5_000)
    assert [printed(amount, WAN_YUAN) for amount in amounts] == ["0", "0.092", "7730.28", "316441", "-0.5"]
