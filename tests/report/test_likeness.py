"""How much two texts say the same, and which of many reports are found worth comparing."""

import hashlib
import random
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from report.likeness import NEAREST, SHORTEST, Likeness, bare_wording, likeness, sketch, wording
from report.sheet import Level, Sheet

SEED = (Path(__file__).parents[1] / "seed.txt").read_text(encoding="utf-8")
OVERVIEW = SEED[SEED.index("一、总体情况") : SEED.index("广武镇 2020 年政府信息公开统计表")]
PROBLEMS = SEED[SEED.index("五、") : SEED.index("六、")]
GUANGWU = Sheet(
    "荥阳市广武镇人民政府", Level.TOWNSHIP, 2020, 2019, texts={"overview": OVERVIEW, "problems": PROBLEMS}
)


def told(unit: str, overview: str, problems: str = "") -> Sheet:
    return replace(GUANGWU, unit=unit, texts={"overview": overview, "problems": problems})


def worn(text: str, share: float, seed: int) -> str:
    """Return the text with that share of its characters replaced, wherever."""
    chance = random.Random(seed)
    return "".join(chr(chance.randint(0x4E00, 0x9FA5)) if chance.random() < share else c for c in text)


# The bare wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2020年，广武镇主动公开 543 条。", "2021 年,高村乡主动公开612条。"),
        ("二〇二〇年广武镇人民政府受理一件", "二〇二一年高村乡人民政府受理十二件"),
        ("（一）公开（含网站）", "(1) 公开\n\u3000\u3000[含网站]"),
        ("荥阳市广武镇召开会议", "高村乡召开会议"),
    ],
)
def test_years_numbers_blanks_stops_and_names_are_no_wording(one: str, other: str) -> None:
    assert bare_wording(one, GUANGWU.unit) == bare_wording(other, "荥阳市高村乡人民政府")


def test_only_the_two_sections_that_are_to_be_written_anew_are_compared_and_only_when_they_say_something() -> None:
    assert set(wording(GUANGWU)) == {"overview", "problems"}
    assert wording(replace(GUANGWU, texts={"preamble": OVERVIEW, "other": OVERVIEW})) == {}
    assert wording(told("高村乡", "公" * (SHORTEST - 1))) == {}
    assert set(wording(told("高村乡", "公" * SHORTEST))) == {"overview"}


# Likeness


def test_likeness_is_exact_at_the_border() -> None:
    words = "".join(map(chr, range(0x4E00, 0x4E64)))
    assert likeness(words, words) == 1
    assert likeness(words, words[:80] + "甲" * 20) == 0.8
    assert likeness(words, words[:79] + "甲" * 21) == 0
    assert likeness(words, "") == 0


def test_what_is_copied_is_above_the_border_and_what_is_not_is_below() -> None:
    own = wording(GUANGWU)["overview"]
    assert likeness(own, worn(own, 0.15, seed=1)) > 0.8
    assert likeness(own, worn(own, 0.3, seed=1)) == 0
    assert likeness(own, wording(GUANGWU)["problems"]) == 0


# Sketches


def test_a_sketch_is_small_and_the_same_on_every_machine() -> None:
    own = sketch(GUANGWU)
    assert own.nbytes <= 1000
    assert hashlib.sha256(own.astype("<u2").tobytes()).hexdigest()[:16] == "3dde6fd1b06b55c8"


def test_reports_without_words_have_nothing_in_common() -> None:
    known = Likeness()
    known.add("高村乡", told("高村乡", ""))
    assert known.near(told("高山镇", "")) == ()
    assert np.all(sketch(told("高村乡", "")) == 0xFFFF)


@pytest.fixture(scope="module")
def strangers() -> Likeness:
    known, chance = Likeness(), random.Random(0)
    for number in range(100):
        words = chance.sample(OVERVIEW, len(OVERVIEW))
        known.add(f"第{number}镇", told(f"第{number}镇", "".join(words)))
    return known


@pytest.mark.parametrize("seed", range(8))
def test_what_is_alike_is_found_among_many_that_are_not(strangers: Likeness, seed: int) -> None:
    known = deepcopy(strangers)
    assert known.near(GUANGWU) == ()
    known.add("荥阳市高村乡人民政府", told("荥阳市高村乡人民政府", worn(OVERVIEW, 0.18, seed)))
    assert known.near(GUANGWU) == ("荥阳市高村乡人民政府",)
    assert len(known) == 101


def test_a_copied_section_is_found_though_the_other_one_is_new() -> None:
    known = Likeness()
    known.add(
        "荥阳市高村乡人民政府", told("荥阳市高村乡人民政府", PROBLEMS[::-1], PROBLEMS.replace("广武镇", "高村乡"))
    )
    assert known.near(GUANGWU) == ("荥阳市高村乡人民政府",)


def test_neither_oneself_nor_another_year_is_near() -> None:
    known = Likeness()
    known.add(GUANGWU.unit, GUANGWU)
    known.add("广武镇人民政府", replace(GUANGWU, unit="广武镇人民政府"))
    known.add("荥阳市高村乡人民政府", replace(told("荥阳市高村乡人民政府", OVERVIEW), year=2019))
    assert known.near(GUANGWU) == ()


def test_of_a_text_that_a_whole_county_copied_a_few_originals_are_enough_and_the_likeliest_come_first() -> None:
    known = Likeness()
    for number in range(100):
        known.add(f"第{number}镇", told(f"第{number}镇", worn(OVERVIEW, 0.1, number)))
    known.add("荥阳市高村乡人民政府", told("荥阳市高村乡人民政府", OVERVIEW, PROBLEMS))
    found = known.near(GUANGWU)
    assert len(found) == NEAREST
    assert found[0] == "荥阳市高村乡人民政府"


def test_odd_characters_are_sketched_too() -> None:
    known = Likeness()
    known.add("高村乡", told("高村乡", "\ud800𠀀" * 200 + OVERVIEW))
    assert known.near(GUANGWU) == ("高村乡",)
