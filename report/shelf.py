"""Sheets laid aside and found again by unit and year: on disk once they are many, so that memory stays flat."""

import pickle
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from tempfile import SpooledTemporaryFile
from typing import Any, Self

from report.sheet import Sheet
from report.source import Place
from report.unit_names import Names

IN_MEMORY = 32 * 2**20
"""Some three thousand sheets; what is more goes to a file that ends with the shelf."""


KEPT = 64
"""So many sheets are kept at hand: a text that a whole county copied is asked for again and again."""


class Shelf:
    """Sheets in the order in which they came."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the shelf
        self._starts: list[int] = []
        self._load = lru_cache(KEPT)(self._loaded)
        self._numbers: dict[tuple[str, int], int] = {}
        self._names: dict[int, Names] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Sheet]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> Sheet:
        """Return the sheet with that number."""
        return self._load(number)

    def _loaded(self, number: int) -> Sheet:
        self._file.seek(self._starts[number])
        return _unpacked(*pickle.load(self._file))  # nobody but us has written here

    def put(self, sheet: Sheet) -> int:
        """Lay a sheet aside; return its number."""
        number = len(self)
        self._starts.append(self._file.seek(0, 2))
        pickle.dump(_packed(sheet), self._file, pickle.HIGHEST_PROTOCOL)
        self._numbers.setdefault((sheet.unit, sheet.year), number)
        self._names.setdefault(sheet.year, Names()).add(sheet.unit)
        return number

    def of(self, unit: str, year: int) -> Sheet | None:
        """Return the first sheet of a unit and a year; the unit may go by a longer or a shorter name."""
        names = self._names.get(year)
        number = self._numbers.get((names.meant(unit), year)) if names else None
        return None if number is None else self[number]

    def years(self, unit: str) -> list[int]:
        """Return the years of which a unit's sheet lies here."""
        return sorted(year for year, names in self._names.items() if names.meant(unit))


_FIELDS = attrgetter(*(each.name for each in fields(Place)))
_Places = dict[str, tuple[Any, ...]]


def _packed(sheet: Sheet) -> tuple[Sheet, _Places]:
    """Return a copy without what was worked out of the sheet, and its places apart: they pickle slowly."""
    if not sheet.source:
        return replace(sheet), {}
    places = {key: _FIELDS(place) for key, place in sheet.source.places.items()}
    return replace(sheet, source=replace(sheet.source, places={})), places


def _unpacked(sheet: Sheet, places: _Places) -> Sheet:
    if not sheet.source:
        return sheet
    return replace(sheet, source=replace(sheet.source, places={key: Place(*each) for key, each in places.items()}))
