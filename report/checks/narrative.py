"""Whether the numbers of the text agree with the tables, and with each other."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter

from report.breakdown import kindred
from report.checks.passages import Passage
from report.checks.saying import unjudged
from report.checks.telling import ADVICE, Cells, Claim, claims, compared, told
from report.form import TOTAL, form_of
from report.forms.common import CURRENT, TRIAL
from report.mention import ANSWERS, Breakdown, Mention, Scope, Subject
from report.rule import Case, Flaw, Flaws, explain
from report.sheet import Level, Sheet
from report.vocabulary import Word

_BASIS = f"{TRIAL}、{CURRENT}：年度报告数据准确，文字与表格一致"


def _row(row: str, *columns: str) -> Cells:
    return tuple(f"t3.{row}.{column}" for column in columns or (TOTAL,))


_RECEIVED, _CARRIED_IN = _row("received"), _row("carried_in")
_HANDLED, _CARRIED_OUT = _row("handled"), _row("carried_out")

# ---------------------------------------------------------------------------------------------------------------
# Applications


@explain(
    "N-01",
    "文字中收到（受理、新收、收办）申请的件数，等于表三第一项，或者第一项加第二项",
    basis=_BASIS,
    example="总体情况写“受理政府信息公开申请 17 件”，表三新收 95、上年结转 0",
)
def applications_received_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of applications received that is neither the new ones nor those with the carried-in."""
    both = (_RECEIVED, _RECEIVED + _CARRIED_IN)
    options = {Subject.RECEIVED: both, Subject.TREATED: (*both, _HANDLED)}
    yield from compared(case, _received(case), lambda claim: options[claim.mention.subject], _is_whole)


def _received(case: Case) -> list[Claim]:
    """Return the numbers of applications received."""
    return [claim for claim in claims(case, Subject.RECEIVED, Subject.TREATED) if not claim.mention.worded]


def _is_whole(claim: Claim) -> bool:
    """Say whether all applications are counted: 其中网络申请5件 are a part, 其中新收3511件 are all new ones."""
    return "新收" in claim.mention.before or not claim.is_part()


@explain(
    "N-02",
    "文字中办结（答复）申请的件数，等于表三第三项（七）总计",
    basis=_BASIS,
    example="总体情况写“已答复 12 件”，表三（七）总计 11",
)
def applications_handled_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of applications settled that is not the total of the outcomes."""
    # 收到12件，其中办结10件: of the new ones; those carried over may have been settled besides.
    handled = claims(case, Subject.HANDLED)
    whole = [claim for claim in handled if not claim.is_part() or case.sheet.worth(*_CARRIED_IN) == 0]
    yield from compared(case, whole, lambda _: (_HANDLED,))


@explain(
    "N-03",
    "文字中结转下年度的件数等于表三第四项，上年结转的件数等于第二项",
    basis=_BASIS,
    example="总体情况写“结转下年度 1 件”，表三第四项 2",
)
def applications_carried_over_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of applications carried in or out that the table does not have."""
    options = {
        Subject.CARRIED_IN: (_CARRIED_IN,),
        Subject.CARRIED_OUT: (_CARRIED_OUT,),
        Subject.CARRIED: (_CARRIED_OUT, _CARRIED_IN),
    }
    yield from compared(case, claims(case, *options), lambda claim: options[claim.mention.subject])


# ---------------------------------------------------------------------------------------------------------------
# Documents, decisions, fees

_DOCUMENTS = {Subject.REGULATIONS: "regulations", Subject.DOCUMENTS: "normative_documents"}
_MADE = {2019: "made", 2021: "issued"}
_OF_SUBORDINATES = re.compile(r"乡镇|街道|镇街|部门|县区|区县|各[县市区镇乡]")
_OF_THE_GOVERNMENT_ALONE = re.compile(r"[省市区县州]政府[^，。]{0,6}办公[室厅]")
_WHOLE_AREAS = frozenset({Level.COUNTY, Level.CITY, Level.PROVINCE})
_CHANGED = re.compile(r"新?制[定发]|修[改订正]|废止|失效")


@explain(
    "N-04",
    "文字中规章、规范性文件的件数，等于表二该行的某一格",
    basis=_BASIS,
    example="总体情况写“规范性文件 4 件”，表二该行制发 3、废止 5、现行有效 8",
)
def documents_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of documents that is in no cell of their row, and is not those issued with those repealed."""
    edition = dict(case.sheet.form.editions)["t2"]

    def options(claim: Claim) -> Sequence[Cells]:
        row = f"t2.{_DOCUMENTS[claim.mention.subject]}"
        if claim.mention.worded:  # 未制发规范性文件
            return ((f"{row}.{_MADE[edition]}",),)
        cells = tuple((cell,) for cell in case.sheet.form.table("t2").addresses if cell.startswith(row))
        return (*cells, (f"{row}.issued", f"{row}.repealed")) if edition == 2021 else cells

    documents = [claim for claim in claims(case, *_DOCUMENTS) if not _of_others(claim, case.sheet.level)]
    yield from compared(case, [claim for claim in documents if not _composed(claim, case.sheet)], options)


def _of_others(claim: Claim, level: Level) -> bool:
    """Say whether only the documents of some organs are counted."""
    said = claim.passage.words[max(claim.mention.sentence, claim.mention.start - 30) : claim.mention.last]
    return bool(_OF_SUBORDINATES.search(said)) or (
        level in _WHOLE_AREAS and bool(_OF_THE_GOVERNMENT_ALONE.search(said))
    )


def _composed(claim: Claim, sheet: Sheet) -> bool:
    """Say whether the text itself adds up the number from new, changed and repealed ones, of which the table has one.

    上海 2022: 规章13件（含新制定5件，修改4件，废止4件）; no cell counts the changed ones.
    """
    for breakdown in claim.narrative.breakdowns:
        values = [part.value for part in breakdown.parts if _CHANGED.search(part.before)]
        if claim.mention in breakdown.wholes and sum(values) == claim.mention.value:
            row = f"t2.{_DOCUMENTS[claim.mention.subject]}."
            known = {sheet.worth(cell) for cell in sheet.form.table("t2").addresses if cell.startswith(row)}
            return not known.isdisjoint(values) or None in known
    return False


_DECISIONS = {Subject.LICENSING: "licensing", Subject.PENALTIES: "penalties", Subject.COERCION: "coercion"}
_SHOWN = re.compile(r"公示|公开|发布|公布|公告|归集|上传|录入|报送|信息|简易|一般程序|当场|涉及|撤销|注销|变更")


@explain(
    "N-06",
    "文字中行政许可、行政处罚、行政强制的件数和行政事业性收费的金额，等于表二的处理决定数量和收费金额",
    basis=_BASIS,
    example="总体情况写“作出行政处罚 3 件”，表二行政处罚 41",
)
def decisions_and_fees_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of decisions, and each amount of fees, that is not in its cell."""
    numbers = (claim for claim in claims(case, *_DECISIONS) if not _SHOWN.search(claim.mention.before))
    yield from compared(case, numbers, lambda claim: ((f"t2.{_DECISIONS[claim.mention.subject]}.decisions",),))
    if dict(case.sheet.form.editions)["t2"] == 2021:  # the table of 2019 counts items, not money
        yield from compared(case, claims(case, Subject.FEES), lambda _: (("t2.fees.amount",),))


# ---------------------------------------------------------------------------------------------------------------
# Reviews and suits

_CASES = {
    Subject.REVIEWS: ("review",),
    Subject.SUITS: ("suit_direct", "suit_after_review"),
    Subject.SUITS_DIRECT: ("suit_direct",),
    Subject.SUITS_AFTER_REVIEW: ("suit_after_review",),
    Subject.DISPUTES: ("review", "suit_direct", "suit_after_review"),
}
_RESULTS = {Subject.UPHELD: "upheld", Subject.CORRECTED: "corrected", Subject.PENDING: "pending"}
_FROM_LAST_YEAR = re.compile(
    r"结转[^，。；]{0,8}(?:复议|诉讼|起诉)|(?:复议|诉讼|起诉)[^。；]{0,20}(?:含|其中)[^。；]{0,6}(?:上年|上一年|去年|结转)"
)
_ALL_UPHELD = re.compile(r"[，,、；;]?(?:结果)?(?:均|全部|都)(?:已|获|被|予以|为)?(?:结果)?(?:维持|胜诉)")


@explain(
    "N-05",
    "文字中行政复议、行政诉讼的件数，等于表四的总计（诉讼为直接起诉加复议后起诉），结果与表四各列一致",
    basis=_BASIS,
    example="总体情况写“行政诉讼 9 件，均获维持”，表四尚未审结 1",
)
def disputes_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of reviews, suits and their results that table 4 does not have."""
    numbers = [claim for each in claims(case, *_CASES, *_RESULTS, Subject.DISPUTES_EACH) for claim in _apart(each)]
    ours = [claim for claim in numbers if claim.mention.ours and not _with_the_old_ones(claim, case)]
    yield from compared(case, ours, _cases)
    for claim in ours:
        yield from _all_upheld(claim, case.sheet)


def _apart(claim: Claim) -> Iterator[Claim]:
    """Yield the number of reviews and that of suits where each is the same; none of both is none of all."""
    if claim.mention.subject is not Subject.DISPUTES_EACH:
        yield claim
    elif claim.mention.worded:
        yield claim._replace(mention=claim.mention._replace(subject=Subject.DISPUTES))
    else:
        for subject in (Subject.REVIEWS, Subject.SUITS):
            yield claim._replace(mention=claim.mention._replace(subject=subject))


def _cases(claim: Claim) -> Sequence[Cells]:
    mention = claim.mention
    if column := _RESULTS.get(mention.subject):
        return (tuple(f"t4.{row}.{column}" for row in _CASES[mention.case]),)
    return (tuple(f"t4.{row}.{TOTAL}" for row in _CASES[mention.subject]),)


def _with_the_old_ones(claim: Claim, case: Case) -> bool:
    """Say whether the difference is told to be cases of last year: 上海 2025 prints it under its table."""
    rows = _CASES.get(claim.mention.subject, ())
    totals, before = [case.sheet.worth(f"t4.{row}.{TOTAL}") for row in rows], case.before
    old = sum(before[f"t4.{row}.pending"] or 0 for row in rows) if before else 0
    if old and None not in totals and sum(total or 0 for total in totals) - old == claim.mention.value:
        return True
    notes = case.sheet.source.notes.get("t4", "") if case.sheet.source else ""
    return bool(_FROM_LAST_YEAR.search(claim.sentence)) or "结转" in notes or "上年" in notes


def _all_upheld(claim: Claim, sheet: Sheet) -> Flaws:
    """Yield 均获维持 where the table has cases that ended otherwise, or have not ended."""
    mention = claim.mention
    said = _ALL_UPHELD.match(claim.passage.words, mention.last)
    if mention.subject not in _CASES or not mention.value or not said:
        return
    cells = [f"t4.{row}.{column}" for row in _CASES[mention.subject] for column in ("corrected", "other", "pending")]
    others = tuple(cell for cell in cells if sheet.worth(cell))
    if others:
        quote = claim.passage.quote(max(mention.first, mention.start - 12), said.end())
        known = "、".join(f"{sheet.form.name(cell)}为 {sheet.worth(cell)}" for cell in others)
        message = f"{claim.where}写“{quote}”，{known}，不都是维持。{ADVICE}"
        right = str(sum(sheet.worth(cell) or 0 for cell in others))
        yield Flaw(others, message, "0", right, text=claim.text, quote=quote)


# ---------------------------------------------------------------------------------------------------------------
# Totals and parts


_TOTALS = 4
"""No more numbers than these, the nearest, are tried as the total of a list."""


@explain(
    "N-07",
    "文字中先说总数再分项的，各分项之和等于总数，任何一个分项不大于总数",
    basis=_BASIS,
    example="总体情况写“主动公开 382 条，包括……微信公众号 2443 条”",
)
def parts_add_up_to_their_total(case: Case) -> Flaws:
    """Yield each total whose parts in the text exceed it, or claim to be all of it and are not."""
    passage, narrative = told(case.sheet)
    for breakdown in narrative.breakdowns:
        if not any(mention.approximate for mention in (*breakdown.wholes, *breakdown.parts)):
            yield from _parts(passage, breakdown)


def _parts(passage: Passage, breakdown: Breakdown) -> Flaws:
    wholes, parts = breakdown.wholes[:_TOTALS], breakdown.parts
    totals = {whole.value for whole in wholes}
    # 收到9件，上年结转1件，其中网络申请5件，信函申请5件
    totals |= {one.value + other.value for one in wholes for other in wholes if one is not other}
    sums = list(accumulate(part.value for part in parts))
    if sums[-1] in totals or not totals.isdisjoint(sums[1:]):  # what follows the parts may look like one of them
        return
    most = max(parts, key=attrgetter("value"))
    whole = next((each for each in wholes if each.value >= most.value), max(wholes, key=attrgetter("value")))
    if most.value > max(totals):
        wrong = f"其中一项“{_around(passage, most)}”比总数还多 {most.value - whole.value}"
        yield _unequal(passage, breakdown, whole, most.value, wrong)
    elif len(parts) > 1 and all(kindred(part.unit, whole.unit) for part in parts):
        total = sums[-1]
        if total > max(totals) or _claims_to_be_all(breakdown, whole, total):
            added = "＋".join(str(part.value) for part in parts)
            wrong = f"各分项 {added} 合计 {total}，相差 {abs(total - whole.value)}"
            yield _unequal(passage, breakdown, whole, total, wrong)


def _unequal(passage: Passage, breakdown: Breakdown, whole: Mention, other: int | Decimal, wrong: str) -> Flaw:
    first, *_, last = sorted((whole, *breakdown.parts), key=attrgetter("start"))
    total = f"{passage.where(whole.start)}写总数 {whole.value} {whole.unit}（“{_around(passage, whole)}”）"
    return Flaw(
        (),
        f"{total}，{wrong}。请核对总数和各分项，改正写错的一处；分项有交叉或未列全的，请说明原因。",
        f"{whole.value}{whole.unit}",
        f"{other}{whole.unit}",
        text=passage.key(whole.start),
        quote=passage.quote(first.first, last.end),
    )


def _around(passage: Passage, mention: Mention) -> str:
    """Return a number with its noun, or the end of it."""
    return passage.quote(max(mention.first, mention.end - 24), mention.end)


def _claims_to_be_all(breakdown: Breakdown, whole: Mention, running: int | Decimal) -> bool:
    """Say whether the parts leave no rest open: not 主要, 等; with 其他 at the end, or most of the total named.

    A list that does not reach half of its total names some of it: 主动公开1099条，其中政策解读18条，回应关切43条.
    """
    if breakdown.loose or breakdown.inner:
        return False
    return bool(breakdown.parts[-1].words & Word.REST) or running * 2 >= whole.value


# ---------------------------------------------------------------------------------------------------------------
# Words against figures

_NOT_DUE = re.compile(r"未到期|未到[^，。]{0,6}期|未届满|期限内办理|尚在[^，。]{0,8}(?:期限|期内)|未超期")


@explain(
    "N-08",
    "写“全部办结”“均已答复”“按期答复率100%”的，没有结转下年度；写“未收到申请”的，表三没有新收，反之亦然",
    basis=_BASIS,
    example="总体情况写“按期答复率 100%”，表三结转下年度 17",
)
def words_agree_with_the_table(case: Case) -> Flaws:
    """Yield each claim that all were settled, or that none came, where the table says otherwise."""
    settled = _once(claims(case, Subject.SETTLED))
    yield from _contradicted(
        case.sheet, (claim for claim in settled if not _NOT_DUE.search(claim.sentence)), _CARRIED_OUT, "还有"
    )
    none = (claim for claim in claims(case, Subject.RECEIVED) if claim.mention.worded)
    yield from _contradicted(case.sheet, _once(none), _RECEIVED, "有")
    if all(case.sheet.worth(cell) == 0 for cell in _RECEIVED + _CARRIED_IN):
        for claim in filter(_is_whole, _received(case)):
            if claim.mention.value:
                known = f"表三“{_name(case.sheet, _RECEIVED)}”和“{_name(case.sheet, _CARRIED_IN)}”都为 0"
                yield _says(claim, _RECEIVED + _CARRIED_IN, known, "0")


def _once(numbers: Iterable[Claim]) -> Iterator[Claim]:
    """Yield one claim of each sentence."""
    last: Claim | None = None
    for claim in numbers:
        if last is None or not claim.beside(last):
            yield claim
        last = claim


def _contradicted(sheet: Sheet, numbers: Iterable[Claim], cells: Cells, has: str) -> Flaws:
    value = sheet.worth(*cells)
    for claim in numbers:
        if value is None:
            yield replace(unjudged(sheet.form, cells), text=claim.text, quote=claim.quote)
            return
        if value:
            yield _says(claim, cells, f"表三“{_name(sheet, cells)}”{has} {value} 件", str(value))


def _name(sheet: Sheet, cells: Cells) -> str:
    return sheet.form.places[cells[0]][1].label


def _says(claim: Claim, cells: Cells, known: str, right: str) -> Flaw:
    message = f"{claim.said}，{known}，两处说法相反。{ADVICE}"
    return Flaw(cells, message, claim.value, right, text=claim.text, quote=claim.quote)


# ---------------------------------------------------------------------------------------------------------------
# Outcomes and applicants

_GROUPS = {
    Subject.GRANTED: ("granted",),
    Subject.PARTLY_GRANTED: ("partly_granted",),
    Subject.GRANTED_AT_ALL: ("granted", "partly_granted"),
    Subject.REFUSED: ("refused_",),
    Subject.UNAVAILABLE: ("unavailable_",),
    Subject.UNHANDLED: ("unhandled_",),
    Subject.OTHERWISE: ("other",),
}


@lru_cache(maxsize=64)
def _group(editions: tuple[tuple[str, int], ...], subject: Subject) -> Cells:
    """Return the totals of the rows of a group of outcomes, which has no printed sum."""
    outcomes = form_of(editions).table("t3").outcomes
    return tuple(f"t3.{row}.{TOTAL}" for row in outcomes if row.startswith(_GROUPS[subject]))


@explain(
    "N-09",
    "文字中予以公开、不予公开、无法提供、不予处理的件数，等于表三该类各行总计之和",
    basis=_BASIS,
    example="总体情况写“无法提供 265 件”，表三（四）三行总计合计 337",
)
def outcomes_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of an outcome that is not the sum of its rows in 总计."""
    editions = case.sheet.form.editions
    yield from compared(case, claims(case, *_GROUPS), lambda claim: (_group(editions, claim.mention.subject),))


_SHARE = re.compile(r"占[^，。；]{0,14}")
_SETTLED_RATE = re.compile(r"(?:办结|答复)率(?:均|达到|达|约|为|是|在)*")
_NEAR = 20
"""Among so many numbers on either side the base of a percentage is looked for."""


@explain(
    "N-10",
    "文字中的百分比，由文中或表中的两个数相除得出",
    basis=_BASIS,
    example="总体情况写“予以公开 258 件，占 33.9%”，答复 805 件（应为 32.05%）",
)
def percentages_follow_from_their_numbers(case: Case) -> Flaws:
    """Yield each share whose number is quoted and which no total of the text or the table gives."""
    passage, narrative = told(case.sheet)
    for i, mention in enumerate(narrative.mentions):
        is_typed = mention.start not in narrative.bound
        if mention.unit == "%" and is_typed and not mention.worded and not mention.approximate:
            yield from _share(Claim(passage, narrative, mention), i, case.sheet)


def _share(claim: Claim, at: int, sheet: Sheet) -> Flaws:
    """Judge one percentage: 网络申请1303件，占86.92%; 办结28件，办结率84.8%."""
    percentage, mentions = claim.mention, claim.narrative.mentions
    part = _part(claim, at)
    if part is None or percentage.scope is not Scope.THIS_YEAR or percentage.value == 100:
        return
    stretch = mentions[max(0, at - _NEAR) : at + _NEAR]
    near = [each for each in stretch if _may_be_base(each, part)]
    if any(_gives(part.value, each.value, percentage.value) for each in near):
        return
    tabled = _bases(sheet) if any(each.subject in _ALL_APPLICATIONS for each in near) else {}
    told = tabled or any(each.sentence == percentage.sentence for each in near)
    others = (*tabled.values(), _shared(stretch, part))
    if not told or any(_gives(part.value, base, percentage.value) for base in others):
        return
    named: list[tuple[str, int | Decimal]] = [(f"表三{name}", base) for name, base in tabled.items()]
    named = named or [("文中的", max(each.value for each in near))]
    known = "、".join(f"{name} {base} 的 {_percent(part.value, base)}" for name, base in named)
    quote = claim.passage.quote(max(part.first, part.end - 20), percentage.end)
    message = (
        f"{claim.where}写“{quote}”，{part.value} 是{known}，都不是 {percentage.value}%。"
        "请核对百分比和它的基数，改正写错的一处；基数另有所指的，请写明。"
    )
    right = " 或 ".join(dict.fromkeys(_percent(part.value, base) for _, base in named))
    yield Flaw((), message, claim.value, right, text=claim.text, quote=quote)


_ALL_APPLICATIONS = frozenset({Subject.RECEIVED, Subject.TREATED, Subject.HANDLED})


def _part(claim: Claim, at: int) -> Mention | None:
    """Return the number that the percentage is said of: the one right before it."""
    percentage, part = claim.mention, claim.narrative.mentions[max(0, at - 1)]
    near = part.sentence == percentage.sentence and percentage.start - part.end <= 24 and not part.approximate
    if not near or not part.counted or part.scope is not Scope.THIS_YEAR:
        return None
    rate = _SETTLED_RATE.fullmatch(percentage.before) and part.subject is Subject.HANDLED
    return part if rate or _SHARE.fullmatch(percentage.before) else None


def _may_be_base(mention: Mention, part: Mention) -> bool:
    if mention.paragraph != part.paragraph or mention.approximate or mention is part or not mention.counted:
        return False
    return mention.value >= part.value and mention.value > 0 and kindred(mention.unit, part.unit)


def _shared(stretch: Sequence[Mention], part: Mention) -> int | Decimal:
    """Return the sum of the numbers of which a share is told: 网络30件，占60%，信函20件，占40%."""
    return sum(
        one.value
        for one, other in pairwise(stretch)
        if one.paragraph == part.paragraph and one.counted and other.unit == "%" and kindred(one.unit, part.unit)
    )


def _bases(sheet: Sheet) -> dict[str, int]:
    """Return the totals of table 3 of which shares are told; some leave 其他处理 out of the settled ones."""
    received, carried, handled = (sheet.worth(*cells) for cells in (_RECEIVED, _CARRIED_IN, _HANDLED))
    others = [sheet.worth(cell) for cell in _group(sheet.form.editions, Subject.OTHERWISE)]
    if received is None or carried is None or handled is None:
        return {}
    bases = {"新收": received, "新收加上年结转": received + carried, "（七）总计": handled}
    if None not in others:
        bases["（七）总计减其他处理"] = handled - sum(other or 0 for other in others)
    return {name: base for name, base in bases.items() if base}


def _gives(part: int | Decimal, base: int | Decimal, percentage: int | Decimal) -> bool:
    """Say whether part of base is the percentage, rounded or cut off where it is printed."""
    decimals = len(str(percentage).partition(".")[2])
    return base > 0 and abs(Decimal(100 * part) - percentage * base) < Decimal(base).scaleb(-decimals)


def _percent(part: int | Decimal, base: int | Decimal) -> str:
    return f"{(Decimal(100) * part / base).quantize(Decimal('0.01'))}%"


_COLUMNS = {
    Subject.PERSONS: ("natural_person",),
    Subject.ORGANISATIONS: ("business", "research", "public_interest", "legal_service", "other_org"),
}
_OF_SOME = frozenset({*ANSWERS, Subject.CARRIED_IN, Subject.CARRIED_OUT, Subject.CARRIED})


@explain(
    "N-11",
    "文字中自然人、法人或其他组织申请的件数，等于表三第一项（或者第一项加第二项）的各列",
    basis=_BASIS,
    example="总体情况写“自然人申请 10 件”，表三第一项自然人 9、第二项 0",
)
def applicants_agree_with_the_table(case: Case) -> Flaws:
    """Yield each number of applicants that is not in its columns, of the new or of all applications."""

    def options(claim: Claim) -> Sequence[Cells]:
        columns = _COLUMNS[claim.mention.subject]
        new, settled = _row("received", *columns), _row("handled", *columns)
        whole = _whole(claim)
        either = (new, new + _row("carried_in", *columns))
        return (*either, settled) if whole and whole.words & Word.SETTLE else either

    applicants = (claim for claim in claims(case, *_COLUMNS) if not _of_some(claim))
    yield from compared(case, applicants, options)


def _whole(claim: Claim) -> Mention | None:
    """Return the number of the sentence that is divided by applicants."""
    mentions = claim.narrative.mentions
    at = bisect_left(mentions, claim.mention.start, key=attrgetter("start"))
    before = reversed(mentions[max(0, at - _NEAR) : at])
    others = (each for each in before if each.subject not in _COLUMNS and each.unit != "%")
    whole = next(others, None)
    return whole if whole and whole.sentence == claim.mention.sentence else None


def _of_some(claim: Claim) -> bool:
    """Say whether only the applicants of some applications are counted: 予以公开5件，其中自然人4件."""
    whole = _whole(claim)
    return whole is not None and whole.subject in _OF_SOME
