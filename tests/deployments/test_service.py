"""``nianbao serve`` as a real service: it starts, runs what is asked, calls nobody outside, and ends when told to."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.processes import ROOT, Place, is_free

TIMETABLE = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
REGISTER = ROOT / "deployments" / "demo" / "register.toml"
HOME = {"127.0.0.1", "::1", "0.0.0.0", "localhost"}

Service = tuple[Place, "subprocess.Popen[str]"]


def can_trace() -> bool:
    """Say whether strace is here and may watch a process."""
    if not shutil.which("strace"):
        return False
    return (
        subprocess.run(
            ["strace", "-D", "-f", "--seccomp-bpf", "-o", os.devnull, "true"], capture_output=True
        ).returncode
        == 0
    )


def serve(place: Place, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    """Start the service and wait until it says that it runs."""
    calls = str(place.home.parent / "calls")
    process = place.start("serve", before=before, NIANBAO_REGISTER_FILE=str(REGISTER), NIANBAO_TEST_CALLS=calls)
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if "服务已启动" in line:
            return process
    raise AssertionError("".join(said) + process.communicate()[1])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return where the service of this file lives."""
    place = Place.at(tmp_path_factory.mktemp("service") / "state")
    yield place
    place.end()


@pytest.fixture(scope="module")
def service(place: Place) -> Service:
    """Start one service for this file; the last tests stop it. Every call of its processes is written down."""
    trace = str(place.home.parent / "trace")
    before = (
        "strace",
        "-D",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=connect,sendto,sendmsg",
        "-e",
        "signal=none",
        "-o",
        trace,
    )
    return place, serve(place, before if can_trace() else ())


def post(place: Place, path: str, question: object) -> Any:
    """Put a question to Prefect's API; on SQLite it may be busy writing and asks to be asked again."""
    for _ in range(20):
        answer = httpx.post(f"{place.api}/{path}", json=question, timeout=30)
        if answer.status_code != 503:
            break
        time.sleep(1)
    return answer.raise_for_status().json()


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Wait for something to happen; return whether it did."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if happened():
            return True
        time.sleep(0.5)
    return False


# It runs


def test_everything_answers(service: Service) -> None:
    place, process = service
    assert process.poll() is None
    assert httpx.get(f"{place.api}/health").json() is True
    assert httpx.get(f"http://127.0.0.1:{place.portal}/health").json() == {"status": "ok"}
    board = httpx.get(f"http://127.0.0.1:{place.portal}/")
    assert (board.status_code, "年报" in board.text) == (200, True)


def test_operators_get_the_interface_that_fetches_nothing_from_abroad(service: Service) -> None:
    place, _ = service
    page = httpx.get(f"http://127.0.0.1:{place.prefect}/").text
    settings = httpx.get(f"http://127.0.0.1:{place.prefect}/ui-settings").json()
    assert settings["default_ui"] == "v1"
    assert settings["api_url"] == "/api"
    assert set(re.findall(r'(?:src|href)="(https?://[^"]+)"', page)) == set()


def test_every_entry_of_the_timetable_is_a_deployment_with_its_schedule_in_china_s_time(service: Service) -> None:
    place, _ = service
    found = {str(d["entrypoint"]): d for d in post(place, "deployments/filter", {})}
    expected = {entry["entrypoint"]: entry for entry in TIMETABLE}
    assert len(expected) == len(TIMETABLE)
    assert set(found) == set(expected)
    for entrypoint, entry in expected.items():
        assert described(found[entrypoint]) == described_entry(entry)


def described(deployment: dict[str, Any]) -> tuple[object, ...]:
    """Return what matters of a deployment as Prefect tells it."""
    schedules = [
        (s["slug"], s["schedule"]["cron"], s["schedule"]["timezone"], s["active"]) for s in deployment["schedules"]
    ]
    limit = deployment["global_concurrency_limit"]
    options = deployment["concurrency_options"]
    concurrency = (limit["limit"], options["collision_strategy"]) if limit and options else None
    return (
        deployment["name"],
        deployment["description"],
        sorted(deployment["tags"]),
        deployment["work_pool_name"],
        schedules,
        concurrency,
        deployment["paused"],
    )


def described_entry(entry: dict[str, Any]) -> tuple[object, ...]:
    """Return the same of an entry in the timetable."""
    schedules = [(s["slug"], s["cron"], "Asia/Shanghai", True) for s in entry["schedules"]]
    limit = entry.get("concurrency_limit")
    concurrency = (limit["limit"], limit["collision_strategy"]) if limit else None
    pool = entry["work_pool"]["name"]
    return (entry["name"], entry["description"], sorted(entry["tags"]), pool, schedules, concurrency, False)


def test_the_worker_is_there_and_the_next_rounds_are_scheduled(service: Service) -> None:
    place, _ = service
    assert until(
        lambda: [w["status"] for w in post(place, "work_pools/nianbao/workers/filter", {})] == ["ONLINE"], 30
    )
    scheduled = {"state": {"type": {"any_": ["SCHEDULED"]}}, "deployment_id": {"is_null_": False}}
    assert until(lambda: len(post(place, "flow_runs/filter", {"flow_runs": scheduled})) > 5, 30), (
        place.home / "logs" / "prefect-server.log"
    ).read_text()[-2000:]


def test_a_round_that_is_asked_for_is_run_by_the_worker_in_a_process_of_its_own_and_what_is_due_follows(
    service: Service,
) -> None:
    place, process = service
    morning = next(d for d in post(place, "deployments/filter", {}) if d["entrypoint"] == "flows.morning.morning")
    wish = {"parameters": {"now": "2026-12-01T08:30:00+08:00"}, "idempotency_key": "test:morning"}
    run, again = (post(place, f"deployments/{morning['id']}/create_flow_run", wish) for _ in range(2))
    assert again["id"] == run["id"]

    def ended() -> dict[str, Any]:
        (found,) = post(place, "flow_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
        return dict(found)

    assert until(lambda: ended()["state_type"] in ("COMPLETED", "FAILED", "CRASHED"), 90)
    assert ended()["state_type"] == "COMPLETED"
    assert ended()["infrastructure_pid"] not in ("", None, str(process.pid))
    assert str(ended()["name"]).startswith("晨检 · 2026年12月1日")
    assert until(lambda: place.rows("SELECT year FROM cycle") == [(2026,)], 90)


# It calls nobody


def test_no_python_code_of_any_process_connects_to_or_looks_up_anything_but_this_machine(service: Service) -> None:
    place, _ = service
    calls = [json.loads(line) for line in (place.home.parent / "calls").read_text(encoding="utf-8").splitlines()]
    hosts = {re.sub(r"^\W*b?'?([^',]*).*", r"\1", address) for _, address in calls}
    assert len(calls) > 20
    assert {host for host in hosts if not is_here(host)} == set()


def is_here(host: str) -> bool:
    return host in HOME or "/" in host or host in ("", "None")


@pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not watch processes here")
def test_no_process_asks_the_kernel_for_anything_but_this_machine(service: Service) -> None:
    place, _ = service
    trace = (place.home.parent / "trace").read_text(encoding="utf-8", errors="replace")
    called = re.findall(r'inet_(?:addr\("|pton\(AF_INET6, ")([^"]+)"', trace)
    assert len(called) > 20
    assert set(called) <= HOME


def test_every_process_was_told_to_send_nothing_home(service: Service) -> None:
    place, _ = service
    of_ours = (" -m prefect server ", " -m deployments.worker")
    children = {line.split()[2]: pid for pid, line in place.processes() if any(one in line for one in of_ours)}
    assert set(children) == {"prefect", "deployments.worker"}
    for pid in children.values():
        told = dict(
            entry.partition("=")[::2] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0") if entry
        )
        assert told["DO_NOT_TRACK"] == "1"
        assert told["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
        assert told["PREFECT_SERVER_UI_V2_ENABLED"] == "false"
        assert told["PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT"] == "false"
        assert told["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] == "false"
        assert told["PREFECT_API_URL"] == place.api


# Prefect's own command reads the same timetable


def test_prefect_s_own_deploy_command_makes_the_same_deployments_as_the_service(service: Service) -> None:
    place, _ = service
    before = {str(d["entrypoint"]): described(d) for d in post(place, "deployments/filter", {})}
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    done = subprocess.run(
        [*command, "--prefect-file", str(ROOT / "deployments" / "prefect.yaml")],
        cwd=ROOT,
        env=place.environment(PREFECT_API_URL=place.api, PREFECT_HOME=str(place.home / "prefect"), DO_NOT_TRACK="1"),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert {str(d["entrypoint"]): described(d) for d in post(place, "deployments/filter", {})} == before


# It ends


def ends(place: Place, process: "subprocess.Popen[str]", number: int) -> None:
    began = time.monotonic()
    process.send_signal(number)
    said, complained = process.communicate(timeout=60)
    assert time.monotonic() - began < 25
    assert (process.returncode, complained) == (0, "")
    assert "正在停止" in said
    assert until(lambda: list(place.processes()) == [], 5), list(place.processes())
    assert all(is_free(int(port)) for port in place.ports.values())


def test_ctrl_c_ends_it_in_order_and_leaves_nothing_behind(service: Service) -> None:
    ends(*service, signal.SIGINT)


def test_it_starts_again_where_it_was_and_a_service_manager_s_sigterm_ends_it_in_order_too(place: Place) -> None:
    process = serve(place)
    kept = {d["entrypoint"] for d in post(place, "deployments/filter", {})}
    assert kept == {entry["entrypoint"] for entry in TIMETABLE}
    ends(place, process, signal.SIGTERM)


@pytest.mark.parametrize(
    "command, port, program",
    [
        ("serve", "portal", "办理页面"),
        ("serve", "prefect", "运行监控"),
        ("run", "mail", "演示邮件服务"),
        ("run", "robot", "演示群机器人"),
    ],
)
def test_a_taken_port_is_one_sentence_that_names_the_port_and_its_setting(
    tmp_path: Path, command: str, port: str, program: str
) -> None:
    place = Place.at(tmp_path / "state")
    with socket.socket() as other:
        other.bind(("127.0.0.1", getattr(place, port)))
        other.listen()
        done = place.run(command)
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"端口 {getattr(place, port)} 已被占用（{program}）。"
        f"请停掉占用它的程序，或设置 NIANBAO_{port.upper()}_PORT 为别的端口。"
    )
    assert list(place.processes()) == []
