"""The PDF says what the report says, can be archived, and refuses what it cannot show."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from pdfplumber.pdf import PDF

from report.form import Table
from report.sheet import Sheet
from report.writing import Outline, UnprintableCharacter, outline
from report.writing.pdf import document, facts
from report.writing.typeset import pictures
from tests.report.writing.golden import same_picture


def _tight(text: str | None) -> str:
    """Lines break anywhere on paper: compare without white space."""
    return re.sub(r"\s", "", text or "")


def _running_text(pdf: PDF) -> str:
    pages = (re.sub(r"—\s*\d+\s*—\s*$", "", page.extract_text()) for page in pdf.pages)
    return _tight("".join(pages))


def _texts(report: Outline, table: Table) -> list[str]:
    """Return what is printed in a table, from the top left."""
    cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    return [text for cell in cells if (text := _tight(report.printed(cell)))]


def _head(table: Table) -> list[str]:
    return [cell.text for cell in sorted(table.cells, key=lambda c: (c.row, c.column)) if cell.row < table.head]


def _printed_tables(pdf: PDF, report: Outline) -> Iterator[list[str]]:
    """Read the tables back, each one whole: a page that continues one repeats its head."""
    pieces = [
        [text for row in table for cell in row if (text := _tight(cell))]
        for page in pdf.pages
        for table in page.extract_tables()
    ]
    for table in report.form.tables:
        head, whole = _head(table), pieces.pop(0)
        while pieces and len(whole) < len(_texts(report, table)):
            assert pieces[0][: len(head)] == head
            whole += pieces.pop(0)[len(head) :]
        yield whole
    assert not pieces


def test_every_cell_is_printed_in_the_order_of_the_form(report: Outline) -> None:
    with pdfplumber.open(BytesIO(document(report))) as pdf:
        printed = list(_printed_tables(pdf, report))
    assert printed == [_texts(report, table) for table in report.form.tables]


def test_every_paragraph_and_heading_is_printed_in_order(report: Outline, passages: list[str]) -> None:
    with pdfplumber.open(BytesIO(document(report))) as pdf:
        text = _running_text(pdf)
    at = 0
    for passage in map(_tight, [report.title, *passages, report.signer, report.day]):
        found = text.find(passage, at)
        assert found >= 0, passage
        at = found + len(passage)


def test_the_file_is_tagged_titled_and_says_that_it_can_be_archived(guangwu: Sheet) -> None:
    with pikepdf.open(BytesIO(document(outline(guangwu, signer=guangwu.unit)))) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert meta["dc:title"] == "广武镇人民政府2020年政府信息公开工作年度报告"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "zh-CN"
        with pdf.open_outline() as bookmarks:
            assert bookmarks.root[2].title == "三、收到和处理政府信息公开申请情况"


@pytest.mark.parametrize(
    "character, where, place",
    [
        ("\ue000", {"overview": "第一段。\n有\ue000字。"}, "“一、总体情况”第 2 段"),
        ("😀", {"preamble": "高兴😀"}, "开头第 1 段"),
        ("\U0010fffd", {"other": "无\U0010fffd"}, "“六、其他需要报告的事项”第 1 段"),
    ],
)
def test_a_character_no_font_has_is_named_with_its_place(
    guangwu: Sheet, character: str, where: dict[str, str], place: str
) -> None:
    report = outline(replace(guangwu, texts=where), signer=guangwu.unit)
    with pytest.raises(UnprintableCharacter) as caught:
        document(report)
    assert (caught.value.character, caught.value.places) == (character, {character: (place,)})
    assert f"U+{ord(character):04X}" in str(caught.value)
    assert place in str(caught.value)


def test_a_character_no_font_has_is_found_in_a_cell(guangwu: Sheet) -> None:
    cells = {**guangwu.cells, "t3.received.total": "1\ue123"}
    with pytest.raises(UnprintableCharacter) as caught:
        document(outline(replace(guangwu, cells=cells), signer=guangwu.unit))
    assert caught.value.places == {"\ue123": ("表三“一、本年新收政府信息公开申请数量”行“总计”列",)}


def test_every_character_that_no_font_has_is_named_at_once_with_all_its_places(guangwu: Sheet) -> None:
    texts = {"preamble": "高兴😀", "overview": "有\ue000字。\n又😀又\ue000。"}
    with pytest.raises(UnprintableCharacter) as caught:
        document(outline(replace(guangwu, texts=texts), signer=guangwu.unit))
    assert str(caught.value) == (
        "字符“😀”（U+1F600）没有字体能够显示，它在开头第 1 段、“一、总体情况”第 2 段；"
        "字符“\ue000”（U+E000）没有字体能够显示，它在“一、总体情况”第 1 段、“一、总体情况”第 2 段。"
        "请改用通行的字，或请维护人员补装字体。"
    )


def test_what_typst_refuses_nevertheless_is_said_in_the_same_way(
    guangwu: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("report.writing.pdf.require_printable", lambda *_: None)
    with pytest.raises(UnprintableCharacter) as caught:
        document(outline(replace(guangwu, texts={"preamble": "高兴😀"}), signer=guangwu.unit))
    assert caught.value.places == {"😀": ("开头第 1 段",)}


def test_rare_characters_of_names_are_printed(guangwu: Sheet) -> None:
    rare = "堃喆镕瑄䶮𬭎𬱖㎡①％"
    report = outline(replace(guangwu, texts={"overview": rare}), signer=guangwu.unit)
    with pdfplumber.open(BytesIO(document(report))) as pdf:
        assert rare in _running_text(pdf)


def test_several_threads_may_ask_at_once(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(document, [report] * 3))) == 1


def test_a_table_whose_figures_are_short_stands_whole_on_one_page(guangwu: Sheet, next_year: Sheet) -> None:
    for sheet in (guangwu, next_year):
        report = outline(sheet, signer=sheet.unit)
        with pdfplumber.open(BytesIO(document(report))) as pdf:
            assert sum(len(page.find_tables()) for page in pdf.pages) == 3


def test_the_signature_never_stands_alone_on_a_page(guangwu: Sheet) -> None:
    for lines in range(1, 24):
        texts = {"other": "\n".join(f"其他事项{number}。" for number in range(lines))}
        with pdfplumber.open(BytesIO(document(outline(replace(guangwu, texts=texts), signer=guangwu.unit)))) as pdf:
            assert "其他事项" in pdf.pages[-1].extract_text()


def test_a_font_folder_without_faces_changes_nothing(guangwu: Sheet, tmp_path: Path) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    assert document(report, fonts=tmp_path) == document(report)


def test_the_pages_look_as_they_did_when_somebody_last_looked(guangwu: Sheet) -> None:
    pages = pictures("report", facts(outline(guangwu, signer=guangwu.unit)), ppi=72)
    for number, page in enumerate(pages, 1):
        same_picture(f"report-2020-{number}", page)
