"""The Word file says what the report says, on the official page, in styles an office can change."""

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as Word
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from report.sheet import Sheet
from report.writing import Outline, outline
from report.writing.docx import document

Matrix = list[list[str]]


def _read(report: Outline) -> Word:
    return Document(BytesIO(document(report)))


def _style(paragraph: Paragraph) -> str:
    assert paragraph.style
    return str(paragraph.style.name)


def test_every_cell_stands_where_the_form_says(report: Outline, model: list[Matrix]) -> None:
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in _read(report).tables] == model


def test_every_paragraph_and_heading_is_there_in_order(report: Outline, passages: list[str]) -> None:
    title, *found = (it for it in _read(report).paragraphs if _style(it) != "Table Label")
    assert (_style(title), title.text.replace("\n", "")) == ("Title", report.title)
    assert [it.text for it in found] == [*passages, report.signer, *([report.day] if report.day else [])]


def test_looks_are_named_styles(guangwu: Sheet) -> None:
    found = [_style(it) for it in _read(outline(guangwu, signer=guangwu.unit)).paragraphs]
    assert found[:5] == ["Title", "Body Text", "Heading 1", "Heading 2", "Body Text"]
    assert found[-2:] == ["Signature", "Date"]


def test_the_head_of_a_table_repeats_on_every_page(report: Outline) -> None:
    for table, read in zip(report.form.tables, _read(report).tables, strict=True):
        repeats = [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in read.rows]
        assert repeats == [index < table.head for index in range(table.height)]


def test_the_page_is_the_official_one_with_numbers_at_the_outer_edge(guangwu: Sheet) -> None:
    word = _read(outline(guangwu, signer=guangwu.unit))
    page = word.sections[0]
    edges = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round((edge or 0) / Mm(1)) for edge in edges] == [37, 35, 28, 26]
    assert [round((side or 0) / Mm(1)) for side in (page.page_width, page.page_height)] == [210, 297]
    assert word.settings.odd_and_even_pages_header_footer
    for footer in (page.footer, page.even_page_footer):
        assert footer.paragraphs[0].text == "— 1 —"
        assert "PAGE" in footer.paragraphs[0]._p.xpath("string(.//w:instrText)")


def test_properties_and_archive_know_nothing_of_the_clock(guangwu: Sheet) -> None:
    content = document(outline(guangwu, signer=guangwu.unit))
    facts = Document(BytesIO(content)).core_properties
    assert (facts.title, facts.author) == ("广武镇人民政府2020年政府信息公开工作年度报告", "荥阳市广武镇人民政府")
    assert {str(facts.created), str(facts.modified)} == {"2021-01-07 00:00:00+00:00"}
    assert {entry.date_time for entry in ZipFile(BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_signature_and_date_are_centred_on_each_other_and_the_last_words_go_with_them(guangwu: Sheet) -> None:
    last, signer, day = _read(outline(guangwu, signer="荥阳市广武镇人民政府")).paragraphs[-3:]
    right = [it._p.xpath("string(w:pPr/w:ind/@w:rightChars)") for it in (signer, day)]
    assert right == ["200", "400"]  # ten characters above six
    assert last.text == "无。"
    assert last.paragraph_format.keep_with_next
    assert signer.paragraph_format.keep_with_next
