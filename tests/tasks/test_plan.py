"""Planning: written once, with every date and duty, and everybody told once."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from sqlmodel import select

from deployments.demo.story import at
from models import Cycle, Organ, RunRequest, queries
from models.assignment import Assignment
from models.db import look, transaction
from report.deadlines import is_workday
from report.lifecycle import CYCLE_STAGES, Stage
from report.sheet import Level
from settings import SHANGHAI
from tasks.clock import moment
from tasks.plan import open_cycle, request_plan, unplanned
from tests.tasks.town import FORM, Town


def requests() -> list[RunRequest]:
    with look() as session:
        return list(queries.run_requests_keyed_like(session, ""))


def duties(town: Town) -> dict[str, list[str]]:
    """Return who owes what, by item."""
    owners: dict[str, list[str]] = {}
    with look() as session:
        names = {office.id: office.name for office in queries.offices(session, town.organ_id)}
        for duty in queries.duties(session, town.cycle_id):
            owners.setdefault(duty.item, []).append(names[duty.office_id])
    return owners


def test_a_year_is_planned_once_and_a_second_run_changes_nothing(registered: Town) -> None:
    assert unplanned(2020) == [1]
    registered.plan()
    before = registered.database
    registered.now = at(12, 2, 9)
    registered.plan()
    assert unplanned(2020) == []
    assert registered.database == before


def test_the_plan_has_a_working_day_for_every_stage_and_says_how_it_was_reckoned(planned: Town) -> None:
    steps = planned.here.steps
    due = {str(stage): steps[stage].due_on.isoformat()[5:] for stage in CYCLE_STAGES}
    assert due == {
        "plan": "12-01",
        "collect": "01-04",
        "check": "01-05",
        "draft": "01-05",
        "approve": "01-07",
        "publish": "01-08",
        "archive": "01-15",
    }
    assert all(is_workday(step.due_on) and step.opens_on <= step.due_on for step in steps.values())
    assert all(steps[earlier].due_on <= steps[later].due_on for earlier, later in pairwise(CYCLE_STAGES))
    assert steps[Stage.PUBLISH].reckoning == "要求2021年1月8日（周五）前公开（法定期限2021年1月31日（周日））。"
    assert steps[Stage.APPROVE].reckoning == "公开前1个工作日，即2021年1月7日（周四）。"


def test_every_cell_is_owed_by_the_offices_of_the_register_and_no_total_is_owed_at_all(planned: Town) -> None:
    owners = duties(planned)
    cells = {item for item in owners if item in FORM.places}
    assert cells == set(FORM.addresses) - set(FORM.sums)
    assert owners["t2.procurement.amount"] == ["财政所", "农业农村办公室"]
    assert owners["t4.review.upheld"] == ["司法所"]
    assert owners["overview.14"] == ["司法所"]
    assert "t3.handled.natural_person" not in owners
    assert "t4.review.total" not in owners


def test_everybody_is_told_the_dates_once_and_who_has_two_roles_once(planned: Town) -> None:
    told = planned.told("plan")
    assert list(told) == ["周晓敏", "何建国", "孙丽萍", "马志远", "工作群"]
    assert planned.count("plan") == 5
    text = told["孙丽萍"].text
    for line in ("收数：2021年1月4日（周一）前", "审签：2021年1月7日（周四）前", "公开：2021年1月8日（周五）前"):
        assert line in text
    assert "还没有指定负责的科室" not in text
    assert planned.journal() == ["排定2020年度报告的全年计划，2021-01-08前公开"]


def test_cells_that_nobody_owes_are_named_in_the_notice(registered: Town) -> None:
    with transaction() as session:
        for assigned in session.exec(select(Assignment).where(Assignment.item == "t2.fees.*")):
            session.delete(assigned)
    registered.plan()
    text = registered.told("plan")["周晓敏"].text
    assert "以下数据还没有指定负责的科室，将按 0 填写，请核对登记表：" in text
    assert "表二“行政事业性收费”行“上一年项目数量”列\n" in text
    assert "表二“行政事业性收费”行“本年增/减”列" in text
    assert text.count("表二") == 2


@pytest.mark.parametrize(
    ("today", "asked"),
    [
        (at(12, 1, 7), 2020),
        (at(12, 20, 7), 2020),
        (at(1, 15, 7), 2020),
        (datetime(2020, 11, 30, 23, tzinfo=SHANGHAI), None),
        (datetime(2021, 2, 1, 7, tzinfo=SHANGHAI), None),
    ],
    ids=["on the day", "after a pause", "only in January", "the day before", "when the report is overdue by law"],
)
def test_the_year_is_planned_from_its_planning_day_on(registered: Town, today: datetime, asked: int | None) -> None:
    assert request_plan.fn(today) is bool(asked)
    assert [request.parameters["year"] for request in requests()] == ([asked] if asked else [])


def test_a_planned_year_is_not_asked_for_again(planned: Town) -> None:
    assert request_plan.fn(at(12, 3, 7)) is False
    assert requests() == []


def test_a_plan_is_asked_for_once_and_again_only_when_its_run_has_died(registered: Town) -> None:
    request_plan.fn(at(12, 1, 7))
    request_plan.fn(at(12, 1, 8))
    assert [request.key for request in requests()] == ["plan:2020:1:1"]
    with transaction() as session:
        session.get_one(RunRequest, requests()[0].id).state = "crashed"
    request_plan.fn(at(12, 1, 8))
    assert [request.key for request in requests()] == ["plan:2020:1:1", "plan:2020:1:2"]


def test_an_organ_without_offices_is_not_planned(registered: Town) -> None:
    with transaction() as session:
        session.add(Organ(name="荥阳市", title_name="荥阳市", short_name="荥阳", slug="xy", level=Level.COUNTY))
    assert unplanned(2020) == [1]


def test_two_runs_that_meet_open_one_cycle(registered: Town) -> None:
    assert open_cycle.fn(1, 2020, at(12, 1, 9)) == open_cycle.fn(1, 2020, at(12, 1, 9))
    with look() as session:
        assert [cycle.year for cycle in queries.cycles(session)] == [2020]
        assert session.get_one(Cycle, 1).edition == 2019


def test_a_day_is_a_day_in_china_wherever_the_moment_comes_from() -> None:
    assert moment(datetime(2020, 12, 31, 23, 30, tzinfo=UTC)).date() == date(2021, 1, 1)
    assert moment(datetime(2020, 12, 31, 23, 30)).date() == date(2020, 12, 31)
    assert moment(None).tzinfo is SHANGHAI
