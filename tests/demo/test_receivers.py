"""The demonstration's mail server and group robot: they keep what comes, refuse when told, name a taken port."""

import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from deployments.demo.mailbox import Mailbox
from deployments.demo.robot import Robot
from deployments.ports import PortTaken


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def letter(subject: str, to: str = "li@guangwu.example") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "dzb@guangwu.example", to, subject
    message["X-Nianbao-Key"] = "1:plan:4"
    message.set_content("请于 12 月 31 日前报送。")
    return message


def post_letter(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="test.invalid", timeout=5) as client:
        client.send_message(message)


def test_a_message_is_kept_as_it_came_with_a_line_in_the_index(tmp_path: Path, port: int) -> None:
    with Mailbox(tmp_path / "mail", port) as mailbox:
        post_letter(port, letter("催报：司法所"))
        post_letter(port, letter("催报：财政所"))
        kept = mailbox.messages()
    assert [m["Subject"] for m in kept] == ["催报：司法所", "催报：财政所"]
    assert [m.get_content().strip() for m in kept] == ["请于 12 月 31 日前报送。"] * 2
    assert (tmp_path / "mail" / "index.jsonl").read_text(encoding="utf-8").splitlines() == [
        '{"file": "0001.eml", "to": ["li@guangwu.example"], "subject": "催报：司法所", "key": "1:plan:4"}',
        '{"file": "0002.eml", "to": ["li@guangwu.example"], "subject": "催报：财政所", "key": "1:plan:4"}',
    ]


def test_a_mailbox_opened_again_goes_on_counting_where_it_stopped(tmp_path: Path, port: int) -> None:
    for subject in ("第一天", "第二天"):
        with Mailbox(tmp_path, port) as mailbox:
            post_letter(port, letter(subject))
    assert [m["Subject"] for m in mailbox.messages()] == ["第一天", "第二天"]


def test_a_refused_recipient_is_told_so_and_the_others_are_served(tmp_path: Path, port: int) -> None:
    with Mailbox(tmp_path, port) as mailbox:
        mailbox.refuse("550 5.1.1 No such user", "gone@guangwu.example")
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
            post_letter(port, letter("催报", "gone@guangwu.example"))
        post_letter(port, letter("催报"))
        assert [m["To"] for m in mailbox.messages()] == ["li@guangwu.example"]


def test_a_mailbox_that_refuses_everybody_serves_again_when_told(tmp_path: Path, port: int) -> None:
    with Mailbox(tmp_path, port) as mailbox:
        mailbox.refuse("451 4.3.2 Try again later")
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="451"):
            post_letter(port, letter("催报"))
        mailbox.accept()
        post_letter(port, letter("催报"))
        assert len(mailbox.messages()) == 1


def test_the_robot_keeps_each_message_as_a_line(tmp_path: Path, port: int) -> None:
    with Robot(tmp_path / "robot.jsonl", port) as robot:
        for text in ("全年计划已排定", "还缺两个科室"):
            key = {"X-Nianbao-Key": "1:plan:robot"}
            answer = httpx.post(f"http://127.0.0.1:{port}", json={"title": text}, headers=key)
            assert (answer.status_code, answer.json()) == (200, {"errcode": 0})
    assert robot.messages() == [
        {"key": "1:plan:robot", "message": {"title": "全年计划已排定"}},
        {"key": "1:plan:robot", "message": {"title": "还缺两个科室"}},
    ]


def test_the_robot_refuses_when_told_and_what_is_not_json(tmp_path: Path, port: int) -> None:
    with Robot(tmp_path / "robot.jsonl", port) as robot:
        assert httpx.post(f"http://127.0.0.1:{port}", content=b"not json").status_code == 400
        robot.refuse(500)
        assert httpx.post(f"http://127.0.0.1:{port}", json={}).status_code == 500
        robot.accept()
        assert httpx.post(f"http://127.0.0.1:{port}", json={}).status_code == 200
    assert len(robot.messages()) == 1


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path, port: int) -> None:
    mail = rf"端口 {port} 已被占用（演示邮件服务）。请停掉占用它的程序，或设置 NIANBAO_MAIL_PORT 为别的端口。"
    robot = rf"端口 {port} 已被占用（演示群机器人）。请停掉占用它的程序，或设置 NIANBAO_ROBOT_PORT 为别的端口。"
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(PortTaken, match=f"^{mail}$"), Mailbox(tmp_path, port):
            pass
        with pytest.raises(PortTaken, match=f"^{robot}$"), Robot(tmp_path / "robot.jsonl", port):
            pass
