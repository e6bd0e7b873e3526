"""The interchange file is read exactly, and any sheet survives being written and read."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.form import form_of
from report.reading import Refusal, read
from report.sheet import TEXTS, Level, Sheet, as_interchange

GUANGWU = Sheet(
    unit="荥阳市广武镇人民政府",
    level=Level.TOWNSHIP,
    year=2020,
    edition=2019,
    title="广武镇人民政府2020年政府信息公开工作年度报告",
    signed_on=date(2021, 1, 7),
    cells={"t2.procurement.amount": "162000 元", "t3.received.natural_person": "1", "t3.handled.total": ""},
    texts={"overview": "第一段\n第二段", "other": "无。"},
)

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    edition, other = draw(st.sampled_from((2019, 2021))), draw(st.sampled_from((2019, 2021)))
    addresses = form_of((("t2", other), ("t3", edition), ("t4", edition))).addresses
    return Sheet(
        unit=draw(WORDS.filter(str.strip)),
        level=draw(st.sampled_from(Level)),
        year=draw(st.integers(2019, 2100)),
        edition=edition,
        title=draw(WORDS),
        signed_on=draw(st.none() | st.dates()),
        cells=draw(st.dictionaries(st.sampled_from(addresses), WORDS, max_size=12)),
        texts=draw(st.dictionaries(st.sampled_from(TEXTS), WORDS | st.just("一\n二"))),
        editions={} if other == edition else {"t2": other},
    )


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_any_sheet_survives_the_interchange_file(sheet: Sheet) -> None:
    assert read("x.report.json", json.dumps(as_interchange(sheet), ensure_ascii=False).encode()) == sheet


def guangwu_with(**changes: object) -> bytes:
    return json.dumps(as_interchange(GUANGWU) | changes).encode()


def test_what_was_printed_is_kept_exactly() -> None:
    assert read("广武.report.json", guangwu_with()) == GUANGWU
    printed = {"t3.received.total": " 减4 ", "t3.handled.total": "２２（其中修订 16 件）"}
    assert read("广武.report.json", guangwu_with(cells=printed)).cells == printed


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (guangwu_with(schema="nianbao/report/2"), "“nianbao/report/2”"),
        (guangwu_with(units="x"), "“units”"),
        (guangwu_with(level="village"), "“level”的值不对"),
        (guangwu_with(year="2020"), "“year”的值不对"),
        (guangwu_with(year=True), "“year”的值不对"),
        (guangwu_with(year=2018), "“year”的值不对"),
        (guangwu_with(edition=2020), "“edition”的值不对"),
        (guangwu_with(editions={"t5": 2019}), "“editions.t5”"),
        (guangwu_with(editions={"t2": 2020}), "“editions.t2”的值不对"),
        (guangwu_with(signed_on="2021-02-30"), "“signed_on”的值不对"),
        (guangwu_with(signed_on="20210107"), "“signed_on”的值不对"),
        (guangwu_with(title=None), "“title”的值不对"),
        (guangwu_with(unit=" "), "“unit”的值不对"),
        (guangwu_with(cells=[]), "“cells”的值不对"),
        (guangwu_with(cells={"t3.received.total": 1}), "“cells.t3.received.total”的值不对"),
        (guangwu_with(cells={"t3.received.total": None}), "“cells.t3.received.total”的值不对"),
        (guangwu_with(cells={"t3.received.total": "\ud800"}), "“cells.t3.received.total”的值不对"),
        (guangwu_with(cells={"t3.other_other.total": "1"}), "“t3.other_other.total”在 2019 年版"),
        (guangwu_with(texts={"summary": ""}), "“texts.summary”"),
        (b'{"schema": "nianbao/report/1"}', "缺少“unit”"),
        (b'{"unit": "a", "unit": "b"}', "“unit”出现了两次"),
        (b'{"schema": NaN}', "不是正确的 JSON"),
        (b'{"schema":\n "nianbao/report/1",\n', "第 3 行不是正确的 JSON"),
        (b'{"a":' * 100_000, "嵌套太深"),
        ('{"unit": "广武镇"}'.encode("gbk"), "不是 UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_in_the_schema_is_refused_by_its_key(content: bytes, says: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read("广武.report.json", content)
    assert "广武.report.json" in str(refusal.value)
    assert says in str(refusal.value)
