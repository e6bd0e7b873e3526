"""Pictures kept beside the tests: what a page looked like when somebody last looked at it and found it right."""

import os
from pathlib import Path

KEPT = Path(__file__).parent / "golden"
RENEW = "NIANBAO_GOLDEN"


def same_picture(name: str, png: bytes) -> None:
    """Compare a picture with the one kept as ``golden/{name}.png``; with ``NIANBAO_GOLDEN=write`` keep it instead."""
    kept = KEPT / f"{name}.png"
    if os.environ.get(RENEW) == "write":
        kept.write_bytes(png)
    assert kept.exists(), f"no picture is kept as {kept.name}: {_advice(name)}"
    # Typst is locked and its drawing repeats: one pixel of difference is a change somebody must look at.
    assert kept.read_bytes() == png, f"the page no longer looks like {kept.name}: {_advice(name)}"


def _advice(name: str) -> str:
    return f"run the test again with {RENEW}=write, look at golden/{name}.png, and keep it if it is right"
