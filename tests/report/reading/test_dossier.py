"""A 迎检包 from somewhere: opened only where it is one of ours, and not one byte of it can be altered unseen."""

import io
import json
import zipfile
from datetime import datetime

import pytest

from report.reading import Refusal
from report.reading.dossier import LARGEST, open_dossier
from report.writing.dossier import dossier_bytes, laid_out, masked

NOON = datetime(2021, 1, 8, 12)
NAME = "包.zip"
FILES = {
    "目录.html": "<p>目录</p>".encode(),
    "2-报送/财政所/1-填报表.xlsx": b"PK\x01\x02 nested",
    "9-数据/journal.json": b"{}",
}
WHOLE = dossier_bytes(FILES, NOON, report_hash="ab")


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_whole_dossier_gives_its_files_back() -> None:
    held = open_dossier(NAME, WHOLE)
    assert held.damaged == ()
    assert {path: held.files[path] for path in FILES} == FILES
    assert json.loads(held.files["校验清单.json"])["report_hash"] == "ab"


def test_the_same_files_make_the_same_bytes_in_whatever_order_they_come() -> None:
    assert dossier_bytes(dict(reversed(FILES.items())), NOON, report_hash="ab") == WHOLE


def test_not_one_byte_can_be_flipped_unseen() -> None:
    assert [place for place in range(len(WHOLE)) if not told(WHOLE, place)] == []


def told(whole: bytes, place: int) -> object:
    """Return what is said of a dossier in which one byte is another."""
    altered = bytearray(whole)
    altered[place] ^= 0x11
    try:
        return open_dossier(NAME, bytes(altered)).damaged
    except Refusal as refusal:
        return str(refusal)


@pytest.mark.parametrize("path", [*FILES, "校验清单.json"])
def test_the_file_in_which_a_byte_was_flipped_is_named(path: str) -> None:
    held = zipfile.ZipFile(io.BytesIO(WHOLE))
    content = held.read(path)
    place = WHOLE.index(content) + len(content) // 2
    altered = WHOLE[:place] + bytes([WHOLE[place] ^ 1]) + WHOLE[place + 1 :]
    assert open_dossier(NAME, altered).damaged == (path,)


def test_a_file_that_was_exchanged_taken_out_or_put_in_with_a_good_checksum_is_named() -> None:
    whole = open_dossier(NAME, WHOLE).files
    exchanged = laid_out({**whole, "9-数据/journal.json": b"[]"}, NOON)
    assert open_dossier(NAME, exchanged).damaged == ("9-数据/journal.json",)
    missing = laid_out({path: content for path, content in whole.items() if "财政所" not in path}, NOON)
    assert open_dossier(NAME, missing).damaged == ("2-报送/财政所/1-填报表.xlsx",)
    more = laid_out({**whole, "3-审签/假.pdf": b"%PDF"}, NOON)
    assert open_dossier(NAME, more).damaged == ("3-审签/假.pdf",)


def test_an_archive_that_was_unpacked_and_packed_again_is_told_though_its_files_are_the_same() -> None:
    again = zipped(open_dossier(NAME, WHOLE).files)
    assert open_dossier(NAME, again).damaged != ()


def bomb() -> bytes:
    return zipped({**open_dossier(NAME, WHOLE).files, "大": bytes(20_000_000)}, zipfile.ZIP_DEFLATED)


def overlapping() -> bytes:
    """Return a zip whose directory names one large file a thousand times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("目录.html", bytes(1_000_000))
        [entry] = archive.infolist()
        for number in range(1000):
            other = zipfile.ZipInfo(f"{number}")
            for name in ("header_offset", "CRC", "compress_size", "file_size"):
                setattr(other, name, getattr(entry, name))
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是本系统做的归档包"),
        (b"%PDF-1.7", "不是本系统做的归档包"),
        (WHOLE[:-30], "已损坏或没有传完"),
        (WHOLE[:40], "已损坏或没有传完"),
        (zipped({"a.txt": b"a"}), "不是本系统做的归档包"),
        (bomb(), "没有打开"),
        (overlapping(), "没有打开"),
        (zipped({**FILES, "../../etc/passwd": b"x"}), "没有打开"),
        (zipped({**FILES, "/etc/passwd": b"x"}), "没有打开"),
        (zipped({**FILES, "C:\\x": b"x"}), "没有打开"),
    ],
)
def test_what_is_no_dossier_or_would_do_harm_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        open_dossier(NAME, content)


def test_what_is_far_too_large_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("report.reading.dossier.LARGEST", 100)
    with pytest.raises(Refusal, match="包"):
        open_dossier(NAME, WHOLE)
    assert LARGEST > 2**28


def test_a_link_keeps_its_address_and_loses_what_lets_somebody_sign() -> None:
    token = "Zk3_" * 11
    text = masked(
        f"请打开 https://gov.example/decide/{token} 审签；见 https://gov.example/site/guangwu/2020/index.html"
    )
    assert token not in text
    assert "https://gov.example/decide/（" in text
    assert "https://gov.example/site/guangwu/2020/index.html" in text
