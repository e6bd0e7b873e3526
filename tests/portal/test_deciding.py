"""Whoever signs decides on a telephone: the link shows the report, the code proves the person, a word counts once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import Decision, Filing, Notice, PastReport, Person, queries
from models.db import look, transaction
from models.invitation import CODE
from models.inviting import address, invite
from models.standing import standing
from report.lifecycle import Role, Status, Verdict
from report.reading import read
from report.rule import Weight
from report.writing.data import interchange_bytes
from settings import settings
from tests.portal.test_board import CHROMIUM, in_order, served, words
from tests.portal.town import PAGE, Town, at

Visit = Callable[[Callable[[], datetime]], TestClient]
BEFORE = {"t3.received.natural_person": "3", "t3.received.total": "3"}


@pytest.fixture
def town(town: Town) -> Town:
    """Return the town whose first draft waits for the drafter, with last year's report and everybody's mailbox."""
    town.everybody_files()
    town.draft("c")
    with transaction() as session:
        for person in queries.chain_of(session, town.organ_id):
            person.mail = f"{person.role}@guangwu.example"
        draft = queries.newest_draft(session, town.cycle_id)
        assert draft is not None
        sheet = read("draft.report.json", draft.sheet.encode())
        before = replace(sheet, year=2019, cells={**sheet.cells, **BEFORE})
        session.add(PastReport(organ_id=town.organ_id, year=2019, sheet=interchange_bytes(before).decode()))
    town.now = at(1, 5)
    return town


def linked(town: Town, role: Role = Role.DRAFTER) -> str:
    """Give the holder of a role a link for the newest draft, and return its path."""
    with transaction() as session:
        draft = queries.newest_draft(session, town.cycle_id)
        person = queries.person_in_role(session, town.organ_id, role)
        assert draft is not None
        assert person is not None
        return address(invite(session, draft, person, town.now)).removeprefix(settings().portal_url)


def voucher(text: str) -> str:
    """Return the voucher that the forms of a page carry."""
    vouchers = set(re.findall(r'name="voucher" value="([^"]+)"', text))
    assert len(vouchers) == 1
    return vouchers.pop()


def code() -> str:
    """Return the code that stands in the newest letter."""
    with look() as session:
        newest = session.exec(select(Notice).where(Notice.key.startswith("code:")).order_by(Notice.id.desc())).first()
        assert newest is not None
        return re.findall(r"验证码：(\d{6})$", newest.text, re.M)[0]


def asked(portal: TestClient, link: str) -> str:
    """Press 我要签, and return the code that was sent."""
    answer = portal.post(f"{link}/code", data={"voucher": voucher(portal.get(link).text)})
    assert (answer.status_code, "提交意见" in words(answer)) == (200, True)
    return code()


def elsewhere() -> str:
    """Return an open link of another town."""
    other = Town("高村乡", "gaocun")
    other.everybody_files()
    other.draft("e")
    return linked(other)


def decisions() -> list[tuple[Role, Verdict, str]]:
    with look() as session:
        return [(d.role, d.verdict, d.reason) for d in session.exec(select(Decision).order_by(Decision.id))]


def journal(town: Town) -> list[tuple[str, str, str]]:
    with look() as session:
        return [(entry.who, entry.origin, entry.what) for entry in queries.journal(session, town.cycle_id)]


# Looking


def test_the_link_shows_anybody_the_report_and_what_has_changed_and_been_said_of_it(town: Town, visit: Visit) -> None:
    town.another_law()
    asking = ("M-01", Weight.EXPLAIN, "三年都是 0。", "")
    town.examine(("N-08", Weight.NOTICE, "总体情况与表三不一致。", ""), asking)
    town.explain("M-01", "机构改革后由县局办理。")
    town.sign(Role.DRAFTER)
    answer = visit(town.clock).get(linked(town, Role.CONFIDENTIALITY))
    assert in_order(
        words(answer), "广武镇人民政府2020年政府信息公开工作年度报告", "第1稿", "请保密审查人何建国在1月8日 09:30前"
    )
    assert in_order(words(answer), "新收公开申请", "1 件", "比上年少 2 件", "与上年相比有变动的数据")
    assert in_order(words(answer), "表三“一、本年新收政府信息公开申请数量”行“自然人”列", "3", "1", "−2")
    assert in_order(words(answer), "三年都是 0。", "周晓敏（", "2021年1月5日", "）说明：机构改革后由县局办理。")
    assert in_order(words(answer), "拟稿人 周晓敏 同意", "保密审查人 何建国 还没有表示意见", "我要签")
    assert "总体情况与表三不一致" not in words(answer)


def test_the_web_page_and_the_pdf_of_the_draft_open_from_the_link(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    page, pdf = re.findall(r'href="(/decide/[^"]+/report/[^"]+)"', portal.get(link).text)
    assert portal.get(page).content == PAGE
    assert portal.get(page).headers["Content-Security-Policy"].startswith("sandbox")
    assert portal.get(pdf).content.startswith(b"%PDF")
    assert portal.get(pdf).headers["Referrer-Policy"] == "no-referrer"


def test_no_answer_is_kept_indexed_framed_or_told_to_another_site(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = {"voucher": voucher(portal.get(link).text)}
    for answer in (
        portal.get(link),
        portal.post(f"{link}/code", data=given, follow_redirects=False),
        portal.post(link, data=given),
        portal.post(link),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        policy = answer.headers["Content-Security-Policy"]
        assert in_order(policy, "script-src 'none'", "form-action 'self'", "frame-ancestors 'none'")
        assert "<script" not in answer.text


def test_the_first_opening_is_in_the_journal_with_where_from(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    for _ in range(2):
        portal.get(link)
    told = [line for line in journal(town) if "链接" in line[2]]
    assert told == [("持有链接的人", "审签链接 testclient", "第一次打开拟稿人周晓敏审签第1稿的链接")]


def test_a_link_that_nobody_was_given_is_a_page_that_says_what_to_do(town: Town, visit: Visit) -> None:
    answer = visit(town.clock).get(linked(town)[:-1])
    assert answer.status_code == 404
    assert "没有找到这一页" in words(answer)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("newer draft", "第1稿已经由第2稿替代，这个链接不再有效"),
        ("sent back", "拟稿人周晓敏已于1月5日 09:30退回第1稿：数不对"),
        ("expired", "这个链接已于1月8日 09:30过期，没有表示意见不等于同意。请联系党某（0371-64000010）"),
        ("newer link", "这个链接已经停用"),
    ],
)
def test_a_dead_link_says_why_and_shows_no_draft(what: str, told: str, town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town, Role.HEAD)
    paper = re.findall(r'href="(/decide/[^"]+/report/[^"]+)"', portal.get(link).text)[0]
    assert portal.get(paper).status_code == 200
    if what == "newer draft":
        town.pass_("财政所", "2")
        town.examine()
        town.draft("d")
    elif what == "sent back":
        town.sign(Role.DRAFTER, Verdict.RETURN, "数不对")
    elif what == "newer link":
        linked(town, Role.HEAD)
    else:
        town.now += timedelta(hours=72)
    answer = portal.get(link)
    assert told in words(answer)
    assert "<form" not in answer.text
    assert "报告要点" not in answer.text
    assert portal.get(paper).status_code == 404


# Deciding


def test_with_link_and_code_the_person_agrees_and_is_told_so_as_often_as_the_form_is_sent(
    town: Town, visit: Visit
) -> None:
    portal, link = visit(town.clock), linked(town)
    given = {"verdict": "approve", "code": asked(portal, link), "voucher": voucher(portal.get(link).text)}
    first, second, later = portal.post(link, data=given), portal.post(link, data=given), portal.get(link)
    assert first.history[0].status_code == 303
    assert words(first) == words(second) == words(later)
    assert "拟稿人周晓敏已于1月5日 09:30同意第1稿，不需要再办" in words(first)
    assert "<form" not in first.text
    assert decisions() == [(Role.DRAFTER, Verdict.APPROVE, "")]
    assert [line[1:] for line in journal(town)[-3:]] == [
        ("审签链接 testclient", "第一次打开拟稿人周晓敏审签第1稿的链接"),
        ("审签链接 testclient", "索取审签第1稿的验证码，发往拟稿人周晓敏登记的邮箱"),
        ("审签链接 testclient", "拟稿人同意"),
    ]


def test_who_sends_back_says_why_and_to_whom_and_what_was_entered_is_not_lost(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    office = str(town.offices["司法所"])
    given = {
        "verdict": "return",
        "target": f"office:{office}",
        "code": asked(portal, link),
        "voucher": voucher(portal.get(link).text),
    }
    answer = portal.post(link, data=given)
    assert (answer.status_code, decisions()) == (422, [])
    assert "退回要写明理由，意见还没有提交" in words(answer)
    assert 'value="return" checked' in answer.text
    assert f'<option value="office:{office}" selected>司法所' in answer.text
    assert given["code"] not in answer.text
    answer = portal.post(link, data={**given, "reason": "复议数\x00不对\r\n<b>请核</b>"})
    assert "拟稿人周晓敏已于1月5日 09:30退回第1稿：复议数不对 <b>请核</b>" in words(answer)
    assert decisions() == [(Role.DRAFTER, Verdict.RETURN, "复议数不对\n<b>请核</b>")]
    with look() as session:
        asked_again = session.exec(select(Filing).where(Filing.office_id == town.offices["司法所"])).one()
    assert asked_again.status is Status.RETURNED


def test_a_leader_asks_a_place_in_front_to_look_again_and_the_link_says_so(town: Town, visit: Visit) -> None:
    for role in (Role.DRAFTER, Role.CONFIDENTIALITY):
        town.sign(role)
    portal, link = visit(town.clock), linked(town, Role.DEPUTY)
    given = {"verdict": "return", "target": "place:head", "reason": "请再核对涉密内容", "code": asked(portal, link)}
    given["voucher"] = voucher(portal.get(link).text)
    answer = portal.post(link, data=given)
    assert (answer.status_code, len(decisions())) == (422, 2)
    assert "选的环节不在您前面" in words(answer)
    assert re.findall(r'value="place:(\w+)"', answer.text) == ["drafter", "confidentiality"]
    answer = portal.post(link, data={**given, "target": "place:confidentiality"})
    assert "请保密审查人再看第1稿：请再核对涉密内容。重新轮到的时候，另发链接。" in words(answer)
    assert "<form" not in answer.text
    with look() as session:
        assert [place.role for place in standing(session, town.cycle_id).waits_for] == [Role.CONFIDENTIALITY]


def test_who_has_no_mailbox_is_sent_the_code_as_a_short_message(
    town: Town, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_SMS_URL", "https://sms.example/send")
    settings.cache_clear()
    portal, link = visit(town.clock), linked(town)
    with transaction() as session:
        person = queries.person_in_role(session, town.organ_id, Role.DRAFTER)
        assert person is not None
        person.mail, person.phone = "", "13800000001"
    assert "验证码会发到周晓敏登记的手机" in words(portal.get(link))
    code = asked(portal, link)
    assert "登记的手机 138****0001" in words(portal.get(link))
    with look() as session:
        (letter,) = queries.notices_keyed_like(session, CODE)
    assert letter.subject.startswith(f"验证码{code}，")  # often the subject is all that a short message carries
    answer = portal.post(link, data={"verdict": "approve", "code": code, "voucher": voucher(portal.get(link).text)})
    assert answer.status_code == 200
    assert decisions() == [(Role.DRAFTER, Verdict.APPROVE, "")]
    with look() as session:
        (letter,) = queries.notices_keyed_like(session, CODE)
    assert code not in letter.subject + letter.text


def test_before_its_turn_a_link_offers_nothing_to_press(town: Town, visit: Visit) -> None:
    answer = visit(town.clock).get(linked(town, Role.HEAD))
    assert "还没有轮到主要领导：要先等拟稿人周晓敏的意见" in words(answer)
    assert "报告要点" in words(answer)
    assert "<form" not in answer.text


def test_a_page_that_was_left_open_decides_nothing_once_a_newer_draft_has_come(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = {"verdict": "approve", "code": asked(portal, link), "voucher": voucher(portal.get(link).text)}
    town.draft("d")
    town.now += timedelta(minutes=2)
    for answer in (portal.post(link, data=given), portal.post(f"{link}/code", data=given)):
        assert "第1稿已经由第2稿替代" in words(answer)
    assert decisions() == []
    with look() as session:
        assert len(session.exec(select(Notice).where(Notice.key.startswith("code:"))).all()) == 1


# Who only has the link


def test_a_browser_that_only_has_the_forwarded_link_gets_no_further_than_a_letter_to_the_right_person(
    town: Town, visit: Visit
) -> None:
    link = linked(town)
    stranger = visit(town.clock)
    sent = asked(stranger, link)
    with look() as session:
        notice = session.exec(select(Notice).where(Notice.key.startswith("code:"))).one()
        person = session.get_one(Person, notice.person_id)
    assert (person.name, person.mail) == ("周晓敏", "drafter@guangwu.example")
    assert "这是1月5日 09:30从“审签链接 testclient”索取的。不是您本人索取的，请不要理会" in notice.text
    page = stranger.get(link)
    assert "d***@guangwu.example" in words(page)
    shown = [page, stranger.get("/"), stranger.get(f"/cycles/{town.cycle_id}/journal")]
    assert all(sent not in answer.text and person.mail not in answer.text for answer in shown)
    guess = f"{(int(sent) + 1) % 10**6:06}"
    answer = stranger.post(link, data={"verdict": "approve", "code": guess, "voucher": voucher(page.text)})
    assert (answer.status_code, decisions()) == (422, [])
    assert "验证码不对，意见还没有提交" in words(answer)


def test_the_letter_with_the_code_goes_out_with_the_next_round_of_posting(town: Town, visit: Visit) -> None:
    from tasks.notices import take, unposted  # the engine's seconds, which only this story needs

    sent = asked(visit(town.clock), linked(town))
    taken = take(unposted(town.now)[-1], town.now)
    assert taken is not None
    message = taken.message
    assert (message.to, sent in message.text, sent in message.subject) == ("drafter@guangwu.example", True, False)


def test_five_guesses_lock_the_link_even_for_who_has_the_right_code_then(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    right = asked(portal, link)
    given = {"verdict": "approve", "voucher": voucher(portal.get(link).text)}
    for guess in range(1, 6):
        portal.post(link, data={**given, "code": f"{(int(right) + guess) % 10**6:06}"})
    answer = portal.post(link, data={**given, "code": right})
    assert "这个链接已经锁定。请联系党某（0371-64000010）" in words(answer)
    assert "<form" not in answer.text
    assert decisions() == []


def test_asking_again_at_once_sends_no_second_letter(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    asked(portal, link)
    answer = portal.post(f"{link}/code", data={"voucher": voucher(portal.get(link).text)})
    assert "验证码已经发出，请用最近收到的一条" in words(answer)
    with look() as session:
        assert len(session.exec(select(Notice).where(Notice.key.startswith("code:"))).all()) == 1


def test_who_has_no_mailbox_is_told_whom_to_ask(town: Town, visit: Visit) -> None:
    with transaction() as session:
        for person in queries.chain_of(session, town.organ_id):
            person.mail = ""
    portal, link = visit(town.clock), linked(town)
    answer = portal.post(f"{link}/code", data={"voucher": voucher(portal.get(link).text)})
    assert "没有登记可用的邮箱或手机，验证码发不出去" in words(answer)


@pytest.mark.parametrize(
    "theft", ["no cookie", "no voucher", "the voucher of another link", "the voucher of another browser"]
)
def test_a_form_that_was_not_filled_in_on_this_page_is_not_taken(theft: str, town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = {"verdict": "approve", "code": asked(portal, link), "voucher": voucher(portal.get(link).text)}
    if theft == "no cookie":
        portal.cookies.clear()
    elif theft == "no voucher":
        del given["voucher"]
    elif theft == "the voucher of another link":
        given["voucher"] = voucher(portal.get(elsewhere()).text)
    else:
        given["voucher"] = voucher(visit(town.clock).get(link).text)
    answer = portal.post(link, data=given)
    assert (answer.status_code, decisions()) == (422, [])
    assert "不是从这里打开的，意见还没有提交" in words(answer)
    again = {**given, "voucher": voucher(answer.text)}
    assert "同意第1稿" in words(portal.post(link, data=again))


def test_the_cookie_is_for_these_pages_alone_and_no_script_can_read_it(town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = portal.get(link).headers["set-cookie"]
    assert in_order(given, "nianbao_page=", "HttpOnly", "Path=/decide/", "SameSite=lax")
    assert "Secure" in TestClient(portal.app, base_url="https://testserver").get(link).headers["set-cookie"]


@pytest.mark.parametrize(
    "body", ["", "verdict=maybe&office=-1&code=%ff%00", "reason=" + "a" * 100_000, "=&&=%zz", "\x00"]
)
def test_whatever_is_sent_is_answered_with_the_page(body: str, town: Town, visit: Visit) -> None:
    portal, link = visit(town.clock), linked(town)
    given = voucher(portal.get(link).text)
    for content in (body, f"{body}&voucher={given}"):
        answer = portal.post(link, content=content, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert (answer.status_code, "我要签" in words(answer)) == (422, True)
    assert decisions() == []


def test_who_is_overtaken_by_another_way_in_the_same_moment_is_told_so(
    town: Town, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: object) -> None:
        raise IntegrityError("", {}, Exception())

    portal, link = visit(town.clock), linked(town)
    given = {"verdict": "approve", "code": asked(portal, link), "voucher": voucher(portal.get(link).text)}
    monkeypatch.setattr("portal.deciding.decide_by_link", overtaken)
    assert "就在刚才" in words(portal.post(link, data=given))


# On real wires


def test_two_who_press_at_once_get_the_same_answer_and_decide_once(town: Town) -> None:
    link = linked(town)
    with served(town.clock) as base, httpx.Client(base_url=base, follow_redirects=True, timeout=60) as browser:
        browser.post(f"{link}/code", data={"voucher": voucher(browser.get(link).text)})
        given = {"verdict": "approve", "code": code(), "voucher": voucher(browser.get(link).text)}
        together, answers = Barrier(4), []

        def press() -> None:
            together.wait()
            answers.append(browser.post(link, data=given))

        threads = [Thread(target=press) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({words(answer) for answer in answers}) == 1
    assert decisions() == [(Role.DRAFTER, Verdict.APPROVE, "")]


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_leader_decides_on_a_telephone_and_nobody_is_shut_out(town: Town) -> None:
    from playwright.sync_api import sync_playwright

    from tests.report.writing.test_axe import objections

    complaints: list[str] = []
    with served(town.clock) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 390, "height": 844})
        tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

        def looked_at() -> None:
            tab.wait_for_load_state()
            assert tab.evaluate("document.documentElement.scrollWidth") == 390
            assert objections(tab) == []

        tab.goto(base + linked(town))
        looked_at()
        tab.get_by_role("button", name="我要签").click()
        tab.get_by_label("收到的6位验证码").wait_for()
        looked_at()
        tab.get_by_label("收到的6位验证码").fill(code())
        tab.get_by_role("button", name="提交意见").click()  # nothing chosen: the browser keeps the form
        assert decisions() == []
        tab.get_by_label("同意").check()
        assert not tab.get_by_label("退回的理由").is_visible()
        tab.get_by_label("退回", exact=True).check()
        tab.get_by_role("button", name="提交意见").click()  # without a reason
        tab.get_by_role("alert").wait_for()
        looked_at()
        tab.get_by_label("退回的理由").fill("复议数不对")
        tab.get_by_label("退回给谁").select_option(label="司法所")
        tab.get_by_label("收到的6位验证码").fill(code())
        tab.get_by_role("button", name="提交意见").click()
        tab.get_by_text("退回第1稿：复议数不对").first.wait_for()
        looked_at()
        browser.close()
    assert decisions() == [(Role.DRAFTER, Verdict.RETURN, "复议数不对")]
    assert [said for said in complaints if "422" not in said] == []  # the answer to the missing reason
