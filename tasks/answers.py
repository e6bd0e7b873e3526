"""What a platform's answer means: delivered, refused for now, refused for good, or a silence after speaking."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from models import Delivery
from templates import say

# It writes every address it speaks to into the log, and the address of a robot is its key.
logging.getLogger("httpx").setLevel(logging.WARNING)

LONGEST = 300
"""Characters of a platform's own words that are kept with a notice."""

FOR_NOW = frozenset({"too_fast", "locked", "busy", "unknown"})
"""Refusals after which the same message may be taken in later; every other one asks for a person."""

LOCKED = timedelta(minutes=10)
"""How long 钉钉 takes in nothing from a robot that spoke too fast."""

NOT_HEARD = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ProxyError,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""Failures of a connection that never stood: nothing was taken in."""


@dataclass(frozen=True)
class Answer:
    """What became of a message and why: delivered, waiting (refused for now), failed (for good) or uncertain.

    ``wait`` is how long the platform wants to be left alone; ``posted`` how many parts of the message it has by now.
    """

    delivery: Delivery
    reason: str = ""
    wait: timedelta = timedelta()
    posted: int = 0


@dataclass(frozen=True)
class Line:
    """How to reach a platform: its name in the book of troubles, and the patience that its address asks for."""

    platform: str
    patience: httpx.Timeout
    verify: bool = True


@dataclass(frozen=True)
class Codes:
    """How a platform answers: where its code and its words stand, and which sentence speaks of a refusal."""

    code: str
    words: str
    refusals: Mapping[int, str]


def ask(
    line: Line,
    url: str,
    body: object,
    judge: Callable[[httpx.Response], Answer],
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Post ``body`` as JSON and return what the answer means; who was cut off after speaking is in doubt."""
    # Written as it is read: the platforms limit bytes, and 企业微信 forbids \uxxxx (40033).
    content = json.dumps(body, ensure_ascii=False).encode()
    own = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    try:
        response = httpx.post(url, content=content, headers=own, timeout=line.patience, verify=line.verify)
    except NOT_HEARD as trouble:
        return Answer(Delivery.WAITING, _said("unreachable", line, trouble=_words(trouble)))
    except httpx.RequestError as trouble:
        return Answer(Delivery.UNCERTAIN, _said("silent", line, trouble=_words(trouble)))
    return judge(response)


def by_code(line: Line, codes: Codes, response: httpx.Response) -> Answer:
    """Judge an answer by the platform's own code: 200 says only that somebody answered."""
    answer = content(response)
    code = answer.get(codes.code) if isinstance(answer, dict) else None
    if not isinstance(code, int) or not isinstance(answer, dict):
        return by_status(line, response)
    if code == 0 and response.is_success:
        return Answer(Delivery.DELIVERED)
    sentence = codes.refusals.get(code, "unknown")
    reason = _said(sentence, line, code=code, words=str(answer.get(codes.words, ""))[:LONGEST])
    delivery = Delivery.WAITING if sentence in FOR_NOW else Delivery.FAILED
    return Answer(delivery, reason, LOCKED if sentence == "locked" else timedelta())


def by_status(line: Line, response: httpx.Response) -> Answer:
    """Judge an answer that shows no code: a refusal is one, a success without the code is in doubt."""
    delivery = Delivery.UNCERTAIN if response.is_success else Delivery.WAITING
    sentence = "no_code" if response.is_success else "status"
    return Answer(delivery, _said(sentence, line, status=response.status_code, words=response.text[:LONGEST]))


def content(response: httpx.Response) -> object:
    """Return the JSON of an answer, None where it is none."""
    try:
        return json.loads(response.content)
    except ValueError:
        return None


def _said(sentence: str, line: Line, **facts: object) -> str:
    return say("troubles", sentence, platform=line.platform, **facts)


def _words(trouble: Exception) -> str:
    return str(trouble)[:LONGEST] or type(trouble).__name__
