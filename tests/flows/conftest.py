"""The town at its turning points."""

from tests.tasks.conftest import at_step, gate, waiting, years

__all__ = ["at_step", "gate", "waiting", "years"]
