"""What people see of a cycle, at every point of its year; and that nobody can change anything by looking."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
import uvicorn
import zxingcpp
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import select

from models import Delivery, Document, Entry, Organ, Person
from models.db import look, transaction
from models.file import File
from portal.app import create_app
from report.chain import Station, kept
from report.lifecycle import Role, Stage, Verdict
from report.rule import Weight
from settings import settings
from tests.portal.town import BYTES, PAGE, Town, at

Visit = Callable[[Callable[[], datetime]], TestClient]

CHROMIUM = shutil.which("chromium")


def words(answer: Response) -> str:
    """Return what a reader sees: the page without its markup, white space made even."""
    body = re.sub(r"<head>.*?</head>", "", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def part(answer: Response, name: str) -> str:
    """Return the words of one section of the page."""
    found = re.search(rf'<section[^>]*="{name}".*?</section>', answer.text, flags=re.S)
    assert found, f"no section {name}"
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0])))


def row(answer: Response, office: str) -> str:
    """Return the words of one office's row."""
    rows = re.findall(r"<tr>.*?</tr>", answer.text, flags=re.S)
    found = next(row for row in rows if f'data-label="科室">{office}' in row)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found)))


def top(answer: Response) -> str:
    """Return the one sentence on top of a cycle."""
    found = re.search(r'<p class="sentence">(.*?)</p>', answer.text, flags=re.S)
    assert found
    return unescape(found[1])


def in_order(text: str, *expected: str) -> bool:
    """Say whether all the words stand in the text, one after the other."""
    return re.search(".*?".join(map(re.escape, expected)), text) is not None


# The year, from the top of the page


def test_before_anything_is_planned_the_board_says_when_it_will_be(visit: Visit) -> None:
    answer = visit(lambda: at(12, 1)).get("/")
    assert answer.status_code == 200
    assert "还没有年报。每年12月的第一个工作日" in words(answer)


def test_a_planned_cycle_says_when_collecting_begins_and_how_long_there_is(town: Town, visit: Visit) -> None:
    answer = visit(town.clock).get("/")
    assert top(answer) == "计划已排定，12月16日起发填报表"
    assert in_order(
        words(answer), "计划公开 2021年1月8日 周五 还有38天（27个工作日）", "法定期限 2021年1月31日", "0 / 4 个科室"
    )
    assert in_order(
        words(answer), "排计划 12月1日 完成", "收数 1月4日 前", "核对", "起草", "审签 1月7日 前", "公开", "归档"
    )
    assert row(answer, "财政所").count("还没有发填报表") == 1


def test_only_who_still_owes_is_named_and_a_late_one_says_by_how_much(town: Town, visit: Visit) -> None:
    town.now = at(12, 16)
    town.hand_out()
    town.now = at(12, 30)
    town.pass_("党政办公室")
    town.return_("司法所", "表四“行政复议”总计填的是 2，各项加起来是 1，请核对。")
    town.now = at(1, 6)
    town.pass_("社会事务办公室")
    town.now = at(1, 7)
    answer = visit(town.clock).get("/")
    assert top(answer) == "等财政所报数，司法所改正后重报"
    assert "收数应在 1月4日 完成，已晚3天" in words(answer)
    assert "逾期" not in row(answer, "党政办公室")
    assert "晚报" not in row(answer, "党政办公室")
    assert in_order(row(answer, "社会事务办公室"), "核对通过", "晚报2天", "1月6日 09:30", "填表人填报")
    assert in_order(row(answer, "财政所"), "财某", "0371-64000011", "还没有报", "逾期3天")
    assert in_order(row(answer, "司法所"), "退回修改", "逾期3天", "各项加起来是 1，请核对。")
    assert in_order(part(answer, "findings"), "司法所报来的数据", "须改正", "各项加起来是 1", "司法所", "T4-01")


def test_a_report_that_slips_says_when_it_will_be_out_as_things_go(town: Town, visit: Visit) -> None:
    cycle = f"/cycles/{town.cycle_id}"
    assert "按现在的进度" not in words(visit(town.clock).get(cycle))
    town.now = at(1, 7)
    assert in_order(words(visit(town.clock).get(cycle)), "按现在的进度，预计", "离法定期限还有")
    town.now = at(1, 28)
    assert "赶不上法定期限" in words(visit(town.clock).get(cycle))


def test_on_the_due_day_itself_nobody_is_late(town: Town, visit: Visit) -> None:
    town.now = at(12, 16)
    town.hand_out()
    town.now = at(1, 4, 23)
    answer = visit(town.clock).get("/")
    assert top(answer) == "等4个科室报数"
    assert 'class="attention waits"' in answer.text
    assert "逾期" not in words(answer)
    assert "晚" not in words(answer)


def test_a_file_that_cannot_be_taken_is_shown_with_its_reason_and_stays_in_the_history(
    town: Town, visit: Visit
) -> None:
    town.now = at(12, 17)
    town.hand_out()
    town.refuse("财政所", "“数.xls”是旧版 Office 文件，请另存为 .xlsx 再上传。")
    assert in_order(row(visit(town.clock).get("/"), "财政所"), "不能接收，须重报", "请另存为 .xlsx 再上传")
    town.pass_("财政所")
    answer = visit(town.clock).get("/")
    assert in_order(row(answer, "财政所"), "核对通过", "以前报过1次", "不能接收", "请另存为 .xlsx 再上传")
    assert len(re.findall(r'href="/filings/\d+/file"', answer.text)) == 2


def test_an_error_in_the_sum_names_the_offices_that_own_it(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.pass_("财政所", "36")
    town.examine(
        ("T3-01", Weight.ERROR, "自然人列：收到 1 件，办理 0 件。", "党政办公室"),
        ("T2-09", Weight.NOTICE, "金额请再看一眼。", "财政所"),
    )
    answer = visit(town.clock).get("/")
    assert top(answer) == "加总后有1处须改正，等党政办公室改正"
    assert in_order(
        part(answer, "findings"), "须改正", "办理 0 件", "党政办公室", "T3-01", "提示", "金额请再看一眼", "T2-09"
    )


def test_what_must_be_explained_is_asked_on_top_and_shows_who_explained_it(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.pass_("财政所", "36")
    town.examine(
        ("Y-04", Weight.EXPLAIN, "采购项目上年 0 个，本年 36 个。", "财政所"),
        ("N-01", Weight.EXPLAIN, "总体情况写收到 3 件。", ""),
    )
    answer = visit(town.clock).get("/")
    assert top(answer) == "加总后有2处待说明"
    assert 'class="attention waits"' in answer.text
    assert in_order(part(answer, "findings"), "待说明", "本年 36 个", "财政所", "Y-04", "N-01", "nianbao explain")
    town.explain("Y-04", "采购职能由县划入。")
    answer = visit(town.clock).get("/")
    assert top(answer) == "加总后有1处待说明"
    assert in_order(
        part(answer, "findings"), "已说明", "周晓敏（2021年1月4日，机构改革）：采购职能由县划入。", "待说明"
    )
    town.explain("N-01", "含上年结转。", by="档案馆<b>李主任</b>")
    answer = visit(town.clock).get("/")
    assert top(answer) == "数据已齐，正在生成报告"
    assert "档案馆&lt;b&gt;李主任&lt;/b&gt;" in answer.text
    assert "<b>李主任" not in answer.text
    assert "nianbao explain" not in answer.text
    assert "说明Y-04（机构改革）：采购职能由县划入。" in part(answer, "journal")


def test_an_error_and_a_question_are_counted_apart(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.pass_("财政所", "36")
    town.examine(
        ("T3-01", Weight.ERROR, "自然人列：收到 1 件，办理 0 件。", "党政办公室"),
        ("Y-04", Weight.EXPLAIN, "采购项目上年 0 个，本年 36 个。", "财政所"),
    )
    answer = visit(town.clock).get("/")
    assert top(answer) == "加总后有1处须改正、1处待说明，等党政办公室改正"
    assert 'class="attention alarm"' in answer.text


def test_each_examination_says_what_is_new_since_the_one_before(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.pass_("财政所", "36")
    town.examine(("T2-09", Weight.NOTICE, "金额请再看一眼。", "财政所"), ("F-03", Weight.NOTICE, "有空白。", ""))
    town.now = at(1, 5)
    town.pass_("财政所", "37")
    town.examine(("F-03", Weight.NOTICE, "有空白。", ""), ("F-04", Weight.NOTICE, "有单位。", ""))
    found = part(visit(town.clock).get("/"), "findings")
    assert in_order(found, "1月5日 09:30 核对，与上一次核对相比：新增1处，仍有1处，已不再有1处。")
    assert in_order(found, "仍有", "有空白。", "新增", "有单位。", "现在已不再有的1处", "T2-09", "金额请再看一眼。")


def test_what_was_found_before_publication_stays_shown_with_its_date_when_the_law_changes(
    town: Town, visit: Visit
) -> None:
    town.everybody_files()
    town.now = at(1, 5)
    town.pass_("财政所", "36")
    town.examine(("F-03", Weight.NOTICE, "有空白。", ""))
    town.draft()
    town.everybody_signs()
    town.now = at(1, 7)
    town.publish("http://127.0.0.1/site/guangwu/2020/index.html")
    town.archive()
    before = words(visit(town.clock).get("/"))
    town.another_law()
    answer = visit(town.clock).get("/")
    assert words(answer) == before
    assert top(answer) == "已公开，已归档"
    assert in_order(part(answer, "findings"), "1月5日 09:30 核对", "有空白。")
    assert "核对 1月5日 完成" in words(answer)


def test_a_rule_file_that_cannot_be_obeyed_is_said_instead_of_showing_anything(
    town: Town, visit: Visit, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.everybody_files()
    (home / "本镇规则.toml").write_text('[weights]\nF-03 = "mild"\n', encoding="utf-8")
    monkeypatch.setenv("NIANBAO_RULES_FILE", str(home / "本镇规则.toml"))
    settings.cache_clear()
    answer = visit(town.clock).get("/")
    assert answer.status_code == 503
    assert in_order(words(answer), "核对规则文件“本镇规则.toml”有 1 处要改", "第 2 行")


def test_the_next_signer_is_named_and_finds_the_draft_beside_the_sentence(town: Town, visit: Visit) -> None:
    town.everybody_files()
    draft = town.draft()
    town.sign(Role.DRAFTER)
    town.sign(Role.CONFIDENTIALITY)
    answer = visit(town.clock).get("/")
    assert top(answer) == "等分管领导孙丽萍审签第1稿"
    assert f'<a href="/drafts/{draft}/index.html">看网页</a>' in answer.text
    chain = part(answer, "approvals")
    assert in_order(chain, "周晓敏 同意 1月4日", "何建国 同意", "孙丽萍 待签", "马志远 还没有轮到")
    assert "a" * 12 in chain
    assert "a" * 13 not in chain


def test_a_return_by_the_deputy_says_why_and_to_whom_and_keeps_the_old_round(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.draft("a")
    town.sign(Role.DRAFTER)
    town.sign(Role.CONFIDENTIALITY)
    town.sign(Role.DEPUTY, Verdict.RETURN, "件数与台账不一致", "司法所")
    answer = visit(town.clock).get("/")
    assert top(answer) == "等司法所改正后重报"
    assert "分管领导退回了第1稿：件数与台账不一致" in words(answer)
    assert in_order(part(answer, "approvals"), "孙丽萍 退回", "件数与台账不一致（请司法所改）", "马志远 没有签")
    town.pass_("司法所", "0")
    town.examine()
    town.draft("b")
    answer = visit(town.clock).get("/")
    assert top(answer) == "等拟稿人周晓敏审签第2稿"
    assert in_order(part(answer, "approvals"), "第2稿", "b" * 12, "周晓敏 待签", "第1稿", "a" * 12, "孙丽萍 退回")


def test_places_side_by_side_wait_together_and_a_return_to_one_of_them_is_told_beneath_the_chain(
    town: Town, visit: Visit
) -> None:
    finance, justice = "会签（财政所）", "会签（司法所）"
    rows = (("drafter", 1), (finance, 2), (justice, 2), ("confidentiality", 3), ("head", 4))
    with transaction() as session:
        session.get_one(Organ, town.organ_id).chain = kept(tuple(Station(role, row) for role, row in rows))
        session.add(Person(organ_id=town.organ_id, role=finance, name="王芳"))
    town.everybody_files()
    town.draft()
    town.sign("drafter")
    answer = visit(town.clock).get("/")
    assert top(answer) == "等会签（财政所）王芳、会签（司法所）（还没有登记是谁）审签第1稿"
    assert answer.text.count('class="next beside"') == 1
    assert in_order(
        part(answer, "approvals"), "会签（财政所） 王芳 待签", "会签（司法所） 还没有登记 待签", "还没有轮到"
    )
    town.sign(finance, Verdict.RETURN, "请拟稿人再对一遍标题", back_to="drafter")
    answer = visit(town.clock).get("/")
    assert top(answer) == "等拟稿人周晓敏审签第1稿"
    assert in_order(
        part(answer, "approvals"), "周晓敏 待签", "会签（财政所）王芳请拟稿人再看一遍：请拟稿人再对一遍标题"
    )


def test_a_return_without_an_office_shouts_the_reason_on_top(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.draft()
    town.sign(Role.DRAFTER, Verdict.RETURN, "标题少了“政府”二字")
    assert top(visit(town.clock).get("/")) == "拟稿人退回了第1稿：标题少了“政府”二字"


def test_a_published_report_shows_its_address_its_bundle_and_every_stage_done(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.draft()
    town.everybody_signs()
    assert top(visit(town.clock).get("/")) == "已全部签完，正在公开"
    town.now = at(1, 7)
    address = f"{settings().column_url}/guangwu/2020/index.html"
    town.publish(address)
    assert top(visit(town.clock).get("/")) == "已公开，等待归档"
    archive = town.archive()
    answer = visit(town.clock).get("/")
    assert top(answer) == "已公开，已归档"
    assert f'<a href="{address}">' in answer.text
    assert f'<a href="/archives/{archive}">广武镇2020年度归档.zip</a>' in answer.text
    assert answer.text.count('<li class="done">\n<span class="mark"') == 7
    assert words(answer).count("按时公开") == 2
    assert in_order(part(answer, "publication"), "2021年1月7日 09:30", "第1稿", "a" * 12, "与批准的一致", "归档")


def test_a_page_that_differs_from_what_was_approved_is_an_alarm(town: Town, visit: Visit) -> None:
    town.everybody_files()
    town.draft()
    town.everybody_signs()
    town.publish("http://example.test/2020/index.html", trouble="内容与批准的不同：index.html", verified=False)
    answer = visit(town.clock).get("/")
    assert top(answer) == "网站上的内容与批准的不一致，请马上核查"
    assert "内容与批准的不同：index.html" in part(answer, "publication")


# What else needs a look


def test_lost_notices_and_dead_runs_are_told_on_top_and_shown_below(town: Town, visit: Visit) -> None:
    town.tell("请填报", Delivery.DELIVERED, "司法所")
    town.tell("请尽快报数", Delivery.FAILED, "财政所", "没有登记可用的邮箱")
    town.tell("年度计划", Delivery.WAITING)
    town.ran(Stage.COLLECT, "completed", "00000000-0000-4000-8000-000000000001")
    town.ran(Stage.CHECK, "crashed", "00000000-0000-4000-8000-000000000002")
    answer = visit(town.clock).get("/")
    assert '<a href="#notices">有1条通知没有送达或不能确定送达，请打电话告知</a>' in answer.text
    assert '<a href="#runs">有1个步骤没有办成</a>' in answer.text
    assert in_order(
        part(answer, "notices"), "工作群", "年度计划", "待发送", "财政所 财某", "没有送达", "没有登记可用的邮箱"
    )
    assert in_order(part(answer, "runs"), "核对 中断", "收数 办完")
    run = f"{settings().prefect_url}/runs/flow-run/00000000-0000-4000-8000-000000000002"
    assert f'<a href="{run}">' in answer.text


def test_a_run_that_was_repeated_and_went_well_needs_no_look(town: Town, visit: Visit) -> None:
    town.ran(Stage.CHECK, "failed", "00000000-0000-4000-8000-000000000001")
    town.ran(Stage.CHECK, "completed", "00000000-0000-4000-8000-000000000002")
    assert "没有办成" not in words(visit(town.clock).get("/"))


def test_the_journal_shows_its_newest_lines_and_has_all_of_them_on_its_own_page(town: Town, visit: Visit) -> None:
    town.hand_out()
    for number in range(40):
        town.files("财政所", f"第{number}次.xlsx", str(number).encode())
    portal = visit(town.clock)
    shown, whole = part(portal.get("/"), "journal"), words(portal.get(f"/cycles/{town.cycle_id}/journal"))
    assert in_order(shown, "没有被改动过", "第39次.xlsx", "第10次.xlsx", "还有更早的11条")
    assert "第9次.xlsx" not in shown
    assert in_order(whole, "共41条", "排定2020年度报告的全年计划", "第0次.xlsx", "第39次.xlsx")


def test_a_journal_that_was_changed_afterwards_is_told_on_top(town: Town, visit: Visit) -> None:
    town.files("财政所")
    with transaction() as session:
        session.get_one(Entry, 1).what = "什么也没有发生"
    portal = visit(town.clock)
    assert "日志第1条与校验码对不上，可能被改动过" in part(portal.get("/"), "现在要看的")
    assert "请保留现状" in words(portal.get(f"/cycles/{town.cycle_id}/journal"))


# Several organs


def test_several_organs_make_a_board_with_the_most_urgent_on_top(town: Town, visit: Visit) -> None:
    late = Town("高村乡", "gaocun")
    late.hand_out()
    town.everybody_files()
    town.draft()
    town.now = at(1, 6)
    answer = visit(town.clock).get("/")
    assert in_order(
        words(answer),
        "要马上看 1个",
        "等人办理 1个",
        "高村乡",
        "等4个科室报数",
        "比计划晚2天",
        "0/4",
        "广武镇",
        "4/4",
    )
    assert f'<a href="/cycles/{late.cycle_id}">高村乡</a>' in answer.text
    assert top(visit(town.clock).get(f"/cycles/{town.cycle_id}")) == "等拟稿人周晓敏审签第1稿"


# Files


def test_documents_are_handed_over_byte_by_byte_under_their_chinese_names(town: Town, visit: Visit) -> None:
    town.everybody_files()
    draft = town.draft()
    portal = visit(town.clock)
    with look() as session:
        kept = {d.format: (d.id, session.get_one(File, d.file_id)) for d in session.exec(select(Document))}
    for kind in ("docx", "pdf"):
        document_id, file = kept[kind]
        answer = portal.get(f"/documents/{document_id}")
        assert answer.content == file.content
        begin, _, name = answer.headers["Content-Disposition"].partition("''")
        assert (begin, unquote(name)) == ("attachment; filename*=UTF-8", file.name)
        assert portal.get(f"/drafts/{draft}/files/ab/年报.{kind}").content == file.content


def test_a_draft_is_shown_as_a_page_that_can_do_nothing(town: Town, visit: Visit) -> None:
    town.everybody_files()
    draft = town.draft()
    for address in (f"/drafts/{draft}/index.html", "/documents/1"):
        answer = visit(town.clock).get(address)
        assert answer.content == PAGE
        assert answer.headers["Content-Type"].startswith("text/html")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-downloads; default-src 'none'")
        assert "Content-Disposition" not in answer.headers


def test_a_filing_and_a_bundle_come_back_exactly_as_they_went_in(town: Town, visit: Visit) -> None:
    filing = town.files("财政所")
    town.everybody_files()
    town.draft()
    archive = town.archive()
    portal = visit(town.clock)
    assert portal.get(f"/filings/{filing}/file").content == BYTES
    assert portal.get(f"/archives/{archive}").content == b"PK" + BYTES


def test_the_published_column_is_served_as_it_lies_in_the_folder(town: Town, visit: Visit) -> None:
    folder = settings().site / "guangwu" / "2020"
    portal = visit(town.clock)
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "manifest.json").write_bytes(b"{}")
    assert portal.get("/site/guangwu/2020/index.html").content == PAGE
    assert portal.get("/site/guangwu/2020/").content == PAGE
    assert portal.get("/site/guangwu/2020/manifest.json").content == b"{}"
    assert portal.get("/site/guangwu/2021/index.html").status_code == 404


@pytest.mark.parametrize(
    "above", ["/site/../nianbao.db", "/site/%2e%2e/nianbao.db", "/static/base.html.j2", "/static/..%2Fstyle.css"]
)
def test_nothing_beside_the_published_folder_can_be_fetched(above: str, town: Town, visit: Visit) -> None:
    assert visit(town.clock).get(above).status_code == 404


# Hostile and wrong input


HOSTILE = "<script>alert(1)</script>\"'所"


def test_a_hostile_office_name_and_file_name_stay_plain_text(visit: Visit) -> None:
    town = Town(offices={HOSTILE: "t3.received.natural_person"})
    town.hand_out()
    filing = town.files(HOSTILE, name='a"\r\nX-Evil: 1<img src=x>.html', content=b"<script>alert(1)</script>")
    portal = visit(town.clock)
    for address in ("/", f"/cycles/{town.cycle_id}/journal"):
        answer = portal.get(address)
        assert "<script" not in answer.text
        assert "<img src=x" not in answer.text
        assert HOSTILE in unescape(answer.text)
    answer = portal.get(f"/filings/{filing}/file")
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''a%22%0D%0AX-Evil")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize(
    "address",
    ["/cycles/7", "/cycles/0", "/cycles/99999999999999999999", "/cycles/abc", "/cycles/7/journal", "/documents/7",
     "/filings/7/file", "/archives/7", "/drafts/7/index.html", "/nowhere", "/docs", "/openapi.json"],
)  # fmt: skip
def test_what_does_not_exist_is_a_page_that_says_what_to_do(address: str, town: Town, visit: Visit) -> None:
    answer = visit(town.clock).get(address)
    assert answer.status_code == 404
    assert in_order(words(answer), "没有找到这一页", address, "回到总览")


# What every page must keep


def pages(town: Town, portal: TestClient) -> Iterator[Response]:
    """Yield every kind of page, with everything on it that can be there."""
    town.everybody_files()
    town.draft()
    town.everybody_signs()
    town.publish("http://example.test/2020/index.html")
    town.archive()
    town.tell("请填报", Delivery.DELIVERED, "司法所")
    for address in ("/", f"/cycles/{town.cycle_id}", f"/cycles/{town.cycle_id}/journal", "/nowhere"):
        yield portal.get(address)
    Town("高村乡", "gaocun")
    yield portal.get("/")


def test_no_page_can_change_anything_run_anything_or_fetch_anything_from_elsewhere(town: Town, visit: Visit) -> None:
    for answer in pages(town, visit(town.clock)):
        assert not re.search(
            r"<(form|script|button|input|iframe|object|base)\b|\son\w+=|style=|javascript:", answer.text
        )
        assert set(re.findall(r'<(?:link|img)[^>]*?(?:href|src)="([^"]*)"', answer.text)) == {
            "/static/mark.svg",
            "/static/style.css",
        }
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; script-src 'none'")


def test_every_page_is_built_for_screen_readers(town: Town, visit: Visit) -> None:
    for answer in pages(town, visit(town.clock)):
        assert '<html lang="zh-CN">' in answer.text
        assert [answer.text.count(mark) for mark in ("<header", "<main", "<footer", "<h1")] == [1, 1, 1, 1]
        assert not re.search(r"<th(?![^>]*\bscope=)[ >]", answer.text)
        assert answer.text.count("<table") == answer.text.count("<caption")
        ids = re.findall(r'\bid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', answer.text)) <= set(ids)


def test_every_link_within_the_portal_leads_somewhere(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    links = {link for answer in pages(town, portal) for link in re.findall(r'href="(/[^"]*)"', answer.text)}
    assert len(links) > 10
    assert {link: portal.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_the_paper_for_signing_shows_who_has_decided_and_carries_the_mark_of_its_draft(
    town: Town, visit: Visit
) -> None:
    town.everybody_files()
    draft_id = town.draft("c")
    town.sign(Role.DRAFTER)
    answer = visit(town.clock).get(f"/drafts/{draft_id}/review.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "%E9%80%81%E5%AE%A1%E5%8D%95" in answer.headers["content-disposition"]
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "拟稿人" in text
    (mark,) = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert mark.text == f"nianbao:荥阳市广武镇人民政府:2020:1:{'c' * 64}"
    assert visit(town.clock).get("/drafts/99/review.pdf").status_code == 404


def test_the_proof_says_where_each_number_of_the_text_comes_from_once_all_have_filed(
    town: Town, visit: Visit
) -> None:
    portal = visit(town.clock)
    assert portal.get(f"/cycles/{town.cycle_id}/proof").status_code == 404
    town.everybody_files()
    answer = portal.get(f"/cycles/{town.cycle_id}/proof")
    assert "校样" in words(answer)
    assert "script" not in answer.headers["content-security-policy"].replace("sandbox", "")
    assert f'href="/cycles/{town.cycle_id}/proof"' in portal.get(f"/cycles/{town.cycle_id}").text


def test_nothing_can_be_written_to_the_portal(town: Town, visit: Visit) -> None:
    portal = visit(town.clock)
    for address in ("/", f"/cycles/{town.cycle_id}", "/filings/1/file", "/site/index.html"):
        assert {portal.request(method, address).status_code for method in ("POST", "PUT", "DELETE")} == {405}


def test_the_portal_says_that_it_answers(visit: Visit) -> None:
    answer = visit(lambda: at(12, 1)).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


# In a real browser


@contextmanager
def served(clock: Callable[[], datetime]) -> Iterator[str]:
    """Serve the portal at a free port while open."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(clock), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [found]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{found.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_the_pages_fit_a_desk_and_a_telephone_and_the_browser_has_nothing_to_complain_of(town: Town) -> None:
    from playwright.sync_api import sync_playwright

    town.everybody_files()
    town.return_("司法所", "很长的一句话，" * 30 + "http://example.test/" + "a" * 200)
    town.tell("请填报" + "数据" * 60, Delivery.FAILED, "财政所", "没有登记可用的邮箱")
    addresses = ("/", f"/cycles/{town.cycle_id}/journal", "/nowhere")
    complaints: list[str] = []
    with served(town.clock) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width in (1280, 390):
            tab = browser.new_page(viewport={"width": width, "height": 900})
            tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            for address in addresses:
                tab.goto(base + address)
                assert tab.evaluate("document.documentElement.scrollWidth") == width
            tab.close()
        browser.close()
    assert [said for said in complaints if "404" not in said] == []  # /nowhere itself
