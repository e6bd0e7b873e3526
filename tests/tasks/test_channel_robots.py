"""Robots: delivered when their own code says so, refused for now or for good, and in doubt after a silence."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from models import Delivery
from settings import SHANGHAI, settings
from tasks.channel import Message, messages_in, send
from tests.tasks.platforms import DingTalkServer, FeiShuServer, Server, WeComServer, at

SUBJECT = "还有3个工作日到期：2020年度政府信息公开数据（司法所）"
TEXT = "司法所：\n\n还没有收到你们的填报表，一共12项。\n\n截止时间：12月31日。"
SCHEMAS: dict[type[Server], str] = {
    WeComServer: "wecomrobot",
    DingTalkServer: "dingtalkrobot",
    FeiShuServer: "feishurobot",
}

Open = Callable[..., Server]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that sets the address of the office's robot."""

    def set_robot(address: str) -> None:
        monkeypatch.setenv("NIANBAO_ROBOT_URL", address)
        settings.cache_clear()

    yield set_robot
    settings.cache_clear()


@pytest.fixture
def platform(office: Callable[[str], None]) -> Iterator[Open]:
    """Return a function that opens a platform and gives the office its robot."""
    with ExitStack() as servers:

        def open_one(kind: type[Server], options: str = "", key: str = "", **known: object) -> Server:
            server = servers.enter_context(kind(**known))  # type: ignore[arg-type]
            office(f"{SCHEMAS[kind]}://{key or server.token}/?via={server.url}&{options}")
            return server

        yield open_one


def message(text: str = TEXT, posted: int = 0, until: datetime | None = None) -> Message:
    return Message("1:remind:robot", None, SUBJECT, text, posted=posted, until=until)


def text_of(body: object) -> str:
    for path in ("text", "content"), ("markdown", "content"), ("markdown", "text"), ("content", "text"):
        if found := at(body, *path):
            return found
    assert isinstance(body, dict)
    return str(body["card"]["elements"][0]["content"])


# Delivered


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_group_reads_subject_and_text(platform: Open, kind: type[Server]) -> None:
    server = platform(kind)
    assert send(message()).delivery is Delivery.DELIVERED
    assert [text_of(said) for said in server.said] == [f"{SUBJECT}\n\n{TEXT}"]


@pytest.mark.parametrize("kind", [DingTalkServer, FeiShuServer])
def test_a_signature_is_made_as_the_platform_wants_it(platform: Open, kind: type[Server]) -> None:
    server = platform(kind, "secret=SEC%2B8a/x", secret="SEC+8a/x")
    assert send(message()).delivery is Delivery.DELIVERED
    assert len(server.said) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=7f3a-Key&via={url}",
        "wecombot://7f3a-Key/?via={url}",
    ],
)
def test_the_address_of_the_group_and_the_name_apprise_has_for_it_lead_to_our_robot(
    platform: Open, office: Callable[[str], None], address: str
) -> None:
    server = platform(WeComServer)
    office(address.format(url=server.url))
    assert send(message()).delivery is Delivery.DELIVERED
    server.refusal = (45009, "api freq out of limit")
    assert send(message()).delivery is Delivery.WAITING


@pytest.mark.parametrize(
    "kind, address",
    [
        (DingTalkServer, "https://oapi.dingtalk.com/robot/send?access_token=7f3a-Key&secret=SEC8a&via={url}"),
        (DingTalkServer, "dingtalk://SEC8a@7f3a-Key/?via={url}"),
        (FeiShuServer, "https://open.feishu.cn/open-apis/bot/v2/hook/7f3a-Key?secret=SEC8a&via={url}"),
        (FeiShuServer, "feishu://7f3a-Key/?secret=SEC8a&via={url}"),
    ],
)
def test_a_pasted_address_may_carry_its_secret(
    platform: Open, office: Callable[[str], None], kind: type[Server], address: str
) -> None:
    server = platform(kind, secret="SEC8a")
    office(address.format(url=server.url))
    assert send(message()).delivery is Delivery.DELIVERED


# Refused


@pytest.mark.parametrize(
    "kind, code, delivery, wait",
    [
        (WeComServer, 45009, Delivery.WAITING, 0),
        (WeComServer, -1, Delivery.WAITING, 0),
        (WeComServer, 93000, Delivery.FAILED, 0),
        (WeComServer, 40058, Delivery.FAILED, 0),
        (WeComServer, 99999, Delivery.WAITING, 0),
        (DingTalkServer, 130101, Delivery.WAITING, 10),
        (DingTalkServer, 410100, Delivery.WAITING, 10),
        (DingTalkServer, -1, Delivery.WAITING, 0),
        (DingTalkServer, 310000, Delivery.FAILED, 0),
        (DingTalkServer, 300001, Delivery.FAILED, 0),
        (DingTalkServer, 460101, Delivery.FAILED, 0),
        (FeiShuServer, 11232, Delivery.WAITING, 0),
        (FeiShuServer, 9499, Delivery.WAITING, 0),
        (FeiShuServer, 19001, Delivery.FAILED, 0),
        (FeiShuServer, 19024, Delivery.FAILED, 0),
    ],
)
def test_a_code_with_200_is_a_refusal_for_now_or_for_good(
    platform: Open, kind: type[Server], code: int, delivery: Delivery, wait: int
) -> None:
    server = platform(kind)
    server.refusal = (code, "the platform's own words")
    answer = send(message())
    assert (answer.delivery, answer.wait, answer.posted) == (delivery, timedelta(minutes=wait), 0)
    assert f"错误码{code}：the platform's own words" in answer.reason


@pytest.mark.parametrize(
    "kind, options, known, advice",
    [
        (WeComServer, "", {"token": "another"}, "重新添加机器人，把新的地址填入 NIANBAO_ROBOT_URL"),
        (DingTalkServer, "", {"token": "another"}, "重新添加机器人，把新的地址填入 NIANBAO_ROBOT_URL"),
        (FeiShuServer, "", {"token": "another"}, "重新添加机器人，把新的地址填入 NIANBAO_ROBOT_URL"),
        (DingTalkServer, "secret=wrong", {"secret": "right"}, "请核对自定义关键词、签名密钥"),
        (FeiShuServer, "secret=wrong", {"secret": "right"}, "请核对自定义关键词、签名密钥"),
        (FeiShuServer, "", {"secret": "right"}, "请核对自定义关键词、签名密钥"),
        (DingTalkServer, "", {"keyword": "政务公开"}, "请核对自定义关键词、签名密钥"),
        (FeiShuServer, "", {"keyword": "政务公开"}, "请核对自定义关键词、签名密钥"),
    ],
)
def test_what_the_office_has_set_wrong_fails_with_what_to_do(
    platform: Open, kind: type[Server], options: str, known: dict[str, str], advice: str
) -> None:
    server = platform(kind, options, key="7f3a-Key", **known)
    answer = send(message())
    assert (answer.delivery, server.said) == (Delivery.FAILED, [])
    assert advice in answer.reason


def test_the_token_of_a_robot_stands_in_no_reason_and_in_no_log(
    platform: Open, office: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server = platform(WeComServer)
    send(message())
    for server.manner in ("502", "html", "cut"):
        assert server.token not in send(message()).reason
    office(f"wecomrobot://{server.token}/?via=http://127.0.0.1:9")
    assert server.token not in send(message()).reason
    assert server.token not in caplog.text


# Silence


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize(
    "manner, delivery",
    [
        ("slow", Delivery.UNCERTAIN),
        ("cut", Delivery.UNCERTAIN),
        ("html", Delivery.UNCERTAIN),
        ("502", Delivery.WAITING),
        ("404", Delivery.WAITING),
        ("302", Delivery.WAITING),
    ],
)
def test_who_falls_silent_leaves_a_doubt_and_who_is_out_of_order_is_asked_again(
    platform: Open, kind: type[Server], manner: str, delivery: Delivery
) -> None:
    platform(kind, "rto=0.3").manner = manner
    answer = send(message())
    assert answer.delivery is delivery
    assert answer.reason


def test_a_platform_that_cannot_be_reached_has_taken_nothing_in(office: Callable[[str], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    office(f"feishurobot://hook/?via=http://127.0.0.1:{port}")
    answer = send(message())
    assert answer.delivery is Delivery.WAITING
    assert "连不上飞书" in answer.reason


# Parts


LONG = "".join(f"第{number}项：请核对行政处罚处理决定{number * 1_237}件。\n" for number in range(1, 121))


@pytest.mark.parametrize("kind, times", [(WeComServer, 1), (DingTalkServer, 5), (FeiShuServer, 5)])
@pytest.mark.parametrize("card", ["", "card=yes"])
def test_a_long_message_goes_in_parts_that_the_platform_takes_in(
    platform: Open, kind: type[Server], times: int, card: str
) -> None:
    server = platform(kind, card)
    answer = send(message(LONG * times))
    said = [text_of(body) for body in server.said]
    assert (answer.delivery, answer.posted) == (Delivery.DELIVERED, len(said))
    assert len(said) > 1
    assert [text.partition("\n")[0] for text in said] == [f"({n}/{len(said)})" for n in range(1, len(said) + 1)]
    whole = "".join(text.partition("\n")[2] for text in said)
    assert [line for line in whole.splitlines() if line.startswith("第")] == LONG.splitlines() * times


def test_a_message_that_broke_off_says_what_is_missing_and_only_that_is_said_again(platform: Open) -> None:
    server = platform(WeComServer, limit=2)
    first = send(message(LONG))
    assert (first.delivery, first.posted, len(server.said)) == (Delivery.WAITING, 2, 2)
    assert "第1至2段已送达，第3段起没有送达：企业微信没有接收（错误码45009" in first.reason

    server.limit = 20
    second = send(message(LONG, posted=first.posted))
    assert second.delivery is Delivery.DELIVERED
    assert [text_of(body)[:5] for body in server.said] == [
        f"({n}/{second.posted})" for n in range(1, second.posted + 1)
    ]


def test_an_address_cannot_make_apprise_repeat_or_tear_a_message(platform: Open) -> None:
    server = platform(WeComServer, "retry=2&wait=0&overflow=split", limit=2)
    assert send(message(LONG)).posted == 2
    assert [text_of(body)[:3] for body in server.heard] == ["(1/", "(2/", "(3/"]


def test_what_a_notice_costs_is_known_before_it_is_sent(platform: Open) -> None:
    server = platform(WeComServer)
    send(message(LONG))
    assert messages_in(SUBJECT, LONG) == len(server.said)
    assert messages_in(SUBJECT, TEXT) == 1


# Mentions and cards


def test_whom_the_address_names_is_mentioned_as_each_platform_does_it(platform: Open) -> None:
    who = "at=zhangsan,13800000000,all"
    wecom = platform(WeComServer, who)
    send(message())
    ding = platform(DingTalkServer, who)
    send(message())
    feishu = platform(FeiShuServer, "at=ou_1,all")
    send(message())
    assert wecom.said[0]["text"] == {
        "content": f"{SUBJECT}\n\n{TEXT}",
        "mentioned_list": ["zhangsan", "@all"],
        "mentioned_mobile_list": ["13800000000"],
    }
    assert ding.said[0]["at"] == {"atMobiles": ["13800000000"], "atUserIds": ["zhangsan"], "isAtAll": True}
    assert text_of(ding.said[0]).endswith("\n@zhangsan @13800000000")
    assert text_of(feishu.said[0]).endswith('\n<at user_id="ou_1"></at><at user_id="all"></at>')


def test_of_several_parts_the_last_one_mentions(platform: Open) -> None:
    server = platform(WeComServer, "at=13800000000")
    send(message(LONG))
    assert [at(body, "text", "mentioned_mobile_list") for body in server.said] == [
        *["[]"] * (len(server.said) - 1),
        "['13800000000']",
    ]


def test_a_card_mentions_in_its_text(platform: Open) -> None:
    wecom = platform(WeComServer, "card=yes&at=zhangsan")
    send(message())
    feishu = platform(FeiShuServer, "card=yes&at=ou_1")
    send(message())
    assert text_of(wecom.said[0]).endswith("\n<@zhangsan>")
    assert text_of(feishu.said[0]).endswith("\n<at id=ou_1></at>")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_card_says_what_by_when_and_where(platform: Open, kind: type[Server]) -> None:
    server = platform(kind, "card=yes&link=https%3A%2F%2Foa.guangwu.example%2Fboard%3Fyear%3D2020%26all%3D1")
    send(message(until=datetime(2020, 12, 31, 18, tzinfo=SHANGHAI)))
    assert text_of(server.said[0]) == (
        f"### {SUBJECT}\n\n司法所：\n\n还没有收到你们的填报表，一共12项。\n\n截止时间：12月31日。\n\n"
        "**截止时间：2020年12月31日**\n\n[打开查看](https://oa.guangwu.example/board?year=2020&all=1)"
    )
    assert at(server.said[0], "msgtype") + at(server.said[0], "msg_type") in ("markdown", "interactive")
    assert SUBJECT in json.dumps(server.said[0], ensure_ascii=False)
