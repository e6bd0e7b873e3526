"""The codes on a signed paper are read in a child process; what opens pictures is never loaded into its parent."""

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from report.reading import Refusal
from report.reading.signed import codes_in, read_codes
from report.writing.qr import qr_png
from tests.processes import ROOT

MARK = "nianbao:荥阳市广武镇人民政府:2020:3:" + "0f" * 32


def picture(*codes: str, kind: str = "PNG", turn: int = 0) -> bytes:
    """Return a white sheet with codes on it."""
    sheet = Image.new("L", (1600, 2200), "white")
    for place, code in enumerate(codes):
        sheet.paste(Image.open(BytesIO(qr_png(code, scale=6))), (100 + 700 * place, 100))
    file = BytesIO()
    how = {"exif": _turned(turn)} if turn else {}
    sheet.save(file, kind, **how)
    return file.getvalue()


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF"])
def test_a_code_is_read_from_a_photograph_and_from_a_scan(kind: str) -> None:
    assert read_codes(f"送审单.{kind.lower()}", picture(MARK, kind=kind)) == [MARK]


def test_a_photograph_that_the_telephone_has_turned_is_read_as_well() -> None:
    assert read_codes("送审单.jpg", picture(MARK, kind="JPEG", turn=6)) == [MARK]


def test_every_code_is_read_and_each_once() -> None:
    assert sorted(read_codes("送审单.png", picture(MARK, "https://example.com/"))) == ["https://example.com/", MARK]
    assert read_codes("送审单.png", picture(MARK, MARK)) == [MARK]


def test_on_a_paper_without_a_code_there_is_none() -> None:
    assert read_codes("背面.png", picture()) == []


def test_a_refusal_says_what_to_do_instead() -> None:
    with pytest.raises(Refusal, match="请重新拍照或扫描后再交来"):
        read_codes("送审单.jpg", b"\xff\xd8\xff" + bytes(1000))


def test_too_many_pages_are_counted_before_any_is_drawn() -> None:
    pages = [Image.new("L", (10, 10))] * 20
    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages)
    assert codes_in(True, file.getvalue()) == "paper_pages"


def test_the_parent_never_loads_what_opens_pictures(tmp_path: object) -> None:
    told = (
        "import sys; from report.reading.signed import read_codes; "
        "read_codes('a.png', open(sys.argv[1], 'rb').read()); "
        "print([name for name in ('PIL', 'pypdfium2', 'zxingcpp') if name in sys.modules])"
    )
    path = f"{tmp_path}/a.png"
    with open(path, "wb") as file:
        file.write(picture(MARK))
    done = subprocess.run([sys.executable, "-c", told, path], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
