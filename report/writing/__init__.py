"""Documents: one sheet in every form in which a report leaves the house; values in, bytes out."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from report.erratum import Erratum
from report.sheet import Sheet, content_hash
from report.writing import cells, data, digest, docx, html, kiosk, pdf, poster, qr, schema, weixin
from report.writing.brief import Brief, brief
from report.writing.fonts import DamagedFont
from report.writing.html import Site
from report.writing.outline import Outline, outline
from report.writing.pdf import UnprintableCharacter, require_printable
from templates import say

WORDS = "formats"

__all__ = [
    "FIXED",
    "FORMATS",
    "LINKED",
    "PAGES",
    "DamagedFont",
    "Document",
    "Outline",
    "Site",
    "UnprintableCharacter",
    "outline",
    "render",
    "report_hash",
]


@dataclass(frozen=True)
class Document:
    """One file of a report: its format (a key of ``FORMATS``), its name, its bytes."""

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
        return FIXED.get(self.format) or f"files/{self.sha256[:12]}/{self.name}"


@dataclass(frozen=True)
class Material:
    """What every writer is given: the sheet, the same in printed order and in brief, and where it will be read."""

    sheet: Sheet
    outline: Outline
    brief: Brief
    site: Site
    fonts: Path | None
    errata: Sequence[Erratum] = ()
    links: list[tuple[str, str]] = field(default_factory=list)


Write = Callable[[Material], bytes]


def _poster(paper: poster.Paper) -> Write:
    return lambda it: poster.document(it.outline, it.brief, paper=paper, address=it.site.url, fonts=it.fonts)


FORMATS: dict[str, Write] = {
    "docx": lambda it: docx.document(it.outline),
    "pdf": lambda it: pdf.document(it.outline, fonts=it.fonts),
    "json": lambda it: data.interchange_bytes(it.sheet),
    "csv": lambda it: cells.csv_bytes(it.sheet),
    "xlsx": lambda it: data.workbook(it.outline),
    "schema": lambda _: schema.schema_bytes(),
    "digest": lambda it: digest.picture(it.outline, it.brief, address=it.site.url, fonts=it.fonts),
    "poster-a3": _poster("a3"),
    "poster-a4": _poster("a4"),
    "weixin": lambda it: weixin.article(it.outline, it.brief, address=it.site.url),
    "kiosk": lambda it: kiosk.page(it.outline, it.brief, address=it.site.url),
    "qr-svg": lambda it: qr.qr_svg(it.site.url),
    "qr-png": lambda it: qr.qr_png(it.site.url),
    "html": lambda it: html.page(it.outline, site=it.site, links=it.links, charts=it.brief.charts, errata=it.errata),
}
"""Every format with its writer, the page last: it links to the others."""
LINKED = ("docx", "pdf", "json", "csv", "xlsx", "digest")
"""What the page offers below the report."""
ADDRESSED = frozenset({"qr-svg", "qr-png"})
"""What can be made only where the address of the page is known."""
PAGES = frozenset({"html", "weixin", "kiosk"})
"""What a browser shows; all else is handed over as a file."""
FIXED = {"html": "index.html", "kiosk": "kiosk.html"}
"""What is opened by its address, and so keeps it."""


def render(
    sheet: Sheet,
    *,
    signer: str,
    site: Site | None = None,
    earlier: Sequence[Sheet] = (),
    fonts: Path | None = None,
    formats: Iterable[str] = FORMATS,
    flat: bool = False,
    errata: Sequence[Erratum] = (),
) -> tuple[Document, ...]:
    """Return the report in every format asked for, the page first; the same sheet gives the same bytes anywhere.

    ``earlier`` are the same unit's reports of other years, for the charts; ``fonts`` is an office's own font folder.
    ``flat``: the page links to files that lie beside it under their names, and not at their paths. ``errata`` are
    what the page says of its corrections.
    Raises ``UnprintableCharacter`` and ``DamagedFont`` before anything is written.
    """
    report = outline(sheet, signer=signer)
    require_printable(report, fonts)
    material = Material(sheet, report, brief(sheet, earlier), site or Site(), fonts, errata)
    wanted = set(formats)
    documents = []
    for format, write in FORMATS.items():
        if format in wanted and (material.site.url or format not in ADDRESSED):
            made = Document(format, file_name(report.title, format), write(material))
            documents.append(made)
            if format in LINKED:
                material.links.append((quote(made.name if flat else made.path), say(WORDS, "name", format=format)))
    return tuple(sorted(documents, key=lambda document: document.format != "html"))


def report_hash(documents: Iterable[Document]) -> str:
    """Return the hash over everything rendered: what approvals are bound to."""
    return content_hash({document.path: document.sha256 for document in documents})


def file_name(title: str, format: str) -> str:
    """Return the name of a file of the report of that title."""
    return say(WORDS, "file_name", title=plain_name(title), format=format)


def plain_name(text: str) -> str:
    """Return a text as a name that Windows takes, and no file system finds too long."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text).strip(" .")
    return plain.encode("utf-8", "ignore")[:200].decode(errors="ignore")
