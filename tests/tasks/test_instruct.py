"""A superior's notice in a town's year: kept, answered by a named person, and only then a date of the plan."""

from datetime import date

import pytest

from deployments.demo.story import at
from models import InstructionRow, Organ, ProposalRow, queries
from models.db import look, transaction
from models.instructing import NotAnswered
from models.journal import Entry
from models.planning import asked_day
from report.lifecycle import Stage
from report.reading import Refusal
from tasks.instruct import confirm_proposals, reject_proposal, store_notice, tell_hand_in
from tasks.plan import replan, warn
from tests.tasks.town import Town

NOTICE = """荥阳市人民政府办公室关于做好2020年政府信息公开工作年度报告编制发布工作的通知
荥政办函〔2020〕60号
各乡镇人民政府、街道办事处，市政府各部门：
一、各乡镇、街道须于2020年12月31日前将年报初稿报市政府办公室审核。
二、审核通过后，于{submit}前报送加盖公章的纸质版一式两份。
三、各单位于{publish}前在市政府网站公布。
联系人：何一鸣；联系电话：55501234；电子邮箱：gk@xingyang.example
荥阳市人民政府办公室
2020年12月10日
"""


def notice(submit: str = "2021年1月6日", publish: str = "2021年1月7日") -> bytes:
    return NOTICE.format(submit=submit, publish=publish).encode()


def kept(town: Town, content: bytes | None = None, day: int = 12) -> list[ProposalRow]:
    """Keep a notice; return what it asks."""
    number = store_notice(town.organ_id, "通知.txt", content or notice(), "周晓敏", at(12, day, 9))
    with look() as session:
        return list(queries.proposals(session, number))


def asked(town: Town) -> date | None:
    with look() as session:
        return asked_day(session, town.organ_id, 2020)


def test_a_notice_that_was_kept_changes_nothing_until_somebody_confirms_it(planned: Town) -> None:
    rows = kept(planned)
    assert [(row.ask, row.day) for row in rows] == [
        ("draft_by", date(2020, 12, 31)),
        ("submit_by", date(2021, 1, 6)),
        ("publish_by", date(2021, 1, 7)),
    ]
    assert (rows[1].copies, rows[1].sealed) == (2, True)
    assert (asked(planned), planned.due(Stage.PUBLISH)) == (None, "2021-01-08")
    assert kept(planned, day=13) == rows
    with look() as session:
        (row,) = queries.instructions(session, planned.organ_id, 2020)
        mailbox = [detail.words for detail in row.instruction().details]
    assert "gk@xingyang.example" in mailbox
    assert planned.journal()[-1].startswith("收到上级通知《荥阳市人民政府办公室关于做好2020年")


def test_what_is_confirmed_moves_the_plan_and_tells_those_whose_date_moved(handed_out: Town) -> None:
    rows = kept(handed_out)
    confirm_proposals(handed_out.organ_id, [row.id or 0 for row in rows], "周晓敏", at(12, 20, 9))
    assert asked(handed_out) == date(2021, 1, 6)
    assert handed_out.here.steps[Stage.PUBLISH].reckoning == "法定 1 月 31 日 → 上级要求 1 月 6 日（周三）"
    told = handed_out.told("moved")
    assert "按已确认的上级通知，与您有关的日期改为" in told["马志远"].text
    assert "审签：内部截止由 1 月 7 日改为 1 月 5 日" in told["马志远"].text
    with look() as session:
        entries = queries.journal(session, handed_out.cycle_id)
        (confirmed,) = [e for e in entries if "“报送”：2021-01-06" in e.what]
    assert (confirmed.who, len(confirmed.about)) == ("周晓敏", 64)
    assert "审核通过后，于2021年1月6日前报送加盖公章的纸质版一式两份。" in confirmed.what
    before = handed_out.database
    confirm_proposals(handed_out.organ_id, [row.id or 0 for row in rows], "马志远", at(12, 21, 9))
    assert handed_out.database == before


def test_a_notice_confirmed_later_takes_the_place_of_the_first_and_setting_it_aside_brings_that_back(
    planned: Town,
) -> None:
    first, second = kept(planned), kept(planned, notice("2021年1月20日", "2021年1月22日"), 14)
    for rows, day in ((second, 15), (first, 16)):
        confirm_proposals(planned.organ_id, [row.id or 0 for row in rows], "周晓敏", at(12, day, 9))
    assert asked(planned) == date(2021, 1, 6)
    for row in first:
        reject_proposal(planned.organ_id, row.id or 0, "周晓敏", "已被新通知替代", at(12, 17, 9))
    assert asked(planned) == date(2021, 1, 20)
    assert planned.due(Stage.PUBLISH) == "2021-01-08"  # the town's own wish is earlier
    assert planned.journal()[-1].endswith("改为 1 月 15 日")
    assert any("不采用上级通知的要求“报送”：已被新通知替代" in line for line in planned.journal())


@pytest.mark.parametrize(
    "submit, publish, which, sentence",
    [
        ("2021年2月3日", "2021年1月20日", 1, "晚于法定期限2021年1月31日"),
        ("2021年1月20日", "2021年1月2日", 2, "早于2020年结束后的第一个工作日"),
        ("2月30日", "2021年1月20日", 1, "日期没有读出来"),
    ],
)
def test_what_no_report_can_keep_to_is_not_confirmed_and_nothing_beside_it(
    planned: Town, submit: str, publish: str, which: int, sentence: str
) -> None:
    rows = kept(planned, notice(submit, publish))
    before = planned.database
    with pytest.raises(NotAnswered, match=sentence):
        confirm_proposals(planned.organ_id, [rows[0].id or 0, rows[which].id or 0], "周晓敏", at(12, 20, 9))
    assert planned.database == before


def test_only_somebody_who_answers_for_the_report_answers_a_proposal_and_only_with_a_reason(planned: Town) -> None:
    (row, *_) = kept(planned)
    with pytest.raises(NotAnswered, match="“钱会英”不是牵头科室的人"):
        confirm_proposals(planned.organ_id, [row.id or 0], "钱会英", at(12, 20, 9))
    with pytest.raises(NotAnswered, match="要写明理由"):
        reject_proposal(planned.organ_id, row.id or 0, "周晓敏", " ", at(12, 20, 9))
    with pytest.raises(NotAnswered, match="没有编号 99 的要求"):
        reject_proposal(planned.organ_id, 99, "周晓敏", "没有这一条", at(12, 20, 9))


def test_a_notice_waits_for_a_cycle_that_is_not_open_yet(registered: Town) -> None:
    rows = kept(registered)
    confirm_proposals(registered.organ_id, [rows[2].id or 0], "周晓敏", at(12, 1, 8))
    registered.plan()
    assert registered.due(Stage.PUBLISH) == "2021-01-07"
    assert "本次要求2021年1月7日（周四）前公开" in registered.told("plan")["周晓敏"].text
    with look() as session:
        assert session.get_one(InstructionRow, rows[0].instruction_id).year == 2020
        assert session.get_one(Entry, 1).cycle_id is None


def test_a_calendar_that_leaves_no_plan_is_told_with_the_superiors_day(planned: Town) -> None:
    rows = kept(planned)
    confirm_proposals(planned.organ_id, [rows[1].id or 0], "周晓敏", at(12, 20, 9))
    with transaction() as session:
        session.get_one(Organ, planned.organ_id).publish_by = "01-01"
    assert replan.fn(planned.cycle_id, at(12, 21, 9)) == []
    (told,) = planned.told("too_late").values()
    assert "上级通知要求2021年1月6日（周三）前办完，登记表要求01-01前公开" in told.text


def test_a_file_that_is_no_notice_is_refused_with_its_sentence(planned: Town) -> None:
    with pytest.raises(Refusal, match="不是布置年报工作的通知"):
        store_notice(planned.organ_id, "新闻.txt", "今日要闻".encode(), "周晓敏", at(12, 12, 9))


def test_what_is_to_be_handed_in_is_said_once_when_everybody_has_signed(approved: Town) -> None:
    rows = kept(approved, notice("2021年1月20日"))
    assert not tell_hand_in.fn(approved.cycle_id, at(1, 7, 10))
    confirm_proposals(approved.organ_id, [rows[1].id or 0], "周晓敏", at(1, 7, 10))
    assert tell_hand_in.fn(approved.cycle_id, at(1, 7, 11))
    assert not tell_hand_in.fn(approved.cycle_id, at(1, 7, 12))
    (told,) = approved.told("hand_in").values()
    assert "2021年1月20日前报送，纸质版，一式2份，加盖公章" in told.text
    assert "邮箱：gk@xingyang.example" in told.text


def test_a_report_that_nobody_has_signed_is_not_handed_in(drafted: Town) -> None:
    rows = kept(drafted, notice("2021年1月20日"))
    confirm_proposals(drafted.organ_id, [rows[1].id or 0], "周晓敏", at(1, 5, 10))
    assert not tell_hand_in.fn(drafted.cycle_id, at(1, 5, 11))


def test_a_report_that_slips_past_the_superiors_day_is_told_so(waiting: Town) -> None:
    rows = kept(waiting, notice("2021年1月13日", "2021年1月15日"))
    confirm_proposals(waiting.organ_id, [row.id or 0 for row in rows], "周晓敏", at(12, 20, 9))
    assert warn.fn(waiting.cycle_id, at(1, 11, 9)) > "2021-01-13"
    (told,) = waiting.told("slipping").values()
    assert "上级要求：2021年1月13日（周三），将赶不上；法定期限：2021年1月31日" in told.text
