"""The year's dates: working days with 调休, the law's last day, and the plan counted backwards from it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.calendar import STATE_COUNCIL, Calendar, Special
from report.deadlines import (
    AnotherCalendar,
    Moved,
    Plan,
    PlannedStep,
    TooLate,
    back,
    changed,
    forward,
    has_official_calendar,
    is_workday,
    latest,
    legal_date,
    plan,
    planning_day,
    prolonged,
    reckoning,
    workdays_until,
)
from report.lifecycle import CYCLE_STAGES, Stage
from report.sheet import Level

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
YEARS = st.integers(2019, 2025)
GOVERNMENTS = {Level.COUNTY, Level.CITY, Level.PROVINCE}


@pytest.mark.parametrize("level", Level)
def test_governments_from_the_county_up_have_until_march_and_everybody_else_until_january(level: Level) -> None:
    assert legal_date(level, 2020) == (date(2021, 3, 31) if level in GOVERNMENTS else date(2021, 1, 31))


@pytest.mark.parametrize(
    "level, year, last",
    [
        (Level.TOWNSHIP, 2019, date(2020, 1, 23)),  # the extended 春节 began on 24 January
        (Level.TOWNSHIP, 2020, date(2021, 1, 29)),  # 31 January was a Sunday
        (Level.TOWNSHIP, 2021, date(2022, 1, 30)),  # 春节 eve on the 31st, so the Sunday before it was worked
        (Level.TOWNSHIP, 2022, date(2023, 1, 31)),  # back from 春节, a Tuesday
        (Level.TOWNSHIP, 2023, date(2024, 1, 31)),
        (Level.TOWNSHIP, 2024, date(2025, 1, 27)),  # 春节 from the 28th
        (Level.COUNTY_DEPARTMENT, 2025, date(2026, 1, 30)),  # 31 January is a Saturday
        (Level.COUNTY, 2020, date(2021, 3, 31)),
        (Level.COUNTY, 2023, date(2024, 3, 29)),  # 31 March was a Sunday
    ],
)
def test_the_report_is_out_on_the_last_working_day_the_law_leaves(level: Level, year: int, last: date) -> None:
    dates = plan(level, year)
    assert dates.wished == dates.legal == legal_date(level, year)
    assert dates.official
    assert [step.due_on for step in dates.steps if step.stage is Stage.PUBLISH] == [last]


@pytest.mark.parametrize(
    "day, works",
    [
        (date(2021, 1, 3), False),  # 元旦, a Sunday
        (date(2022, 1, 29), True),  # a Saturday worked for 春节
        (date(2022, 1, 30), True),
        (date(2022, 1, 31), False),
        (date(2023, 1, 28), True),
        (date(2025, 1, 26), True),
        (date(2026, 1, 4), True),  # a Sunday worked for 元旦
    ],
)
def test_offices_rest_and_work_as_the_state_council_says(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_guangwus_year_stands_in_the_plan_day_by_day() -> None:
    dates = plan(Level.TOWNSHIP, 2020, (1, 8))
    assert dates == Plan(
        legal=date(2021, 1, 31),
        wished=date(2021, 1, 8),
        steps=(
            PlannedStep(Stage.PLAN, date(2020, 12, 1), date(2020, 12, 1)),
            PlannedStep(Stage.COLLECT, date(2020, 12, 16), date(2021, 1, 4)),
            PlannedStep(Stage.CHECK, date(2020, 12, 16), date(2021, 1, 5)),
            PlannedStep(Stage.DRAFT, date(2021, 1, 4), date(2021, 1, 5)),
            PlannedStep(Stage.APPROVE, date(2021, 1, 4), date(2021, 1, 7)),
            PlannedStep(Stage.PUBLISH, date(2021, 1, 4), date(2021, 1, 8)),
            PlannedStep(Stage.ARCHIVE, date(2021, 1, 4), date(2021, 1, 15)),
        ),
        official=True,
    )


def test_a_plan_counts_back_over_the_spring_festival() -> None:
    steps = {step.stage: (step.opens_on, step.due_on) for step in plan(Level.TOWNSHIP, 2022).steps}
    assert steps == {
        Stage.PLAN: (date(2022, 12, 1), date(2022, 12, 1)),
        Stage.COLLECT: (date(2023, 1, 4), date(2023, 1, 20)),  # 21 to 27 January were holidays
        Stage.CHECK: (date(2023, 1, 4), date(2023, 1, 28)),  # a worked Saturday
        Stage.DRAFT: (date(2023, 1, 3), date(2023, 1, 28)),
        Stage.APPROVE: (date(2023, 1, 3), date(2023, 1, 30)),
        Stage.PUBLISH: (date(2023, 1, 3), date(2023, 1, 31)),
        Stage.ARCHIVE: (date(2023, 1, 3), date(2023, 2, 7)),
    }


def test_an_early_wish_presses_the_stages_together_and_no_figure_is_final_before_the_year_is_over() -> None:
    steps = {step.stage: step.due_on for step in plan(Level.TOWNSHIP, 2020, (1, 5)).steps}
    assert {steps[s] for s in (Stage.COLLECT, Stage.CHECK, Stage.DRAFT, Stage.APPROVE)} == {date(2021, 1, 4)}
    assert steps[Stage.PUBLISH] == date(2021, 1, 5)


@pytest.mark.parametrize(
    "level, publish_by",
    [(Level.TOWNSHIP, (2, 1)), (Level.TOWNSHIP, (1, 3)), (Level.COUNTY, (4, 1)), (Level.COUNTY, (1, 1))],
)
def test_a_wish_after_the_law_or_before_the_first_working_day_is_refused(
    level: Level, publish_by: tuple[int, int]
) -> None:
    with pytest.raises(TooLate):
        plan(level, 2020, publish_by)


@given(year=YEARS, level=st.sampled_from(Level), wish=st.none() | st.integers(5, 31))
def test_no_stage_opens_or_is_due_on_a_rest_day_and_none_before_the_one_it_needs(
    year: int, level: Level, wish: int | None
) -> None:
    dates = plan(level, year, (1, wish) if wish else None)
    assert tuple(step.stage for step in dates.steps) == CYCLE_STAGES
    assert all(is_workday(step.opens_on) and is_workday(step.due_on) for step in dates.steps)
    assert all(step.opens_on <= step.due_on for step in dates.steps)
    dues = [step.due_on for step in dates.steps]
    assert dues == sorted(dues)
    published = dues[CYCLE_STAGES.index(Stage.PUBLISH)]
    assert date(year + 1, 1, 1) < published <= dates.wished <= dates.legal
    assert not any(is_workday(published + timedelta(n)) for n in range(1, (dates.wished - published).days + 1))


@given(day=DAYS, workdays=st.integers(0, 30))
def test_counting_back_and_forward_lands_on_a_working_day_that_many_working_days_away(
    day: date, workdays: int
) -> None:
    for there, on in ((back(day, workdays), back(day, 0)), (forward(day, workdays), forward(day, 0))):
        assert is_workday(there)
        assert abs(workdays_until(there, on)) == workdays


@given(one=DAYS, days=st.integers(-90, 90))
def test_what_is_left_until_a_day_is_what_has_passed_since_the_other(one: date, days: int) -> None:
    other = one + timedelta(days)
    assert workdays_until(one, other) == -workdays_until(other, one)
    if one < other:
        assert workdays_until(one, other) == workdays_until(one, other - timedelta(1)) + is_workday(other)


def test_working_days_left_count_the_due_day_and_not_today() -> None:
    friday, monday = date(2020, 12, 18), date(2020, 12, 21)
    assert [workdays_until(friday, day) for day in (friday, date(2020, 12, 20), monday)] == [0, 0, 1]
    assert workdays_until(monday, friday) == -1


@pytest.mark.parametrize("year, day", [(2020, date(2020, 12, 1)), (2024, date(2024, 12, 2))])
def test_the_year_is_planned_on_the_first_working_day_of_december(year: int, day: date) -> None:
    assert planning_day(year) == day


def test_a_year_whose_holidays_are_not_announced_yet_is_planned_by_weekdays_and_says_so() -> None:
    assert has_official_calendar(2021)
    assert not has_official_calendar(2051)
    dates = plan(Level.TOWNSHIP, 2050)
    assert not dates.official
    assert [step.due_on for step in dates.steps if step.stage is Stage.PUBLISH] == [date(2051, 1, 31)]
    assert all(day.weekday() < 5 for step in dates.steps for day in (step.opens_on, step.due_on))


def test_a_plan_that_reaches_into_a_year_without_calendar_is_not_official() -> None:
    last = max(year for year in range(2019, 2051) if has_official_calendar(year))
    assert plan(Level.TOWNSHIP, last - 1).official
    assert not plan(Level.TOWNSHIP, last).official


# A calendar of one's own: every function counts by it


STATE_COUNCIL_UNTIL_2026 = Calendar(
    {day: special for day, special in STATE_COUNCIL.days.items() if day.year <= 2026},
    {year: notice for year, notice in STATE_COUNCIL.notices.items() if year <= 2026},
)
"""What was known in the autumn of 2026; the library will know more one day."""


def with_days(days: dict[date, Special], *years: int) -> Calendar:
    """Return that calendar with other days, and with these years known, too."""
    notices = dict.fromkeys(years, "某通知")
    known = STATE_COUNCIL_UNTIL_2026
    return Calendar({**known.days, **days}, {**known.notices, **notices})


OFF = Special("春节", works=False)
WORKED = Special("春节", works=True)
BEFORE_IT_WAS_PROLONGED = with_days(
    {date(2020, 1, 31): Special("正常上班", works=True), date(2020, 2, 1): WORKED, date(2020, 2, 2): OFF}
)
"""The holidays of 2020 as they were known until 26 January: 24 to 30 January, the Saturday after them worked."""


def test_every_function_counts_by_the_calendar_it_is_given() -> None:
    known = BEFORE_IT_WAS_PROLONGED
    friday = date(2020, 1, 31)
    assert is_workday(friday, calendar=known)
    assert not is_workday(friday)
    assert back(friday, 1, calendar=known) == date(2020, 1, 23)
    assert forward(friday, 2, calendar=known) == date(2020, 2, 3)
    assert workdays_until(date(2020, 1, 23), date(2020, 2, 3), calendar=known) == 3
    assert workdays_until(date(2020, 2, 3), date(2020, 1, 23), calendar=known) == -3
    assert planning_day(2027, calendar=with_days({date(2027, 12, 1): OFF})) == date(2027, 12, 2)
    assert has_official_calendar(2051, calendar=with_days({}, 2051))


def test_a_plan_becomes_official_with_the_notices_of_both_its_years() -> None:
    later = {year: with_days({}, *range(2027, year + 1)) for year in (2027, 2028)}
    assert not plan(Level.TOWNSHIP, 2027, None, later[2027]).official
    assert plan(Level.TOWNSHIP, 2027, None, later[2028]).official


# What moves when a calendar comes or is corrected


def test_the_prolonged_holidays_of_2020_moved_everything_but_the_planning() -> None:
    before = plan(Level.TOWNSHIP, 2019, None, BEFORE_IT_WAS_PROLONGED)
    moved = changed(before, plan(Level.TOWNSHIP, 2019))
    assert [(move.stage, move.before.due_on, move.after.due_on) for move in moved] == [
        (Stage.COLLECT, date(2020, 1, 20), date(2020, 1, 19)),
        (Stage.CHECK, date(2020, 1, 21), date(2020, 1, 20)),
        (Stage.DRAFT, date(2020, 1, 21), date(2020, 1, 20)),
        (Stage.APPROVE, date(2020, 1, 23), date(2020, 1, 22)),
        (Stage.PUBLISH, date(2020, 1, 31), date(2020, 1, 23)),
        (Stage.ARCHIVE, date(2020, 2, 6), date(2020, 2, 7)),
    ]
    assert moved[0].told == "收数：开始由 1 月 3 日改为 1 月 2 日，内部截止由 1 月 20 日改为 1 月 19 日"
    assert moved[4].told == "公开：内部截止由 1 月 31 日改为 1 月 23 日"


def test_a_notice_of_the_next_year_moves_only_what_it_touches() -> None:
    """A 调休 Saturday before 31 January 2027, a Sunday: the last working day is the 30th."""
    before = plan(Level.TOWNSHIP, 2026, None, STATE_COUNCIL_UNTIL_2026)
    notice = with_days({date(2027, 1, 1): Special("元旦", works=False), date(2027, 1, 30): WORKED}, 2027)
    after = plan(Level.TOWNSHIP, 2026, None, notice)
    assert (before.official, after.official) == (False, True)
    assert changed(before, before) == ()
    assert changed(before, after)[-1] == Moved(
        PlannedStep(Stage.PUBLISH, date(2027, 1, 4), date(2027, 1, 29)),
        PlannedStep(Stage.PUBLISH, date(2027, 1, 4), date(2027, 1, 30)),
    )
    assert [move.stage for move in changed(before, after)] == [*list(CYCLE_STAGES)[1:-1]]


# The reckoning in words


AS_IF = "（2027 年放假安排尚未公布，暂按周一至周五上班、固定日期的法定节日放假计算）"


@pytest.mark.parametrize(
    "year, publish_by, stage, words",
    [
        (
            2026,
            None,
            Stage.CHECK,
            "法定 1 月 31 日是周日 → 前一个工作日 1 月 29 日（周五） → 提前 3 个工作日 → 1 月 26 日（周二）" + AS_IF,
        ),
        (2026, None, Stage.PLAN, "排计划 12 月 1 日（周二）"),
        (2026, None, Stage.ARCHIVE, "公开 1 月 29 日（周五） → 之后 5 个工作日 → 2 月 5 日（周五）" + AS_IF),
        (
            2019,
            None,
            Stage.COLLECT,
            "法定 1 月 31 日是春节假日 → 前一个工作日 1 月 23 日（周四）"
            " → 提前 4 个工作日 → 1 月 19 日（周日，调休上班）",
        ),
        (2019, None, Stage.PLAN, "排计划 12 月 1 日是周日 → 后一个工作日 12 月 2 日（周一）"),
        (
            2021,
            None,
            Stage.PUBLISH,
            "法定 1 月 31 日是春节假日 → 前一个工作日 1 月 30 日（周日，调休上班）",
        ),
        (2022, None, Stage.DRAFT, "法定 1 月 31 日（周二） → 提前 3 个工作日 → 1 月 28 日（周六，调休上班）"),
        (
            2024,
            None,
            Stage.APPROVE,
            "法定 1 月 31 日是春节假日 → 前一个工作日 1 月 27 日（周一）"
            " → 提前 1 个工作日 → 1 月 26 日（周日，调休上班）",
        ),
        (
            2020,
            (1, 9),
            Stage.COLLECT,
            "法定 1 月 31 日 → 要求 1 月 9 日是周六 → 前一个工作日 1 月 8 日（周五）"
            " → 提前 4 个工作日 → 1 月 4 日（周一）",
        ),
        (
            2020,
            (1, 5),
            Stage.DRAFT,
            "法定 1 月 31 日 → 要求 1 月 5 日（周二） → 提前 3 个工作日 → 12 月 30 日（周三）"
            " → 数据到 12 月 31 日才齐 → 年后第一个工作日 1 月 4 日（周一）",
        ),
    ],
)
def test_every_date_says_how_it_was_reckoned(
    year: int, publish_by: tuple[int, int] | None, stage: Stage, words: str
) -> None:
    known = STATE_COUNCIL_UNTIL_2026
    assert reckoning(plan(Level.TOWNSHIP, year, publish_by, known), stage, known) == words


@given(
    year=YEARS, level=st.sampled_from(Level), wish=st.none() | st.integers(5, 31), stage=st.sampled_from(CYCLE_STAGES)
)
def test_the_words_end_on_the_day_that_the_plan_says(year: int, level: Level, wish: int | None, stage: Stage) -> None:
    dates = plan(level, year, (1, wish) if wish else None)
    due = dates.step(stage).due_on
    last = reckoning(dates, stage).split(" → ")[-1]
    assert f"{due.month} 月 {due.day} 日（周{'一二三四五六日'[due.weekday()]}" in last


def test_a_plan_is_not_explained_by_another_calendar() -> None:
    with pytest.raises(AnotherCalendar):
        reckoning(plan(Level.TOWNSHIP, 2019, None, BEFORE_IT_WAS_PROLONGED), Stage.PUBLISH)


# A superior's day, and more time


def test_the_earlier_day_of_a_superior_counts_and_is_said_to_be_the_superiors() -> None:
    dates = plan(Level.TOWNSHIP, 2020, (1, 22), asked=date(2021, 1, 20))
    assert (dates.wished, dates.step(Stage.PUBLISH).due_on) == (date(2021, 1, 20), date(2021, 1, 20))
    assert reckoning(dates, Stage.PUBLISH) == "法定 1 月 31 日 → 上级要求 1 月 20 日（周三）"


def test_the_organs_own_earlier_day_stays_where_the_superior_asks_for_less() -> None:
    dates = plan(Level.TOWNSHIP, 2020, (1, 8), asked=date(2021, 1, 20))
    assert reckoning(dates, Stage.PUBLISH) == "法定 1 月 31 日 → 要求 1 月 8 日（周五）"


@pytest.mark.parametrize("asked", [date(2021, 2, 1), date(2021, 1, 3)])
def test_no_superior_can_ask_for_a_day_after_the_law_or_before_the_year_is_over(asked: date) -> None:
    with pytest.raises(TooLate):
        plan(Level.TOWNSHIP, 2020, (1, 8), asked=asked)


def test_more_time_pushes_what_comes_behind_and_says_so() -> None:
    dates = prolonged(plan(Level.TOWNSHIP, 2020, (1, 8)), {Stage.COLLECT: date(2021, 1, 9)})  # a Saturday
    due = {stage: dates.step(stage).due_on.isoformat()[5:] for stage in CYCLE_STAGES}
    assert due == {
        "plan": "12-01",
        "collect": "01-08",
        "check": "01-11",
        "draft": "01-11",
        "approve": "01-13",
        "publish": "01-14",
        "archive": "01-21",
    }
    assert reckoning(dates, Stage.APPROVE).endswith("→ 1 月 7 日（周四） → 延期到 1 月 13 日（周三）")
    assert reckoning(dates, Stage.ARCHIVE).endswith("→ 1 月 21 日（周四）")


@given(
    year=YEARS,
    level=st.sampled_from(Level),
    wish=st.none() | st.integers(5, 31),
    stage=st.sampled_from((Stage.COLLECT, Stage.CHECK, Stage.DRAFT, Stage.APPROVE, Stage.PUBLISH)),
    more=st.integers(0, 120),
)
def test_as_much_time_as_may_be_given_leaves_every_report_lawful_and_no_date_earlier(
    year: int, level: Level, wish: int | None, stage: Stage, more: int
) -> None:
    before = plan(level, year, (1, wish) if wish else None)
    until = min(before.step(stage).due_on + timedelta(days=more), latest(stage, before.legal))
    after = prolonged(before, {stage: until})
    assert after.step(Stage.PUBLISH).due_on <= before.legal
    assert all(old.due_on <= new.due_on for old, new in zip(before.steps, after.steps, strict=True))
    assert all(is_workday(step.due_on) for step in after.steps)
    assert all(reckoning(after, each) for each in CYCLE_STAGES)
