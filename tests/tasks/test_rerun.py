"""Rerunning: what would come out otherwise is said beforehand, and looking changes nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

import models.law
import models.rendering
import models.rerunning
from deployments.demo.story import at
from models import FindingRow, Notice, Organ, Person, Step, queries
from models.db import look, transaction
from portal.app import create_app
from report.checks import RULES
from report.lifecycle import CYCLE_STAGES, Role, Stage
from report.rule import Case, Flaw, Flaws, Outcome, Weight, error, notice
from report.sheet import Sheet
from report.writing import Document, render
from settings import settings
from tasks.archive import archive
from tasks.plan import replan
from tasks.publish import NotAsked
from tasks.rerun import NoSuchRerun, cycle_meant, preview, request_rerun
from templates import say
from tests.portal.operators import enter, voucher
from tests.portal.test_board import in_order, words
from tests.tasks.town import DRAFTED, Town


def run(town: Town, stage: Stage) -> None:
    """Run a stage again, and then whatever is due."""
    steps: dict[Stage, Callable[[], object]] = {
        Stage.PLAN: lambda: replan.fn(town.cycle_id, town.now),
        Stage.COLLECT: lambda: (town.hand_out(), town.collect()),
        Stage.CHECK: town.check,
        Stage.DRAFT: town.draft,
        Stage.APPROVE: town.ask,
        Stage.PUBLISH: town.publish,
        Stage.ARCHIVE: lambda: archive.fn(town.cycle_id, town.now),
    }
    due: Stage | None = stage
    for _ in CYCLE_STAGES:
        if due:
            steps[due]()
        due = town.here.due(town.now)
    assert due is None


def letters() -> dict[int, tuple[str, str]]:
    """Return every notice there is: what it is about, and whom it tells."""
    with look() as session:
        people = {person.id: person.name for person in session.exec(select(Person))}
        notices = session.exec(select(Notice)).all()
    return {n.id or 0: (n.key.split(":")[1], people[n.person_id] if n.person_id else "工作群") for n in notices}


def foretold(town: Town, stage: Stage) -> set[tuple[str, str]]:
    """Return whom a rerun would tell of what, as the sentences say it."""
    said = [re.fullmatch("会通知(.+)：(.+)", line) for line in preview(town.cycle_id, stage, town.now).letters]
    return {(match[2], name) for match in said if match for name in match[1].split("、")}


def come_true(town: Town, stage: Stage) -> set[tuple[str, str]]:
    """Run a stage again and return whom it told of what."""
    before = letters()
    run(town, stage)
    return {(say("rerun", "about", what=what), who) for id_, (what, who) in letters().items() if id_ not in before}


@pytest.mark.parametrize("stage", CYCLE_STAGES)
def test_a_rerun_that_changes_nothing_tells_nobody_and_keeps_every_signature(approved: Town, stage: Stage) -> None:
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    before = approved.database
    found = preview(approved.cycle_id, stage, approved.now)
    assert (found.changes, found.letters) == ((), ())
    assert found.told != ()
    run(approved, stage)
    assert approved.database == before


def a_stricter_law(town: Town, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(models.law, "RULES", (*RULES, nobody_may_be_perfect))
    patch.setattr(models.law, "RULES_HASH", "stricter")


def another_look(town: Town, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("NIANBAO_SITE_NAME", "荥阳市人民政府门户网站")
    settings.cache_clear()


def another_wish(town: Town, patch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        session.get_one(Organ, town.organ_id).publish_by = "01-15"


def mid_december(town: Town, patch: pytest.MonkeyPatch) -> None:
    town.now = at(12, 16, 9)


def in_january(town: Town, patch: pytest.MonkeyPatch) -> None:
    town.now = DRAFTED


def nothing(town: Town, patch: pytest.MonkeyPatch) -> None:
    """Change nothing."""


@pytest.mark.parametrize(
    ("reached", "happened", "stage", "about"),
    [
        ("planned", another_wish, Stage.PLAN, {"日期有变动"}),
        ("planned", mid_december, Stage.COLLECT, {"填报表"}),
        ("drafted", a_stricter_law, Stage.CHECK, {"核对有问题要处理"}),
        ("drafted", a_stricter_law, Stage.DRAFT, {"核对有问题要处理"}),
        ("filed", nothing, Stage.CHECK, set()),
        ("filed", nothing, Stage.DRAFT, set()),
        ("filed", in_january, Stage.CHECK, {"请审签"}),
        ("drafted", another_look, Stage.CHECK, {"请审签"}),
        ("approved", another_look, Stage.DRAFT, {"请审签"}),
        ("approved", another_look, Stage.APPROVE, {"年报已公开", "已归档"}),
        ("approved", nothing, Stage.PUBLISH, {"年报已公开", "已归档"}),
    ],
)
def test_whoever_is_foretold_to_be_told_is_told_and_nobody_else(
    reached: str,
    happened: Callable[[Town, pytest.MonkeyPatch], None],
    stage: Stage,
    about: set[str],
    at_step: Callable[[str], Town],
    site: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = at_step(reached)
    happened(town, monkeypatch)
    said = foretold(town, stage)
    assert {what for what, _ in said} == about
    assert come_true(town, stage) == said


def test_a_new_look_is_no_reason_to_draft_again_where_nobody_asks_for_it(
    approved: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_look(approved, monkeypatch)
    assert "从这一步起不会重新起草" in preview(approved.cycle_id, Stage.CHECK, approved.now).changes[0]
    run(approved, Stage.CHECK)
    assert approved.here.draft is not None
    assert approved.here.draft.revision == 1


def test_what_nobody_has_approved_yet_is_not_published_by_asking_for_it(drafted: Town) -> None:
    assert "还没有全部签完" in preview(drafted.cycle_id, Stage.PUBLISH, drafted.now).changes[0]


def test_what_is_published_is_not_replaced_by_asking_for_it_and_the_leading_office_is_told_why(
    approved: Town,
) -> None:
    approved.publish()
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    approved.draft()
    approved.everybody_signs()
    said = foretold(approved, Stage.PUBLISH)
    assert {what for what, _ in said} == {"已公开的内容有变动，但没有登记更正"}
    before = letters()
    with pytest.raises(NotAsked):
        approved.publish()
    written = [letter for id_, letter in letters().items() if id_ not in before]
    assert {(say("rerun", "about", what=what), who) for what, who in written} == said


def test_the_mark_is_another_one_as_soon_as_anything_has_happened(drafted: Town) -> None:
    marks = [preview(drafted.cycle_id, Stage.CHECK, drafted.now).mark]
    marks.append(preview(drafted.cycle_id, Stage.CHECK, drafted.now).mark)
    drafted.ask()
    marks.append(preview(drafted.cycle_id, Stage.CHECK, drafted.now).mark)
    drafted.sign(Role.DRAFTER)
    marks.append(preview(drafted.cycle_id, Stage.CHECK, drafted.now).mark)
    request_rerun(drafted.cycle_id, Stage.CHECK, drafted.now)
    marks.append(preview(drafted.cycle_id, Stage.CHECK, drafted.now).mark)
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4


def test_the_report_that_is_meant_is_found_by_its_units_name_and_its_year(drafted: Town) -> None:
    for unit, year in (("", None), ("广武镇", None), ("荥阳市广武镇人民政府", 2020)):
        assert cycle_meant(unit, year) == drafted.cycle_id
    with pytest.raises(NoSuchRerun, match="没有“高村乡”"):
        cycle_meant("高村乡", None)
    with pytest.raises(NoSuchRerun, match="2019年度"):
        cycle_meant("", 2019)
    with pytest.raises(NoSuchRerun):
        preview(drafted.cycle_id, Stage.ROLLUP, drafted.now)


def test_a_new_look_names_the_documents_and_whose_signatures_would_be_lost(
    approved: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_other_paper(sheet: Sheet, **how: Any) -> tuple[Document, ...]:
        site = replace(how["site"], name="荥阳市人民政府门户网站")
        rendered = render(sheet, **{**how, "site": site})
        return tuple(replace(d, content=d.content + b"\n%") if d.format == "pdf" else d for d in rendered)

    monkeypatch.setattr(models.rendering, "render", on_other_paper)
    before = approved.database
    said = preview(approved.cycle_id, Stage.DRAFT, approved.now).changes
    assert approved.database == before
    assert [sentence for sentence in said if ".pdf" in sentence] != []
    assert [sentence for sentence in said if ".html" in sentence] != []
    assert [sentence for sentence in said if ".docx" in sentence or ".xlsx" in sentence] == []
    lost = [name for name in ("周晓敏", "何建国", "孙丽萍", "马志远") if any(name in sentence for sentence in said)]
    assert lost == ["周晓敏", "何建国", "孙丽萍", "马志远"]
    assert len(said) == 6  # two documents and four people


def test_changed_figures_are_named_with_what_they_were(approved: Town) -> None:
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    said = preview(approved.cycle_id, Stage.DRAFT, approved.now).changes
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
    monkeypatch.setattr(models.law, "RULES_HASH", "another")
    assert preview(drafted.cycle_id, Stage.CHECK, drafted.now).changes == (
        "新增问题 F-98：总能挑出一点。",
        f"有变动的问题 {noticed.code}：{noticed.message}",
        "不再有的问题 T3-01：以前的规则认为不平。",
    )


def test_what_is_published_would_not_be_examined_again(approved: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    monkeypatch.setattr(models.law, "RULES", (*RULES, nobody_is_perfect))
    monkeypatch.setattr(models.law, "RULES_HASH", "stricter")
    before = approved.database
    assert preview(approved.cycle_id, Stage.CHECK, approved.now).changes == ()
    approved.check()
    assert approved.database == before


@error("F-99", "没有一份报告可以没有毛病", basis="本测试", example="任何报告")
def nobody_may_be_perfect(case: Case) -> Flaws:
    """Yield something of every report."""
    yield Flaw((), "总能挑出一处错。")


@notice("F-98", "没有一份报告没有毛病", basis="本测试", example="任何报告")
def nobody_is_perfect(case: Case) -> Flaws:
    """Yield something of every report."""
    yield Flaw((), "总能挑出一点。")


def test_a_changed_plan_is_named_with_both_dates(planned: Town) -> None:
    with transaction() as session:
        step: Step = queries.steps(session, planned.cycle_id)[Stage.COLLECT]
        step.due_on = at(1, 6, 9).date()
    [said] = preview(planned.cycle_id, Stage.PLAN, planned.now).changes
    assert said == "收数：内部截止由 1 月 6 日改为 1 月 4 日"


def test_a_page_that_was_changed_on_the_site_is_named(approved: Town) -> None:
    approved.publish()
    (approved.published() / "index.html").write_bytes(b"defaced")
    [said] = [line for line in preview(approved.cycle_id, Stage.PUBLISH, approved.now).changes if "归档" not in line]
    assert "index.html" in said


def test_a_workbook_that_would_look_different_is_named_with_its_office(
    handed_out: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    once: Callable[..., bytes] = models.rerunning.make_workbook

    def otherwise(*facts: object) -> bytes:
        office = handed_out.office("财政所")
        return once(*facts) + (b"!" if office in facts else b"")

    monkeypatch.setattr(models.rerunning, "make_workbook", otherwise)
    [said] = preview(handed_out.cycle_id, Stage.COLLECT, handed_out.now).changes
    assert "财政所" in said


def test_a_rerun_is_asked_for_in_writing_each_time_under_a_key_of_its_own(approved: Town) -> None:
    for hour in (9, 10):
        request_rerun(approved.cycle_id, Stage.DRAFT, at(1, 7, hour))
    with look() as session:
        asked = queries.run_requests_keyed_like(session, f"{approved.cycle_id}:draft:rerun:")
    assert [request.key.rpartition(":")[2] for request in asked] == ["1", "2"]
    assert [request.state for request in asked] == ["waiting", "waiting"]
    assert [what for what in approved.journal() if "维护人员要求从“起草”一步重新办理" in what] != []


# In the portal, with the real report


def test_pressed_in_the_portal_a_rerun_that_changes_nothing_tells_nobody_and_keeps_every_signature(
    approved: Town,
) -> None:
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    portal = TestClient(create_app(lambda: approved.now))
    enter(portal)
    page = f"/cycles/{approved.cycle_id}/rerun"
    shown = portal.get(f"{page}?stage=draft")
    assert in_order(words(shown), "结果不会有任何变化，签字仍然有效。", "没有新的通知。", "已经通知过、不会再发的")
    told, signed, draft = letters(), approved.here.decisions, approved.here.draft
    (mark,) = re.findall(r'name="mark" value="(\w+)"', shown.text)
    given = {"stage": "draft", "mark": mark, "voucher": voucher(shown)}
    answer = portal.post(page, data=given)
    run(approved, Stage.DRAFT)
    after = portal.get(answer.url.path)
    assert in_order(words(after), "维护人员李工要求从“起草”一步重新办理")
    assert (letters(), approved.here.decisions, approved.here.draft) == (told, signed, draft)
    assert approved.here.approved


def test_pressed_in_the_portal_a_new_look_becomes_a_new_draft_and_its_first_signer_is_asked(
    approved: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_look(approved, monkeypatch)
    portal = TestClient(create_app(lambda: approved.now))
    enter(portal)
    page = f"/cycles/{approved.cycle_id}/rerun"
    shown = portal.get(f"{page}?stage=draft")
    assert in_order(words(shown), "文件不同：", "签字作废：马志远", "会通知周晓敏：请审签")
    (mark,) = re.findall(r'name="mark" value="(\w+)"', shown.text)
    answer = portal.post(page, data={"stage": "draft", "mark": mark, "voucher": voucher(shown)})
    run(approved, Stage.DRAFT)
    assert in_order(words(portal.get(answer.url.path)), "生成第2稿", "请拟稿人", "写了哪些通知", "周晓敏：")
