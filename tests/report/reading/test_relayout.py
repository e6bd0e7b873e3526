"""Every published report, printed in every irregular way into every kind of file, is read back cell by cell."""

from dataclasses import replace

import pytest

from report.reading import Refusal, read_many
from report.sheet import Sheet
from tests.report.published import SLUGS, sheet
from tests.report.reading.relayout import (
    KINDS,
    WAYS,
    Grid,
    as_html,
    complete,
    in_the_way,
    laid_out,
    only_persons_and_totals,
)

REPORTS = {slug: replace(sheet(slug), unit="荥阳市广武镇人民政府") for slug in SLUGS if complete(sheet(slug))}


def cells(report: Sheet) -> dict[str, str]:
    """Return the figures of the tables that can be printed, as they are printed."""
    return {a: text.strip() for a, text in report.cells.items() if a.split(".")[0] in complete(report)}


def read_back(kind: str, way: str) -> dict[str, Sheet]:
    reports = {slug: r for slug, r in REPORTS.items() if kind != "report.pdf" or len(complete(r)) > 1}
    files = [(kind, KINDS[kind](in_the_way(laid_out(report), WAYS[way]))) for report in reports.values()]
    answers = dict(zip(reports, read_many(files), strict=True))
    refused = {slug: str(answer) for slug, answer in answers.items() if isinstance(answer, Refusal)}
    assert refused == {}
    return {slug: answer for slug, answer in answers.items() if isinstance(answer, Sheet)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_read_back_cell_by_cell(kind: str, way: str) -> None:
    back = read_back(kind, way)
    assert len(back) >= 6
    for slug, report in back.items():
        told = {a: text for a, text in report.cells.items() if a.split(".")[0] in complete(REPORTS[slug])}
        assert told == cells(REPORTS[slug]), (slug, kind, way)


@pytest.mark.parametrize("kind", KINDS)
def test_the_edition_is_that_of_each_table_as_printed(kind: str) -> None:
    for slug, report in read_back(kind, "as the statute has it").items():
        printed = dict(REPORTS[slug].form.editions)
        told = dict(report.form.editions)
        assert {t: told[t] for t in complete(REPORTS[slug]) if t != "t4"} == {
            t: printed[t] for t in complete(REPORTS[slug]) if t != "t4"
        }, (slug, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_knows_where_it_was_read(kind: str) -> None:
    report = read_back(kind, "as the statute has it")["hangzhou_style_city_2025"]
    assert report.source
    assert report.source.places.keys() >= report.cells.keys()
    rows = [report.source.places[f"t3.{line.key}.total"].row for line in report.form.table("t3").lines]
    assert rows == sorted(set(rows))


def test_a_page_that_leaves_the_cells_of_organisations_out_never_moves_a_value() -> None:
    report = REPORTS["hangzhou_style_city_2025"]
    blocks = [only_persons_and_totals(b) if isinstance(b, Grid) and b.width == 10 else b for b in laid_out(report)]
    (answer,) = read_many([("page.html", as_html(tuple(blocks)))])
    assert isinstance(answer, Sheet)
    told = {a: text for a, text in answer.cells.items() if a.startswith("t3.")}
    # What stands beside the persons may be anybody's: it is read as nobody's, and the total is absent.
    assert told == {a: text for a, text in cells(report).items() if a.startswith("t3.") and "natural_person" in a}


@pytest.mark.parametrize("kind", KINDS)
def test_labels_with_typos_are_understood_and_told(kind: str) -> None:
    report = read_back(kind, "typos and short forms")["hangzhou_style_city_2025"]
    assert report.source
    told = {misprint.printed for misprint in report.source.misprints}
    assert "2.其他法律行政止公开" in told
    assert not any(misprint.label == misprint.printed for misprint in report.source.misprints)


@pytest.mark.parametrize("way", ["blanks within labels", "ASCII brackets and quotes", "radicals for characters"])
def test_what_only_looks_different_is_no_misprint(way: str) -> None:
    for report in read_back("page.html", way).values():
        assert report.source
        assert report.source.misprints == ()
