"""The faces at hand, the bundled ones and an office's own: which characters they have, and which a report lacks."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from os import SEEK_END
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from report.writing.outline import WORDS
from templates import say

BUNDLED_FONTS = Path(str(files("pylopdf_fonts_zh_cn")))

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
"""The files in a font folder that are faces: the same that Typst takes for some."""

# Shaping answers these without a glyph of their own: spaces of every width, and signs that only steer another one.
GLYPHLESS = frozenset(
    map(chr, (*range(0x2000, 0x200B), 0x202F, 0x205F, 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0))
) | frozenset(map(chr, (*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


class DamagedFont(Exception):
    """A file in the office's font folder is no face that anybody can read."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(say(WORDS, "damaged_font", file=file.name, folder=file.parent))


def unprintable(passages: Iterable[tuple[str, str]], fonts: Path | None) -> dict[str, tuple[str, ...]]:
    """Return every character that no face has, each with all its places, in the order in which they are met.

    ``passages`` are texts behind the words that say where they stand. Raises ``DamagedFont``.
    """
    found = tuple(passages)
    lacking = set().union(*(text for _, text in found)) - characters(fonts)
    met = dict.fromkeys(char for _, text in found for char in text if char in lacking) if lacking else {}
    return {char: tuple(place for place, text in found if char in text) for char in met}


@lru_cache(maxsize=4)
def characters(fonts: Path | None) -> frozenset[str]:
    """Return every character that can be printed with the bundled faces and those in the folder ``fonts``."""
    folders = [BUNDLED_FONTS, *([fonts] if fonts else [])]
    codes: set[int] = set().union(*(_codes(file) for folder in folders for file in _files(folder)))
    return frozenset(char for char in map(chr, codes) if not _is_private(char)) | GLYPHLESS


def _is_private(char: str) -> bool:
    """Tell whether a character means what one font says; PDF/A-2a allows none (ISO 19005-2, 6.2.11.7.3)."""
    return unicodedata.category(char) == "Co"


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.suffix.lower() in SUFFIXES and file.is_file())


def _codes(file: Path) -> set[int]:
    """Return the characters of every face in a file, as code points."""
    try:
        with TTCollection(file, lazy=True) if _holds_several(file) else TTFont(file, lazy=True) as font:
            return set().union(*map(_mapped, getattr(font, "fonts", [font])))
    except Exception as error:  # a broken file makes the parser stumble in more ways than can be listed
        raise DamagedFont(file) from error


def _holds_several(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(4) == b"ttcf"


def _mapped(face: TTFont) -> set[int]:
    """Return what a face has a glyph for; a copy that was cut short lacks its last tables, though not its first."""
    end = face.reader.file.seek(0, SEEK_END)
    if any(table.offset + table.length > end for table in face.reader.tables.values()):
        raise EOFError
    return set(face.getBestCmap() or ())
