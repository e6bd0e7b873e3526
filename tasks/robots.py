"""The group robots of 企业微信, 钉钉 and 飞书: an Apprise address each, and delivered when their own code says so."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from apprise import NotifyType

from models import Delivery
from tasks.answers import Answer, Codes, ask, by_code
from tasks.parts import parts, size
from tasks.platforms import Platform
from tasks.sms import MOBILE
from templates import fill, say

EVERYBODY = "all"

Body = dict[str, Any]


class Robot(Platform):
    """A robot that speaks to one group: ``schema://token?secret=…&at=…&card=yes&link=…&via=…``.

    ``at`` lists whom it mentions (user ids, mobile numbers, ``all``), ``card`` makes markdown cards, ``link`` is
    where a card leads, ``via`` is the platform's own address inside a government network.
    """

    service_name: Any
    secure_protocol: Any
    title_maxlen = 250
    home: ClassVar[str]
    path: ClassVar[str]
    codes: ClassVar[Codes]
    room: ClassVar[int]
    card_room: ClassVar[int]

    def __init__(self, token: str, secret: str, settings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.token = token
        self.secret = secret
        self.at = [who for who in re.split(r"[,，\s]+", settings.get("at", "")) if who]
        self.card = settings.get("card", "").lower() in ("yes", "true", "1")
        self.link = settings.get("link", "")
        self.hook = settings.get("via", "").rstrip("/") or self.home
        self.posted = 0
        self.until: datetime | None = None

    @staticmethod
    def parse_url(url: str, *_: Any, **__: Any) -> dict[str, Any] | None:
        """Read an address; return what ``__init__`` takes."""
        found: dict[str, Any] | None = Platform.parse_url(url, verify_host=False)
        if not found or not found.get("host"):
            return None
        query = {name: value[-1] for name, value in parse_qs(urlsplit(url).query).items()}
        secret = query.get("secret") or unquote(found.get("user") or "")
        return found | {"token": unquote(found["host"]), "secret": secret, "settings": query}

    @classmethod
    def url_of(cls, hook: str) -> str | None:
        """Return our address for the one that the platform shows in the group, None if it is none of its."""
        seen = urlsplit(hook)
        if seen.scheme != "https" or f"https://{seen.netloc}" != cls.home or not seen.path.startswith(cls.path):
            return None
        query = {name: value[-1] for name, value in parse_qs(seen.query).items()}
        token = query.pop("key", "") or query.pop("access_token", "") or seen.path.removeprefix(cls.path).strip("/")
        return f"{cls.secure_protocol}://{quote(token)}/?{urlencode(query)}"

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:
        """Return the address without what it asks for; Apprise writes it to its log."""
        token = self.pprint(self.token, privacy=privacy, safe="")  # type: ignore[no-untyped-call]
        return f"{self.secure_protocol}://{token}/"

    def send(self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **_: Any) -> bool:
        """Say what the group has not heard yet, part by part, up to the first that is not taken in."""
        said = self.parts(title, body)
        for number, part in enumerate(said[self.posted :], self.posted + 1):
            answer = self._say(title, part, self.at if number == len(said) else [])
            if answer.delivery is not Delivery.DELIVERED:
                self.answer = _missing(answer, number, len(said))
                return False
        self.answer = Answer(Delivery.DELIVERED, posted=len(said))
        return True

    def parts(self, title: str, body: str) -> tuple[str, ...]:
        """Return a message as the robot will say it."""
        tail = self._mentioned(self.at)
        text = f"{title}\n\n{body}" if title else body
        if self.card:
            text = fill("cards/notice.md.j2", title=title, what=body, until=self.until, link=self.link).strip()
        said = parts(text, (self.card_room if self.card else self.room) - size(tail))
        return (*said[:-1], said[-1] + tail)

    def _say(self, title: str, text: str, at: list[str]) -> Answer:
        line = self.line()
        url, body = self._signed(self._card(title, text, at) if self.card else self._text(text, at))
        return ask(line, url, body, lambda response: by_code(line, self.codes, response))

    def _signed(self, body: Body) -> tuple[str, Body]:
        raise NotImplementedError

    def _text(self, text: str, at: list[str]) -> Body:
        raise NotImplementedError

    def _card(self, title: str, text: str, at: list[str]) -> Body:
        raise NotImplementedError

    def _mentioned(self, at: list[str]) -> str:
        """Return what must stand in the text itself for the mentioned to be told."""
        raise NotImplementedError


class WeCom(Robot):
    """A robot of 企业微信: ``wecomrobot://key``."""

    # https://developer.work.weixin.qq.com/document/path/91770: text 2,048 bytes, markdown 4,096, 20 a minute.
    # A mobile number is told by text alone, in markdown only <@userid>. Codes: …/path/90455, "decide by errcode".
    service_name = "WeCom robot"
    secure_protocol = "wecomrobot"
    others = ("wecombot",)
    home = "https://qyapi.weixin.qq.com"
    path = "/cgi-bin/webhook/send"
    room = 2_048
    card_room = 4_096
    codes = Codes(
        "errcode",
        "errmsg",
        {
            -1: "busy",
            6000: "busy",
            45009: "too_fast",
            45033: "too_fast",
            93000: "no_robot",
            93004: "no_robot",
            93008: "no_robot",
            40008: "unfit",
            40035: "unfit",
            40058: "unfit",
            44004: "unfit",
            45002: "unfit",
        },
    )

    def _signed(self, body: Body) -> tuple[str, Body]:
        return f"{self.hook}{self.path}?{urlencode({'key': self.token})}", body

    def _text(self, text: str, at: list[str]) -> Body:
        people = ["@all" if who == EVERYBODY else who for who in at]
        mobiles = [who for who in people if MOBILE.fullmatch(who)]
        others = [who for who in people if who not in mobiles]
        text_body: Body = {"content": text, "mentioned_list": others, "mentioned_mobile_list": mobiles}
        return {"msgtype": "text", "text": text_body}

    def _card(self, title: str, text: str, at: list[str]) -> Body:
        return {"msgtype": "markdown", "markdown": {"content": text}}

    def _mentioned(self, at: list[str]) -> str:
        people = [f"<@{who}>" for who in at if not MOBILE.fullmatch(who)]
        return "\n" + "".join(people) if self.card and people else ""


class DingTalk(Robot):
    """A robot of 钉钉: ``dingtalkrobot://access_token?secret=SEC…``."""

    # https://open.dingtalk.com/document/robots/custom-robot-access: 20 a minute, then ten minutes of silence.
    # The body may have 20,000 bytes (460101). 310000 is keyword, signature and IP alike.
    service_name = "DingTalk robot"
    secure_protocol = "dingtalkrobot"
    others = ("dingtalk",)
    home = "https://oapi.dingtalk.com"
    path = "/robot/send"
    room = card_room = 18_000
    codes = Codes(
        "errcode",
        "errmsg",
        {
            -1: "busy",
            130101: "locked",
            410100: "locked",
            310000: "unsafe",
            300001: "no_robot",
            300005: "no_robot",
            400013: "no_robot",
            400101: "no_robot",
            400102: "no_robot",
            400106: "no_robot",
            40035: "unfit",
            101002: "unfit",
            400105: "unfit",
            430101: "unfit",
            430102: "unfit",
            430103: "unfit",
            430104: "unfit",
            460101: "unfit",
        },
    )

    def _signed(self, body: Body) -> tuple[str, Body]:
        query = {"access_token": self.token}
        if self.secret:
            # The clock of the wall, not the round's: the platform refuses what is an hour off.
            stamp = str(round(time.time() * 1000))
            query |= {"timestamp": stamp, "sign": seal(self.secret, f"{stamp}\n{self.secret}")}
        return f"{self.hook}{self.path}?{urlencode(query)}", body

    def _text(self, text: str, at: list[str]) -> Body:
        return {"msgtype": "text", "text": {"content": text}, "at": self._at(at)}

    def _card(self, title: str, text: str, at: list[str]) -> Body:
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": self._at(at)}

    def _at(self, at: list[str]) -> Body:
        people = [who for who in at if who != EVERYBODY]
        mobiles = [who for who in people if MOBILE.fullmatch(who)]
        others = [who for who in people if who not in mobiles]
        return {"atMobiles": mobiles, "atUserIds": others, "isAtAll": EVERYBODY in at}

    def _mentioned(self, at: list[str]) -> str:
        # Who is not named in the text, too, gets no sign on his telephone.
        people = [f"@{who}" for who in at if who != EVERYBODY]
        return "\n" + " ".join(people) if people else ""


class FeiShu(Robot):
    """A robot of 飞书: ``feishurobot://hook?secret=…``; it knows people by their user id alone."""

    # https://open.larkoffice.com/document/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN: the body at most 20 KB, 100 messages a
    # minute and 5 a second, 11232 at busy times. 9499 is a malformed body as well as too many requests; our body is
    # ours, so we wait.
    service_name = "FeiShu robot"
    secure_protocol = "feishurobot"
    others = ("feishu",)
    home = "https://open.feishu.cn"
    path = "/open-apis/bot/v2/hook/"
    room = card_room = 18_000
    codes = Codes(
        "code",
        "msg",
        {
            2200: "busy",
            9499: "too_fast",
            11232: "too_fast",
            19001: "no_robot",
            19007: "no_robot",
            19021: "unsafe",
            19022: "unsafe",
            19024: "unsafe",
            19002: "unfit",
            19036: "unfit",
        },
    )

    def _signed(self, body: Body) -> tuple[str, Body]:
        if self.secret:
            stamp = str(round(time.time()))
            body |= {"timestamp": stamp, "sign": seal(f"{stamp}\n{self.secret}", "")}
        return f"{self.hook}{self.path}{quote(self.token)}", body

    def _text(self, text: str, at: list[str]) -> Body:
        return {"msg_type": "text", "content": {"text": text}}

    def _card(self, title: str, text: str, at: list[str]) -> Body:
        header = {"title": {"tag": "plain_text", "content": title}}
        return {
            "msg_type": "interactive",
            "card": {"header": header, "elements": [{"tag": "markdown", "content": text}]},
        }

    def _mentioned(self, at: list[str]) -> str:
        mark: Callable[[str], str] = (lambda who: f"<at id={who}></at>") if self.card else _named
        return "\n" + "".join(map(mark, at)) if at else ""


def _named(who: str) -> str:
    return f'<at user_id="{who}"></at>'


def seal(key: str, text: str) -> str:
    """Return the signature that 钉钉 (over the text) and 飞书 (with everything in the key) ask for."""
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _missing(answer: Answer, number: int, of: int) -> Answer:
    """Say which parts of a message have not arrived, where it has several."""
    if of == 1:
        return answer
    reason = say("troubles", "missing_parts", posted=number - 1, of=of, reason=answer.reason)
    return replace(answer, reason=reason, posted=number - 1)


ROBOTS: tuple[type[Robot], ...] = (WeCom, DingTalk, FeiShu)


def address(gateway: str) -> str:
    """Return the Apprise address of a robot, also where the office has pasted the one that the group shows."""
    return next((own for robot in ROBOTS if (own := robot.url_of(gateway))), gateway)
