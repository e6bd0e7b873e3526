"""Planning: written once, with every date and duty, and everybody told once."""

from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import select

from deployments.demo.story import at
from models import Cycle, Organ, RunRequest, queries
from models.assignment import Assignment
from models.db import look, transaction
from report.calendar import BadCalendar
from report.deadlines import is_workday
from report.lifecycle import CYCLE_STAGES, Role, Stage
from report.sheet import Level
from settings import SHANGHAI, settings
from tasks.clock import moment
from tasks.plan import open_cycle, replan, request_plan, unplanned, warn
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
    assert steps[Stage.PUBLISH].reckoning == "法定 1 月 31 日 → 要求 1 月 8 日（周五）"
    assert (
        steps[Stage.APPROVE].reckoning
        == "法定 1 月 31 日 → 要求 1 月 8 日（周五） → 提前 1 个工作日 → 1 月 7 日（周四）"
    )


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


# A calendar that comes or is corrected later


def corrected(folder: Path, monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    """Lay a file over the calendar of 2021."""
    (folder / "2021.toml").write_text(
        f'source = "本测试"\n[[holidays]]\nname = "本地假日"\n{days}\n', encoding="utf-8"
    )
    monkeypatch.setenv("NIANBAO_CALENDARS", str(folder))
    settings.cache_clear()


def test_a_plan_that_still_holds_is_left_alone(planned: Town) -> None:
    before = planned.database
    assert replan.fn(planned.cycle_id, at(12, 2, 9)) == []
    assert planned.database == before


def test_a_corrected_calendar_moves_what_is_ahead_and_tells_each_only_of_dates_that_are_theirs(
    handed_out: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    corrected(folder, monkeypatch, "from = 2021-01-07\nto = 2021-01-07")
    moved = replan.fn(handed_out.cycle_id, at(12, 20, 9))
    assert "审签：内部截止由 1 月 7 日改为 1 月 6 日" in moved
    steps = handed_out.here.steps
    assert steps[Stage.APPROVE].due_on == date(2021, 1, 6)
    assert "1 月 6 日（周三）" in steps[Stage.APPROVE].reckoning
    assert steps[Stage.PLAN].due_on == date(2020, 12, 1)
    told = handed_out.told("moved")
    assert "审签：内部截止由 1 月 7 日改为 1 月 6 日" in told["马志远"].text
    assert "核对" not in told["马志远"].text
    assert "核对" in told["周晓敏"].text  # the leading office hears everything
    assert handed_out.journal()[-1].startswith("计划日期有变动：")
    before = handed_out.database
    assert replan.fn(handed_out.cycle_id, at(12, 21, 9)) == []
    assert handed_out.database == before


def test_who_is_done_hears_nothing_and_what_is_done_keeps_its_date(
    drafted: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    collected = drafted.here.steps[Stage.COLLECT].due_on
    corrected(folder, monkeypatch, "from = 2021-01-06\nto = 2021-01-07")
    assert replan.fn(drafted.cycle_id, at(1, 5, 9))
    assert drafted.here.steps[Stage.COLLECT].due_on == collected
    assert set(drafted.told("moved")) == {"周晓敏", "何建国", "孙丽萍", "马志远"}


def test_a_day_to_which_no_plan_leads_any_more_is_told_once_and_the_plan_stays(planned: Town) -> None:
    with transaction() as session:
        session.get_one(Organ, planned.organ_id).publish_by = "01-01"
    before = {stage: step.due_on for stage, step in planned.here.steps.items()}
    for hour in (9, 10):
        assert replan.fn(planned.cycle_id, at(12, 2, hour)) == []
    assert {stage: step.due_on for stage, step in planned.here.steps.items()} == before
    (told,) = planned.told("too_late").values()
    assert "登记表要求01-01前公开" in told.text


def test_a_file_that_cannot_be_used_stops_planning_with_its_sentence(
    planned: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    corrected(folder, monkeypatch, "from = 2022-01-07\nto = 2022-01-07")
    with pytest.raises(BadCalendar, match=r"2021\.toml 第"):
        replan.fn(planned.cycle_id, at(12, 2, 9))


# A plan that slips


def test_a_report_that_comes_in_time_worries_nobody(handed_out: Town) -> None:
    assert warn.fn(handed_out.cycle_id, at(12, 20, 9)) == ""
    assert handed_out.count("slipping") == 0


def test_an_office_that_is_late_makes_the_leading_office_hear_of_it_while_there_is_time(waiting: Town) -> None:
    expected = warn.fn(waiting.cycle_id, at(1, 6, 9))
    assert expected > "2021-01-08"
    (told,) = waiting.told("slipping").values()
    assert "财政所、司法所" in told.text
    assert "法定期限：2021年1月31日（周日），还有" in told.text
    assert warn.fn(waiting.cycle_id, at(1, 6, 10)) == expected
    assert waiting.count("slipping") == 1
    assert warn.fn(waiting.cycle_id, at(1, 26, 9)) > "2021-01-31"
    assert "赶不上法定期限" in list(waiting.told("slipping").values())[-1].subject


def test_a_signature_that_is_missing_is_named_with_its_role(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    assert warn.fn(drafted.cycle_id, at(1, 13, 9)) != ""
    assert "正在等：保密审查人何建国。" in next(iter(drafted.told("slipping").values())).text


def test_what_is_published_is_not_foreseen_any_more(approved: Town) -> None:
    approved.publish()
    assert warn.fn(approved.cycle_id, at(2, 20, 9)) == ""
