"""Whose name a report says."""

from dataclasses import replace

import pytest

from report.checks.naming import the_unit_meant_is_the_unit_named
from report.sheet import Level, Sheet
from tests.report.checks.told import BUREAU, COUNTY, STREET, TOWN, quotes, saying, told

TOWNSHIP = replace(TOWN, unit="万载县白水乡人民政府")
COUNTY_CITY = replace(COUNTY, unit="荥阳市人民政府")
UNKNOWN = replace(TOWN, unit="绵竹市某镇")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (TOWN, "我镇、本镇认真落实。全镇各村、各乡镇积极配合。我县、我市统一部署，镇党委、政府高度重视。"),
        (TOWN, "受理公民向镇政府提出的政府信息公开申请3件。及时向县政府网站报送信息，向市政府提出建议2条。"),
        (TOWN, "与汜水镇人民政府联合开展培训。各镇、街道办事处积极参加。广武镇认真落实，荥阳市广武镇高度重视。"),
        (TOWN, "县委县政府高度重视，自我局限少，基本局面良好，我乡村振兴工作有序。"),
        (STREET, "街道政府信息公开60条。街道、政府部门联动，街道和政府有关部门配合。迎宾路街道高度重视。"),
        (STREET, "街道党工委、办事处高度重视。各镇政府积极配合。我街道、我处、本街道始终坚持公开。"),
        (TOWNSHIP, "我乡认真落实，全乡积极配合。"),
        (COUNTY, "受理向县政府提出的申请3件。兰考县高度重视，全县积极落实。"),
        (COUNTY_CITY, "受理公民向市政府提出的申请5件。"),
        (BUREAU, "我局、我委认真落实，受理向县政府提出的申请2件。"),
        (UNKNOWN, "孝德镇高度重视。"),
        (replace(TOWN, level=Level.TOWNSHIP, unit="阿巴嘎旗洪格尔高勒苏木人民政府"), "我苏木高度重视，本镇亦然。"),
    ],
)
def test_a_units_own_and_its_superiors_names_pass(sheet: Sheet, words: str) -> None:
    assert told(saying(words, of=sheet), the_unit_meant_is_the_unit_named) == []


@pytest.mark.parametrize(
    ("sheet", "words", "quote"),
    [
        (TOWN, "我局积极配合调整，我局再次强调。", "我局积极配合调整"),
        (TOWN, "我街道高度重视。", "我街道高度重视。"),
        (STREET, "我镇高度重视。", "我镇高度重视。"),
        (TOWNSHIP, "我镇高度重视。", "我镇高度重视。"),
        (COUNTY, "我局高度重视。", "我局高度重视。"),
        (BUREAU, "我镇高度重视。", "我镇高度重视。"),
        (
            STREET,
            "受理公民、法人向市政府及市政府办公室提出的政府信息公开申请5件。",
            "受理公民、法人向市政府及市政府办公室提出的",
        ),
        (TOWN, "收到向县人民政府提出的申请2件。", "收到向县人民政府提出的"),
        (STREET, "街道党工委、政府高度重视。", "街道党工委、政府"),
        (STREET, "迎宾路街道人民政府统一安排。", "街道人民政府"),
        (STREET, "镇党委、镇政府统一安排。", "镇党委"),
        (TOWN, "街道办事处统一安排。", "街道办事处"),
        (TOWN, "2023年，汜水镇积极公开信息。", "汜水镇"),
        (STREET, "北街街道认真落实条例。", "北街街道"),
        (COUNTY, "通许县人民政府高度重视。", "通许县"),
    ],
)
def test_each_other_name_is_quoted(sheet: Sheet, words: str, quote: str) -> None:
    assert quotes(saying(words, of=sheet), the_unit_meant_is_the_unit_named) == [quote]


def test_the_clerk_is_told_who_the_report_is_of() -> None:
    (finding,) = told(saying("我局积极配合。"), the_unit_meant_is_the_unit_named)
    assert finding.message == (
        "第一部分“总体情况”写的“我局积极配合。”，本单位是荥阳市广武镇人民政府。"
        "请核对是否照抄了别处的文字；确实如此的，请说明原因。"
    )
