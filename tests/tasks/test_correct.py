"""After publication: a correction says what it changes and keeps what was, a withdrawal leaves a notice alone."""

import json
import re
from dataclasses import replace

import httpx
import pytest
from lxml import html

from deployments.demo.story import at
from models import Correction, File, RunRequest, queries
from models.correcting import NotPossible
from models.db import look, transaction
from models.earlier import report_of
from models.errata import errata_of
from models.summary import situation, summary
from report.erratum import Change
from report.lifecycle import Stage
from report.reading import read
from tasks.least import prepare_least
from tasks.plan import warn
from tasks.publish import NotApproved, NotAsApproved, NotAsked, publish, ready_to_publish, verify, watch
from tests.tasks.test_publish import on_disk
from tests.tasks.town import Town

PROJECTS = "t2.procurement.projects"
WRONG = "采购项目漏计一个"


@pytest.fixture
def published(approved: Town) -> Town:
    """Return the town with its report read back on 7 January, on the 11th."""
    approved.publish()
    approved.now = at(1, 11, 9)
    return approved


def changes_its_figures(town: Town, projects: int) -> None:
    """File another number of projects, draft, and have everybody sign."""
    town.sends_again("财政所", {PROJECTS: projects})
    town.draft()
    town.everybody_signs()


def corrects(town: Town, projects: int, reason: str = WRONG) -> str:
    """Correct the number of projects all the way to the site; return the address."""
    town.asks_for_a_correction(reason)
    changes_its_figures(town, projects)
    return town.publish()


def words(page: bytes | str, path: str) -> list[str]:
    text = page.decode() if isinstance(page, bytes) else page
    return [" ".join(found.text_content().split()) for found in html.fromstring(text).xpath(path)]


def requests(town: Town) -> list[str]:
    with look() as session:
        return [request.key for request in queries.run_requests(session, town.cycle_id)]


def now_in_words(town: Town) -> str:
    """Return what the cycle waits for, in one sentence."""
    with look() as session:
        return situation(session, town.here, town.now.date()).sentence


# What nobody has asked for


def test_a_figure_that_changes_after_publication_does_not_replace_the_page_even_with_every_signature(
    published: Town,
) -> None:
    before = on_disk(published)
    changes_its_figures(published, 30)
    assert (published.here.approved, published.here.due(published.now)) == (True, Stage.PUBLISH)
    for _ in range(2):
        with pytest.raises(NotAsked, match=r"没有登记更正.*nianbao correct"):
            publish.fn(published.cycle_id, published.now)
    assert on_disk(published) == before
    assert list(published.told("not_asked")) == ["周晓敏"]
    assert published.journal().count("第2稿没有公开：已公开的内容有变动，但没有登记更正") == 1
    assert published.here.due(published.now) is None  # told once, it waits for somebody to say why
    assert now_in_words(published) == "新的一稿已全部签完，但网站上另有已公开的报告，等说明更正理由"
    assert ready_to_publish(None, published.now) == []
    assert watch.fn(published.cycle_id, published.now) == ""


def test_signatures_from_before_the_correction_was_asked_for_do_not_publish_it(published: Town) -> None:
    changes_its_figures(published, 30)
    published.asks_for_a_correction(WRONG)
    with pytest.raises(NotAsked):
        publish.fn(published.cycle_id, published.now)
    assert published.draft() is not None
    assert published.here.approved is False
    with pytest.raises(NotApproved):
        publish.fn(published.cycle_id, published.now)
    published.everybody_signs()
    assert "更正说明" in httpx.get(published.publish()).text


# 更正


def test_the_corrected_page_says_what_was_changed_when_and_why_and_leads_to_what_it_was(published: Town) -> None:
    address = published.here.publication.address if published.here.publication else ""
    first = httpx.get(address).content
    assert corrects(published, 30) == address
    page = httpx.get(address)
    [note] = words(page.text, "//aside[@class='errata']")
    assert "2021年1月7日公开的本报告，于2021年1月11日更正，原因：采购项目漏计一个。" in note
    assert [re.sub(r"^.*：", "", line) for line in words(page.text, "//aside[@class='errata']//li")] == [
        "原为 36，更正为 37"
    ]
    assert "政府集中采购" in note
    [old] = html.fromstring(page.text).xpath("//aside[@class='errata']//a/@href")
    was = httpx.get(str(page.url.join(old)))
    assert re.sub(rb"<body>\n<aside aria-label=.*?</aside>\n", b"<body>\n", was.content) == first
    assert "2021年1月7日公开的旧版本，已于2021年1月11日更正" in was.text
    for link in re.findall(r'href="(files/[^"]+)"', was.text):
        assert httpx.get(str(was.url.join(link))).status_code == 200
    assert httpx.get(str(was.url.join("../../index.html"))).content == page.content


def test_a_corrected_page_is_still_read_as_the_report_it_is(published: Town) -> None:
    page = httpx.get(corrects(published, 30)).content
    again = read("index.html", page)
    assert (again.cells, again.texts) == (published.sheet.cells, published.sheet.texts)


def test_the_column_says_when_a_report_was_published_and_when_it_was_corrected(published: Town) -> None:
    address = corrects(published, 30)
    column = httpx.get(address.removesuffix("2020/index.html") + "index.html").text
    assert words(column, "//li/time") == ["2021-01-07"]
    assert words(column, "//li/span") == ["更正于 2021-01-11"]


def test_all_documents_are_made_anew_and_everybody_is_told(published: Town) -> None:
    first = published.here.draft
    corrects(published, 30)
    second = published.here.draft
    assert first is not None
    assert second is not None
    with look() as session:
        was, now = ({d.format: f.sha256 for d, f in queries.documents(session, n.id or 0)} for n in (first, second))
    assert {format for format, sha256 in was.items() if now[format] == sha256} == {"schema", "qr-svg", "qr-png"}
    assert list(published.told("correction")) == ["周晓敏", "何建国", "孙丽萍", "马志远"]
    told = [notice for key, notice in published.told("published").items() if key == "马志远"]
    assert [notice.subject for notice in told] == ["更正已公开：广武镇人民政府2020年政府信息公开工作年度报告"]
    assert published.count("published") == 24


def test_a_second_correction_keeps_both_versions_and_tells_of_both_the_latest_first(published: Town) -> None:
    corrects(published, 30)
    published.now = at(1, 13, 9)
    address = corrects(published, 31, "又查出一个")
    page = httpx.get(address).text
    assert words(page, "//aside[@class='errata']//ins") == ["38", "37"]
    links = [str(link) for link in html.fromstring(page).xpath("//aside[@class='errata']//a/@href")]
    assert links == ["versions/2/index.html", "versions/1/index.html"]
    assert "更正为 <ins>37</ins>" in httpx.get(address.replace("index.html", links[0])).text
    assert "aside" not in words(httpx.get(address.replace("index.html", links[1])).text, "//aside[@class='errata']")
    column = httpx.get(address.removesuffix("2020/index.html") + "index.html").text
    assert (words(column, "//li/time"), words(column, "//li/span")) == (["2021-01-07"], ["更正于 2021-01-13"])


def test_a_corrected_text_shows_only_the_paragraph_that_changed(published: Town) -> None:
    published.asks_for_a_correction("文字有误")
    first, *others = published.sheet.texts["overview"].split("\n")
    texts = {**published.sheet.texts, "overview": "\n".join(["换了一句。", *others])}
    with look() as session:
        assert errata_of(session, published.cycle_id, published.sheet) == ()
        [erratum] = errata_of(session, published.cycle_id, replace(published.sheet, texts=texts))
    assert erratum.changes == (Change("总体情况", first, "换了一句。"),)


def test_drafting_publishing_and_comparing_a_correction_again_changes_nothing(published: Town) -> None:
    corrects(published, 30)
    before, files = published.database, on_disk(published)
    published.now = at(1, 12, 9)
    assert published.draft() is None
    published.publish()
    assert (published.database, on_disk(published)) == (before, files)
    assert watch.fn(published.cycle_id, at(1, 13, 2)) == ""


def test_an_old_version_that_is_altered_or_lost_is_found_at_night(published: Town) -> None:
    corrects(published, 30)
    old = published.published() / "versions/1/index.html"
    old.write_bytes(old.read_bytes().replace(b"36", b"63"))
    assert "versions/1/index.html" in watch.fn(published.cycle_id, at(1, 12, 2))
    old.unlink()
    assert "打不开" in watch.fn(published.cycle_id, at(1, 13, 2))


def test_a_correction_in_march_makes_nobody_hurry_the_report_was_in_time(published: Town) -> None:
    published.now = at(3, 1, 9)
    published.asks_for_a_correction(WRONG)
    published.sends_again("财政所", {PROJECTS: 30})
    published.draft()
    assert warn.fn(published.cycle_id, published.now) == ""
    assert not prepare_least.fn(published.cycle_id, published.now)
    published.withdraws("附件中有一处个人信息没有隐去")
    assert prepare_least.fn(published.cycle_id, published.now)


def test_asking_without_changing_anything_leaves_everything_as_it_is(published: Town) -> None:
    files = on_disk(published)
    published.asks_for_a_correction(WRONG)
    before = published.database
    published.asks_for_a_correction(WRONG)
    assert published.draft() is None
    published.publish()
    assert (published.database, on_disk(published)) == (before, files)
    assert [key for key in requests(published) if "correction" in key] == [
        f"{published.cycle_id}:draft:correction-1:1"
    ]


@pytest.mark.parametrize(
    ("by", "reason", "sentence"),
    [
        ("赵国强", "数字报错", "“赵国强”不在审签人和牵头科室联系人里.*周晓敏"),
        ("周晓敏", "  ", "必须写明原因"),
    ],
)
def test_who_may_not_ask_and_who_does_not_say_why_is_answered_and_nothing_is_written(
    published: Town, by: str, reason: str, sentence: str
) -> None:
    before = published.database
    with pytest.raises(NotPossible, match=sentence):
        published.asks_for_a_correction(reason, by)
    assert published.database == before


def test_what_is_not_published_and_what_is_open_already_is_not_opened(approved: Town) -> None:
    with pytest.raises(NotPossible, match="还没有公开"):
        approved.asks_for_a_correction(WRONG)
    with pytest.raises(NotPossible, match="还没有公开"):
        approved.withdraws("涉及个人隐私")
    approved.publish()
    approved.asks_for_a_correction(WRONG)
    with pytest.raises(NotPossible, match=r"已经登记了更正.*采购项目漏计一个。"):
        approved.asks_for_a_correction("另有原因")
    with look() as session:
        assert session.get_one(Correction, 1).reason == f"{WRONG}。"


# 撤回


def test_a_withdrawn_report_is_neither_published_nor_archived_and_waits_for_a_new_draft(published: Town) -> None:
    published.withdraws("涉密")
    here = published.here
    assert (here.stage, here.is_out, here.due(published.now)) == (Stage.PUBLISH, False, Stage.PUBLISH)
    assert now_in_words(published) == "正在从网站上撤回"
    published.publish()
    assert (published.here.stage, published.here.due(published.now)) == (Stage.PUBLISH, None)
    assert now_in_words(published) == "已撤回，等改正后重新公开"
    with look() as session:
        assert summary(session, published.here, published.now.date())["published"] == ""
        assert report_of(session, published.organ_id, 2020) is None
    published.sends_again("财政所", {PROJECTS: 31})
    published.draft()
    published.everybody_signs()
    assert published.here.due(published.now) is Stage.PUBLISH
    published.publish()
    with look() as session:
        assert report_of(session, published.organ_id, 2020) is not None


def test_a_withdrawn_report_leaves_a_notice_and_none_of_its_files(published: Town) -> None:
    before = on_disk(published)
    published.withdraws("附件中有一处个人信息没有隐去")
    assert published.publish().endswith("/guangwu/2020/index.html")
    assert set(on_disk(published)) == {"index.html"}
    assert published.here.publication is not None
    address = published.here.publication.address
    notice = words(httpx.get(address).text, "//main")[0]
    for told in (
        "荥阳市广武镇人民政府2021年1月7日在本页公开的《广武镇人民政府2020年政府信息公开工作年度报告》，已于2021年1月11日撤回",
        "撤回原因：附件中有一处个人信息没有隐去。",
        "第六条",
        "请与党政办公室联系，电话：",
    ):
        assert told in notice
    for path in set(before) - {"index.html"}:
        assert httpx.get(address.replace("index.html", path)).status_code == 404
    column = httpx.get(address.removesuffix("2020/index.html") + "index.html").text
    assert words(column, "//li[@class='withdrawn']") == [
        "广武镇人民政府2020年政府信息公开工作年度报告（已撤回） 撤回于 2021-01-11"
    ]
    with look() as session:
        kept = {d.path: f.content for d, f in queries.documents(session, published.here.draft.id or 0)}  # type: ignore[union-attr]
    assert kept == {path: content for path, content in before.items() if path != "manifest.json"}


def test_the_chain_the_office_and_the_group_are_told_of_a_withdrawal_once_and_the_run_is_asked_for(
    published: Town,
) -> None:
    for _ in range(2):
        published.withdraws("涉密")
    assert list(published.told("withdrawn")) == ["周晓敏", "何建国", "孙丽萍", "马志远", "工作群"]
    assert "周晓敏提出、马志远确认" in published.told("withdrawn")["孙丽萍"].text
    assert [key for key in requests(published) if "withdrawal" in key] == [
        f"{published.cycle_id}:publish:withdrawal-1:1"
    ]
    published.publish()
    before = published.database
    published.publish()
    assert published.database == before
    assert published.journal()[-3:] == [
        "撤回已公开的年报（马志远确认）：涉密。",
        f"撤下 {published.here.publication.address}，换成撤回公告",  # type: ignore[union-attr]
        "重新读取，读者看到的是撤回公告，原来的文件已打不开",
    ]


@pytest.mark.parametrize(
    ("by", "second"), [("周晓敏", "何建国"), ("周晓敏", "周晓敏"), ("马志远", "马志远"), ("周晓敏", "")]
)
def test_a_withdrawal_needs_the_word_of_a_second_leader(published: Town, by: str, second: str) -> None:
    before = published.database
    with pytest.raises(NotPossible, match="撤回要由另一位领导确认"):
        published.withdraws("涉密", by, second)
    assert published.database == before


def test_at_night_the_notice_is_what_readers_must_get_and_a_file_that_came_back_is_told(published: Town) -> None:
    [pdf] = [path for path in on_disk(published) if path.endswith(".pdf") and "海报" not in path][:1]
    content = (published.published() / pdf).read_bytes()
    published.withdraws("涉密")
    published.publish()
    assert watch.fn(published.cycle_id, at(1, 12, 2)) == ""
    (published.published() / pdf).parent.mkdir(parents=True, exist_ok=True)
    (published.published() / pdf).write_bytes(content)
    assert "已撤回的文件仍能打开" in watch.fn(published.cycle_id, at(1, 13, 2))
    assert published.count("still_there") == 5
    with pytest.raises(NotAsApproved, match="已撤回的文件仍能打开"):
        verify.fn(published.cycle_id, at(1, 13, 3))
    published.now = at(1, 13, 9)
    published.publish()
    assert set(on_disk(published)) == {"index.html"}


def test_what_was_withdrawn_stays_away_until_a_later_draft_is_signed_and_then_nothing_older_is_shown(
    published: Town,
) -> None:
    corrects(published, 30)
    published.now = at(1, 12, 9)
    published.withdraws("附件中有一处个人信息没有隐去")
    published.publish()
    published.sends_again("财政所", {PROJECTS: 31})
    published.draft()
    published.publish()
    assert set(on_disk(published)) == {"index.html"}
    published.everybody_signs()
    page = httpx.get(published.publish()).text
    [note] = words(page, "//aside[@class='errata']")
    assert "曾于2021年1月11日公开，2021年1月12日撤回，原因：附件中有一处个人信息没有隐去。现改正后重新公开。" in note
    assert words(page, "//aside[@class='errata']//*[self::del or self::ins or self::a]") == []
    assert not (published.published() / "versions").exists()
    column = httpx.get(str(published.here.publication.address).removesuffix("2020/index.html") + "index.html").text  # type: ignore[union-attr]
    assert (words(column, "//li/time"), words(column, "//li/span")) == (["2021-01-12"], [])


def test_a_report_withdrawn_by_mistake_is_published_again_only_after_everybody_has_signed_it_anew(
    published: Town,
) -> None:
    published.withdraws("误报为涉密")
    published.publish()
    assert published.draft() is not None
    published.publish()
    assert set(on_disk(published)) == {"index.html"}
    published.everybody_signs()
    assert "现改正后重新公开" in httpx.get(published.publish()).text
    assert json.loads(on_disk(published)["manifest.json"])["report_hash"] == published.here.draft.report_hash  # type: ignore[union-attr]


def test_a_withdrawn_report_is_not_opened_for_a_correction_it_is_open(published: Town) -> None:
    published.withdraws("涉密")
    with pytest.raises(NotPossible, match="不用再登记更正"):
        published.asks_for_a_correction(WRONG)
    with pytest.raises(NotPossible, match="已经撤回，原因：涉密。"):
        published.withdraws("另有原因")


# What readers got


def test_the_page_is_kept_as_readers_got_it_at_first_and_whenever_that_changes(published: Town) -> None:
    page = published.published() / "index.html"
    was = page.read_bytes()
    page.write_bytes(was.replace(b"162000", b"962000"))
    for day in (12, 13):
        watch.fn(published.cycle_id, at(1, day, 2))
    page.write_bytes(was)
    watch.fn(published.cycle_id, at(1, 14, 2))
    with look() as session:
        kept = [
            (r.fetched_at.day, bool(r.trouble), r.file_id) for r in queries.readbacks(session, published.cycle_id)
        ]
        contents = [session.get_one(File, file_id).content for _, _, file_id in kept]
    assert [row[:2] for row in kept] == [(7, False), (12, True), (14, False)]
    assert contents == [was, was.replace(b"162000", b"962000"), was]


def test_the_order_to_run_is_written_with_the_withdrawal(published: Town) -> None:
    published.withdraws("涉密")
    with transaction() as session:
        request = queries.run_request_keyed(session, f"{published.cycle_id}:publish:withdrawal-1:1")
        assert isinstance(request, RunRequest)
        assert (request.state, request.parameters["cycle_id"]) == ("waiting", published.cycle_id)
