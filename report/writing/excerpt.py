"""What a report says of itself in a few whole sentences: picked from its own words, never made."""

import re
from collections.abc import Iterator

from report.writing.outline import Outline

MOST = 3
"""How many sentences stand on a poster."""
LONGEST = 90
"""A longer sentence is read by nobody who stands before a board."""

_COUNTS = re.compile(r"\d ?余?(?:条|件|次|个|项|场|期|篇|份)")
_SENTENCE = re.compile(r"[^。！？]+[。！？]")
_OPENING = re.compile(r"^(?:\d+ *[.．、)）] *)?(?:[^，；。]{0,30}[：:])?")
_LEANS_ON_ANOTHER = re.compile(r"其中|[一二三四五六七八九十]+(?:是|、)|[（(]")


def counting_sentences(outline: Outline) -> tuple[str, ...]:
    """Return the first sentences of 总体情况 that count something and can stand alone."""
    (overview, *_) = outline.parts
    found = (sentence for paragraph in overview.paragraphs for sentence in _sentences(paragraph.rest))
    return tuple(sentence for sentence in found if _stands_alone(sentence))[:MOST]


def quotations(outline: Outline) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what is quoted, each under the heading that it stands under: counting sentences, and named problems."""
    (overview, *_), problems = outline.parts, next(part for part in outline.parts if part.key == "problems")
    leads = tuple(paragraph.lead.rstrip("。：:") for paragraph in problems.paragraphs if paragraph.lead)
    found = ((overview.heading, counting_sentences(outline)), (problems.heading, leads))
    return tuple((heading, words) for heading, words in found if words)


def _sentences(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph without the number or the words and colon that one opens with."""
    for match in _SENTENCE.finditer(paragraph):
        yield _OPENING.sub("", match[0].strip())


def _stands_alone(sentence: str) -> bool:
    return len(sentence) <= LONGEST and bool(_COUNTS.search(sentence)) and not _LEANS_ON_ANOTHER.match(sentence)
