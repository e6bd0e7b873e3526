"""The report as one tall picture (图解): its figures, charts and words for a website, a telephone, a screen."""

from pathlib import Path

from report.writing import poster
from report.writing.brief import Brief
from report.writing.excerpt import quotations
from report.writing.outline import Outline
from report.writing.pdf import require_printable
from report.writing.typeset import picture as drawn

PIXELS_AN_INCH = 144
"""The template is 7.5 inches broad: 1080 pixels."""


def picture(outline: Outline, brief: Brief, *, address: str = "", fonts: Path | None = None) -> bytes:
    """Return the picture as PNG, 1080 pixels broad and as high as it needs to be; raises ``UnprintableCharacter``."""
    require_printable(outline, fonts)
    return drawn("digest", facts(outline, brief, address), ppi=PIXELS_AN_INCH, fonts=fonts)


def facts(outline: Outline, brief: Brief, address: str) -> dict[str, object]:
    """Return what the template shows: what a poster does, and what is quoted under its headings."""
    return poster.facts(outline, brief, address) | {"quotations": quotations(outline)}
