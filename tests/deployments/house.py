"""A town in a database, a mail server, and ``nianbao serve`` over both: where stories about the service live."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.demo.mailbox import Mailbox
from deployments.demo.story import at
from models import Delivery, queries
from models.db import migrate, transaction
from models.register import load
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

    def serve(self, **more: str) -> None:
        """Start the service and wait until it says that it runs."""
        self.process = self.place.start("serve", before=(), NIANBAO_MAIL_URL=settings().mail_url, **more)
        self.serves()

    def serves(self) -> None:
        """Wait until the service says, once more, that it runs."""
        assert self.process
        assert self.process.stdout
        assert any("服务已启动" in line for line in self.process.stdout), self.process.communicate()[1]

    def end(self) -> tuple[int, str]:
        """Wait until the service ends by itself; return its code and its complaint."""
        assert self.process
        complained = self.process.communicate(timeout=90)[1]
        return self.process.returncode, complained

    def stop(self) -> int:
        """Tell the service to stop, as a service manager does, and wait for its end."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=90)
        return self.process.returncode

    def file(self) -> None:
        """File the last office's workbook by our command; all that follows is due then."""
        workbook = self.place.home / "填报表.xlsx"
        workbook.write_bytes(self.town.filled(LAST))
        done = self.place.run("file", str(workbook), "--office", LAST, "--by", "某某", "--json")
        assert done.returncode == 0, done.stderr

    def api(self, path: str, question: object) -> Any:
        """Put a question to Prefect's API; while it is busy writing, or is just being started again, ask again."""
        for _ in range(30):
            with suppress(httpx.TransportError):
                answer = httpx.post(f"{self.place.api}/{path}", json=question, timeout=60)
                if answer.status_code != 503:
                    return answer.raise_for_status().json()
            time.sleep(1)
        raise TimeoutError(path)

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

    def works(self) -> bool:
        """Say whether the worker asks for runs: from then on it bears a server that does not answer."""
        pools = self.api("work_pools/nianbao/workers/filter", {})
        return any(worker["status"] == "ONLINE" for worker in pools)

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


@contextmanager
def one_is_missing(home: Path) -> Iterator[House]:
    """Open a town in which every office but one has filed and all is explained; its service is not started yet."""
    place = Place.at(home)
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
