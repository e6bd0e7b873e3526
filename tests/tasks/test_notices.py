"""Notices: told once, tried again when refused, never sent twice by themselves, an alert where nobody was told."""

import os
import socket
from asyncio import WriteTransport
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

import tasks.notices
from deployments.demo.mailbox import Mailbox
from deployments.demo.robot import Robot
from models import Cycle, Delivery, File, Notice, Office, Organ, Person, Step, queries
from models.db import look, migrate, transaction
from report.lifecycle import Role, Stage
from report.sheet import Level
from settings import SHANGHAI, settings
from tasks.notices import mend_unfinished, post, tally, tell, unposted

MORNING = datetime(2020, 12, 1, 9, 0, tzinfo=SHANGHAI)
SUBJECT = "【广武镇】请报送2020年政府信息公开工作年度报告数据（司法所、财政所、农业服务中心、社会事务办公室）"
TEXT = "司法所：\n\n  截止时间 12月31日。\n  “零报告”选“是”。"


class Mute(Mailbox):
    """A mail server that takes a message in and loses the line before it can say so."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        assert isinstance(server.transport, WriteTransport)
        server.transport.abort()
        return answer


@dataclass(frozen=True)
class House:
    """Guangwu with its leading office, an office without a mail address, and the two receivers."""

    mailbox: Mailbox
    robot: Robot
    cycle_id: int
    people: dict[str, Person]

    def tell(
        self,
        *names: str,
        key: str = "1:plan",
        file_id: int | None = None,
        robot: bool = False,
        subject: str = SUBJECT,
        until: datetime | None = None,
    ) -> None:
        people = [self.people[name] for name in names]
        with transaction() as session:
            tell(session, self.cycle_id, key, subject, TEXT, MORNING, people, file_id, robot, until)

    def round(self, at: datetime = MORNING) -> dict[str, int]:
        """Do what the flow does, without an engine."""
        mended = mend_unfinished.fn(at)
        return tally([post.fn(notice_id, at) for notice_id in unposted(at)], mended)

    def notices(self) -> dict[str, Notice]:
        with look() as session:
            return {notice.key: notice for notice in queries.notices(session, self.cycle_id)}

    def journal(self) -> list[str]:
        with look() as session:
            return [entry.what for entry in queries.journal(session, self.cycle_id)]

    def mails(self) -> list[tuple[str, str]]:
        return [(mail["To"], mail["Subject"]) for mail in self.mailbox.messages()]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[House]:
    mail_port, robot_port = free_port(), free_port()
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    mail_url = f"mailto://127.0.0.1:{mail_port}?from=dzb@guangwu.example&mode=insecure"
    monkeypatch.setenv("NIANBAO_MAIL_URL", mail_url)
    monkeypatch.setenv("NIANBAO_ROBOT_URL", f"json://127.0.0.1:{robot_port}/")
    settings.cache_clear()
    migrate()
    cycle_id, people = guangwu()
    server = getattr(request, "param", Mailbox)
    with server(tmp_path / "mail", mail_port) as mailbox, Robot(tmp_path / "robot.jsonl", robot_port) as robot:
        yield House(mailbox, robot, cycle_id, people)
    settings.cache_clear()


def guangwu() -> tuple[int, dict[str, Person]]:
    with transaction() as session:
        organ = Organ(
            name="荥阳市广武镇人民政府",
            title_name="广武镇人民政府",
            short_name="广武镇",
            slug="guangwu",
            level=Level.TOWNSHIP,
        )
        session.add(organ)
        session.flush()
        assert organ.id is not None
        cycle = Cycle(organ_id=organ.id, year=2020, edition=2019, opened_at=MORNING)
        session.add(cycle)
        people: dict[str, Person] = {}
        for name, contact, mail, leads in (
            ("党政办公室", "党主任", "dang@guangwu.example", True),
            ("司法所", "李法", "li@guangwu.example", False),
            ("财政所", "钱财", "qian@guangwu.example", False),
            ("农业服务中心", "农水", "", False),
        ):
            office = Office(organ_id=organ.id, name=name, leads=leads)
            session.add(office)
            session.flush()
            person = Person(organ_id=organ.id, office_id=office.id, role=Role.CONTACT, name=contact, mail=mail)
            person.phone = "0371-64600001"
            session.add(person)
            people[contact] = person
        session.flush()
        assert cycle.id is not None
        return cycle.id, people


def test_a_letter_arrives_as_it_was_written_with_its_workbook(house: House) -> None:
    workbook = os.urandom(70_000)
    with transaction() as session:
        file = File.of("广武镇司法所2020年政府信息公开工作年度报告数据填报表（请于12月31日前交回）.xlsx", workbook)
        session.add(file)
    house.tell("李法", file_id=file.id)
    assert house.round() == {"waiting": 0, "delivered": 1, "uncertain": 0, "failed": 0}

    mail = house.mailbox.messages()[0]
    body = mail.get_body()
    attached = next(mail.iter_attachments())
    assert body is not None
    assert (mail["To"], mail["Subject"], body.get_content_type()) == ("li@guangwu.example", SUBJECT, "text/plain")
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == TEXT
    assert (attached.get_filename(), attached.get_content()) == (file.name, workbook)
    notice = house.notices()["1:plan:2"]
    assert mail["X-Nianbao-Key"] == notice.key
    assert (notice.delivered_at, notice.attempts, notice.trouble) == (MORNING, 1, "")


def test_mail_programs_see_the_name_of_an_attachment_because_only_the_name_is_encoded(house: House) -> None:
    with transaction() as session:
        file = File.of("填报表.xlsx", b"figures")
        session.add(file)
    house.tell("李法", file_id=file.id)
    house.round()
    raw = next(house.mailbox.folder.glob("*.eml")).read_bytes()
    assert b'Content-Disposition: attachment; filename="=?utf-8?' in raw
    assert all(len(word) <= 75 for word in raw.split() if word.startswith(b"=?utf-8?"))


def test_two_people_get_the_same_notice_and_the_robot_says_it_to_the_group(house: House) -> None:
    house.tell("李法", "钱财", robot=True)
    assert house.round() == {"waiting": 0, "delivered": 3, "uncertain": 0, "failed": 0}
    assert house.mails() == [("li@guangwu.example", SUBJECT), ("qian@guangwu.example", SUBJECT)]
    [said] = house.robot.messages()
    message = said["message"]
    assert isinstance(message, dict)
    assert (said["key"], message["title"], message["message"]) == ("1:plan:robot", SUBJECT, TEXT)


def test_an_office_without_a_robot_is_told_by_mail_alone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_ROBOT_URL", "")
    settings.cache_clear()
    house.tell("李法", robot=True)
    assert list(house.notices()) == ["1:plan:2"]


def test_what_is_written_twice_or_posted_twice_is_told_once(house: House) -> None:
    for _ in range(2):
        house.tell("李法", "李法")
        house.round()
    assert house.mails() == [("li@guangwu.example", SUBJECT)]


def test_ten_notices_leave_without_waiting_for_each_other(house: House) -> None:
    for number in range(10):
        house.tell("李法", key=f"1:returned:{number}")
    started = datetime.now(SHANGHAI)
    assert house.round()["delivered"] == 10
    assert datetime.now(SHANGHAI) - started < timedelta(seconds=5)


def test_a_busy_platform_is_tried_again_later_and_then_told_once(house: House) -> None:
    house.tell("李法", robot=True)
    house.mailbox.refuse("451 4.3.2 Try again later")
    house.robot.refuse(500)
    assert house.round() == {"waiting": 2, "delivered": 0, "uncertain": 0, "failed": 0}
    notice, robot = house.notices().values()
    assert "451, b'4.3.2 Try again later'" in notice.trouble
    assert "error=500" in robot.trouble
    assert notice.next_attempt_at == robot.next_attempt_at == MORNING + timedelta(minutes=1)

    house.mailbox.accept()
    house.robot.accept()
    assert house.round(MORNING + timedelta(seconds=59))["delivered"] == 0
    assert house.round(MORNING + timedelta(minutes=1))["delivered"] == 2
    assert house.round(MORNING + timedelta(days=1))["delivered"] == 0
    assert (len(house.mailbox.messages()), len(house.robot.messages())) == (1, 1)


def test_an_unknown_recipient_is_given_up_after_eight_attempts_and_the_leading_office_is_told(house: House) -> None:
    house.mailbox.refuse("550 5.1.1 No such user", "li@guangwu.example")
    house.tell("李法", "钱财")
    at = MORNING
    waits = []
    while house.round(at)["failed"] == 0:
        due = house.notices()["1:plan:2"].next_attempt_at
        assert due is not None
        waits.append((due - at) // timedelta(minutes=1))
        at = due
    assert waits == [1, 5, 30, 120, 360, 720, 1440]
    notice = house.notices()["1:plan:2"]
    assert (notice.state, notice.attempts) == (Delivery.FAILED, 8)
    assert house.round(at + timedelta(minutes=5))["delivered"] == 1
    assert house.mails() == [
        ("qian@guangwu.example", SUBJECT),
        ("dang@guangwu.example", "通知没有送达：司法所李法"),
    ]
    alert = house.notices()["alert:1:plan:2:8:1"].text
    for needed in (SUBJECT, TEXT, "试了8次", "No such user", "0371-64600001", "li@guangwu.example"):
        assert needed in alert


def test_an_alert_that_is_given_up_calls_for_no_further_alert(house: House) -> None:
    house.mailbox.refuse("550 5.7.1 Nobody here")
    house.tell("农水")
    for days in range(20):
        house.round(MORNING + timedelta(days=days))
    states = {key: notice.state for key, notice in house.notices().items()}
    assert states == {"1:plan:4": Delivery.FAILED, "alert:1:plan:4:0:1": Delivery.FAILED}


def test_a_gateway_that_does_not_answer_keeps_the_notice_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = free_port()
    monkeypatch.setenv("NIANBAO_MAIL_URL", f"mailto://127.0.0.1:{nobody}?from=dzb@guangwu.example&mode=insecure")
    monkeypatch.setenv("NIANBAO_ROBOT_URL", f"json://127.0.0.1:{nobody}/")
    settings.cache_clear()
    house.tell("李法", robot=True)
    assert house.round()["waiting"] == 2
    assert ["refused" in notice.trouble for notice in house.notices().values()] == [True, True]


@pytest.mark.parametrize("gateway", ["", "mailto://", "nonsense://127.0.0.1"])
def test_a_gateway_that_is_not_set_or_not_right_keeps_the_notice_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch, gateway: str
) -> None:
    monkeypatch.setenv("NIANBAO_MAIL_URL", gateway)
    settings.cache_clear()
    house.tell("李法")
    assert house.round()["waiting"] == 1
    assert house.notices()["1:plan:2"].trouble != ""


def test_a_process_that_dies_after_sending_leaves_a_doubt_and_never_a_second_mail(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> Delivery:
        raise KeyboardInterrupt

    house.tell("李法")
    with monkeypatch.context() as patch:
        patch.setattr(tasks.notices, "settle", die)
        with pytest.raises(KeyboardInterrupt):
            house.round()
    assert house.notices()["1:plan:2"].state is Delivery.SENDING

    assert house.round(MORNING + timedelta(minutes=9))["uncertain"] == 0
    assert house.round(MORNING + timedelta(days=1)) == {"waiting": 0, "delivered": 1, "uncertain": 1, "failed": 0}
    assert house.round(MORNING + timedelta(days=2)) == {"waiting": 0, "delivered": 0, "uncertain": 0, "failed": 0}
    assert house.notices()["1:plan:2"].state is Delivery.UNCERTAIN
    assert house.journal() == ["有1条通知不能确定是否送达"]
    assert house.mails() == [
        ("li@guangwu.example", SUBJECT),
        ("dang@guangwu.example", "有1条通知不能确定是否送达，请核实"),
    ]


def test_a_process_that_dies_before_sending_is_a_doubt_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> Delivery:
        raise KeyboardInterrupt

    house.tell("李法", "钱财")
    with monkeypatch.context() as patch:
        patch.setattr(tasks.notices, "send", die)
        for notice_id in unposted(MORNING):
            with pytest.raises(KeyboardInterrupt):
                post.fn(notice_id, MORNING)
    assert mend_unfinished.fn(MORNING + timedelta(days=1)) == 2
    assert house.journal() == ["有2条通知不能确定是否送达"]
    [alert] = [notice for key, notice in house.notices().items() if key.startswith("alert:")]
    assert "1. 司法所李法（0371-64600001）：" in alert.text
    assert "2. 财政所钱财（0371-64600001）：" in alert.text


@pytest.mark.parametrize("house", [Mute], indirect=True)
def test_a_platform_that_takes_a_message_and_falls_silent_is_not_asked_again(house: House) -> None:
    house.tell("李法")
    assert house.round()["uncertain"] == 1
    house.round(MORNING + timedelta(days=1))
    assert [to for to, _ in house.mails()].count("li@guangwu.example") == 1
    assert house.journal() == ["有1条通知不能确定是否送达"] * 2  # the alert itself met the same silence
    assert list(house.notices()) == ["1:plan:2", "alert:uncertain:1.1:1"]


def test_a_robot_that_takes_a_message_and_falls_silent_is_not_asked_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("NIANBAO_ROBOT_URL", f"json://127.0.0.1:{server.getsockname()[1]}/?rto=1")
        settings.cache_clear()
        house.tell(key="1:aborted", robot=True)
        house.tell(key="1:timed-out", robot=True)
        aborted, timed_out = unposted(MORNING)
        Thread(target=lambda: server.accept()[0].recv(100_000), daemon=True).start()
        assert post.fn(aborted, MORNING) == [Delivery.UNCERTAIN]
        assert post.fn(timed_out, MORNING) == [Delivery.UNCERTAIN]


def test_the_leading_office_gets_the_workbook_of_who_has_no_address(house: House) -> None:
    with transaction() as session:
        file = File.of("填报表.xlsx", b"figures")
        session.add(file)
    house.tell("农水", file_id=file.id)
    house.round()
    [alert] = house.mailbox.messages()
    assert [part.get_content() for part in alert.iter_attachments()] == [b"figures"]


def test_who_has_no_address_is_an_alert_with_the_telephone_in_it(house: House) -> None:
    house.tell("农水", "李法")
    notice = house.notices()["1:plan:4"]
    assert (notice.state, notice.trouble) == (Delivery.FAILED, "没有登记可用的邮箱")
    assert house.round()["delivered"] == 2
    assert house.mails() == [
        ("li@guangwu.example", SUBJECT),
        ("dang@guangwu.example", "通知没有送达：农业服务中心农水"),
    ]
    alert = house.notices()["alert:1:plan:4:0:1"]
    assert "0371-64600001" in alert.text
    house.tell("农水", "李法")
    assert len(house.notices()) == 3


def test_a_notice_for_nobody_is_an_alert(house: House) -> None:
    house.tell()
    house.tell()
    house.round()
    assert house.mails() == [("dang@guangwu.example", f"有一条通知没有收件人：{SUBJECT}")]


def test_an_alert_that_reaches_no_leading_office_goes_to_the_group(house: House) -> None:
    with transaction() as session:
        session.get_one(Person, house.people["党主任"].id).mail = "not an address"
    house.tell("农水")
    house.round()
    assert [said["key"] for said in house.robot.messages()] == ["alert:1:plan:4:0:robot"]


def test_an_alert_that_reaches_nobody_at_all_stays_visible_as_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_ROBOT_URL", "")
    settings.cache_clear()
    house.tell("党主任", "农水")
    with transaction() as session:
        session.get_one(Person, house.people["党主任"].id).mail = ""
    house.tell("农水", key="1:again")
    failed = {key: notice.state for key, notice in house.notices().items() if key.startswith("alert:1:again")}
    assert failed == {"alert:1:again:4:0:robot": Delivery.FAILED}


# One message for each person and day

EVENING = MORNING + timedelta(hours=9)
TOMORROW = datetime(2020, 12, 2, 8, 30, tzinfo=SHANGHAI)


def kept(name: str, content: bytes) -> int:
    with transaction() as session:
        file = File.of(name, content)
        session.add(file)
        session.flush()
        assert file.id is not None
        return file.id


def test_what_can_wait_goes_out_as_one_message_with_every_part_and_attachment(house: House) -> None:
    house.tell("李法", "钱财", key="1:plan", subject="全年计划已排定")
    house.tell("李法", key="1:moved:a", subject="日期有变动", file_id=kept("新计划.xlsx", b"plan"))
    house.tell("李法", key="1:slipping:a", subject="可能晚于计划", file_id=kept("进度.pdf", b"calls"))
    assert house.round() == {"waiting": 0, "delivered": 4, "uncertain": 0, "failed": 0}

    assert house.mails() == [
        ("li@guangwu.example", "（3件）全年计划已排定；日期有变动；可能晚于计划"),
        ("qian@guangwu.example", "全年计划已排定"),
    ]
    mail = house.mailbox.messages()[0]
    body = mail.get_body()
    assert body is not None
    found = [
        line for line in body.get_content().replace("\r\n", "\n").splitlines() if line[:2] in ("一、", "二、", "三、")
    ]
    assert found == ["一、全年计划已排定", "二、日期有变动", "三、可能晚于计划"]
    assert body.get_content().count("“零报告”选“是”。") == 3
    assert [part.get_content() for part in mail.iter_attachments()] == [b"plan", b"calls"]
    rows = [notice for notice in house.notices().values() if notice.person_id == 2]
    assert {notice.message for notice in rows} == {mail["X-Nianbao-Key"]}
    assert str(mail["X-Nianbao-Key"]).startswith("digest:")
    assert [(notice.state, notice.attempts) for notice in rows] == [(Delivery.DELIVERED, 1)] * 3


def test_who_had_a_message_today_gets_the_next_one_that_can_wait_tomorrow_but_an_answer_at_once(house: House) -> None:
    house.tell("李法", key="1:plan")
    house.round()
    house.tell("李法", "钱财", key="1:moved:a", subject="日期有变动")
    house.tell("李法", key="1:returned:7", subject="数据核对没有通过")
    assert house.round(EVENING)["delivered"] == 2
    assert [subject for to, subject in house.mails() if to == "li@guangwu.example"] == [SUBJECT, "数据核对没有通过"]
    assert house.notices()["1:moved:a:2"].next_attempt_at == TOMORROW
    assert house.round(TOMORROW)["delivered"] == 1
    assert house.mails()[-1] == ("li@guangwu.example", "日期有变动")


def test_in_the_last_two_working_days_nobody_has_to_wait(house: House) -> None:
    with transaction() as session:
        day = date(2020, 12, 2)
        session.add(Step(cycle_id=house.cycle_id, stage=Stage.PUBLISH, opens_on=day, due_on=day))
    house.tell("李法", key="1:plan")
    house.round()
    house.tell("李法", key="1:moved:a")
    assert house.round(EVENING)["delivered"] == 1


def test_an_office_can_have_every_notice_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_DIGEST", "false")
    settings.cache_clear()
    house.tell("李法", key="1:plan")
    house.tell("李法", key="1:moved:a")
    assert house.round()["delivered"] == 2
    assert len(house.mails()) == 2


def test_all_parts_of_a_message_share_what_becomes_of_it(house: House) -> None:
    house.tell("李法", key="1:plan")
    house.tell("李法", key="1:moved:a")
    house.mailbox.refuse("451 4.3.2 Try again later")
    assert house.round() == {"waiting": 2, "delivered": 0, "uncertain": 0, "failed": 0}
    later = MORNING + timedelta(minutes=1)
    assert {notice.next_attempt_at for notice in house.notices().values()} == {later}
    first = {notice.message for notice in house.notices().values()}
    house.mailbox.accept()
    assert house.round(later)["delivered"] == 2
    assert {str(mail["X-Nianbao-Key"]) for mail in house.mailbox.messages()} == first


def test_a_process_that_dies_with_a_message_of_several_parts_leaves_a_doubt_about_each(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> list[Delivery]:
        raise KeyboardInterrupt

    house.tell("李法", key="1:plan")
    house.tell("李法", key="1:moved:a")
    with monkeypatch.context() as patch:
        patch.setattr(tasks.notices, "settle", die)
        with pytest.raises(KeyboardInterrupt):
            house.round()
    assert {notice.state for notice in house.notices().values()} == {Delivery.SENDING}
    counts = house.round(MORNING + timedelta(days=1))
    assert (counts["uncertain"], counts["delivered"]) == (2, 1)
    assert [to for to, _ in house.mails()] == ["li@guangwu.example", "dang@guangwu.example"]
    assert house.journal() == ["有2条通知不能确定是否送达"]


def test_what_is_out_of_date_does_not_travel_with_the_rest(house: House) -> None:
    house.tell("李法", key="1:plan", subject="全年计划已排定")
    house.tell("李法", key="1:moved:a", until=MORNING - timedelta(minutes=1))
    assert house.round()["delivered"] == 1
    assert house.mails() == [("li@guangwu.example", "全年计划已排定")]
    assert house.notices()["1:moved:a:2"].state is Delivery.EXPIRED


def test_attachments_that_are_too_large_together_travel_apart(house: House) -> None:
    large = 6 * 2**20
    for number in range(2):
        house.tell("李法", key=f"1:moved:{number}", file_id=kept(f"{number}.bin", bytes([number]) * large))
    assert house.round()["delivered"] == 1
    assert house.round(TOMORROW)["delivered"] == 1
    assert [len(list(mail.iter_attachments())) for mail in house.mailbox.messages()] == [1, 1]


def test_a_subject_longer_than_a_line_of_a_mail_is_cut_and_the_mail_arrives(house: House) -> None:
    house.tell("李法", key="1:refused:3", subject=SUBJECT * 3)
    assert house.round()["delivered"] == 1
    [(_, subject)] = house.mails()
    assert subject == f"{(SUBJECT * 3)[:79]}…"
    assert house.notices()["1:refused:3:2"].subject == SUBJECT * 3


def test_somebody_whose_address_has_gone_since_is_an_alert_and_not_a_silence(house: House) -> None:
    house.tell("李法")
    with transaction() as session:
        session.get_one(Person, house.people["李法"].id).mail = ""
    house.round()
    house.round()
    assert house.notices()["1:plan:2"].state is Delivery.FAILED
    assert house.mails() == [("dang@guangwu.example", "通知没有送达：司法所李法")]


def test_two_rounds_at_once_send_a_notice_once(house: House) -> None:
    house.tell("李法")
    [notice_id] = unposted(MORNING)
    assert [post.fn(notice_id, MORNING), post.fn(notice_id, MORNING)] == [[Delivery.DELIVERED], []]
    assert len(house.mailbox.messages()) == 1


def test_the_flow_run_twice_sends_nothing_twice(house: House, prefect_server: None) -> None:
    from flows.notices import notices

    house.tell("李法", "钱财", robot=True)
    house.mailbox.refuse("451 Busy", "qian@guangwu.example")
    assert notices(MORNING) == {"waiting": 1, "delivered": 2, "uncertain": 0, "failed": 0}
    assert notices(MORNING) == {"waiting": 0, "delivered": 0, "uncertain": 0, "failed": 0}
    assert house.mails() == [("li@guangwu.example", SUBJECT)]
