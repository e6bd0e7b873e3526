"""Whether a report is signed and published in time: after its year, and by the legal date."""

from collections.abc import Iterator
from datetime import date

from report.deadlines import legal_date
from report.rule import Case, Flaw, Flaws, error
from report.sheet import Sheet


@error(
    "P-01",
    "落款和公开日期在本年结束之后、法定期限之前",
    basis="《政府信息公开条例》第四十九条；乡镇和街道按各地通知，不迟于 1 月 31 日",
    example="2020 年的年报 2020 年 12 月 25 日就公开了",
)
def the_report_is_out_in_time(case: Case) -> Flaws:
    """Yield each date that lies before the year is over or after the legal date; none is known of a draft."""
    sheet = case.sheet
    over, legal = date(sheet.year, 12, 31), legal_date(sheet.level, sheet.year)
    for name, day in _dates(sheet):
        if day <= over:
            message = (
                f"{name}是{_said(day)}，{sheet.year}年还没有结束，全年的数据不可能已经齐全。"
                f"请按{sheet.year}年12月31日的数据核对，{sheet.year + 1}年1月1日以后再署名公开。"
            )
            yield Flaw((), message, day.isoformat(), over.isoformat(), quote=name)
        elif day > legal:
            message = (
                f"{name}是{_said(day)}，法定期限是{_said(legal)}，迟了 {(day - legal).days} 天。"
                "请核对日期；确已逾期的，请立即公开，并向政府信息公开工作主管部门书面说明。"
            )
            yield Flaw((), message, day.isoformat(), legal.isoformat(), quote=name)


def _dates(sheet: Sheet) -> Iterator[tuple[str, date]]:
    """Yield the dates that are known, as a clerk calls them."""
    if sheet.signed_on:
        yield "落款日期", sheet.signed_on
    if sheet.source and sheet.source.published_on:
        yield "公开日期", sheet.source.published_on


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
