"""The PDF says what the report says, can be archived, and refuses what it cannot show."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from pdfplumber.page import Page
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


# ---------------------------------------------------------------------------------------------------------------
# The page of GB/T 9704-2012, measured: its margins, 22 lines of 28 characters, its page numbers

MILLIMETRE = 72 / 25.4
WIDTH, HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
TOP, BOTTOM = 37 * MILLIMETRE, HEIGHT - 35 * MILLIMETRE
INSIDE, OUTSIDE = 28 * MILLIMETRE, 26 * MILLIMETRE

Line = list[dict[str, Any]]


def _base(char: dict[str, Any]) -> float:
    """Return how far below the upper edge of the paper a letter stands: 0.8 of it above that line, 0.2 below."""
    return float(HEIGHT - char["matrix"][5])


def _lines(page: Page) -> list[Line]:
    """Return the letters of the running text, line by line."""
    lines: dict[float, Line] = {}
    for char in page.chars:
        if round(char["size"]) == 16:
            lines.setdefault(round(_base(char)), []).append(char)
    return [sorted(line, key=lambda char: char["x0"]) for _, line in sorted(lines.items())]


@pytest.fixture
def full(guangwu: Sheet) -> Iterator[PDF]:
    """Pages of nothing but text: one paragraph of eight hundred characters after another."""
    sheet = replace(guangwu, texts={"overview": "\n".join(["政务公开" * 200] * 8)})
    with pdfplumber.open(BytesIO(document(outline(sheet, signer=sheet.unit)))) as pdf:
        yield pdf


def test_a_page_has_twenty_two_lines_between_its_margins(full: PDF) -> None:
    for page in full.pages[1:8]:
        lines = _lines(page)
        assert len(lines) == 22
        bases = [_base(line[0]) for line in lines]
        assert round(bases[0] - 0.8 * 16 - TOP) == 0
        assert round(BOTTOM - (bases[-1] + 0.2 * 16)) == 13  # the space that would stand before a next line
        assert {round(below - above) for above, below in pairwise(bases)} == {29}


def test_a_full_line_has_twenty_eight_characters_between_the_margins(full: PDF) -> None:
    for number, page in enumerate(full.pages[1:8], 2):
        left = OUTSIDE if number % 2 == 0 else INSIDE
        right = INSIDE if number % 2 == 0 else OUTSIDE
        whole = [line for line in _lines(page) if line[0]["x0"] < left + 1 and line[-1]["x1"] > WIDTH - right - 8]
        assert len(whole) > 18
        assert {len(line) for line in whole} == {28}
        assert {round(line[0]["x0"] - left) for line in whole} == {0}
        assert {round(WIDTH - right - line[-1]["x1"]) for line in whole} == {0}


def test_a_paragraph_begins_two_characters_further_in(full: PDF) -> None:
    first = next(line for line in _lines(full.pages[0])[1:] if line[0]["x0"] > INSIDE + 1)
    assert round((first[0]["x0"] - INSIDE) / 16) == 2
    assert len(first) == 26


def test_page_numbers_stand_outside_between_dashes(full: PDF) -> None:
    for number, page in enumerate(full.pages, 1):
        printed = [char for char in page.chars if round(char["size"]) == 14]
        assert _tight("".join(char["text"] for char in printed)) == f"—{number}—"
        # One character of 14 points in from the edge of the type area, 7 mm below it.
        signs = [char for char in printed if char["text"].strip()]
        if number % 2:
            assert round(WIDTH - OUTSIDE - signs[-1]["x1"]) == 14
        else:
            assert round(signs[0]["x0"] - OUTSIDE) == 14
        assert all(5 < (char["bottom"] - BOTTOM) / MILLIMETRE < 14 for char in signs)


def test_no_line_begins_or_ends_with_a_sign_that_may_not(report: Outline) -> None:
    with pdfplumber.open(BytesIO(document(report))) as pdf:
        lines = ["".join(char["text"] for char in line).strip() for page in pdf.pages for line in _lines(page)]
    assert [line for line in lines if line[:1] in set("，。、；：？！）”’》〉】")] == []
    assert [line for line in lines if line[-1:] in set("（“‘《〈【")] == []


def test_a_table_that_goes_on_on_another_page_repeats_its_head(odd: Sheet) -> None:
    long = {a: text * 4 if a.startswith("t3") and text.isdigit() else text for a, text in odd.cells.items()}
    report = outline(replace(odd, cells=long), signer=odd.unit)
    _, applications, _ = report.form.tables
    with pdfplumber.open(BytesIO(document(report))) as pdf:
        tables = [
            [_tight(cell) for row in table for cell in row if cell] for p in pdf.pages for table in p.extract_tables()
        ]
    pieces = [texts for texts in tables if texts[: len(_head(applications))] == _head(applications)]
    assert len(pieces) > 1
