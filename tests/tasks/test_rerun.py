"""Rerunning: what would come out otherwise is said beforehand, and looking changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import models.law
import tasks.draft
import tasks.rerun
from deployments.demo.story import at
from models import FindingRow, Step, queries
from models.db import look, transaction
from report.checks import RULES
from report.lifecycle import CYCLE_STAGES, Stage
from report.rule import Case, Flaw, Flaws, Outcome, Weight, notice
from report.sheet import Sheet
from report.writing import Document, render
from tasks.rerun import NoSuchRerun, cycle_meant, preview, request_rerun
from tests.tasks.town import Town


@pytest.mark.parametrize("stage", CYCLE_STAGES)
def test_nothing_changes_where_nothing_has_changed(approved: Town, stage: Stage) -> None:
    approved.publish()
    before = approved.database
    assert preview(approved.cycle_id, stage) == []
    assert approved.database == before


def test_the_report_that_is_meant_is_found_by_its_units_name_and_its_year(drafted: Town) -> None:
    for unit, year in (("", None), ("广武镇", None), ("荥阳市广武镇人民政府", 2020)):
        assert cycle_meant(unit, year) == drafted.cycle_id
    with pytest.raises(NoSuchRerun, match="没有“高村乡”"):
        cycle_meant("高村乡", None)
    with pytest.raises(NoSuchRerun, match="2019年度"):
        cycle_meant("", 2019)
    with pytest.raises(NoSuchRerun):
        preview(drafted.cycle_id, Stage.ROLLUP)


def test_a_new_look_names_the_documents_and_whose_signatures_would_be_lost(
    approved: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_other_paper(sheet: Sheet, **how: Any) -> tuple[Document, ...]:
        site = replace(how["site"], name="荥阳市人民政府门户网站")
        rendered = render(sheet, **{**how, "site": site})
        return tuple(replace(d, content=d.content + b"\n%") if d.format == "pdf" else d for d in rendered)

    monkeypatch.setattr(tasks.draft, "render", on_other_paper)
    before = approved.database
    said = preview(approved.cycle_id, Stage.DRAFT)
    assert approved.database == before
    assert [sentence for sentence in said if ".pdf" in sentence] != []
    assert [sentence for sentence in said if ".html" in sentence] != []
    assert [sentence for sentence in said if ".docx" in sentence or ".xlsx" in sentence] == []
    lost = [name for name in ("周晓敏", "何建国", "孙丽萍", "马志远") if any(name in sentence for sentence in said)]
    assert lost == ["周晓敏", "何建国", "孙丽萍", "马志远"]
    assert len(said) == 6  # two documents and four people


def test_changed_figures_are_named_with_what_they_were(approved: Town) -> None:
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    said = preview(approved.cycle_id, Stage.DRAFT)
    [figure] = [sentence for sentence in said if "采购项目数量" in sentence]
    assert "36" in figure
    assert "37" in figure


def test_a_law_that_changed_names_what_it_would_find_and_what_no_more(
    drafted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed = drafted.here.findings[0]
    with transaction() as session:
        session.get_one(FindingRow, noticed.id).message = "以前的说法。"
        session.add(
            FindingRow(
                examination_id=noticed.examination_id,
                code="T3-01",
                weight=Weight.ERROR,
                outcome=Outcome.FAIL,
                message="以前的规则认为不平。",
            )
        )
    monkeypatch.setattr(models.law, "RULES", (*RULES, nobody_is_perfect))
    assert preview(drafted.cycle_id, Stage.CHECK) == [
        "新增问题 F-98：总能挑出一点。",
        f"有变动的问题 {noticed.code}：{noticed.message}",
        "不再有的问题 T3-01：以前的规则认为不平。",
    ]


def test_what_is_published_would_not_be_examined_again(approved: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    approved.publish()
    monkeypatch.setattr(models.law, "RULES", (*RULES, nobody_is_perfect))
    monkeypatch.setattr(models.law, "RULES_HASH", "stricter")
    before = approved.database
    assert preview(approved.cycle_id, Stage.CHECK) == []
    approved.check()
    assert approved.database == before


@notice("F-98", "没有一份报告没有毛病", basis="本测试", example="任何报告")
def nobody_is_perfect(case: Case) -> Flaws:
    """Yield something of every report."""
    yield Flaw((), "总能挑出一点。")


def test_a_changed_plan_is_named_with_both_dates(planned: Town) -> None:
    with transaction() as session:
        step: Step = queries.steps(session, planned.cycle_id)[Stage.COLLECT]
        step.due_on = at(1, 6, 9).date()
    [said] = preview(planned.cycle_id, Stage.PLAN)
    assert "2021-01-06" in said
    assert "2021-01-04" in said


def test_a_page_that_was_changed_on_the_site_is_named(approved: Town) -> None:
    approved.publish()
    (approved.published() / "index.html").write_bytes(b"defaced")
    [said] = preview(approved.cycle_id, Stage.PUBLISH)
    assert "index.html" in said


def test_a_workbook_that_would_look_different_is_named_with_its_office(
    handed_out: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    once: Callable[..., bytes] = tasks.rerun.make_workbook

    def otherwise(*facts: object) -> bytes:
        office = handed_out.office("财政所")
        return once(*facts) + (b"!" if office in facts else b"")

    monkeypatch.setattr(tasks.rerun, "make_workbook", otherwise)
    [said] = preview(handed_out.cycle_id, Stage.COLLECT)
    assert "财政所" in said


def test_a_rerun_is_asked_for_in_writing_each_time_under_a_key_of_its_own(approved: Town) -> None:
    for hour in (9, 10):
        request_rerun(approved.cycle_id, Stage.DRAFT, at(1, 7, hour))
    with look() as session:
        asked = queries.run_requests_keyed_like(session, f"{approved.cycle_id}:draft:rerun:")
    assert [request.key.rpartition(":")[2] for request in asked] == ["1", "2"]
    assert [request.state for request in asked] == ["waiting", "waiting"]
    assert [what for what in approved.journal() if "维护人员要求从“起草”一步重新办理" in what] != []
