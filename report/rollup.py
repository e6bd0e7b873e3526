"""Adding sheets up: every cell, every total; who is missing; who changed since."""

from collections.abc import Iterable, Mapping

from report.figure import figure, printed
from report.form import Form, Kind
from report.sheet import Sheet


class NotAddable(Exception):
    """A cell that holds no exact number cannot be added up; the checks should have returned it."""


def add_up(form: Form, parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the printed cells of the sum of ``parts`` (address → as printed): nobody's cell is 0, totals are reckoned."""
    numbers = dict.fromkeys(form.addresses, 0)
    for part in parts:
        for address, text in part.items():
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
    keys = [*was, *(key for key in now if key not in was)]
    return {key: (was.get(key, ""), now.get(key, "")) for key in keys if was.get(key) != now.get(key)}
