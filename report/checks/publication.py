"""Whether what readers get is what was approved, in the column and under the year where it belongs."""

import re
from dataclasses import replace

from rapidfuzz.distance import Prefix

from report.rollup import differences
from report.rule import Case, Finding, Flaw, Flaws, error, found
from report.sheet import Sheet
from report.unit_names import same_unit
from templates import say

_NAMED = 3
"""More cells than this are counted, not listed."""
_SHOWN = 20
"""Characters of a text that are shown from where it begins to differ."""
_COLUMN = re.compile(r"年报|年度.{0,4}报告|^\s*20\d\d\s*年?度?\s*$")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@error(
    "P-02",
    "公开的页面打得开，与批准的一致，在年报栏目和相应的年度下",
    basis="国办公开办函〔2019〕61号：政府信息公开年报是政府信息公开平台的固定栏目",
    example="批准的稿子新收 5 件，网页上是 6 件",
)
def what_is_published_is_what_was_approved(case: Case) -> Flaws:
    """Yield in what the live page is not what was approved: another report, other figures or words, elsewhere."""
    live, approved = case.sheet, case.approved
    if approved is None:
        return
    yield from _of_another(live, approved)
    changes = differences(_as_read(approved), _as_read(live))
    cells = tuple(address for address in (*live.form.addresses, *approved.form.addresses) if address in changes)
    if cells:
        yield _other_figures(live, approved, tuple(dict.fromkeys(cells)))
    for key, (was, now) in changes.items():
        if key not in cells:
            yield _other_words(live, key, was, now)
    yield from _elsewhere(live, approved.year)


def unreachable(address: str, reason: str) -> Finding:
    """Return the finding on a page that could not be fetched; whoever fetches knows why."""
    message = f"公开的页面打不开：{address}（{reason}）。请检查网站和链接，恢复以后重新核对。"
    return found(what_is_published_is_what_was_approved, Flaw((), message, quote=address))


_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]+")
_BRACKETS = str.maketrans("（）［］", "()[]")


def _as_read(sheet: Sheet) -> Sheet:
    """Return the sheet without what no page keeps: blanks, the ends of lines, the width of brackets."""
    cells, texts = ({key: _bare(text) for key, text in each.items()} for each in (sheet.cells, sheet.texts))
    return replace(sheet, cells=cells, texts=texts, title=_bare(sheet.title))


def _bare(text: str) -> str:
    return _BLANK.sub("", text).translate(_BRACKETS)


def _of_another(live: Sheet, approved: Sheet) -> Flaws:
    """Yield a live page that is of another year or unit; a unit may go by its name without the region."""
    years = {live.year, *map(int, _YEAR.findall(live.title))} - {approved.year}
    if years:
        message = f"网上公开的是 {min(years)} 年的报告，批准的是 {approved.year} 年的。请换上批准的报告。"
        yield Flaw((), message, str(min(years)), str(approved.year), text="title", quote=live.title)
    if live.unit and not same_unit(live.unit, approved.unit):
        message = f"网上公开的是“{live.unit}”的报告，批准的是“{approved.unit}”的。请换上批准的报告。"
        yield Flaw((), message, live.unit, approved.unit)


def _other_figures(live: Sheet, approved: Sheet, cells: tuple[str, ...]) -> Flaw:
    """Say of a few cells what was approved and what stands there, of the rest how many they are."""
    said = "；".join(_cell(live, approved, address) for address in cells[:_NAMED])
    more = f"等 {len(cells)} 格" if len(cells) > _NAMED else ""
    message = f"网上公开的数字与批准的不同：{said}{more}。请换上批准的报告；数字确需更正的，重新送审。"
    now, was = (sheet.cells.get(cells[0], "") if len(cells) == 1 else "" for sheet in (live, approved))
    return Flaw(cells, message, now, was)


def _cell(live: Sheet, approved: Sheet, address: str) -> str:
    form = (live if address in live.form.places else approved).form
    was, now = (sheet.cells.get(address, "").strip() or "空白" for sheet in (approved, live))
    return f"{form.name(address)}批准的是 {was}，网上是 {now}"


def _other_words(live: Sheet, key: str, was: str, now: str) -> Flaw:
    """Say of one text how the two go on from where they begin to differ."""
    same = Prefix.similarity(was, now)
    before, after = (text[max(0, same - 4) : same + _SHOWN] or "（没有）" for text in (was, now))
    message = (
        f"网上公开的“{say('texts', 'name', key=key)}”与批准的不同：批准的是“{before}”，网上是“{after}”。"
        "请换上批准的报告；文字确需更正的，重新送审。"
    )
    return Flaw((), message, after, before, text=key, quote=live.title if key == "title" else "")


def _elsewhere(live: Sheet, year: int) -> Flaws:
    """Yield a page that does not say it stands in the column of annual reports, or stands under some other year."""
    column = live.source.column if live.source else ""
    years = {int(each) for each in _YEAR.findall(column)}
    if column and not _COLUMN.search(column):
        message = f"公开的页面在“{column}”栏目，不在政府信息公开年报栏目。请移到年报栏目。"
        yield Flaw((), message, column, "政府信息公开年报")
    elif years and not years & {year, year + 1}:  # some sites file a report under the year in which it was published
        message = f"公开的页面在“{column}”下，报告是 {year} 年的。请移到 {year} 年。"
        yield Flaw((), message, column, str(year))
