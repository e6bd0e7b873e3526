"""A superior's notice is read into what it asks, each beside its sentence; what is inferred is said to be."""

from datetime import date
from pathlib import Path

import pytest

from report.instruction import (
    Ask,
    Delivery,
    Doubt,
    Due,
    Instruction,
    Kind,
    Proposal,
    instruction_lines,
    proposal_line,
)
from report.reading import Refusal
from report.reading.instruction import MOST_LETTERS, MOST_PROPOSALS, read_instruction
from report.reading.instruction_dates import Frame, dates_in, even
from report.source import Place
from tests.report.reading.relayout import KINDS, as_docx
from tests.report.reading.samples.instructions.expected import NOTICES, YUNXI

SAMPLES = Path(__file__).parent / "samples/instructions"
SEED = (Path(__file__).parents[2] / "seed.txt").read_text(encoding="utf-8")
TITLE = "云溪县人民政府办公室关于做好2025年政府信息公开工作年度报告编制和发布工作的通知"


def read(text: str, name: str = "通知.txt") -> Instruction:
    return read_instruction(name, text.encode())


def asked(*sentences: str) -> list[tuple[Ask, date | None, str]]:
    """Return what a notice of 5 January 2026 asks with these paragraphs, by which day, of whom."""
    found = read("\n".join((TITLE, *sentences, "云溪县人民政府办公室", "2026年1月5日"))).proposals
    return [(each.ask, each.due.day, each.whom) for each in found]


# ---------------------------------------------------------------------------------------------------------------
# Whole notices


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_read_into_what_it_asks(name: str) -> None:
    assert read_instruction(name, (SAMPLES / name).read_bytes()) == NOTICES[name]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "report.xlsx"])
@pytest.mark.parametrize("name", [name for name in NOTICES if name.endswith(".txt") and name != "songgang.txt"])
def test_it_asks_the_same_in_every_kind_of_file(name: str, kind: str) -> None:
    lines = tuple(filter(None, (SAMPLES / name).read_text(encoding="utf-8").splitlines()))
    back = read_instruction(kind, KINDS[kind](lines))
    assert [(p.ask, p.due, p.whom, p.delivery) for p in back.proposals] == [
        (p.ask, p.due, p.whom, p.delivery) for p in NOTICES[name].proposals
    ]
    assert (back.title, back.sender, back.sent_on) == (
        NOTICES[name].title,
        NOTICES[name].sender,
        NOTICES[name].sent_on,
    )


@pytest.mark.parametrize("name", [name for name in NOTICES if name.endswith(".txt")])
def test_every_quote_stands_in_the_notice_word_for_word(name: str) -> None:
    notice = NOTICES[name]
    text = "".join((SAMPLES / name).read_text(encoding="utf-8").split("\n"))
    quotes = [each.quote for each in (*notice.proposals, *notice.details)]
    assert [quote for quote in quotes if quote not in text] == []


def test_a_notice_in_gbk_is_read() -> None:
    content = (SAMPLES / "yunxi.txt").read_text(encoding="utf-8").encode("gb18030")
    assert read_instruction("通知.txt", content) == YUNXI


def test_the_same_notice_is_read_the_same_twice() -> None:
    content = (SAMPLES / "linhe.pdf").read_bytes()
    assert read_instruction("a.pdf", content) == read_instruction("b.pdf", content)


# ---------------------------------------------------------------------------------------------------------------
# Dates


def dates(text: str, year: int = 2025, sent_on: date | None = date(2026, 1, 5)) -> list[Due]:
    return [dated.due for dated in dates_in(even(text), Frame(year, sent_on))]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026年1月20日前", Due(date(2026, 1, 20), "2026年1月20日前")),
        ("2026 年 1 月 20 日 前", Due(date(2026, 1, 20), "2026年1月20日前")),
        ("２０２６年１月２０日前", Due(date(2026, 1, 20), "2026年1月20日前")),
        ("二〇二六年一月二十日前", Due(date(2026, 1, 20), "二〇二六年一月二十日前")),
        ("二○二六年元月三十一日前", Due(date(2026, 1, 31), "二○二六年元月三十一日前")),
        ("2026年1月20日（星期二）下班前", Due(date(2026, 1, 20), "2026年1月20日（星期二）下班前", hour="下班")),
        ("2026年1月20日17:30前", Due(date(2026, 1, 20), "2026年1月20日17:30前", hour="17:30")),
        ("2026年1月20日下午5点半前", Due(date(2026, 1, 20), "2026年1月20日下午5点半前", hour="下午5点半")),
        ("次年1月31日前", Due(date(2026, 1, 31), "次年1月31日前")),
        ("1月20日前", Due(date(2026, 1, 20), "1月20日前", doubts=(Doubt.NO_YEAR,))),
        ("12月28日", Due(date(2025, 12, 28), "12月28日", doubts=(Doubt.NO_YEAR, Doubt.UNLIKELY))),
        ("20日前", Due(date(2026, 1, 20), "20日前", doubts=(Doubt.NO_MONTH,))),
        ("2026年1月底前", Due(date(2026, 1, 31), "2026年1月底前", doubts=(Doubt.MONTH_END,))),
        ("2026年2月底前", Due(date(2026, 2, 28), "2026年2月底前", doubts=(Doubt.MONTH_END,))),
        ("2026年2月上旬", Due(date(2026, 2, 10), "2026年2月上旬", doubts=(Doubt.PART_OF_MONTH,))),
        ("2026年1月中旬前", Due(date(2026, 1, 20), "2026年1月中旬前", doubts=(Doubt.PART_OF_MONTH,))),
        ("2026年2月初", Due(None, "2026年2月初", doubts=(Doubt.PART_OF_MONTH,))),
        ("2026年1月20日之前", Due(date(2026, 1, 20), "2026年1月20日之前", doubts=(Doubt.BEFORE,))),
        ("2026年1月20日以前", Due(date(2026, 1, 20), "2026年1月20日以前", doubts=(Doubt.BEFORE,))),
        ("2026年1月20日（周三）前", Due(date(2026, 1, 20), "2026年1月20日（周三）前", doubts=(Doubt.WEEKDAY,))),
        ("2026年1月25日（星期天）前", Due(date(2026, 1, 25), "2026年1月25日（星期天）前")),
        ("2026年2月29日前", Due(None, "2026年2月29日前", doubts=(Doubt.NO_SUCH_DAY,))),
        ("2025年1月20日前", Due(date(2025, 1, 20), "2025年1月20日前", doubts=(Doubt.UNLIKELY,))),
        ("2026年1月12日至16日", Due(date(2026, 1, 16), "2026年1月12日至16日", starts=date(2026, 1, 12))),
        ("2026年1月28日—2月3日", Due(date(2026, 2, 3), "2026年1月28日—2月3日", starts=date(2026, 1, 28))),
        (
            "每年1月31日前",
            Due(date(2026, 1, 31), "每年1月31日前", doubts=(Doubt.NO_YEAR, Doubt.STATUTE)),
        ),
    ],
)
def test_a_date_is_read_and_what_it_does_not_say_is_doubted(written: str, due: Due) -> None:
    assert dates(written) == [due]


def test_a_span_over_the_new_year_ends_in_the_next() -> None:
    assert dates("12月29日至1月5日", sent_on=date(2025, 12, 20)) == [
        Due(date(2026, 1, 5), "12月29日至1月5日", starts=date(2025, 12, 29), doubts=(Doubt.NO_YEAR,))
    ]


def test_a_year_written_once_in_a_sentence_holds_for_the_dates_behind_it() -> None:
    first, second = dates("2026年1月16日前报送，2月3日前公开")
    assert (first.doubts, second.day, second.doubts) == ((), date(2026, 2, 3), ())


def test_a_day_without_a_month_and_nothing_before_it_stays_open() -> None:
    assert dates("20日前", sent_on=None) == [Due(None, "20日前", doubts=(Doubt.NO_MONTH,))]


@pytest.mark.parametrize("text", ["自收到之日起20日内", "2026年1月", "第20日", "2026-01-05", "〔2026〕12号", "3月"])
def test_what_is_no_day_of_a_deadline_is_none(text: str) -> None:
    assert dates(text) == []


# ---------------------------------------------------------------------------------------------------------------
# What is asked, and of whom


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "各镇街于1月20日前报送年报并在网站公开。",
            [(Ask.SUBMIT, date(2026, 1, 20), "各镇街"), (Ask.PUBLISH, date(2026, 1, 20), "各镇街")],
        ),
        (
            "报送时间为1月16日前，公开时间为1月25日前。",
            [(Ask.SUBMIT, date(2026, 1, 16), ""), (Ask.PUBLISH, date(2026, 1, 25), "")],
        ),
        (
            "各镇、街道办事处于1月20日前报送，县政府各部门于1月22日前报送。",
            [(Ask.SUBMIT, date(2026, 1, 20), "各镇、街道办事处"), (Ask.SUBMIT, date(2026, 1, 22), "县政府各部门")],
        ),
        ("1月12日前，各单位将年报报县公开办审核。", [(Ask.DRAFT, date(2026, 1, 12), "各单位")]),
        ("各单位的年报经保密审查后，于1月20日前报送。", [(Ask.SUBMIT, date(2026, 1, 20), "各单位")]),
        (
            "各县（市、区）要在2月20日前报送本地区年报汇总表。",
            [(Ask.ROLLUP, date(2026, 2, 20), "各县（市、区）")],
        ),
        ("我办将于1月9日上午9:00召开年报培训会。", [(Ask.TRAINING, date(2026, 1, 9), "")]),
        ("1月31日前完成年报发布工作。", [(Ask.PUBLISH, date(2026, 1, 31), "")]),
        ("各单位于1月12日前报县政府办审核，审核后发布。", [(Ask.DRAFT, date(2026, 1, 12), "各单位")]),
        (
            "市政府各部门于1月20日前,县、区人民政府于2月28日前,将年报报送市政府办公室.",
            [(Ask.SUBMIT, date(2026, 1, 20), "市政府各部门"), (Ask.SUBMIT, date(2026, 2, 28), "县、区人民政府")],
        ),
        (
            "各镇街于1月20日前报送，县政务公开办于2月10日前报送汇总表。",
            [(Ask.SUBMIT, date(2026, 1, 20), "各镇街"), (Ask.ROLLUP, date(2026, 2, 10), "县政务公开办")],
        ),
        (
            "各镇街于1月20日前报送，并于1月25日前发布。",
            [
                (Ask.SUBMIT, date(2026, 1, 20), "各镇街"),
                (Ask.PUBLISH, date(2026, 1, 25), "各镇街"),
            ],
        ),
        ("各镇党政办公室将年报于1月20日前报送。", [(Ask.SUBMIT, date(2026, 1, 20), "各镇党政办公室")]),
        ("请于1月20日前报送年报，并附所属单位名单。", [(Ask.SUBMIT, date(2026, 1, 20), "")]),
        ("1月20日前，将年报提交县政府办公室。", [(Ask.SUBMIT, date(2026, 1, 20), "")]),
    ],
)
def test_a_sentence_says_what_is_to_be_done_by_whom(
    sentence: str, expected: list[tuple[Ask, date | None, str]]
) -> None:
    assert asked(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "年报所列数据的统计期限为2025年1月1日至2025年12月31日，请准确填报并公开。",
        "我办将于2月10日前对各单位报送和公开情况进行通报。",
        "请于1月7日前报送参训人员名单。",
        "联络员信息请于1月8日前报送。",
        "《政府信息公开条例》自2019年5月15日起施行。",
        "发布时间：2026-01-06 10:00　来源：县政府办公室",
    ],
)
def test_what_is_not_asked_of_the_report_is_not_proposed(sentence: str) -> None:
    assert asked(sentence, "请于1月20日前报送年报。") == [(Ask.SUBMIT, date(2026, 1, 20), "")]


def test_how_it_is_handed_in_may_stand_in_the_next_sentence_and_both_are_quoted() -> None:
    notice = read(f"{TITLE}\n请于2026年1月20日前报送县政府办公室。纸质版一式三份，加盖公章。")
    assert notice.proposals == (
        Proposal(
            Ask.SUBMIT,
            Due(date(2026, 1, 20), "2026年1月20日前"),
            "请于2026年1月20日前报送县政府办公室。纸质版一式三份，加盖公章。",
            Place(line=2),
            delivery=Delivery("县政府办公室", ("纸质版",), 3, True),
        ),
    )


def test_a_table_may_have_a_column_for_each_thing_that_is_due() -> None:
    rows = "单位\t报送时间\t公开时间\n各镇\t1月12日前\t1月20日前\n县直部门\t2026-01-14\t2026-01-22"
    assert asked("时间安排如下：", rows) == [
        (Ask.SUBMIT, date(2026, 1, 12), "各镇"),
        (Ask.PUBLISH, date(2026, 1, 20), "各镇"),
        (Ask.SUBMIT, date(2026, 1, 14), "县直部门"),
        (Ask.PUBLISH, date(2026, 1, 22), "县直部门"),
    ]


def test_a_notice_that_passes_another_on_is_one_too() -> None:
    title = f"松岗镇人民政府办公室关于转发《{TITLE}》的通知"
    notice = read(f"{title}\n各村：\n请于1月15日前报送。")
    assert (notice.title, notice.sender, notice.year, len(notice.proposals)) == (
        title,
        "松岗镇人民政府办公室",
        2025,
        1,
    )
    assert f"《{title.replace('《', '〈').replace('》', '〉')}》" in instruction_lines(notice)[0]


def test_what_a_page_prints_around_its_title_is_no_part_of_it() -> None:
    notice = read(
        "\n".join(
            (
                "信息名称 " + TITLE,
                "文件编号 云政办发〔2026〕8号 发布机构 政府办",
                "生成日期 2026-01-06 公开日期 2026-01-07",
                TITLE,
                "请于1月20日前报送。",
            )
        )
    )
    assert (notice.title, notice.number, notice.sent_on) == (TITLE, "云政办发〔2026〕8号", date(2026, 1, 6))


def test_a_notice_before_the_year_ends_is_about_that_year() -> None:
    notice = read("关于编制政府信息公开工作年度报告的通知\n请于1月20日前报送。\n云溪县人民政府办公室\n2025年12月20日")
    assert (notice.year, notice.year_is_inferred) == (2025, True)
    assert notice.proposals[0].due.day == date(2026, 1, 20)


def test_a_number_is_a_telephone_only_where_one_is_spoken_of() -> None:
    notice = read(f"{TITLE}\n请于1月20日前报送。\n咨询电话：2233445\n统一代码2233446")
    assert [(each.kind, each.words) for each in notice.details] == [(Kind.TELEPHONE, "2233445")]


# ---------------------------------------------------------------------------------------------------------------
# What a person confirms


def test_a_person_confirms_each_proposal_beside_its_sentence() -> None:
    notice = read(
        "\n".join(
            (
                TITLE,
                "云政办函〔2026〕1号",
                "各镇人民政府：",
                "请于2026年1月16日前报送年报。",
                "一月底前公布。",
                "联系人：李禾",
                "云溪县人民政府办公室",
                "2026年1月5日",
            )
        )
    )
    assert instruction_lines(notice) == (
        f"《{TITLE}》（云政办函〔2026〕1号），云溪县人民政府办公室，2026年1月5日；2025年度年报",
        "报送：2026年1月16日前，各镇人民政府（依据第4段：“请于2026年1月16日前报送年报。”）",
        "发布公开：2026年1月31日前，各镇人民政府（依据第5段：“一月底前公布。”）"
        "请核对：没有写年份，按2025年度年报推断为2026年；只写了月底，按当月最后一天算。",
        "联系人：李禾（依据第6段：“联系人：李禾”）",
    )
    assert [each.is_sure for each in notice.proposals] == [True, False]


@pytest.mark.parametrize("why", Doubt)
def test_every_doubt_has_its_words(why: Doubt) -> None:
    notice = read(f"{TITLE}\n请于2026年1月20日前报送。")
    for day in (date(2026, 1, 20), None):
        line = proposal_line(
            Proposal(Ask.SUBMIT, Due(day, "20日前", doubts=(why,)), "请于20日前报送。", Place(line=2)), notice
        )
        assert "请核对：" in line
        assert "None" not in line


def test_a_table_is_cited_by_its_row_and_a_page_by_its_number() -> None:
    table, page = (NOTICES[name] for name in ("hedong.docx", "linhe.pdf"))
    assert "（依据第1个表第2行：“1　参加年报编制培训" in proposal_line(table.proposals[0], table)
    assert "一式3份，加盖公章，送市政府办公室政务公开科（依据第1页第9段：“" in proposal_line(page.proposals[0], page)


# ---------------------------------------------------------------------------------------------------------------
# What is no such notice


@pytest.mark.parametrize(
    "text",
    [
        SEED,
        "云溪县召开2025年政府信息公开年报编制部署会\n会议要求，各单位于1月20日前报送年报。",
        "关于2024年政府信息公开工作年度报告编制公布情况的通报\n请于1月20日前报送整改情况。",
        "关于做好2026年春节放假安排的通知\n请于1月20日前报送值班表。",
        f"相关链接：{TITLE}\n请于1月20日前报送。",
    ],
)
def test_a_report_a_news_item_and_another_notice_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refusal, match=r"“来文\.txt”不是布置年报工作的通知：.*请上传上级通知的原文"):
        read(text, "来文.txt")


def test_a_notice_without_any_date_is_refused_by_its_title() -> None:
    with pytest.raises(Refusal, match=f"是《{TITLE}》，但没有读到报送、公开或培训的日期"):
        read(f"{TITLE}\n请各单位抓紧编制，按时公开。\n云溪县人民政府办公室\n2026年1月5日")


def test_a_notice_of_no_known_year_is_refused() -> None:
    with pytest.raises(Refusal, match="没有写是哪一年度的年报，也没有读到发文日期"):
        read("关于编制政府信息公开工作年度报告的通知\n请于1月20日前报送。")


def test_a_workbook_and_a_broken_document_are_refused() -> None:
    with pytest.raises(Refusal, match=r"通知\.docx"):
        read_instruction("通知.docx", as_docx((TITLE,))[:900])
    with pytest.raises(Refusal, match="文字编码无法识别"):
        read_instruction("通知.txt", b"\x81\x20\xff\xff")


@pytest.mark.parametrize(
    "filling",
    [
        *(
            "各",
            "1月",
            "1月1日至",
            "报",
            "请各县（",
            "联系人：",
            "a@",
            "a.",
            "（",
            "20",
            "附件：1.",
            "一式",
            "关于",
            "条例",
        ),
        *(
            "年报\n",
            "关于政府信息公开年报\n",
            "统计期限",
            "数据截至",
            "十",
            "报送",
            "，各",
            "各、",
            "附件：甲\n",
            "1.甲\n",
        ),
    ],
)
def test_a_hostile_notice_ends_with_a_sentence(filling: str) -> None:
    with pytest.raises(Refusal, match="没有读到报送、公开或培训的日期"):
        read(f"{TITLE}\n{filling * ((MOST_LETTERS - 100) // len(filling))}")


def test_what_is_too_long_or_asks_too_much_is_no_notice() -> None:
    with pytest.raises(Refusal, match=f"超过了 {MOST_LETTERS} 字，不像一份通知"):
        read(f"{TITLE}\n{'字' * MOST_LETTERS}")
    with pytest.raises(Refusal, match=f"期限超过了 {MOST_PROPOSALS} 个，不像一份通知"):
        read(f"{TITLE}\n{'1月20日前报送。' * (MOST_PROPOSALS + 1)}")
    with pytest.raises(Refusal, match=f"期限超过了 {MOST_PROPOSALS} 个，不像一份通知"):
        read(f"{TITLE}\n{'1月20日前，' * 7000}报送{'字' * 40_000}")
    with pytest.raises(Refusal, match=f"超过了 {MOST_LETTERS} 字，不像一份通知"):
        read("\n".join((TITLE, "\t".join(["时间"] * 1001), "\t".join((*["1月20日"] * 1000, "字" * 1000)))))
