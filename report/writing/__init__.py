"""Documents: one sheet as web page, Word file, PDF, workbook and interchange file; values in, bytes out."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from report.sheet import Sheet
from report.writing import data, docx, html, pdf
from report.writing.html import Site
from report.writing.outline import Outline, outline
from report.writing.pdf import UnprintableCharacter
from templates import say

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

    @property
    def path(self) -> str:
        """Where it lies below the year's page; an attachment's path names its hash, so that it never changes."""
        return "index.html" if self.format == "html" else f"files/{self.sha256[:12]}/{self.name}"


def render(
    sheet: Sheet,
    *,
    signer: str,
    site: Site | None = None,
    fonts: Path | None = None,
) -> tuple[Document, ...]:
    """Return the report in every format; the same sheet gives the same bytes, on any machine, at any time.

    The page links to the other files by their paths. Raises ``UnprintableCharacter`` before anything is returned;
    ``fonts`` is an office's own font folder.
    """
    report = outline(sheet, signer=signer)
    stem = _file_name(report.title)
    attachments = (
        Document("docx", f"{stem}.docx", docx.document(report)),
        Document("pdf", f"{stem}.pdf", pdf.document(report, fonts=fonts)),
        Document("json", f"{stem}.report.json", data.interchange_bytes(sheet)),
        Document("xlsx", f"{stem}.xlsx", data.workbook(report)),
    )
    links = [(quote(file.path), say("report/words", "download", format=file.format)) for file in attachments]
    return (Document("html", f"{stem}.html", html.page(report, site=site, links=links)), *attachments)


def _file_name(title: str) -> str:
    """Return the title as a file name that Windows takes, and no file system finds too long."""
    plain = re.sub(r'[\\/:*?"<>|]', "_", title).strip(" .")
    return plain.encode()[:200].decode(errors="ignore")
