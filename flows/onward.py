"""How every stage ends: ask for the next one, have the notices posted, and show an operator what happened."""

from collections.abc import Sequence
from datetime import datetime

from prefect.artifacts import create_link_artifact, create_table_artifact

from tasks.runs import request_due, send_run_requests


def go_on(cycle_id: int, now: datetime) -> None:
    """Ask for what is due next in a cycle and for the posting of its notices."""
    request_due(cycle_id, now)
    send_run_requests()


def show_table(what: str, subject: int, rows: Sequence[Sequence[str]]) -> None:
    """Show rows in Prefect's UI under a key that stays the same from run to run; nothing where there is nothing."""
    if rows:
        create_table_artifact(key=f"{what}-{subject}", table=[list(row) for row in rows])


def show_link(cycle_id: int, address: str) -> None:
    """Show the published address in Prefect's UI."""
    create_link_artifact(key=f"published-{cycle_id}", link=address)
