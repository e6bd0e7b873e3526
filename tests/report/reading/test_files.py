"""Which files a person means, and how they are read one after the other."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from report.inspection import Background, Inspection, inspected
from report.reading import Refusal
from report.reading.files import Named, gather, is_result, read_all, read_names
from report.sheet import Sheet
from report.writing.data import interchange_bytes
from report.writing.inspection_workbook import InspectionWorkbook
from report.writing.marked_page import MarkedPages, marked_page
from tests.report.checks.sheets import clean


def lay(folder: Path, *names: str) -> Path:
    """Lay a report under each name."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(interchange_bytes(clean()))
    return folder


def names(files: list[Named]) -> list[str]:
    return [file.name for file in files]


# Which files


def test_a_folder_is_all_that_lies_below_it_by_name_without_what_is_hidden_or_left_over(tmp_path: Path) -> None:
    lay(tmp_path, "b.report.json", "a/z.report.json", "a/c.report.json", ".hidden/x.report.json", ".y.report.json")
    lay(tmp_path, "~$b.docx", ".~lock.b.ods#", "Thumbs.db", "__MACOSX/b.report.json", "c.report.json")
    assert names(gather([tmp_path])) == ["a/c.report.json", "a/z.report.json", "b.report.json", "c.report.json"]


def test_what_is_written_or_read_for_another_purpose_is_left_out_of_a_folder(tmp_path: Path) -> None:
    lay(tmp_path, "a.report.json", "pages/index.html", "last/a.report.json", "result.xlsx")
    ours = {tmp_path / "pages", tmp_path / "last", tmp_path / "result.xlsx"}
    assert names(gather([tmp_path], ours)) == ["a.report.json"]


def test_a_file_goes_by_its_name_and_two_of_one_name_by_their_paths(tmp_path: Path) -> None:
    lay(tmp_path, "one/a.txt", "two/a.txt", "b.txt")
    paths = [tmp_path / "one/a.txt", tmp_path / "two/a.txt", tmp_path / "b.txt"]
    assert names(gather(paths)) == [paths[0].as_posix(), paths[1].as_posix(), "b.txt"]


# Reading them


def answers(*paths: Path) -> list[tuple[str, object]]:
    return [(file.name, answer) for file, answer in read_all(gather(paths))]


def test_what_cannot_be_read_is_told_in_its_place_and_the_others_are_read(tmp_path: Path) -> None:
    lay(tmp_path, "a.report.json", "c.report.json")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "d.zip").write_bytes(b"Rar!")
    read = answers(tmp_path, tmp_path / "missing.txt")
    assert [(name, type(answer)) for name, answer in read] == [
        ("a.report.json", Sheet),
        ("b.png", Refusal),
        ("c.report.json", Sheet),
        ("d.zip", Refusal),
        ("missing.txt", Refusal),
    ]
    assert str(read[-1][1]) == f"找不到文件 {tmp_path / 'missing.txt'}，请核对路径。"


def test_a_folder_without_a_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty" / ".hidden").mkdir(parents=True)
    ((_, answer),) = answers(tmp_path / "empty")
    assert str(answer) == f"文件夹 {tmp_path / 'empty'} 里没有可以核对的文件，请核对路径。"


def test_a_link_that_leads_nowhere_is_told_and_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    with (tmp_path / "b.txt").open("wb") as huge:
        huge.truncate(2**40)
    assert ["找不到" in str(answers(tmp_path)[0][1]), "MB" in str(answers(tmp_path)[1][1])] == [True, True]


# What an earlier check has left


def results() -> dict[str, bytes]:
    """Return what a check writes, by file name."""
    sheet = clean()
    inspection = inspected("a.txt", sheet, Background(rules=()), {})
    pages = MarkedPages(lambda name, content: None)
    pages.add(inspection)
    with io.BytesIO() as file:
        with InspectionWorkbook(file, datetime(2021, 1, 7)) as book:
            book.add(inspection)
        workbook = file.getvalue()
    return {"page.html": marked_page(inspection), "index.html": pages.index(), "out.xlsx": workbook}


@pytest.mark.parametrize("name, content", results().items(), ids=lambda it: it if isinstance(it, str) else "")
def test_results_of_a_check_are_no_reports(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert is_result(content)
    assert [answer for _, answer in answers(tmp_path)] == [None]
    ((_, answer),) = answers(tmp_path / name)
    assert str(answer) == f"“{name}”是核对的结果，不是报告。请指定报告本身的文件。"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04docProps/custom.xml", interchange_bytes(clean()), b"<html>"])
def test_anything_else_is_no_result(content: bytes) -> None:
    assert not is_result(content)


def test_a_list_of_units_has_one_name_a_line_in_either_encoding() -> None:
    text = "# 应报单位\n广武镇人民政府\r\n\n 高村乡人民政府 \n广武镇人民政府\n"
    wanted = ("广武镇人民政府", "高村乡人民政府")
    assert read_names("名单.txt", text.encode("utf-8-sig")) == wanted
    assert read_names("名单.txt", text.encode("gb18030")) == wanted
    with pytest.raises(Refusal):
        read_names("名单.txt", b"\x81\xff\xff")


def test_an_inspection_of_a_refused_file_is_a_page_too() -> None:
    page = marked_page(Inspection("坏<b>.pdf", refused="读不出来 <script>。")).decode()
    assert "坏&lt;b&gt;.pdf" in page
    assert "<script>" not in page
    assert replace(clean()).unit not in page
