"""What all tests share: how often a property is tried, and one engine for all flows."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, max_examples=60)
settings.load_profile("house")
"""Properties are tried often enough to find what is wrong, however slow the machine."""


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Run an engine of our own, with our timetable in it."""
    from prefect.testing.utilities import prefect_test_harness  # seconds that only the stories of flows need

    from deployments.service import deploy

    with prefect_test_harness(server_startup_timeout=60):
        deploy()
        yield
