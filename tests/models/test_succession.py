"""Taking over: the new one gets what is open, the old one keeps what was done, and nobody is changed unseen."""

from datetime import date

import pytest

from models import Cycle, Delivery, Notice, Person, queries
from models.db import look, transaction
from models.outbox import NotYoursToSettle, meant, resend, settle_by_hand, unsettled
from models.succession import (
    NobodyMeant,
    Objection,
    Successor,
    hand_over,
    person_meant,
    set_away,
    with_stand_ins,
)
from report.lifecycle import Role
from tests.models.town import Town, at

NOW = at(12, 20)
NEW = Successor("梁芳", "liang@guangwu.example", "0371-64000099")


@pytest.fixture
def town(either: str) -> Town:
    """Return the town with a contact in each office and one who stands in, on SQLite and on PostgreSQL."""
    town = Town()
    with transaction() as session:
        for office, name in (("党政办公室", "李娜"), ("司法所", "吴静")):
            person = Person(organ_id=town.organ_id, office_id=town.offices[office], role=Role.CONTACT, name=name)
            person.mail, person.phone = f"{town.offices[office]}@guangwu.example", "0371-64000014"
            session.add(person)
        session.flush()
        stand_in = Person(organ_id=town.organ_id, office_id=town.offices["司法所"], role=Role.CONTACT, name="韩冰")
        stand_in.mail, stand_in.stands_in_for = "han@guangwu.example", person.id
        session.add(stand_in)
    return town


def contact(town: Town) -> Person:
    with look() as session:
        return queries.contacts(session, town.offices["司法所"])[0]


def tell(town: Town, key: str, state: Delivery, person: Person | None = None) -> int:
    """Write a notice to the contact of 司法所, or to somebody else; return its number."""
    person = person or contact(town)
    with transaction() as session:
        notice = Notice(key=f"{key}:{person.id}", cycle_id=town.cycle_id, subject=key, text="正文", written_at=NOW)
        notice.person_id, notice.state = person.id, state
        session.add(notice)
        session.flush()
        return notice.id or 0


def takes_over(town: Town, successor: Successor = NEW) -> Person:
    with transaction() as session:
        old = person_meant(session, town.organ_id, "吴静")
        return hand_over(session, old, successor, NOW, "维护人员", "命令行")


def told(town: Town, person: Person) -> dict[str, Delivery]:
    with look() as session:
        return {notice.subject: notice.state for notice in queries.notices_of(session, town.cycle_id, person.id or 0)}


def journal(town: Town) -> list[tuple[str, str]]:
    with look() as session:
        return [(entry.who, entry.what) for entry in queries.journal(session, town.cycle_id)]


def test_who_takes_over_has_the_role_and_is_owed_what_is_open(town: Town) -> None:
    old = contact(town)
    town.hand_out("司法所")
    tell(town, "1:plan", Delivery.DELIVERED)
    tell(town, f"1:handout:{town.offices['司法所']}", Delivery.DELIVERED)
    tell(town, "1:moved:a", Delivery.WAITING)
    tell(town, "1:returned:1", Delivery.FAILED)
    tell(town, "1:published:1", Delivery.DELIVERED)
    tell(town, "1:confirm", Delivery.WAITING)
    new = takes_over(town)
    assert (new.name, new.office_id, new.role, contact(town).id) == ("梁芳", old.office_id, Role.CONTACT, new.id)
    handout = f"1:handout:{town.offices['司法所']}"
    wait = Delivery.WAITING
    assert told(town, new) == {"1:plan": wait, handout: wait, "1:moved:a": wait, "1:returned:1": wait}
    gone = {subject for subject, state in told(town, old).items() if state is Delivery.EXPIRED}
    assert gone == {"1:moved:a", "1:returned:1", "1:confirm"}
    assert journal(town)[-1] == ("维护人员", "填报人由吴静改为梁芳")


def test_the_stand_in_comes_along_and_the_old_one_and_the_leading_office_are_told(town: Town) -> None:
    old, new = contact(town), takes_over(town)
    with look() as session:
        stand_in = queries.stand_in(session, new.id or 0)
        letters = queries.notices_keyed_like(session, f"{town.cycle_id}:handed_over:")
    assert stand_in is not None
    assert stand_in.name == "韩冰"
    assert {letter.person_id for letter in letters} == {old.id, lead(town).id}
    assert "填报人由吴静改为梁芳（liang@guangwu.example，0371-64000099）" in letters[0].text


def lead(town: Town) -> Person:
    with look() as session:
        return queries.leads(session, town.organ_id)[0]


def test_who_stood_in_may_take_over_and_then_stands_in_for_nobody(town: Town) -> None:
    new = takes_over(town, Successor("韩冰", "han@guangwu.example"))
    with look() as session:
        assert [p.name for p in queries.people_named(session, town.organ_id, "韩冰")] == ["韩冰"]
        assert queries.stand_in(session, new.id or 0) is None
    assert contact(town).name == "韩冰"


def test_an_office_that_has_filed_hands_on_no_workbook(town: Town) -> None:
    town.file("司法所", {}, at(12, 18))
    handout = f"1:handout:{town.offices['司法所']}"
    tell(town, handout, Delivery.DELIVERED)
    assert handout not in told(town, takes_over(town))


def test_the_same_person_at_another_address_gets_what_failed_if_it_is_still_true(town: Town) -> None:
    town.file("司法所", {}, at(12, 18))
    tell(town, "1:published:1", Delivery.FAILED)
    tell(town, f"1:remind:{town.offices['司法所']}:0104.-3", Delivery.FAILED)
    same = takes_over(town, Successor("吴静", "new@guangwu.example"))
    assert (same.mail, same.phone, same.left_at) == ("new@guangwu.example", "0371-64000014", None)
    states = told(town, same)
    assert states["1:published:1"] is Delivery.WAITING
    assert states[f"1:remind:{town.offices['司法所']}:0104.-3"] is Delivery.EXPIRED
    assert ("维护人员", "吴静的联系方式改为：邮箱new@guangwu.example，电话0371-64000014") in journal(town)


def test_saying_it_again_changes_nothing(town: Town) -> None:
    takes_over(town, Successor("吴静", "new@guangwu.example"))
    before = journal(town)
    takes_over(town, Successor("吴静", "new@guangwu.example"))
    assert journal(town) == before


@pytest.mark.parametrize(
    ("entered", "objection"),
    [
        (("", "a@b.cn", ""), Objection.NO_NAME),
        (("梁" * 21, "a@b.cn", ""), Objection.NO_NAME),
        (("梁芳", "梁芳", ""), Objection.BAD_MAIL),
        (("梁芳", "a@b", ""), Objection.BAD_MAIL),
        (("梁芳", "a@b.cn\r\nBcc: c@d.cn", ""), Objection.BAD_MAIL),
        (("梁芳", "", "请打座机"), Objection.BAD_PHONE),
        (("梁芳", "", ""), Objection.NO_ADDRESS),
        (("　梁芳 ", "ａ＠b.cn", "０３７１－64000099"), None),
    ],
)
def test_what_cannot_be_an_address_is_refused(entered: tuple[str, str, str], objection: Objection | None) -> None:
    assert Successor.entered(*entered).objection is objection


def test_a_name_that_fits_nobody_or_two_is_answered_with_what_can_be_written(town: Town) -> None:
    with transaction() as session:
        session.add(Person(organ_id=town.organ_id, office_id=town.offices["司法所"], role=Role.CONTACT, name="李娜"))
        with pytest.raises(NobodyMeant, match=r"登记表里没有“路人甲”.*吴静"):
            person_meant(session, town.organ_id, "路人甲")
        with pytest.raises(NobodyMeant, match=r"党政办公室、司法所.*--office"):
            person_meant(session, town.organ_id, "李娜")
        assert person_meant(session, town.organ_id, "李娜", "司法所").office_id == town.offices["司法所"]


def test_who_is_away_is_told_together_with_who_stands_in_until_the_day_is_over(town: Town) -> None:
    with transaction() as session:
        person = person_meant(session, town.organ_id, "吴静")
        set_away(session, person, date(2020, 12, 25), NOW, "维护人员", "命令行")
        told = [[p.name for p in with_stand_ins(session, [person], date(2020, 12, day))] for day in (25, 26)]
    assert told == [["吴静", "韩冰"], ["吴静"]]


# What a person does about a notice that failed or is in doubt


def test_a_notice_is_sent_again_or_called_delivered_by_a_person_and_the_journal_says_by_whom(town: Town) -> None:
    failed, doubtful = tell(town, "1:published:1", Delivery.FAILED), tell(town, "1:plan", Delivery.UNCERTAIN)
    with transaction() as session:
        again, arrived = meant(session, [failed, doubtful])
        assert resend(session, again, NOW, "李娜", "命令行")
        settle_by_hand(session, arrived, NOW, "李娜", "命令行")
    with look() as session:
        left = unsettled(session, session.get_one(Cycle, town.cycle_id))
    assert [(notice.id, notice.state) for notice in left] == [(failed, Delivery.WAITING)]
    assert journal(town)[-2:] == [
        ("李娜", f"要求重发通知 {failed}“1:published:1”"),
        ("李娜", f"核实通知 {doubtful}“1:plan”已经送达"),
    ]


def test_a_notice_that_has_arrived_or_was_never_written_cannot_be_sent_again(town: Town) -> None:
    arrived = tell(town, "1:plan", Delivery.DELIVERED)
    with transaction() as session:
        with pytest.raises(NotYoursToSettle, match=f"通知 {arrived} 现在是“已送达”"):
            meant(session, [arrived])
        with pytest.raises(NotYoursToSettle, match="没有编号为 99 的通知"):
            meant(session, [99])


def test_what_waits_for_one_address_is_found_together_whoever_it_is_written_to(town: Town) -> None:
    first = tell(town, "1:plan", Delivery.WAITING)
    with transaction() as session:
        twin = Person(organ_id=town.organ_id, role=Role.HEAD, name="吴静", mail=contact(town).mail)
        session.add(twin)
    second = tell(town, "1:moved:a", Delivery.WAITING, twin)
    tell(town, "1:moved:b", Delivery.DELIVERED)
    with transaction() as session:
        person = session.get_one(Person, twin.id)
        assert [notice.id for notice in queries.notices_waiting_at(session, person, NOW)] == [first, second]
