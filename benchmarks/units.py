"""What a morning with nothing due costs as towns grow from one to a thousand: seconds, questions, memory."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

SIZES = (1, 10, 100, 1_000)
YEAR = 2026
Morning = list[tuple[str, Callable[[int, datetime], object]]]


def settle(folder: Path, units: int, now: datetime) -> list[int]:
    """Enter so many towns and plan their year; return their cycles."""
    from deployments.simulation.county import towns, write_registers
    from models.db import migrate, transaction
    from models.register import load
    from tasks.plan import open_cycle, unplanned

    migrate()
    few = towns(min(units, 70), YEAR, 1)
    many = [replace(few[n % len(few)], name=f"{few[n % len(few)].name}{n}", slug=f"town{n:04}") for n in range(units)]
    with transaction() as session:
        for path in write_registers(folder, tuple(many)):
            load(session, path)
    return [open_cycle.fn(organ, YEAR, now) for organ in unplanned(YEAR)]


def round_of(now: datetime) -> Morning:
    """Return what a morning does for each cycle, by name."""
    from tasks.contacts import check_contacts, tell_unanswered
    from tasks.instruct import tell_hand_in
    from tasks.least import prepare_least
    from tasks.plan import replan, warn
    from tasks.remind import remind
    from tasks.runs import request_due

    tasks = (replan, warn, prepare_least, tell_hand_in, check_contacts, tell_unanswered, remind, request_due)
    return [(task.fn.__name__, task.fn) for task in tasks]


def measure(folder: Path, units: int) -> dict[str, Any]:
    """Return what the second of two equal mornings costs: the first writes what there is to write."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    from settings import SHANGHAI, settings
    from tasks.runs import open_cycles

    os.environ["NIANBAO_HOME"] = str(folder)
    settings.cache_clear()
    now = datetime(YEAR, 12, 2, 9, tzinfo=SHANGHAI)
    settle(folder / "registers", units, now)
    asked = [0]
    event.listen(Engine, "before_cursor_execute", lambda *_: asked.__setitem__(0, asked[0] + 1))
    each: dict[str, float] = {}
    for _ in range(2):
        asked[0], wall, cpu = 0, perf_counter(), process_time()
        each = dict.fromkeys(("open_cycles", *(name for name, _ in round_of(now))), 0.0)
        cycles = timed(each, "open_cycles", open_cycles)
        for cycle in cycles:
            for name, work in round_of(now):
                timed(each, name, lambda work=work, cycle=cycle: work(cycle, now))
        spent = {"wall": perf_counter() - wall, "cpu": process_time() - cpu, "questions": asked[0]}
    memory = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    return {"units": units, **spent, "memory": memory, "each": each}


def timed(each: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    """Do some work and add its processor seconds under its name."""
    began = process_time()
    found = work()
    each[name] += process_time() - began
    return found


def main() -> None:
    """Print a line for each size, each measured in a process of its own; ``--json`` prints them as one JSON list."""
    if "--alone" in sys.argv:
        with TemporaryDirectory(prefix="nianbao-") as folder:
            print(json.dumps(measure(Path(folder), int(sys.argv[-1]))))
        return
    import subprocess

    most = int(sys.argv[sys.argv.index("--most") + 1]) if "--most" in sys.argv else SIZES[-1]
    rows = []
    for size in (size for size in SIZES if size <= most):
        command = [sys.executable, __file__, "--alone", str(size)]
        rows.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    if "--json" in sys.argv:
        print(json.dumps(rows))
        return
    print(f"{'units':>6}{'wall s':>9}{'CPU s':>8}{'ms a unit':>11}{'questions':>11}{'a unit':>8}{'MB':>6}")
    for row in rows:
        count = row["units"]
        print(
            f"{count:6}{row['wall']:9.2f}{row['cpu']:8.2f}{1000 * row['cpu'] / count:11.1f}"
            f"{row['questions']:11}{row['questions'] / count:8.0f}{row['memory']:6}"
        )
    last = rows[-1]
    print(", ".join(f"{name} {1000 * seconds / last['units']:.1f} ms" for name, seconds in last["each"].items()))


if __name__ == "__main__":
    main()
