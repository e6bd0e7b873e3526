"""Keeping a cycle to oneself: two runs for one report take turns, those for others go on beside them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists

LEASE = 60
"""Seconds after which Prefect takes a cycle away from a run that has died: the shortest it allows."""

PATIENCE = 600
"""Seconds to wait for one's turn; who waits longer fails, and the office is told."""


@contextmanager
def held(cycle_id: int) -> Iterator[None]:
    """Keep a cycle to this run while open."""
    name = f"cycle-{cycle_id}"
    with ExitStack() as stack:
        try:
            stack.enter_context(_slot(name))
        except ConcurrencySlotAcquisitionError:  # no run of this cycle has ever asked
            _make(name)
            stack.enter_context(_slot(name))
        yield


@contextmanager
def _slot(name: str) -> Iterator[None]:
    # Who cannot renew the lease goes on: everything a run does is written in transactions that bear a second run.
    with concurrency(name, 1, PATIENCE, None, LEASE, strict=True, raise_on_lease_renewal_failure=False):
        yield


def _make(name: str) -> None:
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
