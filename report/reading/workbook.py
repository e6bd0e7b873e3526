"""The workbook a department sends back → its figures and texts, or one sentence that lists everything to mend."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from report.figure import LARGEST, printed
from report.form import Kind, form_for
from report.reading import Refusal
from report.reading.grid import Grid, Value, grid
from report.reading.guard import FileKind, guard, guarded
from report.reading.labels import key
from report.writing.layout import (
    FILLED_BY,
    IDENTITY_SHEET,
    NOTHING,
    PHONE,
    PROPERTY,
    STUB,
    Layout,
    Place,
    Prompt,
    column_label,
    identity_of,
    prompt_place,
)
from templates import say


@dataclass(frozen=True)
class Expected:
    """Which workbook is expected back: whose, of which year, and what it was asked."""

    unit: str
    year: int
    office: str
    token: str
    owed: tuple[str, ...]
    paragraphs: tuple[Prompt, ...] = ()


@dataclass(frozen=True)
class Return:
    """What an office answered: its cells as they will be printed, its texts, and who filled them in."""

    cells: Mapping[str, str] = field(default_factory=dict)
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    filled_by: str = ""
    phone: str = ""
    nothing_to_report: bool = False


def read_workbook(name: str, content: bytes, expected: Expected) -> Return:
    """Read the workbook that came back; totals are never read, they are computed from the cells."""
    guard(name, content, FileKind.WORKBOOK)
    return read_grid(name, guarded(grid, content, name=name), expected)


def read_grid(name: str, held: Grid, expected: Expected) -> Return:
    """Read what the child found in a workbook."""
    book = _Book(name, held, expected)
    book.identify()
    book.compare_labels()
    return book.answer()


Rows = Sequence[Sequence[Value]]
MOST_LABELS = 8
"""How many changed labels a refusal names; whoever changed more needs a new workbook, not a longer list."""


class _Book:
    """One workbook that came back, beside the one that was expected."""

    def __init__(self, name: str, held: Grid, expected: Expected) -> None:
        self.name, self.held, self.expected = name, held, expected
        self.layout = Layout(form_for(expected.year), expected.owed)

    def identify(self) -> None:
        """Refuse a workbook that is not ours, or answers another question than the one that stands open."""
        found = self._identity()
        wanted = self.expected
        identity = identity_of(wanted.unit, wanted.year, wanted.office, wanted.token, wanted.owed, wanted.paragraphs)
        if "schema" not in found:
            raise Refusal.of("not_ours", name=self.name)
        for fact, value in identity.items():
            if found.get(fact) != value:
                raise Refusal.of(f"other_{fact}", name=self.name, found=found.get(fact, ""), expected=value)

    def _identity(self) -> dict[str, str]:
        """Return what the workbook says of itself: on its hidden sheet, or in its properties if that was lost."""
        hidden = {str(row[0]): _words(row[1]) for row in self.held["sheets"].get(IDENTITY_SHEET, ()) if len(row) > 1}
        properties = self.held["properties"]
        return hidden or {k.removeprefix(PROPERTY): v for k, v in properties.items() if k.startswith(PROPERTY)}

    def _rows(self, sheet: str) -> Rows:
        name = say("workbook", sheet)
        if name not in self.held["sheets"]:
            raise Refusal.of("sheet_missing", name=self.name, sheet=name)
        return self.held["sheets"][name]

    def _place(self, defined: str, planned: Place) -> Place:
        """Return where a cell stands now: where its name points, or where we put it if the name was lost."""
        match = _REFERENCE.search(self.held["names"].get(defined, ""))
        return Place(int(match[2]) - 1, _column(match[1])) if match else planned

    def _at(self, address: str) -> Place:
        return self._place(f"C_{address.replace('.', '_')}", self.layout.places[address])

    # -- labels

    def compare_labels(self) -> None:
        """Refuse a workbook in which the labels beside an owed cell or a text are no longer those we wrote."""
        figures = _keys(self._rows("figures_sheet")) if self.expected.owed else []
        texts = _keys(self._rows("texts_sheet")) if self.expected.paragraphs else []
        wrong = [change for address in self.expected.owed for change in self._changed(figures, address)]
        for index, prompt in enumerate(self.expected.paragraphs):
            place = self._place(f"P_{prompt.key}", prompt_place(index))
            if key(prompt.title) not in (_get(texts, Place(row, place.column)) for row in range(place.row)):
                wrong.append((place, prompt.title))
        if wrong:
            said = [say("refusals", "label_place", cell=str(place), label=label) for place, label in wrong]
            raise Refusal.of("labels_changed", name=self.name, places=list(dict.fromkeys(said))[:MOST_LABELS])

    def _changed(self, keys: Rows, address: str) -> Iterator[tuple[Place, str]]:
        """Yield the labels of a cell that are gone: the row's to its left, the column's as the nearest above it."""
        _, line, column = self.layout.form.places[address]
        place, label = self._at(address), column_label(column)
        if key(line.label) not in (_get(keys, Place(place.row, at)) for at in range(min(place.column, STUB))):
            yield Place(place.row, STUB - 1), line.label
        above = (_get(keys, Place(row, place.column)) for row in range(place.row - 1, -1, -1))
        if next((text for text in above if text in self._headers), None) != key(label):
            yield place, label

    @cached_property
    def _headers(self) -> set[Value]:
        return {key(column_label(column)) for grid in self.layout.grids for column in grid.columns}

    # -- answers

    def answer(self) -> Return:
        """Return the answers, or refuse with every cell that is wrong."""
        rows = self._rows("figures_sheet")
        nothing, problems = self._nothing(rows)
        values = {address: _get(rows, self._at(address)) for address in self.expected.owed}
        paragraphs = self._paragraphs()
        must = bool(values) or not all(prompt.optional for prompt in self.expected.paragraphs)
        if must and not nothing and not any(value != "" for value in (*values.values(), *paragraphs.values())):
            raise Refusal.of("nothing_filled", name=self.name)
        cells: dict[str, str] = {}
        for address, value in values.items():
            text, problem = self._read(address, value, nothing)
            cells[address] = text
            problems += [problem] if problem else []
        who, phone = self._words(rows, "filled_by", FILLED_BY), self._words(rows, "phone", PHONE)
        problems += self._unsaid(paragraphs) if not nothing else self._unconfirmed(who)
        if problems:
            raise Refusal.of("wrong_cells", name=self.name, problems=problems)
        return Return(cells, paragraphs, who, phone, nothing)

    def _words(self, rows: Rows, defined: str, planned: Place) -> str:
        return _words(_get(rows, self._place(defined, planned))).strip()

    def _nothing(self, rows: Rows) -> tuple[bool, list[str]]:
        """Return whether the office chose 零报告, and the complaint if it wrote something else there."""
        chosen = self._words(rows, "nothing_to_report", NOTHING)
        if chosen in ("", say("workbook", "yes"), say("workbook", "no")):
            return chosen == say("workbook", "yes"), []
        place = self._place("nothing_to_report", NOTHING)
        return False, [say("refusals", "at_choice", cell=str(place), found=chosen[:20])]

    def _paragraphs(self) -> dict[str, str]:
        texts = {}
        for index, prompt in enumerate(self.expected.paragraphs):
            place = self._place(f"P_{prompt.key}", prompt_place(index))
            lines = _words(_get(self._rows("texts_sheet"), place)).splitlines()
            texts[prompt.key] = "\n".join(line.strip() for line in lines if line.strip())
        return texts

    def _unsaid(self, paragraphs: Mapping[str, str]) -> list[str]:
        """Complain of each paragraph that was left empty."""
        sheet = say("workbook", "texts_sheet")
        return [
            say("refusals", "at_unsaid", cell=f"{sheet}!{self._place(f'P_{p.key}', prompt_place(i))}", title=p.title)
            for i, p in enumerate(self.expected.paragraphs)
            if not (paragraphs[p.key] or p.optional)
        ]

    def _unconfirmed(self, who: str) -> list[str]:
        """Complain where nobody put a name to a 零报告: that nothing happened is a statement of a person."""
        cell = f"{say('workbook', 'figures_sheet')}!{self._place('filled_by', FILLED_BY)}"
        return [] if who else [say("refusals", "at_unconfirmed", cell=cell)]

    def _read(self, address: str, value: Value, nothing: bool) -> tuple[str, str]:
        """Return a cell as it will be printed, or the complaint about it."""
        kind = self.layout.form.kind(address)
        if value == "" and nothing:
            return "0", ""
        number = _number(value)
        trouble = _trouble(value, number, kind) or ("not_nothing" if nothing and number else "")
        if trouble or number is None:
            return "", self._complaint(trouble, address, value)
        return printed(int(number * 10_000 if kind is Kind.WAN_YUAN else number), kind), ""

    def _complaint(self, trouble: str, address: str, value: Value) -> str:
        _, line, column = self.layout.form.places[address]
        label = f"{line.label.split('（区分处理的')[0]}·{column.label}"
        facts = {"cell": f"{say('workbook', 'figures_sheet')}!{self._at(address)}", "label": label}
        if trouble != "blank":
            facts["found"] = _words(value)[:30]
        return say("refusals", f"at_{trouble}", **facts)


# ---------------------------------------------------------------------------------------------------------------
# One cell

_REFERENCE = re.compile(r"!\$?([A-Z]{1,3})\$?(\d{1,7})$")
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _get(rows: Rows, place: Place) -> Value:
    """Return the value at a place; what lies outside the used range is blank."""
    row = rows[place.row] if place.row < len(rows) else ()
    value = row[place.column] if place.column < len(row) else ""
    return "" if isinstance(value, str) and not value.strip() else value


def _keys(rows: Rows) -> list[list[str]]:
    """Return the cells as they are compared with labels."""
    return [[key(value) if isinstance(value, str) else "" for value in row] for row in rows]


def _words(value: Value) -> str:
    """Return what a cell shows: 13800000000 for a telephone number that was stored as 13800000000.0."""
    if isinstance(value, dict):
        return next(iter(value.values()))
    return format(Decimal(repr(value)), "f").removesuffix(".0") if isinstance(value, float) else str(value)


def _number(value: Value) -> Decimal | None:
    """Return the exact decimal a cell holds, also where the number was stored as text; None for all else."""
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, bool) or not isinstance(value, float):
        return None
    return Decimal(repr(value))


def _trouble(value: Value, number: Decimal | None, kind: Kind) -> str:
    """Return what is wrong with a cell's value, "" if nothing."""
    if isinstance(value, dict):
        return next(iter(value))
    if number is None:
        return "text" if value != "" else "blank"
    if abs(number) > LARGEST:
        return "too_long"
    if kind is Kind.WAN_YUAN and number * 10_000 % 1:
        return "too_fine"
    if kind is not Kind.WAN_YUAN and number % 1:
        return "fraction"
    return "negative" if number < 0 and kind is not Kind.CHANGE else ""
