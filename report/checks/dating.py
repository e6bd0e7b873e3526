"""Whether a report speaks of its own year: the period of its statistics, and the year that its sentences name."""

import re
from collections.abc import Iterator

from report.checks.passages import Passage, phrase, standing, texts
from report.forms.common import CURRENT, TRIAL
from report.rule import Case, Flaw, Flaws, explain

_YEAR = r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _number(printed: str) -> int:
    """Read a year, a month or a day: 2023, 二〇二三, 9, 九, 十二, 二十, 三十一."""
    tens, ten, ones = printed.rpartition("十")
    return (int(tens.translate(_DIGITS) or 1) * 10 if ten else 0) + int(ones.translate(_DIGITS) or 0)


# ---------------------------------------------------------------------------------------------------------------
# The period

_PERIOD = (
    phrase(r"统计(?:数据)?的?(?:起止)?(?:期限|时限|时间|周期|期)", "统"),
    phrase(r"所列数据", "所列"),
    phrase(r"数据统计", "数据统计"),
    phrase(r"1日(?<![0-9月]1日)起?[至到]20", "1日"),
)
_RANGE = re.compile(
    rf"(?P<y1>{_YEAR})年(?P<m1>{_SMALL})月(?P<d1>{_SMALL})日?(?:起|开始)?(?:[至到—–~～―─-]{{1,3}})"
    rf"(?:(?P<y2>{_YEAR})年)?(?P<m2>{_SMALL})月(?P<d2>{_SMALL})"
)
_CUT_OPEN = re.compile(r"(?<![\d月])1日起?[至到]|20\d\d年?\d{4,8}日")
"""A period of which a part was lost: 姚安 2021 begins “1日至2021年12月31日止”, 兴国镇 2025 has “2025111231日”."""
_UNTIL = phrase(rf"截[止至][到至]?(?P<y>{_YEAR})年(?:(?P<m>{_SMALL})月)?(?:(?P<d>{_SMALL})日|[底末初])?", "截")
_COUNTED = re.compile(
    r"(?:公开|发布|收到|受理|办理|办结|答复|制定|制发|更新|接到)[^。；;\n]{0,30}?[0-9]+(?:余|多)?(?:条|件|篇|份|期|次)"
)


@explain(
    "W-02",
    "数据统计期限是本年 1 月 1 日至 12 月 31 日",
    basis=f"{TRIAL}、{CURRENT}：数据统计期为上一年度全年",
    example="2021 年的年报写“截止到2021年12月，主动公开信息423条”",
)
def the_figures_are_of_the_whole_year(case: Case) -> Flaws:
    """Yield each statement of another period, of a part of the year, or one of which a part was lost."""
    year = case.sheet.year
    wanted = f"{year}年1月1日至{year}年12月31日"
    text = texts(case.sheet)
    for start, end, wrong in (*_other_periods(text, year), *_cut_periods(text, year)):
        words = text.quote(start, end)
        message = f"{text.where(start)}写的“{words}”{wrong}，全年数据的统计期限应为{wanted}。请核对数据和日期。"
        yield Flaw((), message, words, wanted, text=text.key(start), quote=words)


def _other_periods(text: Passage, year: int) -> Iterator[tuple[int, int, str]]:
    """Yield the periods beside a word for statistics that are not the whole year."""
    known = set[int]()
    for match in standing(text, _PERIOD):
        end = match.end() + len(text.rest(match.end()))
        found = _RANGE.search(text.words, match.start(), end) or _CUT_OPEN.search(text.words, match.start(), end)
        if not found or found.start() in known:
            continue
        known.add(found.start())
        if found.re is _CUT_OPEN:
            yield *found.span(), "缺了年、月或日"
        elif _bounds(found) != (year, 1, 1, year, 12, 31):
            yield *found.span(), "不是本年全年"


def _bounds(match: re.Match[str]) -> tuple[int, ...]:
    first = _number(match["y1"])
    last = _number(match["y2"]) if match["y2"] else first
    return first, _number(match["m1"]), _number(match["d1"]), last, _number(match["m2"]), _number(match["d2"])


def _cut_periods(text: Passage, year: int) -> Iterator[tuple[int, int, str]]:
    """Yield “截至…” before a count where the day is not the last of the year; earlier years are another rule's."""
    for match in _UNTIL.found(text):
        if _number(match["y"]) < year or not _COUNTED.search(text.sentence(match.start())):
            continue
        month, day = _number(match["m"] or "12"), _number(match["d"]) if match["d"] else 0
        to_the_end = match[0].endswith(("底", "末")) or not match["m"] or day == 31
        if _number(match["y"]) > year or month != 12 or not to_the_end:
            yield *match.span(), "没有到本年最后一天"


# ---------------------------------------------------------------------------------------------------------------
# The year

_NAMED = (
    phrase("(?P<y>20[0-9]{2})年", "20"),
    phrase("(?P<y>二[〇○零][〇○零一二三四五六七八九]{2})年", "〇", "○", "零"),
)
_OPENS = re.compile(r"(?:^|[：:）)]|情况|方面)$")
"""Before a year that opens a clause; the heading in front may run into it without a stop (西柳镇 2023)."""
_WORK = re.compile(rf"度?(?:以来)?[，,]?(?!{_SMALL}月).{{5,120}}")
_DONE = re.compile(_COUNTED.pattern + r"|[未没][有曾]?(?:收到|接到|受理|发生)")
_DILIGENT = re.compile(r"(?:认真|全面|深入|严格)贯彻落实")
_ABOUT_THEN = re.compile(
    r"相比|同比|比上|较上|较去|增长|增加|减少|下降|上升|提高|上年|去年|同期|结转|[预决]算|印发|遗留|历史|存在的|整改|曾|当年"
)
"""Words beside which an earlier year is rightly named."""
_TO_COME = re.compile(r"将|拟|计划|打算|力争|争取|预计|下一步|继续|(?<![主重需必])要")
_ANNOUNCES = re.compile(r"(?P<now>现[将就])[^。；;]{0,30}$|(?:编制|公布|发布|形成|公开)[^。；;]{0,30}$")
_A_REPORT = re.compile(r"度?[^》]{0,12}信息公开(?:工作)?(?:年度报告|年报|情况|工作报告|报告)(?!.{0,20}通知)")
_THIS_YEAR = phrase(r"今年(?:(?P<so_far>以?来|(?:[4-9]|1[0-2])月)|)", "今")
_PAST = re.compile(rf"(?<!公)共(?![同享建产和治])|累计|已|(?<![为除])了(?!解)|{_COUNTED.pattern}")


@explain(
    "W-03",
    "说的是本年：没有把别的年份当作本年，没有“今年”",
    basis="各地年报编制通知的通例；年报在次年公开，“今年”已经不是报告的那一年",
    example="2023 年的年报写“2022年我镇收到申请0件”，2024 年的年报写“今年以来”",
)
def the_year_meant_is_the_year_named(case: Case) -> Flaws:
    """Yield each sentence that tells the year's work under another year, or calls the year this one."""
    year = case.sheet.year
    text = texts(case.sheet)
    for named, start, end in (*_other_years(text, year), *_closed_before(text, year)):
        words = text.quote(start, end)
        message = (
            f"{text.where(start)}写的“{words}”是{named}年，本报告是{year}年的。"
            f"说的是本年的，请改为{year}年；确实是{named}年的，请说明原因。"
        )
        yield Flaw((), message, str(named), str(year), text=text.key(start), quote=words)
    yield from _this_year(text, year)


def _other_years(text: Passage, year: int) -> Iterator[tuple[int, int, int]]:
    """Yield the other years that open a clause on work done, or name the report: year, first and last place."""
    for match in standing(text, _NAMED):
        if match["y"] == str(year) or (named := _number(match["y"])) == year:
            continue
        before, rest = text.before(match.start()), text.rest(match.end())
        tells = _OPENS.search(before) and _WORK.match(rest) and _tells_of_the_year(rest, named, year)
        if tells or _names_the_report(before, rest, text.key(match.start())):
            yield named, match.start(), match.end() + len(rest)


def _tells_of_the_year(clause: str, named: int, year: int) -> bool:
    """Say whether a clause that opens with another year tells of work done, and compares or plans nothing."""
    if str(year) in clause or _ABOUT_THEN.search(clause):
        return False
    if named > year:
        return bool(_DONE.search(clause)) and not _TO_COME.search(clause)
    return bool(_DONE.search(clause) or _DILIGENT.search(clause))


def _names_the_report(before: str, rest: str, key: str) -> bool:
    """Say whether this report is announced; beyond the preamble last year's may be spoken of, but not 现将."""
    announced = _ANNOUNCES.search(before)
    return bool(announced and (key == "preamble" or announced["now"]) and _A_REPORT.match(rest))


def _closed_before(text: Passage, year: int) -> Iterator[tuple[int, int, int]]:
    """Yield “截至…” an earlier year before a count, where the sentence does not name this year too."""
    for match in _UNTIL.found(text):
        named, sentence = _number(match["y"]), text.sentence(match.start())
        if named < year and f"{year}年" not in sentence and _COUNTED.search(sentence):
            yield named, match.start(), match.end()


def _this_year(text: Passage, year: int) -> Iterator[Flaw]:
    """Yield “今年” where it is the year of the report; what is planned for 今年 is planned for the year after it."""
    for match in _THIS_YEAR.found(text):
        rest = text.rest(match.end())
        if match["so_far"] or (_PAST.search(rest) and not _TO_COME.search(rest)):
            start, end = match.start(), match.end() + min(len(rest), 12)
            words = text.quote(start, end)
            message = (
                f"{text.where(start)}写的“{words}”：年报在次年公开，“今年”会被看成{year + 1}年。请改为“{year}年”。"
            )
            yield Flaw((), message, "今年", f"{year}年", text=text.key(start), quote=words)
