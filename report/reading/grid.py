"""What a workbook holds, cell by cell; runs in the child process, so it knows nothing of our forms."""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TypedDict
from xml.etree.ElementTree import Element, fromstring  # the guard has refused document types and entities before

from python_calamine import CalamineWorkbook

Value = float | str | bool | dict[str, str]
"""A cell: "" is blank; {"date": …} and {"error": …} are what they say."""


class Grid(TypedDict):
    """The cells of every worksheet from A1 on, the defined names, and the custom document properties."""

    sheets: dict[str, list[list[Value]]]
    names: dict[str, str]
    properties: dict[str, str]


def grid(content: bytes) -> Grid:
    """Return everything a workbook holds, as JSON values."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets: dict[str, list[list[Value]]] = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        sheets[name] = [[_value(cell) for cell in row] for row in rows]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        outline = fromstring(archive.read("xl/workbook.xml"))
        for name, part in parts(archive, outline):
            for row, column, error in errors(fromstring(archive.read(part))):
                sheets[name][row][column] = {"error": error}
        names = {each.get("name", ""): each.text or "" for each in outline.iterfind("{*}definedNames/{*}definedName")}
        return {"sheets": sheets, "names": names, "properties": _properties(archive)}


def _value(cell: object) -> Value:
    if isinstance(cell, (bool, str)):
        return cell
    return float(cell) if isinstance(cell, (int, float)) else {"date": str(cell)}


def parts(archive: zipfile.ZipFile, outline: Element) -> Iterator[tuple[str, str]]:
    """Yield each worksheet's name with the part of the archive that holds it."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in outline.iterfind("{*}sheets/{*}sheet"):
        relation = next(value for key, value in sheet.items() if key.endswith("}id"))
        yield sheet.get("name", ""), posixpath.join("/xl", targets[relation]).lstrip("/")


def errors(sheet: Element) -> Iterator[tuple[int, int, str]]:
    """Yield the cells that show a formula error, which the parser takes for blank ones."""
    for cell in sheet.iterfind("{*}sheetData/{*}row/{*}c[@t='e']"):
        reference = cell.get("r", "")
        letters = reference.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        yield int(reference[len(letters) :]) - 1, column - 1, cell.findtext("{*}v", "")


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    if "docProps/custom.xml" not in archive.namelist():
        return {}
    properties = fromstring(archive.read("docProps/custom.xml"))
    return {each.get("name", ""): "".join(each.itertext()) for each in properties}
