"""How every stage ends: ask for the next one, and have the notices posted."""

from datetime import datetime

from tasks.runs import request_due, send_run_requests


def go_on(cycle_id: int, now: datetime) -> None:
    """Ask for what is due next in a cycle and for the posting of its notices."""
    request_due(cycle_id, now)
    send_run_requests()
