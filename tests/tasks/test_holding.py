"""A cycle is one run's alone, at a real engine: others wait their turn, and who was killed holds nothing for long."""

import os
import signal
from multiprocessing import get_context
from threading import Event, Thread

from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from tasks.holding import held, let_go


def taken(cycle_id: int) -> int:
    """Return how many runs hold a cycle at the engine."""
    with get_client(sync_client=True) as client:
        return client.read_global_concurrency_limit_by_name(f"cycle-{cycle_id}").active_slots


def hold_and_die(cycle_id: int, engine: str) -> None:
    with temporary_settings({PREFECT_API_URL: engine}), held(cycle_id):
        os.kill(os.getpid(), signal.SIGKILL)


def test_two_runs_for_one_cycle_take_turns_and_another_cycle_goes_on_beside_them(prefect_server: None) -> None:
    order: list[str] = []
    inside, leave = Event(), Event()

    def first() -> None:
        with held(701):
            inside.set()
            leave.wait()
            order.append("first")

    def second() -> None:
        with held(701):
            order.append("second")

    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    inside.wait()
    threads[1].start()
    with held(702):
        order.append("beside")
    leave.set()
    for thread in threads:
        thread.join()
    assert order == ["beside", "first", "second"]
    assert (taken(701), taken(702)) == (0, 0)


def test_what_a_killed_run_held_is_given_back_by_the_next_service(prefect_server: None) -> None:
    killed = get_context("spawn").Process(target=hold_and_die, args=(703, PREFECT_API_URL.value()))
    killed.start()
    killed.join()
    assert (killed.exitcode, taken(703)) == (-signal.SIGKILL, 1)
    assert let_go() >= 1
    assert taken(703) == 0
    with held(703):
        assert taken(703) == 1
