"""How a round goes on where something fails in one report: the others still have their turn, then the run fails."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from prefect.client.schemas.objects import State

from tasks.artifacts import subject_of
from tasks.waiting import some_failed


class SomeFailed(Exception):
    """The run has been through everything, and in some reports it failed; the message names these."""


def failures(done: Mapping[int, Iterable[State[Any]]]) -> dict[int, Exception]:
    """Return what has failed among the tasks done for each report; of several in one report the first."""
    found = {each: [state.result(raise_on_failure=False) for state in states] for each, states in done.items()}
    troubles = {each: [one for one in results if isinstance(one, Exception)] for each, results in found.items()}
    return {each: those[0] for each, those in troubles.items() if those}


def complain(failed: Mapping[int, Exception], subject: Callable[[int], str] = subject_of) -> None:
    """Fail with what has failed, if anything has: the only trouble there is, or one that names every report."""
    if len(failed) == 1:
        raise next(iter(failed.values()))
    if failed:
        raise SomeFailed(some_failed({subject(each): trouble for each, trouble in failed.items()}))
