"""The page of a plan: every date with its reckoning, more time with its reason, each demand beside its sentence."""

import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from deployments.demo.story import at
from models import Extension
from portal.app import create_app
from report.calendar import STATE_COUNCIL
from report.lifecycle import Stage
from settings import SHANGHAI, settings
from tasks.extend import give_more_time
from tasks.instruct import confirm_proposals, reject_proposal
from tasks.plan import open_cycle, replan
from tests.tasks.conftest import at_step, gate, years
from tests.tasks.test_instruct import kept, notice
from tests.tasks.town import Town

__all__ = ["at_step", "gate", "years"]


@pytest.fixture(autouse=True)
def home() -> None:
    """Leave the state folder to the town that is copied."""


@pytest.fixture
def town(at_step: Callable[[str], Town]) -> Town:
    """Return the town with its workbooks out."""
    return at_step("handed_out")


def words(address: str, now: datetime) -> str:
    """Return what a reader sees at an address, without the markup."""
    answer = TestClient(create_app(lambda: now)).get(address)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def plan_page(town: Town, now: datetime | None = None) -> str:
    return words(f"/cycles/{town.cycle_id}/plan", now or at(12, 21, 9))


def test_every_date_of_the_year_says_how_it_was_reckoned(town: Town) -> None:
    shown = plan_page(town)
    assert "法定 1 月 31 日 → 要求 1 月 8 日（周五） → 提前 1 个工作日 → 1 月 7 日（周四）" in shown
    assert "上级要求 没有已确认的" in shown
    for nothing in ("没有延期。", "还没有存下上级通知。", "还没有确认上级的报送要求。"):
        assert nothing in shown
    assert "放假安排" not in shown


def test_each_demand_of_a_notice_stands_beside_its_sentence_with_its_doubts_and_its_answer(town: Town) -> None:
    rows = kept(town, notice(submit="1月6日", publish="2021年1月7日"))
    before = plan_page(town)
    assert "“二、审核通过后，于1月6日前报送加盖公章的纸质版一式两份。”" in before
    assert "请核对： 没有写年份，按2020年度年报推断为2021年" in before
    assert before.count("待确认") == 3
    assert "3条上级要求待确认" in words(f"/cycles/{town.cycle_id}", at(12, 21, 9))
    confirm_proposals(town.organ_id, [rows[1].id or 0], "周晓敏", at(12, 20, 9))
    reject_proposal(town.organ_id, rows[0].id or 0, "周晓敏", "只管街道", at(12, 20, 9))
    shown = plan_page(town)
    assert "上级要求 2021年1月6日 周三" in shown
    assert "已确认 周晓敏，" in shown
    assert "只管街道" in shown
    assert "报送，纸质版，一式2份，加盖公章" in shown
    assert "邮箱：gk@xingyang.example" in shown


def test_more_time_shows_who_gave_it_why_and_whether_a_date_rests_on_it(town: Town) -> None:
    for until, day in ((date(2021, 1, 5), 20), (date(2021, 1, 6), 21)):
        wanted = Extension(
            cycle_id=town.cycle_id,
            stage=Stage.COLLECT,
            office_id=town.office("司法所").id,
            until=until,
            reason="案卷还在法院",
            given_by="周晓敏",
            given_at=at(12, day, 9),
            origin="命令行",
        )
        assert give_more_time(wanted, at(12, day, 9))
    shown = plan_page(town)
    assert re.search(r"司法所 收数 2021年1月6日 有效 周晓敏 12月21日 09:00 案卷还在法院", shown)
    assert "2021年1月5日 不再起作用" in shown
    assert "有效" not in plan_page(town, at(1, 7, 9)).replace("现行有效", "")


def test_a_year_without_an_official_calendar_is_planned_with_a_warning_and_planned_again_when_it_comes(
    at_step: Callable[[str], Town], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = next(year for year in range(2026, 2100) if not STATE_COUNCIL.is_official(year))
    town = at_step("registered")
    now = datetime(year - 1, 12, 1, 9, tzinfo=SHANGHAI)
    town.cycle_id = open_cycle.fn(town.organ_id, year - 1, now)
    warning = f"国务院还没有公布{year}年的放假安排"
    assert warning in plan_page(town, now)
    assert warning in words("/", now)
    folder = tmp_path / "calendars"
    folder.mkdir()
    names = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
    days = (f"{year}-01-04", f"{year}-02-08", f"{year}-04-05", f"{year}-05-03", f"{year}-06-09", f"{year}-09-15")
    lines = [f'source = "国办发明电〔{year - 1}〕99号"']
    for name, day in zip(names, (*days, f"{year}-10-04"), strict=True):
        first = f"{year}-01-01" if name == "元旦" else day
        lines += ["[[holidays]]", f'name = "{name}"', f"from = {first}", f"to = {day}"]
    (folder / f"{year}.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("NIANBAO_CALENDARS", str(folder))
    settings.cache_clear()
    before = plan_page(town, now)
    moved = replan.fn(town.cycle_id, now)
    assert moved
    assert warning not in plan_page(town, now)
    assert warning not in words("/", now)
    assert plan_page(town, now) != before
    assert town.told("moved")


def test_nothing_can_be_changed_by_looking_and_what_does_not_exist_is_missing(town: Town) -> None:
    visitor = TestClient(create_app(lambda: at(12, 21, 9)))
    assert visitor.get("/cycles/99/plan").status_code == 404
    assert visitor.post(f"/cycles/{town.cycle_id}/plan").status_code == 405
    before = town.database
    plan_page(town)
    assert town.database == before
