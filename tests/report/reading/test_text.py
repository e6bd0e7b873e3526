"""A report pasted as text is read completely, from the tabs and blanks that part its columns."""

import json
from datetime import date
from pathlib import Path

import pytest

from report.form import form_for
from report.forms import FORMS
from report.reading import Refusal, read
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
    assert len(texts["overview"].split("\n")) == 15  # the caption of the tables below is no paragraph of it
    assert texts["overview"].startswith("（一）政府信息公开的基本情况\n2020 年以来，我镇高度重视")
    assert len(texts["problems"].split("\n")) == 2


def test_blanks_trimmed_at_line_ends_change_nothing() -> None:
    trimmed = "\n".join(line.rstrip() for line in SEED.splitlines())
    assert read("报告.txt", trimmed.encode()).cells == read_seed().cells


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


def test_a_sheet_says_in_which_lines_it_was_read() -> None:
    source = read_seed().source
    assert source
    lines = SEED.splitlines()
    assert lines[source.places["overview"].line - 1].startswith("（一）政府信息公开的基本情况")
    place = source.places["t2.procurement.amount"]
    assert lines[place.line - 1].split("\t")[place.column - 1] == "162000 元"
    assert source.notes == {"t2": "广武镇 2020 年政府信息公开统计表"}


def test_a_sentence_with_a_wide_blank_is_no_row() -> None:
    sheet = read_seed(
        ("\n无。\n\n荥阳市广武镇人民政府\n\n2021年", "\n联系人：党政办  电话：另见\n荥阳市广武镇人民政府    2021年")
    )
    assert sheet.texts["other"] == "联系人：党政办  电话：另见"
    assert (sheet.unit, sheet.signed_on) == ("荥阳市广武镇人民政府", date(2021, 1, 7))


def test_lines_right_below_a_table_are_none_of_its_rows() -> None:
    sheet = read_seed(("\n\n五、政府信息公开工作存在的主要问题", "\n五、政府信息公开工作存在的  主要问题"))
    assert sheet.texts == read_seed().texts
    assert sheet.cells == read_seed().cells


def test_notepad_files_in_gbk_and_utf16_are_read() -> None:
    assert read("a.txt", SEED.encode("gb18030")) == read("a.txt", SEED.encode("utf-16")) == read_seed()


def test_what_is_in_no_encoding_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"“随手\.txt”的文字编码无法识别"):
        read("随手.txt", b"\x81\x20\xff\xff")
