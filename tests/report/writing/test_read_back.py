"""What every writer wrote, our reader reads again: the same figures, the same words, the same day."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from report.reading import read
from report.sheet import Sheet
from report.writing import data, docx, html, outline, pdf
from report.writing.cells import csv_bytes
from report.writing.outline import Outline
from tests.report import published
from tests.report.writing.conftest import ODD

WRITERS: dict[str, Callable[[Outline], bytes]] = {
    "html": lambda report: html.page(report, site=None, links=[]),
    "docx": docx.document,
    "xlsx": data.workbook,
    "pdf": pdf.document,
}
COMPLETE = [slug for slug in published.SLUGS if not published.sheet(slug).absent]
OURS = ("guangwu", "next_year", "odd", "long", "bare")


@pytest.fixture(params=[*OURS, *COMPLETE])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    """Each of our sheets, and each published report of which every cell was recorded."""
    if request.param in OURS:
        found: Sheet = request.getfixturevalue(request.param)
        return readable(found) if request.param == "odd" else found
    report = published.sheet(request.param)
    # Of some the name was not recorded; the remark that stands there in its place is no organ's name.
    return replace(report, unit="荥阳市广武镇人民政府") if "(" in report.unit else report


def readable(odd: Sheet) -> Sheet:
    """Return the sheet of odd signs as far as paper can be understood.

    A title that is none is no title; the figures of table 4 have no labels beside them and are known by being
    figures; and a worksheet's row without a Chinese word is no sentence.
    """
    texts = {key: "\n".join(f"{line}等。" for line in text.splitlines()) for key, text in odd.texts.items()}
    return replace(odd, title="", cells={**odd.cells, "t4.review.total": "0"}, texts=texts)


def told(sheet: Sheet) -> dict[str, object]:
    """Return everything that a sheet prints."""
    report = outline(sheet, signer=sheet.unit)
    return {
        "unit": sheet.unit,
        "year": sheet.year,
        "editions": report.form.editions,
        "title": report.title,
        "signed_on": sheet.signed_on,
        "cells": {address: report.figures.get(address, "") for address in report.form.addresses},
        "preamble": [paragraph.text for paragraph in report.preamble],
        **{part.key: [paragraph.text for paragraph in part.paragraphs] for part in report.parts},
    }


@pytest.mark.parametrize("kind", WRITERS)
def test_what_was_printed_is_read(sheet: Sheet, kind: str) -> None:
    content = WRITERS[kind](outline(sheet, signer=sheet.unit))
    back, printed = told(read(f"x.{kind}", content)), told(sheet)
    if kind == "pdf":  # a blank at which a line is broken is not there any more
        back, printed = (json.loads(json.dumps(each, default=str).replace(" ", "")) for each in (back, printed))
    assert back == printed


def test_the_interchange_file_is_read_as_the_very_sheet(sheet: Sheet, odd: Sheet) -> None:
    for each in (sheet, odd):
        assert read("x.report.json", data.interchange_bytes(each)) == each


def test_the_table_of_cells_is_read_as_the_very_sheet_without_its_words(sheet: Sheet, odd: Sheet) -> None:
    for each in (sheet, odd):
        assert read("x.csv", csv_bytes(each)) == replace(each, title="", signed_on=None, texts={})


@pytest.mark.parametrize("slug", published.SLUGS)
def test_every_published_report_is_read_from_its_data_files_as_the_very_sheet(slug: str) -> None:
    report = published.sheet(slug)
    assert read("x.report.json", data.interchange_bytes(report)) == report
    assert read("x.csv", csv_bytes(report)) == replace(report, title="", signed_on=None, texts={})


@pytest.mark.parametrize("kind", WRITERS)
def test_signs_that_are_code_elsewhere_are_letters_everywhere(odd: Sheet, kind: str) -> None:
    back = read(f"x.{kind}", WRITERS[kind](outline(readable(odd), signer=odd.unit)))
    assert back.cells["t2.regulations.issued"].replace(" ", "") == ODD.replace(" ", "")
    assert f"（一）{ODD}等。".replace(" ", "") in back.texts["overview"].replace(" ", "")
