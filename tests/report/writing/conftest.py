"""Sheets to print: 广武镇's own report of 2020 with its own words, and what offices could make of one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from report.form import form_for
from report.sheet import Level, Sheet
from report.writing import Outline, outline

TESTS = Path(__file__).parents[2]


def _printed(report: dict[str, Any]) -> Iterator[str]:
    """Yield the seed's printed cells in the order of the form."""
    for block in list(report["table2"].values())[2:]:
        for label, cells in block.items():
            yield from cells if label != "cols" else ()
    for row in report["table3"]["rows"]:
        yield from row["cells"]
    for cells in list(report["table4"].values())[2:]:
        yield from cells


def _texts() -> dict[str, str]:
    """Cut the seed's texts at its headings."""
    lines = (TESTS / "seed.txt").read_text(encoding="utf-8").splitlines()

    def between(first: str, last: str) -> str:
        return "\n".join(lines[lines.index(first) + 1 : lines.index(last)])

    return {
        "preamble": between("2020 年政府信息公开工作年度报告", "一、总体情况"),
        "overview": between("一、总体情况", "广武镇 2020 年政府信息公开统计表"),
        "problems": between("五、政府信息公开工作存在的主要问题及改进情况", "六、其他需要报告的事项"),
        "other": between("六、其他需要报告的事项", "荥阳市广武镇人民政府"),
    }


@pytest.fixture(scope="session")
def guangwu() -> Sheet:
    """The first town's report, blanks and all."""
    report = json.loads((TESTS / "reports/guangwu_town_2020.json").read_text(encoding="utf-8"))
    return Sheet(
        unit="荥阳市广武镇人民政府",
        level=Level.TOWNSHIP,
        year=2020,
        edition=2019,
        title="广武镇人民政府2020年政府信息公开工作年度报告",
        signed_on=date(2021, 1, 7),
        cells=dict(zip(form_for(2020).addresses, _printed(report), strict=True)),
        texts=_texts(),
    )


@pytest.fixture(scope="session")
def next_year() -> Sheet:
    """A town on the form of 2021: every cell another number, so that none can stand in another's place."""
    return Sheet(
        unit="荥阳市广武镇人民政府",
        level=Level.TOWNSHIP,
        year=2023,
        edition=2021,
        signed_on=date(2024, 1, 12),
        cells={address: str(1000 + number) for number, address in enumerate(form_for(2023).addresses)},
        texts={
            "overview": "（一）主动公开。全年公开信息 310 条。\n（二）依申请公开：收到 1 件。",
            "problems": "有待加强。",
        },
    )


ODD = """<b>&"{{x}}#panic("x")$*_\\\\'`]]>&amp;{% raw %}=1+1//--@a"""
"""What would be markup, code or a formula somewhere, if any writer took it for more than letters."""


@pytest.fixture(scope="session")
def odd(next_year: Sheet) -> Sheet:
    """Texts full of signs, a figure with a note, figures as long as figures can be."""
    cells = dict.fromkeys(next_year.cells, "123456789012") | {
        "t2.regulations.issued": ODD,
        "t3.granted.business": "22（其中修订 16 件）",
        "t4.review.total": "=1+1",
    }
    texts = {"preamble": ODD, "overview": f"（一）{ODD}\n1. {ODD}", "problems": f"{ODD}。", "other": ODD}
    return replace(next_year, title=f"某镇2023年{ODD}", cells=cells, texts=texts)


@pytest.fixture(scope="session")
def long(guangwu: Sheet) -> Sheet:
    """Two hundred paragraphs of overview."""
    overview = "\n".join(
        f"（一）第 {number} 项工作。{'认真落实，' * (number % 40)}成效明显。" for number in range(200)
    )
    return replace(guangwu, texts={**guangwu.texts, "overview": overview})


@pytest.fixture(scope="session")
def bare(guangwu: Sheet) -> Sheet:
    """A draft nobody has written anything into."""
    return replace(guangwu, title="", signed_on=None, cells={}, texts={})


@pytest.fixture(params=["guangwu", "next_year", "odd", "long", "bare"])
def report(request: pytest.FixtureRequest) -> Outline:
    """Each of the sheets in printed order."""
    sheet: Sheet = request.getfixturevalue(request.param)
    return outline(sheet, signer=sheet.unit)


Matrix = list[list[str]]


@pytest.fixture
def model(report: Outline) -> list[Matrix]:
    """What every table must read like: its texts in a full matrix, a merged cell's at each place it covers."""
    return [[[report.printed(cell) for cell in row] for row in table.grid()] for table in report.form.tables]


@pytest.fixture
def passages(report: Outline) -> list[str]:
    """Every heading and paragraph between the title and the signature, in printed order."""
    found = [paragraph.text for paragraph in report.preamble]
    for part in report.parts:
        found += [part.heading, *(paragraph.text for paragraph in part.paragraphs)]
    return found
