"""What came of one file as JSON: the object that ``check --json`` prints, and the questions it leaves open."""

from dataclasses import asdict, fields
from operator import attrgetter
from typing import cast

from report.explanation import Explanation, values_of, wants_explanation
from report.inspection import Inspection, Point
from report.reading.files import RESULT
from report.rule import finding_json
from report.sheet import Sheet
from report.source import Place

Json = dict[str, object]


def inspection_json(inspection: Inspection) -> Json:
    """Return the object: what was found, or only the file and why it is refused."""
    sheet = inspection.sheet
    if sheet is None:
        return {"schema": RESULT, "file": inspection.file, "refused": inspection.refused}
    return {
        "schema": RESULT,
        "file": inspection.file,
        "unit": sheet.unit,
        "level": str(sheet.level),
        "year": sheet.year,
        "title": sheet.title,
        "edition": sheet.edition,
        "editions": dict(sheet.editions),
        "counts": inspection.counts._asdict(),
        "findings": [_point(point, sheet) for point in inspection.points],
        "places": _places(inspection, sheet),
        "remarks": list(inspection.remarks),
    } | ({"mended": [finding_json(each) for each in inspection.mended]} if inspection.compared else {})


def _point(point: Point, sheet: Sheet) -> Json:
    """Return a finding with what it rests on, and what was said of it before."""
    finding = point.finding
    answer: Json = {**finding_json(finding), "explainable": finding.explainable}
    answer["values"] = values_of(finding, sheet)
    if point.explanation:
        answer["explanation"] = explanation_json(point.explanation)
    if point.is_new is not None:
        answer["since"] = "new" if point.is_new else "still"
    return answer


def _places(inspection: Inspection, sheet: Sheet) -> Json:
    """Return where each cell and text that a finding points to stands in the file."""
    known = sheet.source.places if sheet.source else {}
    pointed = dict.fromkeys(key for point in inspection.points for key in (*point.finding.cells, point.finding.text))
    return {key: _place(known[key]) for key in pointed if key in known}


def _place(place: Place) -> Json:
    return {name: value for name, value in zip(_FIELDS, _VALUES(place), strict=True) if value}


_FIELDS = tuple(each.name for each in fields(Place))
_VALUES = attrgetter(*_FIELDS)


_ANSWERS = ("choice", "sentence", "by", "given_on")


def open_questions(inspection: Inspection) -> list[Json]:
    """Return what nobody has explained yet as entries of a file of explanations, with the answers left empty."""
    sheet = inspection.sheet
    if sheet is None:
        return []
    about: Json = {"schema": RESULT, "unit": sheet.unit, "year": sheet.year}
    return [
        about
        | {"code": point.finding.code, "message": point.finding.message, **dict.fromkeys(_ANSWERS, "")}
        | {"cells": list(point.finding.cells), "values": values_of(point.finding, sheet)}
        for point in inspection.points
        if wants_explanation(point.finding) and not point.explanation
    ]


def explanation_json(explanation: Explanation) -> Json:
    """Return an explanation as it stands in a file of explanations."""
    answer = cast(Json, asdict(explanation))
    return answer | {"choice": str(explanation.choice), "given_on": explanation.given_on.isoformat()}
