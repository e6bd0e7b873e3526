"""A worker whose runs find everything loaded: each works in a process forked from one that has only imported."""

import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
import warnings
from collections.abc import Mapping
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from typing import Any

import anyio
from anyio.abc import TaskStatus
from prefect.client.schemas.objects import FlowRun
from prefect.flows import load_flow_from_flow_run
from prefect.runner._control_channel import ControlChannel
from prefect.runner._flow_run_executor import FlowRunExecutorContext
from prefect.runner._process_manager import ProcessHandle
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker, ProcessWorkerResult

from tasks.mending import process_here

STAGES = ("plan", "collect", "check", "draft", "approve", "publish", "rollup", "archive")
LOADED = [__name__, "prefect.flow_engine", *(f"flows.{flow}" for flow in (*STAGES, "notices", "morning"))]
"""What every run needs and what takes seconds to import: imported once, in a process that does nothing else."""

CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()


warnings.filterwarnings("ignore", "Type 'WarmWorker'")  # it takes the place of Prefect's own, on purpose


class WarmWorker(ProcessWorker):
    """Prefect's process worker; a run starts in a tenth of a second, and what it breaks is its own process."""

    is_closing = False
    """Whether no further run is taken."""

    async def run(
        self,
        flow_run: FlowRun,
        configuration: ProcessJobConfiguration,
        task_status: TaskStatus[Any] | None = None,
    ) -> ProcessWorkerResult:
        """Run one flow run to its end; where processes cannot be forked, as Prefect does it."""
        if not CAN_FORK:
            return await super().run(flow_run, configuration, task_status)
        async with FlowRunExecutorContext() as context, anyio.create_task_group() as group:
            starter = Forked(configuration.env, context.control_channel)
            executor = context.create_executor(
                flow_run, starter, resolve_flow=load_flow_from_flow_run, propose_submitting=False
            )
            handle: ProcessHandle = await group.start(executor.submit)
            if task_status:
                task_status.started(process_here(handle.pid or 0))
        return ProcessWorkerResult(status_code=handle.returncode or 0, identifier=str(handle.pid))

    async def get_and_submit_flow_runs(self) -> list[FlowRun]:
        """Take what is due; nothing any more once the service is being stopped."""
        return [] if self.is_closing else await super().get_and_submit_flow_runs()


class Forked:
    """Starts a flow run in a fork of the process that has everything loaded."""

    def __init__(self, environment: Mapping[str, str | None], channel: ControlChannel) -> None:
        self._environment = {name: value for name, value in environment.items() if value is not None}
        self._channel = channel

    async def start(
        self, flow_run: FlowRun, task_status: TaskStatus[ProcessHandle] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        """Run to the end; ``task_status`` is told the process as soon as there is one."""
        port, token = self._channel.register(flow_run.id)
        own = {
            "PREFECT__FLOW_RUN_ID": str(flow_run.id),
            "PREFECT__CONTROL_PORT": str(port),
            "PREFECT__CONTROL_TOKEN": token,
            "PREFECT__ENABLE_CANCELLATION_AND_CRASHED_HOOKS": "false",
        }
        process = warm().Process(target=work, args=({**self._environment, **own},))
        process.start()
        task_status.started(ProcessHandle(process))  # type: ignore[arg-type]  # a forked one is used like a spawned one
        await anyio.to_thread.run_sync(process.join, abandon_on_cancel=True)


def warm() -> ForkServerContext:
    """Return where processes are forked from; the first call begins to load what they need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    forkserver.ensure_running()
    return context


def work(environment: dict[str, str]) -> None:
    """Do in a fork what Prefect does in a fresh process for a flow run."""
    if sys.platform == "linux":
        _die_with_worker()
    os.environ.update(environment)
    sys.argv = ["prefect.engine", environment["PREFECT__FLOW_RUN_ID"]]
    warnings.filterwarnings("ignore", "'prefect.engine' found in sys.modules")  # loaded before: that is the point
    runpy.run_module("prefect.engine", run_name="__main__")


def _die_with_worker() -> None:
    set_death_signal = 1  # PR_SET_PDEATHSIG: a run without its worker could neither be cancelled nor counted
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
