"""Our table of cells is read exactly, and what was changed in it is told by its line."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.form import form_of
from report.reading import Refusal, read
from report.sheet import Level, Sheet
from report.writing.cells import csv_bytes

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
PRINTED = WORDS | st.sampled_from(["=1", "'=1", "''", "+1", "-", '"', ",", "\n", "=\n", "007", "1,036"])
FORM = form_of((("t2", 2021), ("t3", 2021), ("t4", 2021)))
TOWN = Sheet("广武镇", Level.TOWNSHIP, 2023, 2021, cells=dict.fromkeys(FORM.addresses, "0"))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    edition, other = draw(st.sampled_from((2019, 2021))), draw(st.sampled_from((2019, 2021)))
    addresses = form_of((("t2", other), ("t3", edition), ("t4", edition))).addresses
    return Sheet(
        unit=draw(PRINTED.filter(str.strip)),
        level=draw(st.sampled_from(Level)),
        year=draw(st.integers(2019, 2100)),
        edition=edition,
        cells=draw(st.dictionaries(st.sampled_from(addresses), PRINTED, max_size=12)),
        editions={} if other == edition else {"t2": other},
    )


@settings(max_examples=40)
@given(sheets())
def test_any_sheet_survives_except_for_its_texts(sheet: Sheet) -> None:
    assert read("x.csv", csv_bytes(sheet)) == sheet


def test_it_is_recognised_by_its_first_words_whatever_it_is_called_and_holds() -> None:
    for unit in ("%PDF-1.7", "<p></p></td></tr></table>", "{}"):
        sheet = replace(TOWN, unit=unit)
        assert read("年报.txt", csv_bytes(sheet)) == sheet


def test_excel_may_save_it_again_in_the_encoding_of_the_machine_and_sort_it() -> None:
    head, *lines = csv_bytes(TOWN).decode("utf-8-sig").splitlines(keepends=True)
    assert read("x.csv", "".join([head, *reversed(lines), "\r\n"]).encode("gbk")) == TOWN
    assert read("x.csv", "".join([head, *lines]).encode()) == TOWN


def line(number: int, change: Callable[[str], str]) -> bytes:
    """Return the town's table with one of its lines changed."""
    lines = csv_bytes(TOWN).decode().splitlines(keepends=True)
    lines[number - 1] = change(lines[number - 1])
    return "".join(lines).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (csv_bytes(TOWN, replace(TOWN, unit="高村乡")), "第 202 行起是“高村乡”2023 年的，前面是“广武镇”2023 年的"),
        (csv_bytes(TOWN, replace(TOWN, year=2022)), "第 202 行起是“广武镇”2022 年的"),
        (csv_bytes(TOWN, TOWN), "第 202 行又写了一次表二“规章”行“本年制发件数”列"),
        (csv_bytes(), "少了 3 张表：表二、表三、表四"),
        (csv_bytes(TOWN)[:9000], "行不完整"),
        (line(1, lambda old: old.replace("地址", "位置")), "第 1 行的列名不对"),
        (line(5, lambda _: ""), "少了 1 行：表二“行政规范性文件”行“本年制发件数”列"),
        (line(5, lambda old: old.replace(",0,0,", ",0,0,0,")), "第 5 行不完整"),
        (line(5, lambda old: old.replace(",0,0,", ',"0,0,')), "行不完整"),
        (line(5, lambda old: old.replace(",0,0,", ",\x01,0,")), "第 5 行不完整"),
        (
            line(5, lambda old: old.replace("issued", "made")),
            "第 5 行的地址“t2.normative_documents.made”在 2021 年版",
        ),
        (line(5, lambda old: old.replace(",0,0,", ",7,0,")), "第 5 行的“数值”是“0”，按这一行的地址和原样应为“7”"),
        (line(5, lambda old: old.replace(",0,0,", ",1.2E+11,120000000000,")), "第 5 行的“数值”是“120000000000”"),
        (line(5, lambda old: old.replace("有数", "空白")), "第 5 行的“状态”是“空白”"),
        (line(5, lambda old: old.replace("规范性", "规范")), "第 5 行的“行”是“行政规范文件”"),
        (line(5, lambda old: old.replace("乡镇（街道）", "市级")), "第 5 行的“级别”是“市级”"),
        (
            line(2, lambda old: old.replace("乡镇（街道）", "村级")),
            "第 2 行的“级别”是“村级”，应为乡镇（街道）、县级部门、",
        ),
        (line(2, lambda old: old.replace(",2021,", ",2020,")), "第 2 行的“格式版本”是“2020”，应为2019、2021 之一"),
        (csv_bytes(replace(TOWN, year=2018)), "第 2 行的“年度”是“2018”，应为2019 至 2100"),
        (csv_bytes(TOWN) + b"\xff\xff\xff", "编码无法识别"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_agree_with_itself_is_refused_by_its_line(content: bytes, says: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read("广武.csv", content)
    assert str(refusal.value).startswith("“广武.csv”")
    assert says in str(refusal.value)
    assert "请" in str(refusal.value)
