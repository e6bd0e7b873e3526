"""Approving: in the order of the chain, nobody asked twice, a return told to everybody, and never by the time."""

import re
from datetime import date, timedelta

import pytest

from deployments.demo.story import at
from models import Decision, Organ, Person, queries
from models.acts import NoReason, NoSuchPlace, NotYours, OutOfTurn, decide
from models.db import look, transaction
from models.inviting import Validity, find, validity
from report.chain import Station, kept
from report.deadlines import forward
from report.lifecycle import CHAIN, Role, Stage, Status, Verdict
from settings import settings
from tasks.approve import approvals, remind_signer
from tasks.rerun import preview
from tests.tasks.town import DRAFTED, Town

TITLE = "广武镇人民政府2020年政府信息公开工作年度报告"
REASON = "政府集中采购写成了99个项目，台账上是36个，请财政所核对后重报。"


def decided(town: Town) -> list[tuple[str, str]]:
    with look() as session:
        return [(d.role, d.verdict.value) for d in queries.decisions_of_cycle(session, town.cycle_id)]


def test_each_is_asked_when_the_one_before_has_signed_with_the_report_attached(drafted: Town) -> None:
    names = ["周晓敏", "何建国", "孙丽萍", "马志远"]
    subjects = [f"请核稿：{TITLE}（第1稿）", f"请审查：{TITLE}（第1稿）"] + [f"请审签：{TITLE}（第1稿）"] * 2
    for number, role in enumerate(CHAIN):
        assert drafted.ask() == role
        assert list(drafted.told("sign")) == names[: number + 1]
        drafted.sign(role)
    assert [notice.subject for notice in drafted.told("sign").values()] == subjects
    with look() as session:
        draft = drafted.here.draft
        assert draft is not None
        [pdf] = [file.id for d, file in queries.documents(session, draft.id or 0) if d.format == "pdf"]
    assert {notice.file_id for notice in drafted.told("sign").values()} == {pdf}
    text = drafted.told("sign")["马志远"].text
    assert "已经同意的：拟稿人周晓敏、保密审查人何建国、分管领导孙丽萍。" in text
    assert "到期日：1月7日。不会因超过时间而自动同意。" in text
    assert draft.report_hash[:12] in text


def test_nobody_is_asked_twice(drafted: Town) -> None:
    drafted.ask()
    before = drafted.database
    for day in (5, 6, 20):
        drafted.now = at(1, day, 9)
        assert drafted.ask() == Role.DRAFTER
    assert drafted.database == before


def test_when_everybody_has_signed_the_whole_chain_and_the_leading_office_are_told_once(drafted: Town) -> None:
    drafted.everybody_signs()
    assert drafted.ask() == ""
    assert drafted.here.approved
    told = drafted.told("approved")
    assert (list(told), drafted.count("approved")) == (["周晓敏", "何建国", "孙丽萍", "马志远"], 4)
    notice = told["马志远"]
    assert "第1稿已由周晓敏、何建国、孙丽萍、马志远全部同意" in notice.text


@pytest.mark.parametrize("role", CHAIN[1:])
def test_nobody_signs_before_his_turn(drafted: Town, role: Role) -> None:
    with pytest.raises(OutOfTurn):
        drafted.sign(role)
    assert decided(drafted) == []


def test_saying_the_same_twice_is_one_decision_and_one_run(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    before = drafted.database
    drafted.sign(Role.DRAFTER)
    assert drafted.database == before


def test_who_has_signed_cannot_take_it_back_afterwards(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    with pytest.raises(OutOfTurn):
        drafted.sign(Role.DRAFTER, Verdict.RETURN, "想了想还是不对")
    assert decided(drafted) == [("drafter", "approve")]


def test_who_is_not_in_the_chain_decides_nothing(drafted: Town) -> None:
    draft = drafted.here.draft
    assert draft is not None
    with pytest.raises(NotYours), transaction() as session:
        decide(session, draft, drafted.contact("司法所"), Verdict.APPROVE, drafted.now, "看板")
    stranger = Person(id=99, organ_id=99, role=Role.DRAFTER, name="外人")
    with pytest.raises(NotYours), transaction() as session:
        decide(session, draft, stranger, Verdict.APPROVE, drafted.now, "看板")
    assert decided(drafted) == []


def test_a_return_needs_a_reason(drafted: Town) -> None:
    with pytest.raises(NoReason):
        drafted.sign(Role.DRAFTER, Verdict.RETURN, "  ")
    assert decided(drafted) == []


def test_a_return_is_told_to_everybody_in_the_chain_and_to_the_office_with_the_reason(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    drafted.sign(Role.CONFIDENTIALITY)
    drafted.sign(Role.DEPUTY, Verdict.RETURN, REASON, "财政所")
    assert drafted.ask() == ""
    told = drafted.told("sent_back")
    assert sorted(told) == sorted(["周晓敏", "何建国", "孙丽萍", "马志远", "钱会英"])
    for notice in told.values():
        assert notice.subject == f"分管领导退回：{TITLE}（第1稿）"
        assert f"理由：{REASON}" in notice.text
        assert "请财政所改正数据后重新报送填报表" in notice.text
        assert notice.file_id is None
    drafted.ask()
    assert drafted.count("sent_back") == 5


def test_a_return_that_names_no_office_asks_the_drafter_to_find_it_and_any_new_filing_answers_it(
    drafted: Town,
) -> None:
    drafted.sign(Role.DRAFTER, Verdict.RETURN, "总体情况的件数与表三不一致")
    drafted.ask()
    assert "请拟稿人查清由哪个科室改正，请它重新报送填报表" in drafted.told("sent_back")["周晓敏"].text
    assert drafted.here.due(at(1, 5, 9)) is None
    drafted.now = at(1, 5, 9)
    drafted.files("党政办公室", texts={"overview.12": "2. 依申请公开情况:2020年我镇共受理申请1件。"})
    drafted.collect()
    drafted.check()
    assert drafted.here.due(drafted.now) is Stage.DRAFT


def test_the_figures_of_the_office_no_longer_count_and_the_others_still_do(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER, Verdict.RETURN, REASON, "财政所")
    owing = {o.office.name: o.latest for o in drafted.here.offices if o.owes}
    assert list(owing) == ["财政所"]
    latest = owing["财政所"]
    assert latest is not None
    assert (latest.status, latest.answer) == (Status.RETURNED, REASON)
    assert drafted.here.stage is Stage.COLLECT


def test_after_a_return_nobody_can_sign_the_returned_draft(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER, Verdict.RETURN, REASON, "财政所")
    with pytest.raises(OutOfTurn):
        drafted.sign(Role.CONFIDENTIALITY)


def test_changed_figures_begin_the_round_again_and_the_next_signer_reads_what_changed(drafted: Town) -> None:
    drafted.ask()
    drafted.sign(Role.DRAFTER)
    drafted.ask()
    drafted.sign(Role.CONFIDENTIALITY)
    drafted.sends_again("财政所", {"t2.procurement.projects": 30})
    drafted.draft()
    assert drafted.here.decisions == {}
    assert drafted.ask() == Role.DRAFTER
    text = drafted.told("sign:2")["周晓敏"].text
    assert "上一稿以后改动了下列内容，原来的签字（周晓敏、何建国）不再有效：" in text
    assert "表二“政府集中采购”行“采购项目数量”列：36 → 37\n" in text
    assert text.count("→") == 1


def test_of_a_changed_text_only_the_changed_paragraph_is_quoted(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    drafted.files("文化服务中心", texts={"overview.11": "回应解读情况：回应群众四十三件次。"})
    drafted.collect()
    drafted.check()
    drafted.draft()
    drafted.ask()
    text = drafted.told("sign:2")["周晓敏"].text
    assert (
        "总体情况：回应解读情况:利用网络等其他渠道回应群众解答共42件次。 → 回应解读情况：回应群众四十三件次。" in text
    )


def test_a_new_look_loses_the_signatures_too_and_says_that_no_figure_changed(
    drafted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted.sign(Role.DRAFTER)
    monkeypatch.setenv("NIANBAO_SITE_NAME", "荥阳市人民政府门户网站")
    settings.cache_clear()
    drafted.draft()
    drafted.ask()
    text = drafted.told("sign:2")["周晓敏"].text
    assert "只改动了版式，数据和文字没有变，但原来的签字（周晓敏）不再有效。" in text


def test_no_time_out_ever_approves(drafted: Town) -> None:
    for days in range(0, 120, 5):
        drafted.now = at(1, 4, 10) + timedelta(days=days)
        drafted.ask()
        remind_signer.fn(drafted.cycle_id, drafted.now)
    assert decided(drafted) == []
    assert not drafted.here.approved
    assert [place.role for place in drafted.here.waits_for] == [Role.DRAFTER]


def test_an_overdue_signature_is_asked_for_again_and_the_leading_office_knows_whom_to_call(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    drafted.ask()
    assert remind_signer.fn(drafted.cycle_id, at(1, 7, 9)) == 0  # the day itself
    for hour in (8, 9, 18):
        remind_signer.fn(drafted.cycle_id, at(1, 8, hour))
    told = drafted.told("unsigned")
    assert (list(told), drafted.count("unsigned")) == (["何建国", "周晓敏"], 2)
    assert (
        "第1稿2021年1月4日（周一）已请保密审查人何建国（0371-64000002）签字，到现在还没有意见" in told["周晓敏"].text
    )
    assert "把意见告诉周晓敏（0371-64000001）。不会因超过时间而自动同意。" in told["何建国"].text
    drafted.sign(Role.CONFIDENTIALITY)
    assert remind_signer.fn(drafted.cycle_id, at(1, 8, 18)) == 0


def test_who_was_asked_only_today_is_not_reminded_today(drafted: Town) -> None:
    drafted.now = at(1, 11, 9)
    drafted.ask()
    assert remind_signer.fn(drafted.cycle_id, at(1, 11, 10)) == 0
    assert remind_signer.fn(drafted.cycle_id, at(1, 12, 10)) == 1


def test_a_role_that_nobody_holds_is_told_to_the_leading_office(drafted: Town) -> None:
    with transaction() as session:
        moved_on = queries.person_in_role(session, drafted.organ_id, Role.CONFIDENTIALITY)
        assert moved_on is not None
        moved_on.role = Role.CONTACT
    drafted.sign(Role.DRAFTER)
    assert drafted.ask() == Role.CONFIDENTIALITY
    text = drafted.told("sign")["周晓敏"].text
    assert "应由保密审查人签字，但登记表里没有保密审查人。请在登记表里补上" in text


def test_the_operator_sees_who_has_signed_which_content_and_when(drafted: Town) -> None:
    drafted.everybody_signs()
    draft = drafted.here.draft
    assert draft is not None
    rows = approvals(drafted.cycle_id)
    assert [row[1] for row in rows] == ["周晓敏", "何建国", "孙丽萍", "马志远"]
    assert {row[-1] for row in rows} == {draft.report_hash[:12]}
    with look() as session:
        made: list[Decision] = list(queries.decisions_of_cycle(session, drafted.cycle_id))
    assert {decision.report_hash for decision in made} == {draft.report_hash}


# A link for deciding


def test_the_letter_carries_a_link_that_is_good_once_where_the_portal_can_be_reached(
    drafted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_PORTAL_ADDRESS", "https://nianbao.example.gov.cn/")
    settings.cache_clear()
    drafted.ask()
    text = drafted.told("sign")["周晓敏"].text
    (token,) = re.findall(r"^https://nianbao\.example\.gov\.cn/decide/(\S+)$", text, re.M)
    with look() as session:
        invitation = find(session, token)
        assert invitation is not None
        assert validity(session, invitation, drafted.now) is Validity.OPEN
    before = drafted.database
    drafted.ask()  # asking again neither writes another letter nor takes the link back
    assert drafted.database == before


def test_without_an_address_of_the_portal_the_letter_has_no_link(drafted: Town) -> None:
    drafted.ask()
    assert "/decide/" not in drafted.told("sign")["周晓敏"].text


# A chain of the organ's own


FINANCE, JUSTICE = "会签（财政所）", "会签（司法所）"
OWN_CHAIN = (
    Station("drafter", 1),
    Station(FINANCE, 2, workdays=2),
    Station(JUSTICE, 2, workdays=2),
    Station("confidentiality", 3, workdays=1),
    Station("head", 4),
)


@pytest.fixture
def chained(filed: Town) -> Town:
    """A town whose chain has two offices side by side, each with its holder, and whose draft is made."""
    with transaction() as session:
        session.get_one(Organ, filed.organ_id).chain = kept(OWN_CHAIN)
        for role, name in ((FINANCE, "王芳"), (JUSTICE, "李强")):
            person = Person(organ_id=filed.organ_id, role=role, name=name, mail=f"{name}@guangwu.example")
            session.add(person)
    filed.now = DRAFTED
    filed.draft()
    return filed


def stand_in_for(town: Town, role: str, away_until: date | None = None) -> None:
    """Give whoever holds a role an AB 岗, and let the holder be away."""
    with transaction() as session:
        holder = queries.person_in_role(session, town.organ_id, role)
        assert holder is not None
        holder.away_until = away_until
        second = Person(organ_id=town.organ_id, role=role, name="赵副手", mail="zhao@guangwu.example")
        second.stands_in_for = holder.id
        session.add(second)


def test_places_side_by_side_are_asked_on_the_same_day_and_the_next_when_both_have_signed(chained: Town) -> None:
    chained.sign("drafter")
    assert chained.ask() == f"{FINANCE}、{JUSTICE}"
    assert list(chained.told("sign")) == ["王芳", "李强"]
    assert "请您以会签（财政所）身份审签" in chained.told("sign")["王芳"].text
    chained.sign(JUSTICE)
    assert chained.ask() == FINANCE
    with pytest.raises(OutOfTurn):
        chained.sign("confidentiality")
    chained.sign(FINANCE)
    assert chained.ask() == "confidentiality"


def test_all_places_of_the_own_chain_must_sign_before_anything_is_published(chained: Town) -> None:
    for place in OWN_CHAIN[:-1]:
        chained.ask()
        chained.sign(place.role)
    assert not chained.here.approved
    chained.ask()
    chained.sign("head")
    chained.ask()
    assert chained.here.approved
    assert "周晓敏、王芳、李强、何建国、马志远全部同意" in chained.told("approved")["李强"].text


def test_a_draft_keeps_the_chain_it_was_made_with(chained: Town) -> None:
    with transaction() as session:
        session.get_one(Organ, chained.organ_id).chain = []
    assert chained.here.chain == OWN_CHAIN
    chained.sign("drafter")
    assert chained.ask() == f"{FINANCE}、{JUSTICE}"


def test_a_return_to_a_place_asks_it_again_with_the_reason_and_tells_everybody(chained: Town) -> None:
    for role in ("drafter", FINANCE, JUSTICE, "confidentiality"):
        chained.ask()
        chained.sign(role)
    chained.ask()
    draft = chained.here.draft
    chained.sign("head", Verdict.RETURN, "请财政再核一遍采购金额", back_to=FINANCE)
    assert chained.ask() == f"{FINANCE}、{JUSTICE}"  # who signs side by side looks again together
    told = chained.told("sent_back")
    assert sorted(told) == sorted(["周晓敏", "王芳", "李强", "何建国", "孙丽萍", "马志远"])
    assert told["王芳"].subject == f"主要领导退回会签（财政所）：{TITLE}（第1稿）"
    assert draft is not None
    [finance] = chained.told(f"sign:{draft.id}:{FINANCE}:again-1").items()
    [justice] = chained.told(f"sign:{draft.id}:{JUSTICE}:again-1").items()
    assert (finance[0], justice[0]) == ("王芳", "李强")
    assert "主要领导马志远请您再看一遍：请财政再核一遍采购金额" in finance[1].text
    assert "请您再看一遍" not in justice[1].text
    for role in (FINANCE, JUSTICE, "confidentiality", "head"):
        chained.sign(role)
        chained.ask()
    assert chained.here.approved
    assert chained.here.draft == draft


def test_saying_the_same_return_twice_is_one_return(chained: Town) -> None:
    chained.sign("drafter")
    chained.sign(FINANCE, Verdict.RETURN, "数对不上", back_to="drafter")
    chained.ask()
    before = chained.database
    chained.sign(FINANCE, Verdict.RETURN, "数对不上", back_to="drafter")
    chained.ask()
    assert chained.database == before


@pytest.mark.parametrize(("back_to", "office"), [("head", ""), (JUSTICE, ""), ("没有", ""), ("drafter", "财政所")])
def test_one_sends_back_to_a_place_in_front_or_to_an_office_not_to_both(
    chained: Town, back_to: str, office: str
) -> None:
    chained.sign("drafter")
    with pytest.raises(NoSuchPlace):
        chained.sign(FINANCE, Verdict.RETURN, "再看看", office, back_to)
    assert decided(chained) == [("drafter", "approve")]


def test_a_place_with_its_own_working_days_is_overdue_by_those(chained: Town) -> None:
    chained.ask()
    chained.sign("drafter")
    chained.ask()
    asked = at(1, 4, 10).date()
    due = forward(asked, 2)
    assert f"到期日：{due.month}月{due.day}日" in chained.told("sign")["王芳"].text
    assert remind_signer.fn(chained.cycle_id, at(due.month, due.day, 17)) == 0
    late = forward(due, 1)
    assert remind_signer.fn(chained.cycle_id, at(late.month, late.day, 9)) == 4  # two silent, each with who leads
    assert remind_signer.fn(chained.cycle_id, at(late.month, late.day, 17)) == 0


# Who stands in


def test_while_the_holder_is_away_who_stands_in_is_asked_as_well_and_may_sign(drafted: Town) -> None:
    stand_in_for(drafted, "drafter", away_until=at(1, 8, 9).date())
    drafted.ask()
    text = drafted.told("sign")["赵副手"].text
    assert "拟稿人周晓敏外出（到1月8日），您是替代人（AB岗），请代为办理。" in text
    drafted.sign("drafter", by="赵副手")
    assert drafted.ask() == Role.CONFIDENTIALITY
    assert "已经同意的：拟稿人赵副手（代周晓敏）。" in drafted.told("sign")["何建国"].text


def test_who_stands_in_decides_nothing_while_the_holder_is_there_and_was_asked_in_time(drafted: Town) -> None:
    stand_in_for(drafted, "drafter")
    drafted.ask()
    assert list(drafted.told("sign")) == ["周晓敏"]
    with pytest.raises(NotYours):
        drafted.sign("drafter", by="赵副手")
    drafted.sign("drafter")
    assert decided(drafted) == [("drafter", "approve")]


def test_on_the_second_day_of_silence_who_stands_in_is_asked_and_may_sign(drafted: Town) -> None:
    stand_in_for(drafted, "drafter")
    drafted.ask()
    remind_signer.fn(drafted.cycle_id, at(1, 8, 9))  # the first working day after the due day
    assert list(drafted.told("sign")) == ["周晓敏"]
    for _ in range(2):
        remind_signer.fn(drafted.cycle_id, at(1, 11, 9))
    assert list(drafted.told("sign")) == ["周晓敏", "赵副手"]
    assert "拟稿人周晓敏还没有表示意见，您是替代人" in drafted.told("sign")["赵副手"].text
    told = [n for n in drafted.told("unsigned").values() if "赵副手" in n.text]
    assert told
    drafted.sign("drafter", by="赵副手")
    assert drafted.ask() == Role.CONFIDENTIALITY


def test_what_one_of_the_two_has_said_the_other_cannot_say_again(drafted: Town) -> None:
    stand_in_for(drafted, "drafter", away_until=at(1, 8, 9).date())
    drafted.ask()
    drafted.sign("drafter", by="赵副手")
    with pytest.raises(OutOfTurn):
        drafted.sign("drafter")


def test_where_the_run_after_the_last_signature_dies_everybody_is_told_before_it_is_published(
    drafted: Town,
) -> None:
    for role in CHAIN:
        drafted.ask()
        drafted.sign(role)
    assert (drafted.here.approved, drafted.here.due(drafted.now)) == (True, Stage.APPROVE)
    told = preview(drafted.cycle_id, Stage.APPROVE, drafted.now).letters
    assert any(letter.startswith("会通知周晓敏") and letter.endswith("：审签完成") for letter in told)
    drafted.ask()
    assert drafted.count("approved") == 4
    assert drafted.here.due(drafted.now) is Stage.PUBLISH
