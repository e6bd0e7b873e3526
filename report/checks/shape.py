"""Whether a report has the tables that its year prescribes, and whether they say anything."""

from collections.abc import Iterator

from report.form import Form, NoForm, Table, form_for
from report.forms import FORMS
from report.forms.common import CURRENT, TRIAL
from report.rule import Case, Flaw, Flaws, error
from report.sheet import Sheet

_TOLD_APART = ("t2", "t3")
"""Table 4 is printed alike in both editions: nothing tells which one it is of."""


def _prescribed(year: int) -> Form | None:
    try:
        return form_for(year)
    except NoForm:
        return None


_CALLED = {
    section.table.key: f"表{section.numeral}" for form in FORMS.values() for section in form.sections if section.table
}


def _editions(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """Yield the tables whose edition can be seen, as a clerk calls them."""
    for table in sheet.form.tables:
        if table.key in _TOLD_APART and not _is_missing(sheet, table):
            yield _CALLED[table.key], sheet.editions.get(table.key, sheet.edition)


def _is_missing(sheet: Sheet, table: Table) -> bool:
    return not any(address in sheet.cells for address in table.addresses)


def _says_nothing(sheet: Sheet, table: Table) -> bool:
    return all(sheet[address] == 0 for address in table.addresses if address in sheet.cells)


@error("F-01", "每张表都用本年规定的格式", basis=f"{TRIAL}、{CURRENT}", example="2022 年的年报还用 2019 年的试行格式")
def each_table_is_of_the_years_form(case: Case) -> Flaws:
    """Yield each table that is of the edition of other years."""
    # 佳县螅镇 2022 still used the form of 2019; decide per table, never per year.
    sheet = case.sheet
    wanted = _prescribed(sheet.year)
    for name, edition in _editions(sheet):
        if wanted and edition != wanted.edition:
            message = (
                f"{name}用的是 {edition} 年版格式，{sheet.year}年的年报应当用 {wanted.edition} 年版格式"
                f"（{wanted.decree}）。请换用规定的格式重新填{name}。"
            )
            yield Flaw((), message, str(edition), str(wanted.edition), quote=name)


@error(
    "F-02",
    "同一份年报的各张表用同一版格式",
    basis=f"{TRIAL}、{CURRENT}",
    example="表二是 2021 年版，表三的（六）只有一行，是 2019 年版",
)
def all_tables_are_of_one_form(case: Case) -> Flaws:
    """Yield one flaw where tables 2 and 3 are of different editions."""
    # 洪泽区 2023 and 2024: table 2 of 2021, （六）其他处理 of 2019.
    editions = dict(_editions(case.sheet))
    if len(set(editions.values())) > 1:
        said = "，".join(f"{name}是 {edition} 年版" for name, edition in editions.items())
        wanted = _prescribed(case.sheet.year)
        which = f" {wanted.edition} 年版" if wanted else "同一版"
        message = f"{said}，同一份年报不能混用两版格式。请统一用{which}格式填报。"
        one, other = map(str, editions.values())
        yield Flaw((), message, one, other)


# ---------------------------------------------------------------------------------------------------------------
# Tables that say nothing


@error(
    "F-09", "三张表都在，都是表格而不是图片", basis=f"{TRIAL}、{CURRENT}", example="第三部分只有标题，表格做成了图片"
)
def every_table_is_there(case: Case) -> Flaws:
    """Yield each table of which not one cell was read: it is missing, or stands there as a picture."""
    sheet = case.sheet
    pictures = sheet.source.pictures if sheet.source else ()
    for table in sheet.form.tables:
        name = _CALLED[table.key]
        if not _is_missing(sheet, table):
            continue
        if table.key in pictures:  # 开平 2020 and 蓬江 2024 show pictures under three headings
            message = f"{name}是图片，里面的数据无法读取、复制和核对。请改成文字表格。"
        else:
            message = f"没有读到{name}，一格也没有。请补上{name}，没有发生的填 0。"
        yield Flaw(table.addresses, message)


@error(
    "F-10",
    "整张表没有一个数的，由负责人确认是零报告",
    basis="各地年报填报通知的通例：零报告须有人负责",
    example="表三全部空白，没有人确认",
    explainable=True,
)
def nothing_to_report_is_confirmed(case: Case) -> Flaws:
    """Yield each table in which every cell is 0 or blank; the explanation is a named person's word for it."""
    sheet = case.sheet
    for table in sheet.form.tables:
        if _says_nothing(sheet, table) and not _is_missing(sheet, table):
            there = sum(address in sheet.cells for address in table.addresses)
            message = (
                f"{_CALLED[table.key]}全部 {there} 格都是 0 或空白。"
                "确实没有发生的，请由负责人署名确认为零报告；漏填的请补填。"
            )
            yield Flaw(table.addresses, message)
