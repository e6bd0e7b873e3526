"""Publishing: only what everybody approved, whole at every moment for a reader, and fetched again to compare."""

import hashlib
import json
import re
from http.server import ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import unquote

import httpx
import pytest

import models.law
from deployments.demo.story import at
from models import Cycle, Draft, queries
from models.db import look, transaction
from models.earlier import earlier
from models.rendering import published_files, site_of
from report.checks import RULES
from report.lifecycle import CHAIN, Role, Stage, Verdict
from report.reading import read
from report.rule import Case, Flaw, Flaws, explain
from report.writing import FORMATS, LINKED, render
from tasks.publish import (
    NotApproved,
    NotAsApproved,
    place_files,
    publish,
    ready_to_publish,
    verify,
    watch,
    watched,
)
from tests.tasks.test_draft import filed_figures, with_totals
from tests.tasks.town import FORM, Town

LINK = re.compile(r'href="(files/[^"]+)"')


def on_disk(town: Town) -> dict[str, bytes]:
    folder = town.published()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def nothing_is_published(town: Town) -> bool:
    return not any(path.is_file() for path in (town.home / "site").rglob("*"))


@pytest.mark.parametrize("missing", CHAIN)
def test_nothing_is_published_without_every_single_signature(approved: Town, missing: Role) -> None:
    with transaction() as session:
        [decision] = [d for d in queries.decisions_of_cycle(session, approved.cycle_id) if d.role == missing]
        session.delete(decision)
    with pytest.raises(NotApproved):
        publish.fn(approved.cycle_id, approved.now)
    assert nothing_is_published(approved)
    assert approved.here.publication is None


@pytest.mark.parametrize("other", CHAIN)
def test_nothing_is_published_on_a_signature_under_another_content(approved: Town, other: Role) -> None:
    with transaction() as session:
        [decision] = [d for d in queries.decisions_of_cycle(session, approved.cycle_id) if d.role == other]
        decision.report_hash = "0" * 64
    with pytest.raises(NotApproved):
        publish.fn(approved.cycle_id, approved.now)
    assert nothing_is_published(approved)


def test_nothing_is_published_while_somebody_has_sent_it_back(drafted: Town, site: str) -> None:
    for role in CHAIN[:3]:
        drafted.sign(role)
    drafted.sign(Role.HEAD, Verdict.RETURN, "再核一遍")
    with pytest.raises(NotApproved):
        publish.fn(drafted.cycle_id, drafted.now)


def test_figures_that_change_after_the_last_signature_are_not_published_under_it(approved: Town) -> None:
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    with pytest.raises(NotApproved):
        publish.fn(approved.cycle_id, approved.now)
    approved.draft()
    with pytest.raises(NotApproved):
        publish.fn(approved.cycle_id, approved.now)
    assert nothing_is_published(approved)


def test_what_a_new_law_asks_of_an_approved_report_is_answered_before_it_is_published(
    approved: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.law, "RULES", (*RULES, somebody_must_say_why))
    monkeypatch.setattr(models.law, "RULES_HASH", "stricter")
    approved.check()
    assert (approved.here.approved, approved.here.blocked) == (True, True)
    with pytest.raises(NotApproved):
        publish.fn(approved.cycle_id, approved.now)
    assert nothing_is_published(approved)
    approved.explain()
    assert approved.publish().endswith("/guangwu/2020/index.html")


@explain("Y-99", "总要有人说明", basis="本测试", example="任何报告")
def somebody_must_say_why(case: Case) -> Flaws:
    """Yield something of every report."""
    yield Flaw((), "请说明。")


def test_readers_find_exactly_the_approved_documents_and_a_manifest_of_them(approved: Town) -> None:
    address = approved.publish()
    assert address.endswith("/guangwu/2020/index.html")
    draft = approved.here.draft
    assert draft is not None
    with look() as session:
        kept = {document.path: file for document, file in queries.documents(session, draft.id or 0)}
    found = on_disk(approved)
    manifest = json.loads(found.pop("manifest.json"))
    assert found == {path: file.content for path, file in kept.items()}
    hashes = {path: facts["sha256"] for path, facts in manifest["files"].items()}
    assert hashes == {path: hashlib.sha256(content).hexdigest() for path, content in found.items()}
    assert hashes == {path: file.sha256 for path, file in kept.items()}
    assert {path: facts["size"] for path, facts in manifest["files"].items()} == {p: len(c) for p, c in found.items()}
    assert manifest["report_hash"] == draft.report_hash
    page = httpx.get(address).text
    with look() as session:
        linked = [d.path for d, _ in queries.documents(session, draft.id or 0) if d.format in LINKED]
    assert sorted(unquote(link) for link in LINK.findall(page)) == sorted(linked)
    column = httpx.get(address.removesuffix("2020/index.html") + "index.html").text
    assert 'href="2020/index.html"' in column


def test_what_was_published_can_be_rendered_again_from_its_data_byte_for_byte(approved: Town) -> None:
    address = approved.publish()
    found = on_disk(approved)
    del found["manifest.json"]
    [data] = [content for path, content in found.items() if path.endswith(".report.json")]
    with look() as session:
        past = earlier(session, session.get_one(Cycle, approved.cycle_id), 4)
    assert [report.year for report in past] == [2019]
    again = render(
        read("2020.report.json", data), signer=approved.here.organ.name, site=site_of(address), earlier=past
    )
    assert {document.path: document.content for document in again} == found


def test_every_published_cell_is_the_sum_of_what_the_offices_filled_in(approved: Town) -> None:
    approved.publish()
    [path] = [path for path in on_disk(approved) if path.endswith(".report.json")]
    cells = json.loads(on_disk(approved)[path])["cells"]
    found = {address: int(cells[address].removesuffix(" 元")) for address in FORM.addresses}
    assert len(found) == len(cells) == 198
    assert found == with_totals(filed_figures(approved))


def test_verified_once_means_told_once_and_publishing_again_changes_nothing(approved: Town) -> None:
    approved.publish()
    told = approved.told("published")
    assert len(told) == approved.count("published") == 12
    assert {"马志远", "赵国强", "工作群"} <= set(told)
    publication = approved.here.publication
    assert publication is not None
    assert publication.verified_at == approved.now
    before, files = approved.database, on_disk(approved)
    approved.now = at(1, 8, 9)
    approved.publish()
    assert (approved.database, on_disk(approved)) == (before, files)


def test_a_page_that_was_changed_behind_our_back_is_found_written_down_told_and_raised(approved: Town) -> None:
    approved.publish()
    page = approved.published() / "index.html"
    page.write_bytes(page.read_bytes().replace(b"162000", b"962000"))
    for _ in range(3):
        with pytest.raises(NotAsApproved, match=r"内容与批准的不同：.*index\.html"):
            verify.fn(approved.cycle_id, at(1, 8, 9))
    publication = approved.here.publication
    assert publication is not None
    assert "内容与批准的不同" in publication.trouble
    assert "962000" in publication.trouble
    told = approved.told("trouble")
    assert list(told) == ["周晓敏", "何建国", "孙丽萍", "马志远", "工作群"]
    assert approved.count("trouble") == 5
    assert publication.trouble in told["马志远"].text


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".json", "manifest.json"])
def test_no_attachment_can_be_changed_or_lost_unseen(approved: Town, suffix: str) -> None:
    approved.publish()
    [path] = [path for path in on_disk(approved) if path.endswith(suffix)][:1]
    (approved.published() / path).write_bytes(b"%PDF")
    with pytest.raises(NotAsApproved, match="内容与批准的不同"):
        verify.fn(approved.cycle_id, approved.now)
    (approved.published() / path).unlink()
    with pytest.raises(NotAsApproved, match="打不开"):
        verify.fn(approved.cycle_id, approved.now)


def test_a_column_that_does_not_list_the_year_is_found(approved: Town) -> None:
    approved.publish()
    (approved.published().parent / "index.html").write_text("<html></html>")
    with pytest.raises(NotAsApproved, match="年报栏目首页没有2020年的链接"):
        verify.fn(approved.cycle_id, approved.now)


def test_a_report_nobody_can_reach_is_not_published_yet_and_counts_once_it_can_be_reached(
    approved: Town, server: ThreadingHTTPServer
) -> None:
    publish.fn(approved.cycle_id, approved.now)
    address = approved.here.publication.address if approved.here.publication else ""
    moved = approved.home / "elsewhere"
    (approved.home / "site").rename(moved)
    with pytest.raises(NotAsApproved, match="打不开"):
        verify.fn(approved.cycle_id, approved.now)
    assert approved.count("published") == 0
    assert approved.here.due(approved.now) is Stage.PUBLISH
    moved.rename(approved.home / "site")
    assert verify.fn(approved.cycle_id, at(1, 7, 12)) == len(FORMATS) + 1
    publication = approved.here.publication
    assert publication is not None
    assert (publication.trouble, publication.verified_at, publication.address) == ("", at(1, 7, 12), address)
    assert approved.count("published") == 12


def test_a_dead_server_is_trouble_and_no_crash(approved: Town, server: ThreadingHTTPServer) -> None:
    publish.fn(approved.cycle_id, approved.now)
    server.shutdown()
    server.server_close()
    with pytest.raises(NotAsApproved, match="打不开"):
        verify.fn(approved.cycle_id, approved.now)
    assert approved.count("trouble") == 5


def test_trouble_that_lasts_is_told_again_on_the_next_day(approved: Town) -> None:
    approved.publish()
    (approved.published() / "index.html").unlink()
    for day in (8, 8, 9):
        with pytest.raises(NotAsApproved):
            verify.fn(approved.cycle_id, at(1, day, 9))
    assert approved.count("trouble") == 10


def test_every_night_a_silent_change_is_told_once_with_the_figure_that_was_changed_and_its_end_is_written_down(
    approved: Town,
) -> None:
    approved.publish()
    assert watched(at(1, 8, 2)) == [approved.cycle_id]
    assert watch.fn(approved.cycle_id, at(1, 8, 2)) == ""
    page = approved.published() / "index.html"
    was = page.read_text(encoding="utf-8")
    changed = re.sub(r'(data-address="t2.procurement.projects"[^>]*>)36<', r"\g<1>35<", was)
    assert changed != was
    page.write_text(changed, encoding="utf-8")
    for hour in (2, 3):  # run twice in one night
        assert "35" in watch.fn(approved.cycle_id, at(1, 9, hour))
    assert approved.count("altered") == 5
    assert watch.fn(approved.cycle_id, at(1, 10, 2)) != ""
    assert approved.count("altered") == 10
    assert approved.here.publication is not None
    assert approved.here.publication.trouble != ""
    page.write_text(was, encoding="utf-8")
    assert watch.fn(approved.cycle_id, at(1, 11, 2)) == ""
    assert approved.here.publication.trouble == ""
    assert [line[:3] for line in approved.journal()[-2:]] == ["夜检：", "夜检："]
    assert "又一致了" in approved.journal()[-1]


def test_a_dead_link_and_a_year_that_fell_out_of_the_column_are_found_at_night(approved: Town) -> None:
    approved.publish()
    next(approved.published().glob("files/*/*.pdf")).unlink()
    column = approved.published().parent / "index.html"
    column.write_text("<p>没有年报</p>", encoding="utf-8")
    trouble = watch.fn(approved.cycle_id, at(1, 9, 2))
    assert "打不开" in trouble
    assert "栏目" in trouble


def test_nobody_looks_before_publication_and_after_the_season(approved: Town) -> None:
    assert watched(at(1, 7, 2)) == []
    approved.publish()
    assert watched(at(3, 31, 2)) == [approved.cycle_id]
    assert watched(at(4, 1, 2)) == []


def test_a_report_is_ready_when_everybody_has_signed_and_until_it_was_compared(approved: Town) -> None:
    assert ready_to_publish(None, at(1, 7, 9)) == [approved.cycle_id]
    approved.publish()
    assert ready_to_publish(None, at(1, 7, 10)) == []
    assert ready_to_publish(approved.cycle_id, at(1, 7, 10)) == [approved.cycle_id]


def test_a_correction_takes_the_place_of_the_report_and_the_old_attachments_stay(approved: Town) -> None:
    approved.publish()
    first = on_disk(approved)
    approved.now = at(1, 11, 9)
    approved.asks_for_a_correction("数字报错")
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    approved.draft()
    approved.everybody_signs()
    approved.publish()
    second = on_disk(approved)
    assert second["index.html"] != first["index.html"]
    assert {path for path in first if path.startswith("files/")} < set(second)
    assert approved.count("published") == 24


def test_a_reader_never_meets_a_missing_or_mixed_file_while_the_report_is_replaced(approved: Town, site: str) -> None:
    drafts = [_files_of(approved)]
    approved.sends_again("财政所", {"t2.procurement.projects": 30})
    approved.draft()
    drafts.append(_files_of(approved))
    folder = approved.published()
    place_files(folder, drafts[0])
    stop, seen, wrong = Event(), set[int](), list[str]()

    def read() -> None:
        with httpx.Client(base_url=f"{site}/guangwu/2020/") as reader:
            while not stop.is_set():
                page = reader.get("index.html").content
                whole = [number for number, files in enumerate(drafts) if files["index.html"] == page]
                wrong.extend([] if whole else [f"half a page of {len(page)} bytes"])
                for number in whole:
                    seen.add(number)
                    for link in LINK.findall(page.decode()):
                        answer = reader.get(link)
                        if answer.status_code != 200 or answer.content != drafts[number][unquote(link)]:
                            wrong.append(f"{link}: {answer.status_code}")

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(60):
        place_files(folder, drafts[(turn + 1) % 2])
    stop.set()
    for reader in readers:
        reader.join()
    assert (wrong, seen) == ([], {0, 1})


def _files_of(town: Town) -> dict[str, bytes]:
    with look() as session:
        draft: Draft | None = queries.newest_draft(session, town.cycle_id)
        assert draft is not None
        return published_files(session, draft)
