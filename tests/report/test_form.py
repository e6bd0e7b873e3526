"""Both editions of the form say, word for word and field for field, what the format notices print."""

from itertools import product

import pytest

from report.form import (
    Block,
    BrokenGeometry,
    Cell,
    Column,
    Form,
    Kind,
    Line,
    NoForm,
    Table,
    disclosure_table,
    form_for,
    form_of,
)
from report.forms import FORMS
from tests.report import statute

EDITIONS = (2019, 2021)
MIXED = tuple(tuple(zip(("t2", "t3", "t4"), editions, strict=True)) for editions in product(EDITIONS, repeat=3))


def as_printed(table: Table) -> list[list[statute.Printed]]:
    """Write a table the way the statute is written down: its cells row by row, from left to right."""
    rows: list[list[statute.Printed]] = [[] for _ in range(table.height)]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        words = cell.text or cell.address
        single = (cell.rows, cell.columns) == (1, 1)
        rows[cell.row].append(words if single else (words, cell.rows, cell.columns))
    return rows


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("key", ["t2", "t3", "t4"])
def test_a_table_prints_exactly_what_the_notice_prints(edition: int, key: str) -> None:
    assert as_printed(FORMS[edition].table(key)) == statute.printed_table(key, edition)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_six_sections_carry_the_notices_headings_and_its_number(edition: int) -> None:
    form = FORMS[edition]
    assert tuple((section.numeral, section.heading) for section in form.sections) == statute.HEADINGS[edition]
    assert [section.table.key if section.table else section.key for section in form.sections] == [
        *("overview", "t2", "t3", "t4", "problems", "other")
    ]
    assert (form.edition, form.decree) == (edition, statute.DECREES[edition])
    assert [section.heading for section in form.sections if section.table] == [t.caption for t in form.tables]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_form_has_as_many_value_cells_as_the_notice_each_with_one_address(edition: int) -> None:
    form = FORMS[edition]
    assert {table.key: len(table.addresses) for table in form.tables} == statute.VALUE_CELLS[edition]
    assert len(set(form.addresses)) == len(form.addresses) == sum(statute.VALUE_CELLS[edition].values())
    assert set(form.places) == set(form.addresses)
    for table in form.tables:
        assert sorted(cell.address for cell in table.cells if cell.address) == sorted(table.addresses)


@pytest.mark.parametrize("editions", MIXED, ids=lambda e: "-".join(str(edition) for _, edition in e))
def test_no_form_and_no_mixture_leaves_a_hole_or_lays_cells_on_each_other(
    editions: tuple[tuple[str, int], ...],
) -> None:
    form = form_of(editions)
    for table in form.tables:
        grid = table.grid()
        assert {len(row) for row in grid} == {len(table.widths)}
        assert sum(cell.rows * cell.columns for cell in table.cells) == table.height * table.width
    assert form.editions == editions
    assert [t.addresses for t in form.tables] == [FORMS[edition].table(key).addresses for key, edition in editions]


@pytest.mark.parametrize("editions", MIXED, ids=lambda e: "-".join(str(edition) for _, edition in e))
def test_every_figure_stands_beside_its_rows_words_and_below_its_columns_word(
    editions: tuple[tuple[str, int], ...],
) -> None:
    form = form_of(editions)
    for table in form.tables:
        grid = table.grid()
        for row, column in product(range(table.height), range(table.width)):
            if address := grid[row][column].address:
                _, line, head = form.places[address]
                beside = [cell.text for cell in dict.fromkeys(grid[row][:column]) if cell.scope.startswith("row")]
                above = [grid[above][column] for above in range(row) if grid[above][column].scope]
                assert above[-1].text == head.label
                assert tuple(beside) == line.labels or table.key == "t4"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_label_says_what_it_heads_and_a_figure_heads_nothing(edition: int) -> None:
    for table in FORMS[edition].tables:
        for cell in table.cells:
            assert bool(cell.text) == (cell.scope in {"col", "colgroup", "row", "rowgroup"}) != bool(cell.address)
            heads_many_rows = cell.rows > 1 and cell.row >= table.head
            assert (cell.scope == "rowgroup") == (heads_many_rows and bool(cell.text))


def test_a_dispute_stands_below_its_own_kind() -> None:
    grid = FORMS[2021].table("t4").grid()
    above = [[cell.text for cell in dict.fromkeys(row[column] for row in grid[:3])] for column in range(15)]
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert above == [
        *(["行政复议", result] for result in results),
        *(["行政诉讼", "未经复议直接起诉", result] for result in results),
        *(["行政诉讼", "复议后起诉", result] for result in results),
    ]


@pytest.mark.parametrize(
    "cells, what",
    [
        ((Cell(0, 0), Cell(0, 1), Cell(1, 0)), "hole"),
        ((Cell(0, 0, columns=2), Cell(0, 1), Cell(1, 0), Cell(1, 1)), "holds"),
        ((Cell(0, 0, columns=2), Cell(1, 0), Cell(1, 1, columns=2)), "overhang"),
    ],
)
def test_a_table_with_a_hole_an_overlap_or_an_overhang_is_refused(cells: tuple[Cell, ...], what: str) -> None:
    with pytest.raises(BrokenGeometry, match=what):
        Table("t9", "", (), cells, head=0, widths=(1, 1)).grid()


def test_a_block_with_fewer_columns_widens_its_last_one() -> None:
    columns = (Column("made", "制作"), Column("amount", "金额", Kind.WAN_YUAN))
    table = disclosure_table("", [Block("第二十条", (Line("a", ("甲",), columns), Line("b", ("乙",), columns)))])
    assert [[cell.column for cell in row] for row in table.grid()] == [[0] * 4, *[[0, 1, 2, 2]] * 3]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_totals_are_the_identities_of_the_notice(edition: int) -> None:
    sums = {total: set(parts) for total, parts in FORMS[edition].sums.items()}
    *applicants, _ = statute.APPLICANTS
    rows = ("received", "carried_in", *statute.OUTCOMES[edition], "handled", "carried_out")
    across = {f"t3.{row}.total": {f"t3.{row}.{applicant}" for applicant in applicants} for row in rows}
    down = {f"t3.handled.{a}": {f"t3.{row}.{a}" for row in statute.OUTCOMES[edition]} for a in applicants}
    *results, _ = statute.RESULTS
    disputes = {
        f"t4.{row}.total": {f"t4.{row}.{result}" for result in results}
        for row in ("review", "suit_direct", "suit_after_review")
    }
    assert sums == {**across, **down, **disputes}


@pytest.mark.parametrize("editions", MIXED, ids=lambda e: "-".join(str(edition) for _, edition in e))
def test_every_total_can_be_reckoned_from_what_comes_before_it(editions: tuple[tuple[str, int], ...]) -> None:
    form = form_of(editions)
    known = set(form.addresses) - set(form.sums)
    for total, parts in form.sums.items():
        assert set(parts) <= known
        known.add(total)
    assert known == set(form.addresses)


def kinds(form: Form) -> dict[str, Kind]:
    return {address: form.kind(address) for address in form.addresses if form.kind(address) is not Kind.COUNT}


def test_only_changes_may_carry_a_sign_and_only_money_is_money() -> None:
    changes = ("licensing", "other_services", "penalties", "coercion", "fees")
    assert kinds(FORMS[2019]) == {
        **{f"t2.{row}.change": Kind.CHANGE for row in changes},
        "t2.procurement.amount": Kind.MONEY,
    }
    assert kinds(FORMS[2021]) == {"t2.fees.amount": Kind.WAN_YUAN}


@pytest.mark.parametrize(
    "year, address, name",
    [
        (2020, "t2.procurement.amount", "表二“政府集中采购”行“采购总金额”列"),
        (2021, "t2.fees.amount", "表二“行政事业性收费”行“本年收费金额（单位：万元）”列"),
        (2021, "t3.partly_granted.natural_person", "表三“（二）部分公开”行“自然人”列"),
        (2021, "t3.other_other.total", "表三“3.其他”行“总计”列"),
        (2019, "t4.suit_after_review.pending", "表四“复议后起诉”行“尚未审结”列"),
    ],
)
def test_a_cell_is_named_as_a_clerk_would_say_it(year: int, address: str, name: str) -> None:
    assert form_for(year).name(address) == name


def test_no_two_cells_of_a_form_have_the_same_name() -> None:
    for form in FORMS.values():
        assert len({form.name(address) for address in form.addresses}) == len(form.addresses)


def test_each_year_has_the_form_then_in_force() -> None:
    assert {year: form_for(year).edition for year in (2019, 2020, 2021, 2025)} == {
        **{2019: 2019, 2020: 2019},
        **{2021: 2021, 2025: 2021},
    }
    with pytest.raises(NoForm):
        form_for(2018)


@pytest.mark.parametrize(
    "editions",
    [
        (("t2", 2019), ("t3", 2020), ("t4", 2019)),
        (("t2", 2019), ("t3", 2019)),
        (("t2", 2019), ("t3", 2019), ("t4", 2019), ("t5", 2019)),
    ],
)
def test_tables_that_make_up_no_form_are_refused(editions: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(NoForm):
        form_of(editions)


def test_a_group_of_rows_has_a_name_of_its_own() -> None:
    form = form_for(2023)
    assert form.cells_of("t3.refused.total") == form.outcome_groups[2][1]
    assert form.cells_of("t4.suit.pending") == ("t4.suit_direct.pending", "t4.suit_after_review.pending")
    assert form.cells_of("t3.other.business")[0] == "t3.other_not_corrected.business"
    assert form_for(2020).cells_of("t3.other.business") == ("t3.other.business",)
    assert [
        form.cells_of(name) for name in ("t3.refused", "t3..total", "t3", "", "t3.(.total", "t3.grant.total")
    ] == [()] * 6
