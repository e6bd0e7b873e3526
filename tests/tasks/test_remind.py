"""Reminding: only who is missing, step by step up the ladder, with what is missing by name; never after filing."""

import re
from datetime import date, datetime

import pytest
from pypdfium2 import PdfDocument

from deployments.demo.story import at
from models import Delivery, File, Notice, Person, queries
from models.db import look, transaction
from models.extension import Extension
from models.succession import set_away
from report.lifecycle import Role, Stage, Verdict
from settings import SHANGHAI, settings
from tasks.notices import take
from tasks.remind import remind
from tests.tasks.town import Town

YEAR = [(12, day) for day in range(16, 32)] + [(1, day) for day in range(1, 32)]


def stands_in(town: Town, office: str, name: str = "梁芳", mail: str = "liang@guangwu.example") -> None:
    """Give an office's contact somebody who stands in."""
    contact = town.contact(office)
    with transaction() as session:
        session.add(
            Person(
                organ_id=town.organ_id,
                office_id=contact.office_id,
                role=Role.CONTACT,
                name=name,
                mail=mail,
                phone="0371-64000099",
                stands_in_for=contact.id,
            )
        )


def set_contact(town: Town, office: str, **values: object) -> None:
    """Change what the register says of an office's contact."""
    with transaction() as session:
        person = session.get_one(Person, town.contact(office).id)
        for name, value in values.items():
            setattr(person, name, value)


def alerts(town: Town) -> list[Notice]:
    with look() as session:
        return list(queries.notices_keyed_like(session, f"alert:{town.cycle_id}:no_contact:"))


# When


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (at(12, 22, 9), None),
        (at(12, 23, 9), "还有7个工作日到期"),
        (at(12, 26, 9), "还有5个工作日到期"),
        (at(12, 29, 9), "还有3个工作日到期"),
        (at(12, 30, 9), "还有2个工作日到期"),
        (at(12, 31, 9), "还有1个工作日到期"),
        (at(1, 1, 9), "还有1个工作日到期"),
        (at(1, 4, 9), "今天到期"),
        (at(1, 5, 9), "已逾期1个工作日"),
        (at(1, 6, 9), "已逾期2个工作日"),
        (at(1, 16, 9), "已逾期9个工作日"),
    ],
)
def test_only_who_is_missing_is_reminded_and_told_how_many_working_days_are_left(
    waiting: Town, day: datetime, words: str | None
) -> None:
    """The first round after a pause: 1 to 3 January 2021 were a holiday."""
    remind.fn(waiting.cycle_id, day)
    told = waiting.told("remind")
    assert list(told) == (["钱会英", "吴静"] if words else [])
    assert {notice.subject.split("：")[0] for notice in told.values()} == ({words} if words else set())
    assert {notice.file_id for notice in told.values()} <= {waiting.workbook(o).id for o in ("财政所", "司法所")}


def test_a_year_of_rounds_climbs_the_ladder_once(waiting: Town) -> None:
    rungs = []
    for month, day in YEAR:
        for hour in (8, 12):
            before = waiting.count("remind")
            remind.fn(waiting.cycle_id, at(month, day, hour))
            if waiting.count("remind") > before:
                rungs.append((month, day, waiting.count("remind") - before))
    days = [(12, 23), (12, 29), (12, 31), (1, 4), (1, 5), (1, 6), (1, 7), (1, 11)]
    assert rungs == [(month, day, 2) for month, day in days]


def test_a_machine_that_was_off_for_five_days_sends_one_reminder_and_not_five(waiting: Town) -> None:
    for minute in range(0, 60, 10):
        remind.fn(waiting.cycle_id, datetime(2021, 1, 8, 9, minute, tzinfo=SHANGHAI))
    assert (waiting.count("remind"), waiting.count("overdue")) == (2, 2)
    assert "已逾期4个工作日" in waiting.told("remind")["钱会英"].subject


def test_a_reminder_that_can_wait_is_not_written_to_who_had_todays_message(waiting: Town) -> None:
    contact = waiting.contact("财政所")
    with transaction() as session:
        had = Notice(key="1:published:9", cycle_id=1, subject="已公开", text="", written_at=at(12, 23, 8))
        had.person_id, had.state, had.sending_since = contact.id, Delivery.DELIVERED, at(12, 23, 8)
        session.add(had)
    remind.fn(waiting.cycle_id, at(12, 23, 9))
    assert list(waiting.told("remind")) == ["吴静"]
    remind.fn(waiting.cycle_id, at(12, 24, 9))
    assert waiting.told("remind")["钱会英"].subject.startswith("还有6个工作日到期")


def test_nobody_is_reminded_on_the_day_of_the_workbook(handed_out: Town) -> None:
    assert remind.fn(handed_out.cycle_id, at(12, 16, 18)) == 0


def test_an_office_that_was_refused_today_is_not_reminded_today_but_on_the_next_day(waiting: Town) -> None:
    waiting.now = at(12, 31, 8)
    waiting.files("司法所", content=b"")
    waiting.collect()
    remind.fn(waiting.cycle_id, at(12, 31, 9))
    assert list(waiting.told("remind")) == ["钱会英"]
    remind.fn(waiting.cycle_id, at(1, 4, 9))
    text = waiting.told("remind")["吴静"].text
    assert "上次报来的没有通过：\n“填报表.xlsx”是空文件" in text


# What is missing


def test_a_reminder_names_what_is_owed_and_how_long_it_takes(waiting: Town) -> None:
    remind.fn(waiting.cycle_id, at(12, 29, 9))
    text = waiting.told("remind")["钱会英"].text
    assert "还没有收到你们的填报表，缺4个数据、1段文字，大约要6分钟：" in text
    assert "  表二“行政事业性收费”行“本年增/减”列\n" in text
    assert "  总体情况（四）第3点 收费及减免\n" in text


def test_of_many_figures_the_first_are_named_and_every_paragraph(handed_out: Town) -> None:
    remind.fn(handed_out.cycle_id, at(12, 29, 9))
    text = handed_out.told("remind")["周晓敏"].text
    found = re.search(r"缺(\d+)个数据、10段文字，大约要(\d+)分钟", text)
    assert found is not None
    cells, minutes = map(int, found.groups())
    assert f"……另有{cells - 12}个数据，见附件" in text
    assert minutes == -(-(cells * 20 + 10 * 240) // 60)
    assert "  总体情况（四）第2点 依申请公开\n" in text


def test_of_a_returned_filing_only_what_its_findings_name_is_missing(handed_out: Town) -> None:
    handed_out.now = at(12, 28, 9)
    handed_out.files("党政办公室", {"t3.partly_granted.natural_person": 0})
    handed_out.collect()
    handed_out.check()
    remind.fn(handed_out.cycle_id, at(12, 29, 9))
    text = handed_out.told("remind")["周晓敏"].text
    assert "上次报来的没有通过：\n表三自然人列：一加二为 1" in text
    assert "请改好后重新发送，涉及2个数据，大约要3分钟：" in text
    assert [line.strip() for line in text.splitlines() if line.startswith("  ")] == [
        "表三“（七）总计”行“自然人”列",
        "表三“（七）总计”行“总计”列",
    ]


def test_what_a_leader_sent_back_is_answered_with_the_leaders_words(drafted: Town) -> None:
    drafted.now = at(1, 6, 9)
    drafted.sign(Role.DRAFTER, Verdict.RETURN, "项目数不对", "财政所")
    remind.fn(drafted.cycle_id, at(1, 6, 10))
    assert (drafted.count("remind"), drafted.count("overdue")) == (0, 0)
    remind.fn(drafted.cycle_id, at(1, 7, 9))
    assert (drafted.count("remind"), drafted.count("overdue")) == (1, 2)
    text = drafted.told("remind")["钱会英"].text
    assert "上次报来的没有通过：\n项目数不对\n\n请改好后重新发送，大约要3分钟。" in text


# Who has filed is left alone


def test_who_has_filed_is_left_alone(waiting: Town) -> None:
    remind.fn(waiting.cycle_id, at(12, 29, 9))
    waiting.now = at(12, 29, 10)
    waiting.files("财政所")
    remind.fn(waiting.cycle_id, at(12, 31, 9))
    assert waiting.count(f"remind:{waiting.office('财政所').id}") == 1
    assert waiting.count(f"remind:{waiting.office('司法所').id}") == 2


def test_a_reminder_that_was_written_before_the_office_filed_is_not_posted_afterwards(waiting: Town) -> None:
    remind.fn(waiting.cycle_id, at(12, 29, 9))
    waiting.now = at(12, 29, 9)
    waiting.files("财政所")
    written = waiting.told("remind")
    assert take(written["钱会英"].id or 0, waiting.now) is None
    assert take(written["吴静"].id or 0, waiting.now) is not None
    withdrawn = waiting.told("remind")["钱会英"]
    assert (withdrawn.state, withdrawn.trouble) == (Delivery.EXPIRED, "该科室已经报送，不再催报")


def test_a_list_of_whom_to_call_is_not_posted_once_everybody_has_filed(waiting: Town) -> None:
    remind.fn(waiting.cycle_id, at(1, 6, 9))
    waiting.now = at(1, 6, 9)
    waiting.files("财政所")
    listed = waiting.told("overdue")
    assert take(listed["工作群"].id or 0, waiting.now) is not None
    waiting.files("司法所")
    assert take(listed["周晓敏"].id or 0, waiting.now) is None


# Who else is told


def test_from_the_first_day_on_who_stands_in_gets_the_whole_letter_with_the_workbook(waiting: Town) -> None:
    stands_in(waiting, "财政所")
    remind.fn(waiting.cycle_id, at(1, 4, 9))
    assert list(waiting.told("remind")) == ["钱会英", "吴静"]
    remind.fn(waiting.cycle_id, at(1, 5, 9))
    letter = waiting.told("remind")["梁芳"]
    assert letter.file_id == waiting.workbook("财政所").id
    assert "这封信同时发给替代人梁芳，请你们商量由谁来报" in letter.text
    assert letter.text == waiting.told("remind")["钱会英"].text


def test_while_somebody_is_away_the_workbook_and_every_reminder_go_to_who_stands_in_as_well(planned: Town) -> None:
    stands_in(planned, "财政所")
    with transaction() as session:
        contact = session.get_one(Person, planned.contact("财政所").id)
        set_away(session, contact, date(2020, 12, 23), at(12, 10, 9), "维护人员", "命令行")
    planned.now = at(12, 16, 9)
    planned.hand_out()
    assert [name for name in planned.told("handout") if name in ("钱会英", "梁芳")] == ["钱会英", "梁芳"]
    remind.fn(planned.cycle_id, at(12, 23, 9))
    assert planned.count(f"remind:{planned.office('财政所').id}") == 2
    remind.fn(planned.cycle_id, at(12, 29, 9))
    assert planned.count(f"remind:{planned.office('财政所').id}") == 3
    assert "钱会英外出到2020年12月23日，期间同时通知梁芳" in planned.journal()


def test_the_leading_office_gets_the_names_on_the_second_day_and_the_list_to_telephone_on_the_third(
    waiting: Town,
) -> None:
    stands_in(waiting, "财政所", mail="")
    remind.fn(waiting.cycle_id, at(1, 5, 9))
    assert waiting.count("overdue") == 0
    remind.fn(waiting.cycle_id, at(1, 6, 9))
    told = waiting.told("overdue")
    assert list(told) == ["周晓敏", "工作群"]
    assert told["周晓敏"].subject == "催办：2020年度报告还缺2个科室的数据"
    assert told["周晓敏"].file_id is None
    assert re.findall(r"^  (\S+)：(.+)$", told["周晓敏"].text, re.MULTILINE) == [
        ("财政所", "钱会英 0371-64000011（替代人：梁芳 0371-64000099），缺4个数据，1段文字"),
        ("司法所", "吴静 0371-64000014，缺18个数据，1段文字"),
    ]
    for hour in (9, 10, 11):
        remind.fn(waiting.cycle_id, at(1, 7, hour))
    with_list = waiting.told("overdue")["周晓敏"]
    with look() as session:
        paper = session.get_one(File, with_list.file_id)
        kept = [name for name, _ in queries.file_labels(session, range(1, 200)).values() if "催办电话单" in name]
    assert kept == ["广武镇2020年度数据催办电话单（1月7日）.pdf"]
    text = re.sub(r"\s", "", PdfDocument(paper.content)[0].get_textpage().get_text_range())
    for needed in ("催办电话单", "钱会英0371-64000011", "梁芳0371-64000099", "逾期3个工作日", "大约要6分钟", "吴静"):
        assert needed in text


def test_an_office_that_was_given_more_time_is_reminded_by_its_own_day(waiting: Town) -> None:
    with transaction() as session:
        session.add(
            Extension(
                cycle_id=waiting.cycle_id,
                stage=Stage.COLLECT,
                office_id=waiting.office("财政所").id,
                until=date(2021, 1, 5),
                reason="年终结账",
                given_by="周晓敏",
                given_at=at(12, 28, 9),
                origin="命令行",
            )
        )
    remind.fn(waiting.cycle_id, at(1, 5, 9))
    subjects = {name: notice.subject.split("：")[0] for name, notice in waiting.told("remind").items()}
    assert subjects == {"钱会英": "今天到期", "吴静": "已逾期1个工作日"}


# Nobody to tell


def test_an_office_without_any_address_is_an_alert_on_every_rung_until_it_is_mended(waiting: Town) -> None:
    set_contact(waiting, "司法所", mail="", phone="0371-64000014")
    for day in (at(12, 23, 9), at(12, 24, 9), at(12, 29, 9)):
        remind.fn(waiting.cycle_id, day)
    assert list(waiting.told("remind")) == ["钱会英"]
    told = alerts(waiting)
    assert len(told) == 2
    assert "1. 司法所：吴静（0371-64000014，邮箱没有登记）；要报18个数据，1段文字" in told[0].text
    set_contact(waiting, "司法所", mail="wu@guangwu.example")
    remind.fn(waiting.cycle_id, at(12, 31, 9))
    assert (len(alerts(waiting)), "吴静" in waiting.told("remind")) == (2, True)


def test_a_leading_office_without_contact_is_told_of_in_the_group(waiting: Town) -> None:
    set_contact(waiting, "党政办公室", left_at=at(12, 20, 9))
    set_contact(waiting, "司法所", left_at=at(12, 20, 9))
    remind.fn(waiting.cycle_id, at(12, 23, 9))
    assert [notice.person_id for notice in alerts(waiting)] == [None]
    assert "司法所：没有登记联系人" in alerts(waiting)[0].text


def test_who_has_only_a_telephone_is_reminded_by_a_short_message_without_the_workbook(
    waiting: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_SMS_URL", "http://127.0.0.1:9/")
    settings.cache_clear()
    set_contact(waiting, "司法所", mail="", phone="13800000014")
    remind.fn(waiting.cycle_id, at(12, 23, 9))
    told = waiting.told("remind")["吴静"]
    assert (told.file_id, told.state) == (None, Delivery.WAITING)
    assert alerts(waiting) == []
