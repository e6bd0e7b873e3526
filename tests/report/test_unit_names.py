"""When two names mean one unit."""

import pytest

from report.unit_names import Names, bare, same_unit


@pytest.mark.parametrize(
    "one, other",
    [
        ("荥阳市广武镇人民政府", "广武镇人民政府"),
        ("广武镇", "荥阳市广武镇人民政府"),
        ("沭阳县 财政局", "沭阳县财政局"),
        ("珠江路街道", "玄武区珠江路街道办事处"),
    ],
)
def test_a_unit_is_known_without_the_regions_before_it_and_without_its_kind(one: str, other: str) -> None:
    assert same_unit(one, other)
    assert same_unit(other, one)


@pytest.mark.parametrize(
    "one, other",
    [
        ("荥阳市人民政府", "荥阳市人民政府办公室"),
        ("东西城街道办事处", "西城街道办事处"),
        ("荥阳市人民政府", "新密市人民政府"),
        ("沭阳县人民政府", "沭阳县财政局"),
    ],
)
def test_the_office_of_a_government_a_neighbour_and_a_department_are_other_units(one: str, other: str) -> None:
    assert not same_unit(one, other)


def test_a_name_of_nothing_but_its_kind_stays_as_it_is() -> None:
    assert bare("人民政府") == "人民政府"


def test_among_many_a_short_name_finds_the_long_one_and_a_long_one_the_short() -> None:
    names = Names(["荥阳市广武镇人民政府", "高村乡人民政府"])
    assert names.meant("广武镇人民政府") == "荥阳市广武镇人民政府"
    assert names.meant("荥阳市高村乡人民政府") == "高村乡人民政府"
    assert names.meant("汜水镇人民政府") == ""


def test_a_name_that_could_be_two_units_is_nobody_s_unless_it_stands_there_word_for_word() -> None:
    names = Names(["甲县城关镇人民政府", "乙县城关镇人民政府"])
    assert names.meant("城关镇人民政府") == ""
    assert names.meant("乙县城关镇人民政府") == "乙县城关镇人民政府"
