"""The title: the organ's full name, the year, and the statutory words."""

from dataclasses import replace

import pytest

from report.checks.titles import the_title_is_as_prescribed
from report.rule import Weight
from report.sheet import Level, Sheet
from tests.report.checks.told import TOWN, told


def titled(title: str, unit: str = "荥阳市广武镇人民政府", level: Level = Level.TOWNSHIP) -> Sheet:
    return replace(TOWN, title=title, unit=unit, level=level)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("荥阳市广武镇人民政府2023年政府信息公开工作年度报告", "荥阳市广武镇人民政府"),
        ("广武镇人民政府 2023 年政府信息公开工作年度报告", "荥阳市广武镇人民政府"),
        ("广武镇人民政府\n二〇二三年政府信息公开工作年度报告", "荥阳市广武镇人民政府"),
        ("《广武镇人民政府２０２３年政府信息公开工作年度报告》", "荥阳市广武镇人民政府"),
        ("洪泽区人民政府2023年政府信息公开工作年度报告", "淮安市洪泽区人民政府"),
        ("滨江街道办事处2023年政府信息公开工作年度报告", "温州市鹿城区人民政府滨江街道办事处"),
        ("鹿城区滨江街道办事处2023年政府信息公开工作年度报告", "温州市鹿城区人民政府滨江街道办事处"),
        ("县统计局2023年政府信息公开工作年度报告", "兰考县统计局"),
        ("市政府研究室2023年政府信息公开工作年度报告", "孝感市人民政府研究室"),
        ("会泽县2023年政府信息公开工作年度报告", "会泽县"),
        ("", "荥阳市广武镇人民政府"),
    ],
)
def test_a_title_as_prescribed_passes(title: str, unit: str) -> None:
    level = Level.TOWNSHIP if "镇" in unit or "街道" in unit else Level.COUNTY
    assert told(titled(title, unit, level), the_title_is_as_prescribed) == []


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("广武镇人民政府2023年度政府信息公开工作年度报告", "“年度”写了两遍，年份后面不用“度”字"),
        ("广武镇人民政府2023年政府信息公开年度报告", "缺“工作”二字"),
        ("广武镇人民政府2023年政府信息公开工作年度报", "“年度报告”没有写对"),
        ("广武镇人民政府2023年政府信息公开 工作告年度报", "“年度报告”没有写对"),
        ("广武镇人民政府2023年政府信息公开工作年报", "“年度报告”没有写对"),
        ("广武镇人民政府2023年政府信息公开工作报告", "没有写“年度报告”"),
        ("广武镇人民政府2023年度政府信息公开工作报告", "年份后面多了“度”字，又没有写“年度报告”"),
        ("广武镇人民政府2023年政务公开工作年度报告", "没有写“政府信息公开”"),
        ("广武镇人民政府2022年政府信息公开工作年度报告", "年份写的是2022年，应为2023年"),
        ("2023年广武镇人民政府政府信息公开工作年度报告", "年份写在了机关名称前面"),
        ("广武镇人民政府政府信息公开工作年度报告（2023年）", "年份没有写在机关名称后面"),
        ("广武镇人民政府政府信息公开工作年度报告", "没有写年份"),
        ("2023年政府信息公开工作年度报告", "没有写机关名称"),
        ("广武镇2023年政府信息公开工作年度报告", "机关名称写的是“广武镇”，应写全称"),
        ("广武镇政府2023年政府信息公开工作年度报告", "机关名称写的是“广武镇政府”，应写全称"),
        ("汜水镇人民政府2023年政府信息公开工作年度报告", "机关名称写的是“汜水镇人民政府”，应写全称"),
        (
            "广武镇人民政府2023年政府信息公开工作年度报告情况",
            "“政府信息公开工作年度报告情况”应为“政府信息公开工作年度报告”",
        ),
    ],
)
def test_each_deviation_has_its_own_words(title: str, wrong: str) -> None:
    (finding,) = told(titled(title), the_title_is_as_prescribed)
    assert (finding.weight, finding.text, finding.quote) == (Weight.EXPLAIN, "title", title)
    assert f"：{wrong}。标题应为“荥阳市广武镇人民政府2023年政府信息公开工作年度报告”。" in finding.message


def test_everything_wrong_with_a_title_is_said_at_once() -> None:
    (finding,) = told(titled("2022年度广武镇政府信息公开年度报告"), the_title_is_as_prescribed)
    assert finding.message == (
        "标题“2022年度广武镇政府信息公开年度报告”：年份写在了机关名称前面；年份写的是2022年，应为2023年；"
        "机关名称写的是“广武镇”，应写全称；“年度”写了两遍，年份后面不用“度”字；缺“工作”二字。"
        "标题应为“荥阳市广武镇人民政府2023年政府信息公开工作年度报告”。"
    )


def test_a_town_by_its_place_is_no_organ_even_where_no_other_name_is_known() -> None:
    (finding,) = told(
        titled("昌图县七家子镇2023年政府信息公开工作年度报告", "昌图县七家子镇"), the_title_is_as_prescribed
    )
    assert "“昌图县七家子镇”不是机关全称" in finding.message


def test_nothing_is_said_of_the_name_where_the_unit_is_not_known() -> None:
    sheet = titled("大兴区魏善庄镇人民政府2023年政府信息公开工作年度报告", "北京市大兴区某镇人民政府")
    assert told(sheet, the_title_is_as_prescribed) == []
