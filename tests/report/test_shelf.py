"""Sheets laid aside and found again."""

from dataclasses import replace

import pytest

from report import shelf as shelves
from report.shelf import Shelf
from report.source import Place, Source
from tests.report.checks.sheets import clean


def test_a_sheet_comes_back_as_it_was_with_its_source() -> None:
    sheet = replace(clean(), source=Source("html", places={"t3.received.total": Place(table=2, row=4, column=10)}))
    assert sheet.figures  # what was worked out of it is not laid aside with it
    with Shelf() as shelf:
        back = shelf[shelf.put(sheet)]
    assert (back, back.source, back.figures) == (sheet, sheet.source, sheet.figures)


def test_sheets_are_found_by_unit_and_year_and_the_first_of_two_counts() -> None:
    this, last = clean(), replace(clean(), year=2020, unit="广武镇人民政府")
    with Shelf() as shelf:
        for each in (this, last, replace(this, cells={})):
            shelf.put(each)
        assert shelf.of("广武镇人民政府", 2021) == this
        assert shelf.of("荥阳市广武镇人民政府", 2020) == last
        assert shelf.of("汜水镇人民政府", 2020) is None
        assert shelf.of("广武镇人民政府", 2019) is None
        assert shelf.years("广武镇人民政府") == [2020, 2021]
        assert len(list(shelf)) == len(shelf) == 3


def test_many_sheets_go_to_disk_and_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "IN_MEMORY", 1000)
    sheets = [replace(clean(), unit=f"第{number}镇人民政府") for number in range(20)]
    with Shelf() as shelf:
        for sheet in sheets:
            shelf.put(sheet)
        assert shelf[7] == sheets[7]
        assert list(shelf) == sheets
