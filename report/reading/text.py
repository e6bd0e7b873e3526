"""A report as plain text, as it is copied from a page → what it shows."""

import re
from collections.abc import Iterator

from report.reading.paper import Block, Paper, PrintedTable


def paper(content: bytes) -> Paper:
    """Return the lines of a text, those whose columns are parted by tabs or wide blanks as tables.

    Raise ``UnicodeDecodeError`` where it is in no encoding that Chinese editors write.
    """
    return {"kind": "text", "blocks": list(_blocks(_decode(content).splitlines())), "meta": {}}


def _decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with its mark, or GB 18030, the three that Chinese editors write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Yield each line, neighbouring rows as one table; a blank line is a line, so that lines can be counted."""
    table: PrintedTable | None = None
    for line in lines:
        fields = _fields(line)
        if not fields:
            table = None
            yield {"line": line, "page": 0}
            continue
        if table is None:
            table = {"rows": [], "pages": [], "worksheet": ""}
            yield table
        table["rows"].append(list(fields))
        table["pages"].append(0)


LONGEST_FIELD = 60
"""The longest statutory label has forty characters; a sentence with a wide blank in it is no row."""
_WIDE = re.compile(r"[ \u3000\xa0]{2,}")


def _fields(line: str) -> list[str]:
    """Return the fields of a row, none if the line is none."""
    if "\t" in line:
        return line.split("\t")
    fields = _WIDE.split(line.strip())
    return fields if len(fields) > 1 and max(map(len, fields)) <= LONGEST_FIELD else []
