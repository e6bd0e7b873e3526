"""Rebuilding: a report rendered again from its dossier alone, and held against what was signed and published."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from report.reading import Refusal, read
from report.reading.dossier import Held, open_dossier
from report.recipe import Recipe, Version, fonts_in, programs, recipe_from
from report.seals import seal_of
from report.writing import render, report_hash
from report.writing.dossier import BOOK
from templates import say


class Paper(NamedTuple):
    """One document: its path below the page, and whether it comes out as it lies in the dossier."""

    path: str
    same: bool


@dataclass(frozen=True)
class Rebuilt:
    """One version rendered again."""

    revision: int
    report_hash: str
    """The hash of what comes out now."""
    papers: tuple[Paper, ...]
    signed: tuple[str, ...]
    """The hashes that were approved."""
    published: tuple[str, ...]

    @property
    def as_approved(self) -> bool | None:
        """Whether exactly this was signed; None where nobody has."""
        return self.report_hash in self.signed and len(self.signed) == 1 if self.signed else None

    @property
    def as_published(self) -> bool | None:
        """Whether exactly this was published; None where nothing was."""
        return self.report_hash in self.published if self.published else None

    @property
    def holds(self) -> bool:
        """Whether everything comes out as it was."""
        return all(paper.same for paper in self.papers) and False not in (self.as_approved, self.as_published)


@dataclass(frozen=True)
class Outcome:
    """What came of a dossier: what was altered in it, whether its journal holds, and the versions rendered again."""

    sha256: str
    files: int
    damaged: tuple[str, ...]
    entries: int
    broken: tuple[int, ...]
    """Which entries of the journal do not bear their seal, or have lost the one before."""
    versions: tuple[Rebuilt, ...]
    other: tuple[str, ...]
    """Programs and fonts that are not those with which it was made: they can be why something comes out otherwise."""

    @property
    def holds(self) -> bool:
        """Whether nothing was altered and everything comes out as it was."""
        return not self.damaged and not self.broken and all(version.holds for version in self.versions)


def rebuild(name: str, content: bytes, fonts: Path | None = None) -> Outcome:
    """Verify a dossier and render its versions again; refuse what is none."""
    held = open_dossier(name, content)
    try:
        recipe = recipe_from(held.files[say(BOOK, "data", name="recipe")])
        entries, broken = _journal(held.files)
        versions = tuple(_rebuilt(held, version, fonts) for version in recipe.versions)
    except (KeyError, TypeError, ValueError) as error:
        part = str(error.args[0]) if isinstance(error, KeyError) else say(BOOK, "data", name="recipe")
        raise Refusal.of("no_recipe", name=name, part=part) from error
    others = tuple(_others(recipe, fonts))
    return Outcome(held.sha256, len(held.files), held.damaged, entries, broken, versions, others)


def _rebuilt(held: Held, version: Version, fonts: Path | None) -> Rebuilt:
    sheet = read(version.sheet, held.files[version.sheet])
    documents = render(
        sheet,
        signer=version.signer,
        site=version.site,
        earlier=[read(path, held.files[path]) for path in version.earlier],
        fonts=fonts,
        errata=version.errata,
    )
    papers = (Paper(it.path, held.files.get(f"{version.folder}/{it.path}") == it.content) for it in documents)
    return Rebuilt(
        version.revision,
        report_hash(documents),
        (*papers, *_left_over(held.files, version, {it.path for it in documents})),
        tuple(_hashes(held.files, "decisions", version, {"verdict": "approve"})),
        tuple(_hashes(held.files, "publications", version, {})),
    )


def _left_over(files: Mapping[str, bytes], version: Version, made: set[str]) -> Iterator[Paper]:
    """Yield what lies among the documents of a version and does not come out; the manifest is about them."""
    folder = f"{version.folder}/"
    lying = {path.removeprefix(folder) for path in files if path.startswith(folder)}
    yield from (Paper(path, same=False) for path in sorted(lying - made - {"manifest.json"}))


def _hashes(files: Mapping[str, bytes], name: str, version: Version, wanted: dict[str, str]) -> dict[str, None]:
    """Return what a list of the dossier calls the hash of a version, each once."""
    rows: list[dict[str, Any]] = json.loads(files[say(BOOK, "data", name=name)])
    mine = [row for row in rows if row["revision"] == version.revision]
    return {row["report_hash"]: None for row in mine if all(row[key] == value for key, value in wanted.items())}


def _journal(files: Mapping[str, bytes]) -> tuple[int, tuple[int, ...]]:
    """Return how many entries the journal has, and the numbers of those that do not hold."""
    journal = json.loads(files[say(BOOK, "data", name="journal")])
    entries: list[dict[str, Any]] = journal["entries"]
    wrong = {number for number, entry in enumerate(entries, start=1) if _sealed(entry) != entry["seal"]}
    places = {entry["seal"]: number for number, entry in enumerate(entries, start=1)}
    known = {link["seal"] for link in journal["chain"]}
    wrong |= {number for seal, number in places.items() if seal not in known}
    torn = [later["seal"] for before, later in pairwise(journal["chain"]) if later["previous"] != before["seal"]]
    wrong |= {places.get(seal, 0) for seal in torn}
    if len(journal["chain"]) != len(entries) + journal["others"]:
        wrong |= {0}
    return len(entries), tuple(sorted(wrong))


def _sealed(entry: Mapping[str, Any]) -> str:
    facts = (entry[key] for key in ("who", "origin", "what", "about"))
    return seal_of(entry["previous"], entry["cycle"], datetime.fromisoformat(entry["at"]), *facts)


def _others(recipe: Recipe, fonts: Path | None) -> Iterator[str]:
    here = programs()
    for name, version in recipe.programs.items():
        if here.get(name) != version:
            yield say(BOOK, "other_program", name=name, was=version, now=here.get(name, ""))
    own = fonts_in(fonts)
    for name in sorted({*recipe.fonts, *own}):
        if recipe.fonts.get(name) != own.get(name):
            yield say(BOOK, "other_font", name=name, was=name in recipe.fonts, now=name in own)
