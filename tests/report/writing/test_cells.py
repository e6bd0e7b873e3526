"""The table of cells is one tidy row for each cell of the form, harmless in a spreadsheet."""

import csv
import json
from dataclasses import replace

import pytest

from report.form import form_of
from report.sheet import Sheet
from report.writing.cells import csv_bytes, harmless, original
from tests.report.writing.conftest import ODD


def records(*sheets: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(csv_bytes(*sheets).decode("utf-8-sig").splitlines(keepends=True)))


def only(sheet: Sheet, address: str) -> dict[str, str]:
    [found] = [record for record in records(sheet) if record["地址"] == address]
    return found


def test_excel_and_every_csv_reader_take_it(guangwu: Sheet) -> None:
    content = csv_bytes(guangwu)
    assert content.startswith("\ufeff单位,级别,年度,格式版本,表,组,行,列,地址,原样,数值,计量单位,状态\r\n".encode())
    assert content.count(b"\r\n") == content.count(b"\n") == 199
    assert csv_bytes(guangwu) == content


def test_every_cell_of_both_editions_has_its_row_in_printed_order(guangwu: Sheet, next_year: Sheet) -> None:
    for sheet in (guangwu, next_year):
        assert [record["地址"] for record in records(sheet)] == list(sheet.form.addresses)
        assert {record["格式版本"] for record in records(sheet)} == {str(sheet.edition)}


def test_a_row_says_everything_about_its_cell(guangwu: Sheet) -> None:
    assert only(guangwu, "t3.refused_internal.natural_person") == {
        "单位": "荥阳市广武镇人民政府",
        "级别": "乡镇（街道）",
        "年度": "2020",
        "格式版本": "2019",
        "表": "三、收到和处理政府信息公开申请情况",
        "组": "三、本年度办理结果 / （三）不予公开",
        "行": "5.属于三类内部事务信息",
        "列": "自然人",
        "地址": "t3.refused_internal.natural_person",
        "原样": "",
        "数值": "",
        "计量单位": "",
        "状态": "空白",
    }
    assert only(guangwu, "t2.regulations.made")["组"] == "第二十条第（一）项"
    assert only(guangwu, "t4.suit_direct.total")["组"] == "行政诉讼"
    assert only(guangwu, "t3.received.total")["组"] == ""


@pytest.mark.parametrize(
    ("address", "printed", "number", "measure", "state"),
    [
        ("t3.received.total", "７", "7", "", "有数"),
        ("t3.received.total", "22（其中修订 16 件）", "22", "", "有数"),
        ("t3.received.total", "0", "0", "", "有数"),
        ("t3.received.total", "/", "", "", "空白"),
        ("t3.received.total", "若干", "", "", "读不出"),
        ("t3.received.total", None, "", "", "缺"),
        ("t2.fees.amount", "0.092", "920", "元", "有数"),
        ("t2.fees.amount", "3 元", "3", "元", "有数"),
    ],
)
def test_what_was_printed_stands_beside_its_exact_number_and_state(
    next_year: Sheet, address: str, printed: str | None, number: str, measure: str, state: str
) -> None:
    rest = {a: text for a, text in next_year.cells.items() if a != address}
    found = only(replace(next_year, cells=rest if printed is None else {**rest, address: printed}), address)
    assert [found[column] for column in ("原样", "数值", "计量单位", "状态")] == [
        printed or "",
        number,
        measure,
        state,
    ]


def test_each_table_names_its_own_edition(guangwu: Sheet) -> None:
    mixed = replace(guangwu, edition=2021, editions={"t2": 2019})
    addresses = form_of((("t2", 2019), ("t3", 2021), ("t4", 2021))).addresses
    assert [(record["地址"], record["格式版本"]) for record in records(mixed)] == [
        (address, "2019" if address.startswith("t2") else "2021") for address in addresses
    ]


def test_a_county_stands_in_one_table(guangwu: Sheet, next_year: Sheet) -> None:
    both = records(guangwu, next_year)
    assert both == records(guangwu) + records(next_year)
    assert len({(record["单位"], record["年度"]) for record in both}) == 2


FORMULAS = ["=1+1", "+甲", "-甲", "-", "@a", "\t=1", "\r=1", "'=1", "''@", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_field_is_a_formula_and_nothing_is_lost(next_year: Sheet, text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert original(harmless(text)) == text
    [found] = [r["原样"] for r in records(replace(next_year, cells={"t4.review.total": text})) if r["原样"]]
    assert found == f"'{text}"


@pytest.mark.parametrize("text", ["-4", "+1036", "0.5", "减4", "'", "'a", "", ODD, json.dumps(ODD)])
def test_numbers_and_plain_words_stay_as_printed(text: str) -> None:
    assert harmless(text) == original(text) == text
