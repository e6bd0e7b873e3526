"""Archiving: one bundle from which an inspector reads the whole year, and which anybody can verify and rebuild."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html

from deployments.demo.story import at
from models import Archive, ExplanationRow, File, Notice, queries
from models.db import look, transaction
from models.dossier import NothingYet, dossier
from models.journal import broken_at, enter
from report.explanation import Choice
from report.lifecycle import CHAIN, Stage
from report.writing import FORMATS
from tasks.archive import archive
from tasks.publish import watch
from templates import say
from tests.report.writing.browser import needs_chromium
from tests.report.writing.browser import opened as opened_page
from tests.report.writing.test_axe import objections
from tests.tasks.town import OFFICES, Town

NAME = "广武镇人民政府2020年政府信息公开工作年度报告归档包.zip"


@pytest.fixture
def archived(approved: Town) -> Town:
    """Return the town with its report published and bundled."""
    approved.publish()
    approved.now = at(1, 8, 18)
    archive.fn(approved.cycle_id, approved.now)
    return approved


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def bundle_of(town: Town) -> zipfile.ZipFile:
    with look() as session:
        draft = town.here.draft
        assert draft is not None
        kept: Archive | None = queries.archive(session, town.cycle_id, draft.report_hash)
        assert kept is not None
        return opened(session.get_one(File, kept.file_id).content)


def made(town: Town) -> bytes:
    with look() as session:
        return dossier(session, town.cycle_id, town.now)[1]


def data(held: zipfile.ZipFile, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(held.read(say("archive", "data", name=name)))
    return found


def read_aloud(held: zipfile.ZipFile, path: str) -> str:
    return " ".join(" ".join(html.fromstring(held.read(path).decode()).xpath("//main//text()")).split())


# What lies in it


def test_what_was_published_lies_in_the_bundle_byte_for_byte(archived: Town) -> None:
    held = bundle_of(archived)
    folder = archived.published()
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    mark = "1-报告/第1稿/"
    inside = {n.removeprefix(mark): held.read(n) for n in held.namelist() if n.startswith(mark)}
    assert inside == found
    assert len(inside) == len(FORMATS) + 1
    assert held.read("1-报告/读者看到的网页/2021-01-07-1.html") == found["index.html"]


def test_every_original_lies_in_the_bundle_those_that_were_refused_too(approved: Town) -> None:
    approved.files("司法所", content=b"cut off")
    approved.collect()
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    held = bundle_of(approved)
    originals = sorted(n for n in held.namelist() if n.startswith("2-报送/") and not n.endswith(".html"))
    with look() as session:
        sent = {f.id: session.get_one(File, f.file_id).content for f in queries.filings(session, approved.cycle_id)}
    assert len(originals) == len(sent) == len(OFFICES) + 1
    assert sorted(held.read(name) for name in originals) == sorted(sent.values())
    assert held.read("2-报送/司法所/2-填报表.xlsx") == b"cut off"
    assert "不能接收，须重报" in read_aloud(held, "2-报送/报送情况.html")


def test_the_bundle_tells_who_signed_who_filed_who_was_told_and_what_was_found(archived: Town) -> None:
    held = bundle_of(archived)
    decisions = data(held, "decisions")
    assert [(d["role"], d["verdict"]) for d in decisions] == [(role, "approve") for role in CHAIN]
    assert [d["person"] for d in decisions] == ["周晓敏", "何建国", "孙丽萍", "马志远"]
    assert archived.here.draft is not None
    assert {d["report_hash"] for d in decisions} == {archived.here.draft.report_hash}
    page = read_aloud(held, "3-审签/审签记录.html")
    assert "主要领导 马志远 同意 2021年1月7日 09:00 看板 " + archived.here.draft.report_hash in page
    assert held.read("3-审签/送审单（第1稿）.pdf").startswith(b"%PDF")
    assert [row["code"] for row in data(held, "findings")] == [f.code for f in archived.here.findings]
    with look() as session:
        told = [n.subject for n in queries.notices(session, archived.cycle_id) if ":archived:" not in n.key]
    assert [notice["subject"] for notice in data(held, "notices")] == told
    filings = {str(filing["office"]): filing for filing in data(held, "filings")}
    assert list(filings) == list(OFFICES)
    assert "128000 元" in json.dumps(filings["财政所"], ensure_ascii=False)
    assert filings["综合行政执法中队"]["nothing_to_report"] is True
    plan = read_aloud(held, "8-计划/全年计划.html")
    assert [step.reckoning in plan for step in archived.here.steps.values()] == [True] * 7


def test_the_bundle_tells_who_explained_what_and_of_which_values(approved: Town) -> None:
    with transaction() as session:
        session.add(
            ExplanationRow(
                cycle_id=approved.cycle_id,
                code="Y-04",
                cells=["t2.procurement.projects"],
                values={"left": "36", "t2.procurement.projects": "36"},
                choice=Choice.REORGANISATION,
                sentence="采购职能由<县>划入。",
                given_by="周晓敏",
                given_at=approved.now,
                origin="看板",
            )
        )
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    held = bundle_of(approved)
    assert data(held, "explanations")[-1] == {
        "code": "Y-04",
        "cells": ["t2.procurement.projects"],
        "values": {"left": "36", "t2.procurement.projects": "36"},
        "choice": "reorganisation",
        "sentence": "采购职能由<县>划入。",
        "figures": [["表二“政府集中采购”行“采购项目数量”列", "36"]],
        "by": "周晓敏",
        "at": approved.now.isoformat(),
        "origin": "看板",
    }
    page = read_aloud(held, "4-核对/核对结果和书面说明.html")
    assert "列：36 机构改革 采购职能由<县>划入。 周晓敏 2021年1月7日" in page


def test_the_journal_in_the_bundle_is_a_whole_chain_that_anybody_can_recompute(archived: Town) -> None:
    journal = json.loads(bundle_of(archived).read("9-数据/日志.json"))
    entries = journal["entries"]
    for entry in entries:
        moment = int(datetime.fromisoformat(entry["at"]).timestamp() * 1e6)
        facts = [
            entry["previous"],
            entry["cycle"],
            moment,
            *(entry[key] for key in ("who", "origin", "what", "about")),
        ]
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == entry["seal"]
    assert all(later["previous"] == earlier["seal"] for earlier, later in pairwise(journal["chain"]))
    assert {entry["seal"] for entry in entries} <= {link["seal"] for link in journal["chain"]}
    assert entries[-1]["what"] == f"归档《{NAME}》"
    with look() as session:
        assert broken_at(session) is None
        assert len(entries) == len(queries.journal(session, archived.cycle_id))


def test_entries_of_another_report_are_counted_and_show_nothing_but_their_seals(approved: Town) -> None:
    with transaction() as session:
        enter(session, approved.now, "别人", "portal", "别处的事", "", None)
        enter(session, approved.now, "某某", "portal", "本年报的事", "", approved.cycle_id)
    held = opened(made(approved))
    journal = json.loads(held.read("9-数据/日志.json"))
    assert journal["others"] == 1
    assert "别处的事" not in "".join(held.read(n).decode(errors="ignore") for n in held.namelist())
    assert "中间有1条属于别的年报" in read_aloud(held, "7-日志/日志.html")


def test_a_journal_that_was_changed_afterwards_is_said_on_the_first_page(archived: Town) -> None:
    assert "逐条校验，没有被改动过" in read_aloud(bundle_of(archived), "目录.html")
    with transaction() as session:
        queries.journal(session, archived.cycle_id)[1].who = "另一个人"
    assert "校验不通过" in read_aloud(opened(made(archived)), "目录.html")


def test_nothing_secret_lies_in_it_neither_codes_nor_what_lets_somebody_sign(approved: Town) -> None:
    token = "aB3_" * 10
    with transaction() as session:
        for key, text in (("code:1", "验证码 135790"), ("1:sign:x", f"请签：https://portal.example/decide/{token}")):
            session.add(
                Notice(key=key, cycle_id=approved.cycle_id, subject="请签", text=text, written_at=approved.now)
            )
    held = opened(made(approved))
    everything = b"".join(held.read(name) for name in held.namelist())
    assert token.encode() not in everything
    assert b"135790" not in everything
    assert "https://portal.example/decide/（签字链接，此处略去）" in everything.decode(errors="ignore")


def test_the_bundle_tells_of_corrections_withdrawals_and_what_readers_got(archived: Town) -> None:
    archived.now = at(1, 11, 9)
    archived.asks_for_a_correction("漏计一个")
    archived.sends_again("财政所", {"t2.procurement.projects": 30})
    archived.draft()
    archived.everybody_signs()
    archived.publish()
    archived.withdraws("个人信息没有隐去")
    archived.publish()
    (archived.published() / "index.html").write_bytes(b"defaced")
    watch.fn(archived.cycle_id, at(1, 12, 2))
    held = opened(made(archived))
    changes = read_aloud(held, "5-变动/变动记录.html")
    assert "周晓敏登记更正，原因：漏计一个。" in changes
    assert "周晓敏提出、马志远确认撤回，原因：个人信息没有隐去。" in changes
    assert re.search(r"采购项目数量.* 36 37", changes)
    assert held.read("1-报告/读者看到的网页/2021-01-12-3.html") == b"defaced"
    assert "个人信息没有隐去" in read_aloud(held, "1-报告/撤回公告-2021-01-11.html")
    assert {name.split("/")[1] for name in held.namelist() if name.startswith("1-报告/第")} == {"第1稿", "第2稿"}
    assert "已撤回，还没有重新公开。" in read_aloud(held, "目录.html")


# How it opens


@pytest.mark.parametrize("when", ["archived", "drafted"])
def test_every_link_of_every_page_leads_to_a_file_of_the_bundle_and_every_file_is_listed(
    when: str, request: pytest.FixtureRequest
) -> None:
    held = opened(made(request.getfixturevalue(when)))
    names = held.namelist()
    assert (held.testzip(), names[0]) == (None, "目录.html")
    pages = [name for name in names if name.endswith(".html") and not name.startswith("1-")]
    assert len(pages) == 8
    for page in pages:
        for link in html.fromstring(held.read(page).decode()).xpath("//a/@href"):
            target = PurePosixPath(page).parent / unquote(urldefrag(str(link)).url)
            parts: list[str] = []
            for part in target.parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            assert "/".join(parts) in names, (page, link)
    listed = [unquote(str(a)) for a in html.fromstring(held.read("目录.html").decode()).xpath("//a/@href")]
    assert set(names) - {"目录.html"} <= set(listed)


@needs_chromium
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_the_bundle_shuts_anybody_out(archived: Town, width: int, tmp_path: Path) -> None:
    held = bundle_of(archived)
    for name in held.namelist():
        if name.endswith(".html") and not name.startswith("1-"):
            with opened_page(tmp_path, held.read(name), width, 900) as tab:
                assert (name, objections(tab)) == (name, [])


def test_chinese_names_are_marked_as_utf_8_and_the_manifest_has_every_other_file(archived: Town) -> None:
    held = bundle_of(archived)
    assert all(entry.flag_bits & 0x800 for entry in held.infolist() if not entry.filename.isascii())
    manifest = json.loads(held.read("校验清单.json"))
    hashes = {path: facts["sha256"] for path, facts in manifest["files"].items()}
    others = set(held.namelist()) - {"校验清单.json"}
    assert hashes == {path: hashlib.sha256(held.read(path)).hexdigest() for path in others}


def test_the_same_state_and_moment_give_the_same_bytes(archived: Town) -> None:
    first = made(archived)
    assert made(archived) == first
    archived.now = at(1, 9, 18)
    assert made(archived) != first


def test_before_the_first_draft_there_is_nothing_and_after_it_what_is_missing_is_said(
    filed: Town, at_step: Callable[[str], Town]
) -> None:
    with pytest.raises(NothingYet, match="还没有第一稿"):
        made(filed)
    told = read_aloud(opened(made(at_step("drafted"))), "目录.html")
    for lacking in ("现在的稿还没有签完。", "还没有公开。", "没有保存上级通知"):
        assert lacking in told


# When it is made


def test_a_report_is_bundled_once_and_the_leading_office_is_told_once_with_the_hash(archived: Town) -> None:
    [told] = archived.told("archived").values()
    with look() as session:
        assert archived.here.draft is not None
        kept = queries.archive(session, archived.cycle_id, archived.here.draft.report_hash)
        assert kept is not None
        assert session.get_one(File, kept.file_id).sha256 in told.text
    before = archived.database
    assert archive.fn(archived.cycle_id, at(1, 9, 18)) == ""
    assert archived.database == before
    assert archived.here.due(at(1, 9, 18)) is None


def test_nothing_is_bundled_before_the_report_was_published_and_compared(approved: Town) -> None:
    before = approved.database
    assert archive.fn(approved.cycle_id, approved.now) == ""
    assert approved.database == before


def test_a_correction_that_is_published_gets_a_bundle_of_its_own(archived: Town) -> None:
    archived.now = at(1, 11, 9)
    archived.asks_for_a_correction("漏计一个")
    archived.sends_again("财政所", {"t2.procurement.projects": 30})
    archived.draft()
    archived.everybody_signs()
    archived.publish()
    assert archived.here.due(archived.now) is Stage.ARCHIVE
    assert archive.fn(archived.cycle_id, archived.now) != ""
    assert len(data(bundle_of(archived), "decisions")) == 8
