"""Whether the title is that of an annual report: the organ's full name, the year, and the statutory words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from report.checks.passages import narrow
from report.forms.common import CURRENT, TITLE, TRIAL
from report.rule import Case, Flaw, Flaws, explain
from report.sheet import Level, Sheet
from report.unit_names import same_unit

_WORDS = TITLE.split("年", maxsplit=1)[1]
"""What stands behind the year in every title: 政府信息公开工作年度报告."""
_OUTSIDE = re.compile(r"[\s《》〈〉“”\"]")
_YEAR = re.compile(r"(?P<year>20\d\d|二[〇○零O0][〇○零O0一二三四五六七八九]{2})年")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_SUBJECT = re.compile(r"(?<!人民)政府信息公开|信息公开|政务公开|年度|年报")
_PLACE = re.compile(r"(?:[省市县区州盟旗镇乡街]|街道|苏木|(?<!人民)政府)$")
"""Ends of names that are a place or its short form, and no organ's full name."""
_REMARK = re.compile(r"[（(].*|\s")
_GOVERNMENT = re.compile(r"(?:人民)?政府")

_DEVIATIONS = (
    (re.compile(r"度.*年度"), "“年度”写了两遍，年份后面不用“度”字"),  # 仙庵镇 2023
    (re.compile(r"度(?!.*年度)"), "年份后面多了“度”字，又没有写“年度报告”"),
    (re.compile(r"(?!.*工作)"), "缺“工作”二字"),  # 民主镇 2024
    (re.compile(r"(?!.*政府信息公开)"), "没有写“政府信息公开”"),
    (re.compile(r".*(?:年度报|年报$|告年度报$)(?!告)"), "“年度报告”没有写对"),  # 兴国镇 2025, 七家子镇 2023
    (re.compile(r"(?!度|.*年度报|.*年报)"), "没有写“年度报告”"),
)


@dataclass(frozen=True, slots=True)
class _Title:
    """A title taken apart: ``rest`` stands behind organ and year, ``order`` says what is wrong with their places."""

    organ: str
    year: str
    rest: str
    order: str = ""


def _taken_apart(title: str) -> _Title:
    """Take a title apart wherever organ and year stand; in the wild the year comes first, last, or not at all."""
    match = _YEAR.search(title)
    if not match:
        organ, rest = _at_subject(title)
        return _Title(organ, "", rest, "没有写年份")
    before, after = title[: match.start()], title[match.end() :]
    if not before:
        doubled = "度" if after.startswith("度") else ""
        organ, rest = _at_subject(after.removeprefix("度"))
        return _Title(organ, match["year"], doubled + rest, "年份写在了机关名称前面" if organ else "")
    if subject := _SUBJECT.search(before):
        rest = before[subject.start() :].rstrip("（(") + after.strip("）)")
        return _Title(before[: subject.start()], match["year"], rest, "年份没有写在机关名称后面")
    return _Title(before, match["year"], after)


def _at_subject(words: str) -> tuple[str, str]:
    subject = _SUBJECT.search(words)
    at = subject.start() if subject else len(words)
    return words[:at], words[at:]


@explain(
    "F-08",
    "标题是机关全称、年份加“政府信息公开工作年度报告”",
    basis=f"{TRIAL}、{CURRENT}",
    example="“2022年度××镇政府信息公开年度报告”：年份在前，“年度”重复，缺“工作”二字",
)
def the_title_is_as_prescribed(case: Case) -> Flaws:
    """Yield one flaw that names everything in which the title differs; blanks and 〇 for 0 are no difference."""
    sheet = case.sheet
    title = _OUTSIDE.sub("", narrow(sheet.title))
    if title and (wrong := list(_deviations(_taken_apart(title), sheet))):
        wanted = TITLE.format(unit=_unit(sheet), year=sheet.year)
        message = f"标题“{title}”：{'；'.join(wrong)}。标题应为“{wanted}”。"
        yield Flaw((), message, title, wanted, text="title", quote=sheet.title)


def _deviations(title: _Title, sheet: Sheet) -> Iterator[str]:
    if title.order:
        yield title.order
    if title.year and title.year.translate(_DIGITS) != str(sheet.year):
        yield f"年份写的是{title.year}年，应为{sheet.year}年"
    yield from _wrong_organ(title.organ, sheet)
    if title.rest != _WORDS:
        known = [said for pattern, said in _DEVIATIONS if pattern.match(title.rest)]
        yield from known or [f"“{title.rest}”应为“{_WORDS}”"]


def _unit(sheet: Sheet) -> str:
    return _REMARK.sub("", sheet.unit)


def _wrong_organ(organ: str, sheet: Sheet) -> Iterator[str]:
    """Say what is wrong with the organ's name; that it omits the regions above is nobody's fault."""
    unit = _unit(sheet)
    if not organ:
        yield "没有写机关名称"
    elif organ == unit:
        # Nothing tells the full name of a 县 here, and a county's report is its government's; a 镇 is no organ.
        if sheet.level is Level.TOWNSHIP and _PLACE.search(organ):
            yield f"“{organ}”不是机关全称"
    elif "某" not in unit and (_PLACE.search(organ) or not _means(organ, unit)):
        yield f"机关名称写的是“{organ}”，应写全称"


def _means(organ: str, unit: str) -> bool:
    """Say whether a title means the unit: regions above it and 人民政府 within its name may be left out."""
    if same_unit(organ, unit) or organ.endswith(unit):
        return True
    short = _GOVERNMENT.sub("", organ)
    return len(short) > 2 and _GOVERNMENT.sub("", unit).endswith(short)
