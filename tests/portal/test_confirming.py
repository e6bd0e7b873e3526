"""The page of a contact check: three ways to answer, once, by whoever has the link; for a chain it only proposes."""

from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi.testclient import TestClient

from models import Cycle, Delivery, Notice, Office, Person, Publication, queries
from models.confirming import address, ask
from models.db import look, transaction
from report.lifecycle import Role
from settings import settings
from tests.portal.test_board import CHROMIUM, in_order, served, words
from tests.portal.test_deciding import voucher
from tests.portal.town import Town, at

Visit = Callable[[Callable[[], datetime]], TestClient]
PORTAL = "http://testserver"
NEW = {"says": "replaced", "name": "梁芳", "mail": "liang@guangwu.example", "phone": "0371-64000099"}


@pytest.fixture
def town(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Return the town on 1 December, with a contact in 司法所 and a head who has a mailbox."""
    monkeypatch.setenv("NIANBAO_PORTAL_ADDRESS", PORTAL)
    settings.cache_clear()
    with transaction() as session:
        office = queries.office_named(session, town.organ_id, "司法所")
        assert office is not None
        for person in queries.contacts(session, office.id or 0):
            session.delete(person)
        session.flush()
        contact = Person(organ_id=town.organ_id, office_id=office.id, role=Role.CONTACT, name="吴静")
        contact.mail, contact.phone = "wu@guangwu.example", "0371-64000014"
        session.add(contact)
        session.flush()
        plan = Notice(
            key=f"1:plan:{contact.id}", cycle_id=town.cycle_id, subject="计划", text="计划", written_at=at(12, 1)
        )
        plan.person_id, plan.state = contact.id, Delivery.DELIVERED
        session.add(plan)
    town.now = at(12, 1)
    return town


def linked(town: Town, name: str = "吴静") -> str:
    """Ask somebody, and return the path of the link."""
    with transaction() as session:
        person = queries.people_named(session, town.organ_id, name)[0]
        cycle = session.get_one(Cycle, town.cycle_id)
        return address(ask(session, cycle, person, town.now)).removeprefix(PORTAL)


def answered(portal: TestClient, link: str, **given: str) -> str:
    """Fill in the page, and return the words of the answer."""
    page = portal.get(link).text
    with look() as session:
        roles = [
            str(person.id)
            for cycle in queries.cycles(session)
            for person in queries.in_charge(session, cycle.organ_id)
        ]
    shown = [role for role in roles if f'name="role" value="{role}"' in page]
    return words(portal.post(link, data={"voucher": voucher(page), "role": shown, **given}))


def contact(town: Town) -> list[tuple[str, str, str]]:
    with look() as session:
        office = queries.office_named(session, town.organ_id, "司法所")
        assert office is not None
        return [(p.name, p.mail, p.phone) for p in queries.contacts(session, office.id or 0)]


def journal(town: Town) -> list[tuple[str, str]]:
    with look() as session:
        return [(entry.who, entry.what) for entry in queries.journal(session, town.cycle_id)]


def letters(town: Town, what: str) -> list[Notice]:
    with look() as session:
        return list(queries.notices_keyed_like(session, f"{town.cycle_id}:{what}:"))


def test_the_page_shows_what_is_registered_and_a_look_changes_nothing(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    before = journal(town)
    answer = portal.get(link)
    assert in_order(
        words(answer), "核实联系方式", "吴静", "司法所填报人", "wu@guangwu.example", "0371-64000014", "还是您负责吗"
    )
    assert "<script" not in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert in_order(answer.headers["set-cookie"], "HttpOnly", "Path=/confirm/", "SameSite=lax")
    assert journal(town) == before


def test_yes_is_answered_once_and_changes_nobody(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    assert "收到答复：仍由吴静负责" in answered(portal, link, says="same")
    assert journal(town)[-1] == ("持有发给吴静的链接的人", "吴静确认联系方式没有变动")
    again = portal.get(link)
    assert "<form" not in again.text
    portal.post(link, data={"voucher": "x", **NEW})
    assert contact(town) == [("吴静", "wu@guangwu.example", "0371-64000014")]


def test_a_telephone_is_corrected(town: Town, visit: Visit) -> None:
    said = answered(visit(town.clock), linked(town), says="phone", own_phone="０３７１－64000088")
    assert "收到答复并登记" in said
    assert contact(town) == [("吴静", "wu@guangwu.example", "0371-64000088")]


def test_whoever_takes_over_is_the_contact_at_once_and_gets_what_was_told_before(town: Town, visit: Visit) -> None:
    assert "收到答复并登记" in answered(visit(town.clock), linked(town), **NEW)
    assert contact(town) == [("梁芳", "liang@guangwu.example", "0371-64000099")]
    with look() as session:
        [new] = queries.people_named(session, town.organ_id, "梁芳")
        assert [notice.subject for notice in queries.notices_of(session, town.cycle_id, new.id or 0)] == ["计划"]
        [check] = [c for c in queries.contact_checks(session, town.cycle_id) if c.person_id == new.id]
    assert check.reply is not None
    assert "填报人由吴静改为梁芳" in [what for _, what in journal(town)]
    assert "持有发给吴静的链接的人登记" in letters(town, "handed_over")[0].text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"says": ""}, "没有选哪一项"),
        ({"says": "maybe"}, "没有选哪一项"),
        ({"says": "phone", "own_phone": ""}, "电话的写法不对或者没有填"),
        ({"says": "phone", "own_phone": "下午打"}, "电话的写法不对"),
        ({**NEW, "name": " "}, "接任人的姓名没有填"),
        ({**NEW, "name": "吴静"}, "接任人与原来的人同名"),
        ({**NEW, "mail": "liang"}, "邮箱的写法不对"),
        ({**NEW, "mail": "", "phone": ""}, "邮箱和电话都没有填"),
        ({**NEW, "role": "99"}, "没有选移交哪项工作"),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_entered_stays(
    given: dict[str, str], sentence: str, town: Town, visit: Visit
) -> None:
    portal, link = visit(town.clock), linked(town)
    said = answered(portal, link, **given)
    assert sentence in said
    assert "答复还没有提交" in said
    assert contact(town) == [("吴静", "wu@guangwu.example", "0371-64000014")]
    assert "仍由吴静负责" in answered(portal, link, says="same")


def test_a_change_in_the_chain_is_proposed_to_the_leading_office_and_changes_nothing_by_itself(
    town: Town, visit: Visit
) -> None:
    with transaction() as session:
        head = queries.person_in_role(session, town.organ_id, Role.HEAD)
        assert head is not None
        head.mail, head.phone = "ma@guangwu.example", "0371-64000004"
    said = answered(visit(town.clock), linked(town, "马志远"), **NEW)
    assert "核实后登记；登记以前，原来的人员和联系方式不变" in said
    with look() as session:
        still = queries.person_in_role(session, town.organ_id, Role.HEAD)
    assert still is not None
    assert (still.name, still.mail, still.phone) == ("马志远", "ma@guangwu.example", "0371-64000004")
    [letter, *_] = letters(town, "proposed")
    assert "主要领导改由梁芳接任，邮箱liang@guangwu.example" in letter.text
    assert (
        'nianbao replace 马志远 梁芳 --mail liang@guangwu.example --phone "0371-64000099" --office 主要领导'
        in letter.text
    )


def test_who_has_two_roles_hands_over_the_one_that_is_chosen(town: Town, visit: Visit) -> None:
    with transaction() as session:
        office = queries.office_named(session, town.organ_id, "财政所")
        assert isinstance(office, Office)
        second = Person(organ_id=town.organ_id, office_id=office.id, role=Role.CONTACT, name="吴静")
        second.mail = "wu@guangwu.example"
        session.add(second)
    portal, link = visit(town.clock), linked(town)
    page = portal.get(link)
    assert in_order(words(page), "移交哪些工作", "司法所填报人", "财政所填报人")
    portal.post(link, data={"voucher": voucher(page.text), **NEW, "role": [str(second.id)]})
    assert contact(town)[0][0] == "吴静"
    with look() as session:
        assert "梁芳" in [person.name for person in queries.contacts(session, office.id or 0)]


def test_once_the_report_is_out_nobody_needs_to_answer(town: Town, visit: Visit) -> None:
    link = linked(town)
    town.everybody_files()
    draft_id = town.draft("c")
    with transaction() as session:
        out = Publication(
            cycle_id=town.cycle_id, draft_id=draft_id, report_hash="c", address="http://x/", published_at=at(1, 8)
        )
        session.add(out)
    answer = visit(town.clock).get(link)
    assert "本年度的报告已经公开，不需要再答复" in words(answer)
    assert "<form" not in answer.text


@pytest.mark.parametrize("theft", ["no cookie", "no voucher", "the voucher of another link"])
def test_a_form_that_was_not_filled_in_on_this_page_is_not_taken(theft: str, town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = {"voucher": voucher(portal.get(link).text), **NEW}
    if theft == "no cookie":
        portal.cookies.clear()
    elif theft == "no voucher":
        del given["voucher"]
    else:
        given["voucher"] = voucher(portal.get(linked(town, "马志远")).text)
    answer = portal.post(link, data=given)
    assert (answer.status_code, contact(town)[0][0]) == (422, "吴静")
    assert "不是从这里打开的，答复还没有提交" in words(answer)


@pytest.mark.parametrize("body", ["", "says=replaced&role=%ff&role=-1", "name=" + "a" * 100_000, "=&&=%zz", "\x00"])
def test_whatever_is_sent_is_answered_with_the_page(body: str, town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = voucher(portal.get(link).text)
    for content in (body, f"{body}&voucher={given}"):
        answer = portal.post(link, content=content, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert (answer.status_code, "还是您负责吗" in words(answer)) == (422, True)


def test_a_link_that_nobody_was_given_leads_nowhere(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    assert (portal.get("/confirm/abc").status_code, portal.post("/confirm/%00").status_code) == (404, 404)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_on_a_telephone_only_the_fields_of_the_chosen_answer_are_shown(town: Town) -> None:
    from playwright.sync_api import sync_playwright

    link = linked(town)
    with served(town.clock) as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 375, "height": 800}, java_script_enabled=True)
        page.goto(f"{base}{link}")
        seen = []
        for choice in ("same", "phone", "replaced"):
            page.check(f'[value="{choice}"]')
            seen.append((page.is_visible("#own_phone"), page.is_visible("#name")))
        assert seen == [(False, False), (True, False), (False, True)]
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.fill("#name", "梁芳")
        page.fill("#mail", "liang@guangwu.example")
        page.click("text=提交答复")
        assert "收到答复并登记" in page.inner_text("main")
        browser.close()
    assert contact(town)[0][0] == "梁芳"
