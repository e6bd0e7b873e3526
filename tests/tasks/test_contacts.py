"""Contacts: everybody is asked once at the start, nothing waits for an answer, an office without one is an alert."""

import re

import pytest

from deployments.demo.story import at
from models import ContactCheck, Delivery, Notice, Person, queries
from models.confirming import Entered, Says, answer, find
from models.db import look, transaction
from models.succession import Successor, hand_over
from report.lifecycle import Role, Stage
from settings import settings
from tasks.contacts import check_contacts, tell_unanswered
from tests.tasks.town import Town

PORTAL = "https://nianbao.guangwu.example"
CHAIN_PEOPLE = ("周晓敏", "何建国", "孙丽萍", "马志远")
CONTACTS = ("周晓敏", "钱会英", "李娜", "赵国强", "吴静", "郑伟", "冯春梅", "陈晨")
LINK = re.compile(rf"{PORTAL}/confirm/(\S+)")


@pytest.fixture
def linked(planned: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return the town on 1 December, with a portal that people reach."""
    monkeypatch.setenv("NIANBAO_PORTAL_ADDRESS", PORTAL)
    settings.cache_clear()
    check_contacts.fn(planned.cycle_id, planned.now)
    return planned


def checks(town: Town) -> list[ContactCheck]:
    with look() as session:
        return list(queries.contact_checks(session, town.cycle_id))


def answers(town: Town, name: str, entered: Entered) -> None:
    """Answer by the link that stands in somebody's letter."""
    found = LINK.search(town.told("confirm")[name].text)
    assert found is not None
    with transaction() as session:
        check = find(session, found[1], lock=True)
        assert check is not None
        assert answer(session, check, entered, town.now, "联系人核实链接") is None


def alerts(town: Town, what: str) -> list[Notice]:
    with look() as session:
        return list(queries.notices_keyed_like(session, f"alert:{town.cycle_id}:{what}:"))


def test_everybody_gets_one_letter_with_a_link_of_their_own(linked: Town) -> None:
    told = linked.told("confirm")
    assert set(told) == {*CHAIN_PEOPLE, *CONTACTS}
    links = [LINK.findall(notice.text) for notice in told.values()]
    assert [len(found) for found in links] == [1] * 11
    assert len({found[0] for found in links}) == 11
    assert "登记表里您是党政办公室填报人、拟稿人，邮箱zhou.xiaomin@guangwu.example" in told["周晓敏"].text
    tokens = {found[0] for found in links}
    assert not tokens & {check.token_hash for check in checks(linked)}


def test_nobody_is_asked_twice(linked: Town) -> None:
    before = linked.database
    check_contacts.fn(linked.cycle_id, at(12, 2, 9))
    assert linked.database == before


def test_a_cycle_that_is_collecting_already_is_not_disturbed(planned: Town) -> None:
    assert check_contacts.fn(planned.cycle_id, at(12, 17, 9)) == 0
    assert checks(planned) == []


def test_without_a_portal_the_letter_asks_for_a_call_only_where_something_has_changed(planned: Town) -> None:
    check_contacts.fn(planned.cycle_id, planned.now)
    text = planned.told("confirm")["吴静"].text
    assert "没有变动的，不用答复。换了人或者电话变了的，请打电话告诉周晓敏（0371-64000001）。" in text
    assert tell_unanswered.fn(planned.cycle_id, at(12, 16, 9)) == 0
    assert planned.count("unanswered") == 0


def test_the_leading_office_learns_once_who_has_not_answered_when_collecting_opens(linked: Town) -> None:
    answers(linked, "吴静", Entered(Says.SAME))
    answers(
        linked,
        "钱会英",
        Entered(Says.REPLACED, Successor("梁芳", "liang@guangwu.example"), everything(linked, "钱会英")),
    )
    assert tell_unanswered.fn(linked.cycle_id, at(12, 15, 9)) == 0
    for hour in (9, 10):
        assert tell_unanswered.fn(linked.cycle_id, at(12, 16, hour)) == 9
    [(name, notice)] = linked.told("unanswered").items()
    assert (name, notice.subject) == ("周晓敏", "还有9人没有答复联系方式是否有变动（2020年度报告）")
    assert "便民服务中心李娜（0371-64000012）" in notice.text
    assert not any(gone in notice.text for gone in ("吴静", "钱会英", "梁芳"))


def everything(town: Town, name: str) -> frozenset[int]:
    with look() as session:
        return frozenset(person.id or 0 for person in queries.people_named(session, town.organ_id, name))


def test_nothing_waits_for_an_answer(linked: Town) -> None:
    linked.now = at(12, 16, 9)
    assert linked.here.due(linked.now) is Stage.COLLECT
    linked.hand_out()
    assert linked.count("handout") == 8


def test_an_office_without_contact_is_an_alert_from_the_first_day(registered: Town) -> None:
    with transaction() as session:
        for office, values in (("司法所", {"left_at": at(12, 1, 8)}), ("财政所", {"mail": "", "phone": "0371-1"})):
            person = session.get_one(Person, registered.contact(office).id)
            for name, value in values.items():
                setattr(person, name, value)
    registered.plan()
    for day in (1, 2):
        check_contacts.fn(registered.cycle_id, at(12, day, 9))
    [told] = alerts(registered, "no_contact")
    assert told.subject == "有2个科室没有联系人，或者联系人没有可用的地址（2020年度报告）"
    assert "1. 财政所：钱会英（0371-1，邮箱没有登记）；要报4个数据，1段文字" in told.text
    assert "2. 司法所：没有登记联系人；要报18个数据，1段文字" in told.text
    assert "钱会英" not in registered.told("confirm")


def test_who_takes_over_a_place_in_the_chain_is_asked_to_sign_in_turn(drafted: Town) -> None:
    drafted.ask()
    with transaction() as session:
        old = queries.person_in_role(session, drafted.organ_id, Role.DRAFTER)
        assert old is not None
        hand_over(session, old, Successor("梁芳", "liang@guangwu.example"), drafted.now, "维护人员", "命令行")
    with look() as session:
        asked_for = [request.key for request in queries.run_requests(session, drafted.cycle_id)]
    assert any(key.startswith(f"{drafted.cycle_id}:approve:handed-over-") for key in asked_for)
    drafted.ask()
    letter = drafted.told("sign")["梁芳"]
    assert letter.state is Delivery.WAITING
    drafted.sign(Role.DRAFTER)
    assert drafted.here.decisions[Role.DRAFTER].person_id == letter.person_id
