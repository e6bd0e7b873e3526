"""Which days offices work: ten years of notices against the library, and an operator's own files."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from report.calendar import STATE_COUNCIL, BadCalendar, Calendar, read_calendars

HERE = Path(__file__).with_name("holidays")
"""The State Council's notices of ten years, written as an operator writes them."""
YEARS = range(2017, 2027)

NEXT = """
source = "国办发明电〔2026〕0号"
[[holidays]]
name = "元旦"
from = 2026-12-31
to = 2027-01-02
[[holidays]]
name = "春节"
from = 2027-02-05
to = 2027-02-12
worked = [2027-01-30, 2027-02-20]
[[holidays]]
name = "清明节"
from = 2027-04-05
[[holidays]]
name = "劳动节"
from = 2027-05-01
[[holidays]]
name = "端午节"
from = 2027-06-09
[[holidays]]
name = "中秋节、国庆节"
from = 2027-10-01
to = 2027-10-07
"""
"""A year that the library does not know: invented days in the form of a notice."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def put(folder: Path, text: str | bytes, name: str = "2026.toml") -> Path:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def one(lines: str) -> str:
    """Return a file with one holiday; its entry begins on line 2."""
    return f'source = "某通知"\n[[holidays]]\n{lines}'


def refused(folder: Path, below: Calendar = STATE_COUNCIL) -> list[str]:
    """Return what is wrong, one fault with its file and line in each string."""
    with pytest.raises(BadCalendar) as raised:
        read_calendars(folder, below)
    head, _, faults = str(raised.value).removesuffix("。").partition("：")
    found = re.split(r"；(?=\S+ 第 \d+ 行：)", faults)
    assert head == f"工作日历有 {len(found)} 处要改，改好以前不能使用"
    return found


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


# The library and the notices


@pytest.mark.parametrize("year", YEARS)
def test_the_library_works_and_rests_as_the_notices_say(year: int) -> None:
    notices = read_calendars(HERE, below=Calendar())
    differing = [
        f"{day}：通知为{notices.why(day)}，日历库为{STATE_COUNCIL.why(day)}"
        for day in days_of(year)
        if notices.is_workday(day) != STATE_COUNCIL.is_workday(day)
    ]
    assert differing == []


def test_every_one_of_the_ten_notices_is_read_with_its_number() -> None:
    notices = read_calendars(HERE, below=Calendar()).notices
    assert sorted(notices) == list(YEARS)
    assert all(f"〔{year - 1}〕" in notices[year] for year in YEARS)


@pytest.mark.parametrize("calendar", [STATE_COUNCIL, read_calendars(HERE, below=Calendar())])
@pytest.mark.parametrize(
    "day, works, why",
    [
        (date(2020, 1, 31), False, "春节"),  # prolonged on 26 January
        (date(2020, 2, 1), False, "春节"),  # a Saturday that the first notice had worked
        (date(2022, 1, 30), True, "调休上班"),
        (date(2022, 1, 31), False, "春节"),  # 除夕
        (date(2023, 1, 29), True, "调休上班"),
        (date(2024, 2, 9), True, "周五"),  # 除夕, which the notice only commended to give off
        (date(2025, 1, 31), False, "春节"),
        (date(2018, 12, 31), False, "元旦"),  # of the notice of 2019
        (date(2026, 6, 19), False, "端午节"),
        (date(2026, 1, 11), False, "周日"),
        (date(2026, 1, 12), True, "周一"),
    ],
)
def test_every_day_has_its_word(calendar: Calendar, day: date, works: bool, why: str) -> None:
    assert (calendar.is_workday(day), calendar.why(day)) == (works, why)


def test_the_words_of_the_library_are_those_of_the_notices() -> None:
    notices = read_calendars(HERE, below=Calendar())
    # The library names one of two holidays, and calls a weekend by the holiday that it adjoins.
    weekdays_off = [day for day in notices.days if day.weekday() < 5]
    assert [day for day in weekdays_off if STATE_COUNCIL.why(day) not in notices.why(day)] == []


def test_without_a_notice_only_the_days_that_the_law_itself_sets_are_off() -> None:
    fixed = [date(2051, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
    assert [STATE_COUNCIL.is_workday(day) for day in fixed] == [False] * 6
    assert [STATE_COUNCIL.why(day) for day in fixed] == ["元旦", "劳动节", "劳动节", "国庆节", "国庆节", "国庆节"]
    assert STATE_COUNCIL.is_workday(date(2018, 5, 2))  # its notice gave one day off, before the law gave two


def test_without_a_notice_the_week_decides() -> None:
    week = [date(2051, 1, day) for day in range(2, 9)]
    assert [STATE_COUNCIL.is_workday(day) for day in week] == [True] * 5 + [False] * 2
    assert [STATE_COUNCIL.why(day) for day in week] == [f"周{word}" for word in "一二三四五六日"]
    assert not STATE_COUNCIL.is_official(2051)
    assert STATE_COUNCIL.is_official(2021)


# What an operator's file can do


def test_an_empty_folder_changes_nothing_and_other_files_are_left_alone(folder: Path) -> None:
    put(folder, "看这里", "说明.txt")
    put(folder, "x", ".2027.toml.swp")
    assert read_calendars(folder) == STATE_COUNCIL


def test_a_file_adds_a_year_as_soon_as_its_notice_is_out(folder: Path) -> None:
    notices = read_calendars(HERE, below=Calendar())
    assert not notices.is_official(2027)
    calendar = read_calendars(put(folder, NEXT, "2027.toml"), below=notices)
    assert calendar.is_official(2027)
    assert calendar.notices[2027] == "国办发明电〔2026〕0号"
    assert [calendar.why(date(2027, 1, day)) for day in (2, 4, 30, 31)] == ["元旦", "周一", "调休上班", "周日"]
    assert not calendar.is_workday(date(2026, 12, 31))  # in the December before, where 元旦 begins
    assert calendar.is_official(2026)
    assert calendar.why(date(2026, 10, 1)) == "国庆节"


def test_a_file_corrects_single_days_of_a_known_year_and_leaves_the_others(folder: Path) -> None:
    """The prolonged holidays of 2020, taken back: then offices would have worked on the 31st."""
    text = one('name = "春节"\nworked = [2020-01-31, 2020-02-01]\nwhy = "照原安排上班"\n')
    calendar = read_calendars(put(folder, text, "2020.toml"))
    assert [calendar.why(date(2020, 1, 30) + timedelta(days=n)) for n in range(4)] == [
        "春节",
        "照原安排上班",
        "调休上班",
        "春节",
    ]
    assert calendar.days.keys() == STATE_COUNCIL.days.keys()


def test_the_mark_that_windows_writes_and_a_single_day_are_understood(folder: Path) -> None:
    text = one('name = "台风停工"\nfrom = 2026-07-31\n').replace("\n", "\r\n")
    calendar = read_calendars(put(folder, b"\xef\xbb\xbf" + text.encode()))
    assert (calendar.is_workday(date(2026, 7, 31)), calendar.why(date(2026, 7, 31))) == (False, "台风停工")
    assert calendar.is_workday(date(2026, 7, 30))


# What an operator's file cannot say


@pytest.mark.parametrize(
    "text, told",
    [
        (
            'source = "某通知"\nyear = 2026\n[[holidays]]\nname = "停工"\nfrom = 2026-07-31\n',
            "2026.toml 第 2 行：没有“year”这一项：开头只写 source，每个节日以 [[holidays]] 开头，"
            "只写 name、from、to、worked、why",
        ),
        (
            one('name = "停工"\nform = 2026-07-31\nfrom = 2026-07-30\n'),
            "2026.toml 第 4 行：没有“form”这一项：开头只写 source，每个节日以 [[holidays]] 开头，"
            "只写 name、from、to、worked、why",
        ),
        (
            '[[holidays]]\nname = "停工"\nfrom = 2026-07-31\n',
            "2026.toml 第 1 行：“source”应为文字，不能空，最多 300 个字",
        ),
        (one('name = " "\nfrom = 2026-07-31\n'), "2026.toml 第 3 行：“name”应为文字，不能空，最多 60 个字"),
        (one("from = 2026-07-31\n"), "2026.toml 第 2 行：“name”应为文字，不能空，最多 60 个字"),
        (
            one('name = "停工"\n'),
            "2026.toml 第 3 行：“停工”没有写日期，请写放假的 from（和 to）或者上班的 worked",
        ),
        (one('name = "停工"\nto = 2026-07-31\n'), "2026.toml 第 2 行：缺少“from”，请写放假的第一天"),
        (
            one('name = "停工"\nfrom = "7月31日"\n'),
            "2026.toml 第 4 行：“from”写的是“7月31日”，应为日期，写成 2026-01-31，不加引号",
        ),
        (
            one('name = "停工"\nfrom = 2026-07-30\nto = 2026-07-31T08:00:00\n'),
            "2026.toml 第 5 行：“to”写的是“2026-07-31 08:00:00”，应为日期，写成 2026-01-31，不加引号",
        ),
        (
            one('name = "停工"\nfrom = 2026-07-31\nto = 2026-07-30\n'),
            "2026.toml 第 5 行：从 2026-07-31 到 2026-07-30 不对：最后一天不能早于第一天，放假不会超过 31 天",
        ),
        (
            one('name = "停工"\nfrom = 2026-01-30\nto = 2026-11-01\n'),
            "2026.toml 第 5 行：从 2026-01-30 到 2026-11-01 不对：最后一天不能早于第一天，放假不会超过 31 天",
        ),
        (
            one('name = "停工"\nworked = 2026-07-25\n'),
            "2026.toml 第 4 行：“worked”应写成 [2026-01-30, 2026-02-08]",
        ),
        (
            one('name = "停工"\nfrom = 2025-07-31\n'),
            "2026.toml 第 4 行：2025-07-31 不在 2026 年，请写到那一年的文件里（只有元旦可以从上一年 12 月放起）",
        ),
        (
            one('name = "停工"\nfrom = 2025-07-30\nto = 2025-08-20\n'),
            "2026.toml 第 4 行：2025-07-30 不在 2026 年，请写到那一年的文件里（只有元旦可以从上一年 12 月放起）",
        ),
        (
            one('name = "春节"\nfrom = 2025-12-31\n'),
            "2026.toml 第 4 行：2025-12-31 不在 2026 年，请写到那一年的文件里（只有元旦可以从上一年 12 月放起）",
        ),
        (
            one('name = "停工"\nworked = [2026-07-25, 2026-07-29]\n'),
            "2026.toml 第 4 行：2026-07-29 是周三，本来就上班；如果是原定放假改为上班，请用 why 写明原因，否则请删去",
        ),
        (
            one('name = "停工"\nfrom = 2026-07-31\nto = 2026-08-02\nworked = [2026-08-01]\n'),
            "2026.toml 第 6 行：2026-08-01 前面已经写在“停工”中，一天只能写一次",
        ),
        (
            one('name = "停工"\nfrom = 2026-07-31\n\n[[holidays]]\nname = "防汛"\nfrom = 2026-07-31\n'),
            "2026.toml 第 8 行：2026-07-31 前面已经写在“停工”中，一天只能写一次",
        ),
        (
            one('name = "停工"\nfrom = 2026-02-30\n'),
            "2026.toml 第 4 行：写法不对，应为“名称 = 值”：文字加英文双引号，日期写成 2026-01-31"
            "（不加引号，且确有这一天），各项之间用英文逗号",
        ),
        ('source = "某通知"\n', "2026.toml 第 1 行：没有写节日，每个节日应以 [[holidays]] 开头"),
        (
            'source = "某通知"\nholidays = "春节"\n',
            "2026.toml 第 2 行：没有写节日，每个节日应以 [[holidays]] 开头",
        ),
        (
            'source = "某通知"\nholidays = [{ name = "停工", from = 2026-07-31 }, 2026-08-01]\n',
            "2026.toml 第 2 行：没有写节日，每个节日应以 [[holidays]] 开头",
        ),
        (
            "春节".encode("gb18030"),
            "2026.toml 第 1 行：文字编码不是 UTF-8，请在记事本中用 UTF-8 编码另存",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(folder: Path, text: str | bytes, told: str) -> None:
    assert refused(put(folder, text)) == [told]


@pytest.mark.parametrize("name", ["2027年.toml", "holidays.toml", "2027.toml.txt", "2027.TOML"])
def test_a_file_that_was_meant_but_has_another_name_is_told_and_not_skipped(folder: Path, name: str) -> None:
    assert refused(put(folder, NEXT, name)) == [
        f"{name} 第 1 行：文件名应为四位年份加 .toml，例如 2027.toml；不是工作日历的，请移出这个文件夹"
    ]


def test_a_folder_in_place_of_a_file_is_told(folder: Path) -> None:
    (folder / "2026.toml").mkdir()
    assert refused(folder) == ["2026.toml 第 1 行：文件打不开，请检查它是否还在、权限是否正确"]


def test_a_year_that_nobody_else_knows_must_be_written_out(folder: Path) -> None:
    text = NEXT.replace("中秋节、国庆节", "国庆节").replace("清明节", "三月三")
    last = len(text.splitlines())
    assert refused(put(folder, text, "2027.toml"), below=Calendar()) == [
        f"2027.toml 第 {last} 行：2027 年的放假安排还没有别的来源，这个文件要写全，缺少清明、中秋"
    ]


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    put(folder, one('name = "元旦"\nfrom = 2025-12-31\n'), "2026.toml")
    put(
        folder,
        'source = "某通知"\n[[holidays]]\nname = "停工"\nfrom = 2025-12-31\nworked = [2025-07-29]\n',
        "2025.toml",
    )
    assert [fault.split("：")[0] for fault in refused(folder)] == ["2025.toml 第 5 行", "2026.toml 第 4 行"]


def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(BadCalendar, match=r"没有找到放工作日历的文件夹“.*不存在”。请检查设置"):
        read_calendars(folder / "不存在")
