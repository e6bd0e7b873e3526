"""Nothing untrusted is parsed unguarded: each attack is built here, and each is refused with its sentence."""

import importlib
import random
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
SAMPLES = Path(__file__).with_name("samples")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'\xef\xbb\xbf {"schema": 1}', FileKind.INTERCHANGE),
        ("一、总体情况".encode("utf-16"), FileKind.TEXT),
        ("一、总体情况\n规章\t0".encode("gbk"), FileKind.TEXT),
        (b"\x00\x01\x02", FileKind.UNKNOWN),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\r\n\r\nHTTP header of a careless download\n%PDF-1.4\n", FileKind.PDF),
        (b"<!DOCTYPE html><html>", FileKind.HTML),
        (b"\xef\xbb\xbf\r\n <!-- saved by a browser --><table>", FileKind.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>', FileKind.HTML),
        ("<html><body>年报</body></html>".encode("utf-16"), FileKind.HTML),
        ("年报正文<p>一</p><p>二</p><table><tr><td>0</td></tr></table>".encode(), FileKind.HTML),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', FileKind.OLD_OFFICE),
        (b"{\\rtf1\\ansi}", FileKind.OLD_OFFICE),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", FileKind.OLD_OFFICE),
        (OLE + "Workbook\0".encode("utf-16-le"), FileKind.OLD_WORKBOOK),
        (OLE + "Book\0".encode("utf-16-le"), FileKind.OLD_WORKBOOK),
        (OLE + "WordDocument\0ObjectPool\0Workbook\0".encode("utf-16-le"), FileKind.OLD_OFFICE),
        (OLE + "PowerPoint Document\0".encode("utf-16-le"), FileKind.OLD_OFFICE),
        (zip_of("word/document2.xml"), FileKind.DOCUMENT),
        (zip_of("OFD.xml", "Doc_0/Document.xml"), FileKind.OFD),
        ((SAMPLES / "report.xls").read_bytes(), FileKind.OLD_WORKBOOK),
        ((SAMPLES / "report.ods").read_bytes(), FileKind.OPEN_WORKBOOK),
        (zip_of("mimetype", "content.xml"), FileKind.OPEN_DOCUMENT),
    ],
)
def test_the_name_says_nothing_and_the_content_everything(content: bytes, kind: FileKind) -> None:
    assert kind_of("年报.doc", content) is kind


# ---------------------------------------------------------------------------------------------------------------
# A report of one's own, in whatever format

REPORTS = (
    *(FileKind.WORKBOOK, FileKind.OLD_WORKBOOK, FileKind.OPEN_WORKBOOK, FileKind.DOCUMENT, FileKind.PDF),
    *(FileKind.HTML, FileKind.INTERCHANGE, FileKind.TEXT),
)
HEAD = "<w:document xmlns:w='http://w' xmlns:r='http://r'>"


def docx_with(name: str, text: str | bytes) -> bytes:
    """Return a Word document with one part put in."""
    out = BytesIO()
    parts = {"word/document.xml": f"{HEAD}<w:body/></w:document>", "[Content_Types].xml": "<Types/>", name: text}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return out.getvalue()


def docx_of(xml: str) -> bytes:
    return docx_with("word/document.xml", f"{HEAD}<w:body>{xml}</w:body></w:document>")


def docx_pointing(kind: str, target: str, mode: str = "External") -> bytes:
    relation = f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return docx_with("word/_rels/settings.xml.rels", f"<Relationships>{relation}</Relationships>")


def ods_of(rows: str, name: str = "styles.xml", text: str = "<x/>") -> bytes:
    """Return an ODF workbook of these rows, with another part."""
    out = BytesIO()
    spaces = 'xmlns:table="http://t" xmlns:office="http://o"'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:document {spaces}><table:table>{rows}</table:table></office:document>"
        )
        archive.writestr(name, text)
    return out.getvalue()


FAR = 'table:number-columns-repeated="16384"'
DEEP = 'table:number-rows-repeated="1048576"'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\ntrailer <</Encrypt 5 0 R>>", "加密的 PDF"),
        (b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert)>> >>", "脚本或启动其他程序的命令"),
        (b"%PDF-1.7\n1 0 obj <</OpenAction <</S /Launch /F (cmd.exe)>> >>", "脚本或启动其他程序的命令"),
        (b"%PDF-1.7\n1 0 obj <</Type /EmbeddedFile>>", "嵌入的其他文件"),
        (b"%PDF-1.7\n" + b"\0" * 21 * 2**20, "超过了 20 MB"),
        (b"<html>" + b" " * 5 * 2**20, "超过了 5 MB"),
        (docx_of('<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr></w:tc>'), "大得不正常（gridSpan 99999999）"),
        (docx_of("<x:gridBefore xmlns:x='http://w' x:val='-1'/>"), "大得不正常"),
        (docx_of("<w:tc/>" * 50_001), "大得不正常（50001）"),
        (docx_with("word/vbaProject.bin", b"\xd0\xcf"), "宏（VBA 代码）"),
        (docx_with("[Content_Types].xml", '<T><Override ContentType="x.macroEnabled.y"/></T>'), "宏（VBA 代码）"),
        (docx_with("word/activeX/activeX1.xml", "<x/>"), "ActiveX 控件"),
        (docx_with("word/embeddings/oleObject1.bin", b"MZ"), "嵌入的其他文件"),
        (docx_with("word/document.xml", LAUGHS), "文档类型声明"),
        (docx_with("word/media/image1.emf", b"\0" * 60_000_000), "解压后大得不正常"),
        (docx_pointing("aFChunk", "chunk.html", "Internal"), "嵌入的其他文件"),
        (docx_pointing("attachedTemplate", "https://evil.example/x.dotm"), "指向其他文件的链接"),
        (docx_pointing("attachedTemplate", "\\\\evil\\share\\x.dotm"), "指向其他文件的链接"),
        (docx_pointing("attachedTemplate", "file://evil/x.dotm"), "指向其他文件的链接"),
        (docx_pointing("oleObject", "http://evil.example/x.xlsx"), "指向其他文件的链接"),
        (ods_of(f'<table:table-row><table:table-cell {FAR} office:value-type="float"/></table:table-row>'), "C16384"),
        (
            ods_of(f'<table:table-row {DEEP}><table:table-cell office:value-type="float"/></table:table-row>'),
            "R1048576",
        ),
        (
            ods_of(
                f"<table:table-row {DEEP}><table:table-cell/></table:table-row>"
                '<table:table-row><table:table-cell office:value-type="float"/></table:table-row>'
            ),
            "R1048577",
        ),
        (
            ods_of(
                '<table:table-row><table:table-cell table:number-columns-spanned="99999999999"/></table:table-row>'
            ),
            "大得不正常",
        ),
        (ods_of("", "Basic/Standard/Module1.xml"), "宏（VBA 代码）"),
        (ods_of("", "Scripts/python/x.py"), "宏（VBA 代码）"),
        (ods_of("", "META-INF/manifest.xml", "<m:file xmlns:m='http://m'><m:encryption-data/></m:file>"), "设了密码"),
        (ods_of("", "styles.xml", "<!DOCTYPE a><a/>"), "文档类型声明"),
        (OLE + "Workbook\0_VBA_PROJECT\0".encode("utf-16-le"), "宏（VBA 代码）"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE + "WordDocument\0".encode("utf-16-le"), r"“另存为”\.docx"),
        (b"{\\rtf1 x}", r"“另存为”\.docx"),
        (zip_of("mimetype", "content.xml"), r"“另存为”\.docx"),
        (zip_of("OFD.xml"), "OFD 版式文件，里面的文字和数字无法读取"),
        (b"\x89PNG" + b"x", "图片，里面的文字和数字无法读取"),
        (zip_of("年报.docx"), "请先解压"),
        (b"PK\x03\x04" + b"PK\x01\x02" * 2000, "解压后大得不正常"),
        (with_part("xl/externalLinks/externalLink1.xml", "<x/>"), "指向其他文件的链接"),
        (sheet_holding('<dimension ref="A1:XFD9"/>'), "大得不正常（A1:XFD9）"),
        (b"\x00\x01\x02", "无法识别的文件，目前能直接读取的是"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_dangerous_report_is_refused_and_nothing_is_said_of_a_form(content: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says) as refusal:
        guard("年报", content, *REPORTS)
    assert "填报表" not in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        (SAMPLES / "report.xls").read_bytes(),
        (SAMPLES / "report.ods").read_bytes(),
        (SAMPLES / "libreoffice.pdf").read_bytes(),
        (SAMPLES / "chromium.pdf").read_bytes(),
        honest_workbook(),
        docx_of('<w:tc><w:tcPr><w:gridSpan w:val="15"/></w:tcPr></w:tc>' * 400),
        docx_pointing("hyperlink", "https://www.gov.cn/"),
        docx_pointing("image", "https://www.gov.cn/logo.png"),
        docx_pointing("attachedTemplate", "file:///C:\\Users\\lenovo\\AppData\\Normal.dotm"),
        docx_pointing("attachedTemplate", "Normal.dotm"),
        docx_with("word/embeddings/Microsoft_Excel_Sheet1.xlsx", honest_workbook()),
        docx_with("word/media/image1.jpeg", random.Random(0).randbytes(6 * 2**20)),
        ods_of(f"<table:table-row {DEEP}><table:table-cell {FAR}/></table:table-row>"),
        b"<!DOCTYPE html><html><script>1</script>",
    ],
)
def test_an_honest_report_passes_with_what_offices_leave_in_it(content: bytes) -> None:
    assert guard("年报", content, *REPORTS) in REPORTS


def test_a_report_in_another_format_is_told_what_is_read_today() -> None:
    with pytest.raises(Refusal, match=r"Word 文档（\.docx）.*年报数据文件（\.report\.json）、纯文本（\.txt/\.csv）"):
        guard("年报.docx", zip_of("word/document.xml"), FileKind.INTERCHANGE, FileKind.TEXT)


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


def test_complaints_of_a_parser_reach_nobody(parsers: ModuleType) -> None:
    assert guarded(parsers.complain, b"abc", name="a.pdf") == 0


@pytest.mark.parametrize(
    ("parser", "says"),
    [
        ("crash", "打不开"),
        ("chatter", "打不开"),
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
