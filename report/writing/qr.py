"""QR codes: an address or a report's mark as a picture, as SVG and as PNG."""

from io import BytesIO

import segno

QUIET = 4
"""The free margin that readers need around a code, in modules (ISO/IEC 18004)."""


def qr_svg(content: str) -> bytes:
    """Return the code as SVG: scales to any size, and takes any printer."""
    return _saved(content, "svg", scale=1, svgns=True, xmldecl=False, nl=False, omitsize=True, light="#fff")


def qr_png(content: str, *, scale: int = 12) -> bytes:
    """Return the code as PNG, ``scale`` pixels a module, for programs that take no SVG."""
    return _saved(content, "png", scale=scale)


def _saved(content: str, kind: str, **options: object) -> bytes:
    # Level M outlives a fold or a stamp; a micro code is read by few telephones.
    code = segno.make(content, error="m", micro=False, boost_error=False)
    saved = BytesIO()
    code.save(saved, kind=kind, border=QUIET, **options)
    return saved.getvalue()
