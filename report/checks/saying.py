"""How a check speaks of cells: a few by name, many by their rows, a whole table as one."""

from collections.abc import Sequence

from report.form import Form, short
from report.rule import Flaw, Flaws, Outcome
from report.sheet import Sheet

_NAMED = 3
"""More cells or rows than this are counted, not listed; ``Flaw.cells`` always has them all."""


def numeral(form: Form, address: str) -> str:
    """Return what the table of this cell is called: 表三."""
    table = form.places[address][0]
    return "表" + next(section.numeral for section in form.sections if section.table is table)


def listing(form: Form, addresses: Sequence[str]) -> str:
    """Name cells of one table: a few each by name, many by their rows, all of them as one."""
    if len(addresses) <= _NAMED:
        return "、".join(form.name(address) for address in addresses)
    table = form.places[addresses[0]][0]
    if len(addresses) == len(table.addresses):
        return f"{numeral(form, addresses[0])}全部 {len(addresses)} 格"
    rows = list(dict.fromkeys(short(form.places[address][1].label) for address in addresses))
    names = "".join(f"“{row}”" for row in rows[:_NAMED]) + ("等" if len(rows) > _NAMED else "")
    return f"{numeral(form, addresses[0])}{names} {len(rows)} 行共 {len(addresses)} 格"


def unjudged(form: Form, addresses: Sequence[str]) -> Flaw:
    """Say that a rule cannot judge because these cells are absent or hold no number."""
    message = f"{listing(form, addresses)}缺失或读不出数字，与之有关的内容无法核对。请补全后重新核对。"
    return Flaw(tuple(addresses), message, outcome=Outcome.UNJUDGED)


def absent(sheet: Sheet, table: str) -> Flaws:
    """Yield one unjudged flaw for all cells of the table that the source does not have."""
    if missing := [address for address in sheet.absent if address.startswith(table)]:
        yield unjudged(sheet.form, missing)
