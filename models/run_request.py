"""A run request: which flow must run for which cycle, written with the act that calls for it."""

from datetime import datetime

from sqlmodel import JSON, Column, Field, SQLModel

from models.instant import Instant


class RunRequest(SQLModel, table=True):
    """A wish for one flow run; ``key`` is its idempotency key at Prefect, so that asking twice runs once."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    flow: str
    cycle_id: int | None = Field(default=None, foreign_key="cycle.id", index=True)
    name: str
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    parameters: dict[str, str | int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    written_at: datetime = Field(sa_type=Instant)
    flow_run_id: str = ""
    state: str = "waiting"
    """waiting (not sent), sent, or how the run ended: completed, failed, crashed, cancelled."""
