"""How long after the last office has sent its workbook the draft is there and the office has been told by mail."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from runpy import run_path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

TIMES = 10


@contextmanager
def service(home: Path) -> Iterator[int]:
    """Run ``nianbao serve`` over a folder while open; yield its process."""
    register = str(ROOT / "deployments" / "demo" / "register.toml")
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve"],
        cwd=ROOT,
        env={**os.environ, "NIANBAO_HOME": str(home), "NIANBAO_REGISTER_FILE": register},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        assert any("服务已启动" in line for line in process.stdout)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def settled(until: float) -> None:
    """Wait until no run is wanted or goes on any more."""
    from models import queries
    from models.db import look
    from portal.runs import send_waiting
    from tasks.mending import reconcile_runs

    while monotonic() < until:
        send_waiting()
        reconcile_runs.fn(moment_of_story())
        with look() as session:
            if not [*queries.run_requests_in(session, "waiting"), *queries.run_requests_in(session, "sent")]:
                return
        sleep(0.5)
    raise TimeoutError


def moment_of_story():  # type: ignore[no-untyped-def]
    """Return a moment at which nothing is late yet."""
    from deployments.demo.story import at

    return at(1, 5, 9)


def prepare() -> None:
    """Plan, hand out, let every office file and everything be explained, with both numbers that will come in turn."""
    from deployments.demo.story import STORY, Explains, Files, at
    from deployments.demo.year import perform
    from models import queries
    from models.acts import request_run
    from models.db import look, transaction
    from report.lifecycle import Stage
    from tasks.plan import open_cycle

    with look() as session:
        organ_id = queries.organs(session)[0].id or 0
    cycle_id = open_cycle.fn(organ_id, 2020, at(12, 1, 9))
    with transaction() as session:
        request_run(session, queries.cycles(session)[0], Stage.COLLECT, "benchmark", at(12, 16, 9))
    settled(monotonic() + 120)
    last = {act.office: act for act in STORY if isinstance(act, Files) and not act.slips and not act.damaged}
    for act in last.values():
        perform(act)
    settled(monotonic() + 120)
    for turn in range(2):
        perform(Files(at(1, 5, 8, turn), "财政所", slips={"t2.procurement.projects": 36 + turn}))
        settled(monotonic() + 120)
        perform(Explains(at(1, 5, 8, 10 + turn), "周晓敏"))
        settled(monotonic() + 120)
    assert cycle_id


def measured(turn: int, mail: Path) -> float:
    """Return the seconds from the commit of an office's filing to the mail that asks for a signature."""
    from deployments.demo.story import Files, at
    from deployments.demo.year import perform
    from portal.runs import send_waiting

    index = mail / "index.jsonl"
    before = len(index.read_text(encoding="utf-8").splitlines())
    act = Files(at(1, 5, 9) + timedelta(minutes=turn), "财政所", slips={"t2.procurement.projects": 36 + turn % 2})
    assert perform(act)
    began = monotonic()
    send_waiting()
    while monotonic() - began < 60:
        came = index.read_text(encoding="utf-8").splitlines()[before:]
        if any(":sign:" in json.loads(line)["key"] for line in came):
            return monotonic() - began
        sleep(0.01)
    raise TimeoutError


def main() -> None:
    """Print the seconds of each time, and their middle; ``--json`` prints them as a list."""
    with TemporaryDirectory(prefix="nianbao-") as folder:
        home = Path(folder, "state")
        home.mkdir()
        os.environ.update(run_path(str(ROOT / "benchmarks" / "cycle.py"))["environment"](home))
        from deployments.demo.mailbox import Mailbox
        from deployments.service import prefect_environment
        from settings import settings

        os.environ.update(prefect_environment(settings()))
        with Mailbox(home / "mail", settings().mail_port), service(home):
            prepare()
            seconds = []
            for turn in range(TIMES):
                settled(monotonic() + 120)
                sleep(2)
                seconds.append(round(measured(turn, home / "mail"), 2))
                print(seconds[-1], file=sys.stderr, flush=True)
    if "--json" in sys.argv:
        print(json.dumps(seconds))
    else:
        print("  ".join(f"{each:.2f}" for each in seconds))
        print(f"middle {median(seconds):.2f} s, longest {max(seconds):.2f} s")


if __name__ == "__main__":
    main()
