"""The Word file says what the report says, on the official page, in styles an office can change."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from report.reading import read
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
    for table, found in zip(report.form.tables, _read(report).tables, strict=True):
        repeats = [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in found.rows]
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
    assert signer.style
    assert signer.style.paragraph_format.keep_with_next


# Word takes it as it is: ECMA-376 part 1 gives the children of these elements in an order, and Word complains of any
# other. Where it leaves the order free (w:trPr), the children are only those it knows.

SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "p": "pPr r",
    "r": "rPr t br fldChar instrText",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
    "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin "
    "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars "
    "noLineBreaksAfter noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema "
    "saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly "
    "useXSLTWhenSaving saveThroughXslt showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults "
    "footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping "
    "doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType "
    "schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator docId defaultImageDpi",
}
ROW = {"cantSplit", "trHeight", "tblHeader"}


def _local(element: BaseOxmlElement) -> str:
    return str(element.tag).rpartition("}")[2]


def _parts(word: Word) -> Iterable[BaseOxmlElement]:
    section = word.sections[0]
    yield from (word.element, word.styles.element, word.settings.element)
    yield from (section.footer._element, section.even_page_footer._element)


def test_every_element_stands_in_the_order_of_the_standard(report: Outline) -> None:
    met: set[str] = set()
    for part in _parts(_read(report)):
        for element in part.iter():
            name, children = _local(element), [_local(child) for child in element]
            if name in SEQUENCES:
                sequence = SEQUENCES[name].split()
                assert set(children) <= set(sequence), (name, children)
                assert children == sorted(children, key=sequence.index), (name, children)
                met.add(name)
            elif name == "trPr":
                assert set(children) <= ROW
    assert met == SEQUENCES.keys()


def test_every_row_fills_the_grid_and_every_merge_goes_on_below_its_beginning(report: Outline) -> None:
    for table in _read(report).tables:
        grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(grid) == int(table._tbl.tblPr.xpath("string(w:tblW/@w:w)")) == 8844
        open_above: dict[int, tuple[int, str]] = {}
        for row in table._tbl.tr_lst:
            at, merges = 0, {}
            for cell in row.tc_lst:
                span = int(cell.xpath("string(w:tcPr/w:gridSpan/@w:val)") or 1)
                assert int(cell.xpath("string(w:tcPr/w:tcW/@w:w)")) == sum(grid[at : at + span])
                if cell.xpath("w:tcPr/w:vMerge"):
                    merges[at] = span, "going"
                    begins = cell.xpath("w:tcPr/w:vMerge/@w:val") == ["restart"]
                    assert begins or (open_above.get(at) == merges[at] and not cell.xpath("string(.)"))
                at += span
            assert at == len(grid)
            open_above = merges


def test_every_table_has_an_accessible_name(report: Outline) -> None:
    captions = [table._tbl.xpath("string(w:tblPr/w:tblCaption/@w:val)") for table in _read(report).tables]
    assert captions == [table.caption for table in report.form.tables]


def test_every_style_that_is_named_exists_and_no_other_stays_of_the_blank_document(report: Outline) -> None:
    word = _read(report)
    known = set(word.styles.element.xpath("w:style/@w:styleId"))
    paths = [".//w:pStyle/@w:val", ".//w:rStyle/@w:val", ".//w:tblStyle/@w:val", ".//w:style/w:basedOn/@w:val"]
    paths += [".//w:style/w:next/@w:val", ".//w:style/w:link/@w:val"]
    assert {name for part in _parts(word) for path in paths for name in part.xpath(path)} <= known
    assert len(known) < 20


def test_it_is_laid_out_for_both_sides_of_the_paper_as_word_does_today(guangwu: Sheet) -> None:
    settings = _read(outline(guangwu, signer=guangwu.unit)).settings.element
    assert settings.xpath("w:mirrorMargins")
    assert settings.xpath("string(w:compat/w:compatSetting[@w:name='compatibilityMode']/@w:val)") == "15"


# An office changes a style, and every word of that look follows


@pytest.mark.parametrize("name", ["Body Text", "Title", "Heading 1", "Heading 2", "Strong", "Table Figure", "Footer"])
def test_a_style_that_is_changed_changes_all_its_words(report: Outline, name: str) -> None:
    word = _read(report)
    word.styles[name].font.name = "华文中宋"
    word.styles[name].element.rPr.rFonts.set(qn("w:eastAsia"), "华文中宋")
    saved = BytesIO()
    word.save(saved)
    again = Document(saved)
    assert again.styles[name].font.name == "华文中宋"
    for part in _parts(again):
        if part is not again.styles.element:
            assert {_local(look) for look in part.xpath(".//w:r/w:rPr/*")} <= {"rStyle"}
            assert {_local(look) for look in part.xpath(".//w:p/w:pPr/*")} <= {"pStyle", "keepNext", "ind"}


def test_the_sub_heading_a_paragraph_opens_with_is_a_style_of_characters(next_year: Sheet) -> None:
    paragraph = _read(outline(next_year, signer="")).paragraphs[2]
    assert [(run.style.name, run.text) for run in paragraph.runs if run.style] == [
        ("Strong", "（一）主动公开。"),
        ("Default Paragraph Font", "全年公开信息 310 条。"),
    ]


# Another program opens it and saves it again


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_libreoffice_shows_every_figure(
    kind: str, guangwu: Sheet, next_year: Sheet, odd: Sheet, tmp_path: Path
) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not here")
    hostile = replace(odd, title="", cells={**odd.cells, "t4.review.total": "0"})  # a row of figures is known by them
    for sheet in (guangwu, next_year, hostile):
        (tmp_path / f"{sheet.content_hash}.docx").write_bytes(document(outline(sheet, signer=sheet.unit)))
    files = [str(file) for file in tmp_path.glob("*.docx")]
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(tmp_path / "out"), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for sheet in (guangwu, next_year, hostile):
        back = read(f"x.{kind}", (tmp_path / f"out/{sheet.content_hash}.{kind}").read_bytes())
        assert back.signed_on == sheet.signed_on
        # A blank at which a line is broken is not there any more.
        assert {a: text.replace(" ", "") for a, text in back.cells.items()} == {
            a: text.replace(" ", "") for a, text in sheet.cells.items()
        }
