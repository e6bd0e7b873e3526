"""What came of rebuilding a dossier, as JSON for programs."""

from report.rebuild import Outcome, Rebuilt

SCHEMA = "nianbao/rebuilt/1"


def rebuilt_json(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as a JSON object."""
    return {
        "schema": SCHEMA,
        "holds": outcome.holds,
        "sha256": outcome.sha256,
        "files": outcome.files,
        "damaged": list(outcome.damaged),
        "journal": {"entries": outcome.entries, "broken": list(outcome.broken)},
        "versions": [_version(version) for version in outcome.versions],
        "other": list(outcome.other),
    }


def _version(version: Rebuilt) -> dict[str, object]:
    return {
        "revision": version.revision,
        "report_hash": version.report_hash,
        "as_approved": version.as_approved,
        "as_published": version.as_published,
        "documents": {paper.path: paper.same for paper in version.papers},
    }
