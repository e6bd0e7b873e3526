"""How long one whole cycle of the example town takes, and which of its flows take it: one run, nothing repeated."""

import json
import os
import socket
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Literal
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

PORTS = ("PORTAL", "PREFECT", "MAIL", "ROBOT")


@dataclass
class Cost:
    """What some work took: how often it was done, seconds on the wall, seconds of this process's processor."""

    runs: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Add what is done while open, whether it ends well or not."""
        wall, cpu = perf_counter(), process_time()
        try:
            yield
        finally:
            self.runs += 1
            self.wall += perf_counter() - wall
            self.cpu += process_time() - cpu


def free_ports() -> list[int]:
    """Return ports that nobody listens on, each another one."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    try:
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def environment(home: Path) -> dict[str, str]:
    """Return the settings of a town of its own: an empty folder, free ports, its own mail server and robot."""
    ports = dict(zip(PORTS, free_ports(), strict=True))
    return {
        "NIANBAO_HOME": str(home),
        "NIANBAO_MAIL_URL": f"mailto://127.0.0.1:{ports['MAIL']}?from=nianbao@guangwu.example&mode=insecure",
        "NIANBAO_ROBOT_URL": f"json://127.0.0.1:{ports['ROBOT']}/robot",
        **{f"NIANBAO_{name}_PORT": str(port) for name, port in ports.items()},
    }


@contextmanager
def each_run_measured() -> Iterator[dict[str, Cost]]:
    """Measure every flow run that is worked off while open, under its flow's name."""
    from prefect.flow_engine import run_flow

    from deployments import runner

    costs: dict[str, Cost] = defaultdict(Cost)

    def measured(flow: Any, flow_run: Any, return_type: Literal["state"]) -> object:
        with costs[flow.name].measured():
            return run_flow(flow, flow_run=flow_run, return_type=return_type)

    with patch.object(runner, "run_flow", measured):
        yield costs


def live_once() -> tuple[dict[str, Cost], dict[str, Cost], int]:
    """Live the town's year; return what its parts and its flows cost, and how many notices were delivered."""
    from deployments.service import prefect_environment
    from settings import settings

    os.environ.update(prefect_environment(settings()))
    parts = {name: Cost() for name in ("importing", "starting", "living", "stopping")}
    with parts["importing"].measured():
        from deployments.demo.story import FIRST_DAY, at
        from deployments.demo.telling import Teller
        from deployments.demo.year import Clock, live, town
    clock = Clock(at(*FIRST_DAY[1:], 8, 30))
    opened = town(settings(), lambda _: None, clock)
    with parts["starting"].measured():
        opened.__enter__()
    try:
        with parts["living"].measured(), each_run_measured() as flows:
            live(clock, lambda _: None)
        result = Teller(None).result(settings())
    finally:
        with parts["stopping"].measured():
            opened.__exit__(None, None, None)
    assert result["published"], result
    notices = result["notices"]
    assert isinstance(notices, dict)
    return parts, flows, notices["delivered"]


def main() -> None:
    """Print one line for each part and each flow; ``--json`` prints the same as one JSON object."""
    with TemporaryDirectory(prefix="nianbao-") as folder:
        home = Path(folder, "state")
        home.mkdir()
        os.environ.update(environment(home))
        parts, flows, notices = live_once()
    children = getrusage(RUSAGE_CHILDREN)
    server = children.ru_utime + children.ru_stime
    if "--json" in sys.argv:
        rows = {name: vars(cost) for name, cost in {**parts, **flows}.items()}
        print(json.dumps({**rows, "server_cpu": round(server, 2), "notices": notices}))
        return
    print(f"{'':12}{'runs':>6}{'wall s':>9}{'CPU s':>8}{'wall s a run':>14}")
    for name, cost in parts.items():
        print(f"{name:12}{'':6}{cost.wall:9.2f}{cost.cpu:8.2f}")
    for name, cost in sorted(flows.items(), key=lambda item: -item[1].wall):
        print(f"  {name:10}{cost.runs:6}{cost.wall:9.2f}{cost.cpu:8.2f}{cost.wall / cost.runs:14.2f}")
    total = sum(cost.wall for cost in parts.values())
    print(f"together {total:.1f} s, Prefect's server {server:.1f} s of CPU beside; {notices} notices delivered")


if __name__ == "__main__":
    main()
