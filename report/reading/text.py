"""A report as plain text, as it is copied from a page → a sheet."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import chain

from report.form import NoForm, Section, form_for
from report.forms import FORMS
from report.reading import Refusal
from report.reading.labels import Labels, edition_of, key, plain, read_table
from report.sheet import Level, Sheet


def read_text(name: str, content: bytes) -> Sheet:
    """Read a whole report from text whose table columns are parted by tabs, or by two blanks and more."""
    lines = [_clean(line) for line in _decode(name, content).splitlines()]
    opening, sections = _parted(lines)
    closing = sections[next(reversed(sections))] if sections else lines
    signature, signed_on = _take_signature(closing)
    title, year, preamble = _title(name, opening)
    unit = signature or _unit_in(title)
    if not unit:
        raise Refusal.of("no_unit", name=name)
    cells, editions = _tables(sections or {"": lines}, year)
    if not sections and not cells:
        raise Refusal.of("nothing_found", name=name)
    return Sheet(
        unit=unit,
        level=level_of(unit),
        year=year,
        edition=editions["t3"],
        title=title,
        signed_on=signed_on,
        cells=cells,
        texts={"preamble": preamble} | {key: _paragraphs(part) for key, part in sections.items() if key in _TEXTS},
        editions={table: edition for table, edition in editions.items() if edition != editions["t3"]},
    )


_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127, 0xFEFF, 0x200B))


def _clean(line: str) -> str:
    """Drop control characters and zero-width blanks, and give back characters printed as radicals."""
    return plain(line.translate(_CONTROLS)).rstrip("\r\n")


def _decode(name: str, content: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, or GB 18030, the three that Chinese editors write."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal.of("undecodable", name=name)


# ---------------------------------------------------------------------------------------------------------------
# Sections

_SECTIONS = tuple(chain.from_iterable(form.sections for form in FORMS.values()))
_TEXTS = {section.key for section in _SECTIONS if not section.table}
_ROWS = Labels(line.label for form in FORMS.values() for table in form.tables for line in table.lines)
_HEADING = re.compile(r"\s*[一二三四五六七]\s*[、.．,，]\s*(\S.{2,40}?)\s*")
ALIKE = 0.65
"""Two thirds of its wording tell a heading: offices drop 的, 工作, 主要, or write the long title of the notice."""


def _parted(lines: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Part the lines into what comes before the first heading, and each section found by its heading, in order."""
    opening: list[str] = []
    sections: dict[str, list[str]] = {}
    current = opening
    for line in lines:
        section = _section_of(line)
        if section and section.key not in sections:
            current = sections[section.key] = []
        else:
            current.append(line)
    return opening, sections


def _section_of(line: str) -> Section | None:
    """Return the section whose heading a line prints; the rows 一 to 四 of table 3 look alike and are none."""
    match = _HEADING.fullmatch(line)
    if not match or "\t" in line or _ROWS.find(line):
        return None
    printed = key(match[1])
    likeness, section = max(
        ((SequenceMatcher(None, printed, key(each.heading)).ratio(), each) for each in _SECTIONS),
        key=lambda pair: pair[0],
    )
    return section if likeness >= ALIKE else None


def _paragraphs(lines: Sequence[str]) -> str:
    return "\n".join(line.strip() for line in lines if line.strip())


def _tables(sections: dict[str, list[str]], year: int) -> tuple[dict[str, str], dict[str, int]]:
    """Read the three tables, each with the edition it shows; a table without its heading is looked for everywhere."""
    cells: dict[str, str] = {}
    editions: dict[str, int] = {}
    for section in form_for(year).sections:
        if not section.table:
            continue
        lines = sections.get(section.key, list(chain.from_iterable(sections.values())))
        rows = list(_rows(lines))
        edition = edition_of(section.table.key, rows, year)
        editions[section.table.key] = edition
        cells |= read_table(FORMS[edition].table(section.table.key), rows)
    return cells, editions | {"t4": editions["t3"]}  # table 4 is the same in both


def _rows(lines: Sequence[str]) -> Iterator[list[str]]:
    for line in lines:
        if "\t" in line:
            yield line.split("\t")
        elif line.strip():
            yield re.split(r"[ \u3000\xa0]{2,}", line.strip())


# ---------------------------------------------------------------------------------------------------------------
# Title and signature

_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")
_YEAR = re.compile(r"(?P<year>(?:20|２０|二[〇○零])[\d０-９〇○零一二三四五六七八九]{2})年度?")
_TITLE = re.compile(r"[^。；，]*(?:信息|政务)公开[^。；，]*(?:报告|年报|年度报)")
_ORGAN = re.compile(
    r"[\w（）()·]{2,36}(?:政府|办事处|局|委员会|委|办公室|厅|院|中心|处|队|站|所|公司|管委会|总会|联合会|工会)"
)
_DATE = re.compile(
    r"(?P<organ>.*?)(?P<year>(?:20|２０|二[〇○零])[\d０-９〇○零一二三四五六七八九]{2})年"
    r"(?P<month>[\d０-９]{1,2}|十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>[\d０-９]{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
)


def _compact(line: str) -> str:
    return re.sub(r"\s", "", line)


def _title(name: str, opening: Sequence[str]) -> tuple[str, int, str]:
    """Return the title, its year and the preamble after it; the last title counts, a page prints its own above."""
    lines = [line for line in opening if line.strip() and "\t" not in line]
    places = [i for i, line in enumerate(lines) if len(line) <= 60 and _TITLE.fullmatch(_compact(line))]
    if not places:
        raise Refusal.of("no_title", name=name)
    last = places[-1]
    title = _compact(lines[last])
    if last and not _unit_in(title) and _ORGAN.fullmatch(_compact(lines[last - 1])):  # printed over two lines
        title = _compact(lines[last - 1]) + title
    return title, _year(name, title), _paragraphs(lines[last + 1 :])


def _year(name: str, title: str) -> int:
    match = _YEAR.search(title)
    if not match:
        raise Refusal.of("no_year", name=name, title=title)
    year = int(match["year"].translate(_DIGITS))
    try:
        form_for(year)
    except NoForm as error:
        raise Refusal.of("no_form", name=name, year=year) from error
    return year


def _unit_in(title: str) -> str:
    """Return the unit that a title names, before or (in the wild) after the year."""
    before, _, after = _YEAR.sub("\t", title, count=1).partition("\t")
    return before or re.split(r"(?<!人民)政府信息公开|(?<=人民政府)信息公开|政务公开|年度报", after)[0]


def _take_signature(lines: list[str]) -> tuple[str, date | None]:
    """Take the organ and the date off the end of the last section."""
    while lines and not lines[-1].strip():
        lines.pop()
    match = _DATE.fullmatch(_compact(lines[-1])) if lines else None
    signed_on = _date(match) if match else None
    organ = ""
    if match and signed_on:
        organ = match["organ"]
        lines.pop()
    while lines and not lines[-1].strip():
        lines.pop()
    if not organ and lines and _ORGAN.fullmatch(_compact(lines[-1])):
        organ = _compact(lines.pop())
    return organ, signed_on


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
