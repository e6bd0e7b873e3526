"""Whoever hears a table instead of seeing it is told over every figure which row and column it stands in."""

from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from report.sheet import Sheet
from report.writing import Outline, outline
from report.writing.outline import heads_of
from report.writing.pdf import document, facts
from report.writing.tagging import with_row_headers
from report.writing.typeset import typeset


@pytest.fixture
def pdf(report: Outline) -> bytes:
    return document(report)


Words = dict[tuple[int, int], str]
"""What is printed, by page and by the mark that the structure of the file points to."""


def _words(pdf: bytes) -> Words:
    words: Words = {}
    with pdfplumber.open(BytesIO(pdf)) as book:
        for number, page in enumerate(book.pages):
            for char in page.chars:
                if char["mcid"] is not None:
                    place = (number, char["mcid"])
                    words[place] = words.get(place, "") + char["text"]
    return words


def _text(element: pikepdf.Object, words: Words, page_of: dict[tuple[int, int], int]) -> str:
    """Read what a cell says aloud, on whichever pages it stands."""
    said = ""
    for mark in element.K:
        here = mark if isinstance(mark, pikepdf.Dictionary) else element
        number = mark if isinstance(mark, int) else mark.MCID
        said += words.get((page_of[here.get("/Pg", element.get("/Pg")).objgen], int(number)), "")
    return said.replace(" ", "")


def _elements(parent: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the nearest elements of a kind below another, in reading order."""
    for child in parent.K:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if str(child.S) in kind.split():
                yield child
            elif "/K" in child:
                yield from _elements(child, kind)


def _attribute(cell: pikepdf.Object, name: str) -> pikepdf.Object | None:
    return next((group[name] for group in cell.A if name in group), None)


Heard = tuple[str, str, frozenset[str]]


def _heard(pdf: bytes) -> list[list[Heard]]:
    """Return every cell of every table: whether it heads its row or column, what it says, and what heads it."""
    words = _words(pdf)
    with pikepdf.open(BytesIO(pdf)) as book:
        root = book.Root.StructTreeRoot
        page_of = {page.obj.objgen: number for number, page in enumerate(book.pages)}
        names = pikepdf.NameTree(root.IDTree)
        return [
            [
                (
                    str(_attribute(cell, "/Scope") or "")[1:],
                    _text(cell, words, page_of),
                    frozenset(_text(names[str(it)], words, page_of) for it in _attribute(cell, "/Headers") or ()),
                )
                for cell in _elements(table, "/TH /TD")
            ]
            for table in _elements(root, "/Table")
        ]


def test_every_figure_names_the_labels_over_it_and_beside_it(report: Outline, pdf: bytes) -> None:
    for table, cells in zip(report.form.tables, _heard(pdf), strict=True):
        model = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        heard = {
            cell.address: (text, heads) for cell, (_, text, heads) in zip(model, cells, strict=True) if cell.address
        }
        assert heard == {
            address: (
                report.figures.get(address, "").replace(" ", ""),
                frozenset(head.text.replace(" ", "") for head in heads),
            )
            for address, heads in heads_of(table).items()
        }


def test_every_label_says_whether_it_heads_a_row_or_a_column(report: Outline, pdf: bytes) -> None:
    scopes = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column", "": ""}
    for table, cells in zip(report.form.tables, _heard(pdf), strict=True):
        model = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        assert [scope for scope, _, _ in cells] == [scopes[cell.scope] for cell in model]


def test_a_row_label_is_headed_by_the_label_of_its_group(guangwu: Sheet) -> None:
    _, applications, _ = _heard(document(outline(guangwu, signer=guangwu.unit)))
    heads = {text: heads for scope, text, heads in applications if scope == "Row"}
    assert heads["一、本年新收政府信息公开申请数量"] == frozenset()
    assert heads["（一）予以公开"] == {"三、本年度办理结果"}
    assert heads["1.属于国家秘密"] == {"三、本年度办理结果", "（三）不予公开"}


def test_every_name_leads_to_its_one_cell(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as book:
        root = book.Root.StructTreeRoot
        named = [cell for table in _elements(root, "/Table") for cell in _elements(table, "/TH /TD") if "/ID" in cell]
        leads = {name: cell.objgen for name, cell in pikepdf.NameTree(root.IDTree).items()}
        assert leads == {str(cell.ID): cell.objgen for cell in named}
        assert len(leads) == len(named)


def test_tagging_touches_neither_date_nor_page_and_repeats_itself(guangwu: Sheet) -> None:
    report = outline(guangwu, signer=guangwu.unit)
    before = typeset("report", facts(report), report.stamp)
    after = with_row_headers(before, report.form.tables)
    assert after == with_row_headers(before, report.form.tables)
    assert len(after) < len(before)
    with pikepdf.open(BytesIO(before)) as plain, pikepdf.open(BytesIO(after)) as tagged:
        assert tagged.Root.Metadata.read_bytes() == plain.Root.Metadata.read_bytes()
        assert [page.Contents.read_bytes() for page in tagged.pages] == [
            page.Contents.read_bytes() for page in plain.pages
        ]
