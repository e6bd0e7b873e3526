"""What the rules say of reports that were really published: their known faults, and not one more."""

import pytest

from report.checks import examine
from report.rule import Case, Finding, Outcome, Weight
from report.sheet import Sheet
from tests.report.published import SLUGS, sheet

# Reasoned from the figures and the irregularities that stand in each file; every report not named here has no fault
# in its figures.
FAULTS: dict[str, dict[str, list[str]]] = {
    # 60 + 0 received, 61 settled, nothing carried over: one too many, and so is the total.
    "anomaly_fixture_table2_table3": {"T3-01": ["t3.handled.natural_person", "t3.handled.total"]},
    # （七） is blank although one request was granted in part; the unit stands in the cell.
    "guangwu_town_2020": {
        "T3-01": ["t3.handled.natural_person", "t3.handled.total"],
        "T3-02": ["t3.handled.natural_person", "t3.handled.total"],
        "F-04": ["t2.procurement.amount"],
    },
    # 减4 in words; 52.15 may be 元 or 万元.
    "bureau_form2019_mirror": {"T2-04": ["t2.procurement.amount"], "F-04": ["t2.licensing.change"]},
    # 8040 names no unit.
    "zhongcun_township_2020": {"T2-04": ["t2.procurement.amount"]},
    # Ten reviews upheld and one corrected, five suits upheld: the totals are left 0.
    "hongze_district_2023": {"T4-01": ["t4.review.total", "t4.suit_after_review.total"]},
    # （二）部分公开 says 0 for natural persons and nothing in its total.
    "nanhu_bureau_2019": {"T3-03": ["t3.partly_granted.total"]},
    # Every row total between 二 and （七） is blank where the row is not, so （七） 805 is the sum of nothing.
    "shanghai_gov_office_2019": {
        "T3-02": ["t3.handled.total"],
        "T3-03": [
            "t3.granted.total",
            "t3.partly_granted.total",
            "t3.refused_state_secret.total",
            "t3.refused_internal.total",
            "t3.refused_deliberative.total",
            "t3.refused_administrative_query.total",
            "t3.unavailable_not_held.total",
            "t3.unavailable_needs_creation.total",
            "t3.unavailable_still_unclear.total",
            "t3.unhandled_petition.total",
            "t3.unhandled_repeat.total",
        ],
        "F-04": ["t2.procurement.amount"],
    },
}
COMPLETE = (
    "guangwu_town_2020",
    "hangzhou_style_city_2025",
    "hongze_district_2023",
    "hongze_district_2024",
    "shanghai_gov_office_2019",
    "unknown_street_2023",
)
WITH_FIGURES = tuple(slug for slug in SLUGS if sheet(slug).cells)


def findings(slug: str, outcome: Outcome) -> list[Finding]:
    return [finding for finding in examine(Case(sheet(slug))) if finding.outcome is outcome]


def blank_cells(published: Sheet) -> dict[str, list[str]]:
    blank = [address for address in published.form.addresses if published.cells.get(address) == ""]
    tables = {table: [address for address in blank if address.startswith(table)] for table in ("t2", "t3", "t4")}
    return {table: addresses for table, addresses in tables.items() if addresses}


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_a_published_report_has_its_known_faults_and_no_other(slug: str) -> None:
    told: dict[str, list[str]] = {}
    for finding in findings(slug, Outcome.FAIL):
        if finding.code[0] == "T" or finding.code == "F-04":
            told.setdefault(finding.code, []).extend(finding.cells)
    assert told == FAULTS.get(slug, {})


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_the_blank_cells_of_a_published_report_are_listed_table_by_table(slug: str) -> None:
    told = [list(finding.cells) for finding in findings(slug, Outcome.FAIL) if finding.code == "F-03"]
    assert told == list(blank_cells(sheet(slug)).values())


@pytest.mark.parametrize("slug", WITH_FIGURES)
def test_what_was_not_recorded_is_unjudged_and_a_complete_report_is_judged_throughout(slug: str) -> None:
    published = sheet(slug)
    absent = {address for address in published.form.addresses if address not in published.cells}
    unjudged = {cell for finding in findings(slug, Outcome.UNJUDGED) for cell in finding.cells}
    # 52.15 and 8040 without a unit hold no number either, but no sum needs them.
    assert unjudged == absent
    assert (not absent) == (slug in COMPLETE)


def test_the_first_town_must_mend_its_total_row_and_nothing_else() -> None:
    told = examine(Case(sheet("guangwu_town_2020")))
    errors = [(finding.code, finding.cells) for finding in told if finding.weight is Weight.ERROR]
    columns = ("t3.handled.natural_person",), ("t3.handled.total",)
    assert errors == [(code, column) for code in ("T3-01", "T3-02") for column in columns]
    # 8 of the 161 cells of table 3 are filled in, and the three totals of table 4.
    assert [(f.code, len(f.cells)) for f in told if f.weight is Weight.NOTICE] == [
        ("F-03", 153),
        ("F-03", 12),
        ("F-04", 1),
    ]


def test_the_mixed_editions_of_one_report_are_each_judged_by_their_own_form() -> None:
    published = sheet("hongze_district_2024")
    assert dict(published.form.editions) == {"t2": 2021, "t3": 2019, "t4": 2019}
    assert examine(Case(published)) == ()


def test_the_largest_report_of_a_city_is_right_to_the_last_application() -> None:
    assert examine(Case(sheet("hangzhou_style_city_2025"))) == ()
