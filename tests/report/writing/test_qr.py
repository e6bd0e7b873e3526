"""A QR code says its content to another program's reader."""

from io import BytesIO

import pytest
import zxingcpp
from lxml import etree
from PIL import Image, ImageDraw

from report.writing.qr import qr_png, qr_svg

ADDRESS = "https://www.xingyang.gov.cn/zfxxgk/gwz/2020/index.html"


def _said(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("content", [ADDRESS, "nianbao:广武镇-2020-3:" + "0f" * 32, "h"])
def test_a_telephone_reads_what_was_written(content: str) -> None:
    assert _said(Image.open(BytesIO(qr_png(content)))) == [content]


def test_a_stamp_over_a_corner_of_the_code_does_not_make_it_unreadable() -> None:
    picture = Image.open(BytesIO(qr_png(ADDRESS))).convert("RGB")
    side = picture.width
    ImageDraw.Draw(picture).rectangle((side * 0.55, side * 0.55, side * 0.68, side * 0.68), fill="red")
    assert _said(picture) == [ADDRESS]


def test_the_picture_that_scales_holds_the_same_code_and_no_foreign_file() -> None:
    root = etree.fromstring(qr_svg(ADDRESS))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 41 41"
    assert not root.xpath("//@href")


def test_the_same_content_is_the_same_picture() -> None:
    assert (qr_svg(ADDRESS), qr_png(ADDRESS)) == (qr_svg(ADDRESS), qr_png(ADDRESS))
