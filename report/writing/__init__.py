"""Documents: one sheet as web page, Word file, PDF, workbook and interchange file; values in, bytes out."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from report.sheet import Sheet
from report.writing import data, docx, html, pdf
from report.writing.html import Site
from report.writing.outline import Outline, outline
from report.writing.pdf import UnprintableCharacter

__all__ = ["Document", "Outline", "Site", "UnprintableCharacter", "outline", "render"]


@dataclass(frozen=True)
class Document:
    """One file of a report: its format (html, docx, pdf, json, xlsx), its name, its bytes."""

    format: str
    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The hash that approval and publication are bound to."""
        return hashlib.sha256(self.content).hexdigest()


def render(
    sheet: Sheet,
    *,
    signer: str,
    site: Site | None = None,
    links: Sequence[tuple[str, str]] = (),
    fonts: Path | None = None,
) -> tuple[Document, ...]:
    """Return the report in every format; the same sheet gives the same bytes, on any machine, at any time.

    Raises ``UnprintableCharacter`` before anything is returned; ``fonts`` is an office's own font folder.
    """
    report = outline(sheet, signer=signer)
    stem = _file_name(report.title)
    return (
        Document("html", f"{stem}.html", html.page(report, site=site, links=links)),
        Document("docx", f"{stem}.docx", docx.document(report)),
        Document("pdf", f"{stem}.pdf", pdf.document(report, fonts=fonts)),
        Document("json", f"{stem}.report.json", data.interchange_bytes(sheet)),
        Document("xlsx", f"{stem}.xlsx", data.workbook(report)),
    )


def _file_name(title: str) -> str:
    """Return the title as a file name that Windows takes, and no file system finds too long."""
    plain = re.sub(r'[\\/:*?"<>|]', "_", title).strip(" .")
    return plain.encode()[:200].decode(errors="ignore")
