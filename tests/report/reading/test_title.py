"""Who reports on which year is found however the title is broken, and whatever a page prints around the report."""

from datetime import date

import pytest

from report.reading.title import (
    Signature,
    is_byline,
    level_of,
    published_among,
    signature,
    title_among,
    title_of_page,
    unit_in,
    year_in,
)
from report.sheet import Level

COMPLETE = "荥阳市广武镇人民政府2024年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ((COMPLETE,), COMPLETE),
        (("荥阳市 广武镇人民政府 2 0 2 4 年", "政府信息公开工作 年度报告"), COMPLETE),
        (("荥阳市广武镇人民政府", "2024年政府信息公开工作年度报告"), COMPLETE),
        (("荥阳市广武镇人民政府2024年政府信息公开", "工作年度报告"), COMPLETE),
        (("荥阳市广武镇人民政府", "2024年", "政府信息公开工作年度报告"), COMPLETE),
        (
            ("广武镇人民政府", "政府信息公开工作年度报告", "（2024年度）"),
            "广武镇人民政府政府信息公开工作年度报告（2024年度）",
        ),
        (("信息名称：" + COMPLETE,), COMPLETE),
        (("荥阳市人民政府门户网站", "政府信息公开年报", COMPLETE, "来源：广武镇"), COMPLETE),
        (("广武镇人民政府2023年政府信息公开工作年度报告", COMPLETE), COMPLETE),  # last year's stands in the menu
        ((COMPLETE, "上一篇：广武镇人民政府2023年政府信息公开工作年度报告"), COMPLETE),
        (("当前位置：首页>政务公开>政府信息公开年报", COMPLETE), COMPLETE),
        (("七家子镇2023年度政府信息公开 工作告年度报",), "七家子镇2023年度政府信息公开工作告年度报"),
        (("二〇二四年广武镇政务公开年报",), "二〇二四年广武镇政务公开年报"),
    ],
)
def test_a_title_is_found_in_one_line_or_several(lines: tuple[str, ...], title: str) -> None:
    found = title_among(lines)
    assert found
    assert found.text == title
    assert year_in(found.text) in (2023, 2024)


def test_the_site_is_no_part_of_what_a_page_calls_itself() -> None:
    found = title_of_page(f"{COMPLETE} - 政府信息公开年报_荥阳市人民政府")
    assert found
    assert found.text == COMPLETE


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        (COMPLETE, "荥阳市广武镇人民政府"),
        ("2024年度荥阳市司法局政府信息公开工作年度报告", "荥阳市司法局"),
        ("2024年荥阳市人民政府信息公开年度报告", "荥阳市人民政府"),
        ("荥阳市广武镇人民政府关于2024年政府信息公开工作年度报告", "荥阳市广武镇人民政府"),
        ("广武镇政府信息公开工作年度报告（2024年度）", "广武镇"),
        ("2024年政府信息公开工作年度报告", ""),
    ],
)
def test_the_unit_stands_before_or_behind_the_year(title: str, unit: str) -> None:
    assert unit_in(title) == unit


FOOTER = ("扫一扫在手机打开当前页", "上一篇：没有了", "主办：荥阳市人民政府", "2025-01-20", "豫ICP备05000001号")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("无。", "广武镇人民政府", "2025年1月7日"), Signature("广武镇人民政府", date(2025, 1, 7), 1)),
        (
            ("无。", "广武镇人民政府", "", "二〇二五年一月七日", *FOOTER),
            Signature("广武镇人民政府", date(2025, 1, 7), 1),
        ),
        (("无。", "广武镇人民政府  ２０２５年１月３１日"), Signature("广武镇人民政府", date(2025, 1, 31), 1)),
        (("无。", "广武镇党政办", "2025年1月7日"), Signature("", date(2025, 1, 7), 2)),
        (("无。", "（2025.1.7）"), Signature("", date(2025, 1, 7), 1)),
        (("无。", "广武镇人民政府", *FOOTER), Signature("广武镇人民政府", None, 1)),
        (("无。", *FOOTER), Signature("", None, 1)),
        (("截至2024年12月31日", "无。"), Signature("", None, 2)),
        (("统计到2024年13月31日",), Signature("", None, 1)),
    ],
)
def test_a_report_ends_with_its_signature_or_where_the_page_goes_on(lines: tuple[str, ...], found: Signature) -> None:
    assert signature(lines) == found


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("发布时间：2025-01-14 09:30", "成文日期：2025-01-07"), date(2025, 1, 14)),
        (("时间：2025年1月14日 来源：广武镇",), date(2025, 1, 14)),
        (("发布日期\t2025/1/14\t文号\t无",), date(2025, 1, 14)),
        (("2025-01-14 09:30:12",), date(2025, 1, 14)),
        (("成文日期：2025-01-07", "统计时间：2024-1-1 至 2024-12-31"), None),
        (("现将2024年1月1日至12月31日的情况报告如下。",), None),
    ],
)
def test_the_day_of_publication_stands_near_the_title(lines: tuple[str, ...], day: date | None) -> None:
    assert published_among(lines) == day


@pytest.mark.parametrize(
    "line", ["来源：广武镇 浏览次数：12", "【字体：大 中 小】", "发布时间：2025-01-14 09:30", "打印 关闭"]
)
def test_what_a_page_says_of_itself_is_no_sentence_of_the_report(line: str) -> None:
    assert is_byline(line)
    assert not is_byline("本报告由广武镇根据《条例》编制，时间从2024年1月1日起。")


@pytest.mark.parametrize(
    ("unit", "level"),
    [
        ("荥阳市广武镇人民政府", Level.TOWNSHIP),
        ("上海市黄浦区人民政府打浦桥街道办事处", Level.TOWNSHIP),
        ("衢州市衢江区湖南镇人民政府", Level.TOWNSHIP),
        ("郑州市二七区人民政府", Level.COUNTY),
        ("徐闻县司法局", Level.COUNTY_DEPARTMENT),
        ("昭通市人民政府", Level.CITY),
        ("遵义市统计局", Level.CITY_DEPARTMENT),
        ("上海市人民政府办公厅", Level.PROVINCE_DEPARTMENT),
        ("广西壮族自治区人民政府", Level.PROVINCE),
        ("上海市", Level.PROVINCE),
    ],
)
def test_the_level_is_guessed_from_the_name(unit: str, level: Level) -> None:
    assert level_of(unit) is level
