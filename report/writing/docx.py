"""The report as a Word file on the official page, every look a named style that an office can change."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as open_document
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.styles.style import ParagraphStyle

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
    space_after: int = 0
    level: int | None = None
    """The place in the document's outline, from 0; None for text."""
    in_table: bool = False

    @property
    def id(self) -> str:
        """The style's id: its name without spaces, as Word makes it."""
        return self.name.replace(" ", "")


# Built-in names, so that Word and WPS show them in Chinese (标题 1, 签名, 日期) and list headings in their navigator.
LOOKS = (
    Look("Normal", "仿宋_GB2312", 16),
    Look("Body Text", "仿宋_GB2312", 16, indent=True),
    Look("Title", "方正小标宋简体", 22, "center", space_after=579),
    Look("Heading 1", "黑体", 16, indent=True, level=0),
    Look("Heading 2", "楷体_GB2312", 16, indent=True, level=1),
    Look("Signature", "仿宋_GB2312", 16, "right"),
    Look("Date", "仿宋_GB2312", 16, "right"),
    Look("Footer", "宋体", 14),
    Look("Table Heading", "宋体", 9, "center", in_table=True),
    Look("Table Label", "宋体", 9, "left", in_table=True),
    Look("Table Figure", "宋体", 9, "center", in_table=True),
)
SUBHEADING_FACE = "楷体_GB2312"
MEASURE = 8844
"""The width of the text, 156 mm in twentieths of a point."""
PROPERTY = 255
"""The most characters a property of the file holds."""
LINE = 28
"""The characters of a full line."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip archive can name: all entries carry it, so that equal content gives equal bytes."""


def document(outline: Outline) -> bytes:
    """Return the Word file; same input, same bytes."""
    word = open_document(BytesIO(_empty()))
    page = word.element.body.sectPr
    for block in parse_xml(_body(outline)):
        page.addprevious(block)
    _describe(word, outline)
    return _packed(word)


def _body(outline: Outline) -> str:
    signer_indent, day_indent = _indents(outline)
    return fill(
        "documents/body.xml.j2",
        outline=outline,
        rows_of=rows_of,
        measure=MEASURE,
        subheading_face=SUBHEADING_FACE,
        signer_indent=signer_indent,
        day_indent=day_indent,
    )


def _indents(outline: Outline) -> tuple[int, int]:
    """Return how far signature and date stay from the right, in hundredths of a character: centred on each other."""
    longest = min(LINE - 4, max(width(outline.signer), width(outline.day)))
    near, far = (max(0, 2 + (longest - width(line)) / 2) for line in (outline.signer, outline.day))
    return round(near * 100), round(far * 100)


def _describe(word: Document, outline: Outline) -> None:
    """Fill in the file's properties from the report alone."""
    facts = word.core_properties
    title, author = outline.title[:PROPERTY], outline.signer[:PROPERTY]
    facts.title, facts.author, facts.last_modified_by = title, author, author
    facts.created = facts.modified = datetime.combine(outline.stamp, time())
    facts.language, facts.revision, facts.comments = "zh-CN", 1, ""


def _packed(word: Document) -> bytes:
    """Save the document with no trace of the clock."""
    saved, packed = BytesIO(), BytesIO()
    word.save(saved)
    with ZipFile(saved) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(ZipInfo(entry.filename, EARLIEST), source.read(entry), ZIP_DEFLATED)
    return packed.getvalue()


# ---------------------------------------------------------------------------------------------------------------
# The empty official page: styles, margins, page numbers. Made once.


@lru_cache(maxsize=1)
def _empty() -> bytes:
    word = open_document()
    for look in LOOKS:
        _restyle(_style(word, look), look)
    _set_page(word)
    _number_pages(word)
    saved = BytesIO()
    word.save(saved)
    return saved.getvalue()


def _style(word: Document, look: Look) -> ParagraphStyle:
    """Return the style of that name, made where the blank document has none."""
    if look.name not in word.styles:
        word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=not look.in_table)
    return cast(ParagraphStyle, word.styles[look.name])


def _restyle(style: ParagraphStyle, look: Look) -> None:
    """Give a style exactly one look: what the blank document said about it goes."""
    for old in style.element.xpath("w:pPr | w:rPr"):
        style.element.remove(old)
    style.hidden, style.unhide_when_used, style.quick_style = False, False, True
    style.element.append(parse_xml(_paragraph_look(look)))
    style.element.append(parse_xml(_run_look(look)))


def _paragraph_look(look: Look) -> str:
    # Children of w:pPr are a sequence: in another order Word ignores them or complains.
    keep = "<w:keepNext/>" if look.level is not None else ""
    snap = '<w:snapToGrid w:val="0"/>' if look.in_table else ""
    spacing = f'<w:spacing w:before="0" w:after="{look.space_after}" w:line="240" w:lineRule="auto"/>'
    chars = 200 if look.indent else 0
    indent = f'<w:ind w:firstLineChars="{chars}" w:firstLine="{chars * look.size * 20 // 100:.0f}"/>'
    level = f'<w:outlineLvl w:val="{look.level}"/>' if look.level is not None else ""
    return f'<w:pPr {nsdecls("w")}>{keep}{snap}{spacing}{indent}<w:jc w:val="{look.align}"/>{level}</w:pPr>'


def _run_look(look: Look) -> str:
    faces = f'<w:rFonts w:ascii="{look.face}" w:hAnsi="{look.face}" w:eastAsia="{look.face}" w:cs="Times New Roman"/>'
    # A quarter point tighter, and 28 characters of 16 pt stand on 156 mm.
    tight = '<w:spacing w:val="-5"/>' if look.size == 16 else ""
    size = f'<w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/>'
    return f'<w:rPr {nsdecls("w")}>{faces}{tight}{size}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'


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
    for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        number = footer.paragraphs[0]._p
        number.getparent().replace(number, parse_xml(fill("documents/page_number.xml.j2", side=side)))
