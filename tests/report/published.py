"""Published reports as sheets: the figures of tests/reports/*.json, in the layout those files use."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from report.form import Table
from report.forms import FORMS
from report.sheet import Level, Sheet
from report.source import Source

FOLDER = Path(__file__).parents[1] / "reports"
SLUGS = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))

_LEVELS = {
    "township": Level.TOWNSHIP,
    "township/street": Level.TOWNSHIP,
    "county dept": Level.COUNTY_DEPARTMENT,
    "county/district": Level.COUNTY,
    "city dept": Level.CITY_DEPARTMENT,
    "city": Level.CITY,
    "province dept": Level.PROVINCE_DEPARTMENT,
    "province (office)": Level.PROVINCE_DEPARTMENT,
    "province": Level.PROVINCE,
    "unknown": Level.CITY,  # the one with 规章 among them is a city's
}


def report(slug: str) -> dict[str, Any]:
    """Return the recorded report as it stands in its file."""
    document: dict[str, Any] = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    return document


@lru_cache(maxsize=128)
def sheet(slug: str) -> Sheet:
    """Return the published figures as a sheet; tables and cells that were not recorded stay absent.

    Of the texts only the phrases with numbers were recorded: they stand as sentences of 总体情况.
    """
    document = report(slug)
    second, third = document.get("table2") or {}, document.get("table3") or {}
    edition = 2019 if document["form"] == "2019" or _has_one_other(third) else 2021
    editions = {"t2": int(second["form"])} if second and int(second["form"]) != edition else {}
    form = FORMS[edition]
    cells: dict[str, str] = {}
    if second:
        cells.update(_blocks(FORMS[int(second["form"])].table("t2"), second))
    if third:
        for line, row in zip(form.table("t3").lines, third["rows"], strict=True):
            cells.update(_row("t3", line.key, [column.key for column in line.columns], row["cells"]))
    if fourth := document.get("table4"):
        for line in form.table("t4").lines:
            cells.update(_row("t4", line.key, [column.key for column in line.columns], fourth["/".join(line.labels)]))
    year = int(str(document["year"])[:4]) if str(document["year"])[:4].isdigit() else edition
    phrases = [each["quoted_phrase"] for each in document["narrative"]]
    return Sheet(
        document["unit"],
        _LEVELS[document["level"]],
        year,
        edition,
        signed_on=_day(document.get("sign_date")),
        cells=cells,
        texts={"overview": "".join(f"{phrase}。" for phrase in phrases)} if phrases else {},
        editions=editions,
        source=Source(published_on=_day(document.get("publish_date"))),
    )


def _day(recorded: str | None) -> date | None:
    """Return a date that was recorded to the day; of some only the month is known."""
    return date.fromisoformat(recorded) if recorded and re.fullmatch(r"\d{4}-\d{2}-\d{2}", recorded) else None


def _has_one_other(table: dict[str, Any]) -> bool:
    """Say whether （六） is one row, which only the edition of 2019 has."""
    return any(row["key"] == "（六）" for row in table.get("rows", ()))


def _blocks(table: Table, recorded: dict[str, Any]) -> Iterator[tuple[str, str]]:
    blocks = [block for caption, block in recorded.items() if caption.startswith("第二十条")]
    rows = {label: row for block in blocks for label, row in block.items()}
    for line in table.lines:
        yield from _row("t2", line.key, [column.key for column in line.columns], rows[line.label])


def _row(
    table: str, line: str, columns: list[str], printed: str | list[str | None] | None
) -> Iterator[tuple[str, str]]:
    if printed is None:
        return
    row = [printed] if isinstance(printed, str) else printed
    for column, text in zip(columns, row, strict=True):
        if text is not None:
            yield f"{table}.{line}.{column}", text
