"""The report as a Word file on the official page, every look a named style that an office can change."""

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import accumulate, pairwise
from typing import NamedTuple, cast
from zipfile import ZipFile

from docx import Document as open_document
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.section import CT_SectPr
from docx.shared import Mm
from docx.styles.style import ParagraphStyle

from report.form import Table
from report.writing.archive import packed, put
from report.writing.outline import Outline, rows_of, width
from templates import fill


@dataclass(frozen=True, slots=True)
class Look:
    """One style: its name and id, its face, its size in points, and how its paragraphs stand."""

    name: str
    face: str
    size: float
    align: str = "both"
    indent: bool = False
    inset: int = 0
    """How far the aligned edge stays from the margin, in hundredths of a character."""
    space_before: int = 0
    space_after: int = 0
    keep_next: bool = False
    level: int | None = None
    """The place in the document's outline, from 0; None for text."""
    in_table: bool = False
    in_line: bool = False
    """Whether it is a look of characters within a paragraph."""
    own: bool = False
    """Whether Word knows no style of this name."""

    @property
    def id(self) -> str:
        """The style's id: its name without spaces, as Word makes it."""
        return self.name.replace(" ", "")


# Built-in names, so that Word and WPS show them in Chinese (标题 1, 签名, 日期) and list headings in their navigator.
LOOKS = (
    Look("Normal", "仿宋_GB2312", 16),
    Look("Body Text", "仿宋_GB2312", 16, indent=True),
    Look("Title", "方正小标宋简体", 22, "center", space_after=579),
    Look("Heading 1", "黑体", 16, indent=True, keep_next=True, level=0),
    Look("Heading 2", "楷体_GB2312", 16, indent=True, keep_next=True, level=1),
    # The sub-heading that a paragraph opens with; in Chinese 要点.
    Look("Strong", "楷体_GB2312", 16, in_line=True),
    Look("Signature", "仿宋_GB2312", 16, "right", space_before=579, keep_next=True),
    Look("Date", "仿宋_GB2312", 16, "right"),
    Look("Footer", "宋体", 14, "right", inset=100),
    Look("Footer Left", "宋体", 14, "left", inset=100, own=True),
    # A block's heading in table 2 never stands alone at the foot of a page.
    Look("Table Heading", "宋体", 9, "center", keep_next=True, in_table=True, own=True),
    Look("Table Group", "宋体", 9, "center", in_table=True, own=True),
    Look("Table Label", "宋体", 9, "left", in_table=True, own=True),
    Look("Table Figure", "宋体", 9, "center", in_table=True, own=True),
)
MEASURE = 8844
"""The width of the text, 156 mm in twentieths of a point."""
CELL_MARGIN = 45
PROPERTY = 255
"""The most characters a property of the file holds."""
LINE = 28
"""The characters of a full line."""
PROPERTIES, DOCUMENT = "docProps/core.xml", "word/document.xml"
"""The parts of the archive in which one report differs from another."""


def document(outline: Outline) -> bytes:
    """Return the Word file; same input, same bytes."""
    frame = _frame()
    word = parse_xml(_body(outline))
    word[0].append(deepcopy(frame.page))
    content = BytesIO(frame.archive)
    with ZipFile(content, "a") as archive:
        put(archive, PROPERTIES, _properties(outline).encode())
        put(archive, DOCUMENT, serialize_part_xml(word))
    return content.getvalue()


def _body(outline: Outline) -> str:
    signer_indent, day_indent = _indents(outline)
    return fill(
        "documents/body.xml.j2",
        outline=outline,
        rows_of=rows_of,
        columns_of=columns_of,
        measure=MEASURE,
        signer_indent=signer_indent,
        day_indent=day_indent,
    )


@lru_cache(maxsize=16)
def columns_of(table: Table) -> tuple[int, ...]:
    """Return the widths of a table's columns, which are exactly as wide together as the text."""
    shares = accumulate(table.widths, initial=0)
    return tuple(right - left for left, right in pairwise(MEASURE * part // sum(table.widths) for part in shares))


def _indents(outline: Outline) -> tuple[int, int]:
    """Return how far signature and date stay from the right, in hundredths of a character: centred on each other."""
    longest = min(LINE - 4, max(width(outline.signer), width(outline.day)))
    near, far = (max(0, 2 + (longest - width(line)) / 2) for line in (outline.signer, outline.day))
    return round(near * 100), round(far * 100)


def _properties(outline: Outline) -> str:
    """Return the file's properties, from the report alone."""
    title, author = outline.title[:PROPERTY], outline.signer[:PROPERTY]
    return fill("documents/properties.xml.j2", title=title, author=author, day=outline.stamp)


# ---------------------------------------------------------------------------------------------------------------
# The empty official page: styles, margins, page numbers. Made once.


class _Frame(NamedTuple):
    """What all reports have in common: the archive without its document and properties, and the page."""

    archive: bytes
    page: CT_SectPr


@lru_cache(maxsize=1)
def _frame() -> _Frame:
    word = _empty()
    saved = BytesIO()
    word.save(saved)
    return _Frame(packed(saved.getvalue(), leave_out=(PROPERTIES, DOCUMENT)), word.sections[0]._sectPr)


def _empty() -> Document:
    word = open_document()
    for look in LOOKS:
        _restyle(_style(word, look), look)
    for name in ("Title", "Heading 1", "Heading 2"):
        _style_named(word, name).next_paragraph_style = _style_named(word, "Body Text")
    _clear(word)
    _set_page(word)
    _number_pages(word)
    _set_settings(word)
    return word


def _style(word: Document, look: Look) -> ParagraphStyle:
    """Return the style of that name, made where the blank document has none."""
    if look.name not in word.styles:
        word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=not look.own)
    return _style_named(word, look.name)


def _style_named(word: Document, name: str) -> ParagraphStyle:
    return cast(ParagraphStyle, word.styles[name])


def _restyle(style: ParagraphStyle, look: Look) -> None:
    """Give a style exactly one look: what the blank document said about it goes."""
    for old in style.element.xpath("w:pPr | w:rPr | w:link"):
        style.element.remove(old)
    style.hidden, style.unhide_when_used, style.quick_style = False, False, True
    if not look.in_line:
        style.element.append(parse_xml(_paragraph_look(look)))
    style.element.append(parse_xml(_run_look(look)))


def _paragraph_look(look: Look) -> str:
    # Children of w:pPr are a sequence: in another order Word ignores them or complains.
    keep = "<w:keepNext/>" if look.keep_next else ""
    snap = '<w:snapToGrid w:val="0"/>' if look.in_table else ""
    around = f'w:before="{look.space_before}" w:after="{look.space_after}"'
    spacing = f'<w:spacing {around} w:line="240" w:lineRule="auto"/>'
    first = ("firstLine", 200 if look.indent else 0)
    inset = [(look.align, look.inset)] if look.inset else []
    sides = (f'w:{side}Chars="{chars}" w:{side}="{chars * look.size // 5:.0f}"' for side, chars in (first, *inset))
    level = f'<w:outlineLvl w:val="{look.level}"/>' if look.level is not None else ""
    rest = f'<w:ind {" ".join(sides)}/><w:jc w:val="{look.align}"/>{level}'
    return f"<w:pPr {nsdecls('w')}>{keep}{snap}{spacing}{rest}</w:pPr>"


def _run_look(look: Look) -> str:
    faces = f'<w:rFonts w:ascii="{look.face}" w:hAnsi="{look.face}" w:eastAsia="{look.face}" w:cs="Times New Roman"/>'
    # A quarter point tighter, and 28 characters of 16 pt stand on 156 mm.
    tight = f'<w:spacing w:val="{-5 if look.size == 16 else 0}"/>'
    size = f'<w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/>'
    return f'<w:rPr {nsdecls("w")}>{faces}{tight}{size}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'


def _clear(word: Document) -> None:
    """Leave of the blank document only what a report uses: no picture of another page, no foreign styles."""
    used = {look.id for look in LOOKS} | {"DefaultParagraphFont", "TableNormal", "TableGrid", "NoList"}
    for style in word.styles.element.xpath("w:style"):
        if style.styleId not in used:
            word.styles.element.remove(style)
    for margin in word.styles["Table Grid"].element.xpath("w:tblPr/w:tblCellMar/*[self::w:left or self::w:right]"):
        margin.set(qn("w:w"), str(CELL_MARGIN))
    for relations in (word.part.package.rels, word.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in {"thumbnail", "stylesWithEffects", "customXml", "numbering"}:
                del relations[key]


def _set_page(word: Document) -> None:
    """Set the page of GB/T 9704: A4, 37/35/28/26 mm, 22 lines."""
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page.footer_distance = Mm(25)
    for old in page._sectPr.xpath("w:docGrid"):
        page._sectPr.remove(old)
    page._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="579"/>'))


def _number_pages(word: Document) -> None:
    """Put — 1 — at the outer edge: right on odd pages, left on even ones."""
    word.settings.odd_and_even_pages_header_footer = True
    page = word.sections[0]
    for footer, style in ((page.footer, "Footer"), (page.even_page_footer, "FooterLeft")):
        footer.is_linked_to_previous = False
        number = footer.paragraphs[0]._p
        number.getparent().replace(number, parse_xml(fill("documents/page_number.xml.j2", style=style)))


def _set_settings(word: Document) -> None:
    """Print on both sides of the paper, in Chinese, and as Word lays out today and not in 2010."""
    settings = word.settings.element
    [zoom] = settings.xpath("w:zoom")
    zoom.set(qn("w:percent"), "100")
    # The binding edge of 28 mm is on the left of odd pages and on the right of even ones.
    zoom.addnext(parse_xml(f"<w:mirrorMargins {nsdecls('w')}/>"))
    [language] = settings.xpath("w:themeFontLang")
    language.set(qn("w:eastAsia"), "zh-CN")
    [mode] = settings.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']")
    mode.set(qn("w:val"), "15")
