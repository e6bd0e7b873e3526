"""Our pages in Chromium, where it is installed: as their readers open them, from a file and without a network."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@contextmanager
def opened(folder: Path, content: bytes, width: int, height: int) -> Iterator["Page"]:
    """Open a page in a window of that size; it may ask for no other file."""
    from playwright.sync_api import sync_playwright

    file = folder / "page.html"
    file.write_bytes(content)
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(file.as_uri())
        yield tab
        browser.close()
    assert {address.split("#")[0] for address in asked} == {file.as_uri()}


def breadth(tab: "Page") -> int:
    """Return how broad the page is, what stands out at its side included."""
    return int(tab.evaluate("document.scrollingElement.scrollWidth"))
