"""What a report says, in printed order."""

from dataclasses import replace
from datetime import date

import pytest

from report.form import form_for
from report.sheet import Sheet
from report.writing.outline import Paragraph, heads_of, legible, outline, rows_of


def test_the_seed_reads_in_printed_order(guangwu: Sheet) -> None:
    report = outline(guangwu, signer="荥阳市广武镇人民政府")
    assert report.headline == ("广武镇人民政府", "2020年政府信息公开工作年度报告")
    assert [part.heading for part in report.parts] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]
    assert [len(part.paragraphs) for part in report.parts] == [15, 0, 0, 0, 2, 1]
    assert [bool(part.table) for part in report.parts] == [False, True, True, True, False, False]
    assert (report.signer, report.day, report.stamp) == ("荥阳市广武镇人民政府", "2021年1月7日", date(2021, 1, 7))


@pytest.mark.parametrize(
    "written, printed",
    [
        ("（一）政府信息公开的基本情况", Paragraph("（一）政府信息公开的基本情况", "")),
        ("(三) 强化功能，完善场所", Paragraph("(三) 强化功能，完善场所", "")),
        ("（十二）主动公开。全年310条。", Paragraph("（十二）主动公开。", "全年310条。")),
        ("（二）依申请公开：收到 1 件。", Paragraph("（二）依申请公开：", "收到 1 件。")),
        ("1. 工作机制不断完善。", Paragraph("", "1. 工作机制不断完善。")),
        ("　　一是加强学习。", Paragraph("", "一是加强学习。")),
        ("（详见附件）", Paragraph("", "（详见附件）")),
    ],
)
def test_a_numbered_opening_is_a_subheading_and_nothing_else_is(
    guangwu: Sheet, written: str, printed: Paragraph
) -> None:
    report = outline(replace(guangwu, texts={"overview": written}), signer="")
    assert report.parts[0].paragraphs == (printed,)


@pytest.mark.parametrize(
    "written, printed",
    [
        ("公开\ufeff信\u200b息\x07", "公开信息"),
        ("一\t二", "一 二"),
        ("10\n5", "10 5"),
        ("半个\ud800字", "半个字"),
        ("\u202e反写\u202c", "反写"),
        ("堃喆镕瑄䶮𬭎", "堃喆镕瑄䶮𬭎"),
    ],
)
def test_characters_without_a_shape_are_not_printed(written: str, printed: str) -> None:
    assert legible(written) == printed


def test_blank_lines_and_foreign_line_ends_make_no_paragraphs(guangwu: Sheet) -> None:
    report = outline(replace(guangwu, texts={"other": "\r\n一。\r\n \n二。\u2028三。\n"}), signer="")
    assert [paragraph.text for paragraph in report.parts[-1].paragraphs] == ["一。", "二。", "三。"]


def test_a_draft_without_title_or_date_gets_the_prescribed_title_and_no_date(bare: Sheet) -> None:
    report = outline(bare, signer=bare.unit)
    assert report.title == "荥阳市广武镇人民政府2020年政府信息公开工作年度报告"
    assert (report.day, report.stamp) == ("", date(2021, 1, 1))


def test_a_blank_cell_and_a_cell_the_source_does_not_have_both_print_blank(guangwu: Sheet) -> None:
    cells = {a: text for a, text in guangwu.cells.items() if a != "t2.procurement.amount"}
    report = outline(replace(guangwu, cells=cells), signer="")
    printed = {cell.address: report.printed(cell) for table in report.form.tables for cell in table.cells}
    assert (printed["t2.procurement.amount"], printed["t3.handled.total"]) == ("", "")
    assert (printed["t2.procurement.projects"], printed["t3.received.total"]) == ("36", "1")


@pytest.mark.parametrize(
    "address, labels",
    [
        ("t2.fees.change", ["第二十条第（八）项", "本年增/减", "行政事业性收费"]),
        ("t2.normative_documents.made", ["第二十条第（一）项", "本年新制作数量", "规范性文件"]),
        (
            "t3.refused_internal.research",
            [
                "申请人情况",
                "法人或其他组织",
                "科研机构",
                "三、本年度办理结果",
                "（三）不予公开",
                "5.属于三类内部事务信息",
            ],
        ),
        ("t3.carried_out.total", ["申请人情况", "总计", "四、结转下年度继续办理"]),
        ("t4.suit_after_review.pending", ["行政诉讼", "复议后起诉", "尚未审结"]),
    ],
)
def test_a_cell_is_headed_by_its_own_labels(address: str, labels: list[str]) -> None:
    table = form_for(2020).places[address][0]
    assert [cell.text for cell in heads_of(table)[address]] == labels


@pytest.mark.parametrize("year", [2020, 2021])
def test_rows_cover_every_table_without_a_hole(year: int) -> None:
    for table in form_for(year).tables:
        assert {sum(cell.columns for cell in row) for row in rows_of(table)} == {table.width}
