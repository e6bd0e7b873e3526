"""A department's workbook comes back: its figures are taken exactly, or everything wrong is said in one sentence."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from report.form import form_for
from report.reading import Refusal
from report.reading.workbook import Expected, Return, read_workbook
from report.writing.layout import FILLED_BY, NOTHING, PHONE, Layout, Prompt
from report.writing.workbook import workbook

OWED = (
    "t2.licensing.decisions",
    "t2.penalties.decisions",
    "t2.fees.amount",
    "t3.received.natural_person",
    "t3.received.business",
    "t3.granted.natural_person",
)
PROMPT = Prompt("problems", "五、存在的主要问题及改进情况", "写具体问题和改进措施。")
EXPECTED = Expected("荥阳市广武镇人民政府", 2025, "党政办公室", "a-token", OWED, (PROMPT,))
LAYOUT = Layout(form_for(2025), OWED)
Filling = dict[str, object]
GOOD: Filling = dict(zip(OWED, (3, 0, 0.092, 5, 0, 5), strict=True))
ANSWER = dict(zip(OWED, ("3", "0", "0.092", "5", "0", "5"), strict=True))


def sent_out(expected: Expected = EXPECTED) -> bytes:
    return workbook(
        form_for(expected.year),
        expected.office,
        expected.unit,
        expected.year,
        expected.owed,
        expected.paragraphs,
        {},
        date(2026, 1, 8),
        expected.token,
    )


def place(address: str) -> str:
    return str(LAYOUT.places[address])


def filled(filling: Filling, meddle: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    """Fill in the workbook as a clerk does, then let somebody meddle with it."""
    book = openpyxl.load_workbook(BytesIO(sent_out()))
    for address, value in filling.items():
        book["填报"][place(address)] = value
    book["填报"][str(FILLED_BY)] = "李四"
    book["文字"]["A5"] = "公开不够及时。"
    meddle(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_answers(book: openpyxl.Workbook) -> None:
    book["填报"][str(FILLED_BY)] = "张三"
    book["填报"][str(PHONE)] = 13800000000
    book["文字"]["A5"] = "一是公开不及时。\n\n  二是解读不够。 "


def refusal_of(content: bytes, expected: Expected = EXPECTED) -> str:
    with pytest.raises(Refusal) as refusal:
        read_workbook("党政办.xlsx", content, expected)
    assert "“党政办.xlsx”" in str(refusal.value)
    return str(refusal.value)


COMPLETE = Return(ANSWER, {"problems": "一是公开不及时。\n二是解读不够。"}, "张三", "13800000000")


def test_a_filled_workbook_is_read_exactly() -> None:
    assert read_workbook("党政办.xlsx", filled(GOOD, with_answers), EXPECTED) == COMPLETE


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_a_workbook_saved_again_by_libreoffice_is_read_exactly(tmp_path: Path) -> None:
    (tmp_path / "填报.xlsx").write_bytes(filled(GOOD, with_answers))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", "out", "填报.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert read_workbook("党政办.xlsx", (tmp_path / "out" / "填报.xlsx").read_bytes(), EXPECTED) == COMPLETE


def forget_names(book: openpyxl.Workbook) -> None:
    for name in list(book.defined_names):
        del book.defined_names[name]


def forget_properties(book: openpyxl.Workbook) -> None:
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


def forget_the_hidden_sheet(book: openpyxl.Workbook) -> None:
    del book["nianbao"]


@pytest.mark.parametrize("forget", [forget_names, forget_properties, forget_the_hidden_sheet])
def test_what_an_office_suite_forgets_does_not_matter(forget: Callable[[openpyxl.Workbook], None]) -> None:
    def meddle(book: openpyxl.Workbook) -> None:
        with_answers(book)
        forget(book)

    assert read_workbook("党政办.xlsx", filled(GOOD, meddle), EXPECTED) == COMPLETE


def test_a_row_inserted_with_its_names_moved_along_is_followed() -> None:
    sheet_rows = 3

    def insert(book: openpyxl.Workbook) -> None:
        sheet: Worksheet = book["填报"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(9, sheet_rows)
        for name, defined in book.defined_names.items():
            if name.startswith("C_"):
                row = int(defined.attr_text.rpartition("$")[2])
                defined.attr_text = defined.attr_text.replace(f"${row}", f"${row + sheet_rows}")

    assert read_workbook("党政办.xlsx", filled(GOOD, insert), EXPECTED).cells == ANSWER


def test_a_number_stored_as_text_is_still_that_number() -> None:
    stored = GOOD | {OWED[0]: "3", OWED[2]: " 0.092"}
    assert read_workbook("党政办.xlsx", filled(stored), EXPECTED).cells == ANSWER


def test_a_nothing_report_answers_every_cell_with_nought() -> None:
    answer = read_workbook("党政办.xlsx", filled({}, choose("是")), EXPECTED)
    assert (answer.cells, answer.nothing_to_report) == (dict.fromkeys(OWED, "0"), True)


def test_a_nothing_report_must_be_confirmed_by_name() -> None:
    def nameless(book: openpyxl.Workbook) -> None:
        book["填报"][str(NOTHING)] = "是"
        book["填报"][str(FILLED_BY)] = None

    assert f"填报!{FILLED_BY}“填报人”没有写，零报告要由本人署名确认" in refusal_of(filled({}, nameless))


def test_a_paragraph_left_empty_is_asked_for() -> None:
    def silent(book: openpyxl.Workbook) -> None:
        book["文字"]["A5"] = " "

    assert f"文字!A5“{PROMPT.title}”没有写，没有内容的写“无。”" in refusal_of(filled(GOOD, silent))


def test_a_paragraph_that_may_be_left_to_us_is_not_asked_for() -> None:
    def silent(book: openpyxl.Workbook) -> None:
        book["文字"]["A5"] = None

    expected = replace(EXPECTED, paragraphs=(replace(PROMPT, optional=True),))
    answer = read_workbook("填报表.xlsx", filled(GOOD, silent), expected)
    assert answer.paragraphs == {"problems": ""}
    only_texts = replace(expected, owed=())
    book = openpyxl.load_workbook(BytesIO(sent_out(only_texts)))
    assert "可以不写" in str(book["文字"]["A4"].value)
    assert read_workbook("填报表.xlsx", sent_out(only_texts), only_texts).paragraphs == {"problems": ""}


def choose(word: str) -> Callable[[openpyxl.Workbook], None]:
    def meddle(book: openpyxl.Workbook) -> None:
        book["填报"][str(NOTHING)] = word

    return meddle


def test_a_nothing_report_with_a_figure_is_asked_about() -> None:
    said = refusal_of(filled({OWED[0]: 3}, choose("是")))
    assert f"填报!{place(OWED[0])}（行政许可·本年处理决定数量）填的是 3，但“零报告”选了“是”" in said


def test_any_other_word_for_a_nothing_report_is_asked_about() -> None:
    assert f"{NOTHING}（零报告）填的是“没有”" in refusal_of(filled(GOOD, choose("没有")))


def test_an_untouched_workbook_is_not_a_nothing_report() -> None:
    said = refusal_of(sent_out())
    assert said == "“党政办.xlsx”一个数也没有填。没有的填 0；全部没有的，在“零报告”选“是”，然后重新上传。"


@pytest.mark.parametrize(
    ("address", "value", "says"),
    [
        (OWED[0], "3件", "填的是“3件”，应只填数字"),
        (OWED[0], "/", "填的是“/”，应只填数字"),
        (OWED[0], -4, "填的是 -4，不能是负数"),
        (OWED[0], 2.5, "填的是 2.5，应为整数"),
        (OWED[0], 10**13, "填的是 10000000000000，数字太大"),
        (OWED[0], True, "填的是“True”，应只填数字"),
        (OWED[0], datetime(2025, 1, 2), "变成了日期 2025-01-02"),
        (OWED[0], "#REF!", "是公式错误 #REF!"),
        (OWED[0], None, "没有填，没有的填 0"),
        (OWED[2], 0.00001, "填的是 0.00001，以万元为单位最多四位小数"),
    ],
)
def test_a_cell_that_holds_no_figure_is_named_with_place_and_label(address: str, value: object, says: str) -> None:
    said = refusal_of(filled(GOOD | {address: value}))
    label = "行政许可·本年处理决定数量" if address == OWED[0] else "行政事业性收费·本年收费金额（单位：万元）"
    assert "有 1 处要改" in said
    assert f"填报!{place(address)}（{label}）{says}" in said


def test_everything_wrong_is_said_at_once() -> None:
    said = refusal_of(filled(GOOD | {OWED[0]: "无", OWED[3]: -1, OWED[4]: None}))
    assert "有 3 处要改" in said
    assert all(f"填报!{place(address)}（" in said for address in (OWED[0], OWED[3], OWED[4]))


def test_money_of_the_old_form_is_printed_with_its_unit_and_a_change_may_be_negative() -> None:
    owed = ("t2.licensing.change", "t2.procurement.amount")
    expected = replace(EXPECTED, year=2020, owed=owed, paragraphs=())
    book = openpyxl.load_workbook(BytesIO(sent_out(expected)))
    for address, value in zip(owed, (-4, 162000), strict=True):
        book["填报"][str(Layout(form_for(2020), owed).places[address])] = value
    out = BytesIO()
    book.save(out)
    cells = read_workbook("党政办.xlsx", out.getvalue(), expected).cells
    assert cells == {"t2.licensing.change": "-4", "t2.procurement.amount": "162000 元"}


def test_a_total_is_never_read_from_a_cell() -> None:
    owed = tuple(f"t4.review.{key}" for key in ("upheld", "corrected", "other", "pending"))
    expected = replace(EXPECTED, owed=owed, paragraphs=())
    book = openpyxl.load_workbook(BytesIO(sent_out(expected)))
    places = Layout(form_for(2025), owed).places
    for address, at in places.items():
        book["填报"][str(at)] = 999 if address.endswith(".total") else 1
    out = BytesIO()
    book.save(out)
    assert read_workbook("党政办.xlsx", out.getvalue(), expected).cells == dict.fromkeys(owed, "1")


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        (
            replace(EXPECTED, unit="荥阳市高村乡人民政府"),
            "是“荥阳市广武镇人民政府”的填报表，这里收的是“荥阳市高村乡人民政府”",
        ),
        (replace(EXPECTED, office="财政所"), "是“党政办公室”的填报表，这里收的是“财政所”"),
        (replace(EXPECTED, year=2024), "是 2025 年的填报表，现在收的是 2024 年"),
        (replace(EXPECTED, token="another"), "已被后来下发的填报表替代"),
        (replace(EXPECTED, owed=OWED[:-1]), "要填的内容有调整"),
        (replace(EXPECTED, paragraphs=()), "要填的内容有调整"),
    ],
)
def test_a_workbook_that_answers_another_question_is_refused(expected: Expected, says: str) -> None:
    assert says in refusal_of(filled(GOOD), expected)


def test_any_other_workbook_is_not_ours() -> None:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    assert "不是本系统下发的填报表" in refusal_of(out.getvalue())


def test_an_older_workbook_is_refused() -> None:
    def age(book: openpyxl.Workbook) -> None:
        book["nianbao"]["B1"] = "nianbao/workbook/0"

    assert "是旧版的填报表" in refusal_of(filled(GOOD, age))


def test_a_renamed_worksheet_is_asked_for() -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book["填报"].title = "汇总"

    assert "没有“填报”工作表" in refusal_of(filled(GOOD, rename))


def test_a_changed_label_is_not_trusted() -> None:
    received, business = LAYOUT.places["t3.received.business"]

    def relabel(book: openpyxl.Workbook) -> None:
        book["填报"].cell(received + 1, 1).value = "一、本年新收信件"
        book["填报"].cell(received, business + 1).value = "自然人"
        book["文字"]["A3"] = "五、工作亮点"

    said = refusal_of(filled(GOOD, relabel))
    assert "应为“一、本年新收政府信息公开申请数量”" in said
    assert f"{place('t3.received.business')} 应为“商业企业”" in said
    assert "应为“五、存在的主要问题及改进情况”" in said


def test_two_labels_exchanged_are_noticed() -> None:
    def exchange(book: openpyxl.Workbook) -> None:
        sheet = book["填报"]
        top, bottom = (LAYOUT.places[a].row + 1 for a in ("t2.licensing.decisions", "t2.penalties.decisions"))
        sheet.cell(top, 3).value, sheet.cell(bottom, 3).value = sheet.cell(bottom, 3).value, sheet.cell(top, 3).value

    assert "应为“行政许可”" in refusal_of(filled(GOOD, exchange))


def test_a_hostile_file_meets_the_guard_first() -> None:
    assert "不是 Excel 工作簿" in refusal_of(b"%PDF-1.7 renamed")
