"""A Word document is read as it is printed, whoever wrote it: Word, WPS, LibreOffice, our own writer."""

import json
import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st

from report.reading import Refusal
from report.reading.docx import paper
from report.reading.numerals import counted
from report.reading.paper import Field, Paper
from report.sheet import Sheet
from report.writing import outline
from report.writing.docx import document
from tests.report.published import SLUGS, sheet

Grid = list[list[Field]]
USUAL = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)
STRICT = USUAL.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml").replace("/2006/", "/")


def word(body: str, names: str = USUAL, **parts: str) -> bytes:
    """Return a document with that body; ``numbering`` and ``styles`` are the content of those parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {names}>{content}</w:{name}>")
    return out.getvalue()


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def span(columns: object) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def lines(read: Paper) -> list[str]:
    return [block["line"] for block in read["blocks"] if "line" in block]


def grids(read: Paper) -> list[Grid]:
    return [block["rows"] for block in read["blocks"] if "rows" in block]


def pictures(read: Paper) -> list[str]:
    return [block["picture"] for block in read["blocks"] if "picture" in block]


# ---------------------------------------------------------------------------------------------------------------
# Our own document


@pytest.mark.parametrize("slug", SLUGS)
def test_our_own_document_is_read_back_place_by_place(slug: str) -> None:
    report = sheet(slug)
    read = paper(document(outline(report, signer=report.unit)))
    assert grids(read) == [expected(report, key) for key in ("t2", "t3", "t4")]
    headings = [f"{section.numeral}、{section.heading}" for section in report.form.sections]
    assert [line for line in lines(read) if line in headings] == headings
    assert read["meta"] == {"title": outline(report, signer=report.unit).title}


def expected(report: Sheet, key: str) -> Grid:
    """Return a table of the report as a printed grid."""
    rows: Grid = []
    for at, row in enumerate(report.form.table(key).grid()):
        words = [report.cells.get(cell.address, "").strip() if cell.address else cell.text for cell in row]
        begins = [(cell.row, cell.column) == (at, column) for column, cell in enumerate(row)]
        rows.append([text if first else None for text, first in zip(words, begins, strict=True)])
    return rows


def test_merges_made_by_another_library_are_understood() -> None:
    book = docx.Document()
    table = book.add_table(3, 4)
    for row in range(3):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 1).merge(table.cell(1, 2)).text = "合"
    out = BytesIO()
    book.save(out)
    assert grids(paper(out.getvalue())) == [
        [["00", "合", None, "03"], ["10", None, None, "13"], ["20", "21", "22", "23"]]
    ]


# ---------------------------------------------------------------------------------------------------------------
# Lines


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (p("一、总体情况") + p(run("很") + run("好。")), ["一、总体情况", "很好。"]),
        (
            p("<w:r><w:t>广武镇</w:t><w:br/><w:t>2020 年</w:t><w:cr/><w:t>年报</w:t></w:r>"),
            ["广武镇", "2020 年", "年报"],
        ),
        (p("<w:r><w:t>一、</w:t><w:tab/><w:t>总体情况</w:t></w:r>"), ["一、总体情况"]),
        (p("<w:r><w:t>规章</w:t><w:tab/><w:t>1</w:t></w:r>"), ["规章\t1"]),
        (p("<w:r><w:t> 3</w:t><w:noBreakHyphen/><w:t>5\n</w:t><w:softHyphen/><w:t>件</w:t></w:r>"), ["3-5件"]),
        (p('<w:r><w:sym w:font="宋体" w:char="2103"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), ["℃"]),
        (p(run("\u3000\u3000无。\u200b\xa0")), ["无。"]),
        (p(f"<w:del w:id='1'>{run('旧')}</w:del><w:ins w:id='2'>{run('新')}</w:ins>"), ["新"]),
        (p(f"<w:moveFrom>{run('甲')}</w:moveFrom><w:moveTo>{run('乙')}</w:moveTo>"), ["乙"]),
        (p("连", "<w:rPr><w:del/></w:rPr>") + p("上"), ["连上"]),
        (p(run("见") + run("密", "<w:vanish/>") + run("人", '<w:vanish w:val="0"/>')), ["见人"]),
        (p(f"<w:hyperlink>{run('链')}</w:hyperlink><w:smartTag>{run('签')}</w:smartTag>"), ["链签"]),
        (
            p(f"<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple w:instr='DATE'>{run('7 日')}</w:fldSimple>"),
            ["7 日"],
        ),
        (p("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), ["x"]),
        (p(f"<w:r><w:ruby><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby></w:r>"), ["汉"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>", ["控件"]),
        (p("") + p(" ") + p("无。"), ["无。"]),
    ],
)
@pytest.mark.parametrize("names", [USUAL, STRICT], ids=["transitional", "strict"])
def test_lines_are_those_that_are_printed(names: str, body: str, printed: list[str]) -> None:
    assert lines(paper(word(body, names))) == printed


def test_a_table_of_contents_is_no_part_of_the_report() -> None:
    contents = p("一、总体情况<w:tab/>1", '<w:pStyle w:val="a1"/>')
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    styles = '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="toc 1"/></w:style>'
    control = f"<w:sdt>{gallery}<w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>"
    assert lines(paper(word(control + contents + p("一、总体情况"), styles=styles))) == ["一、总体情况"]


def test_what_a_style_hides_is_not_read() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:basedOn w:val="y"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="y"><w:basedOn w:val="x"/></w:style>'
    )
    body = p(run("密", '<w:rStyle w:val="h"/>') + run("见")) + p("密", '<w:pStyle w:val="b"/>')
    assert lines(paper(word(body + p("圈", '<w:pStyle w:val="x"/>'), styles=styles))) == ["见", "圈"]


def test_a_text_box_is_read_once_and_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('荥阳市广武镇人民政府文件')}{tbl(tr(tc('甲'), tc('1')))}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor>{box}</wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    read = paper(word(p(run("前") + both + run("后")) + p("下")))
    assert lines(read) == ["前后", "荥阳市广武镇人民政府文件", "下"]
    assert grids(read) == [[["甲", "1"]]]


# ---------------------------------------------------------------------------------------------------------------
# Numerals that Word counts


def level(at: int, text: str, count: str = "chineseCountingThousand", more: str = "") -> str:
    counts = f'<w:start w:val="1"/><w:numFmt w:val="{count}"/>'
    return f'<w:lvl w:ilvl="{at}">{counts}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, list_more: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{list_more}</w:num>'
    )


def item(words: str, at: int = 0, list_id: int = 1) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_headings_get_the_numerals_that_are_printed_before_them() -> None:
    lists = numbering(level(0, "%1、"), level(1, "（%2）"), level(2, "%3.", "decimal"), level(3, "%1.%4", "decimal"))
    body = (
        item("总体情况") + p("文") + item("公开", 1) + item("管理", 1) + item("甲", 2) + item("乙", 2)
        + item("主动公开") + item("又一", 1) + item("深", 3) + item("乱", 0, list_id=0)
    )  # fmt: skip
    assert lines(paper(word(body, numbering=lists))) == [
        *("一、总体情况", "文", "（一）公开", "（二）管理", "1.甲", "2.乙"),
        *("二、主动公开", "（一）又一", "二.1 深", "乱"),
    ]


def test_lists_of_one_kind_count_on_unless_one_of_them_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    body = item("甲") + item("乙", list_id=2) + item("丙", list_id=2) + item("丁")
    assert lines(paper(word(body, numbering=numbering(level(0, "%1、"))))) == ["一、甲", "二、乙", "三、丙", "四、丁"]
    lists = numbering(level(0, "%1、"), list_more=anew)
    assert lines(paper(word(body, numbering=lists))) == ["一、甲", "四、乙", "五、丙", "六、丁"]


def test_a_style_can_number_its_paragraphs_and_a_paragraph_can_refuse() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    )
    lists = numbering(level(0, "%1、"), level(1, "（%2）", more='<w:pStyle w:val="2"/>'))
    body = (
        p("甲", '<w:pStyle w:val="1"/>')
        + p("乙", '<w:pStyle w:val="2"/>')
        + p("丙", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("丁", '<w:pStyle w:val="1"/>')
    )
    assert lines(paper(word(body, numbering=lists, styles=styles))) == ["一、甲", "（一）乙", "丙", "二、丁"]


def test_a_bullet_is_no_numeral() -> None:
    assert lines(paper(word(item("甲"), numbering=numbering(level(0, "●", "bullet"))))) == ["甲"]


@pytest.mark.parametrize(
    ("count", "printed"),
    [
        ("chineseCounting", ["一", "十", "十一", "二十", "二十三", "九十九"]),
        ("japaneseCounting", ["一", "十", "十一", "二十", "二十三", "九十九"]),
        ("decimal", ["1", "10", "11", "20", "23", "99"]),
        ("decimalZero", ["01", "10", "11", "20", "23", "99"]),
        ("decimalFullWidth", ["１", "１０", "１１", "２０", "２３", "９９"]),
        ("decimalEnclosedCircleChinese", ["①", "⑩", "⑪", "⑳", "23", "99"]),
        ("ideographTraditional", ["甲", "癸", "11", "20", "23", "99"]),
        ("upperLetter", ["A", "J", "K", "T", "W", "99"]),
        ("lowerRoman", ["i", "x", "xi", "20", "23", "99"]),
        ("none", [""] * 6),
    ],
)
def test_numbers_are_printed_the_way_the_list_counts(count: str, printed: list[str]) -> None:
    assert [counted(number, count) for number in (1, 10, 11, 20, 23, 99)] == printed


def test_what_no_list_reaches_is_still_a_number() -> None:
    assert [counted(number, "chineseCounting") for number in (0, 100, 10**9)] == ["0", "100", "1000000000"]


# ---------------------------------------------------------------------------------------------------------------
# Tables


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ([tr(tc("甲", span(2)), tc("乙")), tr(tc("1"), tc("2"), tc("3"))], [["甲", None, "乙"], ["1", "2", "3"]]),
        (
            [tr(tc("三", RESTART), tc("1")), tr(tc("", CONTINUE), tc("2")), tr(tc("四", RESTART), tc("3"))],
            [["三", "1"], [None, "2"], ["四", "3"]],
        ),
        ([tr(tc("甲", CONTINUE), tc("1")), tr(tc("", CONTINUE), tc("2"))], [["甲", "1"], [None, "2"]]),
        (
            [tr(tc("甲", RESTART + span(2)), tc("1")), tr(tc("", CONTINUE + span(2)), tc("2"))],
            [["甲", None, "1"], [None, None, "2"]],
        ),
        ([tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("1"))], [["甲", None, "1"]]),
        (
            [tr(tc("甲"), tc("1"), properties='<w:gridBefore w:val="1"/>'), tr(tc("乙"), tc("2"), tc("3"))],
            [["", "甲", "1"], ["乙", "2", "3"]],
        ),
        (
            [tr(tc("甲"), tc("1"), properties='<w:gridAfter w:val="1"/>'), tr(tc("乙"), tc("2"), tc("3"))],
            [["甲", "1", None], ["乙", "2", "3"]],
        ),
        ([tr(tc("甲"), tc("1")), tr(tc("乙"))], [["甲", "1"], ["乙", None]]),
        ([tr(tc(p("本年新") + p("制作数量")), tc(p("1") + p("")))], [["本年新\n制作数量", "1"]]),
        ([tr(tc("甲"), tc("1")), tr(tc("乙"), tc("2"), properties="<w:del w:id='1'/>")], [["甲", "1"]]),
        ([tr(tc("甲"), tc("1")), tr(tc("乙"), tc("2"), properties="<w:ins w:id='1'/>")], [["甲", "1"], ["乙", "2"]]),
        ([tr(tc("甲"), f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('1')}</w:sdtContent></w:sdt>")], [["甲", "1"]]),
        ([f"<w:sdt><w:sdtContent>{tr(tc('甲'), tc('1'))}</w:sdtContent></w:sdt>"], [["甲", "1"]]),
        ([tr(tc("甲", span("x")), tc("乙", span(0)), tc("丙", span(-3)))], [["甲", "乙", "丙"]]),
        ([tr(tc(tbl(tr(tc("0"))) + p("")), tc("1"))], [["0", "1"]]),
    ],
)
@pytest.mark.parametrize("names", [USUAL, STRICT], ids=["transitional", "strict"])
def test_a_table_is_read_place_by_place(names: str, rows: list[str], grid: Grid) -> None:
    assert grids(paper(word(tbl(*rows), names))) == [grid]


def test_a_report_framed_by_a_table_is_read_as_lines_and_tables() -> None:
    inner = tbl(tr(tc("规章"), tc("0")))
    read = paper(
        word(tbl(tr(tc(p("二、主动公开政府信息情况") + inner + p("三、收到和处理"))), tr(tc("广武镇人民政府"))))
    )
    assert (lines(read), grids(read)) == (
        ["二、主动公开政府信息情况", "三、收到和处理", "广武镇人民政府"],
        [[["规章", "0"]]],
    )


def test_numerals_in_cells_are_counted_too() -> None:
    lists = numbering(level(0, "%1.", "decimal"))
    body = tbl(tr(tc(item("属于国家秘密")), tc("0")), tr(tc(item("其他")), tc("1")))
    assert grids(paper(word(body, numbering=lists))) == [[["1.属于国家秘密", "0"], ["2.其他", "1"]]]


# ---------------------------------------------------------------------------------------------------------------
# Pictures


def drawing(width: float, height: float, inside: str = "<a:blip/>") -> str:
    extent = f'<wp:extent cx="{width * 360_000:.0f}" cy="{height * 360_000:.0f}"/>'
    return f'<w:r><w:drawing><wp:inline>{extent}<wp:docPr descr="表三"/>{inside}</wp:inline></w:drawing></w:r>'


def shape(style: str) -> str:
    return f'<w:r><w:pict><v:shape style="{style}" alt="表三"><v:imagedata/></v:shape></w:pict></w:r>'


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (drawing(15, 8), True),
        (drawing(3, 3), False),
        (drawing(15, 0.2), False),
        (drawing(15, 8, "<a:graphic/>"), False),
        (shape("width:415.3pt;height:200pt"), True),
        (shape("width:20pt;height:20pt"), False),
        (shape("mso-wrap-style:square"), True),
    ],
)
def test_pictures_that_may_hold_a_table_are_told_from_seals_and_lines(content: str, seen: bool) -> None:
    read = paper(word(p(run("三、申请情况") + content)))
    assert (lines(read), pictures(read)) == (["三、申请情况"], ["表三"] * seen)


def test_a_picture_put_in_by_another_library_is_seen() -> None:
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
        "a5f645400000000049454e44ae426082"
    )
    book = docx.Document()
    book.add_picture(BytesIO(png), width=Cm(12), height=Cm(6))
    out = BytesIO()
    book.save(out)
    assert pictures(paper(out.getvalue())) == [""]


# ---------------------------------------------------------------------------------------------------------------
# Hostile and broken


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK", "不完整或者套得太深"),
        (word("")[:-30], "不完整或者套得太深"),
        (word("<w:p>"), r"word/document\.xml"),
        (word("", numbering="<w:num>"), r"word/numbering\.xml"),
        (word("<w:smartTag>" * 300 + "</w:smartTag>" * 300), "套得太深"),
        (word("<w:tbl><w:tr><w:tc>" * 40 + "</w:tc></w:tr></w:tbl>" * 40), "套了 30 层以上"),
        (word(tbl(*[tr(tc("甲", span(200)), tc("乙"))] * 1000)), "超过 200000 格"),
        (word(tbl(tr(tc("甲", span(200)), *[tc("乙")] * 900), *[tr(tc("丙"))] * 200)), "超过 200000 格"),
        (word("").replace(b"word/document.xml", b"word/fooument.xml"), "不完整"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_beyond_reason_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        paper(content)


@pytest.mark.parametrize("wide", [99999999, 10**30])
def test_a_span_beyond_reason_is_cut(wide: int) -> None:
    [grid] = grids(paper(word(tbl(tr(tc("甲", span(wide)), tc("1")), tr(*[tc("x")] * 201)))))
    assert [len(row) for row in grid] == [201, 201]


def test_an_entity_is_not_resolved() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        body = "<w:p><w:r><w:t>前&b;&f;</w:t></w:r></w:p><w:p><w:r><w:t>后</w:t></w:r></w:p>"
        archive.writestr("word/document.xml", f"{bomb}<w:document {USUAL}><w:body>{body}</w:body></w:document>")
    assert lines(paper(out.getvalue())) == ["前", "后"]


HONEST = word(
    p("一") + item("甲") + tbl(tr(tc("甲", RESTART), tc("1", span(2))), tr(tc("", CONTINUE), tc("2"), tc("3"))),
    numbering=numbering(level(0, "%1、")),
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(HONEST) - 1), st.binary(min_size=1, max_size=8))
def test_broken_bytes_are_a_paper_or_a_refusal(at: int, noise: bytes) -> None:
    answers(HONEST[:at] + noise + HONEST[at + len(noise) :])


LEAVES = [
    *("<w:t>字</w:t>", "<w:t/>", "<w:br/>", "<w:sdt/>", "<w:drawing/>", "<w:pict/>", "<w:pPr/>", "<w:sym/>"),
    *('<w:sym w:char="zz"/>', '<w:sym w:char="D800"/>', "<mc:AlternateContent/>", "<w:del>字</w:del>"),
    *(f"<w:tcPr>{CONTINUE}</w:tcPr>", f"<w:tcPr>{span(3)}</w:tcPr>", f"<w:trPr>{span(2)}</w:trPr>"),
    '<w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="1"/></w:numPr></w:pPr>',
]
HOLDERS = ["p", "r", "tbl", "tr", "tc", "tbl", "tr", "tc", "txbxContent", "sdt", "sdtContent", "drawing", "ins"]
BODIES = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.builds(
        lambda name, parts: f"<w:{name}>{''.join(parts)}</w:{name}>",
        st.sampled_from(HOLDERS),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(BODIES)
def test_whatever_stands_within_whatever_it_is_a_paper(body: str) -> None:
    read = paper(word(body, numbering=numbering(level(0, "%1、"))))
    assert json.loads(json.dumps(read).encode()) == read


def answers(content: bytes) -> None:
    try:
        read = paper(content)
    except Refusal:
        return
    assert json.loads(json.dumps(read).encode()) == read
