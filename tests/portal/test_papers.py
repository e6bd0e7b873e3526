"""A paper that was signed by hand comes back as a photograph, finds its draft, and lets the chain go on."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import httpx
import pikepdf
import pypdfium2
import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageFilter
from sqlmodel import select

from models import Decision, File, SignedPaper, queries
from models.db import look
from models.operator import operator_key
from models.standing import standing
from report.lifecycle import Role, Verdict
from report.rule import Weight
from report.writing.qr import qr_png
from tests.portal.operators import enter, entered, voucher
from tests.portal.test_board import CHROMIUM, in_order, served, words
from tests.portal.town import Town, at

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[[Callable[[], datetime]], TestClient]
TABLE = (120, 100, 80)
BLANK = Image.new("RGB", (900, 1200), "white")


def photographed(pdf: bytes, angle: float = -8, quality: int = 60) -> bytes:
    """Return the first page as somebody's telephone takes it: askew, from the side, unsharp, in bad light."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil().convert("RGB")
    width, height = page.size
    taken = Image.new("RGB", (int(width * 1.4), int(height * 1.3)), TABLE)
    taken.paste(page, (int(width * 0.2), int(height * 0.15)))
    wide, high = taken.size
    slant = (wide * 0.06, 0, 0, high, wide, high, wide * 0.94, high * 0.03)
    taken = taken.transform((wide, high), Image.Transform.QUAD, slant, Image.Resampling.BICUBIC)
    taken = taken.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    taken = taken.resize((1800, 2400)).filter(ImageFilter.GaussianBlur(1.5))
    light = Image.linear_gradient("L").resize(taken.size).point(lambda value: 110 + value // 2)
    return saved(Image.composite(taken, Image.new("RGB", taken.size, (30, 30, 30)), light), quality=quality)


def saved(picture: Image.Image, kind: str = "JPEG", **how: int) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


@pytest.fixture
def town(town: Town) -> Town:
    """Return the town whose first draft waits for the drafter."""
    town.everybody_files()
    town.draft("c")
    town.now = at(1, 5)
    return town


@pytest.fixture
def portal(town: Town, visit: Visit) -> TestClient:
    """Return the portal, entered by an operator."""
    portal = visit(town.clock)
    enter(portal)
    return portal


def printed(town: Town, portal: TestClient) -> bytes:
    """Return the paper of the newest draft as it is printed."""
    with look() as session:
        draft = queries.newest_draft(session, town.cycle_id)
    assert draft is not None
    return portal.get(f"/drafts/{draft.id}/review.pdf").content


def brought(portal: TestClient, *files: tuple[str, bytes]) -> httpx.Response:
    """Bring files to the portal."""
    given = {"voucher": voucher(portal.get("/papers"))}
    return portal.post("/papers", data=given, files=[("files", file) for file in files])


def does(portal: TestClient, what: str, paper_id: int = 1, **fields: str) -> httpx.Response:
    """Send one of the forms of a paper's page."""
    given = {name.replace("_", ":", 1): value for name, value in fields.items()}
    given["voucher"] = voucher(portal.get(f"/papers/{paper_id}"))
    return portal.post(f"/papers/{paper_id}/{what}", data=given)


def papers() -> list[SignedPaper]:
    with look() as session:
        return list(reversed(queries.papers(session)))


def decisions() -> list[tuple[str, Verdict, str, str]]:
    with look() as session:
        made = session.exec(select(Decision).order_by(Decision.id))
        return [(str(d.role), d.verdict, d.reason, d.origin) for d in made]


# Bringing it back


@pytest.mark.parametrize("angle", [-8, 95, 180])
def test_a_photograph_finds_its_draft_by_the_code_on_it(angle: float, town: Town, portal: TestClient) -> None:
    photograph = photographed(printed(town, portal), angle)
    answer = brought(portal, ("送审单.jpg", photograph))
    assert "这是广武镇2020年度第1稿的送审单。请照纸上写的登记意见，现在等拟稿人周晓敏。" in words(answer)
    (paper,) = papers()
    assert (paper.draft_id, paper.brought_by, paper.origin) == (1, "维护人员李工", "看板 testclient")
    with look() as session:
        kept = session.get_one(File, paper.file_id)
    assert (kept.name, kept.content) == ("送审单.jpg", photograph)
    assert portal.get("/papers/1/file").content == photograph


def test_a_scan_finds_its_draft_as_well(town: Town, portal: TestClient) -> None:
    answer = brought(portal, ("扫描件.pdf", printed(town, portal)))
    assert "这是广武镇2020年度第1稿的送审单" in words(answer)
    assert "<img" not in re.sub(r'<img src="/static', "", answer.text)


def test_the_page_of_the_cycle_shows_what_came_back_with_its_hash(town: Town, portal: TestClient) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    answer = portal.get(f"/cycles/{town.cycle_id}")
    told = ("交回的纸质送审单", "1号", "对上了", "送审单.jpg", "维护人员李工交来", papers()[0].sha256[:12])
    assert in_order(words(answer), *told)


def test_the_same_bytes_are_one_paper_under_whatever_name(town: Town, portal: TestClient) -> None:
    photograph = photographed(printed(town, portal))
    brought(portal, ("送审单.jpg", photograph))
    brought(portal, ("送审单 (1).jpg", photograph), ("又一张.jpg", photograph))
    assert len(papers()) == 1
    assert len([line for line in entered() if "收到签好的送审单" in line[2]]) == 1


def test_a_file_comes_in_whole_whatever_bytes_are_in_it(town: Town, portal: TestClient) -> None:
    every_byte = bytes(range(256)) * 3 + b"\r\n--\r\n\n\r\r\x0b\x0c\x1c\x85"
    content = saved(BLANK, "PNG") + every_byte
    brought(portal, ("C:\\照片\\送审单“一”.png", content))
    with look() as session:
        kept = session.exec(select(File).where(File.sha256 == papers()[0].sha256)).one()
    assert (kept.name, kept.content) == ("送审单“一”.png", content)


# What cannot be taken


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it has forty thousand times forty thousand pixels."""
    small = saved(Image.new("1", (8, 8)), "PNG")
    head = b"IHDR" + (40_000).to_bytes(4, "big") * 2 + small[24:29]
    return small[:12] + head + crc32(head).to_bytes(4, "big") + small[33:]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("送审单.heic", b"\0\0\0 ftypheic" + bytes(100), "不是照片（JPEG、PNG），也不是扫描的 PDF"),
        ("送审单.gif", saved(BLANK, "GIF"), "不是照片（JPEG、PNG），也不是扫描的 PDF"),
        ("送审单.docx", b"PK\x05\x06" + bytes(18), "不是照片（JPEG、PNG），也不是扫描的 PDF"),
        ("送审单.jpg", b"", "是空文件"),
        ("送审单.jpg", saved(BLANK)[:500], "打不开"),
        ("送审单.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "打不开"),
        ("送审单.png", bomb(), "超过了 8000 万像素"),
        ("送审单.pdf", b"%PDF-1.7\n" + bytes(100), "打不开"),
        ("送审单.pdf", b"%PDF-1.7\n/JavaScript (app.alert(1))", "脚本"),
        ("送审单.png", saved(BLANK, "PNG") + bytes(20 * 2**20), "超过了 20 MB 的上限"),
        ("送审单.pdf", saved(BLANK, "PDF", save_all=True, append_images=[BLANK] * 20), "超过了 20 页"),
    ],
    ids=["heic", "gif", "docx", "empty", "cut off", "no picture", "bomb", "no pdf", "script", "heavy", "many pages"],
)
def test_what_is_no_photograph_is_refused_with_what_to_do(
    name: str, content: bytes, told: str, portal: TestClient
) -> None:
    answer = brought(portal, (name, content))
    assert answer.status_code == 422
    assert told in words(answer)
    assert papers() == []


def test_a_page_as_large_as_a_field_is_looked_at_in_our_own_size(town: Town, portal: TestClient) -> None:
    field = BytesIO()
    with pikepdf.open(BytesIO(printed(town, portal))) as scan:
        for page in scan.pages:
            page.obj.UserUnit = 75_000
        scan.save(field)
    assert "这是广武镇2020年度第1稿的送审单" in words(brought(portal, ("扫描件.pdf", field.getvalue())))


def test_the_papers_of_two_drafts_in_one_file_are_asked_for_one_by_one(town: Town, portal: TestClient) -> None:
    sheet = Image.new("RGB", (2000, 1000), "white")
    for place, revision in ((0, 1), (1000, 2)):
        code = qr_png(f"nianbao:荥阳市广武镇人民政府:2020:{revision}:{'c' * 64}")
        sheet.paste(Image.open(BytesIO(code)), (place, 0))
    assert "请每份送审单拍一张照片" in words(brought(portal, ("两份.png", saved(sheet, "PNG"))))
    assert papers() == []


def test_one_that_is_refused_does_not_keep_the_others_from_being_taken_in(town: Town, portal: TestClient) -> None:
    answer = brought(portal, ("坏的.jpg", b"\xff\xd8\xff"), ("送审单.jpg", photographed(printed(town, portal))))
    assert in_order(words(answer), "“坏的.jpg”打不开", "1号", "对上了")
    assert len(papers()) == 1


def test_only_an_operator_brings_papers_and_only_from_our_page(town: Town, portal: TestClient, visit: Visit) -> None:
    photograph = photographed(printed(town, portal))
    stranger = visit(town.clock)
    assert "请写明姓名" in words(stranger.post("/papers", files={"files": ("送审单.jpg", photograph)}))
    answer = portal.post("/papers", data={"voucher": "0"}, files={"files": ("送审单.jpg", photograph)})
    assert "不是从这里打开的" in words(answer)
    assert "没有选文件" in words(portal.post("/papers", data={"voucher": voucher(portal.get("/papers"))}))
    assert papers() == []
    brought(portal, ("送审单.jpg", photograph))
    assert "请写明姓名" in words(stranger.get("/papers/1/file"))


# What has not found its draft


def test_without_a_code_it_is_kept_and_says_what_to_do(town: Town, portal: TestClient) -> None:
    answer = brought(portal, ("背面.jpg", saved(BLANK)))
    assert "没有找到送审单上的二维码。请把第一页放平，拍全四个角" in words(answer)
    assert in_order(words(portal.get("/papers")), "还没有对上的", "1号", "背面.jpg", "收到的")


def test_it_is_laid_to_its_draft_by_what_stands_at_the_foot_of_the_page(town: Town, portal: TestClient) -> None:
    brought(portal, ("背面.jpg", saved(BLANK)))
    assert "没有校验码以此开头的稿子" in words(does(portal, "assign", hash="cccc"))
    assert "没有校验码以此开头的稿子" in words(does(portal, "assign", hash="dddddddd"))
    answer = does(portal, "assign", hash=" CCCC cccc ")
    assert "这是广武镇2020年度第1稿的送审单" in words(answer)
    assert entered()[-1] == ("维护人员李工", "看板 testclient", "1号送审单登记为第1稿的")


def test_it_is_laid_aside_only_with_a_reason_and_is_not_lost(town: Town, portal: TestClient) -> None:
    brought(portal, ("背面.jpg", saved(BLANK)))
    assert "都要写明理由" in words(does(portal, "discard", because=" "))
    does(portal, "discard", because="拍的是背面。")
    assert in_order(words(portal.get("/papers")), "收到的", "1号", "已搁置", "李工搁置：拍的是背面。")
    does(portal, "assign", hash="c" * 8)
    assert papers()[0].draft_id == 1


def test_the_paper_of_a_draft_that_is_not_here_says_whose_it_is(town: Town, portal: TestClient) -> None:
    code = qr_png(f"nianbao:高村乡人民政府:2020:3:{'e' * 64}")
    answer = brought(portal, ("送审单.png", code))
    assert "二维码上写的是高村乡人民政府2020年第3稿，校验码 eeeeeeee，这里没有这一稿" in words(answer)


# What is signed on it


def test_what_is_signed_is_recorded_place_after_place_and_the_chain_goes_on(town: Town, portal: TestClient) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    answer = does(portal, "record", verdict_drafter="approve", verdict_confidentiality="approve")
    assert decisions() == [
        ("drafter", Verdict.APPROVE, "", "纸质送审单（1号）"),
        ("confidentiality", Verdict.APPROVE, "", "纸质送审单（1号）"),
    ]
    assert "现在等分管领导孙丽萍" in words(answer)
    assert entered()[-1][::2] == ("维护人员李工", "照1号送审单登记意见：拟稿人同意、保密审查人同意")
    with look() as session:
        asked = queries.run_requests_keyed_like(session, f"{town.cycle_id}:approve:decision-")
        assert [place.role for place in standing(session, town.cycle_id).waits_for] == [Role.DEPUTY]
    assert len(asked) == 2
    does(portal, "record", verdict_deputy="approve", verdict_head="approve")
    with look() as session:
        assert standing(session, town.cycle_id).approved
    assert "这一稿的意见已经齐了，原件留存" in words(portal.get("/papers/1"))


def test_a_return_needs_its_reason_and_nothing_is_recorded_by_halves(town: Town, portal: TestClient) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    signed = {"verdict_drafter": "approve", "verdict_confidentiality": "return"}
    answer = does(portal, "record", **signed)
    assert "退回、搁置都要写明理由" in words(answer)
    assert 'name="verdict:confidentiality" value="return" checked' in answer.text
    assert decisions() == []
    does(portal, "record", **signed, reason_confidentiality="表三请再核。")
    assert [said[:3] for said in decisions()] == [
        ("drafter", Verdict.APPROVE, ""),
        ("confidentiality", Verdict.RETURN, "表三请再核。"),
    ]


def test_a_return_on_paper_goes_to_the_office_whose_figures_are_wrong_or_to_a_place_before(
    town: Town, portal: TestClient
) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    again = {"verdict_confidentiality": "return", "reason_confidentiality": "请再看一遍。"}
    assert "只能请前面的环节再看一遍" in words(
        does(portal, "record", verdict_drafter="approve", **again, target_confidentiality="place:head")
    )
    does(portal, "record", verdict_drafter="approve", **again, target_confidentiality="place:drafter")
    with look() as session:
        assert [place.role for place in standing(session, town.cycle_id).waits_for] == [Role.DRAFTER]
    office = f"office:{town.offices['财政所']}"
    does(portal, "record", verdict_drafter="return", reason_drafter="采购数不对。", target_drafter=office)
    with look() as session:
        assert queries.decisions(session, 1)[-1].office_id == town.offices["财政所"]


def test_who_has_not_been_waited_for_yet_does_not_sign_before_the_others(town: Town, portal: TestClient) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    assert "前面的人还没有签" in words(does(portal, "record", verdict_head="approve"))
    assert "一个环节也没有选" in words(does(portal, "record", verdict_head=""))
    assert decisions() == []


def test_what_was_decided_by_another_way_is_shown_and_not_asked_again(town: Town, portal: TestClient) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    town.sign(Role.DRAFTER)
    answer = portal.get("/papers/1")
    assert 'name="verdict:drafter"' not in answer.text
    assert in_order(words(answer), "拟稿人", "同意 周晓敏", "邮件", "保密审查人 何建国")


def test_the_paper_of_an_older_draft_does_not_count_and_says_what_changed_since(
    town: Town, portal: TestClient
) -> None:
    paper = photographed(printed(town, portal))
    town.pass_("财政所", "7")
    town.examine(("N-08", Weight.NOTICE, "提示。", ""))
    town.draft("d")
    answer = brought(portal, ("送审单.jpg", paper))
    told = ("这是广武镇2020年度第1稿的送审单，现在是第2稿，上面的签字不能用。之后改了", "1 → 7", "请打印第2稿")
    assert in_order(words(answer), *told)
    assert 'name="verdict:drafter"' not in answer.text
    assert "对应的不是现在的一稿" in words(does(portal, "record", verdict_drafter="approve"))
    assert (decisions(), len(papers())) == ([], 1)


def test_a_form_of_another_site_records_nothing(town: Town, portal: TestClient) -> None:
    brought(portal, ("送审单.jpg", photographed(printed(town, portal))))
    for path in ("record", "assign", "discard"):
        given = {"verdict:drafter": "approve", "hash": "c" * 8, "because": "不要了", "voucher": "0" * 64}
        assert portal.post(f"/papers/1/{path}", data=given).status_code == 422
    assert decisions() == []
    assert papers()[0].discarded_at is None


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_in_a_browser_everything_fits_a_desk_and_a_telephone_and_shuts_nobody_out(
    town: Town, portal: TestClient, tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    from tests.report.writing.test_axe import objections

    photograph, back = tmp_path / f"{'很长的名字' * 12}.jpg", tmp_path / "背面.png"
    photograph.write_bytes(photographed(printed(town, portal)))
    back.write_bytes(saved(BLANK, "PNG"))
    cycle = f"/cycles/{town.cycle_id}"
    rerun = f"{cycle}/rerun"
    complaints: list[str] = []
    with served(town.clock) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for width in (1280, 390):
            tab = browser.new_context(viewport={"width": width, "height": 900}).new_page()
            tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

            def looks_right(width: int = width, tab: "Page" = tab) -> None:
                tab.wait_for_load_state()
                assert tab.evaluate("document.documentElement.scrollWidth") == width
                complaints.extend(objections(tab))

            tab.goto(f"{base}/papers")
            looks_right()
            tab.fill("#name", "李工")
            tab.fill("#key", operator_key())
            tab.get_by_role("button", name="进入").click()
            tab.set_input_files("#files", [photograph, back])
            tab.get_by_role("button", name="交来").click()
            tab.get_by_text("背面.png").first.wait_for()
            looks_right()
            for path in ("/papers/1", "/papers/2", rerun, f"{rerun}?stage=check", "/operator", cycle):
                tab.goto(base + path)
                looks_right()
            tab.goto(f"{base}/papers/1")
            tab.check('input[name="verdict:drafter"][value="return"]')
            looks_right()
            tab.fill('textarea[name="reason:drafter"]', "请核表三。")
            assert tab.is_hidden('textarea[name="reason:head"]')
        tab.get_by_role("button", name="登记意见").click()
        tab.get_by_text("请核表三。").first.wait_for()
        browser.close()
    assert complaints == []
    assert [said[:3] for said in decisions()] == [("drafter", Verdict.RETURN, "请核表三。")]
