"""重做依据: what a report was rendered with, besides its figures, so that anybody can render it again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from report.erratum import Change, Erratum
from report.writing.fonts import SUFFIXES
from report.writing.html import Site

SCHEMA = "nianbao/recipe/1"
PROGRAMS = ("typst", "python-docx", "XlsxWriter", "Jinja2", "segno")
"""What makes the bytes of the documents, besides ourselves."""


@dataclass(frozen=True)
class Version:
    """One draft of a report: where its data and documents lie in the dossier, and what it was rendered with."""

    revision: int
    report_hash: str
    folder: str
    sheet: str
    earlier: tuple[str, ...]
    """Where the reports of earlier years lie, for the charts."""
    signer: str
    site: Site
    errata: tuple[Erratum, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """The versions of a report, and with what they were rendered."""

    versions: tuple[Version, ...]
    fonts: Mapping[str, str] = field(default_factory=dict)
    """The office's own font files with their hashes; none where the free ones were used."""
    programs: Mapping[str, str] = field(default_factory=dict)


def programs() -> dict[str, str]:
    """Return which versions of the programs work here."""
    return {name: version(name) for name in PROGRAMS}


@lru_cache(maxsize=4)
def fonts_in(folder: Path | None) -> Mapping[str, str]:
    """Return the font files of a folder with their hashes; once for each process, for a folder may be large."""
    if folder is None:
        return {}
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def recipe_bytes(recipe: Recipe) -> bytes:
    """Return a recipe as JSON."""
    document = {"schema": SCHEMA, **asdict(recipe)}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, default=_as_text) + "\n").encode()


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)


def recipe_from(content: bytes) -> Recipe:
    """Return the recipe that was written; ``KeyError``, ``TypeError`` or ``ValueError`` where it is none."""
    document = json.loads(content.decode())
    if document.pop("schema") != SCHEMA:
        raise ValueError(SCHEMA)
    versions = tuple(_version(kept) for kept in document.pop("versions"))
    return Recipe(versions, **document)


def _version(kept: dict[str, Any]) -> Version:
    errata = tuple(_erratum(each) for each in kept.pop("errata"))
    site, earlier = Site(**kept.pop("site")), tuple(kept.pop("earlier"))
    return Version(site=site, earlier=earlier, errata=errata, **kept)


def _erratum(kept: dict[str, Any]) -> Erratum:
    published_on, day = (date.fromisoformat(kept.pop(name)) for name in ("published_on", "day"))
    changes = tuple(Change(*change) for change in kept.pop("changes"))
    return Erratum(published_on, day, changes=changes, **kept)
