"""An office's own faces go first, a damaged one is named, and no character is lost for want of a face."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from fontTools.ttLib import TTCollection, TTFont

from report.sheet import Sheet
from report.writing import UnprintableCharacter, outline
from report.writing.fonts import BUNDLED_FONTS, DamagedFont, characters, unprintable
from report.writing.outline import legible
from report.writing.pdf import document, require_printable

SERIF, SANS = BUNDLED_FONTS / "NotoSerifSC-Regular.otf", BUNDLED_FONTS / "NotoSansSC-Regular.otf"


def _copy(face: Path, to: Path, family: str, private: str = "") -> None:
    """Copy a face under another name, as if the office had bought it; ``private`` is a sign that it alone knows."""
    with TTFont(face, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        for record in font["name"].names:
            if record.nameID in {1, 4, 6, 16}:
                record.string = family
        for subtable in font["cmap"].tables if private else ():
            if subtable.format == 12:  # the one that knows characters beyond the first 65 536
                subtable.cmap[ord(private)] = subtable.cmap[ord("年")]
        font.save(to, reorderTables=None)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office that owns the faces of GB/T 9704, one of them in a folder of its own."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "方正").mkdir()
    _copy(SANS, folder / "simfang.otf", "FangSong_GB2312", private="\ue000")
    _copy(SERIF, folder / "simhei.otf", "SimHei")
    _copy(SERIF, folder / "方正" / "xbs.OTF", "FZXiaoBiaoSong-B05S")
    return folder


def _faces(pdf: bytes) -> dict[float, set[str]]:
    """Return the embedded faces by the size of the text that they print, without the mark of a subset."""
    found: dict[float, set[str]] = {}
    with pdfplumber.open(BytesIO(pdf)) as book:
        for char in (char for page in book.pages for char in page.chars):
            found.setdefault(round(char["size"]), set()).add(char["fontname"].split("+")[-1])
    return found


def _thickened(pdf: bytes) -> bool:
    """Tell whether any letter of the first page is drawn with a stroke around it."""
    with pikepdf.open(BytesIO(pdf)) as book:
        modes = [it.operands for it in pikepdf.parse_content_stream(book.pages[0]) if str(it.operator) == "Tr"]
    return any(int(mode) != 0 for (mode,) in modes)


def test_an_office_s_own_faces_win_for_title_text_and_headings(guangwu: Sheet, own: Path) -> None:
    faces = _faces(document(outline(guangwu, signer=guangwu.unit), fonts=own))
    assert faces == {
        22: {"FZXiaoBiaoSong-B05S"},
        16: {"FangSong_GB2312", "SimHei", "NotoSerifSC-Regular"},
        14: {"NotoSerifSC-Regular"},
        9: {"NotoSerifSC-Regular"},
    }


def test_only_the_thin_faces_that_come_along_are_thickened_for_title_and_headings(guangwu: Sheet, own: Path) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    assert _thickened(document(report))
    assert not _thickened(document(report, fonts=own))


def test_an_office_s_face_adds_its_characters(own: Path, tmp_path: Path) -> None:
    _copy(SERIF, tmp_path / "emoji.otf", "Town Emoji", private="😀")
    assert "😀" not in characters(None) | characters(own)
    assert "😀" in characters(tmp_path)
    assert unprintable([("标题", "高兴😀")], tmp_path) == {}


def test_a_face_within_a_collection_counts_too(tmp_path: Path) -> None:
    _copy(SERIF, tmp_path / "emoji.otf", "Town Emoji", private="😀")
    collection = TTCollection()
    collection.fonts = [TTFont(SANS, lazy=True), TTFont(tmp_path / "emoji.otf", lazy=True)]
    (tmp_path / "both").mkdir()
    collection.save(tmp_path / "both" / "town.ttc", shareTables=False)
    assert "😀" in characters(tmp_path / "both")


def test_a_character_of_private_meaning_is_refused_even_where_a_face_has_it(guangwu: Sheet, own: Path) -> None:
    report = outline(replace(guangwu, texts={"overview": "有\ue000字。"}), signer=guangwu.unit)
    with pytest.raises(UnprintableCharacter) as early:
        require_printable(report, own)
    assert early.value.places == {"\ue000": ("“一、总体情况”第 1 段",)}


def test_typst_s_own_word_for_a_private_character_is_understood(
    guangwu: Sheet, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = outline(replace(guangwu, texts={"overview": "有\ue000字。"}), signer=guangwu.unit)
    monkeypatch.setattr("report.writing.pdf.require_printable", lambda *_: None)
    with pytest.raises(UnprintableCharacter) as late:
        document(report, fonts=own)
    assert late.value.places == {"\ue000": ("“一、总体情况”第 1 段",)}


@pytest.mark.parametrize("kept", [0, 3, 400, 200_000, -1])
def test_a_damaged_font_file_is_named_with_what_to_do(tmp_path: Path, kept: int) -> None:
    (tmp_path / "仿宋.ttf").write_bytes(SANS.read_bytes()[:kept])
    with pytest.raises(DamagedFont) as caught:
        unprintable([("标题", "年报")], tmp_path)
    assert str(caught.value) == (
        f"字体文件“仿宋.ttf”已损坏，无法读取。请维护人员从字体文件夹 {tmp_path} 中删去它，"
        "或重新复制一份完好的文件，然后再生成报告。"
    )


def test_a_font_folder_may_be_mended_while_the_program_runs(tmp_path: Path) -> None:
    broken = tmp_path / "仿宋.ttf"
    broken.write_bytes(b"GIF89a")
    with pytest.raises(DamagedFont):
        characters(tmp_path)
    broken.unlink()
    assert characters(tmp_path) == characters(None)


def test_other_files_in_the_font_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "授权书.pdf").write_bytes(b"%PDF-1.4")
    assert characters(tmp_path) == characters(None)


def _survivors() -> Iterator[str]:
    """Yield every character that stays in a report: neither cleared away beforehand nor refused."""
    for char in map(chr, range(0x20, sys.maxunicode + 1)):
        if char in characters(None) and legible(f"年{char}年") != "年年":
            yield char


def test_whatever_is_not_refused_can_be_printed(guangwu: Sheet) -> None:
    texts = {"overview": "\n".join(f"年{char}年" for char in _survivors() if not "一" <= char <= "鿿")}
    report = outline(replace(guangwu, texts=texts), signer=guangwu.unit)
    assert document(report)


# A space of another script, two stand-ins, no character at all, letters and signs of others, a character too new.
@pytest.mark.parametrize("char", ["\u1680", "\ufffc", "\ufffd", "\u0378", "א", "가", "☑", "ʰ", "\U00030000"])
def test_whatever_is_refused_is_refused_by_typst_too(
    guangwu: Sheet, char: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unprintable([("标题", char)], None) == {char: ("标题",)}
    monkeypatch.setattr("report.writing.pdf.require_printable", lambda *_: None)
    with pytest.raises(UnprintableCharacter) as caught:
        document(outline(replace(guangwu, texts={"other": f"年{char}。"}), signer=guangwu.unit))
    assert caught.value.character == char


@pytest.mark.parametrize("invisible", ["\u200d", "\ufeff", "\u200b", "\u2060", "\x07", "\u0600"])
def test_what_is_cleared_away_beforehand_never_stops_a_report(guangwu: Sheet, invisible: str) -> None:
    report = outline(replace(guangwu, texts={"overview": f"年{invisible}报"}), signer=guangwu.unit)
    require_printable(report)


def test_signs_that_only_steer_another_one_do_not_stop_a_report(guangwu: Sheet) -> None:
    report = outline(replace(guangwu, texts={"overview": "葛\U000e0100区①\ufe0e年\u2002报"}), signer=guangwu.unit)
    assert document(report)
