"""The list of what was published: every file with its size and its hash, for whoever wants to make sure."""

import hashlib
import json
from collections.abc import Mapping

SCHEMA = "nianbao/manifest/1"


def manifest_bytes(files: Mapping[str, bytes], *, report_hash: str = "") -> bytes:
    """Return the manifest of files, by their paths; ``report_hash`` is what the approval was bound to."""
    manifest = {"schema": SCHEMA, "report_hash": report_hash, "files": {p: _facts(c) for p, c in files.items()}}
    return (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _facts(content: bytes) -> dict[str, str | int]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
