"""The processes of one machine: Prefect's server and worker as children, the portal in this one."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import httpx
import uvicorn
import yaml

from deployments.ports import must_be_free
from deployments.worker import PATIENCE as PATIENCE_OF_RUNS
from models.db import migrate, transaction
from models.law import calendar_in_force, rules_in_force
from models.register import load
from settings import SHANGHAI, Settings, settings

POOL = "nianbao"
TIMETABLE = Path(__file__).parent / "prefect.yaml"
CODE = Path(__file__).parent.parent
PATIENCE = 120
"""Seconds the Prefect server may take to start; the first start makes its database."""


STARTS = 3
WITHIN = 600
"""Prefect's server is started so many times in so many seconds; then the service ends, and somebody must look."""


ASKED_EVERY = 20
UNANSWERED = 3
"""Prefect's server is asked every so many seconds whether it is well; after so many times without answer it hangs."""


HEARTBEAT = 30
"""Seconds between two signs of life of a run: the least Prefect allows."""


class NotStarted(Exception):
    """A process of the service did not start; the message names its log."""


def prefect_environment(config: Settings) -> dict[str, str]:
    """Return what every process of ours must have in its environment before it imports Prefect.

    Nothing calls outside: no telemetry, no promotion, and the first UI (the second one fetches from abroad on every
    page). A missing server is an error and never a hidden temporary one.
    """
    environment = {
        "PREFECT_HOME": str((config.home / "prefect").absolute()),
        "PREFECT_API_URL": f"{config.prefect_url}/api",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_UI_URL": config.prefect_url,
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT),
        # Who waits for a cycle or a deployment that another run holds asks again every second, not every half minute.
        "PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS": "1",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
        # In memory, where Prefect keeps them by itself, a restart of the server leaves every slot taken for ever.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        # On SQLite every background writer makes the API answer 503 and its clients sleep: let them write seldom.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "15",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "500",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "500",
    }
    if config.prefect_database_url:
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = config.prefect_database_url
    return environment


Server = AbstractContextManager["subprocess.Popen[bytes]"]
"""Prefect's server as a process that runs while it is open."""


def prefect_server(config: Settings, say: Callable[[str], None], **extra: str) -> Server:
    """Run Prefect's server with our timetable while open; raise ``PortTaken`` or ``NotStarted``."""
    return _server(config, say, extra, is_first=True)


@contextmanager
def _server(
    config: Settings, say: Callable[[str], None], extra: Mapping[str, str], is_first: bool
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server; where it is not this service's first, runs go on, and what they hold stays theirs."""
    must_be_free(config.host, config.prefect_port, "prefect", "NIANBAO_PREFECT_PORT", patience=10)
    environment = {**os.environ, **prefect_environment(config), **extra}
    say("prefect")
    if is_first:
        # The leases of an earlier service: run out, they would take a cycle from whoever holds it then.
        shutil.rmtree(config.home / "prefect" / "concurrency_leases", ignore_errors=True)
    command = ["prefect", "server", "start", "--host", config.host, "--port", str(config.prefect_port)]
    with child(config, "prefect-server", command, environment) as server:
        _wait_until_healthy(config, server)
        if is_first:
            _let_go()
        say("timetable")
        deploy()
        yield server


def _let_go() -> None:
    from tasks.holding import let_go

    let_go()


def deploy() -> None:
    """Bring the timetable of ``prefect.yaml`` to Prefect, with the pool from which the worker takes its runs.

    ``prefect deploy --all`` does the same from the command line; it takes seconds of start-up that this spares.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.workers.process import ProcessWorker

    from deployments.automations import automate

    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        template = ProcessWorker.get_default_base_job_template()
        client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    entries = yaml.safe_load(TIMETABLE.read_text(encoding="utf-8"))["deployments"]
    deployed = {entry["entrypoint"]: _deploy(entry) for entry in entries}
    morning = deployed.pop("flows.morning.morning")
    with get_client(sync_client=True) as client:
        automate(client, morning, deployed.values())


def _deploy(entry: dict[str, Any]) -> UUID:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.deployments.runner import RunnerDeployment
    from prefect.flows import load_flow_from_entrypoint
    from prefect.schedules import Schedule
    from prefect.types.entrypoint import EntrypointType

    limit = entry.get("concurrency_limit")
    deployed = RunnerDeployment.from_flow(
        load_flow_from_entrypoint(entry["entrypoint"]),
        name=entry["name"],
        description=entry["description"],
        tags=entry["tags"],
        schedules=[Schedule(**schedule) for schedule in entry["schedules"]],
        concurrency_limit=ConcurrencyLimitConfig(**limit) if limit else None,
        work_pool_name=entry["work_pool"]["name"],
        entrypoint_type=EntrypointType.MODULE_PATH,
    ).apply()
    assert isinstance(deployed, UUID)
    return deployed


def _wait_until_healthy(config: Settings, server: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last and server.poll() is None:
        if _is_healthy(config, 2):
            return
        time.sleep(0.1)
    raise NotStarted(str(config.home / "logs" / "prefect-server.log"))


def _is_healthy(config: Settings, patience: float) -> bool:
    try:
        return httpx.get(f"{config.prefect_url}/api/health", timeout=patience).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def child(
    config: Settings, name: str, arguments: list[str], environment: dict[str, str], patience: float = 15
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module as a child process with its own log while open; it never outlives us.

    Told to stop, it has ``patience`` seconds.
    """
    folder = config.home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=CODE,
            start_new_session=True,  # Ctrl-C goes to us alone: we stop the children, in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        try:
            yield process
        finally:
            _stop(process, patience)


def _die_with_parent() -> None:
    set_death_signal = 1  # PR_SET_PDEATHSIG: even when we are killed, the kernel stops the child
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes], patience: float) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def portal(config: Settings, clock: Callable[[], datetime]) -> Iterator[Thread]:
    """Serve the portal from a thread of this process while open; raise ``PortTaken``."""
    from portal.app import create_app

    must_be_free(config.host, config.portal_port, "portal", "NIANBAO_PORTAL_PORT")
    host, port = config.host, config.portal_port
    server = uvicorn.Server(uvicorn.Config(create_app(clock), host, port, log_level="warning", lifespan="off"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise NotStarted(config.portal_url)
        time.sleep(0.02)
    try:
        yield thread
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@dataclass
class Kept:
    """Prefect's server, started again where it dies: the runs under way ask it again and go on."""

    config: Settings
    say: Callable[[str], None]
    stack: ExitStack
    starts: list[float] = field(default_factory=list)
    asked_at: float = 0.0
    unanswered: int = 0

    def start(self) -> None:
        """Start it with our timetable, and mend what the one before left behind."""
        is_first = not self.starts
        server = _server(self.config, self.say, {}, is_first)
        self.starts.append(time.monotonic())
        self.process = self.stack.enter_context(server)
        self.asked_at, self.unanswered = time.monotonic(), 0
        try:
            catch_up(datetime.now(SHANGHAI), has_worker=not is_first)
        except httpx.HTTPError:
            if self.process.poll() is None:
                raise

    def goes_on(self) -> bool:
        """Say whether it runs, started again where it must be; not after so many deaths that somebody must look."""
        if self.process.poll() is None and not self._hangs():
            return True
        if sum(began > time.monotonic() - WITHIN for began in self.starts) >= STARTS:
            return False
        self.say("again")
        self.start()
        self.say("ready")
        return True

    def _hangs(self) -> bool:
        """Say whether it runs and has not answered for a minute; then it is killed: nobody need wait for it."""
        if time.monotonic() < self.asked_at + ASKED_EVERY:
            return False
        self.asked_at = time.monotonic()
        self.unanswered = 0 if _is_healthy(self.config, 10) else self.unanswered + 1
        if self.unanswered < UNANSWERED:
            return False
        self.say("hangs")
        self.process.kill()
        self.process.wait()
        return True


def serve(say: Callable[[str], None]) -> str:
    """Run the whole service until Ctrl-C or SIGTERM; return "" then, or which of its parts ended by itself.

    A service manager starts the whole again then, and ``catch_up`` mends what was broken.
    """
    config = settings()
    os.environ.update(prefect_environment(config))
    stopping = _stop_signals()
    prepare(config)
    with ExitStack() as stack:
        page = stack.enter_context(portal(config, lambda: datetime.now(SHANGHAI)))
        server = Kept(config, say, stack.enter_context(ExitStack()))  # of its own: each server outlives the worker
        server.start()
        say("worker")
        working = child(config, "prefect-worker", ["deployments.worker"], dict(os.environ), PATIENCE_OF_RUNS + 15)
        worker = stack.enter_context(working)
        say("ready")
        ended = ""
        while not stopping and not (ended := _ended(page, worker, server)):
            time.sleep(0.2)
        say("stopping")
        return ended


def _ended(page: Thread, worker: subprocess.Popen[bytes], server: Kept) -> str:
    """Return which part has ended and is not started again, "" while all go on."""
    if not page.is_alive():
        return "portal"
    if worker.poll() is not None:
        return "prefect-worker"
    return "" if server.goes_on() else "prefect-server"


def catch_up(now: datetime, has_worker: bool = False) -> None:
    """Mend what an earlier service left behind, and ask for whatever is due: no run is lost, and none done twice."""
    from tasks.mending import STARTING, drop_late_runs, end_dead_runs, reconcile_runs
    from tasks.runs import ask_for_posting, open_cycles, request_due, send_run_requests

    end_dead_runs.fn(STARTING if has_worker else timedelta(0))
    drop_late_runs.fn()
    reconcile_runs.fn(now)
    for cycle in open_cycles():
        with suppress(Exception):  # what is broken in one report is for the morning round to say
            request_due.fn(cycle, now)
    ask_for_posting.fn(now)
    send_run_requests.fn()


def prepare(config: Settings) -> None:
    """Bring the database up to date and load the office's register; refuse own files that cannot be obeyed."""
    rules_in_force()
    calendar_in_force()
    config.home.mkdir(parents=True, exist_ok=True)
    migrate()
    if config.register_file:
        with transaction() as session:
            load(session, config.register_file)


def _stop_signals() -> list[int]:
    """Collect Ctrl-C and SIGTERM instead of dying of them, so that everything is stopped in order."""
    received: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: received.append(got))
    return received
