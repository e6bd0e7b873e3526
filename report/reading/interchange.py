"""The interchange file ``nianbao/report/1`` → a sheet, or the key that is wrong."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import cast

from report.forms import FORMS
from report.reading import Refusal
from report.sheet import SCHEMA, TEXTS, Level, Sheet

REQUIRED = ("schema", "unit", "level", "year", "edition", "cells")
TABLES = ("t2", "t3", "t4")
YEARS = range(2019, 2101)


def read_interchange(name: str, content: bytes) -> Sheet:
    """Read an interchange file exactly: whatever is not in its schema is refused, and nothing is corrected."""
    document = _document(name, content)
    if document.get("schema") != SCHEMA:
        raise Refusal.of("wrong_schema", name=name, found=str(document.get("schema", ""))[:40], expected=SCHEMA)
    for key in REQUIRED:
        if key not in document:
            raise Refusal.of("missing_key", name=name, key=key)
    for key, value in document.items():
        _check(name, key, value)
    sheet = Sheet(
        unit=cast(str, document["unit"]),
        level=Level(cast(str, document["level"])),
        year=cast(int, document["year"]),
        edition=cast(int, document["edition"]),
        title=cast(str, document.get("title", "")),
        signed_on=date.fromisoformat(cast(str, document["signed_on"])) if "signed_on" in document else None,
        cells=cast(dict[str, str], document["cells"]),
        texts=cast(dict[str, str], document.get("texts", {})),
        editions=cast(dict[str, int], document.get("editions", {})),
    )
    for address in sheet.cells:
        if address not in sheet.form.places:
            raise Refusal.of("unknown_address", name=name, address=address[:60], edition=sheet.edition)
    return sheet


def _document(name: str, content: bytes) -> dict[str, object]:
    """Parse the JSON object; refuse other encodings, repeated keys, NaN and depth."""

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                raise Refusal.of("repeated_key", name=name, key=key[:60])
            found[key] = value
        return found

    def no_number(word: str) -> object:
        raise ValueError(word)

    try:
        document = json.loads(content.decode("utf-8-sig"), object_pairs_hook=unique, parse_constant=no_number)
    except UnicodeDecodeError as error:
        raise Refusal.of("not_utf8", name=name) from error
    except RecursionError as error:
        raise Refusal.of("too_deep", name=name) from error
    except ValueError as error:
        raise Refusal.of("not_json", name=name, line=getattr(error, "lineno", 1)) from error
    return cast(dict[str, object], document)  # the guard saw its opening brace


# ---------------------------------------------------------------------------------------------------------------
# One check for each key; its name is how the refusal says what is wanted


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def is_text(value: object) -> bool:
    """Say whether a value is text that every output can hold: no lone surrogates, no control characters."""
    return isinstance(value, str) and not _UNPRINTABLE.search(value)


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_WANTED: dict[str, tuple[str, Callable[[object], bool]]] = {
    "schema": ("text", lambda value: value == SCHEMA),
    "unit": ("words", lambda value: is_text(value) and bool(str(value).strip())),
    "level": ("level", lambda value: isinstance(value, str) and value in set(Level)),
    "year": ("year", lambda value: type(value) is int and value in YEARS),
    "edition": ("edition", lambda value: type(value) is int and value in FORMS),
    "title": ("text", is_text),
    "signed_on": ("date", _is_date),
    "cells": ("table", lambda value: isinstance(value, dict)),
    "texts": ("table", lambda value: isinstance(value, dict)),
    "editions": ("table", lambda value: isinstance(value, dict)),
}
_INSIDE: dict[str, tuple[str, Callable[[object], bool]]] = {
    "cells": ("printable", is_text),
    "texts": ("printable", is_text),
    "editions": _WANTED["edition"],
}
_KEYS = {"texts": TEXTS, "editions": TABLES}


def _check(name: str, key: str, value: object) -> None:
    """Refuse a key or a value that the schema does not know; look into the three tables."""
    if key not in _WANTED:
        raise Refusal.of("unknown_key", name=name, key=key[:60])
    wanted, holds = _WANTED[key]
    if not holds(value):
        raise Refusal.of("wrong_value", name=name, key=key, wanted=wanted)
    if key not in _INSIDE:
        return
    wanted, holds = _INSIDE[key]
    for inner, item in cast(dict[str, object], value).items():
        if inner not in _KEYS.get(key, (inner,)):
            raise Refusal.of("unknown_key", name=name, key=f"{key}.{inner}"[:60])
        if not holds(item):
            raise Refusal.of("wrong_value", name=name, key=f"{key}.{inner}"[:60], wanted=wanted)
