"""An independent validator finds nothing in our PDF files, and would find something if there were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typst

from report.sheet import Sheet
from report.writing import outline
from report.writing.fonts import BUNDLED_FONTS
from report.writing.pdf import document

if TYPE_CHECKING:  # pytest itself imports it below
    from tests.report.writing.verapdf import Judge

pytest_plugins = ["tests.report.writing.verapdf"]


def test_every_report_can_be_archived_and_read_aloud(
    verapdf: Judge, guangwu: Sheet, next_year: Sheet, odd: Sheet, long: Sheet, bare: Sheet
) -> None:
    sheets = {"guangwu": guangwu, "next_year": next_year, "odd": odd, "long": long, "bare": bare}
    files = {name: document(outline(sheet, signer=sheet.unit)) for name, sheet in sheets.items()}
    assert verapdf(files) == {(name, profile): () for name in files for profile in ("2a", "ua1")}


def test_the_validator_refuses_what_is_not_made_to_last(verapdf: Judge) -> None:
    plain = typst.compile("年报".encode(), font_paths=[BUNDLED_FONTS], ignore_system_fonts=True)
    assert isinstance(plain, bytes)
    judged = verapdf({"plain": plain})
    # No statement of conformance in its metadata: the first thing that either standard asks for.
    assert "6.6.4-1" in judged["plain", "2a"]
    assert "5-1" in judged["plain", "ua1"]
