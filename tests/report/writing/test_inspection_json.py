"""What a program reads of one file."""

import json
from dataclasses import replace

from report.inspection import Inspection
from report.writing.inspection_json import inspection_json
from tests.report.writing.inspections import RECEIVED, SAID, TOTAL, an_inspection, the_finding, the_total_is_wrong


def test_a_report_says_whose_it_is_what_it_comes_to_and_where_in_the_file_the_findings_point() -> None:
    answer = inspection_json(an_inspection())
    findings, places = answer.pop("findings"), answer.pop("places")
    assert answer == {
        "schema": "nianbao/check/1",
        "file": "甲/广武.html",
        "unit": "荥阳市广武镇人民政府",
        "level": "township",
        "year": 2021,
        "title": "广武镇人民政府2021年度政府信息公开工作年度报告",
        "edition": 2021,
        "editions": {},
        "counts": {"error": 1, "explain": 2, "notice": 1, "explained": 1, "unjudged": 1},
        "remarks": [],
    }
    assert places == {TOTAL: {"table": 2, "row": 28, "column": 10}, "overview": {"line": 3}}
    assert isinstance(findings, list)
    assert [each["code"] for each in findings] == ["T3-02", "N-01", "N-01", "F-08", "F-03", "F-03"]


def test_a_finding_carries_what_an_explanation_must_hold_for() -> None:
    findings = inspection_json(an_inspection())["findings"]
    assert isinstance(findings, list)
    assert findings[0]["values"] == {"left": "12", "right": "10", TOTAL: "12"}
    assert findings[1]["values"] == SAID.values
    assert findings[1]["explanation"]["by"] == "钱会英"
    assert RECEIVED in findings[1]["values"]
    assert [each["explainable"] for each in findings] == [False, True, True, True, False, False]


def test_only_a_compared_run_says_what_is_new_and_what_was_mended() -> None:
    inspection = an_inspection()
    assert "mended" not in inspection_json(inspection)
    points = tuple(replace(point, is_new=number == 0) for number, point in enumerate(inspection.points))
    compared = replace(inspection, points=points, compared=True, mended=(the_finding(the_total_is_wrong),))
    answer = json.loads(json.dumps(inspection_json(compared), ensure_ascii=False))
    assert [each["since"] for each in answer["findings"]] == ["new", *["still"] * 5]
    assert [each["code"] for each in answer["mended"]] == ["T3-02"]


def test_a_refused_file_says_only_why() -> None:
    answer = inspection_json(Inspection("a.png", refused="是图片。"))
    assert answer == {"schema": "nianbao/check/1", "file": "a.png", "refused": "是图片。"}
