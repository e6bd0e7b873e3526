"""One service and one mail server: from the last workbook to the letter that asks for a signature, stops included."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from deployments.demo.story import at
from portal.runs import send_waiting
from tests.deployments.house import LAST, House, one_is_missing, until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a town in which every office but one has filed and all is explained, and its service."""
    with one_is_missing(tmp_path_factory.mktemp("onward") / "state") as house:
        house.serve()
        yield house


def no_round_is_near() -> bool:
    """Say whether the round of every ten minutes will not find a run half done: it would ask for the rest itself."""
    return 15 < time.time() % 600 < 540


# One run goes all the way


def test_the_last_workbook_becomes_a_draft_and_a_letter_that_asks_for_a_signature_in_one_run(house: House) -> None:
    assert until(no_round_is_near)
    house.file()
    assert until(lambda: house.told()["sign"] == 1)
    assert house.told()["passed"] == 1
    [(flow, run_id)] = house.place.rows(
        "SELECT flow, flow_run_id FROM runrequest WHERE cycle_id = 1 AND flow_run_id != ''"
    )
    assert flow == "collect"
    assert until(lambda: house.run(run_id)["state_type"] == "COMPLETED")
    state = house.run(run_id)["state"]
    assert (state["name"], state["message"]) == ("等拟稿人审签", "收数 → 核对 → 起草 → 审签")
    assert {"广武镇", "2020", "收数", "年报"} <= set(house.run(run_id)["tags"])


def test_the_operators_page_leads_to_every_document_and_shows_how_far_the_report_has_come(house: House) -> None:
    documents = [number for (number,) in house.place.rows("SELECT id FROM document ORDER BY id")]
    found = house.api("artifacts/latest/filter", {"limit": 100})
    links = sorted(each["data"] for each in found if each["key"].startswith("document-1-"))
    portal = f"http://127.0.0.1:{house.place.portal}"
    assert len(links) == len(documents) > 10
    for number in documents:
        address = f"{portal}/documents/{number}"
        assert any(address in link for link in links)
        assert httpx.get(address).status_code == 200
    [progress] = [each for each in found if each["key"] == "progress-1"]
    assert progress["type"] == "progress"
    assert 50 < progress["data"] < 100
    assert "办到审签" in progress["description"]


# Prefect looks after its runs itself, too


def test_prefect_has_the_round_look_at_once_and_gives_up_the_silent(house: House) -> None:
    assert sorted(each["name"] for each in house.api("automations/filter", {})) == [
        "年报：运行出错或迟迟没有开始，马上晨检",
        "年报：运行没有了动静，记为崩溃",
    ]


def test_a_run_that_crashes_is_told_to_the_leading_office_in_one_letter_without_waiting_for_the_next_round(
    house: House,
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()  # or the worker may have taken it already
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": later}}
    run = house.api(f"deployments/{house.deployment('rollup')['id']}/create_flow_run", {"state": state})
    house.set_state(run["id"], "CRASHED")
    told = "SELECT state FROM notice WHERE text LIKE ?"
    assert until(lambda: house.place.rows(told, f"%{run['id']}%") == [("delivered",)])


# Stopping and starting


def test_stopped_in_the_middle_of_a_run_and_started_again_everything_happens_once(house: House) -> None:
    house.town.now = at(1, 4, 11)
    filing = house.town.files(LAST, {"t2.procurement.projects": 37})
    assert send_waiting() == 1
    [(run_id,)] = house.place.rows("SELECT flow_run_id FROM runrequest ORDER BY id DESC LIMIT 1")
    assert until(lambda: house.run(run_id)["state_type"] in ("RUNNING", "COMPLETED"))
    automations = house.automations()
    assert house.stop() == 0
    assert list(house.place.processes()) == []
    house.serve()
    assert house.automations() == automations
    assert until(lambda: house.place.rows("SELECT status FROM filing WHERE id = ?", filing) == [("passed",)])
    assert until(lambda: house.run(run_id)["state_type"] in ("COMPLETED", "CRASHED"))
    assert until(lambda: house.told()["passed"] == 2)
    assert max(Counter(mail["X-Nianbao-Key"] for mail in house.mailbox.messages()).values()) == 1


def test_a_worker_that_is_killed_with_its_run_leaves_nothing_undone(house: House) -> None:
    house.town.now = at(1, 4, 12)
    filing = house.town.files(LAST)
    assert send_waiting() == 1
    [(run_id,)] = house.place.rows("SELECT flow_run_id FROM runrequest ORDER BY id DESC LIMIT 1")
    assert until(lambda: house.run(run_id)["state_type"] in ("PENDING", "RUNNING", "COMPLETED"))
    [worker] = [number for number, line in house.place.processes() if line.endswith("-m deployments.worker ")]
    os.kill(worker, signal.SIGKILL)
    assert house.process
    house.process.communicate(timeout=90)
    assert house.process.returncode == 1
    assert until(lambda: list(house.place.processes()) == [], 20), list(house.place.processes())
    house.serve()
    assert until(lambda: house.place.rows("SELECT status FROM filing WHERE id = ?", filing) == [("passed",)])
    assert until(lambda: house.run(run_id)["state_type"] in ("COMPLETED", "CRASHED"))
    assert max(Counter(mail["X-Nianbao-Key"] for mail in house.mailbox.messages()).values()) == 1
