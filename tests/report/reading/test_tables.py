"""A printed table is read by its labels: nothing that is lost, merged, split or misprinted moves a value."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.form import Form
from report.forms import FORMS
from report.reading.paper import Field
from report.reading.tables import Reading, Row, edition_of, read_table, shape_of, statutory
from report.source import Misprint, Place
from tests.report.reading.printing import Grid, figures, grid

T3_HEAD = 3


def read_grids(table: str, *grids: Sequence[Sequence[Field]], edition: int = 2021) -> Reading:
    parts = [
        [Row(row, shape_of(row), number, at) for at, row in enumerate(rows, 1)]
        for number, rows in enumerate(grids, 1)
    ]
    return read_table(table, edition, parts)


def of_table(form: Form, table: str) -> dict[str, str]:
    return {address: text for address, text in figures(form).items() if address.startswith(table)}


def printed(table: str, edition: int = 2021) -> Grid:
    return grid(FORMS[edition].table(table), figures(FORMS[edition]))


def unmerged(rows: Grid) -> list[list[str]]:
    """Return a grid as text has it: a blank for each place that a merged cell covers."""
    return [[field or "" for field in row] for row in rows]


def columns_of(cells: dict[str, str]) -> set[str]:
    return {address.rpartition(".")[2] for address in cells}


def rows_of(cells: dict[str, str]) -> set[str]:
    return {address.split(".")[1] for address in cells}


T3 = of_table(FORMS[2021], "t3")


@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
@pytest.mark.parametrize("edition", [2019, 2021])
@pytest.mark.parametrize("shown_as", [lambda rows: rows, unmerged], ids=["merged", "unmerged"])
def test_a_full_table_is_read_cell_by_cell(table: str, edition: int, shown_as: Callable[[Grid], Grid]) -> None:
    reading = read_grids(table, shown_as(printed(table, edition)), edition=edition)
    assert reading.cells == of_table(FORMS[edition], table)
    assert reading.misprints == []


def test_the_same_table_is_read_without_the_placeholders_of_merged_cells() -> None:
    assert read_grids("t3", [[field for field in row if field] for row in printed("t3")]).cells == T3


@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
def test_an_empty_column_at_the_left_and_an_empty_row_at_the_end_move_nothing(table: str) -> None:
    rows = [["", *row] for row in printed(table)]
    rows.append([""] * len(rows[0]))
    assert read_grids(table, rows).cells == of_table(FORMS[2021], table)


def test_rows_are_known_by_their_labels_and_not_by_their_order() -> None:
    rows = unmerged(printed("t3"))
    assert read_grids("t3", rows[:T3_HEAD] + rows[: T3_HEAD - 1 : -1]).cells.items() <= T3.items()
    blocks = unmerged(printed("t2"))
    assert read_grids("t2", blocks[4:] + blocks[:4]).cells == of_table(FORMS[2021], "t2")


def test_every_cell_says_where_it_stood() -> None:
    places = read_grids("t2", printed("t2")).places
    assert places["t2.normative_documents.in_force"] == Place(table=1, row=4, column=4)
    assert places["t2.licensing.decisions"] == Place(table=1, row=7, column=2)


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
@pytest.mark.parametrize("shape", ["grid", "placeholders", "bare"])
def test_whatever_is_lost_no_value_ever_moves(table: str, shape: str, data: st.DataObject) -> None:
    rows: Sequence[Sequence[Field]] = printed(table) if shape == "grid" else unmerged(printed(table))
    if shape == "bare":
        rows = [[field for field in row if field] for row in rows]
    lost_rows = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    lost_words = data.draw(st.sets(st.sampled_from(sorted({field for row in rows for field in row if field}))))
    slips = {word: word[: len(word) // 2] + word[len(word) // 2 + 1 :] for word in lost_words if word > "三"}
    torn = [
        [slips.get(field, "") if field in lost_words else field for field in row]
        for at, row in enumerate(rows)
        if at not in lost_rows
    ]
    right = of_table(FORMS[2021], table)
    for address, value in read_grids(table, torn).cells.items():
        assert value in (right[address], "")


@settings(max_examples=100, deadline=None)
@given(st.integers(3, 27), st.integers(3, 9), st.integers(1, 25), st.integers(1, 7))
def test_a_value_merged_over_several_cells_belongs_to_none_of_them(
    top: int, left: int, height: int, width: int
) -> None:
    rows = printed("t3")
    merged = {
        (row, column) for row in range(top, min(top + height, 28)) for column in range(left, min(left + width, 10))
    }
    for row, column in merged - {(top, left)}:
        rows[row][column] = None
    covered = {
        cell.address
        for cell in FORMS[2021].table("t3").cells
        if len(merged) > 1 and (cell.row, cell.column) in merged
    }
    cells = read_grids("t3", rows).cells
    assert not covered & cells.keys()
    assert cells.items() <= T3.items()


# Applicants' columns that were merged


def test_only_natural_persons_and_totals_are_printed_where_the_organisations_are_merged() -> None:
    row_by_row, in_one = printed("t3"), printed("t3")
    for row in range(T3_HEAD, 28):
        row_by_row[row][4:9] = ["", None, None, None, None]  # 南湖局 2019
        in_one[row][4:9] = [None] * 5
    in_one[T3_HEAD][4] = ""
    for rows in (row_by_row, in_one):
        cells = read_grids("t3", rows).cells
        assert columns_of(cells) == {"natural_person", "total"}
        assert cells.items() <= T3.items()
        assert len(cells) == 50


def test_only_the_total_is_printed() -> None:
    rows = printed("t3")  # 徐闻司法局 2023
    for row in range(T3_HEAD, 28):
        rows[row][3:9] = ["", None, None, None, None, None]
    assert columns_of(read_grids("t3", rows).cells) == {"total"}


def test_one_cell_over_the_whole_row_is_the_value_of_no_column() -> None:
    rows = printed("t3")  # 柞水凤凰镇
    for row in range(T3_HEAD, 28):
        rows[row][4:] = [None] * 6
    assert read_grids("t3", rows).cells == {}


# Rows without labels


def without_labels(*rows: int) -> Grid:
    shown = printed("t3")
    for row in rows:
        shown[row][2] = ""
    return shown


def test_rows_without_labels_are_read_where_as_many_rows_are_missing() -> None:
    assert read_grids("t3", without_labels(*range(7, 15))).cells == T3


def test_rows_without_labels_are_left_unread_where_one_more_or_less_is_printed() -> None:
    fewer, more = without_labels(*range(7, 15)), without_labels(*range(7, 15))
    del fewer[9]
    more.insert(9, [None, None, "", *["7"] * 7])
    for rows in (fewer, more):
        cells = read_grids("t3", rows).cells
        assert rows_of(T3) - rows_of(cells) == {row for row in rows_of(T3) if row.startswith("refused_")}
        assert cells.items() <= T3.items()


def test_rows_without_labels_are_left_unread_at_the_end_where_nothing_follows() -> None:
    rows = printed("t3")
    rows[27][0] = ""
    assert rows_of(T3) - rows_of(read_grids("t3", rows).cells) == {"carried_out"}


# Heads


def test_a_head_cut_into_two_rows_is_put_together() -> None:
    rows = printed("t3")  # 徐闻司法局 2023
    rows[2] = [*[None] * 4, "商业", "科研", "社会公益", "法律服务", "其他", None]
    rows.insert(3, [*[None] * 4, "企业", "机构", "组织", "机构", None, None])
    reading = read_grids("t3", rows)
    assert (reading.cells, reading.misprints) == (T3, [])


def test_a_head_that_is_repeated_or_lost_on_the_next_page_changes_nothing() -> None:
    rows = printed("t3")
    first, second = rows[:17], rows[17:]  # （四）无法提供 stays behind
    for head in ([], rows[:T3_HEAD]):
        assert read_grids("t3", first, [*head, *second]).cells == T3
    narrower = [row[1:] for row in second[:-1]]
    assert read_grids("t3", first, narrower).cells == {a: v for a, v in T3.items() if "carried_out" not in a}


def test_the_figures_of_table_4_may_stand_on_the_next_page() -> None:
    rows = printed("t4")
    assert read_grids("t4", rows[:3], rows[3:]).cells == of_table(FORMS[2021], "t4")
    assert read_grids("t4", rows[:3], [[""] * 15], rows[3:]).cells == of_table(FORMS[2021], "t4")


def test_blocks_without_captions_or_heads_are_read_by_their_number_of_values() -> None:
    rows = printed("t2")
    cells = of_table(FORMS[2021], "t2")
    assert read_grids("t2", [row for row in rows if not (row[0] or "").startswith("第二十条")]).cells == cells
    assert read_grids("t2", [row for row in rows if row[0] != "信息内容"]).cells == cells


def test_columns_of_varying_breadth_are_counted() -> None:
    # 上海市府办 2019 prints table 2 in five columns that no two rows merge alike
    def in_five(row: list[Field], at: int) -> list[Field]:
        label, first, second, third = row
        if third is None:
            return [label, first, None, second, None]
        return [label, first, None, second, third] if at % 2 else [label, first, second, None, third]

    rows = [in_five(row, at) for at, row in enumerate(printed("t2", 2019))]
    assert read_grids("t2", rows, edition=2019).cells == of_table(FORMS[2019], "t2")


def test_a_value_under_a_broad_label_need_not_stand_at_its_left_end() -> None:
    rows = unmerged(printed("t2"))
    licensing, penalties = (next(row for row in rows if row[0] == label) for label in ("行政许可", "行政处罚"))
    licensing[1], licensing[2] = "", licensing[1]
    penalties[2] = "9"  # two numbers under one label: neither
    cells = of_table(FORMS[2021], "t2")
    del cells["t2.penalties.decisions"]
    assert read_grids("t2", rows).cells == cells


# What is printed in a cell, and labels that are not printed as they should be


def test_what_is_printed_is_kept_as_it_is() -> None:
    rows = printed("t3")
    said: list[Field] = ["/", "-", "减4", "22（其中修订 16 件）", "2 0", "", "１"]
    rows[3][3:] = said
    assert list(read_grids("t3", rows).cells.values())[:7] == said


def test_a_misprinted_label_is_understood_and_told_once() -> None:
    rows = unmerged(printed("t3"))
    rows[8][2] = "2.其他法律行政止公开"
    rows[25][0] = rows[26][0] = "三、本年度办理结束"
    reading = read_grids("t3", rows)
    assert reading.cells == T3
    assert reading.misprints == [
        Misprint("t3", "2.其他法律行政法规禁止公开", "2.其他法律行政止公开", Place(table=1, row=9, column=3)),
        Misprint("t3", "三、本年度办理结果", "三、本年度办理结束", Place(table=1, row=26, column=1)),
    ]


def test_a_row_the_form_does_not_know_is_not_taken_for_its_neighbour() -> None:
    rows = printed("t3")
    rows.insert(15, [None, None, "9.其他", *["7"] * 7])
    rows.insert(15, [None, None, "10.商业秘密", *["7"] * 7])
    assert read_grids("t3", rows).cells == T3


def test_what_is_left_over_in_another_group_is_not_the_statutory_rest() -> None:
    rows = printed("t3")
    rows.insert(18, [None, None, "3.其他", *["7"] * 7])  # under （四）无法提供
    assert read_grids("t3", rows).cells == T3


# Editions


def test_the_edition_is_the_one_whose_labels_are_printed_best() -> None:
    for form in FORMS.values():
        for table in ("t2", "t3"):
            labels = {each for cell in form.table(table).cells for each in statutory(cell.text)}
            assert [edition_of(table, labels, year) for year in (2019, 2025)] == [form.edition] * 2


def test_where_nothing_is_printed_the_prescribed_edition_holds() -> None:
    assert [edition_of("t3", (), year) for year in (2020, 2024)] == [2019, 2021]
