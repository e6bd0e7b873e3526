"""The numbers of a text: what each counts, of which time it speaks, and what it is made of."""

from decimal import Decimal

import pytest

from report.mention import Mention, Subject
from report.narrative import read
from report.numerals import Number, numbers, spelt_out


def mentions(text: str, year: int = 2024) -> tuple[Mention, ...]:
    return read(text, year).mentions


def counted(text: str, year: int = 2024) -> list[tuple[int | Decimal, Subject]]:
    """What a text says of this year that a table says too."""
    return [(each.value, each.subject) for each in read(text, year).claims]


def only(text: str, year: int = 2024) -> Mention:
    (mention,) = mentions(text, year)
    return mention


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("收到16件", Number(16, "件")),
        ("收到１６件", Number(16, "件")),
        ("公开信息1,186条", Number(1186, "条")),
        ("公开信息 1136 条", Number(1136, "条")),
        ("公开信息1.17万条", Number(11700, "条")),
        ("受理诉求20万余件", Number(200_000, "件", approximate=True)),
        ("公开信息100余条", Number(100, "条", approximate=True)),
        ("公开信息近30万条", Number(300_000, "条", approximate=True)),
        ("剩余1件", Number(1, "件")),
        ("收到十二件", Number(12, "件", spelt=True)),
        ("收到两件", Number(2, "件", spelt=True)),
        ("收到一百零五件", Number(105, "件", spelt=True)),
        ("收费0.092万元", Number(Decimal("0.092"), "万元")),
        ("收费20万元", Number(20, "万元")),
        ("占84.8%", Number(Decimal("84.8"), "%")),
        ("答复率百分之百", Number(100, "%", spelt=True)),
        ("部分公开67，占多数", Number(67, "")),
        ("解答42件次", Number(42, "件次")),
    ],
)
def test_a_number_is_read_exactly_however_it_is_printed(text: str, number: Number) -> None:
    assert [found for _, _, found in numbers(text)] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "一是加强领导，二是完善制度",
        "（一）主动公开",
        "第三级等保",
        "第五十条第四项",
        "第十二条",
        "“十四五”规划",
        "一站式服务、一体化平台",
        "两会期间，三审三校",
        "国办公开办函〔2021〕30号",
        "电话：0371-64562345，邮编：450001",
        "高效办成一件事",
        "《条例》第20条例",
        "政策一条龙",
        "数十件",
        "部分公开1，234件",
        "第3件",
    ],
)
def test_ordinals_words_and_numbers_of_documents_count_nothing(text: str) -> None:
    assert not [number for _, _, number in numbers(text) if number.unit not in ("年", "月")]


@pytest.mark.parametrize(
    ("numeral", "value"), [("百", 100), ("一千零五", 1005), ("三万五千", 35_000), ("百百", None), ("三万十三", None)]
)
def test_a_chinese_numeral_is_never_guessed(numeral: str, value: int | None) -> None:
    assert spelt_out(numeral) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年共收到政府信息公开申请16件。", [(16, Subject.RECEIVED)]),
        ("收到12件依申请公开申请", [(12, Subject.RECEIVED)]),
        ("共收到8份政府信息公开申请", [(8, Subject.RECEIVED)]),
        ("共受理依信息公开申请1件", [(1, Subject.RECEIVED)]),
        ("依申请公开0件", [(0, Subject.RECEIVED)]),
        ("通过信函、网络等渠道收到依申请公开23件", [(23, Subject.RECEIVED)]),
        ("共收到公民、法人依申请公开事项55件，办结55件", [(55, Subject.RECEIVED), (55, Subject.HANDLED)]),
        ("受理并办结依申请公开23件", [(23, Subject.TREATED)]),
        ("全年共办理政府信息公开申请69件", [(69, Subject.TREATED)]),
        (
            "共收到依申请公开133件，121件均在规定时间内完成答复，12件结转下年度继续办理",
            [(133, Subject.RECEIVED), (121, Subject.HANDLED), (12, Subject.CARRIED_OUT)],
        ),
        (
            "办理依申请公开69件，含2023年转至今年办理的3件，剩余1件结转下一年度处理",
            [(69, Subject.TREATED), (3, Subject.CARRIED_IN), (1, Subject.CARRIED_OUT)],
        ),
        ("收到依申请公开2件，上年转结1件", [(2, Subject.RECEIVED), (1, Subject.CARRIED_IN)]),
        ("收到依申请公开2件，结转1件", [(2, Subject.RECEIVED), (1, Subject.CARRIED)]),
        (
            "收到依申请公开9件，其中自然人申请8件，法人或其他组织1件",
            [(9, Subject.RECEIVED), (8, Subject.PERSONS), (1, Subject.ORGANISATIONS)],
        ),
        (
            "答复政府信息公开申请9件，予以公开及部分公开5件、不予公开4件",
            [(9, Subject.HANDLED), (5, Subject.GRANTED_AT_ALL), (4, Subject.REFUSED)],
        ),
        ("行政规范性文件42件，规章13件", [(42, Subject.DOCUMENTS), (13, Subject.REGULATIONS)]),
        ("将我县4件行政规范性文件公开", [(4, Subject.DOCUMENTS)]),
        (
            "行政处罚3件、行政许可747件、行政强制措施0件",
            [(3, Subject.PENALTIES), (747, Subject.LICENSING), (0, Subject.COERCION)],
        ),
        ("收取行政事业性收费0.092万元", [(Decimal("0.092"), Subject.FEES)]),
        (
            "行政复议7件，其中结果维持5件、结果纠正2件；行政诉讼9件",
            [(7, Subject.REVIEWS), (5, Subject.UPHELD), (2, Subject.CORRECTED), (9, Subject.SUITS)],
        ),
        ("因政府信息公开申请行政复议、行政诉讼案件共0件", [(0, Subject.DISPUTES)]),
        ("行政复议、行政诉讼各1件", [(1, Subject.DISPUTES_EACH)]),
    ],
)
def test_a_number_counts_what_its_noun_and_its_verbs_say(text: str, said: list[tuple[int, Subject]]) -> None:
    assert counted(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息543条",
        "办理人大建议和政协提案16项，答复率100%",
        "共办理12345热线47件，已全部办结，回复率和满意率均达100%",
        "县长信箱收到信件238件，办结99件，不予受理139件",
        "收到行政许可申请30件",
        "办理依申请公开以外的城市道路申请件77件",
        "受理低保申请12件",
        "受理行政复议申请备案5件",
        "制作政府信息3021条，其中主动公开信息1027条，依申请公开信息459条，不予公开信息1535条",
        "规范性文件解读15篇，规范性文件备案3件，清理规范性文件30件",
        "依申请公开方面，制发政府信息130件，其中主动公开18件，不予公开112件",
        "规章制度12项",
        "行政许可事项12项",
        "收到政府信息公开申请的人员3人次",
        "完成依申请公开协办件13件",
        "无被纠错和败诉案件",
        "应公开而不予公开的办件没有出现",
    ],
)
def test_what_no_table_counts_is_left_alone(text: str) -> None:
    assert counted(text) == []


def test_parts_of_the_applications_are_not_all_of_them() -> None:
    assert counted("依申请公开方面，网络申请5件，当场答复2件，延期答复1件，补正申请3件") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("本年度未收到政府信息公开申请。", Subject.RECEIVED),
        ("未收到依申请公开政府信息申请", Subject.RECEIVED),
        ("没有收到公民、法人和其他组织提出的政府信息公开申请", Subject.RECEIVED),
        ("2024年我无依申请公开事项", Subject.RECEIVED),
        ("未收到一件政府信息公开申请", Subject.RECEIVED),
        ("依申请公开方面，无结转下年度继续办理件", Subject.CARRIED_OUT),
        ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况", Subject.DISPUTES_EACH),
        ("无因信息公开导致的行政诉讼案件", Subject.SUITS),
        ("未发生因政府信息公开引发的举报、投诉、行政复议和行政诉讼等情况", Subject.DISPUTES_EACH),
        ("2023年度，未收到公众关于政府信息公开的申请", Subject.RECEIVED),
        ("未制发规范性文件", Subject.DOCUMENTS),
    ],
)
def test_words_that_say_none_are_a_nought(text: str, said: Subject) -> None:
    claims = [each for each in mentions(text) if each.subject]
    assert [(each.value, each.subject, each.worded) for each in claims] == [(0, said, True)]


@pytest.mark.parametrize(
    "text",
    [
        "未收到行政许可申请",
        "无依申请公开收费情况",
        "未收取政府信息公开申请费用",
        "未收到当面提交的政府信息公开申请",
        "无正当理由大量反复申请",
        "政府信息无法提供",
        "无行政诉讼败诉案件",
        "对答复不服的，可申请行政复议",
        "没有出现应公开而不予公开的办件",
    ],
)
def test_words_that_only_look_like_none_say_nothing(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请3件，均已按期答复",
        "收到政府信息公开申请3件，已全部办结",
        "收到政府信息公开申请3件，都在法定期限内予以答复",
        "政府信息公开申请3件，按期答复率为100%",
        "收到政府信息公开申请3件，涉及投诉举报的处理结果等，均已按时回复",
    ],
)
def test_words_that_say_all_are_a_claim(text: str) -> None:
    assert counted(text)[-1] == (100, Subject.SETTLED)


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请3件，确保全部按期答复",
        "收到政府信息公开申请3件，到期的均已答复",
        "收到政府信息公开申请3件，2件申请均已按期答复",
        "收到政府信息公开申请3件，均未答复",
        "收到政府信息公开申请3件，满意率100%",
        "收到政府信息公开申请3件，办理留言2件，均已答复",
    ],
)
def test_wishes_and_claims_about_others_are_none(text: str) -> None:
    assert Subject.SETTLED not in [subject for _, subject in counted(text)]


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("2024年收到申请12件，较2023年增加3件，办结10件", ["this_year", "difference", "this_year"]),
        ("2023年收到申请10件，办结9件", ["other_year", "other_year"]),
        ("去年收到申请10件，今年收到申请12件", ["other_year", "this_year"]),
        ("收到申请12件（2023年10件），办结11件", ["this_year", "other_year", "this_year"]),
        ("收到申请12件，同比增长20%，办结11件", ["this_year", "difference", "this_year"]),
        ("上年结转3件，新收12件", ["this_year", "this_year"]),
        ("自2008年以来，累计收到申请300件", ["cumulative"]),
        ("2024年以来，收到申请3件", ["this_year"]),
        ("截至目前，累计收到申请300件", ["cumulative"]),
        ("截至2024年12月31日，全年累计收到申请3件", ["this_year"]),
        ("上半年收到申请2件", ["part_of_year"]),
        ("2024年1月1日至12月31日，收到申请3件", ["this_year"]),
        ("根据《2023年政务公开工作要点》，收到申请3件", ["this_year"]),
        ("2023年收到申请10件。收到申请12件", ["other_year", "this_year"]),
    ],
)
def test_each_number_speaks_of_its_own_time(text: str, scopes: list[str]) -> None:
    assert [str(each.scope) for each in mentions(text)] == scopes


def test_a_heading_tells_of_what_the_next_paragraph_speaks() -> None:
    assert counted("（二）依申请公开情况\n全年共收到12件，办结11件。") == [
        (12, Subject.RECEIVED),
        (11, Subject.HANDLED),
    ]
    assert counted("（二）回应关切情况\n全年共收到12件，办结11件。") == []


def test_a_number_knows_its_place_and_its_noun() -> None:
    text = "主动公开好。全年共收到依申请公开12件，办结11件。"
    received, handled = mentions(text)
    assert text[received.start : received.end] == "12件"
    assert text[received.first : received.last] == "全年共收到依申请公开12件"
    assert (received.before, handled.before) == ("全年共收到依申请公开", "办结")
    assert read(text, 2024).sentence(handled) == "全年共收到依申请公开12件，办结11件"


@pytest.mark.parametrize(
    ("text", "wholes", "parts"),
    [
        ("公开信息543条，其中文件6条，基层214条，规范性文件13条，其他310条。", [543], [6, 214, 13, 310]),
        ("收到申请8份，均为自然人。其中，予以公开2件，部分公开6件。", [8], [2, 6]),
        ("规章13件（含新制定5件，修改4件，废止4件），文件42件", [13], [5, 4, 4]),
        ("公开60931条（网站13635条；公众号47296条），回应22752件", [60931], [13635, 47296]),
        ("网站20条、公众号30条，共计50条", [50], [30, 20]),
        ("收到申请9件，上年结转1件，其中网络申请5件，信函申请5件，办结10件", [1, 9], [5, 5]),
        ("收到申请12件，其中网络申请8件、信函申请4件，办结11件，结转1件。", [12], [8, 4]),
        ("办理申请69件，含上年转来的3件，办结68件", [69], [3]),
        ("公开382条，包括网站35条，媒体80条，公众号2443条，其中乡村振兴228条", [382], [35, 80, 2443]),
    ],
)
def test_a_total_is_broken_down_into_the_parts_that_follow_or_precede_it(
    text: str, wholes: list[int], parts: list[int]
) -> None:
    first = read(text, 2024).breakdowns[0]
    assert [whole.value for whole in first.wholes] == wholes
    assert [part.value for part in first.parts] == parts


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "1,111" * 20_000,
        "其中" * 50_000,
        "其中1件，" * 16_000,
        "",
        "。",
        "一" * 100_000,
        "（" * 100_000,
        "《" * 100_000,
        "无申请" * 30_000,
        "均办结" * 30_000,
        "申请" + "件" * 100_000,
        "1件占1%" * 16_000,
        "1件，共2件，" * 14_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_hostile_text_is_read_to_its_end(text: str) -> None:
    mentions = read(text, 2024).mentions
    assert all(text[each.start : each.end].strip() for each in mentions)
