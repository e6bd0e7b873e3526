"""The report as an article for the 公众号 editor: everything in it stands within a telephone's width."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from report.form import Line, Table
from report.writing.brief import Brief
from report.writing.chart import Chart, svg
from report.writing.html import Picture, about, layout
from report.writing.outline import Outline
from templates import fill


class Group(NamedTuple):
    """Neighbouring lines of table 3 under the same labels."""

    labels: tuple[str, ...]
    lines: tuple[Line, ...]


def article(outline: Outline, brief: Brief, *, address: str = "") -> bytes:
    """Return the article; ``address`` is where the report stands on the site, the editor's 原文链接.

    The editor drops style sheets, classes, names, scripts and links out: every look is an inline style.
    """
    text = fill(
        "report/weixin.html.j2",
        outline=outline,
        brief=brief,
        charts=_pictures(brief.charts),
        address=address,
        facts=about(outline),
        editions=dict(outline.form.editions),
        layouts={part.key: layout(part.table) for part in outline.parts if part.table},
        groups=groups(outline.form.table("t3")),
    )
    return text.encode()


def groups(table: Table) -> tuple[Group, ...]:
    """Return the lines of a table in groups by the labels over them."""
    grouped = groupby(table.lines, key=lambda line: line.labels[:-1])
    return tuple(Group(labels, tuple(lines)) for labels, lines in grouped)


_NAMES = re.compile(r' (?:id|aria-labelledby)="[^"]*"')
_LOOK = '<svg style="display:block;width:100%;overflow:visible;font-size:26px"'
"""Drawn 640 units broad and shown on half of that, letters must be larger than on a page."""


def _pictures(charts: Sequence[Chart]) -> tuple[Picture, ...]:
    """Draw charts without names in the page: their titles stand within them."""
    drawn = ((chart.title, _NAMES.sub("", svg(chart))) for chart in charts)
    return tuple(Picture(title, picture.replace("<svg", _LOOK, 1)) for title, picture in drawn)
