"""The report on the notice board: one page of key figures, charts and sentences, and the way to the whole text."""

from pathlib import Path
from typing import Literal

from report.writing.brief import Brief
from report.writing.chart import Chart, svg
from report.writing.excerpt import counting_sentences
from report.writing.outline import Outline
from report.writing.pdf import require_printable
from report.writing.qr import qr_svg
from report.writing.typeset import typeset

Paper = Literal["a3", "a4"]

ORDER = ("outcomes", "received", "decisions", "review", "suits")
"""Which chart is shown first where there is no room for all."""
MOST = 3
"""How many charts are shown at most: whoever wants more reads the report."""


def document(outline: Outline, brief: Brief, *, paper: Paper, address: str = "", fonts: Path | None = None) -> bytes:
    """Return the poster as PDF, always one page; without an ``address`` it has no code and no hole for one.

    Raises ``UnprintableCharacter`` where no face has a character of the report.
    """
    require_printable(outline, fonts)
    return typeset("poster", {"paper": paper, **facts(outline, brief, address)}, outline.stamp, fonts=fonts)


def facts(outline: Outline, brief: Brief, address: str) -> dict[str, object]:
    """Return what a report shows at a glance; texts travel as strings, so nothing an organ writes is markup."""
    return {
        "title": outline.title,
        "headline": outline.headline,
        "signer": outline.signer,
        "day": outline.day,
        "stamp": [outline.stamp.year, outline.stamp.month, outline.stamp.day],
        "figures": [
            {"label": each.label, "value": each.value, "unit": each.unit, "change": each.change}
            for each in brief.figures
        ],
        "charts": [_drawn(chart) for chart in sorted(brief.charts, key=_place)[:MOST]],
        "sentences": counting_sentences(outline),
        "address": address,
        "code": qr_svg(address).decode() if address else "",
    }


def _place(chart: Chart) -> int:
    return ORDER.index(chart.key)


def _drawn(chart: Chart) -> dict[str, str]:
    return {"title": chart.title, "description": chart.description, "svg": svg(chart)}
