"""The process that takes runs from Prefect: told to stop, it takes no more and lets those under way end."""

import multiprocessing
import signal
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from deployments.warm import WarmWorker

LIMIT = 4
"""So many runs go on at the same time; each may take 150 MB."""

PATIENCE = 30
"""Seconds for what is under way when the service is stopped; what takes longer is asked for again at its start."""


def main() -> None:
    """Work until SIGTERM or Ctrl-C."""
    from deployments.service import POOL
    from deployments.warm import CAN_FORK, WarmWorker, warm

    if CAN_FORK:
        warm()
    anyio.run(_until_told, WarmWorker(work_pool_name=POOL, name=POOL, limit=LIMIT))


async def _until_told(worker: "WarmWorker") -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as told:
        async with anyio.create_task_group() as working:
            working.start_soon(worker.start)
            async for _ in told:
                break
            worker.is_closing = True
            with anyio.move_on_after(PATIENCE):
                while worker.limiter.borrowed_tokens:
                    await anyio.sleep(0.1)
            for run in multiprocessing.active_children():
                run.kill()  # Python waits for them at its end, and one that has lost its server waits long
            working.cancel_scope.cancel()


if __name__ == "__main__":  # every fork imports this file as well
    main()
