"""Explanations as people write them, and the findings of an earlier run."""

import io
import json
from datetime import date

import pytest

from report.explanation import Choice, Explanation
from report.inspection import Background, Inspection, inspected
from report.reading import Refusal
from report.reading.said_before import EarlierRun, Given, read_explanations
from report.rule import Case, Flaw, Flaws, error
from report.writing.inspection_json import explanation_json, inspection_json
from tests.report.checks.sheets import clean

SAID = Explanation(
    "T2-02", ("t2.regulations.in_force",), {"left": "6"}, Choice.OTHER, "有立法权。", "钱会英", date(2022, 1, 7)
)


@error("X-01", "例", basis="例", example="例")
def something_is_wrong(case: Case) -> Flaws:
    yield Flaw(("t3.received.total",), "不对“的”。", left="1", right="2", text="overview", quote="收到 5 件")


def read(*entries: object) -> tuple[Given, ...]:
    return read_explanations("说明.json", json.dumps(entries).encode())


def run(*lines: object) -> EarlierRun:
    return EarlierRun("上次.jsonl", io.BytesIO(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))


# Explanations


def test_an_explanation_is_read_as_it_was_written_with_and_without_its_report() -> None:
    bare = explanation_json(SAID)
    assert read(bare, bare | {"unit": "广武镇人民政府", "year": 2021}) == (
        Given(SAID),
        Given(SAID, "广武镇人民政府", 2021),
    )


@pytest.mark.parametrize(
    "change, wanted",
    [
        ({"code": ""}, "code 没有写。请写问题的编号"),
        ({"cells": "t2"}, "cells 不对。请照抄"),
        ({"values": {"left": 6}}, "values 不对。请照抄"),
        ({"choice": "because"}, "choice 不对。只能是 reorganisation、definition"),
        ({"sentence": " "}, "sentence 没有写。请写明原因"),
        ({"by": None}, "by 没有写。请写说明人的姓名"),
        ({"given_on": "2021-1-7"}, "given_on 不对。请写日期"),
        ({"unit": 7}, "unit 不对"),
        ({"year": "2021"}, "year 不对"),
        ({"year": True}, "year 不对"),
    ],
    ids=str,
)
def test_an_incomplete_explanation_is_refused_with_its_number_and_what_is_wanted(
    change: dict[str, object], wanted: str
) -> None:
    with pytest.raises(Refusal, match=rf"“说明\.json”第 2 条说明的 {wanted}"):
        read(explanation_json(SAID), explanation_json(SAID) | change)


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'"a"'])
def test_what_is_no_list_of_explanations_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Refusal, match=r"^“说明\.json”[^\n]*。$"):
        read_explanations("说明.json", content)


# An earlier run


def test_findings_of_an_earlier_run_come_back_word_for_word() -> None:
    sheet = clean()
    inspection = inspected("a.txt", sheet, Background(rules=(something_is_wrong,)), {})
    earlier = run(inspection_json(Inspection("b.txt", refused="读不出来。")), inspection_json(inspection))
    assert earlier.findings(sheet.unit, sheet.year) == tuple(point.finding for point in inspection.points)
    assert earlier.findings(sheet.unit, 2020) is None


@pytest.mark.parametrize(
    "line",
    [{}, [], {"file": "a.txt", "findings": []}, {"schema": "nianbao/check/1", "unit": "a", "year": "2021"}],
    ids=str,
)
def test_what_no_check_has_printed_is_refused_with_its_line(line: object) -> None:
    with pytest.raises(Refusal, match=r"“上次\.jsonl”第 1 行不是 nianbao check --json 输出的结果"):
        run(line)


@pytest.mark.parametrize("findings", [None, [1], [{}], [{"code": "T3-01", "weight": "heavy"}]], ids=str)
def test_findings_that_somebody_spoilt_are_refused_when_they_are_asked_for(findings: object) -> None:
    earlier = run({"schema": "nianbao/check/1", "unit": "甲", "year": 2021, "findings": findings})
    with pytest.raises(Refusal):
        earlier.findings("甲", 2021)


def test_a_run_that_saw_nothing_is_empty() -> None:
    assert run().findings("甲", 2021) is None
