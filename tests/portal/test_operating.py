"""The operator's entrance: who has the key comes in under a name, guessing is slow, and nobody acts unawares."""

import stat
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from models.operator import is_operator_key, key_file, make_key, operator_key
from portal.forms import LARGEST_FORM
from settings import settings
from tests.portal.operators import NAME, enter, entered, voucher
from tests.portal.test_board import words
from tests.portal.town import Town, at

Visit = Callable[[Callable[[], datetime]], TestClient]


@pytest.fixture
def town(town: Town) -> Town:
    """Return the town with somebody's figures to look at."""
    town.now = at(1, 5)
    return town


def is_in(portal: TestClient) -> bool:
    return portal.get("/papers", follow_redirects=False).status_code == 200


def test_the_key_is_made_once_and_nobody_else_can_read_it() -> None:
    assert (make_key(), make_key()) == (True, False)
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert is_operator_key(f" {operator_key()}\n")
    assert not is_operator_key("")


def test_without_a_key_nobody_comes_in_and_is_told_how_one_is_made(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    answer = portal.post("/operator", data={"name": NAME, "key": "", "voucher": voucher(portal.get("/operator"))})
    assert "还没有维护口令" in words(answer)
    assert not is_in(portal)


def test_a_key_that_the_office_has_set_is_the_key(town: Town, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_OPERATOR_KEY", "广武镇的口令")
    settings.cache_clear()
    assert make_key() is False
    portal = visit(town.clock)
    assert is_in(portal) is False
    enter(portal, "广武镇的口令")
    assert is_in(portal)


def test_whoever_gives_name_and_key_is_led_on_and_stands_in_the_journal(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    led = portal.get(f"/cycles/{town.cycle_id}/rerun?stage=check")
    assert str(led.url).endswith("/operator?then=%2Fcycles%2F1%2Frerun%3Fstage%3Dcheck")
    assert 'name="then" value="/cycles/1/rerun?stage=check"' in led.text
    answer = enter(portal, then="/cycles/1/rerun?stage=check")
    assert str(answer.url).endswith("/cycles/1/rerun?stage=check")
    assert ("维护人员李工", "看板 testclient", "进入维护") in entered()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "/\\example.com", "x:1", ""])
def test_nobody_is_led_to_another_site(elsewhere: str, town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    assert enter(portal, then=elsewhere).history[0].headers["Location"] == "/"


def test_the_cookie_is_good_for_half_a_day_and_for_no_script_and_no_other_site(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    cookie = enter(portal).history[0].headers["set-cookie"].lower()
    assert cookie.startswith("nianbao_operator=")
    assert all(part in cookie for part in ("httponly", "samesite=strict", "max-age=43200"))
    assert "secure" not in cookie  # the proxy may speak http to us
    town.now += timedelta(hours=11, minutes=59)
    assert is_in(portal)
    town.now += timedelta(minutes=1)
    assert not is_in(portal)


def test_where_readers_come_by_tls_the_cookie_never_goes_without(town: Town, visit: Visit) -> None:
    portal = TestClient(visit(town.clock).app, base_url="https://guangwu.example")
    assert "; Secure" in enter(portal).history[0].headers["set-cookie"]
    assert is_in(portal)


@pytest.mark.parametrize("forged", ["", ".", "x.y", "WyJhIiw5ZTk5LCIiXQ==.00"])
def test_a_cookie_that_is_not_ours_is_nobodys(forged: str, town: Town, visit: Visit) -> None:
    make_key()
    portal = visit(town.clock)
    portal.cookies.set("nianbao_operator", forged)
    assert not is_in(portal)


def test_another_key_ends_everybodys_stay(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    enter(portal)
    key_file().write_text("another key\n")
    assert not is_in(portal)


def test_after_five_wrong_keys_nothing_is_accepted_for_a_minute(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    told = [enter(portal, "falsch") for _ in range(5)]
    assert [answer.status_code for answer in told] == [422, 422, 422, 422, 429]
    assert "口令不对" in words(told[0])
    assert "请等一分钟" in words(enter(portal))
    assert not is_in(portal)
    assert ("没有进入的人", "看板 testclient", "连续5次输错维护口令，一分钟内不再接受") in entered()
    town.now += timedelta(minutes=1)
    enter(portal)
    assert is_in(portal)


def test_who_gives_no_name_does_not_come_in(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    assert "请写明您的姓名" in words(enter(portal, name=" \n"))
    assert not is_in(portal)


def test_a_form_that_another_site_sends_lets_nobody_in_and_nobody_out(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    make_key()
    portal.post("/operator", data={"name": NAME, "key": operator_key(), "voucher": "0" * 64})
    assert not is_in(portal)
    enter(portal)
    portal.post("/operator/leave", data={"voucher": "0" * 64})
    assert is_in(portal)


def test_whose_stay_has_ended_while_filling_in_a_form_comes_back_to_its_page(town: Town, visit: Visit) -> None:
    page = "http://testserver/cycles/1/rerun?stage=check"
    answer = visit(town.clock).post("/papers/1/record", data={}, headers={"Referer": page}, follow_redirects=False)
    assert answer.headers["Location"] == "/operator?then=%2Fcycles%2F1%2Frerun%3Fstage%3Dcheck"


def test_whoever_leaves_is_out(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    enter(portal)
    portal.post("/operator/leave", data={"voucher": voucher(portal.get("/operator"))})
    assert not is_in(portal)
    assert entered()[-1][2] == "退出维护"


def test_a_form_without_end_is_not_taken_in(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    answer = portal.post("/operator", content=b"name=" + b"x" * LARGEST_FORM)
    assert answer.status_code == 422


def test_pages_that_act_load_nothing_foreign_and_send_forms_nowhere_else(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    for answer in (portal.get("/operator"), enter(portal, then="/papers")):
        policy = answer.headers["Content-Security-Policy"]
        assert all(part in policy for part in ("script-src 'none'", "form-action 'self'", "frame-ancestors 'none'"))
        assert answer.headers["Cache-Control"] == "no-store"
