"""The schema takes what our reader takes, and refuses what it refuses."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from report.forms import FORMS
from report.reading import Refusal, read
from report.sheet import Sheet, as_interchange
from report.writing.schema import schema_bytes
from tests.report import published

SCHEMA = json.loads(schema_bytes())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def test_it_is_a_schema_of_its_draft_and_names_no_host_of_ours() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "nianbao/report/1"
    assert schema_bytes().count(b"://") == 1  # the name of the draft


@pytest.mark.parametrize("slug", published.SLUGS)
def test_every_published_report_is_valid(slug: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_interchange(published.sheet(slug)))] == []


def test_what_offices_make_of_a_report_is_valid(
    guangwu: Sheet, next_year: Sheet, odd: Sheet, long: Sheet, bare: Sheet
) -> None:
    for sheet in (guangwu, next_year, odd, long, bare):
        VALIDATOR.validate(as_interchange(sheet))


@pytest.mark.parametrize("edition", FORMS)
def test_every_cell_is_called_what_a_clerk_calls_it(edition: int) -> None:
    form = FORMS[edition]
    told = {
        address: cell["title"]
        for table in form.tables
        for address, cell in SCHEMA["$defs"][f"{table.key}-{edition}"]["properties"].items()
    }
    assert told == {address: form.name(address) for address in form.addresses}


def test_every_key_is_explained() -> None:
    assert all(key["title"] and key["description"] for key in SCHEMA["properties"].values())


CELL = "t3.received.total"
BROKEN: list[dict[str, Any]] = [
    {"schema": "nianbao/report/2"},
    {"schema": None},
    {"unit": None},
    {"unit": " "},
    {"unit": 7},
    {"level": None},
    {"level": "village"},
    {"year": None},
    {"year": "2020"},
    {"year": 2018},
    {"year": 2101},
    {"year": True},
    {"edition": None},
    {"edition": 2020},
    {"edition": 2021},  # the cells are of 2019
    {"editions": {"t2": 2021}},
    {"editions": {"t5": 2019}},
    {"editions": {"t2": 2020}},
    {"title": 1},
    {"title": "年\x00报"},
    {"signed_on": "2021-02-30"},
    {"signed_on": "20210107"},
    {"cells": None},
    {"cells": []},
    {"cells": {CELL: 1}},
    {"cells": {CELL: "1\x0b"}},
    {"cells": {"t3.received.everybody": "1"}},
    {"cells": {"t3.other_other.total": "1"}},
    {"cells": {"t5.received.total": "1"}},
    {"cells": {"received": "1"}},
    {"texts": {"summary": ""}},
    {"texts": {"overview": ["一"]}},
    {"remark": ""},
]


@pytest.mark.parametrize("change", BROKEN, ids=str)
def test_what_the_schema_refuses_the_reader_refuses_too(guangwu: Sheet, change: dict[str, Any]) -> None:
    changed = as_interchange(guangwu) | change
    document = {key: value for key, value in changed.items() if value is not None}
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(Refusal):
        read("x.report.json", json.dumps(document).encode())


def test_a_table_of_the_other_edition_is_valid_where_it_says_so(guangwu: Sheet) -> None:
    mixed = as_interchange(guangwu) | {"edition": 2021, "editions": {"t2": 2019}}
    mixed["cells"] = {"t2.procurement.amount": "1 元", "t3.other_other.total": "1"}
    VALIDATOR.validate(mixed)
    read("x.report.json", json.dumps(mixed).encode())
    assert not VALIDATOR.is_valid(mixed | {"editions": {}})
