"""Checking: each filing by itself, then all of them added up; what is wrong goes back with both sides said."""

import pytest
from sqlmodel import select

from deployments.demo.story import at
from models import Examination, queries
from models.assignment import Assignment
from models.db import look, transaction
from report.lifecycle import Stage, Status
from tests.tasks.town import FORM, OFFICES, Town

IMBALANCE = {"t3.partly_granted.natural_person": 0}
"""One application came in and none was decided."""


@pytest.fixture
def divided(registered: Town) -> Town:
    """Return the town in which 司法所 owes one row of table three and 党政办公室 the others, all filed."""
    with transaction() as session:
        whole = session.exec(select(Assignment).where(Assignment.item == "t3.*")).one()
        for place, line in enumerate(FORM.table("t3").lines):
            office_id = registered.office("司法所").id if line.key == "carried_out" else whole.office_id
            session.add(Assignment(office_id=office_id or 0, item=f"t3.{line.key}.*", position=place))
        session.delete(whole)
    registered.plan()
    registered.now = at(12, 16, 9)
    registered.hand_out()
    registered.now = at(1, 4, 9)
    for office in OFFICES:
        registered.files(office, {"t3.carried_out.natural_person": 1} if office == "司法所" else None)
    registered.collect()
    return registered


def test_a_filing_that_does_not_add_up_goes_back_with_both_sides_in_the_sentence(handed_out: Town) -> None:
    filing_id = handed_out.files("党政办公室", IMBALANCE)
    handed_out.collect()
    handed_out.check()
    filing = handed_out.filing(filing_id)
    assert filing.status is Status.RETURNED
    told = handed_out.told(f"returned:{filing_id}")
    assert list(told) == ["周晓敏"]
    text = told["周晓敏"].text
    assert "2020年度的数据有2处须改正：" in text
    assert "1. 表三自然人列：一加二为 1（1＋0），（七）总计加四为 0（0＋0），相差 1。" in text
    assert "2. 表三总计列：一加二为 1（1＋0），（七）总计加四为 0（0＋0），相差 1。" in text
    assert all(sentence in text for sentence in filing.answer.split("\n"))
    assert handed_out.journal()[-1] == "党政办公室的数据有2处不符，退回修改"


def test_the_leading_office_hears_of_every_return(handed_out: Town) -> None:
    filing_id = handed_out.files("司法所", {"t2.normative_documents.disclosed": 3})
    handed_out.collect()
    handed_out.check()
    assert list(handed_out.told(f"returned:{filing_id}")) == ["吴静", "周晓敏"]


def test_a_mended_filing_passes_and_takes_the_place_of_the_one_before(handed_out: Town) -> None:
    wrong = handed_out.files("党政办公室", IMBALANCE)
    handed_out.collect()
    handed_out.check()
    assert [o.office.name for o in handed_out.here.offices if o.latest and o.owes] == ["党政办公室"]
    good = handed_out.files("党政办公室")
    handed_out.collect()
    handed_out.check()
    better = handed_out.files("党政办公室", {"t3.received.business": 1, "t3.granted.business": 1})
    handed_out.collect()
    handed_out.check()
    stand = [handed_out.filing(filing_id).status for filing_id in (wrong, good, better)]
    assert stand == [Status.RETURNED, Status.SUPERSEDED, Status.PASSED]
    with look() as session:
        assert [f.id for f in queries.passed(session, handed_out.cycle_id).values()] == [better]


def test_a_good_filing_passes_is_thanked_for_once_and_checking_again_changes_nothing(handed_out: Town) -> None:
    filing_id = handed_out.files("财政所")
    handed_out.collect()
    handed_out.check()
    before = handed_out.database
    handed_out.check()
    assert handed_out.database == before
    assert handed_out.filing(filing_id).status is Status.PASSED
    [(name, notice)] = handed_out.told(f"passed:{filing_id}").items()
    assert (name, notice.text) == ("钱会英", "财政所：\n\n你们的数据已经收到，核对通过。谢谢。")


def test_nothing_to_report_is_confirmed_by_name(handed_out: Town) -> None:
    filing_id = handed_out.files("综合行政执法中队", nothing=True)
    handed_out.collect()
    handed_out.check()
    filing = handed_out.filing(filing_id)
    assert (filing.status, filing.nothing_to_report, filing.filed_by) == (Status.PASSED, True, "赵国强")
    assert set(handed_out.cells(filing_id).values()) == {"0"}
    assert len(handed_out.cells(filing_id)) == 6
    assert "核对通过（零报告，由赵国强确认）" in handed_out.told(f"passed:{filing_id}")["赵国强"].text


def test_the_report_is_examined_once_everybody_has_filed_and_not_before(waiting: Town) -> None:
    assert waiting.check() == []
    waiting.sends_again("财政所")
    assert waiting.here.examination is None
    waiting.sends_again("司法所")
    assert waiting.here.examination is not None
    before = waiting.database
    waiting.check()
    assert waiting.database == before


def test_an_error_of_the_sum_tells_the_leading_office_whose_figures_they_are_and_blocks_the_draft(
    divided: Town,
) -> None:
    rows = divided.check()
    assert [o.office.name for o in divided.here.offices if o.owes] == []
    assert "T3-01" in [row[0] for row in rows]
    assert divided.here.blocked
    told = divided.told("blocked")
    assert list(told) == ["周晓敏"]
    assert "加总后有2处须改正" in told["周晓敏"].subject
    assert "（T3-01，数据来自：党政办公室、司法所）" in told["周晓敏"].text
    assert divided.draft() is None
    assert divided.here.due(at(1, 5, 9)) is None
    divided.check()
    assert divided.count("blocked") == 1


def test_a_mended_sum_lets_the_draft_be_made(divided: Town) -> None:
    divided.check()
    divided.sends_again("司法所")
    assert divided.here.due(at(1, 5, 9)) is Stage.DRAFT
    assert divided.draft() is not None


def test_a_correction_under_way_waits_to_be_checked_before_anything_else_happens(drafted: Town) -> None:
    drafted.files("财政所", {"t2.procurement.projects": 30})
    assert drafted.here.due(drafted.now) is Stage.COLLECT
    drafted.collect()
    assert drafted.here.due(drafted.now) is Stage.CHECK
    drafted.check()
    assert drafted.here.due(drafted.now) is Stage.DRAFT


def test_every_examination_is_kept_with_the_hash_of_what_was_examined(filed: Town) -> None:
    with look() as session:
        made = session.exec(select(Examination)).all()
    assert len([one for one in made if one.filing_id]) == len(OFFICES)
    [whole] = [one for one in made if one.filing_id is None]
    assert filed.here.sheet is not None
    assert whole.content_hash == filed.here.sheet.content_hash
