"""The totals that a text breaks down, and the numbers it breaks them down into."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from report.mention import ANSWERS, CASE_UNITS, Breakdown, Mention
from report.vocabulary import APPLICANTS, CASES, Word

SENTENCE_END = re.compile(r"[。！!？?\n]")
_LOOSE = re.compile(r"等(?!级|候|待|额|次)|主要|重点|例如|包括|包含|含")
_ONLY_A_TOTAL = re.compile(r"(?:全年|本年度?|今年|以上|两项|三项|上述)?(?:共计|合计|总计|总共|共有|共)(?:为|达|有)?")
_ENDS_OF_A_TOTAL = ("计", "共", "有", "为", "达")
_OWN_VERB = re.compile(
    r"召开|举办|开展|制作|报送|办理|收到|受理|接待|解答|接听|新收|结转|办结|答复|完成|制发|制定|废止|产生|发生|剩余|其余"
)
_KINDRED = (CASE_UNITS, {"条", "条次", "则"})
_WHOLES, _PARTS = 12, 40
"""More numbers than these are not looked through for a total, or for its parts."""
_STRETCH = 500


def kindred(one: str, other: str) -> bool:
    """Say whether two units count the same things: 8份申请，其中予以公开2件."""
    return one == other or any(one in units and other in units for units in _KINDRED)


def breakdowns(text: str, mentions: Sequence[Mention], openings: Sequence[tuple[int, int]]) -> Iterator[Breakdown]:
    """Yield the totals with their parts; ``openings`` is where 其中, 包括 and the like begin and end."""
    counts = [mention for mention in mentions if mention.counted and (mention.unit or mention.subject)]
    starts = [mention.start for mention in counts]
    for i, (start, end) in enumerate(openings):
        following = openings[i + 1][0] if i + 1 < len(openings) else -1
        at = bisect_left(starts, start)
        if at < len(counts) and counts[at].start - end <= 60 and not SENTENCE_END.search(text, end, counts[at].start):
            yield from _opened(text, counts, at, (start, end), following)
    yield from _bracketed(text, counts, [start for start, _ in openings])
    yield from _added_up(text, counts)


def _opened(
    text: str, counts: list[Mention], at: int, opening: tuple[int, int], following: int
) -> Iterator[Breakdown]:
    """Yield what 其中 breaks down: the numbers before it, by those after it."""
    wholes = _wholes(counts, at, opening[0])
    if not wholes:
        return
    parts: list[Mention] = []
    for mention in counts[at : at + _PARTS]:
        if mention.sentence != counts[at].sentence or (0 <= following < mention.start) or mention.unit == "人":
            break
        if mention.bracket != counts[at].bracket:
            continue
        if parts and _begins_anew(text, parts[0], parts[-1], mention, text[opening[0] : opening[1]]):
            break
        parts.append(mention)
    if parts:
        inner = following >= 0 and not SENTENCE_END.search(text, parts[-1].end, following)
        limit = min(parts[-1].end + 8, opening[0] + _STRETCH)
        yield Breakdown(wholes, tuple(parts), bool(_LOOSE.search(text, opening[0], limit)), inner)


def _wholes(counts: list[Mention], at: int, opening: int) -> tuple[Mention, ...]:
    """Return the totals that may be meant, the nearest first: those of the sentence, or of the one before."""
    first = counts[at]
    near = [
        each
        for each in reversed(counts[max(0, at - _WHOLES) : at])
        if each.paragraph == first.paragraph and each.bracket in (-1, first.bracket)
    ]
    same = [each for each in near if each.sentence == first.sentence]
    if not same and near and opening - first.sentence <= 1:
        same = [each for each in near if each.sentence == near[0].sentence]
    return tuple(each for each in same if kindred(each.unit, first.unit))


def _begins_anew(text: str, first: Mention, last: Mention, mention: Mention, opening: str) -> bool:
    """Say whether a new statement begins where a list of parts seemed to go on."""
    if mention.words & Word.REST:
        return False
    if not kindred(first.unit, mention.unit):
        return True
    if opening == "含" and mention.bracket < 0 and re.search("[，,；;]", text[last.end : mention.start]):
        return True  # 办理69件，含上年转来的3件，办结68件
    one, other = _division(first), _division(mention)
    if one and other and one != other:
        return (one, other) != ("outcome", "course")
    return other != "outcome" and bool(_OWN_VERB.search(mention.before)) and not _OWN_VERB.search(first.before)


def _division(part: Mention) -> str:
    """Say by what a total is divided."""
    if part.words & Word.CHANNEL:
        return "channel"
    if part.words & APPLICANTS:
        return "applicant"
    if part.subject in ANSWERS:
        return "outcome"
    return "course" if part.words & (Word.CARRY | Word.SETTLE | Word.RECEIVE | CASES) else ""


def _bracketed(text: str, counts: list[Mention], openings: list[int]) -> Iterator[Breakdown]:
    """Yield totals with their parts in brackets, without 其中: 60931条（网站…条；公众号…条）."""
    for i, (whole, first) in enumerate(pairwise(counts), 1):
        if first.bracket < 0 or whole.end != first.bracket or not kindred(whole.unit, first.unit):
            continue
        at = bisect_left(openings, whole.end)
        if at < len(openings) and openings[at] < first.start:
            continue  # （其中…）, found there
        parts = [each for each in counts[i : i + _PARTS] if each.bracket == first.bracket]
        if len(parts) > 1:
            yield Breakdown(
                (whole,), tuple(parts), bool(_LOOSE.search(text, whole.end, min(parts[-1].end, whole.end + _STRETCH)))
            )


def _added_up(text: str, counts: list[Mention]) -> Iterator[Breakdown]:
    """Yield totals that stand after their parts: 网站20条、公众号30条，共计50条."""
    for i, total in enumerate(counts):
        if i < 2 or not total.before.endswith(_ENDS_OF_A_TOTAL) or not _ONLY_A_TOTAL.fullmatch(total.before):
            continue
        parts = [
            each
            for each in reversed(counts[max(0, i - _WHOLES) : i])
            if (each.sentence, each.bracket, each.unit) == (total.sentence, total.bracket, total.unit)
        ]
        if len(parts) > 1:
            first = max(parts[-1].first, total.start - _STRETCH)
            yield Breakdown((total,), tuple(parts), bool(_LOOSE.search(text, first, total.start)))
