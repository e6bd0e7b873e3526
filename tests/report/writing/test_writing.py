"""One sheet in every format: its files, their names, and the same bytes every time."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from report.sheet import Sheet, as_interchange
from report.writing import UnprintableCharacter, render

ROOT = Path(__file__).parents[3]
RENDER = """
import json, sys
from datetime import date
from report.sheet import Level, Sheet
from report.writing import render
facts = json.load(sys.stdin)
facts.pop("schema")
day = date.fromisoformat(facts.pop("signed_on"))
sheet = Sheet(**{**facts, "level": Level(facts["level"])}, signed_on=day)
print(json.dumps({document.name: document.sha256 for document in render(sheet, signer=sheet.unit)}))
"""


def test_a_report_leaves_the_house_in_five_formats_named_after_its_title(guangwu: Sheet) -> None:
    documents = render(guangwu, signer=guangwu.unit)
    stem = "广武镇人民政府2020年政府信息公开工作年度报告"
    assert [(it.format, it.name) for it in documents] == [
        ("html", f"{stem}.html"),
        ("docx", f"{stem}.docx"),
        ("pdf", f"{stem}.pdf"),
        ("json", f"{stem}.report.json"),
        ("xlsx", f"{stem}.xlsx"),
    ]


@pytest.mark.parametrize("title", ['a/b\\c:d*e?"f<g>h|', "字" * 300, "年报.", "../../年报"])
def test_file_names_stay_file_names(guangwu: Sheet, title: str) -> None:
    for document in render(replace(guangwu, title=title, texts={}), signer=guangwu.unit):
        stem = document.name.removesuffix(f".{document.format}")
        assert not set(stem) & set('\\/:*?"<>|')
        assert not stem.startswith(".")
        assert not stem.endswith((".", " "))
        assert len(document.name.encode()) < 255


def test_another_process_makes_the_same_bytes(odd: Sheet) -> None:
    facts = json.dumps(as_interchange(odd))
    runs = [
        subprocess.run(
            [sys.executable, "-c", RENDER],
            input=facts,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    ]
    here = {document.name: document.sha256 for document in render(odd, signer=odd.unit)}
    assert [json.loads(run) for run in runs] == [here, here]


def test_one_changed_figure_changes_every_file(guangwu: Sheet) -> None:
    changed = replace(guangwu, cells={**guangwu.cells, "t3.received.total": "2"})
    before, after = (render(sheet, signer=sheet.unit) for sheet in (guangwu, changed))
    assert all(old.sha256 != new.sha256 for old, new in zip(before, after, strict=True))


def test_nothing_is_returned_when_one_character_cannot_be_shown(guangwu: Sheet) -> None:
    with pytest.raises(UnprintableCharacter):
        render(replace(guangwu, title="某镇\ue000年报"), signer=guangwu.unit)
