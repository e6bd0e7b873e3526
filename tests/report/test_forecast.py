"""When the report will be out: from what is done, at the pace of the plan, over awkward Januaries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.calendar import STATE_COUNCIL, Calendar, Special
from report.deadlines import is_workday, plan
from report.forecast import WAY, Forecast, Progress, forecast
from report.lifecycle import Stage
from report.sheet import Level

YEARS = st.integers(2018, 2025)
WAITING = ("民政办", "司法所")


def test_stages_are_walked_in_the_order_of_the_year() -> None:
    assert WAY == (Stage.COLLECT, Stage.CHECK, Stage.DRAFT, Stage.APPROVE, Stage.PUBLISH)


@given(year=YEARS, level=st.sampled_from(Level), wish=st.none() | st.integers(5, 31), early=st.integers(0, 40))
def test_as_long_as_offices_may_still_file_the_plan_is_believed(
    year: int, level: Level, wish: int | None, early: int
) -> None:
    dates = plan(level, year, (1, wish) if wish else None)
    today = dates.step(Stage.COLLECT).due_on - timedelta(days=early)
    foreseen = forecast(dates, today, Progress(offices=8, filed=3, waits_for=WAITING))
    assert foreseen.publish_on == dates.step(Stage.PUBLISH).due_on
    assert (foreseen.late_for_plan, foreseen.late_for_law, foreseen.waits_for) == (False, False, WAITING)
    assert foreseen.slack >= 0


@given(year=YEARS, done=st.integers(0, 4))
def test_whoever_keeps_to_the_plan_stays_on_it(year: int, done: int) -> None:
    dates = plan(Level.TOWNSHIP, year)
    finished = {stage: dates.step(stage).due_on for stage in WAY[:done]}
    today = max(finished.values(), default=dates.step(Stage.PLAN).due_on)
    assert forecast(dates, today, Progress(finished)).publish_on == dates.step(Stage.PUBLISH).due_on


# The awkward Januaries; today is the first day on which something is overdue


@pytest.mark.parametrize(
    "year, today, filed, foreseen",
    [
        # 2023: filing was due on Friday the 20th, then the holidays; one of eight is missing on the worked Saturday
        (2022, date(2023, 1, 28), 7, Forecast(date(2023, 2, 3), -3, True, True, WAITING)),
        (2022, date(2023, 1, 28), 8, Forecast(date(2023, 2, 1), -1, True, True, WAITING)),
        # 2022: due on Wednesday the 26th; Saturday and Sunday are worked, from the 31st nobody works until 7 February
        (2021, date(2022, 1, 27), 8, Forecast(date(2022, 2, 7), -1, True, True, WAITING)),
        # 2025: due on Wednesday the 22nd; the Sunday is worked, the last day is Monday the 27th
        (2024, date(2025, 1, 23), 8, Forecast(date(2025, 2, 5), -1, True, True, WAITING)),
        # 2020: due on the worked Sunday the 19th; the holidays were prolonged to 2 February
        (2019, date(2020, 1, 20), 7, Forecast(date(2020, 2, 5), -3, True, True, WAITING)),
        # 2021: 31 January is a Sunday, due on Monday the 25th
        (2020, date(2021, 1, 26), 7, Forecast(date(2021, 2, 3), -3, True, True, WAITING)),
    ],
)
def test_missing_figures_push_publication_over_the_spring_festival(
    year: int, today: date, filed: int, foreseen: Forecast
) -> None:
    progress = Progress(offices=8, filed=filed, waits_for=WAITING)
    assert forecast(plan(Level.TOWNSHIP, year), today, progress) == foreseen


def test_an_inner_date_missed_leaves_what_the_law_still_gives() -> None:
    """Guangwu wished for 8 January; its figures came in on the 11th."""
    dates = plan(Level.TOWNSHIP, 2020, (1, 8))
    progress = Progress({Stage.COLLECT: date(2021, 1, 11)}, offices=8, filed=8, waits_for=("李建国",))
    assert forecast(dates, date(2021, 1, 11), progress) == Forecast(
        date(2021, 1, 15), slack=10, late_for_law=False, late_for_plan=True, waits_for=("李建国",)
    )


def test_offices_that_are_early_gain_days_for_everybody_behind_them() -> None:
    dates = plan(Level.TOWNSHIP, 2022)
    progress = Progress({Stage.COLLECT: date(2023, 1, 10)}, offices=8, filed=8)
    assert forecast(dates, date(2023, 1, 10), progress) == Forecast(date(2023, 1, 16), 8, False, False, ())


def test_no_report_is_foreseen_before_the_year_is_over() -> None:
    dates = plan(Level.TOWNSHIP, 2020, (1, 5))
    progress = Progress(dict.fromkeys(WAY[:4], date(2020, 12, 28)), offices=8, filed=8)
    assert forecast(dates, date(2020, 12, 28), progress).publish_on == date(2021, 1, 4)


def test_an_approval_that_waits_over_a_rest_day_is_foreseen_for_the_next_working_day() -> None:
    """Signing was due on Sunday 26 January 2025, which was worked; nobody signed, and the holidays began."""
    dates = plan(Level.TOWNSHIP, 2024)
    finished = dict.fromkeys(WAY[:3], date(2025, 1, 23))
    foreseen = [forecast(dates, date(2025, 1, day), Progress(finished)).publish_on for day in (24, 26, 27, 28, 31)]
    assert foreseen == [date(2025, 1, 27), date(2025, 1, 27), date(2025, 2, 5), date(2025, 2, 6), date(2025, 2, 6)]


def test_what_was_finished_on_a_rest_day_has_gained_it() -> None:
    dates = plan(Level.TOWNSHIP, 2022)
    saturday = date(2023, 1, 14)
    for finished in (saturday - timedelta(days=1), saturday, saturday + timedelta(days=1)):
        progress = Progress(dict.fromkeys(WAY[:3], finished))
        assert forecast(dates, finished, progress).publish_on == date(2023, 1, 18)


def test_behind_a_stage_that_is_open_again_everything_is_to_be_done_again() -> None:
    """A leader sent the figures back: drafted and signed, and yet an office must file again."""
    dates = plan(Level.TOWNSHIP, 2020)
    finished = {stage: date(2021, 1, 20) for stage in (Stage.CHECK, Stage.DRAFT, Stage.APPROVE)}
    back_at_start = forecast(dates, date(2021, 1, 26), Progress(finished, offices=8, filed=8))
    assert back_at_start == forecast(dates, date(2021, 1, 26), Progress(offices=8, filed=8))


def test_what_is_published_is_published_and_waits_for_nobody() -> None:
    dates = plan(Level.TOWNSHIP, 2024)
    out = forecast(dates, date(2025, 3, 1), Progress({Stage.PUBLISH: date(2025, 2, 6)}, 8, 7, WAITING))
    assert out == Forecast(date(2025, 2, 6), slack=-2, late_for_law=True, late_for_plan=True, waits_for=())


def test_a_corrected_calendar_moves_the_forecast() -> None:
    """Two days off more, as in 2020: what would have been out in time comes after the law's day."""
    dates = plan(Level.TOWNSHIP, 2020)
    progress = Progress(dict.fromkeys(WAY[:3], date(2021, 1, 26)))
    off = {date(2021, 1, day): Special("延长假期", works=False) for day in (28, 29)}
    longer = Calendar({**STATE_COUNCIL.days, **off}, STATE_COUNCIL.notices)
    assert not forecast(dates, date(2021, 1, 26), progress).late_for_law
    assert forecast(plan(Level.TOWNSHIP, 2020, None, longer), date(2021, 1, 26), progress, longer).late_for_law


def test_an_organ_without_offices_is_late_by_no_share() -> None:
    dates = plan(Level.TOWNSHIP, 2020)
    assert forecast(dates, date(2021, 1, 26), Progress()).publish_on == date(2021, 2, 1)


@given(year=YEARS, day=st.integers(0, 120), filed=st.integers(0, 7), done=st.integers(0, 4))
def test_time_that_passes_never_brings_publication_nearer_and_a_filing_never_puts_it_off(
    year: int, day: int, filed: int, done: int
) -> None:
    dates = plan(Level.TOWNSHIP, year)
    today = date(year, 12, 15) + timedelta(days=day)
    finished = dict.fromkeys(WAY[:done], date(year, 12, 14))
    now = forecast(dates, today, Progress(finished, 8, filed)).publish_on
    assert is_workday(now)
    assert now >= today
    assert forecast(dates, today + timedelta(days=1), Progress(finished, 8, filed)).publish_on >= now
    assert forecast(dates, today, Progress(finished, 8, filed + 1)).publish_on <= now


def test_who_was_given_more_time_is_believed_until_then_and_late_afterwards() -> None:
    dates = plan(Level.TOWNSHIP, 2020, (1, 8))
    given = Progress(offices=8, filed=7, waits_for=WAITING, extended=date(2021, 1, 12))
    meanwhile = [forecast(dates, date(2021, 1, day), given).publish_on for day in (3, 6, 12)]
    assert meanwhile == [date(2021, 1, 18)] * 3
    assert forecast(dates, date(2021, 1, 13), given).publish_on > date(2021, 1, 18)
    assert forecast(dates, date(2021, 1, 13), given) == forecast(
        dates, date(2021, 1, 13), Progress(offices=8, filed=7, waits_for=WAITING)
    )


def test_the_day_of_a_superior_is_the_plan_that_a_report_can_be_late_for() -> None:
    asked = plan(Level.TOWNSHIP, 2020, asked=date(2021, 1, 20))
    progress = Progress({Stage.COLLECT: date(2021, 1, 19)}, offices=8, filed=8)
    foreseen = forecast(asked, date(2021, 1, 19), progress)
    assert (foreseen.late_for_plan, foreseen.late_for_law) == (True, False)
