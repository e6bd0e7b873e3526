"""Asking for a stage again in the portal: shown first, done only as shown, and under the operator's name."""

import re
from collections.abc import Callable
from datetime import datetime

import httpx
import pytest
from fastapi.testclient import TestClient

from models import RunRequest, queries
from models.db import look, transaction
from report.lifecycle import Role
from tests.portal.operators import enter, entered, voucher
from tests.portal.test_board import in_order, words
from tests.portal.town import Town, at

Visit = Callable[[Callable[[], datetime]], TestClient]


@pytest.fixture
def town(town: Town) -> Town:
    """Return the town whose draft the drafter has signed."""
    town.everybody_files()
    town.draft("c")
    town.now = at(1, 5)
    town.sign(Role.DRAFTER)
    return town


@pytest.fixture
def portal(town: Town, visit: Visit) -> TestClient:
    """Return the portal, entered by an operator."""
    portal = visit(town.clock)
    enter(portal)
    return portal


def page(town: Town, stage: str = "") -> str:
    return f"/cycles/{town.cycle_id}/rerun" + (f"?stage={stage}" if stage else "")


def pressed(answer: httpx.Response) -> dict[str, str]:
    """Return what the button of a page sends."""
    fields = {name: re.findall(rf'name="{name}" value="([^"]+)"', answer.text)[0] for name in ("stage", "mark")}
    return {**fields, "voucher": voucher(answer)}


def asked(town: Town) -> list[RunRequest]:
    with look() as session:
        return queries.run_requests_keyed_like(session, f"{town.cycle_id}:check:rerun:")


def test_whoever_has_not_entered_is_led_to_the_entrance_and_asks_for_nothing(town: Town, visit: Visit) -> None:
    stranger = visit(town.clock)
    for answer in (stranger.get(page(town, "check")), stranger.post(page(town), data={"stage": "check"})):
        assert "请写明姓名，输入维护口令" in words(answer)
    assert asked(town) == []


def test_the_page_of_the_cycle_leads_to_every_stage(town: Town, portal: TestClient) -> None:
    assert f'href="{page(town)}"' in portal.get(f"/cycles/{town.cycle_id}").text
    answer = portal.get(page(town))
    assert re.findall(r"\?stage=(\w+)", answer.text) == [
        *("plan", "collect", "check", "draft", "approve", "publish", "archive")
    ]
    assert "照此重新办理" not in answer.text


def test_what_would_come_of_it_is_shown_before_anything_is_done(town: Town, portal: TestClient) -> None:
    answer = portal.get(page(town, "draft"))
    assert in_order(words(answer), "会有什么变化", "文件不同：", "签字作废：周晓敏", "会发出的通知", "照此重新办理")
    assert [line for line in entered() if "重新办理" in line[2]] == []


def test_pressing_the_button_asks_for_the_stage_in_the_operators_name_and_shows_how_it_goes(
    town: Town, portal: TestClient
) -> None:
    answer = portal.post(page(town), data=pressed(portal.get(page(town, "check"))))
    (request,) = asked(town)
    assert (request.flow, request.state) == ("check", "waiting")
    assert str(answer.url).endswith(f"/cycles/{town.cycle_id}/rerun/{request.id}")
    assert in_order(words(answer), "重新办理：从“核对”起", "待提交", "维护人员李工要求从“核对”一步重新办理")
    assert ("维护人员李工", "看板 testclient", "维护人员李工要求从“核对”一步重新办理") in entered()


def test_pressing_it_twice_asks_once(town: Town, portal: TestClient) -> None:
    given = pressed(portal.get(page(town, "check")))
    first, second = portal.post(page(town), data=given), portal.post(page(town), data=given)
    assert (first.status_code, second.status_code) == (200, 409)
    assert len(asked(town)) == 1


def test_where_something_has_happened_since_the_new_state_is_shown_and_nothing_done(
    town: Town, portal: TestClient
) -> None:
    given = pressed(portal.get(page(town, "check")))
    town.sign(Role.CONFIDENTIALITY)
    answer = portal.post(page(town), data=given)
    assert "就在刚才，情况有变动，什么也没有办" in words(answer)
    assert asked(town) == []
    assert portal.post(page(town), data=pressed(answer)).status_code == 200
    assert len(asked(town)) == 1


def test_a_form_of_another_site_asks_for_nothing(town: Town, portal: TestClient) -> None:
    given = pressed(portal.get(page(town, "check")))
    for other in ("", "0" * 64, voucher(portal.get("/papers"))):
        assert portal.post(page(town), data={**given, "voucher": other}).status_code == 409
    assert asked(town) == []


def test_what_is_no_stage_no_report_and_no_rerun_of_it_is_not_there(town: Town, portal: TestClient) -> None:
    with transaction() as session:
        other = queries.run_requests(session, town.cycle_id)[0]
    for path in (page(town, "print"), "/cycles/99/rerun", f"{page(town)}/{other.id}", f"{page(town)}/999"):
        assert portal.get(path).status_code == 404
