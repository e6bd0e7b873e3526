"""Who reports on which year: the title of a report, its signature, its dates, and the level of its organ."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from report.sheet import Level

_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")
_YEAR = re.compile(r"(?P<year>(?:20|２０|二[〇○零])[\d０-９〇○零一二三四五六七八九]{2})年度?")
_TITLE = re.compile(r"[^。；，]*(?:信息|政务)公开[^。；，]*(?:报告|年报|年度报)(?:[（(][^（）()]{1,12}[）)])?")
_ENDS = ("报告", "年报", "年度报", "）", ")")
_CALLED = re.compile(r"(?:文件|信息|文章)?(?:标题|名称|题名)[:：]")
_PATH = re.compile(r"[>＞»›→|:：]|^(?:上|下)一[篇条]|^当前位置")
_ORGAN = re.compile(
    r"[\w（）()·]{2,36}(?:政府|办事处|局|委员会|委|办公室|厅|院|中心|处|队|站|所|公司|管委会|总会|联合会|工会)"
)
LONGEST = 60
"""No title, no signature and no heading is longer."""


def compact(line: str) -> str:
    """Return a line without its blanks."""
    return "".join(line.split())


# ---------------------------------------------------------------------------------------------------------------
# Title


class Title(NamedTuple):
    """A title, and the lines it is printed in, from ``start`` to before ``stop``."""

    text: str
    start: int
    stop: int


def title_among(lines: Sequence[str]) -> Title | None:
    """Return the title among the lines before the first heading; the last that is complete, a page has others above.

    It may stand in two or three lines: the organ above, the year above or below, or cut anywhere.
    """
    best, most = None, (False, False)
    for title in _titles(lines):
        has = (bool(_YEAR.search(title.text)), bool(unit_in(title.text)))
        if all(has):
            return title
        if best is None or has > most:
            best, most = title, has
    return best if best is None or most[0] else _with_year(best, lines)


def title_of_page(said: str) -> Title | None:
    """Return the report's title in what a page or a document calls itself, the name of the site taken off."""
    return title_among(re.split(r"\s*[-_|—–]+\s*", said))


def _titles(lines: Sequence[str]) -> Iterator[Title]:
    """Yield what may be a title, from the last line up; in one line before in several."""
    for end in range(len(lines) - 1, -1, -1):
        text = _CALLED.sub("", compact(lines[end]), count=1) if len(lines[end]) <= 2 * LONGEST else ""
        for start in range(end, max(-1, end - 3), -1) if text.endswith(_ENDS) else ():
            if start < end:
                piece = compact(lines[start]) if len(lines[start]) <= 2 * LONGEST else ""
                if not _begins(piece):
                    break
                text = piece + text
            if len(text) <= LONGEST and _TITLE.fullmatch(text) and not _PATH.search(text):
                yield Title(text, start, end + 1)


def _begins(piece: str) -> bool:
    """Say whether a line may be the first part of the title below it, and is none itself."""
    if not piece or len(piece) > LONGEST or _TITLE.fullmatch(piece) or _PATH.search(piece):
        return False
    return bool(_ORGAN.fullmatch(piece) or _YEAR.search(piece)) or "公开" in piece


def _with_year(title: Title, lines: Sequence[str]) -> Title:
    """Add the year that stands in a line of its own below or above the title: （2020年度）."""
    below, above = title.stop, title.start - 1
    for at, start, stop in ((below, title.start, below + 1), (above, above, title.stop)):
        if 0 <= at < len(lines) and _YEAR.fullmatch(compact(lines[at]).strip("（）()")):
            return Title("".join(compact(line) for line in lines[start:stop]), start, stop)
    return title


def year_in(title: str) -> int | None:
    """Return the year that a title names."""
    match = _YEAR.search(title)
    return int(match["year"].translate(_DIGITS)) if match else None


_SUBJECT = re.compile(r"(?<!人民)政府信息公开|(?<=人民政府)信息公开|政务公开|年度报")


def unit_in(title: str) -> str:
    """Return the unit that a title names, before or (in the wild) after the year; the year may stand at the end."""
    before, _, after = _YEAR.sub("\t", title, count=1).partition("\t")
    unit = before if before and "公开" in after else re.split(_SUBJECT, before or after)[0]
    return unit.removesuffix("关于").removeprefix("关于")


# ---------------------------------------------------------------------------------------------------------------
# Signature


class Signature(NamedTuple):
    """Who signed and when, as far as it is printed; the report ends before line ``start``."""

    organ: str
    signed_on: date | None
    start: int


_DATE = re.compile(
    r"(?P<organ>.{0,40}?)[（(]?(?P<year>(?:20|２０|二[〇○零])[\d０-９〇○零一二三四五六七八九]{2})[年./-]"
    r"(?P<month>[\d０-９]{1,2}|十[一二]?|[一二三四五六七八九])[月./-]"
    r"(?P<day>[\d０-９]{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日?[）)]?"
)
_FOOTER = re.compile(
    r"\s*(?:上一[篇条]|下一[篇条]|扫一扫|分享到|[【〖]?(?:打印|关闭)(?:本页|窗口|页面|[】〗]|\s*$)|返回顶部|友情链接"
    r"|相关(?:链接|新闻|文章|稿件|阅读)|版权所有|(?:主办|承办)(?:单位)?[:：]|技术支持|网站(?:地图|标识码|声明)|(?:责任)?编辑[:：]"
    r"|Copyright|©|.{0,4}ICP备|.{0,4}公网安备|关于我们\s*$|联系我们\s*$|设为首页|收藏本站)"
)


def signature(lines: Sequence[str]) -> Signature:
    """Return the signature among the last lines of a report; what follows it belongs to the page."""
    dated = [(at, match) for at, line in enumerate(lines) if (match := _dated(line))]
    for at, match in reversed(dated):
        organ, start = _organ_of(match["organ"], lines, at)
        if organ:
            return Signature(organ, _date(match), start)
    end = next((at for at, line in enumerate(lines) if _FOOTER.match(line)), len(lines))
    last = _last(lines, end)
    for at, match in dated:
        if at == last and not match["organ"]:
            return Signature("", _date(match), at)
    if last >= 0 and _is_organ(lines[last]):
        return Signature(compact(lines[last]), None, last)
    return Signature("", None, end)


def _dated(line: str) -> re.Match[str] | None:
    """Return the date that a line consists of, after a name at most."""
    match = _DATE.fullmatch(compact(line)) if len(line) <= 2 * LONGEST else None
    return match if match and _date(match) else None


def _organ_of(before: str, lines: Sequence[str], at: int) -> tuple[str, int]:
    """Return the organ before the date in its line, or in the line above, and the line it stands in."""
    if before:
        return ("", at) if re.search(r"[，。；：:、]|^[至自于截]|[至自于]$|日期|时间", before) else (before, at)
    above = _last(lines, at)
    return (compact(lines[above]), above) if above >= 0 and _is_organ(lines[above]) else ("", at)


def _last(lines: Sequence[str], end: int) -> int:
    """Return the last line before ``end`` that is not blank, -1 where there is none."""
    return next((at for at in range(end - 1, -1, -1) if lines[at].strip()), -1)


def _is_organ(line: str) -> bool:
    return len(line) <= 2 * LONGEST and bool(_ORGAN.fullmatch(compact(line)))


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"].translate(_DIGITS)), _small(match["month"]), _small(match["day"]))
    except ValueError:
        return None


def _small(numeral: str) -> int:
    """Read a day or a month: 7, ７, 七, 十, 十二, 二十, 三十一."""
    tens, ten, ones = numeral.rpartition("十")
    return (int(tens.translate(_DIGITS) or 1) * 10 if ten else 0) + int(ones.translate(_DIGITS) or 0)


# ---------------------------------------------------------------------------------------------------------------
# Publication

_DAY = r"(?P<year>20\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})"
_SAID = (
    re.compile(rf"(?:发布|公布|公开|发文|更新)(?:时间|日期)[\s:：]{{0,4}}[\[【（(]?\s?{_DAY}"),
    re.compile(rf"(?:^|\s)(?:时间|日期)[\s:：]{{0,4}}[\[【（(]?\s?{_DAY}"),
    re.compile(rf"\s*{_DAY}日?(?:\s+\d{{1,2}}:\d\d(?::\d\d)?)\s*$"),
)
_BYLINE = re.compile(
    r"\s*[【\[（(]?\s*(?:信息|稿件|文章|文件)?(?:来源|作者|发布(?:时间|日期|机构|单位|人)?|公开(?:时间|日期)|时间|日期|浏览(?:次数|量)?"
    r"|点击(?:次数|数|率|量)?|阅读(?:次数|量)?|访问(?:次数|量)|字体(?:大小)?|字号|索引号|文号|打印|分享(?:到)?|责任编辑|保护视力色)"
    r"\s*[】\]）)]?\s*[:：\s【\[]"
)
_CLOCK = _SAID[-1]


def day_in(text: str) -> date | None:
    """Return the day that a file says it was published on: 2021-01-07 09:30."""
    match = re.search(_DAY, text.translate(_DIGITS))
    return _date(match) if match else None


def published_among(lines: Sequence[str]) -> date | None:
    """Return the day of publication that is printed near the title; the plainest words count first."""
    near = [line for line in lines if len(line) <= 300 and "20" in line]
    for said in _SAID:
        for line in near:
            if (match := said.search(line)) and (day := _date(match)):
                return day
    return None


def is_byline(line: str) -> bool:
    """Say whether a line tells of the page and not of the year: where from, when published, how often read."""
    return len(line) <= 200 and "。" not in line and bool(_BYLINE.match(line) or _CLOCK.match(line))


# ---------------------------------------------------------------------------------------------------------------
# Level

_LEVELS = (
    (r"(镇|乡|苏木|街道)(人民政府|办事处)?$", Level.TOWNSHIP),
    (r"^(北京|天津|上海|重庆)市(人民政府)?$|(省|自治区)(人民政府)?$", Level.PROVINCE),
    (r"(县|区|旗)(人民政府)?$", Level.COUNTY),
    (r"(市|州|盟)(人民政府)?$", Level.CITY),
    (r"县.|(?<!自治)区.|旗.", Level.COUNTY_DEPARTMENT),
    (r"^(北京|天津|上海|重庆)市|省[^市州]+$|自治区[^市州盟]+$", Level.PROVINCE_DEPARTMENT),
    (r"[市州盟].", Level.CITY_DEPARTMENT),
)


def level_of(unit: str) -> Level:
    """Guess an organ's level from its name; a county-level city looks like any city, the register knows better."""
    name = re.sub(r"[（(].*", "", unit)
    return next((level for pattern, level in _LEVELS if re.search(pattern, name)), Level.COUNTY_DEPARTMENT)
