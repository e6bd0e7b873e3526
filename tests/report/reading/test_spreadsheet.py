"""A report typed into a workbook is read as a person sees it: its lines, its tables, its numbers as they show."""

import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from report.reading import Refusal, spreadsheet
from report.reading.guard import guarded
from report.reading.paper import Field, Paper
from tests.report.published import SLUGS, sheet
from tests.report.reading.relayout import WAYS, Blocks, Grid, as_xlsx, complete, in_the_way, laid_out
from tests.report.reading.test_pdf import EVERY_NUMBER_ANOTHER, as_printed

SAMPLES = Path(__file__).with_name("samples")
Rows = list[list[Field]]


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def typed(*rows: list[object], merged: tuple[str, ...] = ()) -> Paper:
    """Read a worksheet into which somebody typed these rows."""
    book = openpyxl.Workbook()
    worksheet = book.active
    assert isinstance(worksheet, Worksheet)
    for row in rows:
        worksheet.append(row)
    for places in merged:
        worksheet.merge_cells(places)
    return spreadsheet.paper(saved(book))


def lines(paper: Paper) -> list[str]:
    return [block["line"] for block in paper["blocks"] if "line" in block]


def tables(paper: Paper) -> list[Rows]:
    return [block["rows"] for block in paper["blocks"] if "rows" in block]


def shape(paper: Paper) -> list[str]:
    """Return the lines of a paper, with a sign for each table."""
    return ["▦" if "rows" in block else str(block.get("line")) for block in paper["blocks"]]


def expected(blocks: Blocks) -> list[str]:
    return ["▦" if isinstance(block, Grid) else block for block in blocks]


# ---------------------------------------------------------------------------------------------------------------
# Whole reports


@pytest.mark.parametrize("name", ["typed.xlsx", "report.xls", "report.ods"])
def test_a_whole_report_is_read_place_by_place(name: str) -> None:
    content = as_xlsx(laid_out(EVERY_NUMBER_ANOTHER)) if name == "typed.xlsx" else (SAMPLES / name).read_bytes()
    paper = spreadsheet.paper(content)
    assert shape(paper) == expected(laid_out(EVERY_NUMBER_ANOTHER))
    read = tables(paper)
    assert [rows if any(rows[-1]) else rows[:-1] for rows in read] == as_printed(EVERY_NUMBER_ANOTHER)
    assert {block["worksheet"] for block in paper["blocks"] if "rows" in block} == {"Sheet"}


PUBLISHED = [slug for slug in SLUGS if complete(sheet(slug))]


@pytest.mark.parametrize("way", [way for way in WAYS if way != "over two pages"])
def test_lines_and_tables_are_told_apart_in_every_published_report(way: str) -> None:
    for slug in PUBLISHED:
        report = replace(sheet(slug), texts={"overview": "（一）主动公开。\n" + "公开信息。" * 30, "other": "无。"})
        blocks = in_the_way(laid_out(report), WAYS[way])
        assert shape(spreadsheet.paper(as_xlsx(blocks))) == expected(blocks), slug


def test_a_child_of_the_guard_reads_it_within_its_limits() -> None:
    paper = guarded(spreadsheet.paper, (SAMPLES / "report.xls").read_bytes(), name="年报.xls")
    assert "一、总体情况" in lines(paper)


# ---------------------------------------------------------------------------------------------------------------
# Lines and tables


def test_a_paragraph_in_one_cell_is_a_line_and_one_with_line_feeds_several() -> None:
    paper = typed(["一、总体情况"], [], ["（一）主动公开。\n（二）依申请公开。"], merged=("A1:H1", "A3:H3"))
    assert paper["blocks"] == [
        {"line": "一、总体情况", "page": 0},
        {"line": "（一）主动公开。", "page": 0},
        {"line": "（二）依申请公开。", "page": 0},
    ]


def test_a_heading_parts_two_tables_and_a_blank_label_row_does_not() -> None:
    paper = typed(
        ["信息内容", "本年制发件数"],
        ["规章", None],
        ["行政规范性文件", 1],
        ["三、收到和处理政府信息公开申请情况"],
        ["申请人情况", "自然人"],
    )
    assert shape(paper) == ["▦", "三、收到和处理政府信息公开申请情况", "▦"]
    assert tables(paper)[0] == [["信息内容", "本年制发件数"], ["规章", ""], ["行政规范性文件", "1"]]


def test_a_misspelt_label_without_figures_stays_in_its_table() -> None:
    paper = typed(
        ["一、本年新收政府信息公开申请数量", None, 1, 1],
        ["四、转结下年度继续办理", None, None, None],
        ["四、政府信息公开行政复议、行政诉讼情况", None, None, None],
        merged=("A1:B1", "A2:B2", "A3:D3"),
    )
    assert shape(paper) == ["▦", "四、政府信息公开行政复议、行政诉讼情况"]
    assert [row[0] for row in tables(paper)[0]] == ["一、本年新收政府信息公开申请数量", "四、转结下年度继续办理"]


def test_the_blank_figures_below_a_head_are_a_row() -> None:
    paper = typed(["结果维持", "结果纠正"], [None, None], ["五、存在的主要问题及改进情况"])
    assert tables(paper) == [[["结果维持", "结果纠正"], ["", ""]]]
    assert tables(typed(["结果维持", "结果纠正"])) == [[["结果维持", "结果纠正"], ["", ""]]]


def test_a_table_says_in_which_row_of_its_worksheet_it_begins() -> None:
    paper = typed(["标题"], [], [None, "规章", 1])
    assert paper["blocks"][1] == {
        "rows": [["", "规章", "1"], ["", "", ""]],
        "pages": [0, 0],
        "worksheet": "Sheet",
        "first_row": 3,
    }


def test_hidden_worksheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "看得见"
    book.create_sheet("隐藏")["A1"] = "看不见"
    book["隐藏"].sheet_state = "hidden"
    assert lines(spreadsheet.paper(saved(book))) == ["看得见"]


# ---------------------------------------------------------------------------------------------------------------
# Values


def test_values_are_shown_as_a_person_sees_them() -> None:
    moment = datetime(2021, 1, 7)
    paper = typed(["数", 1.0, 52.15, 0.1 + 0.2, -4, 10**12, "162000 元", " 0", True, moment, "减4", "\u200b3\x7f"])
    assert tables(paper)[0][0] == [
        *("数", "1", "52.15", "0.3", "-4", "1000000000000", "162000 元", "0", "TRUE", "2021-01-07", "减4", "3")
    ]


def test_a_formula_that_was_never_computed_says_so_and_is_no_blank() -> None:
    assert tables(typed(["合计", "=1+1", 5]))[0][0] == ["合计", "（公式没有算出数）", "5"]


def test_the_zero_that_a_program_writes_for_a_formula_is_no_number() -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    worksheet = book.add_worksheet()
    worksheet.write_row(0, 0, ["合计", "=1+1", 5])
    worksheet.write_formula(0, 3, "=C1+1", None, 6)
    book.close()
    assert tables(spreadsheet.paper(out.getvalue()))[0][0] == ["合计", "（公式没有算出数）", "5", "6"]


def computed(cell: str) -> bytes:
    """Return a workbook as Excel saves it, with one cell of its own making."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(saved(openpyxl.Workbook()))) as empty, zipfile.ZipFile(out, "w") as book:
        for part in empty.namelist():
            text = empty.read(part).decode().replace(' fullCalcOnLoad="1"', "")
            row = f'<sheetData><row r="1"><c r="A1"><v>7</v></c>{cell}</row></sheetData>'
            book.writestr(part, text.replace("<sheetData></sheetData>", row))
    return out.getvalue()


def test_a_formula_shows_what_excel_computed_and_an_error_its_word() -> None:
    assert tables(spreadsheet.paper(computed('<c r="B1"><f>A1+1</f><v>8</v></c>')))[0][0] == ["7", "8"]
    wrong = '<c r="B1" t="e"><f>A9/0</f><v>#DIV/0!</v></c><c r="C1"><v>1</v></c>'
    assert tables(spreadsheet.paper(computed(wrong)))[0][0] == ["7", "#DIV/0!", "1"]


# ---------------------------------------------------------------------------------------------------------------
# .ods: what is written once stands in many places


def ods(rows: str, style: str = "") -> bytes:
    out = BytesIO()
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {names}><style:style style:name="off">{style}</style:style>'
            f'<table:table table:name="表" table:style-name="off">{rows}</table:table></office:document-content>',
        )
    return out.getvalue()


def cell(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{words}</text:p></table:table-cell>'


def test_what_is_repeated_in_an_open_document_stands_at_each_place() -> None:
    row = cell("规章") + cell("0", 'table:number-columns-repeated="3"')
    endless = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    content = ods(f'<table:table-row table:number-rows-repeated="2">{row}</table:table-row>{endless}')
    assert tables(spreadsheet.paper(content)) == [[["规章", "0", "0", "0"]] * 2 + [[""] * 4]]


def test_a_repetition_without_reason_stays_within_bounds() -> None:
    row = cell("0", 'table:number-columns-repeated="99999999" table:number-columns-spanned="99999999"')
    content = ods(f'<table:table-row table:number-rows-repeated="99999999">{row}</table:table-row>')
    with pytest.raises(Refusal, match="400000 字"):
        spreadsheet.paper(
            content
        )  # a million places are looked at, and not a hundred million times a hundred million


def test_a_hidden_worksheet_of_an_open_document_is_not_read() -> None:
    row = f"<table:table-row>{cell('看不见')}</table:table-row>"
    assert lines(spreadsheet.paper(ods(row))) == ["看不见"]
    assert lines(spreadsheet.paper(ods(row, '<style:table-properties table:display="false"/>'))) == []


# ---------------------------------------------------------------------------------------------------------------
# What is no honest file


def test_a_text_repeated_in_very_many_cells_is_refused() -> None:
    row = cell("长" * 30_000, 'table:number-columns-repeated="100"')
    with pytest.raises(Refusal, match="400000 字"):
        spreadsheet.paper(ods(f"<table:table-row>{row}</table:table-row>"))


FILES = {name: (SAMPLES / name).read_bytes() for name in ("report.xls", "report.ods")}
FILES["typed.xlsx"] = as_xlsx(laid_out(EVERY_NUMBER_ANOTHER))


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(data: st.DataObject) -> None:
    content = bytearray(FILES[data.draw(st.sampled_from(sorted(FILES)))])
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refusal):
        assert spreadsheet.paper(bytes(content))["kind"] == "workbook"
