"""What one whole cycle costs beside a bare Prefect with as many runs of flows and tasks that do nothing: one run."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

Cost = dict[str, float]
"""Seconds on the wall, of this process's processor and of the server's; requests, flow runs and task runs."""


@contextmanager
def flow_runs_counted() -> Iterator[Counter[int]]:
    """Count the flow runs that are worked off while open, by how many tasks each of them called."""
    from unittest.mock import patch

    from prefect import Task
    from prefect.flow_engine import run_flow

    from deployments import runner

    found: Counter[int] = Counter()
    call = Task.__call__
    tasks = 0

    def called(task: Any, *args: Any, **named: Any) -> Any:
        nonlocal tasks
        tasks += 1
        return call(task, *args, **named)

    def counted(*args: Any, **named: Any) -> Any:
        nonlocal tasks
        tasks = 0
        try:
            return run_flow(*args, **named)
        finally:
            found[tasks] += 1

    with patch.object(runner, "run_flow", counted), patch.object(Task, "__call__", called):
        yield found


def server_seconds() -> float:
    """Return the processor seconds that Prefect's server, our only child, has taken so far."""
    [child] = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    spent = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def measure(work: Callable[[], object]) -> Cost:
    """Return what some work costs."""
    with run_path(str(ROOT / "benchmarks" / "sweep.py"))["counted"]() as found:
        wall, cpu, server = perf_counter(), process_time(), server_seconds()
        work()
        spent = {"wall": perf_counter() - wall, "cpu": process_time() - cpu, "server": server_seconds() - server}
    return {**{name: round(value, 2) for name, value in spent.items()}, **found}


def bare(shapes: Counter[int]) -> None:
    """Run as many flows as a cycle has, each with as many tasks as one of its runs called; all do nothing."""
    from prefect import flow, task

    @task
    def nothing() -> None:
        """Do nothing."""

    @flow
    def empty(tasks: int) -> None:
        """Do nothing so many times."""
        for _ in range(tasks):
            nothing()

    for tasks in shapes.elements():
        empty(tasks)


def both() -> dict[str, Cost]:
    """Return what the town's year costs, and what the same runs cost that do nothing, by the same server."""
    from deployments.demo.story import FIRST_DAY, at
    from deployments.demo.telling import Teller
    from deployments.demo.year import Clock, live, town
    from settings import settings

    clock = Clock(at(*FIRST_DAY[1:], 8, 30))
    with town(settings(), lambda _: None, clock):
        bare(Counter({1: 2}))  # what the first run loads is neither's
        with flow_runs_counted() as shapes:
            cycle = measure(lambda: live(clock, lambda _: None))
        result = Teller(None).result(settings())
        assert result["published"], result
        beside = measure(lambda: bare(shapes))
    runs = shapes.total()
    return {"cycle": {**cycle, "runs": runs}, "bare": {**beside, "runs": runs}}


def main() -> None:
    """Print a line for each, the ratio, and how busy the machine was; ``--json`` prints the same as one object."""
    load = os.getloadavg()[0]
    with TemporaryDirectory(prefix="nianbao-") as folder:
        home = Path(folder, "state")
        home.mkdir()
        os.environ.update(run_path(str(ROOT / "benchmarks" / "cycle.py"))["environment"](home))
        from deployments.service import prefect_environment
        from settings import settings

        os.environ.update(prefect_environment(settings()))
        found = both()
    columns = ("wall", "cpu", "server", "requests", "runs", "tasks")
    ratio = {name: round(found["cycle"][name] / found["bare"][name], 2) for name in columns}
    loads = [round(load, 1), round(os.getloadavg()[0], 1)]
    if "--json" in sys.argv:
        print(json.dumps({**found, "ratio": ratio, "load": loads}))
        return
    print(f"{'':8}{'wall s':>9}{'CPU s':>9}{'server s':>9}{'requests':>9}{'runs':>9}{'tasks':>9}")
    for name, row in {**found, "ratio": ratio}.items():
        print(f"{name:8}" + "".join(f"{row[column]:9.6g}" for column in columns))
    print(f"load {loads[0]} before, {loads[1]} after")


if __name__ == "__main__":
    main()
