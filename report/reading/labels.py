"""How a printed table finds its cells: by its labels, never by its position; every reader of a report uses this."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from report.form import Table, form_for
from report.forms import FORMS

Row = Sequence[str]
"""The fields of one printed row; a merged cell's text stands in its first field, "" in the others if it has any."""

_RADICALS = str.maketrans(
    "⺁⺆⺇⺈⺊⺌⺎⺒⺓⺕⺛⺜⺝⺞⺟⺠⺩⺪⺫⺬⺮⺶⺼⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂冂几刀卜小兀巳幺彐旡日月歹母民王疋目示竹羊肉虎西见角贝足车长长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
"""The radicals U+2E80–2EFF that PDF text layers print for characters; Unicode folds only U+2F00–2FDF itself."""
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}


def plain(text: str) -> str:
    """Give back the characters that a PDF text layer printed as radicals; change nothing else."""
    return text.translate(_RADICALS).translate(_KANGXI)


def key(text: str) -> str:
    """Return what is left of a label without blanks, brackets, quotes and points: how labels are compared."""
    return "".join(c for c in unicodedata.normalize("NFKC", plain(text)) if c.isalnum())


_NUMERAL = re.compile(r"\s*[（(]?(?:[一二三四五六七八九十]|\d{1,2})(?:\s*[）)]\s*[、.．]?|\s*[、.．。,，])")
_ASIDE = re.compile(r"\s*[（(][^（(]*$")


@lru_cache(maxsize=4096)
def _forms(text: str) -> tuple[str, ...]:
    """Return the ways to compare a label: whole; without its numeral (Word counts it itself); without its bracket."""
    bare = _NUMERAL.sub("", text, count=1)
    return tuple(key(each) for each in (text, bare, _ASIDE.sub("", text), _ASIDE.sub("", bare)))


VARIANTS = {
    "规范性文件": "行政规范性文件",
    "采购项目数": "采购项目数量",
    "现行有效件": "现行有效件数",
    "本年增/": "本年增/减",
    "2.其他法律行政止公开": "2.其他法律行政法规禁止公开",
    "（六）其他": "（六）其他处理",
    "1.逾期不补正": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.逾期不缴费": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
}
"""What offices print instead of a statutory label, as met in published reports; never a guess by likeness."""


LONGEST = 120
"""No label is longer than half of this; a paragraph is not worth comparing."""


class Labels:
    """Statutory labels, found again in print."""

    def __init__(self, statutory: Iterable[str]) -> None:
        known = dict.fromkeys(statutory)
        spoken = {printed: label for printed, label in VARIANTS.items() if label in known and printed not in known}
        self._found: dict[str, str] = {}
        for printed, label in chain(((label, label) for label in known), spoken.items()):
            for form in _forms(printed):
                self._found.setdefault(form, label)

    def find(self, printed: str) -> str | None:
        """Return the statutory label that ``printed`` says, or None."""
        if len(printed) > LONGEST:
            return None
        return next((self._found[form] for form in _forms(printed) if form and form in self._found), None)


def edition_of(table: str, rows: Iterable[Row], year: int) -> int:
    """Return the edition whose labels the rows of a table print best; the one prescribed for ``year`` if both fit.

    A label that is found counts for an edition and one that is missing against it: either alone is not enough, for
    the labels of table 3 of 2019 are among those of 2021.
    """
    fields = {field for row in rows for field in row if field}
    prescribed = form_for(year).edition

    def fit(edition: int) -> tuple[int, bool]:
        statutory, labels = _printed_labels(edition, table)
        found = {label for field in fields if (label := labels.find(field))}
        return len(found) - (len(statutory) - len(found)), edition == prescribed

    return max(FORMS, key=fit)


@lru_cache(maxsize=8)
def _printed_labels(edition: int, table: str) -> tuple[frozenset[str], Labels]:
    statutory = frozenset(cell.text for cell in FORMS[edition].table(table).cells if not cell.address)
    return statutory, Labels(statutory)


# ---------------------------------------------------------------------------------------------------------------
# Rows of fields → cells


@dataclass(frozen=True, slots=True)
class _Lane:
    """A run of value cells beside one row label ("" in table 4, whose row has none): addresses and column labels."""

    label: str
    addresses: tuple[str, ...]
    columns: tuple[str, ...]


def _lanes(table: Table) -> list[_Lane]:
    """Return the lanes of a table: one for each line, or a single one where the lines stand side by side."""
    lanes = [
        _Lane(
            line.label,
            tuple(f"{table.key}.{line.key}.{column.key}" for column in line.columns),
            tuple(column.label for column in line.columns),
        )
        for line in table.lines
    ]
    if any(cell.scope.startswith("row") for cell in table.cells):
        return lanes
    return [_Lane("", table.addresses, tuple(chain.from_iterable(lane.columns for lane in lanes)))]


@lru_cache(maxsize=8)
def _vocabulary(table: Table) -> tuple[dict[str, _Lane], Labels, Labels]:
    """Return the lanes of a table by their label, the labels of its rows, and those of its head."""
    lanes = {lane.label: lane for lane in _lanes(table)}
    heads = Labels(cell.text for cell in table.cells if cell.scope.startswith("col"))
    return lanes, Labels(label for label in lanes if label), heads


def read_table(table: Table, rows: Iterable[Row]) -> dict[str, str]:
    """Read the cells of one table from its printed rows; a cell that was not surely read is absent.

    A row is known by its innermost label, and a value by the header that stands over it, or by standing in a row
    that has exactly the form's number of values. A blank therefore drops no row and moves no value.
    """
    lanes, lines, heads = _vocabulary(table)
    cells: dict[str, str] = {}
    header: list[list[str]] = []
    open_header = False
    for row in rows:
        fields = [plain(field).strip() for field in row]
        head = [heads.find(field) or "" for field in fields]
        if any(text and not lines.find(text) for text in head):
            header = [*header, head] if open_header else [head]
            open_header = True
            continue
        open_header = False
        at, lane = _lane(fields, lanes, lines)
        if lane and (header or lane.label) and lane.addresses[0] not in cells:
            cells |= _values(fields, at, lane, header)
    return cells


def _lane(fields: list[str], lanes: dict[str, _Lane], lines: Labels) -> tuple[int, _Lane | None]:
    """Return where the innermost label of a row stands, and its lane."""
    if "" in lanes:
        return -1, None if len(fields) < 2 or any(re.search(r"[^\W\d]{3}", field) for field in fields) else lanes[""]
    for at in range(len(fields) - 1, -1, -1):
        if label := lines.find(fields[at]):
            return at, lanes[label]
    return -1, None


_ITEM = re.compile(r"\d{1,2}\s*[.．、]\s*[^\d\s]|[（(][一二三四五六七八九十][）)]")


def _values(fields: list[str], at: int, lane: _Lane, header: list[list[str]]) -> dict[str, str]:
    """Return the values right of the label at ``at``, or nothing where their places are not sure."""
    ruler, seen = _ruler(lane, header)
    rest = fields[at + 1 :]
    if any(_ITEM.match(field) for field in rest):  # an item label the form does not know: not our row
        return {}
    if ruler and at < ruler[0] and not any(f for i, f in enumerate(fields) if i > at and i not in ruler):
        return {address: fields[i] if i < len(fields) else "" for i, address in zip(ruler, seen, strict=True)}
    if values := _only_window(rest, len(lane.addresses)):
        return dict(zip(lane.addresses, values, strict=True))
    if seen and not any(rest):  # editors trim blanks at the end of a line; the header says which cells there are
        return dict.fromkeys(seen, "")
    return {}


def _ruler(lane: _Lane, header: list[list[str]]) -> tuple[list[int], tuple[str, ...]]:
    """Return the fields the header stands over ([] if it does not align), and the cells whose header was seen."""
    printed = set(chain.from_iterable(header))
    seen = tuple((a, c) for a, c in zip(lane.addresses, lane.columns, strict=True) if c in printed)
    over: dict[int, str] = {}
    for head in header:
        over.update({i: text for i, text in enumerate(head) if text})
    ruler = [i for i in sorted(over) if over[i] in lane.columns]
    aligned = [over[i] for i in ruler] == [column for _, column in seen]
    return ruler if aligned else [], tuple(address for address, _ in seen)


def _only_window(rest: list[str], width: int) -> list[str]:
    """Return the ``width`` neighbouring fields outside which all is blank, if there is exactly one such place."""
    windows = [
        rest[start : start + width]
        for start in range(len(rest) - width + 1)
        if not any(rest[:start]) and not any(rest[start + width :])
    ]
    return windows[0] if len(windows) == 1 else []
