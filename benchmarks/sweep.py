"""What an idle morning costs through Prefect, beside a bare flow with as many tasks: seconds and requests."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

ROUNDS = 10


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Count the requests that leave this process, and the tasks that run, while open."""
    import httpx
    from prefect import Task

    found: Counter[str] = Counter()
    send, call = httpx.Client.send, Task.__call__

    def sent(client: httpx.Client, *args: Any, **named: Any) -> httpx.Response:
        found["requests"] += 1
        return send(client, *args, **named)

    def called(task: Any, *args: Any, **named: Any) -> Any:
        found["tasks"] += 1
        return call(task, *args, **named)

    with patch.object(httpx.Client, "send", sent), patch.object(Task, "__call__", called):
        yield found


def measure(work: Callable[[], object]) -> dict[str, float]:
    """Return what one of several equal runs costs, the first left out."""
    work()
    with counted() as found:
        wall, cpu = perf_counter(), process_time()
        for _ in range(ROUNDS):
            work()
        spent = {"wall": perf_counter() - wall, "cpu": process_time() - cpu, **found}
    return {name: round(value / ROUNDS, 4) for name, value in spent.items()}


def sweeps() -> dict[str, dict[str, float]]:
    """Return what an idle morning of one planned cycle costs, and a flow that does nothing in as many tasks."""
    from settings import SHANGHAI, settings

    now = datetime(2020, 12, 2, 9, tzinfo=SHANGHAI)
    from prefect import flow, task

    from deployments.demo.year import town
    from flows.morning import morning
    from tasks.plan import open_cycle

    with town(settings(), lambda _: None, lambda: now):
        open_cycle.fn(1, 2020, now)
        idle = measure(lambda: morning(now=now))

        @task
        def nothing() -> None:
            """Do nothing."""

        @flow
        def bare() -> None:
            """Do nothing as many times as a morning has tasks."""
            for _ in range(int(idle["tasks"])):
                nothing()

        return {"idle morning": idle, "bare flow": measure(bare)}


def main() -> None:
    """Print a line for each, and the ratio; ``--json`` prints the same as one JSON object."""
    with TemporaryDirectory(prefix="nianbao-") as folder:
        home = Path(folder, "state")
        home.mkdir()
        os.environ.update(run_path(str(ROOT / "benchmarks" / "cycle.py"))["environment"](home))
        from deployments.service import prefect_environment
        from settings import settings

        os.environ.update(prefect_environment(settings()))
        found = sweeps()
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    print(f"{'':14}{'wall s':>8}{'CPU s':>8}{'requests':>10}{'tasks':>7}")
    for name, cost in found.items():
        print(f"{name:14}{cost['wall']:8.3f}{cost['cpu']:8.3f}{cost.get('requests', 0):10.1f}{cost['tasks']:7.1f}")
    print(f"ratio {found['idle morning']['wall'] / found['bare flow']['wall']:.2f}")


if __name__ == "__main__":
    main()
