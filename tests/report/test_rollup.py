"""Sheets are added up exactly, cell by cell; who is missing and what changed since is named."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.figure import figure, printed
from report.form import Form, form_for, form_of
from report.forms import FORMS
from report.rollup import NotAddable, add_up, changed, differences, missing
from report.sheet import Level, Sheet
from tests.report import statute
from tests.report.published import sheet

FORM_OF = {**FORMS, 0: form_of((("t2", 2021), ("t3", 2019), ("t4", 2021)))}
"""Both editions, and as 0 the mixture that a district really printed for 2023 and 2024."""

GUANGWU = Sheet("荥阳市广武镇人民政府", Level.TOWNSHIP, 2021, 2021, cells={"t3.received.business": "1"})
GAOCUN = replace(GUANGWU, unit="荥阳市高村乡人民政府", texts={"other": "无。"})


def owed(form: Form) -> list[str]:
    return [address for address in form.addresses if address not in form.sums]


@st.composite
def reports(draw: st.DrawFn, form: Form) -> list[dict[str, int]]:
    """Draw what some units report: a number in some of the cells, 0 in the rest."""
    numbers = st.one_of(st.integers(0, 9), st.integers(0, 10**10))
    some = st.dictionaries(st.sampled_from(owed(form)), numbers, max_size=12)
    return draw(st.lists(some, max_size=4))


@pytest.mark.parametrize("edition", FORM_OF)
@given(data=st.data())
def test_each_cell_of_the_sum_is_the_sum_of_that_cell(edition: int, data: st.DataObject) -> None:
    form = FORM_OF[edition]
    units = data.draw(reports(form))
    total = add_up(form, [{a: printed(n, form.kind(a)) for a, n in unit.items()} for unit in units])
    assert list(total) == list(form.addresses)
    assert {a: figure(total[a], form.kind(a)).value for a in owed(form)} == {
        a: sum(unit.get(a, 0) for unit in units) for a in owed(form)
    }


@pytest.mark.parametrize("edition", [2019, 2021])
@given(data=st.data())
def test_the_printed_totals_keep_the_identities_of_the_notice(edition: int, data: st.DataObject) -> None:
    form = FORMS[edition]
    units = data.draw(reports(form))
    cells = add_up(form, [{a: printed(n, form.kind(a)) for a, n in unit.items()} for unit in units])

    def number(*where: str) -> int:
        return int(cells[".".join(where)])

    for applicant in statute.APPLICANTS:
        outcomes = sum(number("t3", row, applicant) for row in statute.OUTCOMES[edition])
        assert number("t3", "handled", applicant) == outcomes
    for row in ("received", "carried_in", *statute.OUTCOMES[edition], "handled", "carried_out"):
        assert number("t3", row, "total") == sum(number("t3", row, a) for a in statute.APPLICANTS[:-1])
    for kind in ("review", "suit_direct", "suit_after_review"):
        assert number("t4", kind, "total") == sum(number("t4", kind, result) for result in statute.RESULTS[:-1])


@given(st.lists(st.decimals(0, 10**8, places=4), max_size=30))
def test_ten_thousands_of_yuan_lose_nothing_in_the_sum(amounts: list[Decimal]) -> None:
    cells = add_up(FORMS[2021], [{"t2.fees.amount": str(amount)} for amount in amounts])
    assert Decimal(cells["t2.fees.amount"]) == sum(amounts)


def test_money_is_added_in_yuan_whatever_unit_each_office_wrote() -> None:
    wan_yuan = add_up(FORMS[2021], [{"t2.fees.amount": text} for text in ("0.1", "0.2", "7730.28", "920 元", "/")])
    yuan = add_up(FORMS[2019], [{"t2.procurement.amount": text} for text in ("162000 元", "25.1万元", "0", "")])
    assert (wan_yuan["t2.fees.amount"], yuan["t2.procurement.amount"]) == ("7730.672", "413000 元")


def test_additions_and_reductions_cancel_out() -> None:
    cells = add_up(FORMS[2019], [{"t2.licensing.change": text} for text in ("+36", "减4", "-40", "0")])
    assert cells["t2.licensing.change"] == "-8"


def test_a_wrong_or_unreadable_total_of_a_part_does_not_spread() -> None:
    wrong = {"t3.received.natural_person": "2", "t3.received.total": "7", "t3.handled.total": "一件"}
    cells = add_up(FORMS[2021], [wrong, {"t3.received.research": "1"}])
    assert (cells["t3.received.total"], cells["t3.handled.total"]) == ("3", "0")


def test_nobodys_figures_add_up_to_zero_in_every_cell() -> None:
    for form in FORMS.values():
        assert set(add_up(form, []).values()) == {"0"}


def test_guangwus_published_figures_add_up_with_the_totals_it_left_out() -> None:
    published = sheet("guangwu_town_2020")
    cells = add_up(published.form, [published.cells])
    assert (published.cells["t3.handled.total"], cells["t3.handled.total"]) == ("", "1")
    assert {
        a for a in owed(published.form) if figure(cells[a], published.form.kind(a)).value != published[a]
    } == set()


@pytest.mark.parametrize(
    "address, text",
    [
        ("t3.received.business", "一件"),
        ("t3.received.business", "1.5"),
        ("t2.fees.amount", "约3"),
        ("t2.fees.amount", "0.00001"),
    ],
)
def test_what_is_no_exact_number_cannot_be_added_up_and_the_cell_is_named(address: str, text: str) -> None:
    with pytest.raises(NotAddable, match=address):
        add_up(FORMS[2021], [{address: text}])


def test_money_without_a_unit_cannot_be_added_up() -> None:
    with pytest.raises(NotAddable, match=r"52\.15"):
        add_up(FORMS[2019], [{"t2.procurement.amount": "52.15"}])


def test_a_cell_of_the_other_edition_is_never_taken_for_one_of_this() -> None:
    with pytest.raises(NotAddable, match=r"t2\.regulations\.made is no cell of edition 2021"):
        add_up(form_for(2022), [{"t2.regulations.made": "0"}])


def test_the_units_without_a_sheet_are_missing_in_the_order_of_the_register() -> None:
    register = ("高山镇", "广武镇", "高村乡")
    assert missing(register, {"广武镇": GUANGWU}) == ("高山镇", "高村乡")
    assert missing(register, dict.fromkeys(register, GUANGWU)) == ()


def test_a_unit_has_changed_when_its_figures_are_not_those_that_were_summed() -> None:
    before = {"广武镇": GUANGWU, "高村乡": GAOCUN}
    new_words = replace(GAOCUN, texts={"other": "没有。"})
    new_figure = replace(GUANGWU, cells={"t3.received.business": "2"})
    assert changed(before, {"广武镇": GUANGWU, "高村乡": new_words, "高山镇": GUANGWU}) == ()
    assert changed(before, {"广武镇": new_figure, "高村乡": GAOCUN}) == ("广武镇",)


def test_every_changed_cell_and_text_is_shown_as_it_was_and_as_it_is() -> None:
    was = replace(
        GUANGWU, title="旧", cells={"t3.received.business": "1", "t3.received.total": "1"}, texts={"other": "无。"}
    )
    now = replace(
        was, title="新", cells={"t3.received.business": "2", "t3.received.total": "1", "t4.review.other": "3"}
    )
    now = replace(now, texts={"other": "无。", "problems": "人手不足。"})
    assert differences(was, now) == {
        "t3.received.business": ("1", "2"),
        "title": ("旧", "新"),
        "t4.review.other": ("", "3"),
        "problems": ("", "人手不足。"),
    }
    assert differences(was, was) == {}


def test_a_cell_that_is_absent_and_one_that_is_blank_are_no_difference_to_a_reader() -> None:
    assert differences(GUANGWU, replace(GUANGWU, cells={**GUANGWU.cells, "t4.review.other": ""})) == {}
