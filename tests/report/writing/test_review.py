"""The paper for signing says what changed and what is open, has a box for everyone, and is known by its mark."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2
import pytest
import zxingcpp

from report.lifecycle import CHAIN, Verdict
from report.sheet import Sheet
from report.writing import UnprintableCharacter, outline
from report.writing.fonts import characters
from report.writing.review import (
    Approver,
    Change,
    Mark,
    Remark,
    Review,
    changes,
    document,
    facts,
    mark,
    read_mark,
    uncompared,
)
from report.writing.typeset import pictures
from tests.report.published import sheet as published
from tests.report.writing.golden import same_picture

if TYPE_CHECKING:  # pytest itself imports it below
    from tests.report.writing.verapdf import Judge

pytest_plugins = ["tests.report.writing.verapdf"]

HASH = sha256(b"a report").hexdigest()
THIS, BEFORE = published("hongze_district_2024"), published("hongze_district_2023")
NAMES = ("张三", "李四", "王建国", "欧阳明远")
WAITING = tuple(Approver(role, name) for role, name in zip(CHAIN, NAMES, strict=True))
DECIDED = (
    replace(WAITING[0], verdict=Verdict.APPROVE, day=date(2025, 1, 8)),
    replace(WAITING[1], verdict=Verdict.RETURN, reason="请核实表三。", day=date(2025, 1, 9)),
    *WAITING[2:],
)
EXPLAINED = Remark("Y-02", "比上年多 74 件，请说明原因。", "征地项目集中。", "李四", date(2025, 1, 6))
OPEN = Remark("N-08", "总体情况写明“全部办结”，表三仍有结转下年度的申请。")
REVIEW = Review(THIS, 3, HASH, DECIDED, BEFORE, (EXPLAINED, OPEN))


def _paper(review: Review) -> bytes:
    return document(outline(review.sheet, signer=review.sheet.unit), review)


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _pages(review: Review) -> list[str]:
    """Return the words of each page in the order in which they are read aloud, without white space."""
    with pdfplumber.open(BytesIO(_paper(review))) as pdf:
        return [_tight("".join(char["text"] for char in page.chars)) for page in pdf.pages]


def _rows(review: Review) -> list[list[str]]:
    """Return the rows of every table on every page."""
    with pdfplumber.open(BytesIO(_paper(review))) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [[_tight(cell or "") for cell in row] for table in tables for row in table]


def _without(sheet: Sheet, *addresses: str) -> Sheet:
    return replace(sheet, cells={a: text for a, text in sheet.cells.items() if a not in addresses})


# ---- the mark ----


def test_the_mark_says_which_draft_it_is_and_is_read_back() -> None:
    assert mark(REVIEW) == f"nianbao:淮安市洪泽区人民政府:2024:3:{HASH}"
    assert read_mark(mark(REVIEW)) == Mark("淮安市洪泽区人民政府", 2024, 3, HASH)
    colons = replace(REVIEW, sheet=replace(THIS, unit="某局:2024:1"))
    assert read_mark(mark(colons)) == Mark("某局:2024:1", 2024, 3, HASH)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.xingyang.gov.cn",
        f"nianbao::2024:3:{HASH}",
        f"nianbao:某镇:2024:0:{HASH}",
        f"nianbao:某镇:2024:03:{HASH}",
        f"nianbao:某镇:二〇二四:3:{HASH}",
        f"nianbao:某镇:２０２４:3:{HASH}",
        f"nianbao:某镇:2024:3:{HASH[:-1]}",
        f"nianbao:某镇:2024:3:{HASH.upper()}",
        f"nianbao:某镇:2024:3:{HASH} ",
        f" nianbao:某镇:2024:3:{HASH}",
        f"nianbao:某\n镇:2024:3:{HASH}",
        f"nianbao:某\u200b镇:2024:3:{HASH}",
    ],
)
def test_whatever_else_a_code_says_is_no_mark(text: str) -> None:
    assert read_mark(text) is None


def test_a_scanner_reads_the_mark_off_the_paper() -> None:
    for sheet in (THIS, replace(THIS, unit="新疆维吾尔自治区巴音郭楞蒙古自治州和静县额勒再特乌鲁乡人民政府")):
        review = replace(REVIEW, sheet=sheet)
        first, *_ = pypdfium2.PdfDocument(_paper(review))
        (code,) = zxingcpp.read_barcodes(first.render(scale=200 / 72).to_pil())
        assert read_mark(code.text) == Mark(sheet.unit, 2024, 3, HASH)


def test_a_person_can_compare_the_hash_in_groups_of_eight() -> None:
    first, *_ = _pages(REVIEW)
    assert HASH in first
    told = facts(outline(THIS, signer=THIS.unit), REVIEW, characters(None))
    assert told["hash"] == [HASH[at : at + 8] for at in range(0, 64, 8)]


# ---- what changed ----


def test_changed_figures_are_printed_with_last_year_and_the_difference() -> None:
    rows = _rows(REVIEW)
    assert ["行政许可", "本年处理决定数量", "550", "9487", "+8937"] in rows
    assert ["行政处罚", "本年处理决定数量", "4119", "2776", "−1343"] in rows
    assert ["行政事业性收费", "本年收费金额（单位：万元）", "7730.28", "7545", "−185.28万元"] in rows
    assert ["行政诉讼：复议后起诉", "总计", "0", "3", "+3"] in rows
    printed = [row for row in rows if len(row) == 5 and row[4][:1] in ("+", "−")]
    assert len(printed) == len(changes(THIS, BEFORE)) == 30


def test_where_nothing_changed_or_nothing_is_known_a_sentence_says_so() -> None:
    same = replace(REVIEW, before=replace(THIS, year=2023))
    assert "与2023年相比，没有数据变化。" in _pages(same)[0]
    assert "没有上年的报告，未作比较。" in _pages(replace(REVIEW, before=None))[0]


def test_of_two_editions_only_what_both_have_is_compared(guangwu: Sheet, next_year: Sheet) -> None:
    found = {change.address for change in changes(next_year, guangwu)}
    assert "t3.received.total" in found
    assert "t2.licensing.decisions" in found
    assert "t3.other_other.total" not in found
    assert found <= guangwu.form.places.keys()
    paper = Review(next_year, 1, HASH, WAITING, guangwu)
    assert "两年的报告格式不同，只比较两种格式都有的数据。" in "".join(_pages(paper))
    assert "格式不同" not in "".join(_pages(REVIEW))


def test_a_blank_is_a_nought_and_a_blank_total_is_worth_its_parts(next_year: Sheet) -> None:
    noughts = replace(next_year, cells=dict.fromkeys(next_year.cells, "0"))
    one = replace(noughts, cells={**noughts.cells, "t3.granted.business": "1", "t3.granted.total": ""})
    assert changes(replace(noughts, cells=dict.fromkeys(noughts.cells, "")), noughts) == ()
    assert changes(one, noughts) == (
        Change("t3.granted.business", "0", "1", "+1"),
        Change("t3.granted.total", "0", "", "+1"),
    )


def test_what_is_no_number_is_shown_as_printed_and_not_computed(next_year: Sheet) -> None:
    words = replace(next_year, cells={**next_year.cells, "t3.granted.business": "约 3 件"})
    (change,) = changes(words, next_year)
    assert (change.now, change.difference) == ("约 3 件", "")
    assert changes(words, words) == ()
    assert ["（一）予以公开", "商业企业", change.was, "约3件", "无法计算"] in _rows(
        Review(words, 1, HASH, WAITING, next_year)
    )


def test_what_one_report_lacks_is_counted_and_not_taken_for_a_change(next_year: Sheet) -> None:
    lacking = _without(next_year, "t4.review.total", "t4.review.upheld", "t2.licensing.decisions")
    assert changes(next_year, lacking) == ()
    assert uncompared(next_year, lacking) == 3
    page = _pages(Review(next_year, 1, HASH, WAITING, lacking))[0]
    assert "另有3个数据在其中一年的报告里没有，未作比较。" in page


def test_a_hundred_and_fifty_changes_fill_pages_that_repeat_their_head_and_say_where_they_belong(
    next_year: Sheet,
) -> None:
    before = replace(next_year, year=2022, cells=dict.fromkeys(next_year.cells, "7"))
    pages = _pages(Review(next_year, 12, HASH, WAITING, before))
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
        assert f"荥阳市广武镇人民政府2023年第12稿校验码{HASH[:8]}" in page
    continued = [page for page in pages[1:] if "自然人" in page]
    assert continued
    assert all(page.startswith("项目栏目2022年2023年增减三、收到和处理") for page in continued)


# ---- remarks and boxes ----


def test_open_remarks_come_first_and_explained_ones_say_by_whom() -> None:
    rows = _rows(REVIEW)
    at = rows.index(["未说明", "N-08", _tight(OPEN.message), ""])
    explained = ["已说明", "Y-02", _tight(EXPLAINED.message), "征地项目集中。（李四，2025年1月6日）"]
    assert rows[at + 1] == explained
    assert "共2条，其中1条还没有说明。" in "".join(_pages(REVIEW))
    assert "共1条，全部已经说明。" in "".join(_pages(replace(REVIEW, remarks=(EXPLAINED,))))
    assert "核对没有提出意见。" in "".join(_pages(replace(REVIEW, remarks=())))


def test_everyone_in_the_chain_has_a_box_and_given_decisions_stand_in_theirs() -> None:
    rows = _rows(REVIEW)
    at = rows.index(["环节", "姓名", "意见", "签名", "日期"])
    assert rows[at + 1 : at + 5] == [
        ["拟稿人", "张三", "✓同意退回", "已在系统中签署", "2025年1月8日"],
        ["保密审查人", "李四", "同意✓退回请核实表三。", "已在系统中签署", "2025年1月9日"],
        ["分管领导", "王建国", "同意退回", "", "年月日"],
        ["主要领导", "欧阳明远", "同意退回", "", "年月日"],
    ]
    assert "（单位盖章处）" in _pages(REVIEW)[-1]


def test_a_sign_no_font_has_stops_nobody_from_signing_but_a_report_that_has_one_is_not_signed() -> None:
    cheered = replace(REVIEW, chain=(replace(DECIDED[0], reason="同意👍"),))
    assert "同意〓" in _pages(cheered)[-1]
    with pytest.raises(UnprintableCharacter):
        _paper(replace(REVIEW, sheet=replace(THIS, title="👍")))


@pytest.fixture
def hostile(odd: Sheet, guangwu: Sheet) -> Review:
    """Signs that would be code somewhere, in every text that anybody writes; and a leader who writes a novel."""
    signs = odd.texts["other"] + "x" * 80
    remarks = (Remark(signs, signs), Remark("T3-01", signs * 30, signs, signs, date(2024, 1, 2)))
    chain = tuple(Approver(role, signs, Verdict.RETURN, signs * 20, date(2024, 1, 2)) for role in CHAIN)
    return Review(replace(odd, unit=signs), 99999, HASH, chain, guangwu, remarks)


def test_nothing_anybody_wrote_is_markup_or_runs_off_the_paper(hostile: Review) -> None:
    with pdfplumber.open(BytesIO(_paper(hostile))) as pdf:
        assert pdf.annots == []
        chars = [char for page in pdf.pages for char in page.chars]
    assert min(char["x0"] for char in chars) >= 56
    assert max(char["x1"] for char in chars) <= 595.3 - 56
    assert max(char["bottom"] for char in chars) <= 841.9
    assert '#panic("x")' in "".join(_pages(hostile))


# ---- the file ----


ELSEWHERE = """
from hashlib import sha256
from tests.report.writing.test_review import REVIEW, _paper
print(sha256(_paper(REVIEW)).hexdigest())
"""


def test_another_process_makes_the_same_bytes() -> None:
    run = [sys.executable, "-c", ELSEWHERE]
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    printed = subprocess.run(run, env=env, capture_output=True, encoding="utf-8", check=True).stdout
    assert printed.strip() == sha256(_paper(REVIEW)).hexdigest()


def test_it_can_be_archived_and_read_aloud(verapdf: Judge, guangwu: Sheet, bare: Sheet, hostile: Review) -> None:
    papers = {
        "seed": Review(guangwu, 1, HASH, WAITING),
        "hongze": REVIEW,
        "hostile": hostile,
        "bare": Review(bare, 1, HASH, ()),
    }
    files = {name: _paper(review) for name, review in papers.items()}
    assert verapdf(files) == {(name, profile): () for name in files for profile in ("2a", "ua1")}


def test_the_pages_look_as_they_did_when_somebody_last_looked(guangwu: Sheet) -> None:
    for name, review in {"seed": Review(guangwu, 1, HASH, WAITING), "hongze": REVIEW}.items():
        told = facts(outline(review.sheet, signer=review.sheet.unit), review, characters(None))
        for number, page in enumerate(pictures("review", told, ppi=60), 1):
            same_picture(f"review-{name}-{number}", page)
