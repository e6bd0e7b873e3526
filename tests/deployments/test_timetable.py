"""The timetable: Prefect's own reader accepts it, every flow stands in it, and it falls on the days of the law."""

import asyncio
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.cli.deploy._models import PrefectYamlModel
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.server.schemas.schedules import CronSchedule

from report.lifecycle import Stage
from settings import SHANGHAI
from templates import say
from tests.processes import ROOT

TIMETABLE = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {entry["entrypoint"].split(".")[1]: entry for entry in TIMETABLE["deployments"]}


def runs(flow: str, first: date, last: date) -> list[datetime]:
    """Return when a flow runs by itself in a span of days, as a clock in China shows it."""
    start = datetime.combine(first, datetime.min.time(), SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), SHANGHAI) - timedelta(seconds=1)
    found: list[datetime] = []
    for schedule in ENTRIES[flow]["schedules"]:
        cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
        found += asyncio.run(cron.get_dates(n=1000, start=start, end=end))
    return sorted(moment.astimezone(SHANGHAI).replace(tzinfo=None) for moment in found)


def every_day(first: date, last: date, hour: int, minute: int) -> list[datetime]:
    days = (last - first).days + 1
    return [datetime(first.year, first.month, first.day, hour, minute) + timedelta(days=n) for n in range(days)]


def test_prefect_s_own_model_of_the_file_accepts_it_and_leaves_nothing_out() -> None:
    model = PrefectYamlModel.model_validate(TIMETABLE)
    assert [entry.name for entry in model.deployments] == [entry["name"] for entry in TIMETABLE["deployments"]]
    for read, written in zip(model.deployments, TIMETABLE["deployments"], strict=True):
        kept = read.model_dump(mode="json", exclude_none=True, by_alias=True)
        assert set(written) <= set(kept)


def test_the_file_was_written_for_the_prefect_that_is_locked() -> None:
    locked = re.search(r"^prefect==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked
    assert TIMETABLE["prefect-version"] == locked[1]


def test_every_flow_stands_in_the_timetable_once_under_the_name_operators_know() -> None:
    flows = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__", "onward", "rounds"}
    assert set(ENTRIES) == flows
    assert len(TIMETABLE["deployments"]) == len(flows)
    assert {flow: entry["name"] for flow, entry in ENTRIES.items()} == {
        flow: say("runs", "stage", stage=flow) for flow in flows
    }
    assert {stage.value for stage in Stage} <= flows


@pytest.mark.parametrize("flow", sorted(ENTRIES))
def test_each_entry_loads_its_flow_and_can_run_it_without_being_told_anything(flow: str) -> None:
    entry = ENTRIES[flow]
    loaded: Flow[..., Any] = load_flow_from_entrypoint(entry["entrypoint"])
    assert isinstance(loaded, Flow)
    assert loaded.name == flow
    assert not loaded.parameters.required
    assert entry["work_pool"]["name"] == "nianbao"
    assert "年报" in entry["tags"]


def test_all_times_are_those_of_china() -> None:
    zones = {schedule["timezone"] for entry in ENTRIES.values() for schedule in entry["schedules"]}
    assert zones == {"Asia/Shanghai"}


def test_of_the_rounds_one_runs_at_a_time_and_the_stages_take_turns_only_within_a_cycle() -> None:
    alone = {flow: entry["concurrency_limit"] for flow, entry in ENTRIES.items() if "concurrency_limit" in entry}
    assert alone == {
        "morning": {"limit": 1, "collision_strategy": "CANCEL_NEW"},
        "notices": {"limit": 1, "collision_strategy": "ENQUEUE"},
    }


@pytest.mark.parametrize(
    "flow, expected",
    [
        ("plan", [datetime(2026, 12, 1, 8, 30)]),
        ("collect", every_day(date(2026, 12, 1), date(2027, 1, 31), 8, 30)),
        ("check", every_day(date(2027, 1, 1), date(2027, 1, 31), 17, 0)),
        ("draft", every_day(date(2027, 1, 1), date(2027, 1, 31), 9, 0)),
        ("approve", every_day(date(2027, 1, 1), date(2027, 1, 31), 9, 15)),
        ("publish", every_day(date(2027, 1, 1), date(2027, 3, 31), 9, 30)),
        ("rollup", every_day(date(2027, 2, 1), date(2027, 3, 31), 8, 0)),
        ("night", [*every_day(date(2026, 12, 1), date(2027, 3, 31), 2, 10)]),
        ("archive", every_day(date(2027, 1, 1), date(2027, 3, 31), 18, 0)),
    ],
)
def test_from_november_to_october_a_stage_runs_by_itself_on_exactly_these_days(
    flow: str, expected: list[datetime]
) -> None:
    assert runs(flow, date(2026, 11, 1), date(2027, 10, 31)) == expected


def test_the_legal_deadlines_are_inside_the_days_on_which_publishing_runs() -> None:
    days = {moment.date() for moment in runs("publish", date(2027, 1, 1), date(2027, 12, 31))}
    assert {date(2027, 1, 31), date(2027, 3, 31)} <= days


def test_the_morning_round_comes_every_ten_minutes_day_and_night_and_posting_every_half_hour_by_day() -> None:
    day = date(2027, 1, 8)
    assert runs("morning", day, day) == [datetime(2027, 1, 8) + timedelta(minutes=10 * n) for n in range(144)]
    posting = runs("notices", day, day)
    assert (posting[0], posting[-1], len(posting)) == (
        datetime(2027, 1, 8, 7, 5),
        datetime(2027, 1, 8, 19, 35),
        26,
    )


def test_the_runs_of_a_day_do_not_start_in_the_same_minute_as_those_they_wait_for() -> None:
    day = date(2027, 1, 8)
    chain = [runs(flow, day, day)[0] for flow in ("collect", "draft", "approve", "publish", "check", "archive")]
    assert chain == sorted(set(chain))


def test_where_the_flows_lie_is_where_the_service_starts_them() -> None:
    assert TIMETABLE["pull"] == []
    for entry in ENTRIES.values():
        module = Path(*entry["entrypoint"].split(".")[:2]).with_suffix(".py")
        assert (ROOT / module).is_file()
