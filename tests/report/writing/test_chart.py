"""Charts show every number, to the eye and to who cannot see, and stay within their picture."""

from lxml import etree

from report.writing.chart import WIDTH, Bar, Bars, Years, svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>&\"'"


def _read(chart: Bars | Years) -> etree._Element:
    return etree.fromstring(svg(chart))


def bars(*values: int) -> Bars:
    return Bars("k", "办理结果", "一共多少。", tuple(Bar(f"第{n}类", value) for n, value in enumerate(values)))


def years(*values: int | None) -> Years:
    return Years("k", "历年", "历年多少。", tuple((2020 + n, value) for n, value in enumerate(values)))


def test_bars_are_as_long_as_their_numbers_and_have_them_beside() -> None:
    found = _read(bars(50, 25, 0))
    assert [float(rect.get("width")) for rect in found.iter(f"{SVG}rect")] == [464.0, 232.0]
    assert [text.text for text in found.iter(f"{SVG}text")] == ["第0类", "50", "第1类", "25", "第2类", "0"]


def test_numbers_of_twelve_digits_stay_within_the_picture() -> None:
    for chart in (bars(123456789012, 1), years(123456789012, 1, 123456789012)):
        for text in _read(chart).iter(f"{SVG}text"):
            broad = 10 * len(text.text or "") if (text.text or "").isdigit() else 0
            start = float(text.get("x")) - (broad / 2 if text.get("text-anchor") == "middle" else 0)
            assert start >= 0
            assert start + broad <= WIDTH


def test_an_unknown_year_breaks_the_line_and_keeps_its_place() -> None:
    found = _read(years(2, None, 4, 8))
    lines = [path for path in found.iter(f"{SVG}path") if path.get("stroke") == "#1a5fb4"]
    assert len(lines) == 1
    assert len(list(found.iter(f"{SVG}circle"))) == 3
    assert [text.text for text in found.iter(f"{SVG}text")] == ["2", "2020年", "2021年", "4", "2022年", "8", "2023年"]


def test_charts_are_named_and_described_for_who_cannot_see_them() -> None:
    for chart in (bars(1), years(1, 2)):
        found = _read(chart)
        names = str(found.get("aria-labelledby")).split()
        assert [found.get("role"), *(each.text for each in found[:2])] == ["img", chart.title, chart.description]
        assert [each.get("id") for each in found[:2]] == names


def test_words_of_a_chart_are_never_markup() -> None:
    found = _read(Bars("k", HOSTILE, HOSTILE, (Bar(HOSTILE, 1),)))
    assert [text.text for text in found.iter(f"{SVG}text")] == [HOSTILE, "1"]


def test_all_noughts_are_drawn_without_bars() -> None:
    assert not list(_read(bars(0, 0)).iter(f"{SVG}rect"))
