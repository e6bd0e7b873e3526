"""A signed paper that was photographed or scanned: the codes on it, read in the guard's child process."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from report.reading import Refusal
from report.reading.guard import FileKind, guard, guarded, kind_of

if TYPE_CHECKING:  # what opens pictures is loaded in the child process only
    from PIL.Image import Image
    from pypdfium2 import PdfPage

LARGEST = 20 * 2**20
"""A telephone's photograph has a few megabytes, a scan of three pages as many."""
MOST_PAGES = 20
"""The paper has two or three pages; a scanner may have taken several papers at once."""
MOST_PIXELS = 80_000_000
"""What the largest cameras of telephones take, without the modes that no form needs."""
PAGE_PIXELS = 2_400
"""The longer side of a page as it is looked at: the code has a fifth of its width."""


def read_codes(name: str, content: bytes) -> list[str]:
    """Return what the codes on a photograph (JPEG, PNG) or in a scan (PDF) say; raise ``Refusal``."""
    if len(content) > LARGEST:
        raise Refusal.of("paper_too_large", name=name, size=len(content) / 2**20, limit=LARGEST // 2**20)
    if not content.strip():
        raise Refusal.of("empty", name=name)
    kind = kind_of(name, content)
    if kind is FileKind.PDF:
        guard(name, content, FileKind.PDF)
    elif not content.startswith(PHOTOGRAPHS):
        raise Refusal.of("paper_foreign", name=name)
    try:
        found = guarded(codes_in, kind is FileKind.PDF, content, name=name)
    except Refusal as refusal:
        raise Refusal.of("paper_unreadable", name=name) from refusal
    if isinstance(found, str):
        raise Refusal.of(found, name=name, pages=MOST_PAGES, pixels=MOST_PIXELS // 1_000_000)
    return found


PHOTOGRAPHS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How a PNG and a JPEG file begin: of all kinds of pictures no other is opened."""


def codes_in(is_pdf: bool, content: bytes) -> list[str] | str:
    """Return what the codes say, or the name of the sentence that refuses the file; for the guard's child process."""
    codes = _in_pdf(content) if is_pdf else _in_photograph(content)
    return codes if isinstance(codes, str) else list(dict.fromkeys(codes))


def _in_pdf(content: bytes) -> list[str] | str:
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        if len(document) > MOST_PAGES:
            return "paper_pages"
        return [code for page in document for code in _codes(_picture(page))]


def _picture(page: PdfPage) -> Image:
    """Render a page at a size of our own: a page may say that it is as large as a field."""
    picture: Image = page.render(scale=PAGE_PIXELS / max(page.get_size())).to_pil()
    return picture


def _in_photograph(content: bytes) -> list[str] | str:
    from PIL import Image as pictures
    from PIL import ImageOps

    pictures.MAX_IMAGE_PIXELS = None  # the limit is ours, so that it has its own sentence
    with pictures.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:  # said in the first bytes: nothing was unpacked yet
            return "paper_pixels"
        picture.draft("L", (2 * PAGE_PIXELS, 2 * PAGE_PIXELS))  # a JPEG is unpacked no finer than it is looked at
        return list(_codes(ImageOps.exif_transpose(picture)))


def _codes(picture: Image) -> Iterator[str]:
    """Yield what the codes on one picture say, in the size in which the first of them is found."""
    import zxingcpp

    for longest in (PAGE_PIXELS, 2 * PAGE_PIXELS, PAGE_PIXELS // 2):
        looked_at = picture.convert("L")
        looked_at.thumbnail((longest, longest))
        found = zxingcpp.read_barcodes(looked_at, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        if found:
            yield from (code.text for code in found)
            return
