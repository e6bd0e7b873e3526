"""The flows: a whole small year through the engine, each flow run twice, the second time with nothing left to do."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from socket import socket
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client

from deployments.demo.mailbox import Mailbox
from deployments.demo.robot import Robot
from deployments.demo.story import at
from deployments.demo.year import HERE
from deployments.service import portal
from flows.approve import approve
from flows.archive import archive
from flows.check import check
from flows.collect import collect
from flows.draft import draft
from flows.morning import morning
from flows.night import night
from flows.notices import notices
from flows.plan import plan
from flows.publish import publish
from flows.rerun import rerun
from flows.rollup import rollup
from models import Cycle, Delivery, Organ, Rollup, RunRequest, queries
from models.acts import request_run
from models.db import look, migrate, transaction
from models.journal import broken_at
from models.register import load
from portal.runs import send_waiting
from report.lifecycle import CHAIN, Role, Stage, Verdict
from report.sheet import Level
from settings import settings
from tests.tasks.town import OFFICES, Town


@dataclass(frozen=True)
class Ran:
    """One flow run twice at one moment: what it answered, and which tables the second run still changed."""

    flow: str
    now: datetime
    first: object
    again: object
    changed_again: list[str]


@dataclass
class Year:
    """The year as it was lived: the town, everything that ran, and the two receivers."""

    town: Town
    mailbox: Mailbox
    robot: Robot
    ran: list[Ran] = field(default_factory=list)

    def run(self, flow: Callable[..., object], *arguments: object) -> object:
        """Run a flow twice at the town's moment."""
        first = flow(*arguments, now=self.town.now)
        before = tables(self.town.home)
        again = flow(*arguments, now=self.town.now)
        after = tables(self.town.home)
        changed = [name for name in after if after[name] != before[name]]
        self.ran.append(Ran(flow.name, self.town.now, first, again, changed))  # type: ignore[attr-defined]
        return first

    def answers(self, flow: str) -> list[tuple[str, object]]:
        """Return what a flow answered, day by day."""
        return [(f"{one.now:%m-%d}", one.first) for one in self.ran if one.flow == flow]


def tables(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with sqlite3.connect(home / "nianbao.db") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def live(year: Year) -> None:
    """Live from December to March, every flow twice."""
    town = year.town

    def on(month: int, day: int, hour: int) -> None:
        town.now = at(month, day, hour)

    on(12, 1, 9)
    year.run(morning)
    year.run(plan, 2020)
    year.run(notices)
    on(12, 16, 9)
    year.run(morning)
    year.run(collect)
    year.run(notices)
    on(12, 29, 9)
    for office in OFFICES[1:]:
        town.files(office, nothing=office == "综合行政执法中队")
    year.run(collect)
    year.run(check)
    year.run(morning)
    on(1, 4, 8)
    year.run(morning)
    town.files(OFFICES[0], {"t3.partly_granted.natural_person": 0})
    year.run(collect)
    year.run(check)
    town.files(OFFICES[0])
    year.run(collect)
    year.run(check)
    town.explain()
    year.run(draft)
    year.run(approve)
    town.sign(Role.DRAFTER)
    year.run(approve)
    town.sign(Role.CONFIDENTIALITY, Verdict.RETURN, "项目数请再核对", "财政所")
    year.run(approve)
    on(1, 5, 9)
    town.files("财政所", {"t2.procurement.projects": 30})
    year.run(collect)
    year.run(check)
    town.explain()
    year.run(draft)
    for role in CHAIN:
        year.run(approve)
        town.sign(role)
    year.run(approve)
    year.run(publish)
    year.run(archive)
    year.run(notices)
    on(1, 8, 2)
    year.run(night)
    on(1, 8, 9)
    year.run(morning)
    town.now = at(1, 28, 8).replace(month=2)
    with transaction() as session:
        county = Organ(name="荥阳市", title_name="荥阳市", short_name="荥阳市", slug="xy", level=Level.COUNTY)
        session.add(county)
        session.flush()
        session.get_one(Organ, town.organ_id).parent_id = county.id
    year.run(rollup)


def free_port() -> int:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def year(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """Live the year once, with a mail server, a robot and the portal as the site."""
    home = tmp_path_factory.mktemp("year")
    mail, robot = free_port(), free_port()
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("NIANBAO_HOME", str(home))
        patch.setenv("NIANBAO_MAIL_URL", f"mailto://127.0.0.1:{mail}?from=nianbao@guangwu.example&mode=insecure")
        patch.setenv("NIANBAO_ROBOT_URL", f"json://127.0.0.1:{robot}/")
        patch.setenv("NIANBAO_PORTAL_PORT", str(free_port()))
        stack.callback(settings.cache_clear)
        settings.cache_clear()
        migrate()
        with transaction() as session:
            load(session, HERE / "register.toml")
        year = Year(
            Town(home),
            stack.enter_context(Mailbox(home / "mail", mail)),
            stack.enter_context(Robot(home / "robot.jsonl", robot)),
        )
        stack.enter_context(portal(settings(), lambda: year.town.now))
        # A second saved at each flow; Prefect's setting for it cannot be changed once its test server runs.
        patch.setattr("prefect.flow_engine.BaseFlowRunEngine.heartbeat_seconds", None)
        live(year)
        yield year


def test_every_flow_run_again_writes_no_row_and_no_notice(year: Year) -> None:
    assert {(one.flow, f"{one.now:%m-%d %H}"): one.changed_again for one in year.ran if one.changed_again} == {}
    assert len(year.ran) == 32


def test_every_flow_run_again_says_that_nothing_was_left_to_do(year: Year) -> None:
    said = {one.flow: one.again for one in year.ran if one.flow not in ("morning", "rollup")}
    delivered_nothing = {"waiting": 0, "delivered": 0, "uncertain": 0, "failed": 0}
    assert said == {
        "plan": [],
        "collect": [],
        "check": [],
        "draft": [],
        "approve": [],
        "publish": [],
        "archive": [],
        "notices": delivered_nothing,
        "night": 0,
    }


def test_each_stage_is_done_by_the_first_run_that_finds_it_due(year: Year) -> None:
    assert year.answers("plan") == [("12-01", [1])]
    assert year.answers("collect") == [("12-16", []), ("12-29", [7]), ("01-04", [1]), ("01-04", [1]), ("01-05", [1])]
    assert [answer for _, answer in year.answers("check")] == [[]] * 4
    with look() as session:
        assert [draft.made_at for draft in queries.drafts(session, year.town.cycle_id)] == [at(1, 4, 8), at(1, 5, 9)]
    here = year.town.here
    assert here.publication is not None
    assert here.publication.address == f"{settings().portal_url}/site/guangwu/2020/index.html"
    assert (year.answers("publish"), year.answers("archive")) == ([("01-05", [])], [("01-05", [])])
    assert year.answers("rollup") == [("02-28", 1)]


def test_the_morning_round_asks_for_what_is_due_and_for_nothing_that_waits_for_people(year: Year) -> None:
    assert year.answers("morning") == [
        ("12-01", []),
        ("12-16", ["collect"]),
        ("12-29", []),
        ("01-04", []),
        ("01-08", []),
    ]


def test_the_year_ends_published_compared_archived_and_with_an_unbroken_journal(year: Year) -> None:
    here = year.town.here
    assert here.publication is not None
    assert (here.publication.trouble, here.publication.verified_at) == ("", at(1, 5, 9))
    assert here.archived
    assert year.town.sheet["t2.procurement.projects"] == 37
    with look() as session:
        assert broken_at(session) is None
        rollups: Rollup | None = queries.newest_rollup(session, 2, 2020)
    assert rollups is not None
    assert rollups.missing == ""


def test_everybody_was_told_by_mail_and_nobody_twice(year: Year) -> None:
    told = Counter(mail["X-Nianbao-Key"] for mail in year.mailbox.messages())
    said = Counter(str(said["key"]) for said in year.robot.messages())
    assert max((told + said).values()) == 1
    with look() as session:
        notices_of_year = queries.notices(session, year.town.cycle_id)
    assert {notice.state for notice in notices_of_year} <= {Delivery.DELIVERED, Delivery.WAITING}
    kinds = Counter(notice.key.split(":")[1] for notice in notices_of_year)
    once = {"handout": 8, "passed": 9, "returned": 1, "sign": 6, "sent_back": 5, "archived": 1}
    assert kinds.items() >= once.items()


def test_every_run_that_was_requested_stands_in_the_engine_under_its_own_key(year: Year) -> None:
    with look() as session:
        requests: list[RunRequest] = queries.run_requests_keyed_like(session, "")
    assert {request.state for request in requests} == {"sent"}
    with get_client(sync_client=True) as client:
        runs = [client.read_flow_run(UUID(request.flow_run_id)) for request in requests]
    assert [run.idempotency_key for run in runs] == [request.key for request in requests]
    assert [run.name for run in runs] == [request.name for request in requests]
    assert {request.flow for request in requests} >= {"plan", "collect", "approve"}


def test_at_night_the_published_report_is_found_as_it_was_approved(year: Year) -> None:
    assert year.answers("night") == [("01-08", 0)]


def test_the_operators_form_shows_what_would_change_and_runs_only_where_that_is_wanted(year: Year) -> None:
    before = tables(year.town.home)
    assert rerun(Stage.CHECK, "广武镇", 2020, now=year.town.now) == []
    assert tables(year.town.home) == before
    assert rerun(Stage.PUBLISH, only_show=False, now=year.town.now) == []
    with look() as session:
        (request,) = queries.run_requests_keyed_like(session, f"{year.town.cycle_id}:publish:rerun:")
    assert (request.state, request.flow) == ("sent", "publish")


def test_what_an_act_in_the_portal_asks_for_is_started_at_once_and_never_twice(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    with get_client(sync_client=True) as client:
        at_prefect = client.api_url.port
    monkeypatch.setenv("NIANBAO_PREFECT_PORT", str(at_prefect))
    settings.cache_clear()
    with transaction() as session:
        request = request_run(
            session, session.get_one(Cycle, year.town.cycle_id), Stage.APPROVE, "link-1", at(1, 9, 9)
        )
        request_id = request.id
    assert send_waiting() == 1
    assert send_waiting() == 0
    with look() as session:
        sent = session.get_one(RunRequest, request_id)
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(sent.flow_run_id))
    assert (run.idempotency_key, run.name, sent.state) == (sent.key, sent.name, "sent")


def test_where_the_engine_is_away_the_wish_waits_for_the_morning_round(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_PREFECT_PORT", str(free_port()))
    settings.cache_clear()
    with transaction() as session:
        request = request_run(
            session, session.get_one(Cycle, year.town.cycle_id), Stage.APPROVE, "link-2", at(1, 9, 9)
        )
        request_id = request.id
    assert send_waiting() == 0
    with look() as session:
        assert session.get_one(RunRequest, request_id).state == "waiting"
