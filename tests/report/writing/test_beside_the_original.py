"""The first town's report in every form beside the one it published: no sentence and no figure is missing."""

import re
from collections.abc import Callable
from io import BytesIO

import pdfplumber
import pytest
from docx import Document as Word
from lxml import html

from report.reading import read
from report.sheet import Sheet
from report.writing import Site, render
from tests.report.writing.conftest import TESTS

ORIGINAL = (TESTS / "seed.txt").read_text(encoding="utf-8")
TABLES = "广武镇 2020 年政府信息公开统计表"
"""The original's own heading over its tables; the form prints none."""


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _page(content: bytes) -> str:
    page = html.fromstring(content.decode())
    for foreign in page.xpath("//style | //svg | //nav | //aside"):
        foreign.drop_tree()
    return str(page.text_content())


def _word(content: bytes) -> str:
    document = Word(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _paper(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as pdf:
        return "\n".join(re.sub(r"—\s*\d+\s*—\s*$", "", page.extract_text()) for page in pdf.pages)


SEEN: dict[str, Callable[[bytes], str]] = {
    "html": _page,
    "weixin": _page,
    "kiosk": _page,
    "docx": _word,
    "pdf": _paper,
}
"""What a reader of each document sees, taken out by other programs than ours."""


@pytest.fixture(scope="module")
def documents() -> dict[str, bytes]:
    sheet = read("seed.txt", ORIGINAL.encode())
    made = render(sheet, signer=sheet.unit, site=Site(url="https://a.example/2020/"))
    return {document.format: document.content for document in made}


def sentences() -> list[str]:
    """Return the original's lines outside its tables, the title's two halves apart."""
    lines = ORIGINAL.splitlines()
    table = lines.index(TABLES)
    after = next(i for i, line in enumerate(lines) if line.startswith("五、"))
    return [_tight(line) for line in (*lines[:table], *lines[after:]) if line.strip()]


@pytest.mark.parametrize("format", SEEN)
def test_no_sentence_is_missing(documents: dict[str, bytes], format: str) -> None:
    seen = _tight(SEEN[format](documents[format]))
    assert len(sentences()) > 20
    assert [line for line in sentences() if line not in seen] == []


@pytest.mark.parametrize("format", ["html", "weixin", "kiosk", "docx", "pdf", "xlsx", "json", "csv"])
def test_no_figure_is_missing(documents: dict[str, bytes], guangwu: Sheet, format: str) -> None:
    endings = {"weixin": "html", "kiosk": "html", "json": "report.json"}
    back = read(f"x.{endings.get(format, format)}", documents[format])
    assert {address: back.cells[address] for address in guangwu.cells} == dict(guangwu.cells)
