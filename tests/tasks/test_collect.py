"""Collecting: workbooks out once, filings in as printed, bad ones back with a sentence."""

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from deployments.demo.story import at
from deployments.demo.year import FILL
from models import Handout, queries
from models.db import look, transaction
from report.lifecycle import Status
from tasks.collect import without_workbook
from tests.tasks.town import FORM, OFFICES, Town, figures_in

LARGEST = 5 * 2**20


def sent_requests(town: Town) -> list[str]:
    with look() as session:
        return [request.key for request in queries.run_requests(session, town.cycle_id)]


# Workbooks out


def test_every_office_gets_one_workbook_and_a_notice_that_carries_exactly_its_bytes(handed_out: Town) -> None:
    told = handed_out.told("handout")
    assert list(told) == [handed_out.contact(office).name for office in OFFICES]
    files = [handed_out.workbook(office) for office in OFFICES]
    assert [notice.file_id for notice in told.values()] == [file.id for file in files]
    assert len({file.sha256 for file in files}) == 8
    owed = {office: set(figures_in(file.content)) for office, file in zip(OFFICES, files, strict=True)}
    fees, procurement = (
        ("t2.fees.items_last_year", "t2.fees.change"),
        ("t2.procurement.projects", "t2.procurement.amount"),
    )
    assert owed["财政所"] == {*fees, *procurement}
    assert owed["文化服务中心"] == set()
    assert set.union(*owed.values()) == set(FORM.addresses) - set(FORM.sums)
    text = told["钱会英"].text
    assert "4个数据，1段文字。" in text
    assert "截止时间：2021年1月4日（周一）。" in text


def test_workbooks_are_handed_out_once_and_not_before_their_day(planned: Town) -> None:
    planned.now = at(12, 15, 9)
    assert without_workbook(planned.cycle_id, planned.now) == []
    planned.now = at(12, 16, 9)
    planned.hand_out()
    before = planned.database
    planned.now = at(12, 17, 9)
    planned.hand_out()
    assert planned.database == before


def test_an_office_that_was_missed_by_a_run_that_died_gets_its_workbook_from_the_next(handed_out: Town) -> None:
    assert without_workbook(handed_out.cycle_id, handed_out.now) == []
    with transaction() as session:
        handout = queries.handout(session, handed_out.cycle_id, handed_out.office("司法所").id or 0)
        session.delete(session.get_one(Handout, handout.id if handout else 0))
    assert without_workbook(handed_out.cycle_id, handed_out.now) == [handed_out.office("司法所").id]
    handed_out.hand_out()
    assert handed_out.count("handout") == 8


# Filings in


def test_the_figures_of_a_good_workbook_are_stored_as_they_will_be_printed(handed_out: Town) -> None:
    handed_out.now = at(12, 28, 10)
    filing_id = handed_out.files("农业农村办公室", {"t2.normative_documents.made": 1200})
    handed_out.collect()
    filing = handed_out.filing(filing_id)
    assert (filing.status, filing.filed_by, filing.phone) == (Status.READ, "冯春梅", "0371-64000016")
    assert handed_out.cells(filing_id) == {
        "t2.normative_documents.made": "1200",
        "t2.normative_documents.disclosed": "0",
        "t2.normative_documents.disclosed_total": "2",
        "t2.procurement.projects": "7",
        "t2.procurement.amount": "34000 元",
    }
    assert "读取农业农村办公室的填报表：5个数据" in handed_out.journal()


def test_paragraphs_are_stored_word_for_word(handed_out: Town) -> None:
    filing_id = handed_out.files("文化服务中心")
    handed_out.collect()
    with look() as session:
        assert queries.filed_texts(session, filing_id) == FILL["文化服务中心"]["paragraphs"]


def damaged(town: Town) -> bytes:
    return town.filled("司法所")[:5000]


def empty(town: Town) -> bytes:
    return b""


def foreign(town: Town) -> bytes:
    book = Workbook()
    book.active.append(["规章", 3])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def of_another_office(town: Town) -> bytes:
    return town.filled("财政所")


def oversized(town: Town) -> bytes:
    return town.filled("司法所") + b"\0" * LARGEST


def a_picture(town: Town) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def with_one_bad_cell(town: Town) -> bytes:
    return town.filled("司法所", {"t4.review.upheld": "三件"})  # type: ignore[dict-item]


def left_blank(town: Town) -> bytes:
    return town.workbook("司法所").content


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (damaged, "已损坏或没有传完，无法打开。请重新保存一份，确认能打开后再上传。"),
        (empty, "是空文件，里面什么也没有。"),
        (foreign, "不是本系统下发的填报表"),
        (of_another_office, "是“财政所”的填报表"),
        (oversized, "MB，超过了 5 MB 的上限。"),
        (a_picture, "的内容是图片，不是 Excel 工作簿。"),
        (with_one_bad_cell, "“三件”"),
        (left_blank, "没有填"),
    ],
)
def test_a_bad_file_is_refused_nothing_of_it_counts_and_office_and_leading_office_are_told_why(
    handed_out: Town, file: Callable[[Town], bytes], sentence: str
) -> None:
    handed_out.now = at(12, 22, 15)
    filing_id = handed_out.files("司法所", content=file(handed_out))
    handed_out.collect()
    filing = handed_out.filing(filing_id)
    assert filing.status is Status.REFUSED
    assert sentence in filing.answer
    with look() as session:
        assert queries.filed_cells(session, filing_id) == {}
        assert queries.filed_texts(session, filing_id) == {}
    told = handed_out.told(f"refused:{filing_id}")
    assert list(told) == ["吴静", "周晓敏"]
    assert all(filing.answer in notice.text for notice in told.values())
    assert handed_out.journal()[-1] == "司法所的《填报表.xlsx》不能接收"
    before = handed_out.database
    handed_out.collect()
    assert handed_out.database == before


def test_a_refused_office_sends_a_good_file_and_only_that_one_counts(handed_out: Town) -> None:
    handed_out.files("司法所", content=damaged(handed_out))
    handed_out.collect()
    good = handed_out.files("司法所")
    handed_out.collect()
    handed_out.check()
    [sifa] = [o for o in handed_out.here.offices if o.office.name == "司法所"]
    assert sifa.counts is not None
    assert sifa.latest is not None
    assert sifa.counts.id == sifa.latest.id == good
    assert not sifa.owes


def test_the_same_file_sent_twice_is_one_filing_and_one_run(handed_out: Town) -> None:
    content = handed_out.filled("财政所")
    first = handed_out.files("财政所", content=content)
    again = handed_out.files("财政所", content=content, name="填报表（1）.xlsx")
    handed_out.collect()
    handed_out.check()
    later = handed_out.files("财政所", content=content)
    assert first == again == later
    assert sent_requests(handed_out) == [f"1:collect:filing-{first}:1"]


def test_a_file_sent_after_another_one_takes_its_place_before_anybody_reads_it(handed_out: Town) -> None:
    first = handed_out.files("财政所", {"t2.procurement.projects": 1})
    second = handed_out.files("财政所")
    handed_out.collect()
    assert (handed_out.filing(first).status, handed_out.filing(second).status) == (Status.SUPERSEDED, Status.READ)
    assert handed_out.cells(first) == {}
