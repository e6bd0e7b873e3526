"""This year against last year: what must carry over, what changed more than years usually do, what was copied.

Last year's report is the one of the year before and no other. Its unit is not compared: units are renamed and merged,
and whoever puts two reports side by side knows that they belong together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from report.checks.reasons import gives_a_reason
from report.checks.saying import listing, numeral, unjudged
from report.figure import printed
from report.form import Kind, form_of, short
from report.forms.common import CURRENT, TRIAL
from report.likeness import likeness, wording
from report.rule import Case, Flaw, Flaws, Outcome, error, explain, notice
from report.sheet import Sheet
from report.unit_names import same_unit
from templates import say


def _last_year(case: Case) -> Sheet | None:
    """Return last year's sheet; None where there is none, or only one of some other year."""
    return case.before if case.before and case.before.year == case.sheet.year - 1 else None


def _both(case: Case, table: str, edition: int) -> Sheet | None:
    """Return last year's sheet where this table is of the given edition in both years."""
    before = _last_year(case)
    editions = {dict(sheet.form.editions)[table] for sheet in (case.sheet, before) if sheet}
    return before if editions == {edition} else None


# ---------------------------------------------------------------------------------------------------------------
# What must carry over

Terms = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A cell of this year; the cells of last year and those of this year that it is made of (``-`` before: taken off)."""


def _carried(case: Case, before: Sheet, terms: Iterable[Terms], speak: Callable[[str, int, int], str]) -> Flaws:
    """Yield what does not carry over, then once each the cells of this and of last year that cannot be judged."""
    lacking: dict[str, None] = {}
    lacking_before: dict[str, None] = {}
    for address, then, now in terms:
        cells = [address, *(cell.removeprefix("-") for cell in now)]
        here = dict.fromkeys(cell for cell in cells if case.sheet[cell] is None)
        there = dict.fromkeys(cell for cell in then if before[cell] is None)
        lacking |= here
        lacking_before |= there
        left, right = case.sheet[address] or 0, _sum(before, then) + _sum(case.sheet, now)
        if not here and not there and left != right:
            yield Flaw((address,), speak(address, left, right), str(left), str(right))
    if lacking:
        yield unjudged(case.sheet.form, tuple(lacking))
    if lacking_before:
        yield _unjudged_before(before, tuple(lacking_before))


def _sum(sheet: Sheet, cells: Iterable[str]) -> int:
    return sum(-(sheet[cell[1:]] or 0) if cell[0] == "-" else sheet[cell] or 0 for cell in cells)


def _unjudged_before(before: Sheet, cells: Sequence[str]) -> Flaw:
    """Say that nothing can be compared because last year's report lacks these cells."""
    message = (
        f"{before.year} 年的报告里，{listing(before.form, cells)}缺失或读不出数字，与上年的衔接无法核对。"
        "请对照上年公开的年报补上这些数后重新核对。"
    )
    return Flaw(tuple(cells), message, outcome=Outcome.UNJUDGED)


@error(
    "Y-01",
    "上年结转等于上年报告的结转下年度继续办理，各列都相等",
    basis=f"{TRIAL}、{CURRENT}表三：第二项与上年第四项是同一批申请",
    example="上年结转下年 3 件，今年“二、上年结转”填了 2",
    explainable=True,
)
def what_was_carried_out_is_carried_in(case: Case) -> Flaws:
    """Yield the columns in which 二 is not last year's 四; both editions print these rows alike."""
    before = _last_year(case)
    if before is None:
        return
    columns = [column.key for column in case.sheet.form.table("t3").lines[0].columns]
    terms = [(f"t3.carried_in.{key}", (f"t3.carried_out.{key}",), ()) for key in columns]

    def speak(address: str, now: int, then: int) -> str:
        return (
            f"{case.sheet.form.name(address)}为 {now}，"
            f"{before.year} 年报告里“四、结转下年度继续办理”同一列为 {then}，"
            f"相差 {abs(now - then)}。请对照上年公开的年报和申请台账改正；上年的数有误的，请说明原因。"
        )

    yield from _carried(case, before, terms, speak)


@explain(
    "Y-02",
    "现行有效件数等于上年现行有效加本年制发减本年废止",
    basis=f"{CURRENT}表二",
    example="上年现行有效 10、今年制发 3、废止 1，今年现行有效填了 11",
)
def documents_in_force_carry_over(case: Case) -> Flaws:
    """Yield the kinds of documents whose stock is not last year's plus issued minus repealed."""
    before = _both(case, "t2", 2021)
    if before is None:
        return
    rows = [f"t2.{row}" for row in ("regulations", "normative_documents")]
    terms = [(f"{row}.in_force", (f"{row}.in_force",), (f"{row}.issued", f"-{row}.repealed")) for row in rows]

    def speak(address: str, stock: int, reckoned: int) -> str:
        row = address.rpartition(".")[0]
        issued, repealed = case.sheet[f"{row}.issued"], case.sheet[f"{row}.repealed"]
        return (
            f"{case.sheet.form.name(address)}为 {stock}，按上年推算为 {reckoned}"
            f"（上年现行有效 {before[address]}＋本年制发 {issued}－本年废止 {repealed}），"
            f"相差 {abs(stock - reckoned)}。请核对文件目录，自然失效的计入本年废止；确实如此的，请说明原因。"
        )

    yield from _carried(case, before, terms, speak)


@explain(
    "Y-03",
    "上一年项目数量等于上年报告的上一年项目数量加本年增/减",
    basis=f"{TRIAL}表二",
    example="上年报告写 56 项、增 5 项，今年“上一年项目数量”填了 56",
)
def items_carry_over(case: Case) -> Flaws:
    """Yield the rows of the trial form whose items of last year are not those that last year's report left."""
    before = _both(case, "t2", 2019)
    if before is None:
        return
    columns = {line.key: [column.key for column in line.columns] for line in before.form.table("t2").lines}
    rows = [f"t2.{row}" for row, keys in columns.items() if "items_last_year" in keys]
    terms: list[Terms] = [(f"{row}.items_last_year", (f"{row}.items_last_year", f"{row}.change"), ()) for row in rows]

    def speak(address: str, now: int, then: int) -> str:
        items, change = before[address] or 0, before[f"{address.rpartition('.')[0]}.change"] or 0
        return (
            f"{case.sheet.form.name(address)}为 {now}，按 {before.year} 年的报告应为 {then}"
            f"（上一年项目数量 {items}，本年增/减 {change:+}），相差 {abs(now - then)}。"
            "请对照上年公开的年报和权责清单核对；确实如此的，请说明原因。"
        )

    yield from _carried(case, before, terms, speak)


# ---------------------------------------------------------------------------------------------------------------
# What changed more than years usually do

_LEAST = 5
"""Fewer than this beside 0 is chance."""
_FOLD, _APART = 10, 50
_UNITS = {Kind.COUNT: 1, Kind.WAN_YUAN: 10_000}
"""What is compared, and what 1 is there; 本年增/减 tells a change itself, 采购总金额 has no unit of its own."""

# These only hand on what last year's report said: Y-01 and Y-03 compare them with it, to the unit.
_HANDED_ON = frozenset({"carried_in", "items_last_year"})

_ABOVE = {"received": (), "handled": ("received",)}
_BELOW = ("received", "handled")
"""The rows of table 3 that a row's change may come from: （七） from 一, every other from 一 or （七）."""


@explain(
    "Y-04",
    "与上年相比没有异常变化：由 0 变为 5 以上或相反，或者相差 10 倍且 50 以上",
    basis="各地年报审核的通例；正常的变化由单位说明（机构改革、口径调整、集中清理、其他）",
    example="行政许可上年 550 件，今年 9487 件",
)
def nothing_changed_out_of_all_proportion(case: Case) -> Flaws:
    """Yield one question for each row that changed out of proportion; of tables 3 and 4 the total speaks for its row.

    A row of table 3 that moves the same way as a row above it that did so too is told with that one. What the report
    explains itself is not asked.
    """
    before = _last_year(case)
    if before is None:
        return
    units = _continuing(case.sheet.form.editions, before.form.editions)
    numbers = {address: (_number(case.sheet, address), _number(before, address)) for address in units}
    changed = {address: pair for address, pair in numbers.items() if pair[0] != pair[1]}
    turns = {address: turn for address, pair in changed.items() if (turn := _turn(*pair, units[address]))}
    asked = [address for address in turns if not gives_a_reason(case.sheet, address)]
    leading = [address for address in asked if _leader(address, turns) == address]
    for _, moved in groupby(leading, key=lambda address: address.rpartition(".")[0]):
        cells = tuple(moved)
        following = tuple(a for a in asked if _leader(a, turns) in cells and a not in cells)
        yield _question(case.sheet, before, cells, following)
    yield from _unreadable(case.sheet, before, numbers)


Editions = tuple[tuple[str, int], ...]


@lru_cache(maxsize=64)
def _continuing(now: Editions, then: Editions) -> dict[str, int]:
    """Return the cells that speak for their rows and mean the same in forms of both editions, with what 1 is there.

    These are the cells of table 2 and the totals of tables 3 and 4. Across the editions only the decisions of table 2
    mean the same.
    """
    form, before = form_of(now), form_of(then)
    same = dict(now)["t2"] == dict(then)["t2"]
    return {
        f"{table.key}.{line.key}.{column.key}": _UNITS[column.kind]
        for table in form.tables
        for line in table.lines
        for column in line.columns[-1 if table.parts else 0 :]
        if column.kind in _UNITS
        and not {line.key, column.key} & _HANDED_ON
        and (table.key != "t2" or same or column.key == "decisions")
        and f"{table.key}.{line.key}.{column.key}" in before.places
    }


def _number(sheet: Sheet, address: str) -> int | None:
    """Return what a cell says; a total left blank is reckoned from its parts, or it would seem to fall to 0."""
    figure = sheet.figures.get(address)
    if figure and figure.remark != "blank":
        return figure.value
    parts = sheet.form.sums.get(address, ())
    if not parts:
        return figure.value if figure else None
    numbers = [number for part in parts if (number := _number(sheet, part)) is not None]
    return sum(numbers) if len(numbers) == len(parts) else sheet[address]


def _turn(now: int | None, then: int | None, unit: int) -> int:
    """Return 1 for a rise out of proportion, -1 for a fall, 0 for neither and where there is nothing to compare."""
    if now is None or then is None or min(now, then) < 0:
        return 0
    small, large = sorted((now, then))
    unusual = large - small >= _APART * unit and large >= _FOLD * small if small else large >= _LEAST * unit
    return (1 if now > then else -1) if unusual else 0


def _leader(address: str, turns: dict[str, int]) -> str:
    """Return the cell whose change this cell's change comes from; the cell itself where there is none."""
    table, row, column = address.split(".")
    above = _ABOVE.get(row, _BELOW) if table == "t3" else ()
    leaders = (f"{table}.{other}.{column}" for other in above)
    return next((leader for leader in leaders if turns.get(leader) == turns[address]), address)


def _question(sheet: Sheet, before: Sheet, cells: tuple[str, ...], following: tuple[str, ...]) -> Flaw:
    form = sheet.form
    label = short(form.places[cells[0]][1].label)
    moves = "；".join(_move(sheet, before, address) for address in cells)
    more = f"随之变化的还有{listing(form, following)}。" if following else ""
    message = (
        f"{numeral(form, cells[0])}“{label}”行与上年相比变化很大：{moves}。{more}"
        "请核对；数字无误的，请说明原因（机构改革、口径调整、集中清理或者其他）。"
    )
    now, then = (_said(each, cells[0]) for each in (sheet, before))
    return Flaw((*cells, *following), message, now, then)


def _move(sheet: Sheet, before: Sheet, address: str) -> str:
    unit = " 万元" if sheet.form.kind(address) is Kind.WAN_YUAN else ""
    column = sheet.form.places[address][2].label.split("（")[0]
    return f"{column}本年 {_said(sheet, address)}{unit}，上年 {_said(before, address)}{unit}"


def _said(sheet: Sheet, address: str) -> str:
    return printed(_number(sheet, address) or 0, sheet.form.kind(address))


def _unreadable(sheet: Sheet, before: Sheet, numbers: Mapping[str, tuple[int | None, int | None]]) -> Flaws:
    """Yield for each table the cells that cannot be compared because one of the two reports does not show them."""
    if not any(None in pair for pair in numbers.values()):
        return
    for _, group in groupby(numbers, key=lambda address: address[:2]):
        cells = tuple(group)
        if lacking := [address for address in cells if numbers[address][0] is None]:
            yield unjudged(sheet.form, lacking)
        if lacking := [address for address in cells if numbers[address][1] is None]:
            yield _unjudged_before(before, lacking)


@notice(
    "Y-05",
    "上年尚未审结的案件，今年计入了表四",
    basis=f"{TRIAL}、{CURRENT}表四；各地对跨年案件的计法不一",
    example="上年复议尚未审结 3 件，今年复议总计 1 件",
)
def pending_cases_are_counted_again(case: Case) -> Flaws:
    """Yield the kinds of cases of which more were pending last year than there are in all this year."""
    before = _last_year(case)
    if before is None:
        return
    for line in case.sheet.form.table("t4").lines:
        address, pending = f"t4.{line.key}.total", f"t4.{line.key}.pending"
        total, left_over = _number(case.sheet, address), before[pending]
        if total is not None and left_over is not None and total < left_over:
            message = (
                f"{case.sheet.form.name(address)}为 {total}，"
                f"{before.year} 年报告里“{line.label}”尚未审结 {left_over}，相差 {left_over - total}。"
                "上年没有审结、本年审结的案件也要计入，请核对是否漏计。"
            )
            yield Flaw((address,), message, str(total), str(left_over))


# ---------------------------------------------------------------------------------------------------------------
# What was copied


@explain(
    "Y-06",
    "总体情况、存在的主要问题与上年和其他单位的不雷同（相同的文字不到八成）",
    basis=f"{CURRENT}；《政府信息公开条例》第四十七条，各地通报把雷同列为扣分情形",
    example="“存在的主要问题及改进情况”与上年只差年份",
)
def texts_are_written_anew(case: Case) -> Flaws:
    """Yield the sections that are last year's, or another unit's of this year; of several units the most alike."""
    before = _last_year(case)
    last = wording(before) if before else {}
    others = {unit: wording(other) for unit, other in case.others.items() if _is_another(case.sheet, unit, other)}
    for key, words in wording(case.sheet).items() if last or others else ():
        shares = {unit: likeness(words, other.get(key, "")) for unit, other in others.items()}
        nearest = max(shares, key=shares.__getitem__, default="")
        copied = {
            f"上年（{case.sheet.year - 1} 年）的报告": likeness(words, last.get(key, "")),
            f"“{nearest}”{case.sheet.year} 年的报告": shares.get(nearest, 0),
        }
        if any(copied.values()):
            yield _copied(case.sheet, key, {whose: share for whose, share in copied.items() if share})


def _is_another(sheet: Sheet, unit: str, other: Sheet) -> bool:
    return other.year == sheet.year and not (same_unit(unit, sheet.unit) or same_unit(other.unit, sheet.unit))


_QUOTED = 30
"""Characters that are enough to find the section again."""


def _copied(sheet: Sheet, key: str, copied: Mapping[str, float]) -> Flaw:
    """Say of one section whose report says the same, and how much of it; below ``ALIKE`` a likeness is 0."""
    shares = {whose: f"{int(share * 100)}%" for whose, share in copied.items()}
    said = "，".join(f"与{whose}有 {percent} 相同" for whose, percent in shares.items())
    message = (
        f"“{say('texts', 'name', key=key)}”{said}（年份、数字和单位名称不计）。"
        "请按本单位本年的实际情况重写；确实如此的，请说明原因。"
    )
    quote = sheet.texts[key].strip().partition("\n")[0][:_QUOTED]
    return Flaw((), message, "、".join(shares.values()), "、".join(shares), text=key, quote=quote)
