"""A PDF is read as it is printed: by whatever program, over the ends of pages, and never by guessing a number."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from report.form import form_for
from report.reading import Refusal, pdf
from report.reading.guard import guarded
from report.reading.labels import plain
from report.reading.paper import Field, Paper
from report.sheet import Level, Sheet
from report.writing import outline
from report.writing.fonts import BUNDLED_FONTS
from report.writing.pdf import document
from tests.report.published import sheet

SAMPLES = Path(__file__).with_name("samples")
Rows = list[list[Field]]


def pdf_of(source: str, page: str = "margin: 25mm") -> bytes:
    """Set some pages with Typst."""
    look = f'#set page(paper: "a4", {page})\n#set text(font: "Noto Serif SC", size: 12pt, lang: "zh")\n'
    content = typst.compile((look + source).encode(), font_paths=[BUNDLED_FONTS], ignore_system_fonts=True)
    assert isinstance(content, bytes)
    return content


def read(source: str, page: str = "margin: 25mm") -> Paper:
    return pdf.paper(pdf_of(source, page))


def lines(paper: Paper) -> list[str]:
    return [plain(block["line"]) for block in paper["blocks"] if "line" in block]


def tables(paper: Paper) -> list[Rows]:
    return [
        [[field if field is None else plain(field) for field in row] for row in block["rows"]]
        for block in paper["blocks"]
        if "rows" in block
    ]


def as_printed(report: Sheet) -> list[Rows]:
    """Return the tables of a report as they must be read: a merged cell's words in its first place, once."""
    grids = [(table.grid(), {(cell.row, cell.column) for cell in table.cells}) for table in report.form.tables]
    return [
        [
            [
                (report.cells[cell.address] if cell.address else cell.text) if (r, c) in firsts else None
                for c, cell in enumerate(row)
            ]
            for r, row in enumerate(grid)
        ]
        for grid, firsts in grids
    ]


EVERY_NUMBER_ANOTHER = Sheet(
    unit="荥阳市广武镇人民政府",
    level=Level.TOWNSHIP,
    year=2023,
    edition=2021,
    signed_on=date(2024, 1, 12),
    cells={address: str(1000 + number) for number, address in enumerate(form_for(2023).addresses)},
    texts={
        "overview": "（一）主动公开。全年公开信息 310 条。\n（二）依申请公开：收到 1 件。"
        + "认真落实各项制度，成效明显，" * 12
        + "完成。",
        "problems": "有待加强。",
    },
)
"""What the samples were printed from: by LibreOffice from our Word file, by Chromium from our page."""
LINES = [
    "荥阳市广武镇人民政府",
    "2023年政府信息公开工作年度报告",
    "一、总体情况",
    *EVERY_NUMBER_ANOTHER.texts["overview"].split("\n"),
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "有待加强。",
    "六、其他需要报告的事项",
    "荥阳市广武镇人民政府",
    "2024年1月12日",
]


# ---------------------------------------------------------------------------------------------------------------
# Whole reports


@pytest.mark.parametrize("slug", ["hangzhou_style_city_2025", "shanghai_gov_office_2019"])
def test_our_own_pdf_is_read_back_field_by_field(slug: str) -> None:
    report = replace(
        sheet(slug), signed_on=date(2026, 1, 20), texts={"overview": "开展工作。" * 400, "other": "无。"}
    )
    paper = pdf.paper(document(outline(report, signer=report.unit)))
    assert tables(paper) == as_printed(report)
    assert "开展工作。" * 400 in lines(paper)  # over the mirrored margins of three pages
    assert paper["meta"] == {"title": outline(report, signer=report.unit).title}


def test_what_chromium_printed_is_read_field_by_field() -> None:
    paper = pdf.paper((SAMPLES / "chromium.pdf").read_bytes())
    assert lines(paper) == LINES  # without the date, the address and the page number in its margins
    read, expected = tables(paper), as_printed(EVERY_NUMBER_ANOTHER)
    assert read[1][5][0] == "三︑本年度办理结果"  # set vertically, with the comma that stands upright
    read[1][5][0] = "三、本年度办理结果"
    assert read == expected


def test_what_libreoffice_broke_over_pages_is_one_table_again() -> None:
    paper = pdf.paper((SAMPLES / "libreoffice.pdf").read_bytes())
    assert lines(paper) == LINES
    disclosure, applications, disputes = tables(paper)
    expected = as_printed(EVERY_NUMBER_ANOTHER)
    assert (disclosure, disputes) == (expected[0], expected[2])
    assert applications[:24] == expected[1][:24]
    assert applications[24:27] == expected[1][:3]  # the head is repeated
    overleaf = [*expected[1][24:]]
    overleaf[0] = ["", "", *overleaf[0][2:]]  # the labels that reach over the end of the page are not
    assert applications[27:] == overleaf
    assert next(b["pages"] for b in paper["blocks"] if "rows" in b and len(b["rows"]) > 30) == [2] * 24 + [3] * 7


def test_a_child_of_the_guard_reads_it_within_its_limits() -> None:
    paper = guarded(pdf.paper, (SAMPLES / "libreoffice.pdf").read_bytes(), name="年报.pdf")
    assert lines(paper) == LINES


# ---------------------------------------------------------------------------------------------------------------
# Lines


def test_lines_become_paragraphs_and_headings_stay_lines() -> None:
    long = "本镇全面推进政务公开" * 12 + "。"
    source = f"#set par(justify: true, first-line-indent: (amount: 2em, all: true))\n一、总体情况\n\n{long}\n\n{long}"
    assert lines(read(source)) == ["一、总体情况", long, long]


def test_paragraphs_without_an_indent_are_told_by_their_last_line_and_their_distance() -> None:
    long, short = "本镇全面推进政务公开" * 12, "（一）主动公开。"
    source = f"#set par(justify: true, spacing: 2em)\n一、总体情况\n\n{long}\n\n{short}\n\n{long}"
    assert lines(read(source)) == ["一、总体情况", long, short, long]


def test_a_full_line_before_a_heading_does_not_swallow_it() -> None:
    full = "公" * 37
    assert lines(read(f"{full}\\ 公开。\n\n{full}\\ 二、主动公开政府信息情况")) == [
        full + "公开。",
        full,
        "二、主动公开政府信息情况",
    ]


def test_a_paragraph_goes_on_overleaf() -> None:
    long = "本镇全面推进政务公开" * 200 + "。"
    paper = read(f"#set par(justify: true)\n{long}", "margin: (inside: 35mm, outside: 20mm), numbering: none")
    assert lines(paper) == [long]


def test_page_numbers_and_running_heads_are_left_out() -> None:
    margins = 'margin: 25mm, numbering: "— 1 —", header: [广武镇人民政府文件]'
    paper = read("第一页的话。\n#pagebreak()\n第二页的话。\n#pagebreak()\n2021年1月7日", margins)
    assert lines(paper) == ["第一页的话。", "第二页的话。", "2021年1月7日"]
    assert lines(read("只有一页。", 'margin: 25mm, numbering: "— 1 —"')) == ["只有一页。"]


def test_a_date_that_stands_at_the_foot_of_one_page_stays() -> None:
    paper = read("全文。#place(bottom)[2021年1月7日]\n#pagebreak()\n附件。", "margin: 10mm")
    assert lines(paper) == ["全文。", "2021年1月7日", "附件。"]


def test_a_slanting_watermark_is_no_text() -> None:
    page = "margin: 25mm, background: rotate(-45deg, text(60pt)[仅供内部审阅])"
    assert lines(read("全年公开信息 310 条。", page)) == ["全年公开信息 310 条。"]


def test_letters_printed_twice_to_be_bold_are_one() -> None:
    source = "#box[总计 11 件#place(dx: 0.4pt, top + left)[总计 11 件]]"
    assert lines(read(source)) == ["总计 11 件"]


# ---------------------------------------------------------------------------------------------------------------
# Tables


def test_one_ruled_box_is_one_field() -> None:
    source = """#table(columns: 3, table.cell(colspan: 3)[第二十条第（一）项],
        [信息内容], table.cell(rowspan: 2, colspan: 2)[1], [规章], [许可], [2], [3])"""
    assert tables(read(source)) == [
        [["第二十条第（一）项", None, None], ["信息内容", "1", None], ["规章", None, None], ["许可", "2", "3"]]
    ]


def test_a_label_over_several_lines_is_joined_without_blanks() -> None:
    source = "#table(columns: (30mm, 20mm), [4.无正当理由大量反复申请], [0])"
    assert tables(read(source)) == [[["4.无正当理由大量反复申请", "0"]]]


def test_two_numbers_below_each_other_never_become_one() -> None:
    source = "#table(columns: (30mm, 30mm), [规章], [1 \\ 0], [许可], [22 \\ （其中修订16件）])"
    assert tables(read(source)) == [[["规章", "1 0"], ["许可", "22（其中修订16件）"]]]


def test_two_numbers_whose_line_between_is_missing_never_become_one() -> None:
    source = "#table(columns: (30mm, 30mm), [规章], table.cell(inset: 2pt)[1 #h(1fr) 0])"
    assert tables(read(source)) == [[["规章", "1 0"]]]


def test_a_number_broken_at_the_edge_of_its_field_is_one() -> None:
    source = "#table(columns: (30mm, 14mm), inset: 2pt, [总金额], [76543 \\ 21])"
    assert tables(read(source)) == [[["总金额", "7654321"]]]


def test_a_coloured_page_and_shaded_heads_draw_no_lines() -> None:
    source = "#table(columns: 2, fill: (_, y) => if y == 0 { silver }, [信息内容], [本年制发件数], [规章], [0])"
    assert tables(read(source, "margin: 25mm, fill: rgb(250, 250, 240)")) == [
        [["信息内容", "本年制发件数"], ["规章", "0"]]
    ]


def test_a_table_with_open_sides_keeps_its_outer_columns() -> None:
    source = """#table(columns: (30mm, 30mm, 30mm), stroke: (x, _) => (y: 1pt, left: if x > 0 { 1pt }),
        [规章], [1], [2], [许可], [3], [4])"""
    assert tables(read(source)) == [[["规章", "1", "2"], ["许可", "3", "4"]]]


def test_a_frame_around_text_and_rules_between_lines_are_no_table() -> None:
    paper = read("#box(stroke: 1pt, inset: 6pt)[一、总体情况]\n\n#line(length: 100%)\n无。")
    assert (tables(paper), lines(paper)) == ([], ["一、总体情况", "无。"])


def test_a_bracket_that_hangs_over_stays_in_its_field() -> None:
    source = "#table(columns: (26mm, 20mm), inset: 0pt, align: right, [（一）予以公开#h(-4pt)], [1], [（二）], [0])"
    assert tables(read(source)) == [[["（一）予以公开", "1"], ["（二）", "0"]]]


def test_a_table_that_goes_on_overleaf_is_one_though_its_margins_are_mirrored() -> None:
    labels = [f"{number}.事项" for number in range(60)]
    cells = "".join(f"[{label}], [{number}]," for number, label in enumerate(labels))
    paper = read(f"#table(columns: (60mm, 40mm), {cells})\n以上。", "margin: (inside: 40mm, outside: 15mm)")
    assert tables(paper) == [[[label, str(number)] for number, label in enumerate(labels)]]
    assert lines(paper) == ["以上。"]


def test_a_part_overleaf_that_shows_fewer_columns_keeps_its_own_in_place() -> None:
    source = """#table(columns: (40mm, 20mm, 20mm), [行], [甲], [乙], [规章], [1], [2])
        #pagebreak()
        #table(columns: (40mm, 40mm), [许可], [3])"""
    assert tables(read(source)) == [[["行", "甲", "乙"], ["规章", "1", "2"], ["许可", "3", None]]]


def test_a_row_that_the_end_of_a_page_went_through_is_one_row() -> None:
    above = "#table(columns: (28mm, 20mm, 20mm), [信息内容], [自然人], [总计], [3.危及“三], [11], [13])"
    below = (
        "#table(columns: (28mm, 20mm, 20mm), [信息内容], [自然人], [总计], [安全一稳], [], [], [4.保护], [1], [2])"
    )
    paper = read(f"{above}\n#pagebreak()\n{below}")
    assert tables(paper) == [
        [
            ["信息内容", "自然人", "总计"],
            ["3.危及“三安全一稳", "11", "13"],
            ["信息内容", "自然人", "总计"],
            ["4.保护", "1", "2"],
        ]
    ]


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (["2.其他法律法", "", ""], ["3.危及", "", ""]),  # the next label is numbered
        (["行政许可行政", "1", ""], ["行政处罚", "2", ""]),  # both have figures
        (["规章", "", ""], ["行政规范性文件", "", ""]),  # the label did not fill its line
        (["申请人情况表", "", ""], ["自然人", "法人", ""]),  # a field begins that was blank
    ],
)
def test_two_rows_on_two_pages_stay_two(last: list[str], first: list[str]) -> None:
    rows = ["".join(f"[{field}], " for field in row) for row in (last, first)]
    table = "#table(columns: (28mm, 20mm, 20mm), [标], [甲], [乙], {})"
    paper = read(f"{table.format(rows[0])}\n#pagebreak()\n{table.format(rows[1])}")
    assert tables(paper) == [[["标", "甲", "乙"], last, ["标", "甲", "乙"], first]]


def test_a_part_overleaf_on_which_a_column_shows_no_edge_goes_on() -> None:
    source = """#table(columns: (20mm, 30mm, 20mm, 20mm), [三], [（一）], [1], [2], [三], [（二）], [3], [4])
        #pagebreak()
        #pad(left: 20mm, table(columns: (30mm, 20mm, 20mm), [（三）], [5], [6]))"""
    assert tables(read(source))[0][2] == [None, "（三）", "5", "6"]


def test_another_table_at_the_top_of_a_page_stays_another() -> None:
    source = """#table(columns: (20mm, 30mm, 20mm, 20mm), [三], [（一）], [1], [2])
        #pagebreak()
        #table(columns: (45mm, 28mm, 41mm), [填表人], [张三], [李四])"""
    assert len(tables(read(source))) == 2


def test_tables_parted_by_a_heading_stay_two() -> None:
    source = "#table(columns: 2, [规章], [1])\n#pagebreak()\n三、收到申请情况\n#table(columns: 2, [新收], [2])"
    paper = read(source)
    assert [("rows" in block) for block in paper["blocks"]] == [True, False, True]


# ---------------------------------------------------------------------------------------------------------------
# What shows no text, and what is no honest file

PICTURE = """#box(width: 120mm, height: 60mm, image(bytes((
  "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='data:image/png;base64,"
  + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
  + "' width='9' height='9'/></svg>")), width: 100%, height: 100%, fit: "stretch"))"""


def test_a_picture_where_a_table_should_be_is_told() -> None:
    paper = read(f"二、主动公开政府信息情况\n\n{PICTURE}\n\n三、收到申请情况")
    assert [next(iter(block)) for block in paper["blocks"]] == ["line", "picture", "line"]


def test_a_scanned_page_is_a_picture() -> None:
    assert pdf.paper(pdf_of(PICTURE))["blocks"] == [{"picture": "", "page": 1}]


def rewritten(**encryption: object) -> bytes:
    """Return an honest file, saved under a password."""
    saved = BytesIO()
    with pikepdf.open(SAMPLES / "libreoffice.pdf") as honest:
        honest.save(saved, encryption=pikepdf.Encryption(**encryption))  # type: ignore[arg-type]
    return saved.getvalue()


@pytest.mark.parametrize("passwords", [{"user": "a", "owner": "b"}, {"user": "", "owner": "b"}])
def test_a_locked_file_is_refused(passwords: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="加密的 PDF"):
        pdf.paper(rewritten(**passwords))


def test_a_book_is_refused() -> None:
    with pytest.raises(Refusal, match="201 页"):
        read("#for _ in range(200) { pagebreak() }")


HONEST = (SAMPLES / "libreoffice.pdf").read_bytes()


@settings(max_examples=25)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_anything_else(data: st.DataObject) -> None:
    content = bytearray(HONEST)
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(content) // 2, len(content)))
    with suppress(Refusal):
        assert pdf.paper(bytes(content[:cut]))["kind"] == "pdf"
