"""One service and one mail server: from the last workbook to the letter that asks for a signature, stops included."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from deployments.demo.mailbox import Mailbox
from deployments.demo.story import at
from models import Delivery, queries
from models.db import migrate, transaction
from models.register import load
from portal.runs import send_waiting
from report.lifecycle import Move
from settings import settings
from tests.processes import ROOT, Place
from tests.tasks.town import Town

REGISTER = ROOT / "deployments" / "demo" / "register.toml"
LAST = "财政所"


class House:
    """A town in a database, a mail server, and ``nianbao serve`` over both."""

    def __init__(self, place: Place, mailbox: Mailbox) -> None:
        self.place = place
        self.mailbox = mailbox
        self.town = Town(place.home)
        self.process: subprocess.Popen[str] | None = None

    def serve(self) -> None:
        """Start the service and wait until it says that it runs."""
        self.process = self.place.start("serve", NIANBAO_MAIL_URL=settings().mail_url)
        assert self.process.stdout
        assert any("服务已启动" in line for line in self.process.stdout), self.process.communicate()[1]

    def stop(self) -> int:
        """Tell the service to stop, as a service manager does, and wait for its end."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=90)
        return self.process.returncode

    def api(self, path: str, question: object) -> Any:
        for _ in range(20):
            answer = httpx.post(f"{self.place.api}/{path}", json=question, timeout=60)
            if answer.status_code != 503:
                break
            time.sleep(1)
        return answer.raise_for_status().json()

    def deployment(self, flow: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.api("deployments/filter", {})
        return next(each for each in found if each["entrypoint"] == f"flows.{flow}.{flow}")

    def runs(self, **wanted: object) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api("flow_runs/filter", {"flow_runs": wanted})
        return found

    def run(self, run_id: str) -> dict[str, Any]:
        return self.runs(id={"any_": [run_id]})[0]

    def set_state(self, run_id: str, kind: str) -> None:
        self.api(f"flow_runs/{run_id}/set_state", {"state": {"type": kind}, "force": True})

    def automations(self) -> set[tuple[str, str]]:
        """Return each automation with the moment of its last change."""
        return {(each["id"], each["updated"]) for each in self.api("automations/filter", {})}

    def told(self) -> Counter[str]:
        """Count the letters that the mail server has taken in, by what they are about."""
        return Counter(str(mail["X-Nianbao-Key"]).split(":")[1] for mail in self.mailbox.messages())


def until(happened: Callable[[], object], seconds: float = 240) -> bool:
    """Wait for something to happen; return whether it did."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if happened():
            return True
        time.sleep(0.5)
    return False


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a town in which every office but one has filed and all is explained, and its service."""
    place = Place.at(tmp_path_factory.mktemp("onward") / "state")
    place.home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.environment().items():
            patch.setenv(name, value)
        patch.setenv(
            "NIANBAO_MAIL_URL", f"mailto://127.0.0.1:{place.mail}?from=nianbao@guangwu.example&mode=insecure"
        )
        patch.setenv("PREFECT_API_URL", place.api)
        settings.cache_clear()
        migrate()
        with transaction() as session:
            load(session, REGISTER)
        with Mailbox(place.home / "mail", place.mail) as mailbox:
            house = House(place, mailbox)
            _until_one_is_missing(house.town)
            house.serve()
            yield house
            if house.process and house.process.poll() is None:
                house.stop()
            place.end()
    settings.cache_clear()


def _until_one_is_missing(town: Town) -> None:
    """Live to the day on which one office owes its figures; what will be asked about the whole is explained."""
    town.plan()
    town.now = at(12, 16, 9)
    town.hand_out()
    town.now = at(1, 4, 9)
    town.everybody_files()
    with transaction() as session:
        office = queries.office_named(session, town.organ_id, LAST)
        assert office is not None
        # Its figures were right: when they come again, everything that was explained holds.
        queries.passed(session, town.cycle_id)[office.id or 0].move(Move.RETURN)
        for request in queries.run_requests_in(session, "waiting"):
            request.state = "completed"  # what it asked for was done without a service
        for notice in queries.notices(session, town.cycle_id):
            notice.state = Delivery.DELIVERED


# One run goes all the way


def test_the_last_workbook_becomes_a_draft_and_a_letter_that_asks_for_a_signature_in_one_run(house: House) -> None:
    workbook = house.place.home / "填报表.xlsx"
    workbook.write_bytes(house.town.filled(LAST))
    done = house.place.run("file", str(workbook), "--office", LAST, "--by", "某某", "--json")
    assert done.returncode == 0, done.stderr
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
    run = house.api(f"deployments/{house.deployment('rollup')['id']}/create_flow_run", {})
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
