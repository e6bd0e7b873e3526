"""One organ's filled-in form: what was printed, the exact numbers behind it, and the texts."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import compress, filterfalse
from operator import attrgetter
from typing import NamedTuple

from report.figure import Figure, figure
from report.form import Form, Kind, form_of
from report.source import Source


class Level(StrEnum):
    """Where an organ stands."""

    TOWNSHIP = "township"
    COUNTY_DEPARTMENT = "county_department"
    COUNTY = "county"
    CITY_DEPARTMENT = "city_department"
    CITY = "city"
    PROVINCE_DEPARTMENT = "province_department"
    PROVINCE = "province"


TEXTS = ("preamble", "overview", "problems", "other")
"""The texts of a report in printed order; paragraphs are separated by a line feed."""


class Span(NamedTuple):
    """A stretch of a text, from the first character to behind the last; ``field`` is what was filled in there."""

    start: int
    end: int
    field: str = ""


@dataclass(frozen=True)
class Sheet:
    """One organ's figures and texts of one year.

    ``cells`` maps an address to the string as printed: "" where the cell is printed empty, absent where the source
    has no such cell. ``edition`` is that of table 3; ``editions`` names a table whose edition differs. ``source`` is
    how the sheet was printed where it was read from a file, and ``bound`` where in the texts numbers stand that were
    filled in from the tables: they are no part of the content.
    """

    unit: str
    level: Level
    year: int
    edition: int
    title: str = ""
    signed_on: date | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, int] = field(default_factory=dict)
    source: Source | None = field(default=None, compare=False, repr=False)
    bound: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def form(self) -> Form:
        """The form whose tables this sheet fills in."""
        return form_of(tuple((key, self.editions.get(key, self.edition)) for key in ("t2", "t3", "t4")))

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every cell of the source, read; all but a few are counts, and the same few texts recur."""
        counts = {text: figure(text, Kind.COUNT) for text in set(self.cells.values())}
        figures = dict(zip(self.cells, map(counts.__getitem__, self.cells.values()), strict=True))
        for address, kind in _no_counts(self.form.editions).items():
            if address in figures:
                figures[address] = figure(self.cells[address], kind)
        return figures

    @cached_property
    def remarked(self) -> dict[str, Figure]:
        """The cells that hold more or less than a plain number, in printed order."""
        found = set(compress(self.figures, map(attrgetter("remark"), self.figures.values())))
        return {a: self.figures[a] for a in self.form.addresses if a in found} if found else {}

    @cached_property
    def absent(self) -> tuple[str, ...]:
        """The cells that the source does not have, in printed order."""
        return tuple(filterfalse(self.cells.__contains__, self.form.addresses))

    def __getitem__(self, address: str) -> int | None:
        """Return the exact number at ``address``; None where the cell is absent or holds no number."""
        cell = self.figures.get(address)
        return cell.value if cell else None

    def worth(self, address: str) -> int | None:
        """Return what a cell is worth: a total left blank or out is worth its parts; None where they lack too."""
        figure = self.figures.get(address)
        if figure and figure.remark != "blank":
            return figure.value
        parts = [self.worth(part) for part in self.form.sums.get(address, ())]
        if figure is None and (not parts or None in parts):
            return None
        return sum(part or 0 for part in parts)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical interchange form: equal content, equal hash."""
        return content_hash(as_interchange(self))


@lru_cache(maxsize=16)
def _no_counts(editions: tuple[tuple[str, int], ...]) -> dict[str, Kind]:
    """Return the cells of a form that hold amounts of money or signed changes."""
    kinds = {address: column.kind for address, (_, _, column) in form_of(editions).places.items()}
    return {address: kind for address, kind in kinds.items() if kind is not Kind.COUNT}


def content_hash(value: object) -> str:
    """Return the SHA-256 of a JSON value in canonical form (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


# ---------------------------------------------------------------------------------------------------------------
# The interchange file nianbao/report/1

SCHEMA = "nianbao/report/1"


def as_interchange(sheet: Sheet) -> dict[str, object]:
    """Return the sheet as the JSON object of an interchange file."""
    document: dict[str, object] = {
        "schema": SCHEMA,
        "unit": sheet.unit,
        "level": str(sheet.level),
        "year": sheet.year,
        "edition": sheet.edition,
        "title": sheet.title,
        "cells": dict(sheet.cells),
        "texts": dict(sheet.texts),
    }
    if sheet.editions:
        document["editions"] = dict(sheet.editions)
    if sheet.signed_on:
        document["signed_on"] = sheet.signed_on.isoformat()
    return document
