"""A pasted report is read cell by cell, by its labels: blanks drop no row and move no value."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.form import form_for
from report.forms import FORMS
from report.reading import Refusal, read
from report.reading.labels import edition_of, read_table
from report.reading.text import level_of
from report.sheet import Level, Sheet

TESTS = Path(__file__).parents[2]
EDITION_2019, EDITION_2021 = FORMS[2019], FORMS[2021]
SEED = (TESTS / "seed.txt").read_text(encoding="utf-8")


def read_seed(*changes: tuple[str, str]) -> Sheet:
    text = SEED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read("报告.txt", text.encode())


def published(slug: str) -> dict[str, str]:
    """Return the recorded figures of a published report by address, in the order of its form."""
    record = json.loads((TESTS / "reports" / f"{slug}.json").read_text(encoding="utf-8"))
    blocks = [block for block in record["table2"].values() if isinstance(block, dict)]
    t2 = [value for block in blocks for label, values in block.items() if label != "cols" for value in values]
    t3 = [value for row in record["table3"]["rows"] for value in row["cells"]]
    t4 = [
        value for label, values in record["table4"].items() if label not in ("complete", "cols") for value in values
    ]
    return dict(zip(form_for(record["year"]).addresses, t2 + t3 + t4, strict=True))


def test_the_seed_is_read_completely() -> None:
    sheet = read_seed()
    assert sheet.cells == published("guangwu_town_2020")
    assert (sheet.unit, sheet.level, sheet.year) == ("荥阳市广武镇人民政府", Level.TOWNSHIP, 2020)
    assert (sheet.edition, sheet.editions, sheet.signed_on) == (2019, {}, date(2021, 1, 7))
    assert sheet.title == "广武镇人民政府2020年政府信息公开工作年度报告"
    assert sheet.cells["t2.procurement.amount"] == "162000 元"


def test_the_seed_keeps_every_paragraph() -> None:
    texts = read_seed().texts
    assert list(texts) == ["preamble", "overview", "problems", "other"]
    assert texts["other"] == "无。"
    assert texts["preamble"].startswith("2020 年以来，广武镇认真贯彻落实")
    assert texts["preamble"].endswith("现将 2020 年度政府信息公开工作报告如下：")
    assert len(texts["overview"].split("\n")) == 16
    assert texts["overview"].startswith("（一）政府信息公开的基本情况\n2020 年以来，我镇高度重视")
    assert len(texts["problems"].split("\n")) == 2


def test_blanks_trimmed_at_line_ends_change_nothing() -> None:
    trimmed = "\n".join(line.rstrip() for line in SEED.splitlines())
    assert read("报告.txt", trimmed.encode()).cells == read_seed().cells


def test_the_same_table_is_read_without_the_placeholders_of_merged_cells() -> None:
    rows = [[field for field in row if field] for row in grid_of("t3")]
    assert read_table(EDITION_2019.table("t3"), rows) == filled("t3")


def grid_of(table: str) -> list[list[str]]:
    """Print a table of 2019 with a number in each cell, merged cells as text and blank placeholders."""
    rows = [[""] * EDITION_2019.table(table).width for _ in range(EDITION_2019.table(table).height)]
    for cell in EDITION_2019.table(table).cells:
        rows[cell.row][cell.column] = filled(table)[cell.address] if cell.address else cell.text
    return rows


def filled(table: str) -> dict[str, str]:
    return {address: str(i + 1) for i, address in enumerate(EDITION_2019.table(table).addresses)}


@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
def test_a_full_grid_is_read_cell_by_cell(table: str) -> None:
    assert read_table(EDITION_2019.table(table), grid_of(table)) == filled(table)


@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
def test_an_extra_empty_column_at_the_left_moves_nothing(table: str) -> None:
    rows = [["", *row] for row in grid_of(table)]
    assert read_table(EDITION_2019.table(table), rows) == filled(table)


@pytest.mark.parametrize("table", ["t2", "t3"])
def test_rows_are_known_by_their_labels_and_not_by_their_order(table: str) -> None:
    head = EDITION_2019.table(table).head
    rows = grid_of(table)
    data = rows[head:] if head else rows
    mixed = rows[:head] + data[::-1] if head else [row for at in (4, 5, 6, 7, 0, 1, 2, 3) for row in [rows[at]]]
    read_back = read_table(EDITION_2019.table(table), mixed)
    assert read_back == {address: value for address, value in filled(table).items() if address in read_back}
    assert len(read_back) == (161 if head else 12)


@settings(max_examples=40, deadline=None)
@given(st.data())
@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
@pytest.mark.parametrize("placeholders", [True, False])
def test_whatever_is_lost_no_value_ever_moves(table: str, placeholders: bool, data: st.DataObject) -> None:
    rows = grid_of(table) if placeholders else [[field for field in row if field] for row in grid_of(table)]
    lost_rows = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    lost_labels = data.draw(st.sets(st.sampled_from(sorted({field for row in rows for field in row}))))
    torn = [
        ["" if field in lost_labels else field for field in row] for at, row in enumerate(rows) if at not in lost_rows
    ]
    for address, value in read_table(EDITION_2019.table(table), torn).items():
        assert value in (filled(table)[address], "")


def test_a_row_with_a_value_too_many_is_left_unread_and_its_neighbours_are_kept() -> None:
    row = "\t(二) 部分公开 (区分处理的, 只计这一情形, 不计其他情形)\t1\t\t\t\t\t\t1\t"
    sheet = read_seed((row, "\t(二) 部分公开\t1\t0\t0\t0\t0\t0\t0\t0\t1"))
    missing = published("guangwu_town_2020").keys() - sheet.cells.keys()
    assert {address.rsplit(".", 1)[0] for address in missing} == {"t3.partly_granted"}


def test_a_row_whose_label_is_gone_is_absent_and_moves_no_other() -> None:
    sheet = read_seed(("\t\t2. 重复申请\t", "\t\t\t"))
    expected = published("guangwu_town_2020")
    assert sheet.cells == {a: v for a, v in expected.items() if not a.startswith("t3.unhandled_repeat.")}


@pytest.mark.parametrize(
    "printed",
    ["（三）不予公开\t1、属于国家秘密", "(三)不予公开\t1. 属 于 国家 秘密", "（三） 不予公开\t属于国家秘密"],
)
def test_brackets_blanks_and_numerals_do_not_matter(printed: str) -> None:
    sheet = read_seed(("(三) 不予公开\t1. 属于国家秘密", printed))
    assert sheet.cells["t3.refused_state_secret.natural_person"] == ""


def test_radicals_of_a_pdf_text_layer_are_read_as_characters() -> None:
    pdf = SEED.translate(str.maketrans("一文行生人民门", "⼀⽂⾏⽣⼈⺠⻔"))
    sheet = read("报告.txt", pdf.encode())
    assert (sheet.unit, sheet.cells) == ("荥阳市广武镇人民政府", published("guangwu_town_2020"))


def test_quotes_may_be_of_any_shape() -> None:
    sheet = read_seed(("危及“三安全一稳定”\t", "危及「三安全一稳定」\t9"))
    assert sheet.cells["t3.refused_security_stability.natural_person"] == "9"
    assert read_seed(("危及“三安全一稳定”", '危及"三安全一稳定"')).cells == read_seed().cells


def test_columns_parted_by_blanks_are_read_where_no_value_is_missing() -> None:
    sheet = read_seed(
        ("规范性文件\t1\t1\t13", "规范性文件   1   1   13"),
        (
            "一、本年新收政府信息公开申请数量\t\t1\t\t\t\t\t\t1\t",
            "一、本年新收政府信息公开申请数量  1  0  0  0  0  0  1",
        ),
        ("二、上年结转政府信息公开申请数量\t\t0\t\t\t\t\t\t0\t", "二、上年结转政府信息公开申请数量  3  3"),
    )
    assert sheet.cells["t2.normative_documents.disclosed_total"] == "13"
    assert sheet.cells["t3.received.total"] == "1"
    assert "t3.carried_in.natural_person" not in sheet.cells  # two numbers for seven columns: nobody knows which


def test_each_table_shows_its_own_edition() -> None:
    rows_2021 = [
        [cell.text or "0" for cell in EDITION_2021.table("t2").cells if cell.row == row] for row in range(14)
    ]
    start, end = SEED.index("第二十条第（一）项"), SEED.index("三、收到和处理")
    table = "\n".join("\t".join(row) for row in rows_2021)
    sheet = read("报告.txt", f"{SEED[:start]}{table}\n{SEED[end:]}".encode())
    assert (sheet.edition, sheet.editions) == (2019, {"t2": 2021})
    assert sheet.cells["t2.fees.amount"] == "0"
    assert sheet.form.table("t2") == EDITION_2021.table("t2")


def test_the_old_form_is_recognised_in_a_later_year() -> None:
    # 佳县螅镇 2022 still used the form of 2019
    assert read_seed(("2020 年政府信息公开工作年度报告", "2022 年政府信息公开工作年度报告")).edition == 2019
    for form in (EDITION_2019, EDITION_2021):
        rows = [[cell.text] for cell in form.table("t3").cells if cell.text]
        assert [edition_of("t3", rows, year) for year in (2019, 2025)] == [form.edition] * 2


def test_the_headings_of_the_wild_are_recognised() -> None:
    sheet = read_seed(
        ("五、政府信息公开工作存在的主要问题及改进情况", "五．存在问题及改进情况"),
        ("四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        ("二、主动公开政府信息情况", "二、主动公开信息情况"),
    )
    assert sheet.texts == read_seed().texts


def test_notepad_files_in_gbk_and_utf16_are_read() -> None:
    assert read("a.txt", SEED.encode("gb18030")) == read("a.txt", SEED.encode("utf-16")) == read_seed()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("一、总体情况\n很好。", "没有找到报告标题"),
        ("关于政府信息公开工作年度报告\n一、总体情况", "没有年度"),
        ("广武镇人民政府2017年政府信息公开工作年度报告", "2017 年的报告"),
        ("2020年政府信息公开工作年度报告\n一、总体情况\n好。", "没有找到单位名称"),
        ("广武镇人民政府2020年政府信息公开工作年度报告\n今天天气很好。", "没有找到年报的章节和表格"),
    ],
)
def test_what_cannot_be_taken_gets_one_sentence(text: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read("随手.txt", text.encode())


@pytest.mark.parametrize(
    ("unit", "level"),
    [
        ("荥阳市广武镇人民政府", Level.TOWNSHIP),
        ("上海市黄浦区人民政府打浦桥街道办事处", Level.TOWNSHIP),
        ("衢州市衢江区湖南镇人民政府", Level.TOWNSHIP),
        ("郑州市二七区人民政府", Level.COUNTY),
        ("徐闻县司法局", Level.COUNTY_DEPARTMENT),
        ("昭通市人民政府", Level.CITY),
        ("遵义市统计局", Level.CITY_DEPARTMENT),
        ("上海市人民政府办公厅", Level.PROVINCE_DEPARTMENT),
        ("广西壮族自治区人民政府", Level.PROVINCE),
        ("上海市", Level.PROVINCE),
    ],
)
def test_the_level_is_guessed_from_the_name(unit: str, level: Level) -> None:
    assert level_of(unit) is level
