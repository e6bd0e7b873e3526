"""Whether the six headings are there, numbered and in order, and every label is printed as prescribed."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from report.form import Section
from report.forms import FORMS
from report.forms.common import CURRENT, TRIAL
from report.reading.labels import key
from report.rule import Case, Flaw, Flaws, error, notice
from report.source import Heading, Misprint, Source

_SECTIONS: tuple[Section, ...] = FORMS[max(FORMS)].sections
_ORDER = {section.key: index for index, section in enumerate(_SECTIONS)}
_NUMERALS = "一二三四五六七八九十"
_NUMBERED = re.compile(
    r"\s*第?[（(]?\s*(?P<numeral>[一二三四五六七八九十]|\d{1,2}(?=\s*[部、.．,，）)]))\s*(?:部分|[）)])?\s*[、.．,，:：]?\s*"
)
"""The number of a heading; 2023年总体情况 has none."""
_ALSO = {"disputes": ("因政府信息公开工作被申请行政复议、提起行政诉讼情况",)}
"""The name that the notices themselves give the part in their explanations; both occur and neither is a fault."""


def _accepted(section: Section) -> set[str]:
    """Return the wordings of a heading that are no fault in either edition, ready to be compared."""
    both = [each.heading for form in FORMS.values() for each in form.sections if each.key == section.key]
    return {key(heading) for heading in (*both, *_ALSO.get(section.key, ()))}


_ACCEPTED = {section.key: _accepted(section) for section in _SECTIONS}


def _statutory(section: Section) -> str:
    return f"“{section.numeral}、{section.heading}”"


@error(
    "F-05",
    "六个部分的标题齐全、依次编号，没有多出来的一级标题",
    basis=f"{TRIAL}、{CURRENT}",
    example="没有“四、政府信息公开行政复议、行政诉讼情况”，后面的编号跟着提前",
    explainable=True,
)
def the_six_headings_stand_in_order(case: Case) -> Flaws:
    """Yield headings that are missing, added, repeated, renumbered or moved; their wording is another rule's."""
    source = case.sheet.source
    if source and source.kind:  # without a kind nobody knows how it was printed
        sections = case.sheet.form.sections
        yield from _missing(source, sections)
        yield from _added(source)
        yield from _renumbered(source, sections)
        yield from _moved(source, sections)


def _missing(source: Source, sections: Sequence[Section]) -> Flaws:
    there = {heading.key for heading in source.headings}
    missing = [section for section in sections if section.key not in there]
    if missing:
        said = "".join(map(_statutory, missing))
        message = f"没有读到法定标题{said}。六个部分都要有标题，没有内容的也要保留标题并写明“无”。"
        yield Flaw((), message, str(len(sections) - len(missing)), str(len(sections)))


def _added(source: Source) -> Flaws:
    known = set[str]()
    for heading in source.headings:
        if not heading.key:
            message = f"多出一级标题“{heading.text}”。年报只有六个部分，请把这部分内容并入相应的部分。"
            yield Flaw((), message, heading.text, quote=heading.text)
        elif heading.key in known:
            yield Flaw((), f"标题“{heading.text}”出现了不止一次，请只保留一个。", heading.text, quote=heading.text)
        known.add(heading.key)


def _renumbered(source: Source, sections: Sequence[Section]) -> Flaws:
    for heading in source.headings:
        match = _NUMBERED.match(heading.text)
        if heading.key in _ORDER and match and _number(match["numeral"]) != _ORDER[heading.key] + 1:
            wanted = sections[_ORDER[heading.key]].numeral
            message = f"标题“{heading.text}”的编号是“{match['numeral']}”，应为“{wanted}”。请按六个部分依次编号。"
            yield Flaw((), message, match["numeral"], wanted, quote=heading.text)


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else _NUMERALS.index(printed) + 1


def _moved(source: Source, sections: Sequence[Section]) -> Flaws:
    """Yield the headings that stand behind one that belongs after them; of repeated ones the first counts."""
    first = {heading.key: heading.text for heading in reversed(source.headings)}
    stand = list(dict.fromkeys(heading.key for heading in source.headings if heading.key in _ORDER))
    furthest = accumulate((_ORDER[section] for section in stand), max)
    for section, reached in zip(stand, furthest, strict=True):
        if _ORDER[section] < reached:
            text, behind = first[section], _statutory(sections[reached])
            message = f"标题“{text}”排在{behind}之后，次序不对。请按格式规定的次序排列六个部分。"
            yield Flaw((), message, text, behind, quote=text)


@notice(
    "F-06",
    "标题和表内项目名称与格式一字不差",
    basis=f"{TRIAL}、{CURRENT}",
    example="“行政规范性文件”写成“规范性文件”，“存在的主要问题及改进情况”写成“存在问题及改进情况”",
)
def labels_are_printed_as_prescribed(case: Case) -> Flaws:
    """Yield one flaw for the headings and one for each table whose labels differ from the statute."""
    if source := case.sheet.source:
        if headings := [each for each in source.headings if _differs(each)]:
            sections = case.sheet.form.sections
            yield _unlike("标题", [(each.text, _statutory(sections[_ORDER[each.key]])) for each in headings])
        for where, misprints in _by_table(source.misprints).items():
            yield _unlike(where, [(each.printed, f"“{each.label}”") for each in misprints])


def _differs(heading: Heading) -> bool:
    bare = _NUMBERED.sub("", heading.text, count=1)
    return heading.key in _ACCEPTED and key(bare) not in _ACCEPTED[heading.key]


def _by_table(misprints: Sequence[Misprint]) -> dict[str, list[Misprint]]:
    """Return the misprints under what a clerk calls their table."""
    names = {section.table.key: f"表{section.numeral}" for section in _SECTIONS if section.table}
    tables = defaultdict[str, list[Misprint]](list)
    for misprint in misprints:
        tables[names.get(misprint.table, "表内")].append(misprint)
    return tables


_LISTED = 5
"""More labels than this are counted, not listed."""


def _unlike(where: str, pairs: list[tuple[str, str]]) -> Flaw:
    said = "；".join(f"“{printed}”应为{label}" for printed, label in pairs[:_LISTED])
    more = f"；等 {len(pairs)} 处" if len(pairs) > _LISTED else ""
    return Flaw((), f"{where}与规定的格式不一致：{said}{more}。请照格式改正。", quote=pairs[0][0])
