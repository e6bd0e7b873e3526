"""The last days: who must act is named with telephones once, nothing is invented, and 零报告 wants a name."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from deployments.demo.story import at
from models import File, Notice, queries
from models.db import look, transaction
from models.least import preview
from report.lifecycle import Role, Status
from tasks.least import NotAccepted, accept_zero, prepare_least
from tests.tasks.town import FORM, Town

D2 = at(1, 27, 9)
"""Wednesday; the law's 31 January is a Sunday, so Thursday and Friday are left."""


def letters(town: Town) -> dict[str, Notice]:
    """Return the latest urgent letter to each person."""
    with look() as session:
        found = queries.notices_keyed_like(session, f"{town.cycle_id}:least:")
        people = queries.people(session, town.organ_id)
        return {people[n.person_id].name: n for n in found if n.person_id}


def words_of(notice: Notice) -> str:
    """Return what the preview in a letter says, as Word shows it."""
    with look() as session:
        content = session.get_one(File, notice.file_id).content
    with ZipFile(BytesIO(content)) as packed:
        (name,) = [name for name in packed.namelist() if name.endswith(".docx")]
        book = Document(BytesIO(packed.read(name)))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in book.paragraphs), *cells])


def test_three_working_days_before_reminders_are_enough(waiting: Town) -> None:
    assert not prepare_least.fn(waiting.cycle_id, at(1, 26, 9))
    assert letters(waiting) == {}


def test_two_working_days_before_whoever_owes_and_whoever_signs_are_named_once_with_telephones(waiting: Town) -> None:
    assert prepare_least.fn(waiting.cycle_id, D2)
    told = letters(waiting)
    owing = waiting.contact("财政所")
    assert {"周晓敏", owing.name, waiting.contact("司法所").name} <= set(told)
    text = told[owing.name].text
    assert "期限2021年1月31日（周日），只剩2个工作日。" in text
    assert f"报数：财政所（{owing.name} {owing.phone}）没有报来" in text
    assert "然后签：拟稿人：周晓敏 " in text
    assert "一、总体情况" in text
    assert "没有报来的数，系统不会代填。" in text
    assert told[owing.name].subject.startswith("【紧急·广武镇】")
    before = waiting.database
    assert not prepare_least.fn(waiting.cycle_id, at(1, 27, 15))
    assert waiting.database == before


def test_the_preview_holds_what_was_filed_and_names_what_was_not(waiting: Town) -> None:
    prepare_least.fn(waiting.cycle_id, D2)
    words = words_of(letters(waiting)["周晓敏"])
    assert "预览，待填处还没有科室报来，不能作为定稿" in words
    assert "（待填：" in words
    with look() as session:
        sheet = preview(session, waiting.here)
        counting = [filing.id or 0 for filing in queries.passed(session, waiting.cycle_id).values()]
        owed = {d.item for d in queries.duties(session, waiting.cycle_id) if d.office_id not in _filed(waiting)}
        filed = {a for filing in counting for a in queries.filed_cells(session, filing)} - owed
    gaps = {address for address, printed in sheet.cells.items() if printed == "待填"}
    assert gaps >= owed & set(FORM.addresses)
    assert gaps & filed <= set(FORM.sums)
    assert all(total in gaps for total, parts in FORM.sums.items() if gaps & set(parts))
    assert sheet.cells["t4.review.total"] == "待填"
    assert waiting.here.draft is None


def _filed(town: Town) -> set[int]:
    return {office.office.id or 0 for office in town.here.offices if office.counts}


def test_another_situation_is_told_anew_and_a_report_on_its_way_is_left_alone(waiting: Town) -> None:
    prepare_least.fn(waiting.cycle_id, D2)
    waiting.now = at(1, 27, 11)
    waiting.sends_again("财政所")
    assert prepare_least.fn(waiting.cycle_id, at(1, 27, 12))
    assert "财政所" not in letters(waiting)["周晓敏"].text


def test_where_only_a_signature_is_missing_the_signer_is_called_and_nothing_is_signed(drafted: Town) -> None:
    drafted.sign(Role.DRAFTER)
    assert prepare_least.fn(drafted.cycle_id, D2)
    told = letters(drafted)
    assert set(told) >= {"周晓敏", "何建国"}
    assert "签：保密审查人：何建国 " in told["何建国"].text
    assert "报数" not in told["何建国"].text
    assert told["周晓敏"].file_id is None
    assert not drafted.here.approved
    assert drafted.here.publication is None


def test_a_report_that_everybody_signed_needs_nobody(approved: Town) -> None:
    assert not prepare_least.fn(approved.cycle_id, D2)


def test_who_stands_in_is_called_too(waiting: Town) -> None:
    absent = waiting.contact("财政所")
    with transaction() as session:
        session.add(
            type(absent)(
                organ_id=waiting.organ_id,
                office_id=absent.office_id,
                role=Role.CONTACT,
                name="陈晨",
                mail="chen@guangwu.example",
                phone="13900000000",
                stands_in_for=absent.id,
            )
        )
    prepare_least.fn(waiting.cycle_id, D2)
    assert "陈晨 13900000000（替代人）" in letters(waiting)["陈晨"].text


def test_a_nothing_to_report_is_accepted_in_a_name_and_read_and_checked_like_any_filing(waiting: Town) -> None:
    office = waiting.office("财政所")
    accept_zero(waiting.cycle_id, office.id or 0, "周晓敏", "电话核实：全年没有集中采购", D2)
    waiting.now = D2
    waiting.collect()
    waiting.check()
    (filing,) = [o.latest for o in waiting.here.offices if o.office.id == office.id]
    assert filing is not None
    assert (filing.status, filing.nothing_to_report, filing.filed_by) == (Status.PASSED, True, "周晓敏")
    assert set(waiting.cells(filing.id or 0).values()) == {"0"}
    assert "代财政所确认零报告：电话核实：全年没有集中采购" in waiting.journal()
    assert (
        "周晓敏代财政所确认本年度没有要报的数" in waiting.told("accepted_zero")[waiting.contact("财政所").name].text
    )


@pytest.mark.parametrize(
    "office, by, reason, day, sentence",
    [
        ("财政所", "马志远", "没有采购", 27, "“马志远”不是牵头科室的联系人"),
        ("财政所", "周晓敏", " ", 27, "要写明理由"),
        ("财政所", "周晓敏", "没有采购", 20, "离2021年1月31日（周日）还有7个工作日"),
        ("农业农村办公室", "周晓敏", "没有", 27, "农业农村办公室已经报过"),
    ],
)
def test_nobody_else_and_not_too_soon_says_that_an_office_has_nothing(
    waiting: Town, office: str, by: str, reason: str, day: int, sentence: str
) -> None:
    before = waiting.database
    with pytest.raises(NotAccepted, match=sentence):
        accept_zero(waiting.cycle_id, waiting.office(office).id or 0, by, reason, at(1, day, 9))
    assert waiting.database == before
