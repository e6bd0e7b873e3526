"""Archiving: one bundle with everything that led to the report, which an auditor can verify without this system."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from itertools import pairwise

import pytest

from deployments.demo.story import at
from models import Archive, ExplanationRow, File, queries
from models.db import look, transaction
from models.journal import broken_at
from report.explanation import Choice
from report.lifecycle import CHAIN, Stage
from report.writing import FORMATS
from settings import SHANGHAI
from tasks.archive import archive, bundle
from tests.tasks.town import OFFICES, Town

NAME = "广武镇人民政府2020年政府信息公开工作年度报告归档包.zip"


@pytest.fixture
def archived(approved: Town) -> Town:
    """Return the town with its report published and bundled."""
    approved.publish()
    approved.now = at(1, 8, 18)
    archive.fn(approved.cycle_id, approved.now)
    return approved


def bundle_of(town: Town) -> zipfile.ZipFile:
    with look() as session:
        draft = town.here.draft
        assert draft is not None
        kept: Archive | None = queries.archive(session, town.cycle_id, draft.report_hash)
        assert kept is not None
        return zipfile.ZipFile(io.BytesIO(session.get_one(File, kept.file_id).content))


def test_what_was_published_lies_in_the_bundle_byte_for_byte(archived: Town) -> None:
    held = bundle_of(archived)
    folder = archived.published()
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    inside = {n.removeprefix("1-published/"): held.read(n) for n in held.namelist() if n.startswith("1-published/")}
    assert inside == found
    assert len(inside) == len(FORMATS) + 1


def test_every_original_lies_in_the_bundle_those_that_were_refused_too(approved: Town) -> None:
    approved.files("司法所", content=b"cut off")
    approved.collect()
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    held = bundle_of(approved)
    originals = sorted(name for name in held.namelist() if name.startswith("2-filings/"))
    with look() as session:
        sent = {f.id: session.get_one(File, f.file_id).content for f in queries.filings(session, approved.cycle_id)}
    assert len(originals) == len(sent) == len(OFFICES) + 1
    assert sorted(held.read(name) for name in originals) == sorted(sent.values())
    assert held.read("2-filings/司法所/2-填报表.xlsx") == b"cut off"


def test_the_bundle_tells_who_signed_who_filed_who_was_told_and_what_was_found(archived: Town) -> None:
    held = bundle_of(archived)
    decisions = json.loads(held.read("3-decisions.json"))
    assert [(d["role"], d["verdict"]) for d in decisions] == [(role, "approve") for role in CHAIN]
    assert [d["person"] for d in decisions] == ["周晓敏", "何建国", "孙丽萍", "马志远"]
    assert archived.here.draft is not None
    assert {d["report_hash"] for d in decisions} == {archived.here.draft.report_hash}
    assert [row[0] for row in json.loads(held.read("4-findings.json"))] == [f.code for f in archived.here.findings]
    with look() as session:
        told = {n.key: n.text for n in queries.notices(session, archived.cycle_id) if ":archived:" not in n.key}
    assert {key: text for key, _, _, text in json.loads(held.read("5-notices.json"))} == told
    filings = {filing["office"]: filing for filing in json.loads(held.read("7-filings.json"))}
    assert list(filings) == list(OFFICES)
    assert filings["财政所"]["cells"]["t2.procurement.amount"] == "128000 元"
    assert filings["综合行政执法中队"]["nothing_to_report"] is True


def test_the_bundle_tells_who_explained_what_and_of_which_values(approved: Town) -> None:
    with transaction() as session:
        session.add(
            ExplanationRow(
                cycle_id=approved.cycle_id,
                code="Y-04",
                cells=["t2.procurement.projects"],
                values={"left": "36", "t2.procurement.projects": "36"},
                choice=Choice.REORGANISATION,
                sentence="采购职能由县划入。",
                given_by="周晓敏",
                given_at=approved.now,
                origin="看板",
            )
        )
    approved.publish()
    archive.fn(approved.cycle_id, approved.now)
    assert json.loads(bundle_of(approved).read("4-explanations.json"))[-1] == {
        "code": "Y-04",
        "cells": ["t2.procurement.projects"],
        "values": {"left": "36", "t2.procurement.projects": "36"},
        "choice": "reorganisation",
        "sentence": "采购职能由县划入。",
        "by": "周晓敏",
        "at": approved.now.isoformat(),
        "origin": "看板",
    }


def test_the_journal_in_the_bundle_is_a_whole_chain_that_anybody_can_recompute(archived: Town) -> None:
    entries = json.loads(bundle_of(archived).read("6-journal.json"))
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
    assert entries[0]["previous"] == ""
    assert all(later["previous"] == earlier["seal"] for earlier, later in pairwise(entries))
    assert entries[0]["what"].startswith("排定2020年度报告的全年计划")
    assert entries[-1]["what"] == f"归档《{NAME}》"
    with look() as session:
        assert broken_at(session) is None
        assert len(entries) == len(queries.journal(session, archived.cycle_id))


def test_the_bundle_opens_with_a_list_of_what_lies_in_it(archived: Town) -> None:
    held = bundle_of(archived)
    assert held.testzip() is None
    first, *others = held.namelist()
    listing = held.read(first).decode()
    assert [name for name in others if name not in listing] == []
    assert others == sorted(others)


def test_the_same_content_makes_the_same_bytes_on_every_day_of_a_run() -> None:
    contents = {"a/广武镇.pdf": b"%PDF", "b.json": b"{}"}
    morning, evening = (datetime(2021, 1, 8, hour, tzinfo=SHANGHAI) for hour in (8, 20))
    assert bundle(contents, morning) == bundle(dict(reversed(contents.items())), evening)
    assert bundle(contents, morning) != bundle({**contents, "b.json": b"[]"}, morning)


def test_a_report_is_bundled_once_and_the_leading_office_is_told_once(archived: Town) -> None:
    assert list(archived.told("archived")) == ["周晓敏"]
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
    archived.sends_again("财政所", {"t2.procurement.projects": 30})
    archived.draft()
    archived.everybody_signs()
    archived.publish()
    assert archived.here.due(archived.now) is Stage.ARCHIVE
    assert archive.fn(archived.cycle_id, archived.now) != ""
    decisions = json.loads(bundle_of(archived).read("3-decisions.json"))
    assert len(decisions) == 8
