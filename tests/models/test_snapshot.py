"""The report as the filings make it: cells added up, paragraphs in the order of the register."""

from datetime import date

from models import PastReport, queries
from models.db import transaction
from models.office import Office
from report.form import form_for
from report.sheet import Level, Sheet
from report.writing.data import interchange_bytes
from tests.models.town import Town, at


def test_there_is_no_report_before_everybodys_filing_counts(town: Town) -> None:
    assert town.sheet() is None
    town.file("党政办公室", {"t3.received.natural_person": "1"}, at(12, 20))
    assert town.sheet() is None
    town.file("司法所", {}, at(12, 20))
    assert town.sheet() is not None


def test_the_report_is_the_towns_own_with_every_cell_of_its_form(town: Town) -> None:
    town.file("党政办公室", {"t3.received.natural_person": "1"}, at(12, 20))
    town.file("司法所", {"t2.procurement.amount": "16.2万元", "t4.review.upheld": "/"}, at(12, 20))
    sheet = town.sheet()
    assert sheet is not None
    assert (sheet.unit, sheet.level, sheet.year, sheet.edition) == (
        *("荥阳市广武镇人民政府", Level.TOWNSHIP),
        *(2020, 2019),
    )
    assert sheet.title == "广武镇人民政府2020年政府信息公开工作年度报告"
    assert sheet.signed_on is None
    assert tuple(sheet.cells) == form_for(2020).addresses
    assert {address: text for address, text in sheet.cells.items() if text != "0"} == {
        "t2.procurement.amount": "162000 元",
        "t3.received.natural_person": "1",
        "t3.received.total": "1",
    }


def test_paragraphs_stand_in_the_order_of_their_numbers_and_not_of_their_letters(town: Town) -> None:
    town.file("党政办公室", {"overview.10": "十", "overview.1": "一"}, at(12, 20))
    town.file("司法所", {"overview.2": "二", "other.1": "无。"}, at(12, 20))
    sheet = town.sheet()
    assert sheet is not None
    assert sheet.texts == {"preamble": "", "overview": "一\n二\n十", "problems": "", "other": "无。"}


def test_a_paragraph_that_was_left_empty_leaves_no_empty_line(town: Town) -> None:
    town.file("党政办公室", {"overview.10": "十", "overview.1": ""}, at(12, 20))
    town.file("司法所", {"overview.2": "二"}, at(12, 20))
    sheet = town.sheet()
    assert sheet is not None
    assert sheet.texts["overview"] == "二\n十"


def test_offices_that_share_a_cell_are_added_up_and_those_that_share_a_paragraph_both_speak(database: str) -> None:
    shared = ("t2.normative_documents.made", "problems.1")
    town = Town({"党政办公室": shared, "司法所": shared, "财政所": shared})
    town.file("财政所", {"t2.normative_documents.made": "3", "problems.1": "财政所的问题"}, at(12, 20))
    town.file("司法所", {"t2.normative_documents.made": "2", "problems.1": ""}, at(12, 21))
    town.file("党政办公室", {"t2.normative_documents.made": "1", "problems.1": "党政办的问题"}, at(12, 22))
    sheet = town.sheet()
    assert sheet is not None
    assert sheet["t2.normative_documents.made"] == 6
    assert sheet.texts["problems"] == "党政办的问题\n财政所的问题"


def test_only_the_filing_that_counts_is_in_the_report(town: Town) -> None:
    town.file("司法所", {}, at(12, 20))
    town.file("党政办公室", {"t3.received.natural_person": "1"}, at(12, 20))
    town.file("党政办公室", {"t3.received.natural_person": "5"}, at(12, 21))
    unread = town.send("党政办公室", b"9", at(12, 22))
    town.read(unread, {"t3.received.natural_person": "9"})
    sheet = town.sheet()
    assert sheet is not None
    assert sheet["t3.received.natural_person"] == 5


def test_an_office_that_owes_nothing_is_not_waited_for(town: Town) -> None:
    with transaction() as session:
        session.add(Office(organ_id=town.organ_id, name="武装部", position=9))
    town.file("党政办公室", {}, at(12, 20))
    town.file("司法所", {}, at(12, 20))
    assert town.sheet() is not None


def test_equal_filings_make_an_equal_report_whoever_was_first(database: str) -> None:
    hashes = set()
    for slug, order in (("guangwu", ("党政办公室", "司法所")), ("twin", ("司法所", "党政办公室"))):
        town = Town(slug=slug)
        for day, name in enumerate(order, start=20):
            town.file(name, {"overview.1" if name == "党政办公室" else "other.1": name}, at(12, day))
        sheet = town.sheet()
        assert sheet is not None
        hashes.add((tuple(sheet.cells.items()), tuple(sheet.texts.items()), sheet.signed_on or date(2021, 1, 7)))
    assert len(hashes) == 1


# Numbers in sentences


def past(town: Town, cells: dict[str, str]) -> None:
    sheet = Sheet("荥阳市广武镇人民政府", Level.TOWNSHIP, 2019, 2019, cells=cells)
    with transaction() as session:
        session.add(PastReport(organ_id=town.organ_id, year=2019, sheet=interchange_bytes(sheet).decode()))


def test_fields_of_a_paragraph_are_filled_in_from_everybodys_figures_and_last_years(town: Town) -> None:
    past(town, {"t3.received.total": "5"})
    words = "收到申请{{ t3.received.total }}件，上年{{ last.t3.received.total }}件，复议{{ t4.review.total }}件。"
    town.file("党政办公室", {"t3.received.natural_person": "3", "overview.1": words}, at(12, 20))
    town.file("司法所", {"t4.review.upheld": "2"}, at(12, 20))
    sheet = town.sheet()
    assert sheet is not None
    assert sheet.texts["overview"] == "收到申请3件，上年5件，复议2件。"
    assert [span.field for span in sheet.bound["overview"]] == [
        "t3.received.total",
        "last.t3.received.total",
        "t4.review.total",
    ]


def test_a_field_that_cannot_be_filled_in_keeps_the_draft_and_every_word_of_it(town: Town) -> None:
    town.file("党政办公室", {"overview.1": "收到申请{{ t3.recieved.total }}件。"}, at(12, 20))
    town.file("司法所", {}, at(12, 20))
    sheet = town.sheet()
    assert sheet is not None
    assert sheet.texts["overview"] == "收到申请{{ t3.recieved.total }}件。"


def test_a_usual_paragraph_stands_where_the_office_writes_none(town: Town) -> None:
    with transaction() as session:
        for duty in queries.duties(session, town.cycle_id):
            duty.usual = {"overview.10": "applications", "overview.2": "disputes"}.get(duty.item, "")
    town.file("党政办公室", {"t3.received.natural_person": "3", "overview.1": "一", "overview.10": ""}, at(12, 20))
    town.file("司法所", {"overview.2": "我们自己写。"}, at(12, 20))
    sheet = town.sheet()
    assert sheet is not None
    assert (
        sheet.texts["overview"]
        == "一\n我们自己写。\n依申请公开。全年收到政府信息公开申请 3 件。没有结转下年度继续办理的申请。"
    )
    assert len(sheet.bound["overview"]) == 1
