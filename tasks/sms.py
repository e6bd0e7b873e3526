"""Any city's SMS gateway: an HTTP address, a JSON body and the sign of success, all three given by the settings."""

import json
import re
from typing import Any

import httpx
from apprise import NotifyType

from models import Delivery
from settings import settings
from tasks.answers import Answer, Line, ask, by_status, content
from tasks.platforms import Platform
from templates import say

MOBILE = re.compile(r"1\d{10}")
"""A mobile number of the mainland."""

BLANK = re.compile(r"\{(to|subject|text|key)\}")
"""What the settings leave open in the body of a message."""


class SmsGateway(Platform):
    """A gateway that sends one short message: ``smsgateway://?to=13800000000``."""

    service_name = "SMS gateway"
    secure_protocol = "smsgateway"
    title_maxlen = 250

    def __init__(self, to: str, key: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.to = to
        self.key = key

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        """Read an address; return what ``__init__`` takes."""
        found: dict[str, Any] | None = Platform.parse_url(url, verify_host=False)
        if not found or not MOBILE.fullmatch(found["qsd"].get("to", "")):
            return None
        return found | {"to": found["qsd"]["to"], "key": found["qsd+"].get("X-Nianbao-Key", "")}

    def send(self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **_: Any) -> bool:
        """Post the message with what the settings want around it."""
        line = self.line()
        values = {"to": self.to, "subject": title, "text": body, "key": self.key}
        try:
            filled = _filled(json.loads(settings().sms_body), values)
            headers = {str(name): str(value) for name, value in json.loads(settings().sms_headers).items()}
        except (ValueError, AttributeError) as trouble:
            self.answer = Answer(Delivery.WAITING, say("troubles", "sms_settings", trouble=trouble))
            return False
        self.answer = ask(line, settings().sms_url, filled, lambda response: judge(line, response), headers)
        return self.answer.delivery is Delivery.DELIVERED


def judge(line: Line, response: httpx.Response) -> Answer:
    """Judge an answer by the status, path and value that the settings call success."""
    known = settings()
    answer = content(response)
    if response.status_code != known.sms_status or (known.sms_path and answer is None):
        return by_status(line, response)
    value = at(answer, known.sms_path) if known.sms_path else known.sms_value
    if value == known.sms_value:
        return Answer(Delivery.DELIVERED)
    reason = say("troubles", "unknown", platform=line.platform, code=value, words=response.text[:300])
    return Answer(Delivery.WAITING, reason)


def at(answer: object, path: str) -> str:
    """Return what stands at a path such as ``data.0.code``, as JSON prints it; "" where there is nothing."""
    for name in path.removeprefix("$.").split("."):
        if isinstance(answer, list) and name.isdecimal() and int(name) < len(answer):
            answer = answer[int(name)]
        elif isinstance(answer, dict) and name in answer:
            answer = answer[name]
        else:
            return ""
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def _filled(node: Any, values: dict[str, str]) -> Any:
    """Fill in the strings of a JSON value: what is filled in can never break the JSON around it."""
    if isinstance(node, dict):
        return {name: _filled(child, values) for name, child in node.items()}
    if isinstance(node, list):
        return [_filled(child, values) for child in node]
    return BLANK.sub(lambda blank: values[blank[1]], node) if isinstance(node, str) else node
