"""The workbook asks for exactly what an office owes, in the statutory words, and helps while it is filled in."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from report.form import form_for
from report.writing.layout import ComputedCell, Grid, Layout, Prompt
from report.writing.workbook import workbook

ALL = tuple(address for address in form_for(2025).addresses if address not in form_for(2025).sums)
DISPUTES = tuple(address for address in ALL if address.startswith("t4.review"))


def sheets(
    owed: Sequence[str], before: dict[str, str] | None = None, prompts: Sequence[Prompt] = (), year: int = 2025
) -> openpyxl.Workbook:
    unit, due = "荥阳市广武镇人民政府", date(year + 1, 1, 8)
    content = workbook(form_for(year), "党政办公室", unit, year, owed, prompts, before or {}, due, "tok")
    return openpyxl.load_workbook(BytesIO(content))


def words(sheet: Worksheet) -> set[str]:
    return {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_an_office_sees_only_its_own_cells() -> None:
    book = sheets(("t2.penalties.decisions", "t2.coercion.decisions"))
    said = words(book["填报"])
    assert {"行政处罚", "行政强制", "第二十条第（六）项", "本年处理决定数量", "二、主动公开政府信息情况"} <= said
    assert not {"行政许可", "自然人", "三、收到和处理政府信息公开申请情况"} & said
    assert [name for name in book.defined_names if name.startswith("C_")] == [
        "C_t2_coercion_decisions",
        "C_t2_penalties_decisions",
    ]


def test_only_what_is_to_be_filled_in_is_unlocked() -> None:
    book = sheets(ALL, prompts=[Prompt("problems", "五、存在的主要问题及改进情况", "写具体问题。")])
    sheet = book["填报"]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    named = {
        defined.attr_text.rpartition("!")[2].replace("$", "")
        for name, defined in book.defined_names.items()
        if not name.startswith("P_")
    }
    assert sheet.protection.sheet
    assert named <= unlocked
    assert len(unlocked - named) == 3  # the second halves of three merged cells
    assert not book["文字"]["A5"].protection.locked


def test_whole_numbers_signs_and_units_are_checked_while_typing() -> None:
    owed = ("t2.licensing.change", "t2.procurement.amount", "t2.licensing.decisions")
    book = sheets(owed, year=2020)
    rules = {str(rule.sqref): rule for rule in book["填报"].data_validations.dataValidation}
    places = Layout(form_for(2020), owed).places
    change, amount, decisions = (rules[str(places[address])] for address in owed)
    assert (change.type, change.formula1) == ("whole", "-1000000000000")
    assert (decisions.type, decisions.formula1) == ("whole", "0")
    assert "以元为单位" in amount.error
    assert "采购总金额（单位：元）" in words(book["填报"])


def test_money_in_ten_thousands_may_have_decimals() -> None:
    book = sheets(("t2.fees.amount",))
    at = str(Layout(form_for(2025), ("t2.fees.amount",)).places["t2.fees.amount"])
    rule = next(r for r in book["填报"].data_validations.dataValidation if str(r.sqref) == at)
    assert rule.type == "decimal"
    assert "万元" in rule.prompt


def test_totals_are_computed_and_never_asked_for() -> None:
    sheet = sheets(DISPUTES)["填报"]
    places = Layout(form_for(2025), DISPUTES).places
    first, last, total = (places[f"t4.review.{key}"] for key in ("upheld", "pending", "total"))
    assert sheet[str(total)].value == f"=SUM({first}:{last})"
    assert sheet[str(total)].protection.locked
    with pytest.raises(ComputedCell):
        sheets(("t4.review.total",))


def test_a_total_stands_only_where_all_its_parts_stand() -> None:
    assert "总计" not in words(sheets(DISPUTES[:-1])["填报"])


def test_table_three_checks_itself_in_every_column() -> None:
    layout = Layout(form_for(2025), ALL)
    grid: Grid = next(grid for grid in layout.grids if grid.table.key == "t3")
    balance = layout.balance(grid)
    assert len(balance) == 7
    at, places = balance[0]
    sheet = sheets(ALL)["填报"]
    formula = str(sheet.cell(grid.end + 1, at + 1).value)
    received, carried_in, handled, carried_out = places
    assert f"{received}+{carried_in}-{handled}-{carried_out}=0" in formula
    assert len(sheet.conditional_formatting) == 1
    handled_first = layout.places["t3.granted.natural_person"]
    handled_last = layout.places["t3.other_other.natural_person"]
    assert sheet[str(handled)].value == f"=SUM({handled_first}:{handled_last})"


def test_last_years_figures_stand_beside() -> None:
    owed = ("t2.regulations.issued", "t2.regulations.repealed", "t2.regulations.in_force")
    sheet = sheets(owed, before={"t2.regulations.issued": "0", "t2.regulations.in_force": "13"})["填报"]
    at = Layout(form_for(2025), owed).places["t2.regulations.issued"]
    assert [sheet.cell(at.row + 1, column + 1).value for column in range(at.column + 3, at.column + 6)] == [
        "0",
        None,
        "13",
    ]
    assert "上年（2024）" in words(sheet)


def test_without_last_year_there_are_no_columns_for_it() -> None:
    assert "上年（2024）" not in words(sheets(ALL)["填报"])


def test_a_workbook_knows_what_it_is() -> None:
    book = sheets(ALL)
    assert book["nianbao"].sheet_state == "veryHidden"
    hidden = {row[0].value: row[1].value for row in book["nianbao"].iter_rows()}
    assert {key: hidden[key] for key in ("schema", "unit", "year", "office", "token")} == {
        "schema": "nianbao/workbook/1",
        "unit": "荥阳市广武镇人民政府",
        "year": "2025",
        "office": "党政办公室",
        "token": "tok",
    }
    assert {f"nianbao_{key}": value for key, value in hidden.items()} == {
        name: book.custom_doc_props[name].value for name in book.custom_doc_props.names
    }


def test_the_same_arguments_give_the_same_bytes() -> None:
    made = [
        workbook(form_for(2025), "党政办", "广武镇", 2025, ALL, [], {ALL[0]: "1"}, date(2026, 1, 8), "t")
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    book = sheets(DISPUTES, before={DISPUTES[0]: "=HYPERLINK()"}, prompts=[Prompt("other", "=1+1", "https://x")])
    assert book["文字"]["A3"].data_type == "s"
    assert book["文字"]["A4"].hyperlink is None
    assert "=HYPERLINK()" in words(book["填报"])


def test_the_cells_of_an_office_never_share_a_place() -> None:
    for year in (2020, 2025):
        layout = Layout(form_for(year), tuple(a for a in form_for(year).addresses if a not in form_for(year).sums))
        assert len(set(layout.places.values())) == len(layout.places) == len(form_for(year).addresses)
