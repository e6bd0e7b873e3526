"""Why a figure changed so much, where the report says so itself: in a 附注, or by telling of a reform."""

import re

from report.form import short
from report.sheet import Sheet

# Large jumps after 行政审批局 and 综合执法 reforms are right, and so is a 0 with a note.
_REFORM = "改革|体制|划转|移交|承接|成立|组建|设立|挂牌|撤销|下放|赋权|行使|统一|不再|调整|归口|转隶"


def _reform(body: str) -> str:
    """Return what is said where a new body took something over: 成立行政审批局, 由区行政审批局办理."""
    return (
        rf"(?:{_REFORM})[^。；\n]{{0,40}}{body}|{body}[^。；\n]{{0,40}}(?:{_REFORM})"
        rf"|由[^。；\n]{{0,12}}{body}[^。；\n]{{0,12}}(?:办理|实施|负责|承担)"
    )


_ALWAYS = (
    "机构改革|划转|划入|划出|(?:职能|职责|事权|权限|管辖)[^，。；\n]{0,12}(?:调整|移交|转隶|承接|上收|下放)"
    "|口径[^，。；\n]{0,8}(?:调整|变化|变更|改变|不同|不一)|调整[^，。；\n]{0,8}口径"
)
_OF_ROW = dict.fromkeys(("licensing", "other_services", "fees"), _reform("行政审批局"))
_OF_ROW |= dict.fromkeys(("penalties", "coercion"), _reform("综合(?:行政)?执法"))
_OF_ROW |= dict.fromkeys(("regulations", "normative_documents"), "(?:集中|专项|全面)[^，。；\n]{0,10}清理")
_REASONS = {row: re.compile(f"{_ALWAYS}|{words}") for row, words in _OF_ROW.items()}
_REASON = re.compile(_ALWAYS)
_NOTE = re.compile(r"[（(][^（()）]*[\u4e00-\u9fff]{2}")
_REMARK = re.compile("注|说明|因|由于|改革|调整|移交|下放|不再|没有|无此")


def gives_a_reason(sheet: Sheet, address: str) -> bool:
    """Say whether a report gives a reason for a change: beside the number, in a note on the row, in its words."""
    table, row, _ = address.split(".")
    notes = sheet.source.notes if sheet.source else {}
    label = short(sheet.form.places[address][1].label)
    of_row = [line for line in notes.get(table, "").splitlines() if label in line]
    if _NOTE.search(sheet.cells.get(address, "")) or any(map(_REMARK.search, of_row)):
        return True
    reason = _REASONS.get(row, _REASON)
    return any(reason.search(text) for text in (*sheet.texts.values(), *notes.values()))
