"""The picture is as broad as a telephone asks, small enough to be sent, and leads to the whole text."""

import os
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from report.sheet import Sheet
from report.writing import UnprintableCharacter, outline
from report.writing.brief import brief
from report.writing.digest import facts, picture
from report.writing.typeset import picture as drawn
from tests.report.published import sheet as published
from tests.report.writing.golden import same_picture

ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html"
RED = (179, 38, 30, 255)
WHITE = (255, 255, 255, 255)
THIS, BEFORE = published("hongze_district_2024"), published("hongze_district_2023")


def _picture(sheet: Sheet, *earlier: Sheet, address: str = ADDRESS) -> bytes:
    return picture(outline(sheet, signer=sheet.unit), brief(sheet, earlier), address=address)


@pytest.mark.parametrize("name", ["guangwu", "next_year", "odd", "long", "bare"])
def test_it_is_1080_pixels_broad_and_small_enough_to_be_sent(name: str, request: pytest.FixtureRequest) -> None:
    sheet: Sheet = request.getfixturevalue(name)
    png = _picture(sheet, replace(sheet, year=sheet.year - 1))
    image = Image.open(BytesIO(png))
    assert (image.width, image.format) == (1080, "PNG")
    assert 600 < image.height < 4500
    assert len(png) < 600_000


def test_nothing_touches_the_edges_below_the_title(odd: Sheet) -> None:
    image = Image.open(BytesIO(_picture(odd, replace(odd, year=2022), address=ADDRESS + "?" + "x" * 300)))
    for x in (0, 30, 1049, 1079):
        column = [image.getpixel((x, y)) for y in range(0, image.height, 2)]
        assert set(column) == {RED, WHITE}


def test_a_telephone_reads_the_address_off_the_screen() -> None:
    image = Image.open(BytesIO(_picture(THIS, BEFORE)))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [ADDRESS]


def test_without_an_address_it_is_lower_by_the_code() -> None:
    without = Image.open(BytesIO(_picture(THIS, BEFORE, address="")))
    assert not zxingcpp.read_barcodes(without)
    assert without.height < Image.open(BytesIO(_picture(THIS, BEFORE))).height - 336


def test_a_character_no_font_has_is_named_and_not_left_out(guangwu: Sheet) -> None:
    with pytest.raises(UnprintableCharacter):
        _picture(replace(guangwu, texts={"overview": "公开\ue0003条。"}))


ELSEWHERE = """
from hashlib import sha256
from tests.report.writing.test_digest import BEFORE, THIS, _picture
print(sha256(_picture(THIS, BEFORE)).hexdigest())
"""


def test_another_process_makes_the_same_bytes() -> None:
    run = [sys.executable, "-c", ELSEWHERE]
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    printed = subprocess.run(run, env=env, capture_output=True, encoding="utf-8", check=True).stdout
    assert printed.strip() == sha256(_picture(THIS, BEFORE)).hexdigest()


def test_it_looks_as_it_did_when_somebody_last_looked(guangwu: Sheet, odd: Sheet) -> None:
    headings = replace(odd, texts={**odd.texts, "problems": "（一）人手不足。\n（二）公开不够及时。"})
    shown = {"seed": (guangwu, ()), "hongze": (THIS, [BEFORE]), "odd": (headings, ())}
    for name, (sheet, earlier) in shown.items():
        told = facts(outline(sheet, signer=sheet.unit), brief(sheet, earlier), ADDRESS)
        same_picture(f"digest-{name}", drawn("digest", told, ppi=48))
