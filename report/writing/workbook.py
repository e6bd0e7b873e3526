"""The workbook a department fills in in three minutes: only its own cells, with last year's figures and live sums."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from report.figure import LARGEST
from report.form import Form, Kind
from report.writing.layout import (
    FILLED_BY,
    HOW,
    IDENTITY_SHEET,
    NOTHING,
    PHONE,
    PROGRESS,
    PROMPT_HINT,
    PROMPT_STEP,
    PROMPT_TITLE,
    PROMPTS_FROM,
    PROPERTY,
    STUB,
    TITLE,
    WHO,
    Grid,
    Layout,
    Place,
    Prompt,
    column_label,
    identity_of,
    prompt_place,
)
from templates import say


def workbook(
    form: Form,
    office: str,
    unit: str,
    year: int,
    owed: Sequence[str],
    paragraphs: Sequence[Prompt],
    before: Mapping[str, str],
    due: date,
    token: str,
) -> bytes:
    """Write the workbook in which ``office`` fills in what it owes; the same arguments give the same bytes."""
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    identity = identity_of(unit, year, office, token, owed, paragraphs)
    created = datetime(due.year, due.month, due.day)  # no clock: the same arguments give the same bytes
    book.set_properties({"title": _say("title", unit=unit, year=year), "created": created})
    for key, value in identity.items():
        book.set_custom_property(PROPERTY + key, value, "text")
    _Figures(book, Layout(form, tuple(owed)), before, year).write(unit, office, due)
    if paragraphs:
        _write_prompts(book, paragraphs)
    hidden = book.add_worksheet(IDENTITY_SHEET)
    for row, pair in enumerate(identity.items()):
        hidden.write_row(row, 0, pair)
    hidden.very_hidden()
    book.close()
    return out.getvalue()


def _say(phrase: str, **facts: object) -> str:
    return say("workbook", phrase, **facts)


# ---------------------------------------------------------------------------------------------------------------
# How it looks

_PLAIN = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
_BOXED = _PLAIN | {"border": 1, "border_color": "#999999"}
_NUMBER = _BOXED | {"align": "center"}
_INPUT = {"bg_color": "#FFF9C4", "locked": False}
_STYLES: dict[str, dict[str, object]] = {
    "title": _PLAIN | {"font_name": "黑体", "font_size": 16, "text_wrap": False},
    "note": _PLAIN | {"text_wrap": False},
    "hint": _PLAIN | {"font_color": "#595959"},
    "heading": _PLAIN | {"font_name": "黑体", "font_size": 13, "text_wrap": False},
    "label": _BOXED | {"align": "left", "indent": 1},
    "head": _NUMBER | {"bold": True, "bg_color": "#DCE6F1"},
    "input": _NUMBER | _INPUT,
    "words": _BOXED | _INPUT | {"align": "left", "num_format": "@"},
    "text": _BOXED | _INPUT | {"align": "left", "valign": "top"},
    "sum": _NUMBER | {"bg_color": "#EDEDED", "italic": True},
    "empty": _NUMBER | {"bg_color": "#EDEDED"},
    "before": _NUMBER | {"font_color": "#595959", "font_size": 10},
    "good": {"font_color": "#006100", "bg_color": "#C6EFCE"},
    "bad": {"font_color": "#9C0006", "bg_color": "#FFC7CE", "bold": True},
}
_STUB_WIDTHS = (13, 13, 34)
_VALUE_WIDTH = 12
_LINE = 16
"""The height of one printed line, in points."""


def _height(*texts_and_widths: tuple[str, float]) -> int:
    """Return the row height in which each text fits its width; wrapped and merged cells do not grow by themselves."""
    lines = max(ceil(2 * len(text) / (width - 2)) for text, width in texts_and_widths)
    return _LINE * max(lines, 1) + 6


class _Figures:
    """The worksheet of figures being written."""

    def __init__(self, book: Workbook, layout: Layout, before: Mapping[str, str], year: int) -> None:
        self.book, self.layout, self.before, self.year = book, layout, before, year
        self.name = _say("figures_sheet")
        self.sheet: Worksheet = book.add_worksheet(self.name)
        self.styles: dict[str, Format] = {name: book.add_format(style) for name, style in _STYLES.items()}

    def write(self, unit: str, office: str, due: date) -> None:
        """Write the head, the blocks, and the page set-up."""
        for column, width in enumerate(_STUB_WIDTHS):
            self.sheet.set_column(column, column, width)
        self.sheet.set_column(STUB, STUB + 13, _VALUE_WIDTH)
        self._head(unit, office, due)
        last_table = None
        for grid in self.layout.grids:
            if grid.table is not last_table:
                self._heading(grid)
            last_table = grid.table
            self._block(grid)
        self._progress()
        self.sheet.freeze_panes(0, STUB)
        _set_up(self.sheet)

    def _head(self, unit: str, office: str, due: date) -> None:
        self.sheet.set_row(TITLE, 30)
        self.sheet.write_string(TITLE, 0, _say("title", unit=unit, year=self.year), self.styles["title"])
        self.sheet.write_string(WHO, 0, _say("who", office=office, due=due), self.styles["note"])
        self.sheet.write_string(HOW, 0, _say("how", year=self.year), self.styles["note"])
        for key, place in (("nothing", NOTHING), ("filled_by", FILLED_BY), ("phone", PHONE), ("progress", PROGRESS)):
            self._labelled(key, place)
        self.sheet.write_string(NOTHING.row, STUB + 2, _say("nothing_why"), self.styles["note"])
        choices = {"validate": "list", "source": [_say("yes"), _say("no")], "error_title": _say("wrong_title")}
        self.sheet.data_validation(*NOTHING, *NOTHING, choices | {"error_message": _say("nothing_message")})
        self._name("nothing_to_report", NOTHING)
        self._name("filled_by", FILLED_BY)
        self._name("phone", PHONE)

    def _labelled(self, key: str, place: Place) -> None:
        self.sheet.merge_range(place.row, 0, place.row, STUB - 1, _say(key), self.styles["label"])
        style = self.styles["sum" if key == "progress" else "words"]
        self.sheet.merge_range(place.row, place.column, place.row, place.column + 1, "", style)

    def _heading(self, grid: Grid) -> None:
        section = next(section for section in self.layout.form.sections if section.table is grid.table)
        self.sheet.set_row(grid.top - 1, 24)
        self.sheet.write_string(grid.top - 1, 0, _say("heading", section=section), self.styles["heading"])

    def _block(self, grid: Grid) -> None:
        known = any(self.before.get(address) for address, _ in grid.places())
        self._band(grid, STUB, _say("this_year", year=self.year))
        if known:
            self._band(grid, grid.before, _say("last_year", year=self.year - 1))
        self.sheet.merge_range(grid.top, 0, grid.top + 1, STUB - 1, _say("item"), self.styles["head"])
        labels = [(column_label(column), _VALUE_WIDTH) for column in grid.columns]
        self.sheet.set_row(grid.top + 1, _height(*labels))
        self._stubs(grid)
        for address, place in grid.places():
            self._cell(address, place)
            if known:
                at = place.column + len(grid.columns)
                self._merge(place.row, at, place.row, at, self.before.get(address, ""), "before")
        self._balance(grid)

    def _band(self, grid: Grid, at: int, words: str) -> None:
        """Write the two header rows over one year's columns."""
        self._merge(grid.top, at, grid.top, at + len(grid.columns) - 1, words, "head")
        self.sheet.set_row(grid.top, _height((words, _VALUE_WIDTH * len(grid.columns))))
        for i, column in enumerate(grid.columns):
            self.sheet.write_string(grid.top + 1, at + i, column_label(column), self.styles["head"])

    def _stubs(self, grid: Grid) -> None:
        """Write the row labels; equal outer labels of neighbouring rows are one merged cell."""
        stubs = [grid.stub(line) for line in grid.lines]
        for index, stub in enumerate(stubs):
            inner, first, last = stub[-1]
            self.sheet.set_row(grid.first + index, _height((inner, sum(_STUB_WIDTHS[first : last + 1]))))
            for depth, (label, first, last) in enumerate(stub):
                head = stub[: depth + 1]
                inner_most = depth == len(stub) - 1
                if index and stubs[index - 1][: depth + 1] == head and not inner_most:
                    continue
                rows = 1 if inner_most else _run(stubs[index:], head)
                self._merge(grid.first + index, first, grid.first + index + rows - 1, last, label, "label")

    def _merge(self, top: int, left: int, bottom: int, right: int, words: str, style: str) -> None:
        if (top, left) == (bottom, right):
            write = self.sheet.write_string if words else self.sheet.write_blank
            write(top, left, words, self.styles[style])
        else:
            self.sheet.merge_range(top, left, bottom, right, words, self.styles[style])

    def _cell(self, address: str, place: Place) -> None:
        """Write one value cell: to be filled in, computed, or not this office's."""
        if address in self.layout.sums:
            parts = [self.layout.places[part] for part in self.layout.sums[address]]
            self.sheet.write_formula(*place, f"=SUM({_area(parts)})", self.styles["sum"], 0)
        elif address in self.layout.places:
            kind = self.layout.form.kind(address)
            self.sheet.write_blank(*place, None, self.styles["input"])
            self.sheet.data_validation(*place, *place, _validation(kind, self.before.get(address, "")))
            self._name(f"C_{address.replace('.', '_')}", place)
        else:
            self.sheet.write_blank(*place, None, self.styles["empty"])

    def _balance(self, grid: Grid) -> None:
        """Write the live line 一＋二＝（七）＋四 under table 3, green or red in each column."""
        columns = self.layout.balance(grid)
        if not columns:
            return
        good, bad = _say("balanced"), _say("unbalanced")
        self.sheet.set_row(grid.end, _LINE * 2)
        self.sheet.merge_range(grid.end, 0, grid.end, STUB - 1, _say("balance"), self.styles["head"])
        for at, (received, carried_in, handled, carried_out) in columns:
            gap = f"{received}+{carried_in}-{handled}-{carried_out}"
            answer = f'IF({gap}=0,"{good}","{bad} "&TEXT({gap},"+0;-0"))'
            formula = f'=IF(COUNT({received},{carried_in},{carried_out})=0,"",{answer})'
            self.sheet.write_formula(grid.end, at, formula, self.styles["sum"], "")
        area = (grid.end, columns[0][0], grid.end, columns[-1][0])
        for word, style in ((good, "good"), (bad, "bad")):
            rule = {"type": "text", "criteria": "begins with", "value": word, "format": self.styles[style]}
            self.sheet.conditional_format(*area, rule)

    def _progress(self) -> None:
        """Show how many of the owed cells hold a number."""
        owed = len(self.layout.owed)
        counts = "+".join(f"COUNT({area})" for area in _runs([self.layout.places[a] for a in self.layout.owed]))
        self.sheet.write_formula(*PROGRESS, f'={counts or 0}&" / {owed}"', self.styles["sum"], f"0 / {owed}")

    def _name(self, name: str, place: Place) -> None:
        column = str(place).rstrip("0123456789")
        self.book.define_name(name, f"='{self.name}'!${column}${place.row + 1}")


Stub = tuple[tuple[str, int, int], ...]


def _run(stubs: Sequence[Stub], head: Stub) -> int:
    """Return how many rows from the first on share the outer labels ``head``."""
    return next((i for i, stub in enumerate(stubs) if stub[: len(head)] != head), len(stubs))


def _runs(places: Sequence[Place]) -> list[str]:
    """Return cells as a few ranges: neighbours in a row are one range, and equal rows below each other too."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(places):
        rows.setdefault(row, []).append(column)
    spans = [(row, row, min(cols), max(cols)) for row, cols in rows.items() if len(cols) == max(cols) - min(cols) + 1]
    single = [Place(row, c) for row, cols in rows.items() if len(cols) <= max(cols) - min(cols) for c in cols]
    joined: list[tuple[int, int, int, int]] = []
    for top, bottom, left, right in spans:
        if joined and joined[-1][1:] == (top - 1, left, right):
            joined[-1] = (joined[-1][0], bottom, left, right)
        else:
            joined.append((top, bottom, left, right))
    return [f"{Place(top, left)}:{Place(bottom, right)}" for top, bottom, left, right in joined] + [*map(str, single)]


def _area(places: Sequence[Place]) -> str:
    return ",".join(_runs(places))


def _validation(kind: Kind, before: str) -> dict[str, object]:
    """Return the rule that Excel and WPS enforce while typing, with its Chinese messages."""
    return {
        "validate": "decimal" if kind is Kind.WAN_YUAN else "integer",
        "criteria": "between",
        "minimum": -LARGEST if kind is Kind.CHANGE else 0,
        "maximum": LARGEST,
        "input_message": _say("enter", kind=kind, before=before),
        "error_title": _say("wrong_title"),
        "error_message": _say("wrong", kind=kind),
    }


def _write_prompts(book: Workbook, paragraphs: Sequence[Prompt]) -> None:
    """Write the worksheet of texts: a title, a hint and a large cell for each."""
    name = _say("texts_sheet")
    sheet = book.add_worksheet(name)
    styles = {key: book.add_format(_STYLES[key]) for key in ("heading", "hint", "text", "note")}
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, _say("texts_title"), styles["note"])
    for index, prompt in enumerate(paragraphs):
        row = PROMPTS_FROM + index * PROMPT_STEP
        sheet.write_string(row + PROMPT_TITLE, 0, prompt.title, styles["heading"])
        sheet.set_row(row + PROMPT_TITLE, 24)
        hint = _say("optional", hint=prompt.hint) if prompt.optional else prompt.hint
        sheet.write_string(row + PROMPT_HINT, 0, hint, styles["hint"])
        sheet.set_row(row + PROMPT_HINT, _height((hint, 100)))
        place = prompt_place(index)
        sheet.write_blank(*place, None, styles["text"])
        sheet.set_row(place.row, 200)
        book.define_name(f"P_{prompt.key}", f"='{name}'!$A${place.row + 1}")
    _set_up(sheet)


def _set_up(sheet: Worksheet) -> None:
    """Lock the labels, and fit the sheet to the width of a page for those who print it."""
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
