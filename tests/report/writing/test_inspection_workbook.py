"""What came of many files as a workbook, opened again by another program's library."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from report.inspection import Inspection
from report.writing import inspection_workbook
from report.writing.inspection_workbook import InspectionWorkbook
from tests.report.writing.inspections import HOSTILE, an_inspection, the_finding, the_total_is_wrong

NOW = datetime(2022, 1, 7, 9, 30)


def written(*inspections: Inspection) -> bytes:
    file = io.BytesIO()
    with InspectionWorkbook(file, NOW) as book:
        for inspection in inspections:
            book.add(inspection)
    return file.getvalue()


def pages(*inspections: Inspection) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(written(*inspections))).worksheets


def rows(page: Worksheet) -> list[list[object]]:
    return [["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)]


def test_each_report_is_a_row_and_so_is_one_that_cannot_be_read() -> None:
    summary, _ = pages(an_inspection(), Inspection("坏.pdf", refused="打不开。"))
    assert summary.title == "汇总"
    assert rows(summary) == [
        ["文件", "单位", "年度", "须改正", "需说明", "提示", "已说明", "无法判断", "读不出来的原因", "未能对照"],
        ["甲/广武.html", "荥阳市广武镇人民政府", 2021, 1, 2, 1, 1, 1, "", ""],
        ["坏.pdf", "", "", "", "", "", "", "", "打不开。", ""],
    ]


def test_each_finding_is_a_row_with_its_cell_by_name_and_address_and_its_place_in_the_file() -> None:
    _, points = pages(an_inspection())
    assert points.title == "问题"
    head, first, second, *_ = rows(points)
    assert head[:10] == [
        "文件",
        "单位",
        "年度",
        "编号",
        "程度",
        "所在的数据",
        "地址",
        "在原文件中的位置",
        "一边",
        "另一边",
    ]
    assert first[3:10] == [
        *("T3-02", "须改正", "表三“（七）总计”行“总计”列", "t3.handled.total", "第2张表第28行第10列", "12", "10"),
    ]
    assert (second[4], second[11]) == (
        "已说明",
        f"钱会英（2022年1月7日，口径调整）：含上年结转{HOSTILE}",
    )


def test_the_head_stays_in_sight_and_every_column_can_be_filtered() -> None:
    for page in pages(an_inspection()):
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == f"A1:{page.cell(page.max_row, page.max_column).coordinate}"


@pytest.mark.parametrize("words", ["=1+1", "@SUM(A1)", "+1", "https://example.org/", "a\x00b\x1b", "长" * 40_000])
def test_what_strangers_wrote_is_text_and_nothing_else(words: str) -> None:
    inspection = an_inspection()
    point = replace(inspection.points[0], finding=replace(inspection.points[0].finding, message=words, left=words))
    content = written(replace(inspection, file=words, points=(point,)), Inspection(words, refused=words))
    for page in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if b"<hyperlink" in archive.read(name)]


def test_against_an_earlier_run_it_says_what_is_new_and_what_was_mended() -> None:
    inspection = an_inspection()
    points = tuple(replace(point, is_new=number == 0) for number, point in enumerate(inspection.points[:2]))
    _, page = pages(replace(inspection, points=points, mended=(the_finding(the_total_is_wrong),), compared=True))
    assert [row[-1] for row in rows(page)] == ["比上次", "新增", "仍有", "已不再有"]


def test_more_rows_than_a_worksheet_holds_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection_workbook, "ROWS", 4)
    summary, *points, last = pages(an_inspection(), an_inspection())
    assert [summary.title, *(page.title for page in (*points, last))] == ["汇总", "问题", "问题2", "问题3"]
    assert [len(rows(page)) - 1 for page in (*points, last)] == [4, 4, 4]


def test_nothing_checked_is_a_workbook_with_two_heads() -> None:
    assert [len(rows(page)) for page in pages()] == [1, 1]
