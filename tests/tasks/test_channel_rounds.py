"""Notices on their way to robots and telephones, and a rehearsal: none is lost, told twice, or goes astray."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deployments.demo.mailbox import Mailbox
from models import Delivery, File, Notice, Person, Step, queries
from models.db import look, migrate, transaction
from report.lifecycle import Stage
from settings import SHANGHAI, settings
from tasks.channel import Message, send
from tasks.notices import post, take, tally, tell, unposted
from tests.tasks.platforms import DingTalkServer, Server, SmsServer, WeComServer, at
from tests.tasks.test_channel_robots import LONG
from tests.tasks.test_notices import MORNING, SUBJECT, TEXT, free_port, guangwu

MINUTE = timedelta(minutes=1)


class Town:
    """Guangwu with a mailbox, and whatever robot or gateway a story gives it."""

    def __init__(self, mailbox: Mailbox, patch: pytest.MonkeyPatch) -> None:
        self.mailbox = mailbox
        self.patch = patch
        self.cycle_id, self.people = guangwu()
        self.now = MORNING

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self.patch.setenv(f"NIANBAO_{name.upper()}", value)
        settings.cache_clear()

    def tell(
        self,
        *names: str,
        key: str = "1:plan",
        text: str = TEXT,
        robot: bool = False,
        file: int | None = None,
        until: datetime | None = None,
    ) -> None:
        people = [self.people[name] for name in names]
        with transaction() as session:
            tell(session, self.cycle_id, key, SUBJECT, text, self.now, people, file, robot, until)

    def round(self) -> dict[str, int]:
        return tally(post.fn(notice_id, self.now) for notice_id in unposted(self.now))

    def notices(self) -> dict[str, Notice]:
        with look() as session:
            return {notice.key: notice for notice in queries.notices(session, self.cycle_id)}

    def mails(self) -> list[tuple[str, str]]:
        return [(mail["To"], mail["Subject"]) for mail in self.mailbox.messages()]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    port = free_port()
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    monkeypatch.setenv("NIANBAO_MAIL_URL", f"mailto://127.0.0.1:{port}?from=dzb@guangwu.example&mode=insecure")
    monkeypatch.setenv("NIANBAO_ROBOT_URL", "")
    settings.cache_clear()
    migrate()
    with Mailbox(tmp_path / "mail", port) as mailbox:
        yield Town(mailbox, monkeypatch)
    settings.cache_clear()


@pytest.fixture
def robot(town: Town) -> Iterator[WeComServer]:
    with WeComServer() as server:
        server.clock = lambda: town.now.timestamp()
        town.set(robot_url=f"wecomrobot://{server.token}/?via={server.url}&rto=5")
        yield server


# The pace of a robot


def test_forty_five_notices_need_three_minutes_and_none_is_refused(town: Town, robot: Server) -> None:
    for number in range(45):
        town.tell(key=f"1:remind:{number}", robot=True)
    delivered = []
    for _ in range(3):
        delivered.append(town.round()["delivered"])
        town.now += MINUTE
    assert delivered == [20, 20, 5]
    assert (len(robot.said), len(robot.heard)) == (45, 45)
    assert {notice.attempts for notice in town.notices().values()} == {1}


def test_the_parts_of_a_long_notice_count_as_what_they_are(town: Town, robot: Server) -> None:
    town.tell(key="1:long", text=LONG, robot=True)
    town.set(robot_limit="4")
    town.tell(key="1:short", robot=True)
    assert town.round()["delivered"] == 1
    assert len(robot.said) > 3
    assert town.notices()["1:short:robot"].next_attempt_at == town.now + MINUTE


def test_letters_do_not_wait_for_the_robot(town: Town, robot: Server) -> None:
    town.set(robot_limit="1")
    for number in range(3):
        town.tell("李法", key=f"1:remind:{number}", robot=True)
    assert town.round()["delivered"] == 4


def test_posters_at_the_same_time_keep_the_pace_together(town: Town, robot: Server) -> None:
    for number in range(40):
        town.tell(key=f"1:remind:{number}", robot=True)
    with ThreadPoolExecutor(4) as posters:
        taken = list(posters.map(lambda notice_id: take(notice_id, town.now), unposted(town.now)))
    assert sum(message is not None for message in taken) == 20
    assert unposted(town.now) == []


def test_a_robot_that_is_locked_for_ten_minutes_is_left_alone_for_ten(town: Town) -> None:
    with DingTalkServer() as server:
        town.set(robot_url=f"dingtalkrobot://{server.token}/?via={server.url}")
        server.refusal = (130101, "send too fast, exceed 20 times per minute")
        town.tell(robot=True)
        assert town.round()["waiting"] == 1
        assert town.notices()["1:plan:robot"].next_attempt_at == MORNING + 10 * MINUTE
        server.refusal = None
        town.now += 10 * MINUTE
        assert town.round()["delivered"] == 1


# Refused for good, and in part


def test_a_robot_that_was_removed_is_not_asked_again_and_the_leading_office_knows_at_once(
    town: Town, robot: Server
) -> None:
    robot.token = "another"
    town.tell(robot=True)
    assert town.round()["failed"] == 1
    town.now += timedelta(days=1)
    town.round()
    assert len(robot.heard) == 1
    assert town.mails() == [("dang@guangwu.example", "通知没有送达：群机器人")]
    alert = town.notices()["alert:1:plan:robot:1:1"].text
    for needed in ("试了1次", "错误码93000：invalid webhook url", "NIANBAO_ROBOT_URL", TEXT):
        assert needed in alert


def test_a_group_that_has_heard_a_part_is_not_told_it_again(town: Town, robot: Server) -> None:
    robot.limit = 2
    town.tell(text=LONG, robot=True)
    assert town.round()["waiting"] == 1
    notice = town.notices()["1:plan:robot"]
    assert (notice.posted, "第1至2段已送达，第3段起没有送达" in notice.trouble) == (2, True)
    robot.limit = 20
    town.now += timedelta(days=1)
    assert town.round()["delivered"] == 1
    said = [at(body, "text", "content")[:3] for body in robot.said]
    assert said == [f"({number}/" for number in range(1, len(said) + 1)]
    assert len(said) > 2


def test_a_reminder_whose_day_is_over_is_not_sent_any_more(town: Town, robot: Server) -> None:
    town.tell(robot=True, until=town.now + timedelta(hours=1))
    town.now += timedelta(hours=2)
    assert town.round()["delivered"] == 0
    assert {notice.state for notice in town.notices().values()} == {Delivery.EXPIRED}
    assert robot.said == []


def test_at_night_a_notice_waits_for_the_morning_and_an_alert_does_not(town: Town, robot: Server) -> None:
    town.set(quiet_from="18:00", quiet_until="08:30")
    town.now = town.now.astimezone(SHANGHAI).replace(hour=20)
    town.tell(robot=True)
    town.tell(key="alert:1:plan", robot=True)
    assert town.round()["delivered"] == 1
    waiting = town.notices()["1:plan:robot"]
    assert waiting.next_attempt_at is not None
    assert f"{waiting.next_attempt_at.astimezone(SHANGHAI):%H:%M}" == "08:30"
    town.now += timedelta(hours=13)
    assert town.round()["delivered"] == 1


def test_in_the_last_two_days_nobody_is_spared(town: Town, robot: Server) -> None:
    town.set(quiet_from="18:00", quiet_until="08:30", quiet_rest_days="true")
    town.now = town.now.astimezone(SHANGHAI).replace(hour=20)
    with transaction() as session:
        due = town.now.date() + timedelta(days=1)
        session.add(Step(cycle_id=town.cycle_id, stage=Stage.PUBLISH, opens_on=due, due_on=due))
    town.tell(robot=True)
    assert town.round()["delivered"] == 1


# Short messages


@pytest.fixture
def sms(town: Town) -> Iterator[SmsServer]:
    with SmsServer() as server:
        town.set(
            sms_url=f"{server.url}/send",
            sms_body='{"mobile": ["{to}"], "params": {"content": "{subject}：{text}", "id": "{key}"}, "type": 1}',
            sms_headers='{"X-Token": "7f3a-Key"}',
            sms_path="result.status",
            sms_value="OK",
        )
        yield server


@pytest.fixture
def with_mobile(town: Town) -> Callable[[str], None]:
    def give(phone: str) -> None:
        with transaction() as session:
            session.get_one(Person, town.people["农水"].id).phone = phone
        town.people["农水"].phone = phone

    return give


def test_who_has_no_mail_address_gets_a_short_message(
    town: Town, sms: Server, with_mobile: Callable[[str], None]
) -> None:
    with_mobile("+86 138-0000-0000")
    town.tell("农水", text='“零报告”选"是"。\n{to}')
    assert town.round() == {"waiting": 0, "delivered": 1, "uncertain": 0, "failed": 0}
    content = f'{SUBJECT}：“零报告”选"是"。\n{{to}}'
    assert sms.said == [{"mobile": ["13800000000"], "params": {"content": content, "id": "1:plan:4"}, "type": 1}]


def test_a_workbook_is_not_for_a_short_message(town: Town, sms: Server, with_mobile: Callable[[str], None]) -> None:
    with_mobile("13800000000")
    with transaction() as session:
        file = File.of("填报表.xlsx", b"figures")
        session.add(file)
    town.tell("农水", file=file.id)
    assert town.notices()["1:plan:4"].state is Delivery.FAILED
    town.round()
    assert (sms.said, town.mails()) == ([], [("dang@guangwu.example", "通知没有送达：农业服务中心农水")])


@pytest.mark.parametrize(
    "manner, refusal, delivery, words",
    [
        ("", "ARREARS", Delivery.WAITING, "错误码ARREARS"),
        ("500", "", Delivery.WAITING, "HTTP 500"),
        ("401", "", Delivery.WAITING, "HTTP 401"),
        ("html", "", Delivery.UNCERTAIN, "没有约定的结果码"),
        ("cut", "", Delivery.UNCERTAIN, "没有等到答复"),
    ],
)
def test_a_short_message_is_delivered_only_when_the_gateway_says_what_the_settings_call_success(
    sms: Server, manner: str, refusal: str, delivery: Delivery, words: str
) -> None:
    sms.manner, sms.refusal = manner, (1, refusal) if refusal else None
    answer = send(Message("1:plan:4", "13800000000", SUBJECT, TEXT))
    assert answer.delivery is delivery
    assert words in answer.reason


@pytest.mark.parametrize("name, value", [("sms_body", '{"to": {to}}'), ("sms_headers", "X-Token: 1")])
def test_settings_that_are_no_json_are_said_with_what_to_do(town: Town, sms: Server, name: str, value: str) -> None:
    town.set(**{name: value})
    answer = send(Message("1:plan:4", "13800000000", SUBJECT, TEXT))
    assert (answer.delivery, sms.heard) == (Delivery.WAITING, [])
    assert "请核对 NIANBAO_SMS_BODY 和 NIANBAO_SMS_HEADERS" in answer.reason


# A rehearsal


def test_in_a_rehearsal_the_leading_office_gets_everything_and_nobody_else_anything(
    town: Town, robot: Server, sms: Server, with_mobile: Callable[[str], None]
) -> None:
    with_mobile("13800000000")
    town.tell("李法", "农水", "党主任", robot=True)
    town.set(trial="yes")
    assert town.round()["delivered"] == 4
    assert town.mails() == [("dang@guangwu.example", f"【演练】{SUBJECT}")] * 4
    assert (robot.heard, sms.heard) == ([], [])
    letters = [str(body.get_content()) for mail in town.mailbox.messages() if (body := mail.get_body())]
    for number, recipient in enumerate(
        (
            "司法所李法（li@guangwu.example）",
            "农业服务中心农水（13800000000）",
            "党政办公室党主任（dang@guangwu.example）",
            "群机器人。",
        )
    ):
        assert f"本通知发给{recipient}" in letters[number]
        assert "截止时间 12月31日" in letters[number]


def test_a_rehearsal_without_a_leading_office_says_nothing_to_anybody(town: Town, robot: Server) -> None:
    with transaction() as session:
        session.get_one(Person, town.people["党主任"].id).mail = ""
    town.tell("李法", robot=True)
    town.set(trial="yes")
    assert town.round()["waiting"] == 2
    assert (town.mails(), robot.heard) == ([], [])


@pytest.mark.parametrize("to", [None, "li@guangwu.example", "13800000000"])
def test_a_message_that_was_not_made_for_a_rehearsal_does_not_leave_during_one(
    town: Town, robot: Server, sms: Server, to: str | None
) -> None:
    town.set(trial="yes")
    answer = send(Message("1:plan", to, SUBJECT, TEXT))
    assert answer.delivery is Delivery.WAITING
    assert "正在演练" in answer.reason
    assert (town.mails(), robot.heard, sms.heard) == ([], [], [])
