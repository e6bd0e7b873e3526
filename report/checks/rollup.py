"""Whether a report that adds up others holds exactly what they say: every unit, every cell, one scope."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import cn2an
import numpy as np

from report.checks.saying import listing, numeral, unjudged
from report.figure import printed
from report.form import Form, Kind, short
from report.forms.common import CURRENT, TRIAL
from report.matrix import Integers, Numbers, values
from report.rollup import differences, missing
from report.rule import Case, Flaw, Flaws, Outcome, error, explain
from report.sheet import Level, Sheet
from report.unit_names import Names

_SUMMED = f"{TRIAL}、{CURRENT}：政府的年度报告汇总本级政府和所属各公开主体的数据"
_NAMED = 3
"""More units or cells than this are counted, not listed; of units that must hand something in, twenty are."""
_ASKED = 20


def _named(units: Sequence[str], most: int = _NAMED) -> str:
    """Name units, or the first of them: “甲镇”“乙乡”等 12 家单位."""
    names = "".join(f"“{unit}”" for unit in units[:most])
    return f"{names}等 {len(units)} 家单位" if len(units) > most else names


# ---------------------------------------------------------------------------------------------------------------
# Cell by cell


@error(
    "R-01",
    "汇总表每一格等于各单位同一格之和",
    basis=_SUMMED,
    example="各镇新收申请合计 94 件，县汇总表填了 95",
)
def every_cell_is_the_sum_of_the_parts(case: Case) -> Flaws:
    """Yield for each row the cells that are not the sum of the parts; then the parts that cannot be added up.

    Totals are reckoned from the cells they sum up: a wrong total of one part is that part's fault alone.
    """
    if not case.parts:
        return
    if old := [unit for unit, part in case.parts.items() if part.year != case.sheet.year]:
        message = f"{_named(old)}交来的不是 {case.sheet.year} 年的报告，汇总数无法核对。请补交后重新核对。"
        yield Flaw((), message, outcome=Outcome.UNJUDGED)
        return
    form, numbers = case.sheet.form, values(case.parts.values(), case.sheet.form)
    sums = _sums(form, numbers)
    wrong = [address for address, added in sums.items() if case.sheet[address] not in (None, *added)]
    for _, row in groupby(wrong, key=lambda address: address.rpartition(".")[0]):
        yield _off(case, tuple(row), sums, numbers.values)
    for _, unread in groupby((a for a in form.addresses if case.sheet[a] is None), key=lambda address: address[:2]):
        yield unjudged(form, tuple(unread))
    yield from _not_addable(case, numbers)


def _sums(form: Form, numbers: Numbers) -> dict[str, tuple[int, ...]]:
    """Return in printed order the sum of every cell that all parts have; of totals as reckoned and as printed."""
    complete = np.count_nonzero(numbers.missing, axis=0) == 0
    added = numbers.values.sum(axis=0).tolist()
    plain = {address: added[i] for i, address in enumerate(form.addresses) if complete[i]}
    reckoned = {address: number for address, number in plain.items() if address not in form.sums}
    for total, cells in form.sums.items():
        if all(cell in reckoned for cell in cells):
            reckoned[total] = sum(reckoned[cell] for cell in cells)
    return {a: (reckoned[a], plain.get(a, reckoned[a])) for a in form.addresses if a in reckoned}


def _off(case: Case, row: tuple[str, ...], sums: Mapping[str, tuple[int, ...]], numbers: Integers) -> Flaw:
    """Say of one row which cells are off, by how much, and which units are worth looking at first."""
    form, first = case.sheet.form, row[0]
    kind, now, added = form.kind(first), case.sheet[first] or 0, sums[first][0]
    of_units = dict(zip(case.parts, map(int, numbers[:, form.addresses.index(first)]), strict=True))
    cells = "；".join(_cell(case.sheet, address, sums[address][0]) for address in row[:_NAMED])
    more = f"；共 {len(row)} 格不符" if len(row) > _NAMED else ""
    message = (
        f"{numeral(form, first)}“{short(form.places[first][1].label)}”行：{cells}{more}。"
        f"{_suspects(of_units, abs(now - added), kind)}{_absent_units(case)}请核对各单位的报告后改正汇总表。"
    )
    return Flaw(row, message, printed(now, kind), printed(added, kind))


def _cell(sheet: Sheet, address: str, added: int) -> str:
    _, _, column = sheet.form.places[address]
    now = sheet[address] or 0
    apart = f"{'多' if now > added else '少'} {_amount(abs(now - added), column.kind)}"
    label = column.label.split("（")[0]
    return f"{label}列汇总表为 {_amount(now, column.kind)}，各单位合计 {_amount(added, column.kind)}，{apart}"


def _amount(value: int, kind: Kind) -> str:
    return printed(value, kind) + (" 万元" if kind is Kind.WAN_YUAN else "")


def _suspects(of_units: Mapping[str, int], apart: int, kind: Kind) -> str:
    """Name the units whose number is exactly what is too much or too little, else those that contribute most."""
    exactly = [unit for unit, number in of_units.items() if number == apart]
    if 0 < len(exactly) <= _NAMED:
        return f"{_named(exactly)}的数正好是 {_amount(apart, kind)}，请先看是否漏加或者重复。"
    most = sorted((unit for unit, number in of_units.items() if number), key=lambda unit: -of_units[unit])[:_NAMED]
    return f"其中{'、'.join(f'“{unit}”{_amount(of_units[unit], kind)}' for unit in most)}最多。" if most else ""


def _absent_units(case: Case) -> str:
    absent, _ = _unmatched(case)
    return f"另有 {len(absent)} 家单位没有报告，没有计入。" if absent else ""


def _not_addable(case: Case, numbers: Numbers) -> Flaws:
    """Yield which cells units lack, once for all that lack the same, and whether their edition is the reason."""
    form = case.sheet.form
    owed = [(i, address) for i, address in enumerate(form.addresses) if address not in form.sums]
    lacking: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for (unit, part), absent in zip(case.parts.items(), numbers.missing, strict=True):
        for table, unread in groupby((a for i, a in owed if absent[i]), key=lambda address: address[:2]):
            lacking.setdefault((tuple(unread), _other_edition(form, part.form, table)), []).append(unit)
    for (cells, edition), units in lacking.items():
        why = f"用的是{edition}，" if edition else ""
        message = (
            f"{_named(units)}的报告{why}{listing(form, cells)}缺失或读不出数字，这些格的汇总数无法核对。"
            "请这些单位补全后重新核对。"
        )
        yield Flaw(cells, message, outcome=Outcome.UNJUDGED)


def _other_edition(form: Form, of: Form, table: str) -> str:
    edition = dict(of.editions)[table]
    return "" if dict(form.editions)[table] == edition else f" {edition} 年版的表"


# ---------------------------------------------------------------------------------------------------------------
# Unit by unit


@error(
    "R-02",
    "登记的单位都有报告，报告都属于登记的单位",
    basis=f"{_SUMMED}；《政府信息公开条例》第四十九条",
    example="登记了 37 家单位，只收到 36 份报告",
)
def every_unit_has_its_report(case: Case) -> Flaws:
    """Yield the units of the register without a report of the year, and the reports of no unit of the register."""
    absent, stray = _unmatched(case)
    if absent:
        message = f"{_named(absent, _ASKED)}没有 {case.sheet.year} 年的报告，汇总不全。请催交，或者核对登记的单位。"
        there = len(case.register) - len(absent)
        yield Flaw((), message, str(there), str(len(case.register)))
    if stray:
        message = f"{_named(stray, _ASKED)}的报告不属于登记的任何一家单位。请核对单位名称，或者补充登记。"
        yield Flaw((), message, str(len(stray)), "0")


def _unmatched(case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the units without a report and the reports without a unit; a name without its region is the same."""
    if not case.register:
        return (), ()
    names = Names(case.register)
    meant = {unit: names.meant(unit) for unit in case.parts}
    there = {meant[unit]: part for unit, part in case.parts.items() if part.year == case.sheet.year}
    return missing(case.register, there), tuple(unit for unit in case.parts if not meant[unit])


@explain(
    "R-03",
    "各单位汇总之后没有再改数字",
    basis="各地年报汇总的通例：汇总以后改数的，汇总单位要知道",
    example="某镇汇总时新收 4 件，后来改成 5 件",
)
def nothing_changed_after_it_was_summed(case: Case) -> Flaws:
    """Yield the units whose figures are not those that were summed; another way of writing 0 is no other figure."""
    for unit, was in case.summed.items():
        now = case.parts.get(unit)
        cells = tuple(a for a in differences(was, now) if "." in a and (was[a] or 0) != (now[a] or 0)) if now else ()
        if now and cells:
            said = "；".join(_change(was, now, address) for address in cells[:_NAMED])
            more = f"等 {len(cells)} 处" if len(cells) > _NAMED else ""
            message = f"“{unit}”汇总之后改了数：{said}{more}。请重新汇总，并说明为什么改。"
            yield Flaw(cells, message, _of(now, cells[0]), _of(was, cells[0]), quote=unit)


def _change(was: Sheet, now: Sheet, address: str) -> str:
    form = (now if address in now.form.places else was).form
    return f"{form.name(address)}原为 {_of(was, address)}，现为 {_of(now, address)}"


def _of(sheet: Sheet, address: str) -> str:
    return sheet.cells.get(address, "").strip() or "空白"


# ---------------------------------------------------------------------------------------------------------------
# One scope

_GOVERNMENTS = frozenset({Level.COUNTY, Level.CITY, Level.PROVINCE})
_RECEIVED = "t3.received.total"
_SENTENCE = re.compile(r"[^。；;！\n]+")
_OF_LAST_YEAR = re.compile("上年|上一年|去年|结转")
_OWN = re.compile("本级|本机关|政府办|府办")
_WHOLE = re.compile("全[省市州盟县区旗]|辖区|各(?:级|地|单位|部门|乡镇|镇|街道|县|区|市)")
_OFFICE = re.compile("本级|办公室$|办公厅$")
_OTHER_MATTERS = re.compile("复议|诉讼|信访|投诉|咨询|留言|热线|建议|提案|举报")
_WORD = r"[^，,；\d]"
_COUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,9}|[零〇一二两三四五六七八九十百千万]{1,9})\s*[件宗份条]"
_TAKEN_IN = re.compile(
    "(?:受理|收到|收办|新收|接收|接到)"
    rf"(?:(?:{_WORD}{{0,24}}申请{_WORD}{{0,8}}?|[\s…共计了]{{0,4}}){_COUNT}|{_WORD}{{0,6}}?{_COUNT}{_WORD}{{0,16}}申请)"
)
"""收到政府信息公开申请 17 件, 受理 17 件, 收到 17 件政府信息公开申请."""
_SHOWN = 60
"""Characters of a sentence that are looked at before a number; a longer one is not quoted whole."""


@explain(
    "R-04",
    "正文和表格说的是同一个范围：政府的报告不能正文只写本级、表格是全辖区",
    basis=_SUMMED,
    example="正文写“区政府办受理政府信息公开申请 17 件”，表三新收是全区的 95 件",
)
def text_and_tables_speak_of_one_scope(case: Case) -> Flaws:
    """Yield the first place where a government counts what its own level took in, beside a table of all units."""
    sheet, told = case.sheet, tuple(_told(case.sheet)) if case.sheet.level in _GOVERNMENTS else ()
    received, carried_in = sheet[_RECEIVED], sheet["t3.carried_in.total"] or 0
    if told and received is None:
        yield unjudged(sheet.form, (_RECEIVED,))
    if not told or received is None:
        return
    # Who tells the whole as well, in one number or in parts, mixes nothing.
    numbers = [number for _, _, number in told]
    if {received, received + carried_in} & {*numbers, sum(numbers)}:
        return
    offices = {part[_RECEIVED] or 0: unit for unit, part in case.parts.items() if _OFFICE.search(unit)}
    for around, words, number in told:
        own = _OWN.search(around) and not _WHOLE.search(around)
        if own or (number and number in offices):
            yield _mixed(words, number, received, offices.get(number, ""))
            return


def _mixed(words: str, number: int, received: int, office: str) -> Flaw:
    whose = f"正是“{office}”的数，" if office else ""
    message = (
        f"总体情况写“{words}”，{whose}表三“一、本年新收”总计为 {received}，相差 {abs(number - received)}："
        "看来正文只说本级，表格是全辖区。请在正文写全辖区的数（可以另写其中本级多少）；两处范围一致的，请说明原因。"
    )
    return Flaw((_RECEIVED,), message, str(number), str(received), text="overview", quote=words)


def _told(sheet: Sheet) -> Iterator[tuple[str, str, int]]:
    """Yield where 总体情况 says how many applications this year brought: what is before, the quote, the number."""
    for match in _SENTENCE.finditer(sheet.texts.get("overview", "")):
        sentence = match[0].strip()
        for found in _TAKEN_IN.finditer(sentence):
            around = sentence[max(0, found.start() - _SHOWN) : found.end()]
            number = _count(found[1] or found[2])
            something_else = _OTHER_MATTERS.search(found[0] if "申请" in found[0] else around)
            if number is not None and not something_else and not _OF_LAST_YEAR.search(around):
                yield around, sentence if len(sentence) <= _SHOWN else found[0], number


def _count(numeral: str) -> int | None:
    try:
        return int(cn2an.cn2an(numeral.replace(",", ""), "smart"))
    except (ValueError, KeyError):  # 万 alone is no number, and at 三万十三 the library stumbles
        return None
