"""Adding sheets up: every cell, every total; who is missing; who changed since."""

from collections.abc import Iterable, Mapping

from report.figure import figure, printed
from report.form import Form, Kind
from report.sheet import Sheet


class NotAddable(Exception):
    """A cell that holds no exact number, or that the form does not have, cannot be added up."""


def add_up(form: Form, parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the printed cells of the sum of ``parts`` (address → as printed); what nobody filled in is 0.

    Totals are reckoned from the cells they sum up, never added: a wrong total of a part does not spread.
    """
    numbers = dict.fromkeys(form.addresses, 0)
    for part in parts:
        for address, text in part.items():
            if address not in form.places:  # a unit that used the other edition: none of its columns mean the same
                raise NotAddable(f"{address} is no cell of edition {form.edition}")
            if address not in form.sums:
                numbers[address] += _exact(address, text, form.kind(address))
    for total, cells in form.sums.items():
        numbers[total] = sum(numbers[cell] for cell in cells)
    return {address: printed(number, form.kind(address)) for address, number in numbers.items()}


def _exact(address: str, text: str, kind: Kind) -> int:
    value = figure(text, kind).value
    if value is None:
        raise NotAddable(f"{address}: {text!r}")
    return value


def missing(register: Iterable[str], parts: Mapping[str, Sheet]) -> tuple[str, ...]:
    """Return the units of the register whose sheet is not there."""
    return tuple(unit for unit in register if unit not in parts)


def changed(before: Mapping[str, Sheet], now: Mapping[str, Sheet]) -> tuple[str, ...]:
    """Return the units whose figures are not the ones that were summed before."""
    return tuple(unit for unit, sheet in now.items() if unit in before and before[unit].cells != sheet.cells)


def differences(old: Sheet, new: Sheet) -> dict[str, tuple[str, str]]:
    """Return every cell and text that changed, as address or text key → (as it was, as it is)."""
    was = {**old.cells, **old.texts, "title": old.title}
    now = {**new.cells, **new.texts, "title": new.title}
    pairs = {key: (was.get(key, ""), now.get(key, "")) for key in {**was, **now}}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
