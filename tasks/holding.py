"""Keeping a cycle to oneself: two runs for one report take turns, those for others go on beside them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, GlobalConcurrencyLimitUpdate
from prefect.client.schemas.responses import GlobalConcurrencyLimitResponse
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists

LEASE = 60
"""Seconds after which Prefect takes a cycle away from a run that has died: the shortest it allows."""

PAGE = 200
"""How many limits Prefect shows at once."""

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


def let_go() -> int:
    """Give back everything that runs of an earlier service held: their processes are gone; return how much that was.

    Only for a server that has just started: waiting for the leases would make each crash cost a minute.
    """
    with get_client(sync_client=True) as client:
        held_still = [limit for limit in _limits(client) if limit.active_slots]
        for limit in held_still:
            client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))
    return len(held_still)


def _limits(client: SyncPrefectClient) -> Iterator[GlobalConcurrencyLimitResponse]:
    """Yield every limit, page by page."""
    for page in count():
        limits = client.read_global_concurrency_limits(limit=PAGE, offset=page * PAGE)
        yield from limits
        if len(limits) < PAGE:
            return


def _make(name: str) -> None:
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=name, limit=1))
