"""Nothing untrusted is parsed unguarded: each attack is built here, and each is refused with its sentence."""

import importlib
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from report.reading import Refusal
from report.reading.grid import grid
from report.reading.guard import FileKind, guard, guarded, kind_of

SHEET = "xl/worksheets/sheet1.xml"


def honest_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active["B2"] = 3
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, text: str | bytes) -> bytes:
    """Return the honest workbook with one part added, or put in the place of the part of that name."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(honest_workbook())) as honest,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in honest.infolist():
            if part.filename != name:
                bad.writestr(part, honest.read(part))
        bad.writestr(name, text)
    return out.getvalue()


def sheet_holding(xml: str) -> bytes:
    return with_part(SHEET, f'<worksheet xmlns="http://x">{xml}</worksheet>')


def zip_of(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def lying_about_its_size() -> bytes:
    """Return a bomb whose directory claims that it inflates to ten bytes."""
    bomb = with_part("xl/media/image.bin", b"\0" * 60_000_000)
    true = (60_000_000).to_bytes(4, "little")
    assert bomb.count(true)
    return bomb.replace(true, (10).to_bytes(4, "little"))


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'


def test_an_honest_workbook_passes() -> None:
    assert guard("填报.xlsx", honest_workbook(), FileKind.WORKBOOK) is FileKind.WORKBOOK


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空文件"),
        (b" \n", "空文件"),
        (b"PK" + b"\0" * 6 * 2**20, "超过了 5 MB"),
        (b"%PDF-1.7\n...", "PDF 文件，不是 Excel"),
        ("规章,0,0,0\n".encode("gbk"), "纯文本（.txt/.csv），不是 Excel"),
        (b"<html><table></table></html>", "网页，不是 Excel"),
        (zip_of("[Content_Types].xml", "word/document.xml"), "Word 文档（.docx），不是 Excel"),
        (zip_of("mimetype", "content.xml"), "ODF 文件"),
        (zip_of("年报.xlsx"), "压缩包，不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Office 文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (honest_workbook()[:-300], "已损坏或没有传完"),
        (honest_workbook()[:200], "已损坏或没有传完"),
        (with_part("xl/vbaProject.bin", b"\xd0\xcf"), "宏（VBA 代码）"),
        (with_part("xl/macrosheets/sheet1.xml", "<x/>"), "宏（VBA 代码）"),
        (with_part("xl/activeX/activeX1.xml", "<x/>"), "ActiveX 控件"),
        (with_part("xl/embeddings/oleObject1.bin", b"x"), "嵌入的其他文件"),
        (with_part("xl/externalLinks/externalLink1.xml", "<x/>"), "指向其他文件的链接"),
        (with_part("xl/media/image.bin", b"\0" * 60_000_000), "解压后大得不正常"),
        (lying_about_its_size(), "已损坏|解压后大得不正常"),
        (zip_of("xl/workbook.xml", *(f"xl/{n}.xml" for n in range(600))), "解压后大得不正常"),
        (with_part(SHEET, LAUGHS), "文档类型声明"),
        (
            with_part(SHEET, '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + LAUGHS.encode("utf-16")),
            "不完整|声明",
        ),
        (with_part(SHEET, "<worksheet><row>"), "不完整"),
        (sheet_holding('<sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "XFD1048576"),
        (sheet_holding("<sheetData><row r='1'><c s='>' r = '&#88;FD1'><v>1</v></c></row></sheetData>"), "XFD1"),
        (sheet_holding('<sheetData><row r="1048576"/></sheetData>'), "1048576"),
        (sheet_holding('<y:c xmlns:y="http://x" r="A99999999999"/>'), "A99999999999"),
        (sheet_holding('<mergeCells><mergeCell ref="A40:XFD1048576"/></mergeCells>'), "A40:XFD1048576"),
        (sheet_holding('<dimension ref="A1:XFD9"/>'), "A1:XFD9"),
        (
            with_part(
                "[Content_Types].xml",
                '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
            ),
            "宏（VBA 代码）",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_must_not_reach_a_parser_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says) as refusal:
        guard("填报.xlsx", content, FileKind.WORKBOOK)
    assert "“填报.xlsx”" in str(refusal.value)


def test_a_file_with_two_parts_of_one_name_is_refused() -> None:
    out = BytesIO(honest_workbook())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, "<worksheet/>")
    with pytest.raises(Refusal, match="已损坏"):
        guard("填报.xlsx", out.getvalue(), FileKind.WORKBOOK)


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(honest_workbook())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # the flag in the directory
    with pytest.raises(Refusal, match="设了密码"):
        guard("填报.xlsx", bytes(content), FileKind.WORKBOOK)


def test_a_report_in_another_format_is_told_what_is_read_today() -> None:
    with pytest.raises(Refusal, match=r"Word 文档（\.docx）.*年报数据文件（\.report\.json）、纯文本（\.txt/\.csv）"):
        guard("年报.docx", zip_of("word/document.xml"), FileKind.INTERCHANGE, FileKind.TEXT)


def test_the_name_says_nothing_and_the_content_everything() -> None:
    assert kind_of("a.pdf", b'\xef\xbb\xbf {"schema": 1}') is FileKind.INTERCHANGE
    assert kind_of("a.xlsx", "一、总体情况".encode("utf-16")) is FileKind.TEXT
    assert kind_of("a.txt", b"\x00\x01\x02") is FileKind.UNKNOWN


# ---------------------------------------------------------------------------------------------------------------
# The child


@pytest.fixture(scope="module")
def parsers() -> Iterator[ModuleType]:
    """The ill-behaved parsers, importable by their bare name in this process and in the child."""
    folder = str(Path(__file__).parent)
    sys.path.insert(0, folder)
    yield importlib.import_module("parsers")
    sys.path.remove(folder)


def test_the_child_answers_in_json_whatever_the_parser_prints(parsers: ModuleType) -> None:
    assert guarded(parsers.length, b"abc", name="a.xlsx") == [3, "字"]


@pytest.mark.parametrize(
    ("parser", "says"),
    [
        ("crash", "打不开"),
        ("devour", "打不开"),
        ("fail", "打不开"),
        ("hang", r"读了 0\.5 秒仍没有读完"),
        ("refuse", "第 3 行缺少列名。"),
    ],
)
def test_a_parser_that_dies_takes_nobody_with_it(parsers: ModuleType, parser: str, says: str) -> None:
    function: Callable[[bytes], int] = getattr(parsers, parser)
    seconds = 0.5 if parser == "hang" else 20
    with pytest.raises(Refusal, match=says):
        guarded(function, b"abc", name="a.xlsx", seconds=seconds)


def test_a_bomb_that_slipped_past_the_look_kills_only_the_child() -> None:
    bomb = sheet_holding(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    with pytest.raises(Refusal, match="打不开"):
        guarded(grid, bomb, name="填报.xlsx")
