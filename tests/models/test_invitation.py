"""A link is good for one person, one role, one report and one time; it shows, and decides only with a code."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, select

from models import Decision, Draft, Invitation, Notice, Person, RunRequest, queries
from models.acts import NotYours
from models.db import look, transaction
from models.inviting import (
    BETWEEN_CODES,
    CODE_LASTS,
    MOST_ATTEMPTS,
    MOST_CODES,
    Objection,
    Said,
    Validity,
    address,
    decide_by_link,
    find,
    invite,
    note_opening,
    send_code,
    sentence,
    validity,
)
from report.lifecycle import CHAIN, Role, Verdict
from settings import settings
from tests.models.town import SIGNING, Town, at

NOW = SIGNING
FROM = "审签链接 10.1.2.3"


class Signing:
    """The town with a draft that waits for its first signature; everybody who signs has a mailbox."""

    def __init__(self) -> None:
        self.town = Town()
        self.town.file("党政办公室", {}, at(12, 20))
        self.town.file("司法所", {}, at(12, 20))
        self.town.draft("first")
        with transaction() as session:
            for person in queries.chain_of(session, self.town.organ_id):
                person.mail = f"{person.role}@guangwu.example"
            lead = Person(organ_id=self.town.organ_id, office_id=self.town.offices["党政办公室"], role=Role.CONTACT,
                          name="李娜", phone="0371-64000010")  # fmt: skip
            session.add(lead)

    def invite(self, role: Role = Role.DRAFTER, now: datetime = NOW) -> str:
        """Give the holder of a role a link for the newest draft."""
        with transaction() as session:
            draft = queries.newest_draft(session, self.town.cycle_id)
            person = queries.person_in_role(session, self.town.organ_id, role)
            assert draft is not None
            assert person is not None
            return invite(session, draft, person, now)

    @contextmanager
    def invitation(self, token: str) -> Iterator[tuple[Session, Invitation]]:
        """Open a transaction with the invitation of a token."""
        with transaction() as session:
            found = find(session, token, lock=True)
            assert found is not None
            yield session, found

    def stands(self, token: str, now: datetime = NOW) -> tuple[Validity, str]:
        """Return what a link is good for, and the sentence that says so."""
        with self.invitation(token) as (session, invitation):
            return validity(session, invitation, now), sentence(session, invitation, now)

    def ask(self, token: str, now: datetime = NOW) -> Objection | None:
        """Ask for a code."""
        with self.invitation(token) as (session, invitation):
            return send_code(session, invitation, token, now, FROM)

    def code(self) -> str:
        """Return the code that stands in the newest letter."""
        with look() as session:
            letters = queries.notices_keyed_like(session, "code:")
            return re.findall(r"验证码：(\d{6})$", letters[-1].text, re.M)[0]

    def say(self, token: str, said: Said, now: datetime = NOW) -> Objection | None:
        """Say something by the link, as the page does: only where it is open."""
        with self.invitation(token) as (session, invitation):
            assert validity(session, invitation, now) is Validity.OPEN
            return decide_by_link(session, invitation, token, said, now, FROM)

    def decisions(self) -> list[tuple[Role, Verdict, str, str]]:
        """Return what was decided, why and from where."""
        with look() as session:
            made = queries.decisions_of_cycle(session, self.town.cycle_id)
            return [(d.role, d.verdict, d.reason, d.origin) for d in made]

    def journal(self) -> list[tuple[str, str, str]]:
        """Return the journal since the filings."""
        with look() as session:
            entries = queries.journal(session, self.town.cycle_id)
            return [(e.who, e.origin, e.what) for e in entries if "报送" not in e.what]


@pytest.fixture
def signing(either: str) -> Signing:
    """Return the town whose draft waits for its first signature, on SQLite and on PostgreSQL."""
    return Signing()


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06}"


# The link


def test_a_link_is_a_secret_of_256_bits_of_which_only_the_hash_is_kept(signing: Signing) -> None:
    token = signing.invite()
    assert len(token) == 43
    assert address(token) == f"{settings().portal_url}/decide/{token}"
    with look() as session:
        kept = session.exec(select(Invitation)).one()
        assert (kept.role, kept.report_hash, kept.expires_at) == (Role.DRAFTER, "first", NOW + timedelta(hours=72))
        assert token not in repr(kept.model_dump())
        assert find(session, token) is kept
        assert find(session, token[:-1]) is None


def test_a_new_link_takes_the_place_of_the_older_one_for_the_same_person_and_draft(signing: Signing) -> None:
    older, newer = signing.invite(), signing.invite(now=NOW + timedelta(hours=1))
    other = signing.invite(Role.CONFIDENTIALITY)
    assert signing.stands(older)[0] is Validity.REVOKED
    assert "另发了新的链接" in signing.stands(older)[1]
    assert signing.stands(newer)[0] is Validity.OPEN
    assert signing.stands(other)[0] is Validity.NOT_YET


def test_nobody_is_invited_who_does_not_sign(signing: Signing) -> None:
    with transaction() as session:
        draft = queries.newest_draft(session, signing.town.cycle_id)
        contact = queries.leads(session, signing.town.organ_id)[0]
        assert draft is not None
        with pytest.raises(NotYours):
            invite(session, draft, contact, NOW)


def test_an_open_link_says_who_must_answer_by_when(signing: Signing) -> None:
    assert signing.stands(signing.invite()) == (Validity.OPEN, "请拟稿人周晓敏在1月9日 09:00前表示意见。")


def test_a_link_whose_turn_has_not_come_says_whom_it_waits_for_and_opens_when_it_comes(signing: Signing) -> None:
    token = signing.invite(Role.HEAD)
    said = "还没有轮到主要领导：要先等拟稿人周晓敏的意见。轮到的时候，请再打开这个链接。"
    assert signing.stands(token) == (Validity.NOT_YET, said)
    for role in CHAIN[:3]:
        signing.town.decide(role)
    assert signing.stands(token)[0] is Validity.OPEN


def test_a_link_that_has_expired_says_whom_to_call(signing: Signing) -> None:
    token = signing.invite()
    end = NOW + timedelta(hours=72)
    assert signing.stands(token, end - timedelta(microseconds=1))[0] is Validity.OPEN
    said = "这个链接已于1月9日 09:00过期，没有表示意见不等于同意。请联系李娜（0371-64000010），重新发一个链接。"
    assert signing.stands(token, end) == (Validity.EXPIRED, said)


def test_an_office_may_let_its_links_live_shorter(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "link_hours", 1)
    token = signing.invite()
    assert signing.stands(token, NOW + timedelta(hours=1))[0] is Validity.EXPIRED


def test_a_link_is_dead_once_its_person_has_decided_by_another_way(signing: Signing) -> None:
    token = signing.invite()
    signing.town.decide(Role.DRAFTER)
    good_for, said = signing.stands(token)
    assert (good_for, said[:27]) == (Validity.DECIDED, "拟稿人周晓敏已于1月6日 09:00同意第1稿，不需要")


def test_a_link_is_dead_once_the_draft_was_sent_back(signing: Signing) -> None:
    token, other = signing.invite(), signing.invite(Role.HEAD)
    signing.town.decide(Role.DRAFTER, Verdict.RETURN, reason="受理数不对")
    told = "拟稿人周晓敏已于1月6日 09:00退回第1稿：受理数不对。改好后会生成新的一稿，另发链接。"
    assert signing.stands(token) == (Validity.DECIDED, told)
    assert signing.stands(other) == (Validity.SENT_BACK, told)


def test_a_link_is_dead_once_there_is_a_newer_draft(signing: Signing) -> None:
    token = signing.invite()
    signing.town.draft("second")
    good_for, said = signing.stands(token)
    assert (good_for, said[:20]) == (Validity.REPLACED, "第1稿已经由第2稿替代，这个链接不再有效")


def test_a_link_is_dead_once_its_person_has_another_role(signing: Signing) -> None:
    token = signing.invite()
    with signing.invitation(token) as (session, invitation):
        session.get_one(Person, invitation.person_id).role = Role.CONTACT
    assert signing.stands(token)[0] is Validity.REVOKED


def test_a_link_is_dead_once_the_report_is_not_the_one_it_was_given_for(signing: Signing) -> None:
    token = signing.invite()
    with signing.invitation(token) as (session, invitation):
        session.get_one(Draft, invitation.draft_id).report_hash = "other"
    assert signing.stands(token)[0] is Validity.REPLACED


def test_only_the_first_opening_is_kept_and_nobody_pretends_to_know_by_whom(signing: Signing) -> None:
    token = signing.invite()
    for minute, origin in enumerate((FROM, "审签链接 10.9.9.9")):
        with signing.invitation(token) as (session, invitation):
            note_opening(session, invitation, NOW + timedelta(minutes=minute), origin)
    with signing.invitation(token) as (_, invitation):
        assert (invitation.opened_at, invitation.opened_from) == (NOW, FROM)
    assert signing.journal() == [("持有链接的人", FROM, "第一次打开拟稿人周晓敏审签第1稿的链接")]


# The second proof


def test_the_code_goes_to_the_person_in_a_letter_that_says_from_where_it_was_asked(signing: Signing) -> None:
    token = signing.invite()
    assert signing.ask(token) is None
    with look() as session:
        notice = session.exec(select(Notice)).one()
        request = session.exec(select(RunRequest).where(RunRequest.flow == "notices")).one()
        person = session.get_one(Person, notice.person_id)
        kept = session.exec(select(Invitation)).one()
    assert (person.name, notice.subject) == ("周晓敏", "审签验证码：广武镇2020年度报告第1稿")
    assert "1月6日 09:10前有效" in notice.text
    assert f"1月6日 09:00从“{FROM}”索取" in notice.text
    assert "李娜（0371-64000010）" in notice.text
    assert (request.state, request.parameters) == ("waiting", {"now": NOW.isoformat()})
    assert signing.code() not in repr(kept.model_dump())


def test_a_code_stands_in_no_list_of_notices_and_not_in_the_journal(signing: Signing) -> None:
    signing.ask(signing.invite())
    with look() as session:
        assert queries.notices(session, signing.town.cycle_id) == []
    told = "索取审签第1稿的验证码，发往拟稿人周晓敏登记的邮箱"
    assert signing.journal() == [("持有链接的人", FROM, told)]


@pytest.mark.parametrize("mail", ["", " ", "无"])
def test_who_has_no_mailbox_is_sent_nothing(mail: str, signing: Signing) -> None:
    token = signing.invite()
    with signing.invitation(token) as (session, invitation):
        session.get_one(Person, invitation.person_id).mail = mail
    assert signing.ask(token) is Objection.NO_ADDRESS
    with look() as session:
        assert session.exec(select(Notice)).all() == []


def test_with_the_code_the_person_decides_once_and_the_code_is_kept_nowhere(signing: Signing) -> None:
    token = signing.invite()
    signing.ask(token)
    code = signing.code()
    assert signing.say(token, Said(Verdict.APPROVE, code=code)) is None
    assert signing.decisions() == [(Role.DRAFTER, Verdict.APPROVE, "", FROM)]
    assert signing.journal()[-1] == ("周晓敏", FROM, "拟稿人同意")
    assert signing.stands(token)[0] is Validity.DECIDED
    with look() as session:
        (used,) = session.exec(select(Invitation.used_at)).all()
        (text,) = session.exec(select(Notice.text)).all()
        flows = [request.flow for request in session.exec(select(RunRequest)).all()]
    assert (used, code in text, flows[-2:]) == (NOW, False, ["notices", "approve"])


def test_a_return_needs_a_reason_and_asks_the_office_that_is_named(signing: Signing) -> None:
    token = signing.invite()
    signing.ask(token)
    office_id = signing.town.offices["司法所"]
    blank, full = (Said(Verdict.RETURN, reason, office_id, signing.code()) for reason in (" ", "复议数不对"))
    assert signing.say(token, blank) is Objection.NO_REASON
    assert signing.say(token, full) is None
    with look() as session:
        decision = session.exec(select(Decision)).one()
        assert (decision.verdict, decision.reason, decision.office_id) == (Verdict.RETURN, "复议数不对", office_id)
        assert office_id not in queries.passed(session, signing.town.cycle_id)


def test_a_return_to_an_office_of_another_organ_is_not_taken(signing: Signing) -> None:
    token = signing.invite()
    signing.ask(token)
    foreign = Town(slug="gaocun").offices["司法所"]
    said = Said(Verdict.RETURN, "复议数不对", foreign, signing.code())
    assert signing.say(token, said) is Objection.NO_OFFICE
    assert signing.decisions() == []


def test_a_choice_that_was_not_made_is_asked_for_and_costs_no_attempt(signing: Signing) -> None:
    token = signing.invite()
    signing.ask(token)
    assert signing.say(token, Said(code=wrong(signing.code()))) is Objection.NO_VERDICT
    with signing.invitation(token) as (_, invitation):
        assert invitation.attempts == 0


def test_a_code_with_blanks_or_full_width_digits_is_the_code(signing: Signing) -> None:
    token = signing.invite()
    signing.ask(token)
    code = signing.code().translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert signing.say(token, Said(Verdict.APPROVE, code=f" {code[:3]} {code[3:]}")) is None


def test_a_code_is_good_for_ten_minutes_and_until_the_next_one_is_sent(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter((7, 123456))
    monkeypatch.setattr("models.inviting.secrets.randbelow", lambda _: next(drawn))
    token = signing.invite()
    assert signing.say(token, Said(Verdict.APPROVE, code="")) is Objection.NO_CODE
    signing.ask(token)
    late = NOW + CODE_LASTS
    assert signing.say(token, Said(Verdict.APPROVE, code=signing.code()), late) is Objection.NO_CODE
    older = signing.code()
    assert signing.ask(token, late) is None
    assert (older, signing.code()) == ("000007", "123456")
    assert signing.say(token, Said(Verdict.APPROVE, code=older), late) is Objection.WRONG_CODE
    assert signing.say(token, Said(Verdict.APPROVE, code=signing.code()), late) is None


def test_a_code_of_another_link_proves_nothing(signing: Signing) -> None:
    first = signing.invite()
    signing.ask(first)
    code = signing.code()
    second = signing.invite()
    assert signing.say(second, Said(Verdict.APPROVE, code=code)) is Objection.NO_CODE


def test_five_wrong_codes_lock_the_link_and_a_new_code_gives_no_more_attempts(signing: Signing) -> None:
    token = signing.invite()
    for attempt in range(MOST_ATTEMPTS):
        now = NOW + attempt * BETWEEN_CODES
        assert signing.ask(token, now) is None
        code = signing.code()
        assert signing.say(token, Said(Verdict.APPROVE, code=wrong(code)), now) is Objection.WRONG_CODE
    good_for, said = signing.stands(token)
    assert good_for is Validity.LOCKED
    assert said.endswith("这个链接已经锁定。请联系李娜（0371-64000010），核实情况后重新发一个链接。")
    assert signing.journal()[-1][2] == "用拟稿人周晓敏审签第1稿的链接输错验证码，第5次，链接已锁定"
    assert signing.decisions() == []
    assert signing.stands(signing.invite())[0] is Validity.OPEN


def test_a_forwarded_link_cannot_fill_a_mailbox(signing: Signing) -> None:
    token = signing.invite()
    assert signing.ask(token) is None
    assert signing.ask(token, NOW + BETWEEN_CODES - timedelta(seconds=1)) is Objection.TOO_SOON
    for number in range(1, MOST_CODES):
        assert signing.ask(token, NOW + number * BETWEEN_CODES) is None
    last = NOW + (MOST_CODES - 1) * BETWEEN_CODES
    assert signing.ask(token, last + BETWEEN_CODES) is Objection.TOO_SOON
    assert signing.stands(token, last)[0] is Validity.OPEN
    assert signing.stands(token, last + CODE_LASTS)[0] is Validity.LOCKED


def test_two_who_press_at_once_decide_once(signing: Signing) -> None:
    token = signing.invite()
    signing.ask(token)
    said = Said(Verdict.APPROVE, code=signing.code())
    together, answers = Barrier(2), []

    def press() -> None:
        together.wait()
        with signing.invitation(token) as (session, invitation):
            good_for = validity(session, invitation, NOW)
            is_open = good_for is Validity.OPEN
            answers.append(decide_by_link(session, invitation, token, said, NOW, FROM) if is_open else good_for)

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, answers)) == ["None", "decided"]
    assert len(signing.decisions()) == 1
    assert [what for _, _, what in signing.journal()].count("拟稿人同意") == 1
