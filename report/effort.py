"""How long it takes to fill in what is owed: told with every reminder, because who knows that it is short begins."""

from math import ceil

CELL = 20
"""Seconds for one number that is looked up in a ledger and typed in."""
PARAGRAPH = 4 * 60
"""Seconds for one paragraph of a few sentences."""
LEAST = 3
"""Minutes for opening the workbook, looking through it and sending it back, however little is missing."""


def minutes(cells: int, paragraphs: int) -> int:
    """Return about how many minutes an office needs; an estimate, rounded up."""
    return max(LEAST, ceil((cells * CELL + paragraphs * PARAGRAPH) / 60))
