"""Our table of cells (.csv) → the sheet it was written from, or the line that does not fit."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import TypeVar

from report.form import Form
from report.forms import FORMS
from report.reading import Refusal
from report.reading.interchange import TABLES, YEARS, is_text
from report.sheet import Level, Sheet
from report.writing.cells import Row, header, original, rows
from report.writing.outline import WORDS
from templates import say

T = TypeVar("T")
Numbered = tuple[int, Row]
"""A row with the number of the line of the file on which it ends."""


def read_cells(name: str, content: bytes) -> Sheet:
    """Read a table of cells exactly: what does not agree with itself is refused, and nothing is corrected.

    It holds no texts, no title and no date. Labels, numbers and states are not believed: they are made again from
    what was printed, and must be the same.
    """
    numbered = _rows(name, content)
    sheet = _sheet(name, numbered)
    for (line, found), wanted in zip(_in_printed_order(name, numbered, sheet.form), rows(sheet), strict=True):
        for title, field, expected in zip(header(), found, wanted, strict=True):
            if field != expected:
                facts = {"line": line, "column": title, "found": field[:40], "expected": expected[:40]}
                raise Refusal.of("csv_differs", name=name, **facts)
    return sheet


def _rows(name: str, content: bytes) -> list[Numbered]:
    """Return the rows below the header, each field as it was before it was made harmless."""
    reader = csv.reader(StringIO(_decoded(name, content), newline=""), strict=True)
    try:
        lines = [(reader.line_num, fields) for fields in reader if any(fields)]
    except csv.Error as error:
        raise Refusal.of("csv_broken", name=name, line=reader.line_num) from error
    if tuple(lines[0][1]) != header():
        raise Refusal.of("csv_header", name=name, columns=header())
    found: list[Numbered] = []
    for line, fields in lines[1:]:
        if len(fields) != len(header()) or not all(map(is_text, fields)):
            raise Refusal.of("csv_broken", name=name, line=line)
        found.append((line, Row(*map(original, fields))))
    if not found:
        raise Refusal.of("csv_short", name=name, missing=list(TABLES))
    return found


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # Excel saves what it opened as UTF-8 in the encoding of the machine
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal.of("undecodable", name=name)


def _sheet(name: str, numbered: Sequence[Numbered]) -> Sheet:
    """Return the sheet that the rows claim to be."""
    first = numbered[0][1]
    for line, row in numbered:
        if (row.unit, row.year) != (first.unit, first.year):
            reports = [(each.unit, each.year) for each in (first, row)]
            raise Refusal.of("csv_several", name=name, line=line, reports=reports)
    editions = _editions(name, numbered)
    absent = say(WORDS, "state", state="absent")
    return Sheet(
        unit=first.unit,
        level=_known(name, numbered[0], "level", {say(WORDS, "level", level=level): level for level in Level}),
        year=_known(name, numbered[0], "year", {str(year): year for year in YEARS}),
        edition=editions["t3"],
        cells={row.address: row.printed for _, row in numbered if row.state != absent},
        editions={table: edition for table, edition in editions.items() if edition != editions["t3"]},
    )


def _editions(name: str, numbered: Sequence[Numbered]) -> dict[str, int]:
    """Return which edition each table is of, as the first row of each says."""
    firsts: dict[str, Numbered] = {}
    for each in numbered:
        firsts.setdefault(each[1].address.partition(".")[0], each)
    for table in TABLES:
        if table not in firsts:
            raise Refusal.of("csv_short", name=name, missing=[table])
    choices = {str(edition): edition for edition in FORMS}
    return {table: _known(name, firsts[table], "edition", choices) for table in TABLES}


def _known(name: str, numbered: Numbered, column: str, choices: Mapping[str, T]) -> T:
    """Return what a field stands for."""
    line, row = numbered
    found = str(getattr(row, column))
    if found not in choices:
        facts = {"line": line, "column": _title(column), "found": found[:40], "choices": list(choices)}
        raise Refusal.of("csv_unknown", name=name, **facts)
    return choices[found]


def _title(column: str) -> str:
    return header()[Row._fields.index(column)]


def _in_printed_order(name: str, numbered: Sequence[Numbered], form: Form) -> list[Numbered]:
    """Return exactly one row for each cell of the form, however a spreadsheet has sorted them."""
    found: dict[str, Numbered] = {}
    for line, row in numbered:
        if row.address not in form.places:
            facts = {"line": line, "address": row.address[:60], "edition": row.edition[:10]}
            raise Refusal.of("csv_foreign_cell", name=name, **facts)
        if row.address in found:
            raise Refusal.of("csv_repeated", name=name, line=line, cell=form.name(row.address))
        found[row.address] = line, row
    if missing := [address for address in form.addresses if address not in found]:
        raise Refusal.of("csv_short", name=name, missing=[form.name(address) for address in missing])
    return [found[address] for address in form.addresses]
