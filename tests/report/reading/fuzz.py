"""Coverage-guided fuzzing of the readers, by hand: ``python -m tests.report.reading.fuzz html -max_total_time=600``.

It needs atheris, which exists for Linux alone and is therefore in no lock. Whatever it finds becomes a story in the
tests of its reader. Each target takes the bytes of one file as they are, except docx and ods: there the bytes become
the part of an archive that holds the words, or the fuzzer would only ever fuzz zip.
"""

import sys
import zipfile
from collections.abc import Callable, Mapping
from importlib import import_module
from io import BytesIO

atheris = import_module("atheris")

with atheris.instrument_imports(include=["report"]):
    from report.checks import examine
    from report.reading import Refusal, docx, html, pdf, spreadsheet, text
    from report.reading.guard import FileKind, guard
    from report.reading.interchange import read_interchange
    from report.reading.paper import Paper
    from report.reading.sections import sheet_of
    from report.rule import Case
    from report.sheet import Sheet

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def archive(mimetype: str, part: str, content: bytes) -> bytes:
    """Return an archive with the parts a reader looks for, and the fuzzed one among them."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", mimetype)
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr(part, content)
    return out.getvalue()


def through(paper: Callable[[bytes], Paper], *kinds: FileKind) -> Callable[[bytes], Sheet]:
    """Read as an entrance does, without the child process: guard, paper, sheet."""

    def read(content: bytes) -> Sheet:
        guard("a", content, *kinds)
        return sheet_of("a", paper(content))

    return read


def in_word(content: bytes) -> Sheet:
    """Read a Word document whose words are the fuzzed bytes."""
    return through(docx.paper, FileKind.DOCUMENT)(archive("", "word/document.xml", content))


def in_ods(content: bytes) -> Sheet:
    """Read an ODF spreadsheet whose content is the fuzzed bytes."""
    file = archive("application/vnd.oasis.opendocument.spreadsheet", "content.xml", content)
    return through(spreadsheet.paper, FileKind.OPEN_WORKBOOK)(file)


def interchange(content: bytes) -> Sheet:
    """Read an interchange file."""
    guard("a", content, FileKind.INTERCHANGE)
    return read_interchange("a", content)


TARGETS: Mapping[str, Callable[[bytes], Sheet]] = {
    "html": through(html.paper, FileKind.HTML, FileKind.TEXT),
    "text": through(text.paper, FileKind.TEXT),
    "pdf": through(pdf.paper, FileKind.PDF),
    "docx": in_word,
    "ods": in_ods,
    "interchange": interchange,
}


def main() -> None:
    """Fuzz one reader, and the rules over whatever it makes of the bytes."""
    read = TARGETS[sys.argv.pop(1)]

    def try_one(content: bytes) -> None:
        try:
            sheet = read(content)
        except (Refusal, UnicodeDecodeError):  # the latter is a refusal at the edge of reading
            return
        broken = [finding.message for finding in examine(Case(sheet)) if "系统故障" in finding.message]
        assert not broken, broken

    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
