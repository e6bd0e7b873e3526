"""The page of a 触摸查询一体机: one file on a standing touch screen, every section a screen of its own."""

from report.writing.brief import Brief
from report.writing.html import facts_of, pictures
from report.writing.outline import Outline
from report.writing.qr import qr_svg
from templates import fill


def page(outline: Outline, brief: Brief, *, address: str = "") -> bytes:
    """Return the page; ``address`` is where the report stands on the site, shown as a code to take along.

    It has no script: each section is shown by being the target of its button, and no link leads out of the page.
    """
    text = fill(
        "report/kiosk.html.j2",
        brief=brief,
        charts=pictures(brief.charts),
        address=address,
        code=qr_svg(address).decode() if address else "",
        **facts_of(outline),
    )
    return text.encode()
