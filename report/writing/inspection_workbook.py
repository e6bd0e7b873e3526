"""What came of many files as a workbook: one row for each report, one row for each finding, ready to be filtered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from types import TracebackType
from typing import BinaryIO, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from report.inspection import Inspection, Point, sort_of
from report.reading.files import BOOK, RESULT
from report.rule import Finding
from report.sheet import Sheet
from report.writing.data import HIGHEST, LONGEST
from report.writing.outline import legible, width
from report.writing.whereabouts import places, where
from templates import say

ROWS = 1_000_000
"""A worksheet holds 1,048,576 rows; what is more goes on in another."""
LISTED = 4
"""So many addresses of a finding are listed."""
WEIGHT = 4
"""The column of the findings that is coloured by weight."""
_COMMON = {"valign": "top", "text_wrap": True, "font_size": 10}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "text": _COMMON,
    "number": {**_COMMON, "align": "center"},
    "head": {**_COMMON, "bold": True, "bg_color": "#F1F4F7", "bottom": 1},
    "error": {**_COMMON, "bg_color": "#FFC7CE"},
    "explain": {**_COMMON, "bg_color": "#FFEB9C"},
    "notice": {**_COMMON, "bg_color": "#DDEBF7"},
    "explained": {**_COMMON, "bg_color": "#C6EFCE"},
    "unjudged": {**_COMMON, "bg_color": "#E7E6E6"},
}

Values = Sequence[int | str]


class InspectionWorkbook:
    """The workbook while it grows: rows go to disk as they come, and the file is whole when the block is left."""

    def __init__(self, file: BinaryIO, now: datetime) -> None:
        # What strangers wrote must never become a formula or a link.
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = Workbook(file, {"constant_memory": True, **plain})
        self._book.set_properties({"created": now})
        self._book.set_custom_property("schema", RESULT, "text")
        styles = {name: self._book.add_format(dict(style)) for name, style in _STYLES.items()}
        self._summary = _Rows(self._book, styles, "summary", (32, 28, 6, 8, 8, 6, 8, 9, 50, 50))
        self._points = _Rows(self._book, styles, "points", (24, 24, 6, 8, 9, 34, 22, 20, 9, 9, 60, 30, 8))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._summary.finish()
        self._points.finish()
        self._book.close()

    def add(self, inspection: Inspection) -> None:
        """Write the row of a report and the rows of its findings."""
        sheet = inspection.sheet
        unit, year = (sheet.unit, sheet.year) if sheet else ("", "")
        counts: Values = inspection.counts if sheet else [""] * len(inspection.counts)
        self._summary.add((inspection.file, unit, year, *counts, inspection.refused, "".join(inspection.remarks)))
        if sheet:
            for point in inspection.points:
                is_new = point.is_new
                self._add(inspection.file, sheet, point, "" if is_new is None else _said("change", is_new=is_new))
            for finding in inspection.mended:
                self._add(inspection.file, sheet, Point(finding), _said("mended"))

    def _add(self, file: str, sheet: Sheet, point: Point, state: str) -> None:
        finding = point.finding
        sort = sort_of(point)
        said = _said("given", it=point.explanation) if point.explanation else ""
        whose: Values = (file, sheet.unit, sheet.year, finding.code, say(BOOK, "sort", kind=sort))
        what = (where(finding, sheet), _addresses(finding), places(finding, sheet), finding.left, finding.right)
        self._points.add((*whose, *what, finding.message, said, state), {WEIGHT: sort})


def _said(sentence: str, **facts: object) -> str:
    return say("explanations", sentence, **facts)


def _addresses(finding: Finding) -> str:
    """Return the addresses of the cells: a few, for whoever wants all of a table finds them in the JSON."""
    return " ".join(finding.cells[:LISTED]) + (" …" if len(finding.cells) > LISTED else "")


class _Rows:
    """Rows of one kind, on as many worksheets as they need."""

    def __init__(self, book: Workbook, styles: Mapping[str, Format], kind: str, widths: Sequence[float]) -> None:
        self._book, self._styles, self._kind, self._widths = book, styles, kind, widths
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        self._page: Worksheet = self._book.add_worksheet(say(BOOK, f"{self._kind}_sheet", number=self._number))
        for column, breadth in enumerate(self._widths):
            self._page.set_column(column, column, breadth)
        self._page.freeze_panes(1, 0)
        self._page.repeat_rows(0)
        self._page.set_landscape()
        self._page.set_paper(9)  # A4
        self._page.fit_to_pages(1, 0)
        for column, words in enumerate(say(BOOK, f"{self._kind}_columns").split("|")):
            self._page.write_string(0, column, words, self._styles["head"])
        self._next = 1

    def add(self, values: Values, styles: Mapping[int, str] | None = None) -> None:
        """Write one row; ``styles`` names the style of a column that has its own."""
        if self._next > ROWS:
            self.finish()
            self._begin()
        self._page.set_row(self._next, self._height(values))
        for column, value in enumerate(values):
            style = self._styles[(styles or {}).get(column, "number" if isinstance(value, int) else "text")]
            if isinstance(value, int):
                self._page.write_number(self._next, column, value, style)
            else:
                self._page.write_string(self._next, column, legible(value)[:LONGEST], style)
        self._next += 1

    def _height(self, values: Values) -> float:
        """Return the height in points in which every text is seen: LibreOffice does not let the rows grow."""
        texts = zip(values, self._widths, strict=True)
        lines = max(ceil((2 * width(text) + 1) / room) for text, room in texts if isinstance(text, str))
        return min(HIGHEST, 4 + 13 * max(1, lines))

    def finish(self) -> None:
        """Put the filter over what was written."""
        self._page.autofilter(0, 0, self._next - 1, len(self._widths) - 1)
