"""What the rules say of reports that were really published: their known faults, and not one more."""

from dataclasses import replace

import pytest

from report.checks import examine
from report.forms import FORMS
from report.reading import read
from report.rule import Case, Finding, Outcome, Weight
from report.sheet import Sheet
from tests.report.published import SLUGS, sheet

# Reasoned from the figures, the phrases and the irregularities that stand in each file; every report not named here
# has no fault in its figures, and its phrases agree with them.
FAULTS: dict[str, dict[str, list[str]]] = {
    # 60 + 0 received, 61 settled, nothing carried over: one too many, and so is the total. Table 2 is another unit's.
    "anomaly_fixture_table2_table3": {
        "T3-01": ["t3.handled.natural_person", "t3.handled.total"],
        "F-01": ["表二"],
        "F-02": [""],
    },
    # （七） is blank although one request was granted in part; the unit stands in the cell.
    "guangwu_town_2020": {
        "T3-01": ["t3.handled.natural_person", "t3.handled.total"],
        "T3-02": ["t3.handled.natural_person", "t3.handled.total"],
        "F-04": ["t2.procurement.amount"],
    },
    # 减4 in words; 52.15 may be 元 or 万元.
    "bureau_form2019_mirror": {"T2-04": ["t2.procurement.amount"], "F-04": ["t2.licensing.change"]},
    # 8040 names no unit.
    "zhongcun_township_2020": {"T2-04": ["t2.procurement.amount"], "W-10": ["260余"]},
    # Ten reviews upheld and one corrected, five suits upheld: the totals are left 0.
    # Table 3 keeps the one row （六） of the trial form.
    "hongze_district_2023": {
        "T4-01": ["t4.review.total", "t4.suit_after_review.total"],
        "F-01": ["表三"],
        "F-02": [""],
    },
    # 17 applications of the district's own office beside the 95 of the whole district.
    "hongze_district_2024": {"F-01": ["表三"], "F-02": [""], "R-04": ["t3.received.total"]},
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
        # All nine suits upheld, while one is pending; 258 is one cell of 275, 265 one row of 337.
        "N-05": ["t4.suit_direct.pending"],
        "N-09": [
            "t3.granted.total",
            "t3.partly_granted.total",
            "t3.unavailable_not_held.total",
            "t3.unavailable_needs_creation.total",
            "t3.unavailable_still_unclear.total",
        ],
    },
    # Published on 25 December of the year itself.
    "shangying_township_2020": {"P-01": ["公开日期"], "W-10": ["260余条"]},
    "daxing_town_2024": {"W-10": ["100余条"]},
    "donglin_street_2021": {"W-10": ["300余条"]},
    "zhaotong_city_2024": {"W-10": ["4万余条"]},
    "zhengzhou_city_2020": {"W-10": ["近30万条"]},
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


ELSEWHERE = {"F-03", "F-09", "F-10", "W-09"}
"""What follows from the way the reports were recorded, or is asked of every report below."""


@pytest.mark.parametrize("slug", SLUGS)
def test_a_published_report_has_its_known_faults_and_no_other(slug: str) -> None:
    told: dict[str, list[str]] = {}
    for finding in findings(slug, Outcome.FAIL):
        if finding.code not in ELSEWHERE:
            told.setdefault(finding.code, []).extend(finding.cells or (finding.quote,))
    assert told == FAULTS.get(slug, {})


@pytest.mark.parametrize("slug", SLUGS)
def test_a_table_without_a_cell_is_missing_and_one_without_a_number_is_to_be_confirmed(slug: str) -> None:
    published = sheet(slug)
    tables = {table.key: [a for a in table.addresses if a in published.cells] for table in published.form.tables}
    told = {finding.code: set[str]() for finding in findings(slug, Outcome.FAIL)}
    for finding in findings(slug, Outcome.FAIL):
        told[finding.code] |= {cell.split(".")[0] for cell in finding.cells}
    assert told.get("F-09", set()) == {key for key, cells in tables.items() if not cells}
    empty = {
        key for key, cells in tables.items() if cells and not any(published.cells[a].strip("0/ ") for a in cells)
    }
    assert told.get("F-10", set()) == empty


@pytest.mark.parametrize("slug", SLUGS)
def test_no_recorded_phrase_speaks_of_appraisal_and_only_governments_are_asked(slug: str) -> None:
    published = sheet(slug)
    asked = bool(published.texts) and str(published.level) in ("township", "county", "city", "province")
    assert any(finding.code == "W-09" for finding in findings(slug, Outcome.FAIL)) is asked


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


def test_the_first_town_must_mend_its_total_row_and_confirm_its_empty_table() -> None:
    told = examine(Case(sheet("guangwu_town_2020")))
    errors = [(f.code, f.cells) for f in told if f.weight is Weight.ERROR and f.outcome is Outcome.FAIL]
    columns = ("t3.handled.natural_person",), ("t3.handled.total",)
    balances = [(code, column) for code in ("T3-01", "T3-02") for column in columns]
    assert errors == [*balances, ("F-10", sheet("guangwu_town_2020").form.table("t4").addresses)]
    # 8 of the 161 cells of table 3 are filled in, and the three totals of table 4.
    assert [(f.code, len(f.cells)) for f in told if f.weight is Weight.NOTICE] == [
        ("F-03", 153),
        ("F-03", 12),
        ("F-04", 1),
    ]


def test_the_mixed_editions_of_one_report_are_each_judged_by_their_own_form() -> None:
    published = sheet("hongze_district_2024")
    assert dict(published.form.editions) == {"t2": 2021, "t3": 2019, "t4": 2019}
    assert [f for f in examine(Case(published)) if f.code.startswith("T")] == []


def test_the_largest_report_of_a_city_is_right_to_the_last_application() -> None:
    assert [f.code for f in examine(Case(sheet("hangzhou_style_city_2025")))] == ["W-05", "W-09"]


def test_a_district_is_compared_with_its_own_report_of_the_year_before() -> None:
    # 550 decisions on licences in 2023, 9487 in 2024: another scope of counting, as the file says; 95 applications
    # after 21. The stock of documents, 5 + 3 - 0 = 8, carries over, and so do the applications: none.
    told = examine(Case(sheet("hongze_district_2024"), sheet("hongze_district_2023")))
    asked = {cell for finding in told if finding.code == "Y-04" for cell in finding.cells}
    assert "t2.licensing.decisions" in asked
    assert [finding.code for finding in told if finding.code in ("Y-01", "Y-02", "Y-03")] == []


# ---------------------------------------------------------------------------------------------------------------
# What was recorded of titles, headings and sentences, read in a report as it may have stood there


HEADINGS = {section.key: f"{section.numeral}、{section.heading}" for section in FORMS[2021].sections}
OVERVIEW = "本机关认真落实《中华人民共和国政府信息公开条例》，接受社会评议，没有责任追究。"
PROBLEMS = "存在的主要问题是政策解读的形式比较单一；下一步将增加图解和视频解读，每季度检查一次。"
OTHER = "本年度未收取信息处理费。"


def printed(slug: str, changes: dict[str, str]) -> Sheet:
    """Print the words of a report with what was recorded of it in the place of what the statute asks."""
    recorded = sheet(slug) if "(" not in sheet(slug).unit else replace(sheet(slug), unit="测试市人民政府")
    words = {"title": f"{recorded.unit}{recorded.year}年政府信息公开工作年度报告", **HEADINGS}
    words |= {"overview.text": OVERVIEW, "problems.text": PROBLEMS, "other.text": OTHER}
    assert changes.keys() <= words.keys() | {"preamble", "extra"}
    words |= changes
    lines = [words["title"], words.get("preamble", "")]
    for key in HEADINGS:
        lines += [words[key], words.get(f"{key}.text", "")]
    lines += [words.get("extra", ""), recorded.unit, f"{recorded.year + 1}年1月20日"]
    return read("报告.txt", "\n".join(line for line in lines if line).encode())


TOLD = [
    ("dalong_township_2020", {"title": "2020年政府信息公开年度报告编制和公布工作有关情况报告"}, "F-08", "情况报告"),
    ("mtaopu_town_2022_xinle", {"title": "马头铺镇人民政府2022年度政府信息公开工作年度报告"}, "F-08", "年度"),
    ("xianan_town_2023", {"title": "惠来县仙庵镇人民政府2023年度政府信息公开工作年度报告"}, "F-08", "年度"),
    ("minzhu_town_2024", {"title": "岚皋县民主镇人民政府2024年政府信息公开年度报告"}, "F-08", "年度报告"),
    ("xingguo_town_2025_qinan", {"title": "秦安县兴国镇人民政府2025年政府信息公开工作年度报"}, "F-08", "年度报"),
    ("jiarongli_street_2021", {"title": "佳荣里街2021年政府信息公开工作年度报告"}, "F-08", "佳荣里街"),
    ("fenghuang_town_2023_zjg", {"disclosure": "二、主动公开信息情况"}, "F-06", "主动公开信息情况"),
    (
        "wuqiang_commerce_2022",
        {"applications": "三、收到和处理政府信息公开的申请情况"},
        "F-06",
        "政府信息公开的申请情况",
    ),
    ("hangzhou_style_city_2025", {"problems": "五、存在问题及改进情况"}, "F-06", "存在问题及改进情况"),
    ("yongan_town_2024_tuquan", {"problems": "五、存在的问题及改进情况"}, "F-06", "存在的问题及改进情况"),
    ("donglin_street_2021", {"problems": "五、当前存在的主要问题及下一步改进措施"}, "F-06", "当前存在的主要问题"),
    ("luoyang_street_2021_luqiao", {"extra": "七、2022年工作思路"}, "F-05", "2022年工作思路"),
    ("longquan_town_2024", {"overview.text": f"{OVERVIEW}今年以来，主动公开其他文件2件。"}, "W-03", "今年以来"),
    (
        "dongcheng_street_2021_gaoping",
        {"overview.text": f"{OVERVIEW}街道党工委、政府高度重视政务公开工作。"},
        "W-04",
        "街道党工委、政府",
    ),
    (
        "yanting_approval_2022",
        {"preamble": "根据《年度报告有关项目填报问题的解释》（国办公开办函〔2016〕201号）要求，编制本报告。"},
        "W-01",
        "〔2016〕201号",
    ),
    (
        "yaoan_agri_2021",
        {"preamble": "本报告所列数据的统计期限自1日至2021年12月31日止。"},
        "W-02",
        "1日至",
    ),
    (
        "yongan_town_2024_tuquan",
        {"overview.text": f"{OVERVIEW}\n中华人民共和国政府信息公开工作年度报告格式>"},
        "F-07",
        "年度报告格式",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "changes", "code", "words"), TOLD, ids=[f"{slug} {code}" for slug, _, code, _ in TOLD]
)
def test_what_was_recorded_of_its_words_is_found(slug: str, changes: dict[str, str], code: str, words: str) -> None:
    told = [finding for finding in examine(Case(printed(slug, changes))) if finding.code == code]
    assert any(words in f"{finding.quote} {finding.message}" for finding in told)


@pytest.mark.parametrize(
    "slug", [slug for slug in SLUGS if "（" not in sheet(slug).unit and "(" not in sheet(slug).unit]
)
def test_the_same_words_without_a_fault_are_silent(slug: str) -> None:
    told = [f for f in examine(Case(printed(slug, {}))) if f.outcome is Outcome.FAIL and f.code != "F-09"]
    assert [(f.code, f.quote or f.message) for f in told] == []
