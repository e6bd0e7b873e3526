"""Drafting: the offices' figures and no others, rendered anew when they change and only then."""

from collections import Counter
from pathlib import Path

import pytest

from deployments.demo.story import at
from models import File, queries
from models.db import look, transaction
from report.figure import figure
from report.lifecycle import Move, Role, Stage, Status, Verdict
from report.reading import read
from report.writing import FIXED, FORMATS, UnprintableCharacter
from settings import settings
from tests.tasks.town import FILED, FORM, OFFICES, Town, figures_in

SEED = Path(__file__).parents[1] / "seed.txt"
COLUMNS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
RESULTS = ("upheld", "corrected", "other", "pending")


def filed_figures(town: Town) -> Counter[str]:
    """Add up, cell by cell, what stands in the workbooks that the offices sent in."""
    sums: Counter[str] = Counter(dict.fromkeys(FORM.addresses, 0))
    with look() as session:
        for filing in queries.passed(session, town.cycle_id).values():
            sums.update(figures_in(session.get_one(File, filing.file_id).content))
    return sums


def with_totals(cells: Counter[str]) -> dict[str, int]:
    """Reckon the printed totals by hand: （七） down the outcomes, 总计 across the row."""
    whole = dict(cells)
    rows = dict.fromkeys(address.split(".")[1] for address in FORM.addresses if address.startswith("t3."))
    outcomes = [row for row in rows if row not in ("received", "carried_in", "handled", "carried_out")]
    assert len(outcomes) == 19
    for column in COLUMNS:
        whole[f"t3.handled.{column}"] = sum(cells[f"t3.{row}.{column}"] for row in outcomes)
    for row in rows:
        whole[f"t3.{row}.total"] = sum(whole[f"t3.{row}.{column}"] for column in COLUMNS)
    for row in ("review", "suit_direct", "suit_after_review"):
        whole[f"t4.{row}.total"] = sum(cells[f"t4.{row}.{result}"] for result in RESULTS)
    return whole


def drafted_figures(town: Town) -> dict[str, int | None]:
    sheet = town.sheet
    return {address: sheet[address] for address in FORM.addresses}


def revisions(town: Town) -> list[tuple[int, str]]:
    with look() as session:
        return [
            (draft.revision, draft.made_at.date().isoformat()) for draft in queries.drafts(session, town.cycle_id)
        ]


def test_every_cell_of_the_report_is_the_sum_of_what_the_offices_filled_in(drafted: Town) -> None:
    assert len(FORM.addresses) == 198
    assert drafted_figures(drafted) == with_totals(filed_figures(drafted))


def test_the_sum_holds_for_figures_in_every_cell(handed_out: Town) -> None:
    """Give every cell of every office a number of its own, and let the law judge it elsewhere."""
    handed_out.now = FILED
    for seed, office in enumerate(OFFICES):
        owed = figures_in(handed_out.workbook(office).content)
        handed_out.files(office, {address: 100 * seed + place for place, address in enumerate(owed, start=1)})
    handed_out.collect()
    with transaction() as session:
        for filing in queries.filings_in(session, handed_out.cycle_id, Status.READ):
            filing.move(Move.PASS)
    sheet = handed_out.here.sheet
    assert sheet is not None
    assert {address: sheet[address] for address in FORM.addresses} == with_totals(filed_figures(handed_out))


def test_the_figures_are_those_the_town_published_with_its_one_slip_mended(drafted: Town) -> None:
    seed = read("seed.txt", SEED.read_bytes())
    expected = {address: figure(seed.cells[address], FORM.kind(address)).value or 0 for address in FORM.addresses}
    assert (expected["t3.handled.natural_person"], expected["t3.handled.total"]) == (0, 0)
    expected |= {"t3.handled.natural_person": 1, "t3.handled.total": 1}
    assert drafted_figures(drafted) == expected


def test_the_paragraphs_stand_in_the_order_of_the_report_whoever_wrote_them(drafted: Town) -> None:
    seed = {key: "".join(text.split()) for key, text in read("seed.txt", SEED.read_bytes()).texts.items()}
    seed["overview"] = seed["overview"].removesuffix(
        "广武镇2020年政府信息公开统计表"
    )  # a caption, nobody's paragraph
    assert {key: "".join(text.split()) for key, text in drafted.sheet.texts.items()} == seed


def test_a_draft_is_dated_on_the_planned_day_of_signature(drafted: Town) -> None:
    assert drafted.sheet.signed_on is not None
    assert drafted.sheet.signed_on.isoformat() == drafted.due(Stage.APPROVE) == "2021-01-07"


def test_a_draft_made_after_the_planned_day_is_dated_on_the_day_it_is_made(filed: Town) -> None:
    filed.now = at(1, 11, 9)
    filed.draft()
    assert str(filed.sheet.signed_on) == "2021-01-11"


def test_the_same_figures_make_no_new_draft_and_keep_their_date(drafted: Town) -> None:
    before = drafted.database
    for day in (5, 8, 20):
        drafted.now = at(1, day, 9)
        assert drafted.draft() is None
    assert drafted.database == before
    assert str(drafted.sheet.signed_on) == "2021-01-07"


def test_an_office_that_sends_the_same_figures_in_another_file_changes_nothing(drafted: Town) -> None:
    drafted.sends_again("财政所", {"t2.procurement.projects": 29})
    assert drafted.here.draft_is_current
    assert drafted.draft() is None


def test_changed_figures_make_a_new_revision(drafted: Town) -> None:
    drafted.now = at(1, 5, 9)
    drafted.sends_again("财政所", {"t2.procurement.projects": 30})
    assert not drafted.here.draft_is_current
    drafted.draft()
    assert revisions(drafted) == [(1, "2021-01-04"), (2, "2021-01-05")]
    assert drafted.sheet["t2.procurement.projects"] == 37


def test_a_draft_has_every_format_and_an_attachment_s_path_names_its_hash(drafted: Town) -> None:
    draft = drafted.here.draft
    assert draft is not None
    with look() as session:
        documents = [(d.format, d.path, f) for d, f in queries.documents(session, draft.id or 0)]
    assert sorted(kind for kind, _, _ in documents) == sorted(FORMATS)
    for kind, path, file in documents:
        assert path == FIXED.get(kind, f"files/{file.sha256[:12]}/{file.name}")


def test_nothing_is_drafted_while_somebody_is_missing(waiting: Town) -> None:
    waiting.sends_again("财政所")
    assert waiting.draft() is None
    assert waiting.here.due(at(1, 5, 9)) is None


def test_nothing_is_drafted_before_the_year_is_over(filed: Town) -> None:
    assert filed.here.due(at(12, 31, 18)) is None
    assert filed.here.due(at(1, 4, 8)) is Stage.DRAFT


def test_a_draft_that_was_returned_and_whose_office_stands_by_its_figures_goes_round_once_more(drafted: Town) -> None:
    drafted.now = at(1, 5, 9)
    drafted.sign(Role.DRAFTER, Verdict.RETURN, "请核对项目数", "财政所")
    assert drafted.here.due(at(1, 5, 10)) is None
    drafted.now = at(1, 5, 15)
    drafted.sends_again("财政所")
    assert drafted.here.due(drafted.now) is Stage.DRAFT
    drafted.draft()
    assert [number for number, _ in revisions(drafted)] == [1, 2]
    assert drafted.draft() is None
    assert drafted.ask() == Role.DRAFTER


def test_a_character_that_no_font_has_is_told_to_who_wrote_it(filed: Town) -> None:
    filed.now = at(1, 4, 9)
    filed.files("文化服务中心", texts={"overview.11": "回应解读\U0001f33e四十二件次。"})
    filed.collect()
    filed.check()
    for _ in range(2):
        with pytest.raises(UnprintableCharacter):
            filed.draft()
    told = filed.told("unprintable")
    assert list(told) == ["陈晨", "周晓敏"]
    assert "字符“\U0001f33e”（U+1F33E）没有字体能够显示，它在" in told["陈晨"].text
    assert "这个字在文化服务中心报来的文字里，请改好后重新报送填报表。" in told["陈晨"].text
    assert filed.here.draft is None


def test_a_draft_whose_look_has_changed_is_a_new_one_with_the_same_figures(
    drafted: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_SITE_NAME", "荥阳市人民政府门户网站")
    settings.cache_clear()
    assert drafted.draft() is not None
    with look() as session:
        first, second = queries.drafts(session, drafted.cycle_id)
    assert first.content_hash == second.content_hash
    assert first.report_hash != second.report_hash
    assert drafted.draft() is None
