"""Checking: each filing by itself, then all of them added up; what is wrong goes back with both sides said."""

from collections.abc import Callable

import pytest
from sqlmodel import select

import models.law
from deployments.demo.story import at
from models import Cycle, Examination, Filing, queries
from models.acts import explain as act
from models.assignment import Assignment
from models.db import look, transaction
from report.checks import RULES
from report.explanation import Choice
from report.lifecycle import Stage, Status
from report.rule import Case, Flaw, Flaws, Rule, error, explain
from tests.tasks.town import FORM, OFFICES, Town

Law = Callable[..., None]

ASKED = "确有 36 个项目，台账在财政所。"


@error("T2-99", "规范性文件不超过两件", basis="本测试", example="3")
def no_more_than_two_documents(case: Case) -> Flaws:
    """Yield more than two documents."""
    made = "t2.normative_documents.made"
    if (case.sheet[made] or 0) > 2:
        yield Flaw((made,), "制作多于 2 件，请改正。")


@explain("Y-99", "采购项目要说明", basis="本测试", example="36")
def procurement_is_explained(case: Case) -> Flaws:
    """Yield the projects that were procured."""
    projects = "t2.procurement.projects"
    yield Flaw((projects,), f"采购了 {case.sheet[projects]} 个项目，请说明。", str(case.sheet[projects]))


@explain("N-99", "收费一句要说明", basis="本测试", example="不向申请人收费")
def the_sentence_on_fees_is_explained(case: Case) -> Flaws:
    """Yield a sentence of the overview."""
    if "不向申请人收费" in case.sheet.texts.get("overview", ""):
        yield Flaw((), "写明不收费，请说明依据。", text="overview", quote="不向申请人收费")


@error("F-98", "没有一张表能通过", basis="本测试", example="任何表")
def nothing_pleases(case: Case) -> Flaws:
    """Yield something of every sheet."""
    yield Flaw((), "不行。")


@error("F-10", "整张表没有数据的，须有人具名确认", basis="本测试", example="表四全为 0", explainable=True)
def tables_are_filled_in(case: Case) -> Flaws:
    """Yield every table in which nothing is."""
    for table in case.sheet.form.tables:
        if not any(case.sheet[address] for address in table.addresses):
            yield Flaw(table.addresses, f"{table.key} 没有一个数据。")


@pytest.fixture
def law(monkeypatch: pytest.MonkeyPatch) -> Law:
    """Return a function that puts in force the rules of figures and what a story adds to them."""
    figures = tuple(rule for rule in RULES if rule.code.startswith(("T", "F-03", "F-04")))

    def add(*rules: Rule) -> None:
        monkeypatch.setattr(models.law, "RULES", (*figures, *rules))
        monkeypatch.setattr(models.law, "RULES_HASH", "、".join(rule.code for rule in rules))

    return add


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


def test_a_field_that_no_figures_could_fill_in_goes_back_at_once_with_the_one_that_was_meant(
    handed_out: Town,
) -> None:
    texts = {"overview.12": "受理申请{{ t3.recieved.total }}件，上年{{ last.t3.received.total }}件。"}
    filing_id = handed_out.files("党政办公室", texts=texts)
    handed_out.collect()
    handed_out.check()
    assert handed_out.filing(filing_id).status is Status.RETURNED
    assert handed_out.told(f"returned:{filing_id}")["周晓敏"].text.count("须改正") == 1
    assert handed_out.filing(filing_id).answer == (
        "段落“总体情况（四）第2点 依申请公开”：“{{ t3.recieved.total }}”中的“t3.recieved.total”不是这一年报表的"
        "数据项，最接近的是“t3.received.total”（表三“一、本年新收政府信息公开申请数量”行“总计”列）。请改正字段，或者直接写数"
    )


def test_numbers_of_a_paragraph_follow_the_tables_into_the_draft(handed_out: Town) -> None:
    texts = {"overview.12": "受理政府信息公开申请 {{ t3.received.total }} 件。"}
    handed_out.files("党政办公室", texts=texts)
    handed_out.everybody_files_but("党政办公室")
    sheet = handed_out.here.sheet
    assert sheet is not None
    assert "受理政府信息公开申请 1 件。" in sheet.texts["overview"]


def test_the_leading_office_hears_of_every_return(handed_out: Town, law: Law) -> None:
    law(no_more_than_two_documents)
    filing_id = handed_out.files("司法所", {"t2.normative_documents.made": 3})
    handed_out.collect()
    handed_out.check()
    assert list(handed_out.told(f"returned:{filing_id}")) == ["吴静", "周晓敏"]


def test_a_filing_that_may_be_right_although_it_looks_wrong_passes_and_is_explained_with_the_whole(
    waiting: Town, law: Law
) -> None:
    law()
    waiting.files("司法所", {"t2.regulations.made": 1})
    waiting.files("财政所")
    waiting.collect()
    waiting.check()
    assert waiting.count("returned") == 0
    assert [(q.row.code, q.row.cells) for q in waiting.here.open_questions] == [("T2-02", ["t2.regulations.made"])]
    assert waiting.here.errors == ()


def test_of_a_filing_only_its_cells_are_asked_and_never_what_belongs_to_the_whole(handed_out: Town, law: Law) -> None:
    law(nothing_pleases, tables_are_filled_in)
    filing_id = handed_out.files("文化服务中心")
    handed_out.collect()
    handed_out.check()
    assert handed_out.filing(filing_id).status is Status.PASSED


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
    divided: Town, law: Law
) -> None:
    law()
    rows = divided.check()
    assert [o.office.name for o in divided.here.offices if o.owes] == []
    assert "T3-01" in [row[0] for row in rows]
    assert divided.here.blocked
    told = divided.told("blocked")
    assert list(told) == ["周晓敏"]
    assert told["周晓敏"].subject == "各科室数据加总后有2处须改正（2020年度报告）"
    assert "须说明" not in told["周晓敏"].text
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


# What looks wrong and is right


def bring_in(town: Town, office: str, slips: dict[str, int] | None = None) -> list[list[str]]:
    """Send an office's workbook and check what comes of it; nobody explains anything."""
    town.files(office, slips)
    town.collect()
    return town.check()


@pytest.fixture
def asking(waiting: Town, law: Law) -> Town:
    """Return the town whose report is complete and asks for two explanations."""
    law(procurement_is_explained, the_sentence_on_fees_is_explained)
    bring_in(waiting, "司法所")
    bring_in(waiting, "财政所")
    waiting.now = at(1, 5, 9)
    return waiting


def test_what_nobody_has_explained_is_told_to_the_leading_office_and_stops_the_draft(asking: Town) -> None:
    told = asking.told("blocked")
    assert list(told) == ["周晓敏"]
    assert told["周晓敏"].subject == "各科室数据加总后有2处须说明（2020年度报告）"
    text = told["周晓敏"].text
    assert "须改正（" not in text
    assert "1. 采购了 36 个项目，请说明。（Y-99，数据来自：财政所、农业农村办公室）" in text
    assert "2. 写明不收费，请说明依据。（N-99）" in text
    assert "nianbao explain 编号 --choice 原因 --because" in text
    assert text.endswith(f"/cycles/{asking.cycle_id}")
    assert asking.journal()[-1] == "核对全部数据：须改正0处，待说明2处，提示1处"
    assert (asking.here.due(asking.now), asking.draft()) == (None, None)


def test_a_report_goes_on_once_everything_is_explained_and_the_run_for_it_is_asked_for(asking: Town) -> None:
    assert asking.explain(sentence=ASKED) == 2
    assert asking.here.due(asking.now) is Stage.DRAFT
    with look() as session:
        asked_for = queries.run_requests_keyed_like(session, f"{asking.cycle_id}:check:explained-")
    assert [request.flow for request in asked_for] == ["check"]
    assert [row[5] for row in asking.check()][:2] != ["待说明", "待说明"]
    assert asking.draft() is not None
    assert asking.count("blocked") == 1


def test_the_table_of_a_run_says_who_explained_what_and_what_is_still_open(asking: Town) -> None:
    with transaction() as session:
        cycle = session.get_one(Cycle, asking.cycle_id)
        row = asking.here.open_questions[0].row
        act(session, cycle, row, Choice.DEFINITION, ASKED, "钱会英", asking.now, "看板")
    answers = {row[0]: row[5] for row in asking.check()}
    assert answers["Y-99"] == f"钱会英（2021年1月5日，口径调整）：{ASKED}"
    assert answers["N-99"] == "待说明"
    assert answers["F-04"] == ""


def test_figures_that_change_lose_their_explanation_and_everybody_hears_of_it(asking: Town) -> None:
    asking.explain(sentence=ASKED)
    rows = bring_in(asking, "财政所", {"t2.procurement.projects": 30})
    assert [question.row.code for question in asking.here.open_questions] == ["Y-99"]
    assert asking.journal()[-1].endswith("待说明1处，提示1处；数据有变动，1处原来的说明不再有效")
    assert (
        f"数据变动前的说明，不再有效：周晓敏（2021年1月5日，其他）：{ASKED}" in asking.told("blocked")["周晓敏"].text
    )
    assert {row[0]: row[5] for row in rows}["N-99"].startswith("周晓敏")
    assert asking.count("blocked") == 2


def test_each_run_is_compared_with_the_one_before(asking: Town, law: Law) -> None:
    assert {row[4] for row in asking.check()} == {""}  # nothing was examined before
    law(procurement_is_explained, nothing_pleases)
    rows = asking.check()
    changes = {row[0]: row[4] for row in rows}
    assert changes == {"Y-99": "仍有", "F-98": "新增", "F-04": "仍有", "N-99": "已不再有"}
    assert rows[-1][2] == "写明不收费，请说明依据。"


def test_a_law_that_changes_asks_again_and_what_was_explained_stays_explained(asking: Town, law: Law) -> None:
    asking.explain(sentence=ASKED)
    asking.draft()
    law(procurement_is_explained, the_sentence_on_fees_is_explained, tables_are_filled_in, nothing_pleases)
    assert asking.here.examination is None
    assert asking.here.due(asking.now) is Stage.CHECK
    asking.check()
    assert [question.row.code for question in asking.here.questions] == ["Y-99", "N-99", "F-10"]
    assert (asking.here.open_questions, [row.code for row in asking.here.errors]) == ((), ["F-98"])
    assert asking.count("blocked") == 2
    before = asking.database
    asking.check()
    assert asking.database == before


# A table in which there was nothing to fill in


def test_who_filed_the_zeros_of_a_table_under_his_name_has_confirmed_them(waiting: Town, law: Law) -> None:
    law(tables_are_filled_in)
    bring_in(waiting, "财政所")
    bring_in(waiting, "司法所")
    (question,) = waiting.here.questions
    assert question.explanation is not None
    assert (question.explanation.choice, question.explanation.by) == (Choice.NOTHING, "吴静")
    assert "已由司法所吴静在填报表上署名确认" in question.explanation.sentence
    assert set(question.explanation.cells) == set(FORM.table("t4").addresses)
    assert (waiting.count("blocked"), waiting.here.blocked) == (0, False)
    assert waiting.journal()[-2].endswith("待说明1处，提示1处")
    assert waiting.journal()[-1].startswith("说明F-10（零报告）：")


def test_zeros_without_a_name_stay_a_question_until_somebody_signs_for_them(waiting: Town, law: Law) -> None:
    law(tables_are_filled_in)
    bring_in(waiting, "财政所")
    filing_id = waiting.files("司法所")
    waiting.collect()
    signed_by(filing_id, "")
    waiting.check()
    assert [question.row.code for question in waiting.here.open_questions] == ["F-10"]
    assert waiting.count("blocked") == 1
    signed_by(filing_id, "吴静")
    waiting.check()
    assert waiting.here.open_questions == ()


def signed_by(filing_id: int, name: str) -> None:
    """Write another name under a filing."""
    with transaction() as session:
        session.get_one(Filing, filing_id).filed_by = name


def test_zeros_that_nobody_was_asked_for_are_confirmed_by_nobody(waiting: Town, law: Law) -> None:
    law(tables_are_filled_in)
    with transaction() as session:
        duties = queries.duties_of(session, waiting.cycle_id, waiting.office("司法所").id or 0)
        session.delete(next(duty for duty in duties if duty.item == "t4.review.upheld"))
    bring_in(waiting, "财政所")
    with transaction() as session:
        filing = Filing(
            cycle_id=waiting.cycle_id,
            office_id=waiting.office("司法所").id or 0,
            file_id=1,
            revision=1,
            status=Status.PASSED,
            received_at=waiting.now,
            filed_by="吴静",
        )
        session.add(filing)
    waiting.check()
    assert [question.row.code for question in waiting.here.open_questions] == ["F-10"]
