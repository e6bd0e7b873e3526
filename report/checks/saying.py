"""How a check speaks of cells: a few by name, many by number, a whole table as one."""

from collections.abc import Sequence

from report.form import Form
from report.rule import Flaw, Flaws, Outcome
from report.sheet import Sheet

_NAMED = 4
"""More cells than this are counted, not listed; ``Flaw.cells`` always has them all."""


def numeral(form: Form, table: str) -> str:
    """Return what the table is called: 表三."""
    return "表" + next(section.numeral for section in form.sections if section.table and section.table.key == table)


def listing(form: Form, addresses: Sequence[str]) -> str:
    """Name cells of one table: all of them as one, a few each by name, the rest by how many they are."""
    table = addresses[0].split(".")[0]
    if len(addresses) == len(form.table(table).addresses):
        return f"{numeral(form, table)}全部 {len(addresses)} 格"
    names = "、".join(form.name(address) for address in addresses[:_NAMED])
    return names if len(addresses) <= _NAMED else f"{names}等 {len(addresses)} 格"


def unjudged(form: Form, addresses: Sequence[str]) -> Flaw:
    """Say that a rule cannot judge because these cells are absent or hold no number."""
    message = f"{listing(form, addresses)}缺失或读不出数字，与之有关的内容无法核对。请补全后重新核对。"
    return Flaw(tuple(addresses), message, outcome=Outcome.UNJUDGED)


def absent(sheet: Sheet, table: str) -> Flaws:
    """Yield one unjudged flaw for all cells of the table that the source does not have."""
    missing = [address for address in sheet.form.table(table).addresses if address not in sheet.cells]
    if missing:
        yield unjudged(sheet.form, missing)
