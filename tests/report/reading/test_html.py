"""A web page is read as its readers see it, however its content management system wrote it down."""

import json
import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.form import Table
from report.reading import Refusal
from report.reading import read as read_file
from report.reading.html import paper
from report.reading.paper import Field, Paper
from report.reading.sections import sheet_of
from report.sheet import Sheet
from report.writing import Site, kiosk, outline, weixin
from report.writing.brief import brief
from report.writing.html import page
from tests.report.published import SLUGS, sheet

Grid = list[list[Field]]


def read(body: str) -> Paper:
    return paper(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def lines(read: Paper) -> list[str]:
    return [block["line"] for block in read["blocks"] if "line" in block]


def grids(read: Paper) -> list[Grid]:
    return [block["rows"] for block in read["blocks"] if "rows" in block]


def pictures(read: Paper) -> list[str]:
    return [block["picture"] for block in read["blocks"] if "picture" in block]


def order(read: Paper) -> str:
    """Return the blocks in their order: L, T or P for each."""
    return "".join("L" if "line" in block else "T" if "rows" in block else "P" for block in read["blocks"])


# ---------------------------------------------------------------------------------------------------------------
# Our own page


def expected(table: Table, report: Sheet) -> Grid:
    """Return a table of the form as a printed grid."""
    rows: Grid = []
    for at, row in enumerate(table.grid()):
        first = [(cell.row, cell.column) == (at, column) for column, cell in enumerate(row)]
        words = [report.cells.get(cell.address, "").strip() if cell.address else cell.text for cell in row]
        rows.append([text if begins else None for text, begins in zip(words, first, strict=True)])
    return rows


@pytest.mark.parametrize("slug", SLUGS)
def test_our_own_page_is_read_back_place_by_place(slug: str) -> None:
    report = sheet(slug)
    read = paper(page(outline(report, signer=report.unit)))
    assert grids(read) == [expected(table, report) for table in report.form.tables]
    headings = [f"{section.numeral}、{section.heading}" for section in report.form.sections]
    assert [line for line in lines(read) if line in headings] == headings


def test_our_own_page_says_when_and_where_it_was_published() -> None:
    report = sheet("hengshan_town_2022")
    site = Site(name="门户", column="政府信息公开年报", published=datetime(2023, 1, 20, 9, 5))
    assert paper(page(outline(report, signer=report.unit), site=site))["meta"] == {
        "title": outline(report, signer=report.unit).title,
        "published": "2023-01-20 09:05",
        "unit": report.unit,
        "column": "政府信息公开年报",
    }


TEXTS = {
    "preamble": "现将有关情况报告如下：",
    "overview": "（一）主动公开。\n全年公开信息 310 条。\n（二）依申请公开：收到 1 件。",
    "problems": "有待加强。",
    "other": "无。",
}


def telling(slug: str) -> Sheet:
    """Return the figures of a published report under a full name, with a text in each section and a date."""
    return replace(sheet(slug), unit="荥阳市广武镇人民政府", texts=TEXTS, signed_on=date(2024, 1, 12))


def written(report: Sheet) -> dict[str, bytes]:
    """Return a report as each of our pages, with everything on it that is not the report."""
    printed, shown = outline(report, signer=report.unit), brief(report, [replace(report, year=report.year - 1)])
    address = "https://www.example.gov.cn/2020/index.html"
    return {
        "page": page(printed, links=[("a.pdf", "PDF 版")], charts=shown.charts),
        "kiosk": kiosk.page(printed, shown, address=address),
        "weixin": weixin.article(printed, shown, address=address),
    }


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("kind", ["page", "kiosk", "weixin"])
def test_each_of_our_pages_is_read_back_cell_by_cell_and_word_by_word(kind: str, slug: str) -> None:
    report = telling(slug)
    back = sheet_of("a.html", paper(written(report)[kind]))
    printed = {address: report.cells.get(address, "").strip() for address in report.form.addresses}
    assert (back.cells, back.texts) == (printed, TEXTS)
    assert (back.unit, back.signed_on, back.form.editions) == (report.unit, report.signed_on, report.form.editions)


def test_an_unsigned_draft_of_any_page_ends_where_its_last_section_ends() -> None:
    for content in written(replace(telling("hengshan_town_2022"), signed_on=None)).values():
        assert sheet_of("a.html", paper(content)).texts == TEXTS


def test_a_page_that_comes_from_a_stranger_is_read_behind_the_guard() -> None:
    report = telling("hongze_district_2024")  # table 2 of 2021 beside table 3 of 2019
    back = read_file("公众号.html", written(report)["weixin"])
    assert dict(back.cells) == {address: report.cells.get(address, "") for address in report.form.addresses}
    assert (back.edition, back.editions) == (2019, {"t2": 2021})


# ---------------------------------------------------------------------------------------------------------------
# Figures that say their addresses, where no statutory table is printed


def addressed(figures: str, edition: str = "2021") -> Sheet:
    """Read a report that prints its figures anyhow."""
    return sheet_of(
        "a.html",
        read(
            f"<section data-edition='{edition}'><p>某某镇2023年政府信息公开工作年度报告</p>"
            "<p>一、总体情况</p><p>好。</p>"
            f"<p>三、收到和处理政府信息公开申请情况</p>{figures}"
            "<p>五、存在的主要问题及改进情况</p><p>少。</p></section>"
        ),
    )


@pytest.mark.parametrize(
    ("figure", "printed"),
    [
        ("<span data-address='t3.received.total'>12</span>", "12"),
        ("<span data-address='t3.received.total'></span>", ""),
        ("<span data-address='t3.received.total'><span leaf=''> 1\n2 </span></span>件", "1 2"),
        ("<b data-address='t3.received.total' data-value='99'>12（含续办）</b>", "12（含续办）"),
        ("<span data-address='t3.received.total'>1<i style='display:none'>9</i>2</span>", "12"),
    ],
)
def test_a_figure_is_what_is_seen_under_its_address(figure: str, printed: str) -> None:
    assert addressed(f"<p>新收 {figure}</p>").cells == {"t3.received.total": printed}


@pytest.mark.parametrize(
    "figure",
    [
        "<span hidden data-address='t3.received.total'>12</span>",
        "<p style='display:none'><span data-address='t3.received.total'>12</span></p>",
        "<aside><span data-address='t3.received.total'>12</span></aside>",
        "<span data-address='t3.received.total'><p>1</p><p>2</p></span>",
        "<td data-value='12'>t3.received.total</td>",
    ],
)
def test_what_nobody_sees_or_is_no_figure_is_not_taken_for_one(figure: str) -> None:
    assert addressed(figure).cells == {}


def test_a_line_reads_on_over_its_figures() -> None:
    report = addressed("<p>新收 <span data-address='t3.received.total'>12</span> 件，<b>全部</b>办结</p>")
    assert report.source is not None
    assert report.source.notes == {"t3": "新收 12 件，全部办结"}


def test_an_address_means_a_cell_only_where_an_edition_is_named() -> None:
    assert addressed("<p>地图：<span data-address='健康路 1 号'>某某镇</span></p>", edition="").cells == {}


@pytest.mark.parametrize(
    ("figures", "edition", "says"),
    [
        ("<span data-address='t3.nobody.total'>1</span>", "2021", "“t3.nobody.total”在 2021 年版的表里不存在"),
        ("<span data-address='t3.other.total'>1</span>", "2021", "“t3.other.total”在 2021 年版的表里不存在"),
        ("<span data-address='t9.x.y'>1</span>", "2021", "“t9.x.y”在 2021 年版的表里不存在"),
        ("<span data-address=''>1</span>", "2021", "“”在 2021 年版的表里不存在"),
        ("<span data-address='t3.received.total'>1</span>", "1999", "在 1999 年版的表里不存在"),
        ("<span data-address='t3.received.total'>1</span>" * 2, "2021", "“t3.received.total”出现了两次"),
        (
            "<span data-address='t3.received.total'>1</span>"
            "<section data-edition='2019'><span data-address='t3.other.total'>1</span></section>",
            "2021",
            "“t3.other.total”在 2021 年版的表里不存在",
        ),
    ],
)
def test_an_unknown_or_doubled_address_is_told_and_never_guessed(figures: str, edition: str, says: str) -> None:
    with pytest.raises(Refusal, match=re.escape(says)):
        addressed(f"<p>{figures}</p>", edition)


def test_where_a_table_is_printed_its_labels_count_and_not_what_stands_beside_it() -> None:
    report = telling("hongze_district_2024")
    content = written(report)["page"].decode()
    beside = "<p>新收 <span data-address='t3.received.total'>77777</span> 件</p></article>"
    assert sheet_of("a.html", paper(content.replace("</article>", beside).encode())).cells == report.cells


# ---------------------------------------------------------------------------------------------------------------
# Lines


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("<p>一、总体情况</p><p>很好。</p>", ["一、总体情况", "很好。"]),
        ("一、总体情况<br/>很好。<br><br>无。", ["一、总体情况", "很好。", "无。"]),
        ("<div>甲<div>乙</div>丙<p>丁</div>戊", ["甲", "乙", "丙", "丁", "戊"]),
        (
            "<h1>标题</h1><h6>小标题</h6><ul><li>其一<li>其二</ul><blockquote>引</blockquote>",
            ["标题", "小标题", "其一", "其二", "引"],
        ),
        (
            "<p>&nbsp;&nbsp;&#12288;2020 年，<b>我</b><span>镇</span>\n  高度&nbsp;重视。&nbsp;</p>",
            ["2020 年，我镇 高度 重视。"],
        ),
        ("<p>甲\u200b乙\ufeff丙&shy;丁\x01</p>", ["甲乙丙丁"]),
        ("<pre>一、总体情况\n规章  1   1\n</pre>后  面", ["一、总体情况", "规章  1   1", "后 面"]),
        ('<p><span style="display: block">一、总体情况</span>很好。</p>', ["一、总体情况", "很好。"]),
        ("<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby></p>", ["汉字"]),
        ("<p>甲<embed src='x.swf'>乙<wbr>丙</p>丁", ["甲乙丙", "丁"]),
        ("<p><font>没有结束<p>第二段", ["没有结束", "第二段"]),
        (
            "<article><header><h1>年报</h1></header><p>文</p><footer><p>广武镇</p></footer></article>",
            ["年报", "文", "广武镇"],
        ),
    ],
)
def test_lines_are_those_a_reader_sees(body: str, printed: list[str]) -> None:
    assert lines(read(body)) == printed


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>document.write('x')</script>",
        "<style>p{color:red}</style>",
        "<noscript>请开启脚本</noscript>",
        "<!-- <p>草稿</p> -->",
        "<template><p>x</p></template>",
        "<p hidden>x</p>",
        "<DIV style='COLOR: red; DISPLAY: none'>x<p>y</p></DIV>",
        "<span style='visibility:hidden'>x</span>",
        "<iframe src='x'>旧浏览器</iframe><object><embed></object>",
        "<select><option>2020</select><button>打印</button><textarea>意见</textarea>",
        "<nav><a>新闻</a><a>政务</a></nav><aside>相关</aside><div role='navigation'>菜单</div>",
        "<header><a>登录</a></header><footer><p>主办：某某</p><p>豫ICP备 1 号</p></footer>",
    ],
)
def test_what_nobody_sees_or_belongs_to_the_site_is_left_out(hidden: str) -> None:
    assert lines(read(f"<p>前</p>{hidden}<p>后</p>")) == ["前", "后"]


def test_a_body_that_a_script_shows_again_is_read() -> None:
    assert lines(paper("<body style='display:none'>年报</body>".encode())) == ["年报"]


# ---------------------------------------------------------------------------------------------------------------
# Tables


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        ("<tr><td>规章<td>1<td>2<tr><td>规范性文件<td>3<td>4", [["规章", "1", "2"], ["规范性文件", "3", "4"]]),
        ("<tr><td>规章<div>1<td>2</div><tr><td>甲<td>乙", [["规章\n1", "2"], ["甲", "乙"]]),
        (
            "<tr><th>本年新<br/>制作数量<th>总&nbsp;计<tr><td><p>1</p><p></p><td><p><span>1</span><span>6</span></p>",
            [["本年新\n制作数量", "总 计"], ["1", "16"]],
        ),
        ("<td>甲<td>乙<tr><td>丙", [["甲", "乙"], ["丙", None]]),
        ("<form><tr><td>甲<td>乙</form>", [["甲", "乙"]]),
        ("<tr><td>&nbsp;<td>　<td>甲<td>乙", [["", "", "甲", "乙"]]),
        ("<tr><td rowspan=2>三<td>（一）<td>1<tr><td>（二）<td>2", [["三", "（一）", "1"], [None, "（二）", "2"]]),
        ("<tr><td colspan=2>甲<td>乙<tr><td>1<td>2<td>3", [["甲", None, "乙"], ["1", "2", "3"]]),
        ("<tr><td rowspan=9>甲<td>乙<tr><td>丙", [["甲", "乙"], [None, "丙"]]),
        ("<tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁", [["甲", "乙"], [None, "丙"], [None, "丁"]]),
        (
            "<tr><td rowspan=x>甲<td colspan=-2>乙<td colspan=''>丙<tr><td rowspan=1.9>1<td colspan='2px'>2",
            [["甲", "乙", "丙"], ["1", "2", None]],
        ),
        ("<tr><td>甲<td rowspan=2>乙<tr><td colspan=2>丙<td>丁", [["甲", "乙", None], ["丙", None, "丁"]]),
        ("<tr><td rowspan=3>甲<td>乙<tr></tr><tr><td>丙", [["甲", "乙"], [None, "丙"]]),
        (
            "<tfoot><tr><td>合计<td>3</tfoot><thead><tr><th rowspan=5>项<th>数</thead><tbody><tr><td>一<td>2<td>x",
            [["项", "数", None], ["一", "2", "x"], ["合计", "3", None]],
        ),
        (
            "<tr><td>甲<td style='display:none'>藏<td>乙<tr hidden><td>藏<td>藏<tr><td>丙<td>丁",
            [["甲", "乙"], ["丙", "丁"]],
        ),
        ("<tr><td><table><tr><td>0</table><td>甲", [["0", "甲"]]),
    ],
)
def test_a_table_is_formed_as_browsers_do(rows: str, grid: Grid) -> None:
    assert grids(read(f"<table>{rows}</table>")) == [grid]


def test_words_of_a_table_in_none_of_its_cells_stand_above_it() -> None:
    page = read("<p>前</p><table><caption>表一</caption>单位：件<tr><td>甲<td>乙</table>后")
    assert (lines(page), order(page)) == (["前", "表一", "单位：件", "后"], "LLLTL")


def test_a_table_cut_in_several_stays_several_in_their_order() -> None:
    page = read("<table><tr><td>1<td>2</table><p>续表</p><table><tr><td>3<td>4</table>")
    assert (order(page), grids(page)) == ("TLT", [[["1", "2"]], [["3", "4"]]])


def test_a_table_that_nobody_ended_ends_where_the_next_begins() -> None:
    page = read(
        "<p>二</p><table><tr><td>1<td>2</td></tr><p>三</p><table><tr><td>3<td>4</td><table><tr><td>5<td>6</table>"
    )
    assert grids(page) == [[["1", "2"]], [["3", "4"]], [["5", "6"]]]


def test_an_article_in_a_table_is_read_as_an_article() -> None:
    page = read(
        "<table><tr><td colspan=2><table><tr><td>首页<td>新闻<td>公开</table></td></tr>"
        "<tr><td>栏目<br>指南</td><td><table><tr><td><h1>某镇2020年年度报告</h1></td></tr><tr><td>"
        "<p>二、主动公开政府信息情况</p><table><tr><td>规章<td>0</table><p>三、收到和处理</p></td></tr></table></td></tr>"
        "<tr><td></td><td>某镇人民政府</td></tr></table>"
    )
    assert lines(page) == [
        *("栏目", "指南", "某镇2020年年度报告", "二、主动公开政府信息情况", "三、收到和处理", "某镇人民政府"),
    ]
    assert grids(page) == [[["首页", "新闻", "公开"]], [["规章", "0"]]]
    assert order(page) == "TLLLLTLL"


def test_a_report_that_is_one_table_with_its_paragraphs_in_it_keeps_its_figures() -> None:
    long = "我镇高度重视政府信息公开工作。" * 30
    page = read(
        f"<table><tr><td colspan=3>一、总体情况<tr><td colspan=3>{long}<tr><td>信息内容<td>制发<td>废止"
        f"<tr><td>规章<td>1<td>2<tr><td>存在的问题<td colspan=2>{long}</table>"
    )
    assert lines(page) == ["一、总体情况", long, "存在的问题", long]
    assert (order(page), grids(page)) == ("LLTLL", [[["信息内容", "制发", "废止"], ["规章", "1", "2"]]])


def test_a_picture_beside_figures_does_not_cost_the_row() -> None:
    page = read("<table><tr><td>甲<td>1<td><img src='章.png' alt='印章'></table>")
    assert (grids(page), pictures(page)) == ([[["甲", "1", ""]]], ["印章"])


# ---------------------------------------------------------------------------------------------------------------
# Pictures


@pytest.mark.parametrize(
    ("attributes", "seen"),
    [
        ("src=table.png", True),
        ("src=table.png width=640 height=300", True),
        ("src=table.png style='width: 16cm'", True),
        ("src=table.png width='100%'", True),
        ("src=table.png style='max-width:100%' width=600", True),
        ("src=a.gif width=16 height=16", False),
        ("src=a.gif style='WIDTH: 120px'", False),
        ("src=line.png width=800 height=3", False),
        ("src='/fileTypeImages/icon_doc.gif'", False),
    ],
)
def test_pictures_that_may_hold_a_table_are_told_from_icons(attributes: str, seen: bool) -> None:
    page = read(f"<p>三、申请情况<img {attributes} alt='表三'>后</p>")
    assert pictures(page) == ["表三"] * seen
    assert order(page) == ("LPL" if seen else "L")


def test_a_picture_in_a_table_of_its_own_stands_where_it_is_shown() -> None:
    assert order(read("<p>三</p><table><tr><td><img src=a.png></table><p>四</p>")) == "LPL"


# ---------------------------------------------------------------------------------------------------------------
# What the page says of itself


@pytest.mark.parametrize(
    ("head", "body", "meta"),
    [
        ("<title>年报_门户</title>", "", {"title": "年报_门户"}),
        ("<title>门户</title><META NAME='articletitle' CONTENT=' 某镇2020年年报 '>", "", {"title": "某镇2020年年报"}),
        (
            "<meta name=PubDate content='2021-01-07 09:30'>",
            "<p>发布时间：2021-01-09</p>",
            {"published": "2021-01-07 09:30"},
        ),
        (
            "",
            "<div>发布时间：2021年1月7日 来源：广武镇人民政府 浏览次数：12</div>",
            {"published": "2021年1月7日", "unit": "广武镇人民政府"},
        ),
        ("", "<p>来源:广武镇发布日期:2021-01-07 10:02</p>", {"unit": "广武镇", "published": "2021-01-07 10:02"}),
        (
            "",
            "<table><tr><td>索引号<td>1-2<td>发布机构<td>广武镇<tr><td>发布日期<td>2021-01-07<td>文号<td></table>",
            {"unit": "广武镇", "published": "2021-01-07"},
        ),
        ("", "<p>数据来源：统计站</p><p>更新时间：2022-02-02</p>", {}),
        ("<meta name=ColumnName content=年报>", "", {"column": "年报"}),
        (
            "<meta name=ColumnName content=年报>",
            "<div>您现在的位置：<a>首页</a> &gt; <a>政府信息公开</a>&gt;&gt;年报</div>",
            {"column": "首页 > 政府信息公开 > 年报"},
        ),
        ("", "<p>首页 › 政务公开 › 年报</p>", {"column": "首页 > 政务公开 > 年报"}),
        ("", "<nav>当前位置：<a>首页</a> > <a>年报</a></nav>", {"column": "首页 > 年报"}),
        ("", "<nav><a>首页</a> <a>新闻</a></nav>", {}),
        ("", "<ol class='breadcrumb'><li><a>首页</a><li><a>年报</a></ol>", {"column": "首页 > 年报"}),
    ],
)
def test_the_page_tells_who_published_it_when_and_where(head: str, body: str, meta: dict[str, str]) -> None:
    assert paper(f"<html><head>{head}</head><body>{body}</body></html>".encode())["meta"] == meta


# ---------------------------------------------------------------------------------------------------------------
# Encodings, and what is no page


PAGE = "<html><head><meta charset='{}'></head><body><p>一、总体情况 〇㙍</p></body></html>"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("gb2312", "gb18030"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("", "gb18030"),
        ("utf-8", "utf-16"),
    ],
)
def test_a_page_is_decoded_by_its_bytes(declared: str, encoding: str) -> None:
    assert lines(paper(PAGE.format(declared).encode(encoding))) == ["一、总体情况 〇㙍"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_character_costs_one_character(encoding: str) -> None:
    content = "<p>一、总体情况</p><p>乱".encode(encoding)[:-1] + "</p><p>二、主动公开政府信息情况</p>".encode(
        encoding
    )
    found = lines(paper(content))
    assert (found[0], len(found)) == ("一、总体情况", 3 if encoding == "utf-8" else len(found))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!-- -->", "没有可以读取的内容"),
        (b"<div>" * 50_000 + b"x", "套得太深"),
        (b"<b><i>" * 200 + b"x", "套得太深"),
        (b"<table><tr><td>" * 40 + b"x", "套了 30 层以上"),
        (b"<table><tr><td colspan=1000>" + b"<tr><td>" * 300 + b"</table>", "超过 200000 格"),
        (b"<table><tr>" + b"<td rowspan=65534>" * 500 + b"<tr><td>" * 500 + b"</table>", "超过 200000 格"),
        (b"<table><tr><td>1<td colspan=1000>2</table>" * 300, "超过 200000 格"),
        ((b"<table><tr><td>1<td colspan=1000>2" + b"<tr><td>" * 90 + b"</table>") * 3, "超过 200000 格"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_beyond_reason_is_refused_in_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        paper(content)


def test_a_span_without_measure_is_as_wide_as_a_browser_makes_it() -> None:
    row = "<tr><td>1<td colspan=999999999>2<td>3"
    [grid] = grids(read(f"<table>{row}<tr>{'<td>x' * 1002}</table>"))
    assert [(row[0], row[1], row[-1]) for row in grid] == [("1", "2", "3"), ("x", "x", "x")]
    assert {len(row) for row in grid} == {1002}


def test_two_hundred_nested_elements_are_read() -> None:
    assert lines(read("<div><font>" * 110 + "深" + "</font></div>" * 110 + "后")) == ["深", "后"]


TAGS = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<td rowspan=3>",
    "<th colspan=2>",
    "<p>",
    "</p>",
    "<div hidden>",
    "</div>",
    "<br>",
    "<b>",
    "</b>",
    "<pre>",
    "</pre>",
    "<thead>",
    "<tfoot>",
    "</tfoot>",
    "<img src=a>",
    "<nav>",
    "</nav>",
    "字",
    "12",
    " ",
    "&nbsp;",
    "&#0;",
    "<![CDATA[",
    "<!--",
    "-->",
    "<ruby>",
    "<rt>",
    "<header>",
    "<title>",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=60).map("".join) | st.binary(max_size=300) | st.text(max_size=100))
def test_whatever_comes_is_a_paper_or_a_refusal(content: str | bytes) -> None:
    try:
        read = paper(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    except Refusal:
        return
    assert json.loads(json.dumps(read).encode()) == read
    for block in read["blocks"]:
        if "rows" in block:
            assert len({len(row) for row in block["rows"]}) == 1
            assert len(block["pages"]) == len(block["rows"])
