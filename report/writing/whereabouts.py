"""Where a finding points, in words: its cells by name, the text it quotes, and where that stands in the file."""

from itertools import groupby

from report.checks.saying import listing
from report.reading.files import BOOK
from report.rule import Finding
from report.sheet import Sheet
from templates import say

NAMED = 3
"""So many places are named; a longer list is cut and counted."""


def where(finding: Finding, sheet: Sheet) -> str:
    """Return what a finding points to: 表三“（七）总计”行“自然人”列, or the part of the text; "" for neither."""
    known = [cell for cell in finding.cells if cell in sheet.form.places]
    names = [listing(sheet.form, list(cells)) for _, cells in groupby(known, key=lambda cell: cell.split(".")[0])]
    return "；".join([*names, *([say(BOOK, "part", key=finding.text)] if finding.text else [])])


def places(finding: Finding, sheet: Sheet) -> str:
    """Return where that stands in the file the sheet was read from; "" where nobody knows."""
    known = sheet.source.places if sheet.source else {}
    keys = [key for key in (*finding.cells, finding.text) if key in known]
    words = [say(BOOK, "place", it=known[key]) for key in keys[:NAMED]]
    return say(BOOK, "some_of", names=words, count=len(keys))


def unread(sheet: Sheet) -> str:
    """Return what a report should have and its sheet does not: cells, texts, tables shown as pictures."""
    absent = [cell for cell in sheet.form.addresses if cell not in sheet.cells]
    missing = [listing(sheet.form, list(cells)) for _, cells in groupby(absent, key=lambda cell: cell.split(".")[0])]
    missing += [say(BOOK, "part", key=s.key) for s in sheet.form.sections if not s.table and s.key not in sheet.texts]
    missing += [say(BOOK, "picture", table=table) for table in (sheet.source.pictures if sheet.source else ())]
    return "；".join(missing)
