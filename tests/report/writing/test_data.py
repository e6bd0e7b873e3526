"""The data files hold what was printed: numbers as numbers, words as words, sums that agree as formulas."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from report.rollup import add_up
from report.sheet import Sheet, as_interchange
from report.writing import Outline, outline
from report.writing.data import interchange_bytes, workbook

Matrix = list[list[str]]


def _read(report: Outline, *, values: bool = True) -> Workbook:
    return openpyxl.load_workbook(BytesIO(workbook(report)), data_only=values)


def test_every_cell_stands_where_the_form_says(report: Outline, model: list[Matrix]) -> None:
    pages = _read(report).worksheets[1:]
    found = []
    for page in pages:
        texts = {(c.row, c.column): "" if c.value is None else str(c.value) for row in page for c in row}
        for area in page.merged_cells.ranges:
            texts |= dict.fromkeys(area.cells, texts[area.min_row, area.min_col])
        found.append([[texts[r, c] for c in range(1, page.max_column + 1)] for r in range(1, page.max_row + 1)])
    assert found == model
    assert [page.title for page in pages] == [part.heading for part in report.parts if part.table]


def test_texts_stand_beside_their_part(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    rows = list(_read(report).worksheets[0].values)
    assert rows[:2] == [("部分", "内容"), ("标题", report.title)]
    assert [text for part, text in rows if part == "一、总体情况"] == [it.text for it in report.parts[0].paragraphs]
    assert rows[-2:] == [("落款", "荥阳市广武镇人民政府"), ("成文日期", "2021年1月7日")]


def test_a_text_longer_than_a_cell_may_be_goes_on_below(guangwu: Sheet) -> None:
    text = "公开" * 40_000
    report = outline(replace(guangwu, texts={"overview": text}), signer="")
    rows = list(_read(report).worksheets[0].values)
    assert "".join(words for part, words in rows if part == "一、总体情况") == text


def test_plain_figures_are_numbers_and_all_others_stay_as_printed(guangwu: Sheet) -> None:
    cells = {
        **guangwu.cells,
        "t2.licensing.change": "-4",
        "t2.penalties.change": "+1036",
        "t2.fees.items_last_year": "007",
        "t3.granted.business": "22（其中修订 16 件）",
        "t4.review.upheld": "123456789012",
    }
    pages = _read(outline(replace(guangwu, cells=cells), signer="")).worksheets
    found = {cell.value for page in pages[1:] for row in page for cell in row}
    assert {-4, "+1036", "007", "22（其中修订 16 件）", 123456789012, "162000 元", 36} <= found


def test_money_in_wan_yuan_is_a_number(next_year: Sheet) -> None:
    sheet = replace(next_year, cells={**next_year.cells, "t2.fees.amount": "59237.2449"})
    assert _read(outline(sheet, signer="")).worksheets[1]["B14"].value == 59237.2449


def test_totals_that_agree_are_formulas_with_their_value(guangwu: Sheet) -> None:
    cells = dict.fromkeys(guangwu.cells, "0") | {
        "t3.received.natural_person": "3",
        "t3.received.other_org": "2",
        "t3.received.total": "5",
        "t3.granted.natural_person": "2",
        "t3.handled.natural_person": "2",
        "t4.review.pending": "7",
        "t4.review.total": "7",
    }
    report = outline(replace(guangwu, cells=cells), signer="")
    formulas, values = _read(report, values=False), _read(report)
    expected = {
        ("三、收到和处理政府信息公开申请情况", "J4"): ("=SUM(D4:I4)", 5),
        ("三、收到和处理政府信息公开申请情况", "D25"): ("=SUM(D6:D24)", 2),
        ("四、政府信息公开行政复议、行政诉讼情况", "E4"): ("=SUM(A4:D4)", 7),
    }
    assert {at: (formulas[at[0]][at[1]].value, values[at[0]][at[1]].value) for at in expected} == expected


def test_a_total_that_does_not_agree_keeps_what_the_organ_printed(guangwu: Sheet) -> None:
    page = _read(outline(guangwu, signer=""), values=False).worksheets[2]
    assert page["D25"].value is None  # （七）总计 is blank in the seed although 部分公开 is 1
    assert page["J4"].value == "=SUM(D4:I4)"


def adding_up(sheet: Sheet) -> Sheet:
    """Return a sheet every total of which agrees with its parts."""
    form = sheet.form
    parts = {a: str(n % 7) for n, a in enumerate(form.addresses) if a not in form.sums}
    return replace(sheet, cells=add_up(form, [parts]))


@pytest.mark.parametrize("year", ["guangwu", "next_year"])
def test_every_sum_of_both_editions_is_a_formula_that_libreoffice_reckons_alike(
    year: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    sheet = adding_up(request.getfixturevalue(year))
    content = workbook(outline(sheet, signer=""))
    report = openpyxl.load_workbook(BytesIO(content))
    formulas = {
        (page.title, cell.coordinate) for page in report for row in page for cell in row if cell.data_type == "f"
    }
    assert len(formulas) == len(sheet.form.sums)
    kept = openpyxl.load_workbook(BytesIO(content), data_only=True)
    reckoned = openpyxl.load_workbook(_reckoned_again(content, tmp_path), data_only=True)
    for page, place in formulas:
        assert reckoned[page][place].value == kept[page][place].value is not None, (page, place)


def _reckoned_again(content: bytes, folder: Path) -> Path:
    """Return the workbook as LibreOffice saves it, after every kept value of a formula was taken out."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not here")
    (folder / "in").mkdir()
    with ZipFile(BytesIO(content)) as old, ZipFile(folder / "in/x.xlsx", "w") as new:
        for entry in old.infolist():
            new.writestr(entry, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(entry)))
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder), str(folder / "in/x.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "x.xlsx"


def test_every_cell_has_a_name_that_another_workbook_can_refer_to(report: Outline) -> None:
    book = _read(report)
    told = {}
    for name, area in book.defined_names.items():
        [(page, place)] = area.destinations
        value = book[page][place.replace("$", "")].value
        told[name] = "" if value is None else str(value)
    assert told == {a.replace(".", "_"): report.figures.get(a, "") for a in report.form.addresses}


def test_a_printed_page_says_whose_report_it_is_and_its_words_are_no_codes(odd: Sheet) -> None:
    report = outline(replace(odd, title="某镇2023年&D&P&[File]年报"), signer="")
    with ZipFile(BytesIO(workbook(report))) as archive:
        page = archive.read("xl/worksheets/sheet3.xml").decode()
    assert "<oddHeader>&amp;C某镇2023年&amp;&amp;D&amp;&amp;P&amp;&amp;[File]年报</oddHeader>" in page


def test_what_looks_like_a_formula_stays_text(odd: Sheet) -> None:
    book = _read(outline(odd, signer=odd.unit), values=False)
    cell = book.worksheets[3]["E4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    formulas = [c.value for page in book for row in page for c in row if c.data_type == "f"]
    assert all(formula.startswith("=SUM(") for formula in formulas)


def test_the_interchange_file_is_the_sheet(guangwu: Sheet) -> None:
    content = interchange_bytes(guangwu)
    assert json.loads(content) == as_interchange(guangwu)
    assert content.endswith(b"}\n")
    assert "荥阳市广武镇人民政府".encode() in content


def test_the_order_in_which_cells_came_does_not_change_the_file(guangwu: Sheet) -> None:
    turned = replace(guangwu, cells=dict(reversed(list(guangwu.cells.items()))))
    assert interchange_bytes(turned) == interchange_bytes(guangwu)
