"""A portal over an empty database, a browser for it, and a town that can be brought to any point of its year."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.db import migrate
from portal.app import create_app
from settings import settings
from tests.portal.town import Town


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test its own state folder with an empty database."""
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    settings.cache_clear()
    migrate()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def town() -> Town:
    """Return 广武镇 with its plan, before anything else has happened."""
    return Town()


@pytest.fixture
def visit() -> Callable[[Callable[[], datetime]], TestClient]:
    """Return a function that opens the portal at a clock."""
    return lambda clock: TestClient(create_app(clock))
