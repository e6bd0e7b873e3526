"""Filling in a workbook the way a clerk does."""

import io
from collections.abc import Mapping

from openpyxl import load_workbook


def filled_in(empty: bytes, known: Mapping[str, object]) -> bytes:
    """Write what is known, by the workbook's own names, into its cells and 0 into all others; save it."""
    book = load_workbook(io.BytesIO(empty))
    for defined, place in book.defined_names.items():
        sheet, _, cell = place.attr_text.rpartition("!")
        book[sheet.strip("'")][cell.replace("$", "")].value = known.get(defined, 0)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def figure_name(address: str) -> str:
    """Return how a workbook names the place of a figure."""
    return f"C_{address.replace('.', '_')}"


def text_name(key: str) -> str:
    """Return how a workbook names the place of a paragraph."""
    return f"P_{key}"
