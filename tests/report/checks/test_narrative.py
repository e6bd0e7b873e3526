"""What the rules say of numbers in the text: beside the tables, beside each other, and of what only looks wrong."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from report.checks import examine
from report.checks.narrative import (
    applicants_agree_with_the_table,
    applications_carried_over_agree_with_the_table,
    applications_handled_agree_with_the_table,
    applications_received_agree_with_the_table,
    decisions_and_fees_agree_with_the_table,
    disputes_agree_with_the_table,
    documents_agree_with_the_table,
    outcomes_agree_with_the_table,
    parts_add_up_to_their_total,
    percentages_follow_from_their_numbers,
    words_agree_with_the_table,
)
from report.rule import Case, Finding, Outcome, Weight
from report.sheet import Level, Sheet
from report.source import Source
from tests.report.checks.sheets import changed, clean
from tests.report.published import FOLDER, sheet

RULES = (
    applications_received_agree_with_the_table,
    applications_handled_agree_with_the_table,
    applications_carried_over_agree_with_the_table,
    documents_agree_with_the_table,
    disputes_agree_with_the_table,
    decisions_and_fees_agree_with_the_table,
    parts_add_up_to_their_total,
    words_agree_with_the_table,
    outcomes_agree_with_the_table,
    percentages_follow_from_their_numbers,
    applicants_agree_with_the_table,
)
# The clean sheet: 11 new and 1 carried in, 10 settled (5, 3, and 2 of which nothing is held), 2 carried out;
# 3 reviews (2 upheld, 1 pending), 1 suit (corrected); 3 documents issued, 5 repealed, 8 in force; 550 licences.
TRUE = """（一）主动公开。全年主动公开政府信息30条，其中规范性文件3条，工作动态20条，其他信息7条。
（二）依申请公开。2021年，我镇共收到政府信息公开申请11件，较2020年增加4件，其中自然人申请9件、法人或其他组织申请2件；上年结转1件。
已办结10件，其中予以公开5件，占50%，部分公开3件，占30%，无法提供2件，占20%；结转下年度继续办理2件。
（三）监督保障。发生因政府信息公开引发的行政复议3件，其中维持2件、尚未审结1件，行政诉讼1件。办理行政许可550件，收取行政事业性收费920元。"""


def findings(text: str, report: Sheet | None = None, before: Sheet | None = None) -> list[Finding]:
    told = replace(report or clean(), texts={"preamble": "", "overview": text})
    return list(examine(Case(told, before=before), RULES))


def codes(text: str, report: Sheet | None = None) -> list[str]:
    return [finding.code for finding in findings(text, report)]


def city(cells: Mapping[str, str], level: Level = Level.CITY, year: int = 2024) -> Sheet:
    """A sheet on which every cell that is not named is 0."""
    zeros = dict.fromkeys(clean().form.addresses, "0")
    return Sheet("宿迁市人民政府", level, year, 2021, cells=zeros | dict(cells))


def test_a_text_that_agrees_with_its_tables_in_every_number_is_left_alone() -> None:
    assert findings(TRUE) == []


def test_every_rule_asks_for_an_explanation_and_says_on_what_it_rests() -> None:
    assert [rule.code for rule in RULES] == [f"N-{number:02}" for number in range(1, 12)]
    assert {(rule.weight, rule.explainable) for rule in RULES} == {(Weight.EXPLAIN, True)}
    assert all(rule.basis and rule.example and rule.wording for rule in RULES)


@pytest.mark.parametrize("report", [clean(2019), clean(), replace(clean(), cells={})], ids=["2019", "2021", "empty"])
@pytest.mark.parametrize("texts", [{}, {"overview": ""}, {"overview": "我镇高度重视政府信息公开工作。"}])
def test_a_report_without_numbers_in_its_text_is_left_alone(report: Sheet, texts: dict[str, str]) -> None:
    assert examine(Case(replace(report, texts=texts)), RULES) == ()


@pytest.mark.parametrize(
    ("code", "true", "wrong"),
    [
        ("N-01", "收到政府信息公开申请11件", "收到政府信息公开申请16件"),
        ("N-02", "已办结10件", "已办结11件"),
        ("N-03", "上年结转1件", "上年结转3件"),
        ("N-03", "结转下年度继续办理2件", "结转下年度继续办理1件"),
        ("N-04", "规范性文件3条，工作动态20条", "规范性文件4条，工作动态19条"),
        ("N-05", "行政复议3件", "行政复议4件"),
        ("N-05", "行政诉讼1件", "行政诉讼2件"),
        ("N-05", "尚未审结1件", "尚未审结2件"),
        ("N-06", "行政许可550件", "行政许可55件"),
        ("N-06", "收费920元", "收费0.92万元"),
        ("N-07", "工作动态20条", "工作动态30条"),
        ("N-07", "工作动态20条", "工作动态200条"),
        ("N-07", "其他信息7条", "其他信息6条"),
        ("N-10", "占30%", "占38%"),
        ("N-11", "自然人申请9件、法人或其他组织申请2件", "自然人申请8件、法人或其他组织申请3件"),
    ],
)
def test_one_wrong_number_is_found_by_the_rule_it_breaks(code: str, true: str, wrong: str) -> None:
    assert true in TRUE
    told = set(codes(TRUE.replace(true, wrong)))
    assert code in told
    assert told <= {code, "N-07"}  # a total that is wrong is not made by its parts either


def test_an_outcome_counts_all_rows_of_its_group_and_not_one_of_them() -> None:
    held = {"t3.unavailable_not_held.total": "1", "t3.unavailable_needs_creation.total": "1"}
    assert findings(TRUE, changed(clean(), held)) == []
    told = codes(TRUE.replace("无法提供2件，占20%", "无法提供1件，占10%"), changed(clean(), held))
    assert told == ["N-07", "N-09"]


def test_a_finding_names_the_words_the_cells_both_values_and_what_to_do() -> None:
    (finding,) = findings("全年共收到政府信息公开申请 16 件。")
    assert finding.message == (
        "第一部分“总体情况”写“全年共收到政府信息公开申请 16 件”，"
        "表三“一、本年新收政府信息公开申请数量”行“总计”列为 11；"
        "表三“一、本年新收政府信息公开申请数量”“二、上年结转政府信息公开申请数量”行“总计”列合计为 12，相差 4。"
        "请核对文字和表格，改正写错的一处；确实如此的，请说明原因。"
    )
    assert (finding.left, finding.right) == ("16件", "11 或 12")
    assert finding.cells == ("t3.received.total", "t3.carried_in.total")
    assert (finding.text, finding.quote) == ("overview", "全年共收到政府信息公开申请 16 件")


def test_the_quoted_words_stand_in_the_text() -> None:
    wrong = TRUE
    for true, false in (
        ("11件", "１６ 件"),
        ("办结10件", "办结 9 件"),
        ("复议3件", "复议 4件"),
        ("550", "五百五十一"),
    ):
        wrong = wrong.replace(true, false)
    found = findings(wrong)
    assert {finding.code for finding in found} >= {"N-01", "N-02", "N-05"}
    assert all(finding.quote and finding.quote in wrong for finding in found)


# ---------------------------------------------------------------------------------------------------------------
# Cells that are missing or blank


def test_a_claim_about_a_missing_cell_is_unjudged_and_names_it_once() -> None:
    report = changed(clean(), dict.fromkeys(("t3.received.total", "t3.received.natural_person"), None))
    (finding,) = findings("收到政府信息公开申请16件。共收到政府信息公开申请16件。", report)
    assert (finding.code, finding.outcome, finding.cells) == ("N-01", Outcome.UNJUDGED, ("t3.received.total",))


def test_a_number_smaller_than_what_is_there_of_an_incomplete_sum_is_not_judged() -> None:
    absent = [address for address in clean().cells if address.startswith("t4.suit_direct.")]
    report = changed(clean(), {"t4.suit_after_review.total": "50"} | dict.fromkeys(absent, None))
    told = [f for f in findings("因政府信息公开工作被提起行政诉讼3件", report) if f.text]
    assert [(f.code, f.outcome, f.cells) for f in told] == [("N-05", Outcome.UNJUDGED, ("t4.suit_direct.total",))]


def test_a_number_too_small_for_what_is_there_needs_no_missing_cell_to_be_wrong() -> None:
    absent = [address for address in clean().cells if address.startswith("t3.carried_in.")]
    report = changed(clean(), dict.fromkeys(absent, None))
    assert [(f.code, f.outcome) for f in findings("收到政府信息公开申请9件", report)] == [("N-01", Outcome.FAIL)]
    assert [(f.code, f.outcome) for f in findings("收到政府信息公开申请12件", report)] == [("N-01", Outcome.UNJUDGED)]
    assert findings("收到政府信息公开申请11件", report) == []


def test_a_table_that_is_missing_is_asked_for_only_where_the_text_speaks_of_it() -> None:
    report = replace(clean(), cells={a: text for a, text in clean().cells.items() if a.startswith("t3")})
    assert codes("收到政府信息公开申请11件。", report) == []
    told = findings("收到政府信息公开申请11件，行政复议3件，行政许可5件，规范性文件3件。", report)
    assert [(f.code, f.outcome) for f in told] == [(code, Outcome.UNJUDGED) for code in ("N-04", "N-05", "N-06")]


def test_a_total_left_blank_is_worth_its_parts() -> None:
    assert findings("收到政府信息公开申请11件。", changed(clean(), {"t3.received.total": ""})) == []


# ---------------------------------------------------------------------------------------------------------------
# Words that contradict the tables


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请11件，已全部办结。",
        "收到政府信息公开申请11件，均已答复。",
        "收到政府信息公开申请11件，按期答复率100%。",
        "本年度，共受理政府信息公开申请11件，都在法定期限内予以答复。",
    ],
)
def test_what_was_all_settled_is_not_carried_over(text: str) -> None:
    (finding,) = findings(text)
    assert (finding.code, finding.cells, finding.right) == ("N-08", ("t3.carried_out.total",), "2")
    settled = dict.fromkeys(("t3.carried_out.total", "t3.carried_out.natural_person"), "0")
    assert findings(text, changed(clean(), settled)) == []


def test_what_is_not_due_yet_may_be_carried_over() -> None:
    assert findings("收到政府信息公开申请11件，按期答复率100%，2件未到期，结转下年度继续办理。") == []


def test_none_received_contradicts_the_table_and_so_does_the_reverse() -> None:
    assert codes("本年度未收到政府信息公开申请。") == ["N-08"]
    assert codes("收到政府信息公开申请0件。") == ["N-01"]
    assert codes("本年度未收到政府信息公开申请。", city({})) == []
    assert codes("收到政府信息公开申请3件。", city({})) == ["N-01", "N-08"]


def test_none_carried_over_and_no_cases_are_compared_like_a_nought() -> None:
    assert codes("收到依申请公开11件，无结转下年度继续办理件。") == ["N-03"]
    assert codes("未发生因政府信息公开引发的行政复议、行政诉讼。") == ["N-05"]
    assert codes("未发生因政府信息公开引发的行政复议、行政诉讼。", city({})) == []
    assert codes("全年未制发规范性文件。") == ["N-04"]


# ---------------------------------------------------------------------------------------------------------------
# Things that look wrong and are right


def test_what_was_received_may_include_what_was_carried_over() -> None:
    suqian = city({
        "t3.received.natural_person": "3400", "t3.received.business": "111", "t3.received.total": "3511",
        "t3.carried_in.natural_person": "96", "t3.carried_in.total": "96",
    })  # fmt: skip
    assert findings("全市共受理政府信息公开申请3607件，其中新收3511件，上年结转96件。", suqian) == []
    assert codes("全市共受理政府信息公开申请3617件，其中新收3511件，上年结转96件。", suqian) == ["N-01", "N-07"]
    # 沭阳: the applicants, too, are those of new and carried-over applications together.
    assert findings("收到政府信息公开申请3607件，其中自然人3496件，法人或其他组织111件。", suqian) == []


def test_channels_may_include_what_was_carried_over() -> None:
    county = city({"t3.received.total": "9", "t3.carried_in.total": "1"}, Level.COUNTY)
    text = "收到政府信息依申请公开9件，上年转结1件。其中网络申请数5件，信函申请数5件。"
    assert findings(text, county) == []


def test_percentages_are_rounded_and_need_not_add_up_to_a_hundred() -> None:
    district = city({"t3.received.total": "1499", "t3.carried_in.total": "30", "t3.handled.total": "1453",
                     "t3.granted.total": "966", "t3.partly_granted.total": "67", "t3.refused_internal.total": "81",
                     "t3.unavailable_not_held.total": "182", "t3.unhandled_petition.total": "61",
                     "t3.other_other.total": "96", "t3.carried_out.total": "76"})  # fmt: skip
    text = (
        "全区共收到政府信息公开申请1499件，其中网络申请1303件，占86.92%；信函申请172件，占11.47%；当面申请24件，占1.60%。"
        "答复1453件，其中予以公开答复966件，占66.48%；部分公开67，占4.61%；不予公开81件，占5.57%；"
        "无法提供的182件，占12.53%；不予处理的61件，占4.20%；其他处理96件，占6.61%。上年结转30件。"
    )
    assert findings(text, district) == []
    assert codes(text.replace("86.92", "88.92"), district) == ["N-10"]
    assert codes(text.replace("信函申请172件", "信函申请127件"), district) == ["N-07", "N-10"]


def test_a_percentage_may_leave_the_withdrawn_out_of_its_base() -> None:
    street = sheet("unknown_street_2023")
    told = replace(street, texts={"overview": "收到政府信息公开申请36件，其中信息不存在28件，占84.8%。"})
    assert examine(Case(told), RULES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "办结网民留言20件，满意率98%。政策解读率85%。",
        "主动公开信息62条，点击量同比增长20%。",
        "地区生产总值增长5.2%，基层政务公开标准目录覆盖率96%。",
    ],
)
def test_rates_of_satisfaction_coverage_and_growth_are_not_judged(text: str) -> None:
    assert findings(text) == []


def test_documents_by_their_property_are_no_applications() -> None:
    assert findings("共制作政府信息141条，其中主动公开政府信息17条。") == []
    assert findings("制作政府信息3021条，其中主动公开信息1027条，依申请公开信息459条，不予公开信息1535条。") == []


def test_regulations_may_be_counted_with_the_changed_ones() -> None:
    shanghai = city({"t2.regulations.issued": "5", "t2.regulations.repealed": "4", "t2.regulations.in_force": "200"})
    assert findings("主动公开市政府规章13件（含新制定5件，修改4件，废止4件）。", shanghai) == []
    assert findings("主动公开市政府规章9件。", shanghai) == []
    assert codes("主动公开市政府规章13件。", shanghai) == ["N-04"]


def test_cases_may_include_those_of_last_year_where_it_is_told() -> None:
    assert codes("因政府信息公开发生行政复议2件。") == ["N-05"]
    assert findings("因政府信息公开发生行政复议2件，另有结转行政复议1件。") == []
    noted = replace(clean(), source=Source(notes={"t4": "注：数量含上年度结转数量"}))
    assert findings("因政府信息公开发生行政复议2件。", noted) == []
    assert findings("因政府信息公开发生行政复议2件。", before=clean()) == []


@pytest.mark.parametrize(
    "text",
    [
        "推进法治政府建设，全年办理行政复议案件120件，行政诉讼应诉30件。",
        "政府信息公开行政复议备案5件。",
        "收到行政许可申请30件，公示行政许可信息300条，公开行政处罚决定12件。",
        "受理12345热线工单4000件，已全部办结，答复率100%。",
        "办理人大建议16件，全部办结。",
        "信息处理费0元。",
        "统一发布乡镇（街道）行政规范性文件68件，规范性文件备案12件，规范性文件解读15篇。",
        "2020年，收到政府信息公开申请7件，办结7件，行政复议5件。",
        "自2008年以来，累计收到政府信息公开申请300件。",
        "上半年收到政府信息公开申请5件。",
        "收到政府信息公开申请近20件。",
        "2022年，我镇将力争政府信息公开申请全部按期答复。",
        "收到政府信息公开申请11件，受理10件，其中网络申请7件、信函申请4件。",
        "收到政府信息公开申请11件。各部门收到政府信息公开申请5件。",
        "主动公开政府信息1099条，其中政策解读18条，回应关切43条。",
        "主动公开政府信息100条，主要包括政策文件20条，工作动态60条。",
        "主动公开政府信息100条，其中政策文件20条、工作动态30条等。",
        "主动公开信息100条，其中网站60条，公众号40条，召开会议200次。",
    ],
)
def test_other_populations_other_years_and_open_lists_are_left_alone(text: str) -> None:
    assert findings(text) == []


# ---------------------------------------------------------------------------------------------------------------
# Faults of published reports


def published(slug: str, *phrases: str) -> list[Finding]:
    """Examine the published figures with a text made of the words that the report really prints."""
    recorded = (FOLDER / f"{slug}.json").read_text(encoding="utf-8")
    assert all(phrase in recorded for phrase in phrases)
    text = "，".join(phrases) + "。"
    return list(examine(Case(replace(sheet(slug), texts={"overview": text})), RULES))


def test_the_office_of_hongze_speaks_of_its_own_applications_beside_the_table_of_the_district() -> None:
    district = replace(
        sheet("hongze_district_2024"),
        texts={"overview": "区政府办代表区政府受理政府信息公开申请 17 件，信息处理费 0 元。"},
    )
    (finding,) = examine(Case(district), RULES)
    assert (finding.code, finding.left, finding.right) == ("N-01", "17件", "95")
    assert published("hongze_district_2023", "全区受理政府信息公开申请 21 件", "信息处理费 0 元") == []


def test_the_office_of_shanghai_told_single_cells_for_groups_and_wrong_shares() -> None:
    office = sheet("shanghai_gov_office_2019")
    text = (
        "2019年，共受理政府信息公开申请859件，含上年度结转申请18件，答复政府信息公开申请805件。"
        "其中，予以公开及部分公开258件，占33.9%；不予公开35件，占4.34%；无法提供265件，占32.9%；不予处理158件，占19.6%；"
        "其他处理0件。收到行政复议7件，行政诉讼9件，均获维持。主动公开规章13件、行政规范性文件60件。"
    )
    told = [(f.code, f.left, f.right) for f in examine(Case(replace(office, texts={"overview": text})), RULES)]
    assert told == [
        ("N-05", "0", "1"),
        ("N-07", "805件", "716件"),
        ("N-09", "258件", "275"),
        ("N-09", "265件", "337"),
        ("N-10", "33.9%", "30.03% 或 29.42% 或 32.05%"),
    ]


def test_the_first_town_tells_nothing_in_its_text_that_its_tables_do_not() -> None:
    seed = (FOLDER.parent / "seed.txt").read_text(encoding="utf-8")
    overview = seed.partition("一、总体情况")[2].partition("广武镇 2020 年政府信息公开统计表")[0]
    town = replace(sheet("guangwu_town_2020"), texts={"overview": overview})
    assert examine(Case(town), RULES) == ()
    changed_once = replace(town, texts={"overview": overview.replace("申请1件", "申请2件").replace("310条", "300条")})
    assert [finding.code for finding in examine(Case(changed_once), RULES)] == ["N-01", "N-07"]


def test_the_cases_of_suqian_are_not_those_of_its_table() -> None:
    table = city({"t4.review.upheld": "170", "t4.review.total": "170", "t4.suit_direct.upheld": "77",
                  "t4.suit_direct.total": "77"})  # fmt: skip
    text = "全市因政府信息公开被申请行政复议134件、提起行政诉讼57件。"
    assert [(f.code, f.left, f.right) for f in findings(text, table)] == [
        ("N-05", "134件", "170"),
        ("N-05", "57件", "77"),
    ]


def test_a_town_without_cases_in_its_text_has_them_in_its_table() -> None:
    xiliu = city({"t4.review.upheld": "4", "t4.review.total": "4", "t4.suit_after_review.upheld": "32",
                  "t4.suit_after_review.total": "32"}, Level.TOWNSHIP)  # fmt: skip
    text = "收到政府信息公开申请0件，行政复议0件，行政诉讼0件。"
    assert codes(text, xiliu) == ["N-05", "N-05"]


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("全年公开信息331条、公示栏公开61条，共计372条。", "372条", "392条"),
        (
            "全年主动公开政务信息382条，包括政府网站35条，媒体发布信息80条，“新添镇”微信公众号2443条，其中乡村振兴228条。",
            "382条",
            "2443条",
        ),
        (
            "公开各类政府信息共计3437条，包括：人事信息12条，政务动态1740条，公告公示225条，解读及回应信息共计110条，其他类信息1827条。",
            "3437条",
            "3914条",
        ),
        ("发布法定主动公开内容1条，其中机构概况1条，预算/决算信息2条。", "1条", "2条"),
    ],
)
def test_totals_of_published_reports_that_their_parts_do_not_make(text: str, left: str, right: str) -> None:
    assert [(f.code, f.left, f.right) for f in findings(text)] == [("N-07", left, right)]


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息总数171条：基层政务公开领域信息124条，工作动态34条，预算决算4条，应急预案3条，政策文件2条，其他政府信息4条。",
        "主动公开政府信息共70条，其中工作动态66条，其他信息4条。",
        "信息共597条，其中网站6条，公众号发布信息315篇，抖音发布视频95条，视频号73期，公示栏108条。",
        "发布各类信息数1002条，其中工程采购类公示2条、基层动态类信息980条、其他信息20条。",
        "2022年主动公开政府信息46条。其中，各类实施方案10条，占22%；规划计划类8条，占17%；人事任免类7条，占15%，业务类6条，占13%；其他信息15条，占33%。",
        "主动公开各类政府信息60931条（主流媒体13635条；县政府网站12365条；新媒体32526条；其他渠道2405条）。",
        "收到政府信息公开申请11件，其中线上办理9件，线下办理2件。",
    ],
)
def test_totals_of_published_reports_that_their_parts_make(text: str) -> None:
    assert findings(text) == []
