"""The JSON Schema of the interchange file, made from the forms: what another program must know to write one."""

import json
from functools import lru_cache

from report.form import Form
from report.forms import FORMS
from report.sheet import SCHEMA, TEXTS, Level
from templates import say

BOOK = "report/schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
REQUIRED = ("schema", "unit", "level", "year", "edition", "cells")
YEARS = (2019, 2100)
"""The first year of the form of 2019, and a year beyond which a number is a slip of the keyboard."""
PRINTABLE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"

Json = dict[str, object]


@lru_cache(maxsize=1)
def schema_bytes() -> bytes:
    """Return the schema; the same forms, the same bytes."""
    return (json.dumps(_schema(), ensure_ascii=False, indent=2) + "\n").encode()


def _schema() -> Json:
    tables = [(table.key, edition) for edition in sorted(FORMS) for table in FORMS[edition].tables]
    return {
        "$schema": DIALECT,
        "$id": SCHEMA,
        "title": say(BOOK, "title"),
        "description": say(BOOK, "description"),
        "type": "object",
        "required": list(REQUIRED),
        "additionalProperties": False,
        "properties": {key: _named(key, value) for key, value in _keys().items()},
        # Which cells there are is decided table by table: some reports mix both editions.
        "allOf": [_cells_if(table, edition) for table, edition in tables],
        "$defs": {
            "printed": {"type": "string", "description": say(BOOK, "printed"), "pattern": PRINTABLE},
            **{_word(table, edition): _cells(FORMS[edition], table) for table, edition in tables},
        },
    }


def _keys() -> dict[str, Json]:
    printed: Json = {"$ref": "#/$defs/printed"}
    edition: Json = {"enum": sorted(FORMS)}
    tables = sorted({table.key for form in FORMS.values() for table in form.tables})
    return {
        "schema": {"const": SCHEMA},
        "unit": {**printed, "pattern": r"\S"},
        "level": {"enum": [str(level) for level in Level]},
        "year": {"type": "integer", "minimum": YEARS[0], "maximum": YEARS[1]},
        "edition": edition,
        "editions": _object(dict.fromkeys(tables, edition)),
        "title": printed,
        "signed_on": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "cells": {
            "type": "object",
            "propertyNames": {"pattern": rf"^({'|'.join(tables)})\."},
            "additionalProperties": printed,
        },
        "texts": _object({key: {**printed, "title": say("texts", "name", key=key)} for key in TEXTS}),
    }


def _named(key: str, value: Json) -> Json:
    return {"title": say(BOOK, "name", key=key), "description": say(BOOK, "note", key=key), **value}


def _object(properties: dict[str, Json]) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _word(table: str, edition: int) -> str:
    return f"{table}-{edition}"


def _cells(form: Form, key: str) -> Json:
    """Return what may stand in one table: its cells by their printed names, and no other cell of that table."""
    addresses = form.table(key).addresses
    return {
        "title": say(BOOK, "table", key=key, edition=form.edition),
        "description": form.decree,
        "properties": {
            address: {
                "title": form.name(address),
                "description": say(BOOK, "kind", kind=form.kind(address)),
                "$ref": "#/$defs/printed",
            }
            for address in addresses
        },
        "propertyNames": {"anyOf": [{"not": {"pattern": rf"^{key}\."}}, {"enum": list(addresses)}]},
    }


def _cells_if(table: str, edition: int) -> Json:
    """Return the condition under which a table is of an edition: it says so itself, or it does not differ."""
    is_said: Json = {
        "required": ["editions"],
        "properties": {"editions": {"required": [table], "properties": {table: {"const": edition}}}},
    }
    does_not_differ: Json = {
        "required": ["edition"],
        "properties": {"edition": {"const": edition}, "editions": {"not": {"required": [table]}}},
    }
    cells: Json = {"$ref": f"#/$defs/{_word(table, edition)}"}
    return {"if": {"anyOf": [is_said, does_not_differ]}, "then": {"properties": {"cells": cells}}}
