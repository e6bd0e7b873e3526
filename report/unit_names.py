"""When two names mean one unit: a report may be of 荥阳市广武镇人民政府 one year and of 广武镇人民政府 the next."""

import re
from collections.abc import Iterable, Iterator

_BODY = re.compile(r"(?:人民政府|政府|办事处)$")
_BLANK = re.compile(r"\s+")
_REGION = re.compile(r"[省市区县州盟旗镇乡]")
SHORTEST = 3
"""Fewer characters name no unit: what is left of 荥阳市人民政府 behind 荥阳市 is nobody."""


def bare(unit: str) -> str:
    """Return a unit's name without blanks and without 人民政府 or 办事处, which titles drop: 广武镇, 珠江路街道."""
    name = _BLANK.sub("", unit)
    return _BODY.sub("", name) or name


def short_names(unit: str) -> Iterator[str]:
    """Yield a unit's bare name, then the same without the regions before it: 荥阳市广武镇, 广武镇."""
    name = bare(unit)
    yield name
    for region in _REGION.finditer(name):
        if len(name) - region.end() >= SHORTEST:
            yield name[region.end() :]


def same_unit(one: str, other: str) -> bool:
    """Say whether two names mean one unit: equal, or one is the other without the regions before it."""
    return bare(one) in short_names(other) or bare(other) in short_names(one)


class Names:
    """The names of many units, each found again under every name it may go by."""

    def __init__(self, units: Iterable[str] = ()) -> None:
        self._full: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        for unit in units:
            self.add(unit)

    def add(self, unit: str) -> None:
        """Take in one more unit."""
        self._full.setdefault(bare(unit), set()).add(unit)
        for name in short_names(unit):
            self._short.setdefault(name, set()).add(unit)

    def meant(self, unit: str) -> str:
        """Return the one known unit that a name means; "" where there is none, or where it could be several."""
        return self._only({unit} & self._full.get(bare(unit), set())) or self._only(self._candidates(unit))

    def _candidates(self, unit: str) -> set[str]:
        exact = self._full.get(bare(unit), set())
        longer = self._short.get(bare(unit), set())
        shorter = (self._full.get(name, set()) for name in short_names(unit))
        return exact or longer.union(*shorter)

    @staticmethod
    def _only(units: set[str]) -> str:
        return next(iter(units)) if len(units) == 1 else ""
