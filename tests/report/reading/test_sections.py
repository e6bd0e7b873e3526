"""A printed report becomes a sheet, whatever stands around, between and inside its sections."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from report.form import form_for
from report.forms import FORMS
from report.reading import Refusal
from report.reading.paper import Block, Paper, PrintedPicture
from report.reading.sections import sheet_of
from report.sheet import Level, Sheet
from report.source import Heading, Misprint, Place
from tests.report.reading.printing import SIGNED, TITLE, figures, grid, lines, paper, printed, report

FORM = form_for(2024)
FIGURES = figures(FORM)
TABLES: Mapping[str, Sequence[Block]] = {table.key: [printed(grid(table, FIGURES))] for table in FORM.tables}
PICTURE: PrintedPicture = {"picture": "", "page": 0}
KEYS = ("overview", "disclosure", "applications", "disputes", "problems", "other")


def read(shown: Paper) -> Sheet:
    return sheet_of("年报", shown)


def changed(*changes: tuple[str, Sequence[str]], kind: str = "html", **tables: Sequence[Block]) -> Sheet:
    """Read the report with some of its lines printed otherwise."""
    shown = report({**TABLES, **tables}, kind=kind)
    lines_for = dict(changes)
    blocks: list[Block] = []
    for block in shown["blocks"]:
        text = block.get("line")
        blocks += lines(*lines_for.pop(text)) if isinstance(text, str) and text in lines_for else [block]
    assert not lines_for
    return read({**shown, "blocks": blocks})


def source_of(sheet: Sheet) -> tuple[dict[str, str], tuple[str, ...]]:
    assert sheet.source
    return dict(sheet.source.notes), sheet.source.pictures


def headings_of(sheet: Sheet) -> list[tuple[str, str]]:
    assert sheet.source
    return [(heading.text, heading.key) for heading in sheet.source.headings]


# A whole report


@pytest.mark.parametrize("year", [2020, 2024])
def test_a_report_as_the_statute_has_it_is_read_completely(year: int) -> None:
    form = form_for(year)
    shown = report({table.key: [printed(grid(table, figures(form)))] for table in form.tables}, form)
    shown["blocks"][0] = lines(TITLE.replace("2024", str(year)))[0]
    sheet = read(shown)
    assert sheet == Sheet(
        unit="荥阳市广武镇人民政府",
        level=Level.TOWNSHIP,
        year=year,
        edition=form.edition,
        title=TITLE.replace("2024", str(year)),
        signed_on=date(2025, 1, 7),
        cells=figures(form),
        texts={
            "preamble": "现将本年度报告公布如下。",
            **{s.key: f"这里写{s.heading}。" for s in form.sections if not s.table},
        },
    )
    assert sheet.source
    assert [heading.key for heading in sheet.source.headings] == list(KEYS)
    assert sheet.source.misprints == sheet.source.pictures == ()
    assert sheet.source.notes == {}


def test_a_sheet_says_where_everything_stood() -> None:
    source = read(report(TABLES)).source
    assert source
    assert source.kind == "html"
    assert source.headings[0] == Heading("一、总体情况", "overview", Place(line=3))
    assert source.places["overview"] == Place(line=4)
    assert source.places["t3.received.natural_person"] == Place(table=2, row=4, column=4)
    assert source.places.keys() == {*FIGURES, "preamble", "overview", "problems", "other"}
    assert source.lines[:3] == (TITLE, "现将本年度报告公布如下。", "一、总体情况")
    assert source.lines[-1] == "这里写其他需要报告的事项。"


def test_a_misprint_of_any_table_is_told_with_its_place() -> None:
    rows = grid(FORM.table("t2"), FIGURES)
    rows[3][0] = "规范性文件"
    source = read(report({**TABLES, "t2": [printed(rows)]})).source
    assert source
    assert source.misprints == (Misprint("t2", "行政规范性文件", "规范性文件", Place(table=1, row=4, column=1)),)


# What a page prints around a report


def test_menus_and_footers_are_no_part_of_the_report() -> None:
    menu = lines("荥阳市人民政府门户网站", "政务公开", "政府信息公开年报", "当前位置：首页 > 政府信息公开年报")
    byline = lines("发布时间：2025-01-14 09:30 来源：广武镇 浏览次数：12", "【字体：大 中 小】")
    footer = lines("扫一扫在手机打开当前页", "上一篇：广武镇2023年政府信息公开工作年度报告", "主办：荥阳市人民政府")
    plain = report(TABLES)
    title, *rest = plain["blocks"]
    sheet = read(paper([*menu, title, *byline, *rest, *footer]))
    assert sheet == read(plain)
    assert sheet.source
    assert sheet.source.published_on == date(2025, 1, 14)
    assert sheet.source.lines == (*lines_of(plain)[:-2],)


def lines_of(shown: Paper) -> list[str]:
    return [str(block["line"]) for block in shown["blocks"] if "line" in block]


def test_what_the_page_says_of_itself_is_kept() -> None:
    shown = report(TABLES)
    shown["meta"] = {"published": "2025-01-14 09:30", "column": "首页 > 政府信息公开年报", "unit": "荥阳市人民政府"}
    sheet = read(shown)
    assert sheet.source
    assert (sheet.source.published_on, sheet.source.column) == (date(2025, 1, 14), "首页 > 政府信息公开年报")
    assert sheet.unit == "荥阳市广武镇人民政府"


def test_a_title_that_only_the_page_itself_bears_will_do() -> None:
    shown = report(TABLES)
    shown["blocks"][0:1] = lines("荥阳市人民政府门户网站", "当前位置：首页 > 政府信息公开年报")
    shown["meta"] = {"title": f"{TITLE}-荥阳市人民政府"}
    sheet = read(shown)
    assert (sheet.title, sheet.year) == (TITLE, 2024)
    assert sheet.texts["preamble"] == "现将本年度报告公布如下。"


def test_page_numbers_are_no_paragraphs() -> None:
    sheet = changed(("这里写总体情况。", ("第一段。", "— 3 —", "第 4 页 共 7 页", "- 5 -", "第二段。")))
    assert sheet.texts["overview"] == "第一段。\n第二段。"


# Headings


def test_headings_of_the_wild_open_their_sections_and_are_kept_as_printed() -> None:
    said = (
        "一、总 体 情 况",
        "二．主动公开信息情况",
        "三、收到和处理政府信息公开的  申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "五、存在问题及改进情况",
        "其他需要报告的事项",
    )
    statutory = (f"{section.numeral}、{section.heading}" for section in FORM.sections)
    sheet = changed(*((heading, (other,)) for heading, other in zip(statutory, said, strict=True)))
    assert sheet == read(report(TABLES))
    assert headings_of(sheet) == list(zip(said, KEYS, strict=True))


def test_the_caption_of_a_table_is_no_heading_beside_the_numbered_one() -> None:
    sheet = changed(("二、主动公开政府信息情况", ("二、主动公开信息情况", "主动公开政府信息情况")))
    assert headings_of(sheet)[1] == ("二、主动公开信息情况", "disclosure")
    assert source_of(sheet)[0] == {"t2": "主动公开政府信息情况"}


def test_a_missing_heading_is_missing_and_a_renumbered_one_is_as_printed() -> None:
    sheet = changed(
        ("四、政府信息公开行政复议、行政诉讼情况", ()),
        ("五、存在的主要问题及改进情况", ("四、存在的主要问题及改进情况",)),
    )
    assert sheet.cells == FIGURES
    assert [key for _, key in headings_of(sheet)] == ["overview", "disclosure", "applications", "problems", "other"]
    assert ("四、存在的主要问题及改进情况", "problems") in headings_of(sheet)


def test_a_heading_no_form_knows_is_told() -> None:
    # 路桥街道 2021 adds its plans for the next year
    sheet = changed(("这里写其他需要报告的事项。", ("无。", "七、2025年工作思路", "加强公开。")))
    assert headings_of(sheet)[-1] == ("七、2025年工作思路", "")
    assert sheet.texts["other"] == "无。\n七、2025年工作思路\n加强公开。"


def test_a_list_within_a_section_is_no_heading() -> None:
    written = ("一、存在的主要问题", "（一）不够深入。", "二、改进情况", "三、下一步打算", "加强培训。")
    sheet = changed(("这里写存在的主要问题及改进情况。", written))
    assert sheet.texts["problems"] == "\n".join(written)
    assert [key for _, key in headings_of(sheet)] == list(KEYS)


def test_a_heading_and_its_text_may_share_a_line() -> None:
    sheet = changed(("六、其他需要报告的事项", ("六、其他需要报告的事项：本年度未收取信息处理费。",)))
    assert headings_of(sheet)[-1] == ("六、其他需要报告的事项", "other")
    assert sheet.texts["other"] == "本年度未收取信息处理费。\n这里写其他需要报告的事项。"


def test_a_list_of_contents_opens_nothing() -> None:
    contents = tuple(f"{section.numeral}、{section.heading}" for section in FORM.sections)
    assert changed(("现将本年度报告公布如下。", ("本报告分为：", *contents, "现报告如下。"))).cells == FIGURES
    assert changed(("现将本年度报告公布如下。", contents)).texts["overview"] == "这里写总体情况。"


def test_headings_from_before_2019_are_told_and_nothing_is_lost() -> None:
    # 二七区 2020 still wrote to the headings of the old 条例
    sheet = read(
        paper(
            lines(
                *(
                    "二七区2020年政府信息公开工作年度报告",
                    "一、概述",
                    "不错。",
                    "二、主动公开政府信息情况",
                    "公开 5 条。",
                ),
                *("三、依申请公开政府信息情况", "0 件。", "二七区人民政府", "2021年1月20日"),
            )
        )
    )
    assert headings_of(sheet) == [
        ("一、概述", ""),
        ("二、主动公开政府信息情况", "disclosure"),
        ("三、依申请公开政府信息情况", ""),
    ]
    assert (sheet.cells, sheet.edition) == ({}, 2019)
    assert source_of(sheet)[0] == {"t2": "公开 5 条。\n三、依申请公开政府信息情况\n0 件。"}


# What stands in the section of a table


def test_what_stands_beside_a_table_is_a_note() -> None:
    sheet = read(
        report(
            {
                **TABLES,
                "t2": [*lines("该部分以表格形式报告。"), *TABLES["t2"]],
                "t4": [*TABLES["t4"], *lines("注：数量含上年度结转数量。", "以上。")],
            }
        )
    )
    assert source_of(sheet) == ({"t2": "该部分以表格形式报告。", "t4": "注：数量含上年度结转数量。\n以上。"}, ())
    assert sheet == read(report(TABLES))


def test_a_caption_is_a_note_of_the_table_below_it() -> None:
    sheet = changed(("这里写总体情况。", ("这里写总体情况。", "广武镇 2024 年政府信息公开统计表", "（单位：件）")))
    assert sheet.texts["overview"] == "这里写总体情况。"
    assert source_of(sheet)[0] == {"t2": "广武镇 2024 年政府信息公开统计表\n（单位：件）"}


def test_tables_published_as_pictures_are_told() -> None:
    # 开平市 2020: three headings with nothing but pictures below
    sheet = read(report({"t2": [PICTURE], "t3": [*lines("见下图："), PICTURE], "t4": [*TABLES["t4"], PICTURE]}))
    assert source_of(sheet)[1] == ("t2", "t3")
    assert sheet.cells == {address: text for address, text in FIGURES.items() if address.startswith("t4")}
    assert sheet.form == form_for(2024)


def test_a_table_of_ones_own_is_not_taken_for_a_statutory_one() -> None:
    own = printed([["类别", "数量"], ["规范性文件", "13"], ["行政许可", "35"], ["总计", "543"]])
    shown = report(TABLES)
    at = next(at for at, block in enumerate(shown["blocks"]) if "rows" in block)
    shown["blocks"].insert(at - 1, own)
    sheet = read(shown)
    assert sheet == read(report(TABLES))
    assert sheet.source
    assert "行政许可\t35" in sheet.source.lines
    instead = read(report({**TABLES, "t2": [own]}))
    assert instead.cells == {address: text for address, text in FIGURES.items() if not address.startswith("t2")}
    assert source_of(instead)[0] == {"t2": "类别\t数量\n规范性文件\t13\n行政许可\t35\n总计\t543"}


# Where tables stand


def test_tables_stand_in_any_order_and_without_headings() -> None:
    assert read(report({"t2": TABLES["t4"], "t3": TABLES["t2"], "t4": TABLES["t3"]})).cells == FIGURES
    bare = [*lines(TITLE, "一、总体情况", "好。"), *TABLES["t2"], *TABLES["t3"], *TABLES["t4"]]
    sheet = read(paper([*bare, *lines("五、存在的主要问题及改进情况", "有。", *SIGNED)]))
    assert (sheet.cells, sheet.texts["overview"], sheet.texts["problems"]) == (FIGURES, "好。", "有。")


def test_tables_attached_behind_the_signature_are_read() -> None:
    shown = report({})
    sheet = read(paper([*shown["blocks"], *lines("附件：统计表"), *TABLES["t2"], *TABLES["t3"], *TABLES["t4"]]))
    assert (sheet.cells, sheet.signed_on) == (FIGURES, date(2025, 1, 7))


def test_three_tables_in_one_grid_are_told_apart() -> None:
    rows = [row + [""] * (15 - len(row)) for table in FORM.tables for row in grid(table, FIGURES)]
    assert read(report({"t2": [printed(rows)]})).cells == FIGURES
    split = [
        row + [None] * (15 - len(row))
        for section in FORM.sections
        if section.table
        for row in ([[f"{section.numeral}、{section.heading}"], *grid(section.table, FIGURES)])
    ]
    sheet = read(paper([*lines(TITLE, "一、总体情况", "好。"), printed(split), *lines(*SIGNED)]))
    assert sheet.cells == FIGURES
    assert [key for _, key in headings_of(sheet)] == list(KEYS[:4])


def test_a_table_over_several_pages_is_one() -> None:
    rows = grid(FORM.table("t3"), FIGURES)
    pages = [printed(rows[:17], 3), *lines("— 3 —", page=3), printed(rows[17:], 4)]
    sheet = read(report({**TABLES, "t3": pages}, kind="pdf"))
    assert sheet.cells == FIGURES
    assert sheet.source
    assert sheet.source.places["t3.carried_out.total"] == Place(table=3, row=11, column=10, page=4)


def test_the_figures_of_table_4_alone_on_the_next_page_belong_to_it() -> None:
    rows = grid(FORM.table("t4"), FIGURES)
    pages = [printed(rows[:3], 5), *lines("6", page=6), printed(rows[3:], 6)]
    assert read(report({**TABLES, "t4": pages}, kind="pdf")).cells == FIGURES


def test_a_copy_of_a_table_does_not_count() -> None:
    other = [printed(grid(FORM.table("t3"), dict.fromkeys(FIGURES, "999")))]
    shown = report(TABLES)
    sheet = read(paper([*shown["blocks"], *lines("附件"), *other]))
    assert sheet.cells == FIGURES


def test_each_table_shows_its_own_edition() -> None:
    # 洪泽区 2023: table 2 of 2021 beside table 3 of 2019
    old = FORMS[2019]
    sheet = read(report({**TABLES, "t3": [printed(grid(old.table("t3"), figures(old)))]}))
    assert (sheet.edition, sheet.editions) == (2019, {"t2": 2021})
    assert sheet.cells["t3.other.total"] == figures(old)["t3.other.total"]


# Worksheets


def test_a_whole_report_in_worksheets_is_read() -> None:
    texts = [
        ["部分", "内容"],
        ["标题", TITLE],
        ["开头", "现将本年度报告公布如下。"],
        *([f"{s.numeral}、{s.heading}", f"这里写{s.heading}。"] for s in FORM.sections if not s.table),
        ["六、其他需要报告的事项", "无。"],
        ["落款", SIGNED[0]],
        ["成文日期", SIGNED[1]],
    ]
    tables = [printed(grid(table, FIGURES), worksheet=table.caption) for table in FORM.tables]
    sheet = read(paper([printed(texts, worksheet="报告文字"), *tables], "workbook"))
    whole = read(report(TABLES))
    assert sheet == replace(whole, texts=whole.texts | {"other": "这里写其他需要报告的事项。\n无。"})
    assert sheet.source
    assert sheet.source.places["t4.review.upheld"].worksheet == FORM.table("t4").caption


# What cannot be taken, and what must not take long


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (lines("一、总体情况", "很好。"), "没有找到报告标题"),
        (lines("关于政府信息公开工作年度报告", "一、总体情况"), "没有年度"),
        (lines("广武镇人民政府2017年政府信息公开工作年度报告"), "2017 年的报告"),
        (lines("2020年政府信息公开工作年度报告", "一、总体情况", "好。"), "没有找到单位名称"),
        (lines(TITLE, "今天天气很好。"), "没有找到年报的章节和表格"),
        ([PICTURE], "没有找到报告标题"),
        ([], "没有找到报告标题"),
    ],
)
def test_what_is_no_report_gets_one_sentence(shown: list[Block], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read(paper(shown))


def test_a_hostile_paper_is_read_as_far_as_it_goes() -> None:
    rows = [[f"规{row}范性文{column}件" for column in range(200)] for row in range(1_000)]
    headings = [f"一、总{number}体情况" for number in range(5_000)]
    hostile = lines(*headings, "（" * 100_000, "公开" * 50_000 + "报告", "一、" + " " * 100_000)
    shown = report(
        {**TABLES, "t2": [*hostile, printed(rows), printed([["自然人", *[None] * 500]] * 1_000), *TABLES["t2"]]}
    )
    assert read(shown).cells == FIGURES
