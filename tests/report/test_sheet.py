"""A sheet keeps what was printed, knows the exact numbers behind it, and has one hash for one content."""

from dataclasses import replace
from datetime import date

import pytest

from report.figure import Figure
from report.form import NoForm
from report.sheet import Level, Sheet, as_interchange

GUANGWU = Sheet(
    unit="荥阳市广武镇人民政府",
    level=Level.TOWNSHIP,
    year=2020,
    edition=2019,
    cells={
        "t2.procurement.amount": "162000 元",
        "t2.fees.change": "减4",
        "t3.received.total": "1",
        "t3.handled.total": "",
        "t3.carried_out.total": "一件",
    },
)


def test_a_figure_is_exact_and_what_was_printed_is_kept() -> None:
    assert GUANGWU["t2.procurement.amount"] == 162_000
    assert GUANGWU["t2.fees.change"] == -4
    assert GUANGWU["t3.handled.total"] == 0
    assert GUANGWU.figures["t3.handled.total"] == Figure(0, "blank")
    assert GUANGWU.cells["t3.handled.total"] == ""


def test_what_is_absent_or_no_number_is_no_zero() -> None:
    assert GUANGWU["t3.carried_out.total"] is None
    assert GUANGWU["t3.granted.total"] is None


def test_each_table_is_of_its_own_edition() -> None:
    mixed = replace(GUANGWU, edition=2021, editions={"t2": 2019})
    assert mixed.form.editions == (("t2", 2019), ("t3", 2021), ("t4", 2021))
    assert {"t2.procurement.amount", "t3.other_other.total"} <= set(mixed.form.addresses)


def test_an_edition_that_never_was_has_no_form() -> None:
    with pytest.raises(NoForm):
        _ = replace(GUANGWU, edition=2020).form


def test_equal_content_has_an_equal_hash_whatever_the_order() -> None:
    turned = replace(
        GUANGWU, cells={address: GUANGWU.cells[address] for address in sorted(GUANGWU.cells, reverse=True)}
    )
    assert turned.content_hash == GUANGWU.content_hash
    assert replace(GUANGWU, signed_on=date(2021, 1, 7)).content_hash != GUANGWU.content_hash
    assert replace(GUANGWU, cells={**GUANGWU.cells, "t3.handled.total": "0"}).content_hash != GUANGWU.content_hash


def test_the_interchange_form_says_only_what_is_there() -> None:
    assert as_interchange(GUANGWU) == {
        "schema": "nianbao/report/1",
        "unit": "荥阳市广武镇人民政府",
        "level": "township",
        "year": 2020,
        "edition": 2019,
        "title": "",
        "cells": GUANGWU.cells,
        "texts": {},
    }
