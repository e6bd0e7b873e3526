"""People and notices on the command line: who takes over, who is away, what has not arrived."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from deployments.demo.year import HERE
from models import Delivery, Notice, Person, queries
from models.db import look, migrate, transaction
from models.outbox import NotYoursToSettle
from models.register import load
from models.succession import NobodyMeant
from settings import settings
from tests.tasks.town import Town

CHAIN = ("周晓敏", "何建国", "孙丽萍", "马志远")
Run = Callable[..., Result]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Return 广武镇 with its plan."""
    monkeypatch.setenv("NIANBAO_HOME", str(tmp_path))
    settings.cache_clear()
    migrate()
    with transaction() as session:
        load(session, HERE / "register.toml")
    town = Town(tmp_path)
    town.plan()
    yield town
    settings.cache_clear()


@pytest.fixture
def run(town: Town, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that gives a command; nothing is handed to an engine."""
    monkeypatch.setattr(cli, "_send", lambda as_json: None)
    monkeypatch.setattr(cli, "_ready_for_prefect", lambda: None)
    return lambda *arguments: CliRunner().invoke(cli.app, list(arguments))


def contacts(town: Town, office: str) -> list[tuple[str, str, str]]:
    with look() as session:
        return [(p.name, p.mail, p.phone) for p in queries.contacts(session, town.office(office).id or 0)]


def lost(town: Town, state: Delivery = Delivery.FAILED) -> int:
    """Let the letter of the plan be lost on its way to the head; return its number."""
    with transaction() as session:
        notice = session.get_one(Notice, town.told("plan")["马志远"].id)
        notice.state, notice.trouble = state, "550 5.1.1 No such user"
        return notice.id or 0


def test_somebody_takes_over_and_the_journal_says_so(town: Town, run: Run) -> None:
    done = run("replace", "吴静", "梁芳", "--mail", "liang@guangwu.example", "--phone", "0371-64000099")
    assert (done.exit_code, done.stdout) == (0, "已登记：填报人由吴静改为梁芳。\n")
    assert contacts(town, "司法所") == [("梁芳", "liang@guangwu.example", "0371-64000099")]
    assert town.journal()[-1] == "填报人由吴静改为梁芳"


def test_the_same_name_only_gets_another_address(town: Town, run: Run) -> None:
    done = run("replace", "吴静", "吴静", "--mail", "wu.jing@guangwu.example", "--json")
    assert json.loads(done.stdout)["done"].startswith("吴静的联系方式改为：邮箱wu.jing@guangwu.example")
    assert contacts(town, "司法所") == [("吴静", "wu.jing@guangwu.example", "0371-64000014")]


def test_of_somebody_with_two_roles_the_one_that_is_named_is_handed_over(town: Town, run: Run) -> None:
    arguments = ("replace", "周晓敏", "梁芳", "--mail", "liang@guangwu.example")
    refused = run(*arguments)
    assert isinstance(refused.exception, NobodyMeant)
    assert "“周晓敏”在几处有登记（党政办公室、拟稿人）" in str(refused.exception)
    assert run(*arguments, "--office", "拟稿人").exit_code == 0
    with look() as session:
        assert sorted(p.name for p in queries.chain_of(session, town.organ_id)) == sorted(("梁芳", *CHAIN[1:]))
    assert contacts(town, "党政办公室")[0][0] == "周晓敏"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("replace", "吴静", "梁芳"), "--mail 和 --phone 都没有写，什么也没有改"),
        (("replace", "吴静", "梁芳", "--mail", "liang"), "--mail 的写法不对，什么也没有改"),
        (("replace", "吴静", "梁芳", "--phone", "下午打"), "--phone 的写法不对，什么也没有改"),
        (("replace", "吴静", "梁芳", "--phone", "0371-1234567", "--unit", "高村乡"), "没有单位“高村乡”"),
        (("away", "吴静", "--until", "下周五"), "“下周五”不是日期，什么也没有改"),
        (("settle", "1"), "请写明 --delivered"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    arguments: tuple[str, ...], sentence: str, town: Town, run: Run
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert re.search(sentence, done.stderr.replace("\n", ""))
    assert contacts(town, "司法所")[0][0] == "吴静"


def test_who_is_away_is_written_down_with_who_stands_in(town: Town, run: Run) -> None:
    with transaction() as session:
        contact = town.contact("司法所")
        stand_in = Person(organ_id=town.organ_id, office_id=contact.office_id, role="contact", name="韩冰")
        stand_in.stands_in_for = contact.id
        session.add(stand_in)
    done = run("away", "吴静", "--until", "2020-12-25")
    assert done.stdout.replace("\n", "") == "已登记：吴静外出到2020年12月25日，期间同时通知韩冰。"
    assert str(town.contact("司法所").away_until) == "2020-12-25"


def test_what_has_not_arrived_is_listed_with_its_reason(town: Town, run: Run) -> None:
    number = lost(town)
    listed = json.loads(run("notices", "--json").stdout)
    assert {it["state"] for it in listed} == {"waiting", "failed"}
    [failed] = [it for it in listed if it["state"] == "failed"]
    assert (failed["id"], failed["to"], failed["reason"]) == (number, "马志远", "550 5.1.1 No such user")
    assert "nianbao resend" in run("notices").stdout


def test_a_lost_notice_waits_again_and_a_doubtful_one_is_called_delivered(town: Town, run: Run) -> None:
    number = lost(town)
    assert run("resend", str(number), "--by", "周晓敏").exit_code == 0
    assert town.told("plan")["马志远"].state is Delivery.WAITING
    assert town.journal()[-1].startswith(f"要求重发通知 {number}“")
    lost(town, Delivery.UNCERTAIN)
    assert run("settle", str(number), "--delivered", "--by", "周晓敏").exit_code == 0
    settled = town.told("plan")["马志远"]
    assert (settled.state, settled.trouble) == (Delivery.DELIVERED, "由周晓敏核实已经送达")
    with look() as session:
        last = queries.journal(session, town.cycle_id)[-1]
    assert (last.who, last.origin) == ("周晓敏", "命令行")


def test_what_has_arrived_is_not_sent_again_not_even_with_others(town: Town, run: Run) -> None:
    number = lost(town)
    waiting = town.told("plan")["何建国"].id
    done = run("resend", str(number), str(waiting))
    assert isinstance(done.exception, NotYoursToSettle)
    assert town.told("plan")["马志远"].state is Delivery.FAILED
