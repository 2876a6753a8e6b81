"""Counting working days and office hours, against the State Council's notices and against day-by-day counting."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.workdays import state_council
from workdays.calendar import Calendar, at_clock, close_of, day_of, end_of

CALENDAR = Calendar.of(state_council.special_rows())
DAYS = st.dates(date(2023, 2, 1), date(2026, 11, 30))
STEPS = st.integers(-60, 60)
MOMENTS = st.datetimes(datetime(2023, 2, 1), datetime(2026, 11, 30), timezones=st.just(UTC))


def moment(month, day, hour=0, minute=0, year=2026):
    return at_clock(date(year, month, day), time(hour, minute))


def count(first, last):
    """Working days in [first, last], by the notices, one day at a time."""
    return sum(map(state_council.is_workday, state_council.days(first, last)))


@given(DAYS, STEPS)
def test_between_undoes_add(day, n):
    assert CALENDAR.workdays_between(day, CALENDAR.add_workdays(day, n)) == n


@given(MOMENTS, STEPS)
def test_between_undoes_add_for_moments(start, n):
    assert CALENDAR.workdays_between(start, CALENDAR.add_workdays(start, n)) == n


@given(DAYS, STEPS)
def test_forward_and_back_again_from_a_workday(day, n):
    workday = CALENDAR.add_workdays(day, 1)
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(workday, n), -n) == workday


@given(DAYS, STEPS.filter(bool))
def test_adding_ends_on_a_workday(day, n):
    assert state_council.is_workday(CALENDAR.add_workdays(day, n))


@given(DAYS, st.integers(0, 60))
def test_between_counts_what_the_notices_say(day, length):
    end = day + timedelta(days=length)
    assert CALENDAR.workdays_between(day, end) == count(day + timedelta(days=1), end)
    assert CALENDAR.workdays_between(end, day) == -count(day, end - timedelta(days=1))


@given(DAYS, DAYS, STEPS)
def test_later_start_never_ends_earlier(a, b, n):
    early, late = sorted((a, b))
    assert CALENDAR.add_workdays(early, n) <= CALENDAR.add_workdays(late, n)


@given(DAYS, st.integers(-60, 59))
def test_one_more_day_is_later(day, n):
    assert CALENDAR.add_workdays(day, n) < CALENDAR.add_workdays(day, n + 1)


@given(MOMENTS, STEPS)
def test_a_moment_keeps_its_clock_time(start, n):
    moved = CALENDAR.add_workdays(start, n)
    assert (moved - start) % timedelta(days=1) == timedelta(0)


def test_zero_moves_nothing_not_even_from_a_holiday():
    assert CALENDAR.add_workdays(date(2026, 10, 4), 0) == date(2026, 10, 4)


def test_national_day_week_has_no_working_day():
    assert CALENDAR.workdays_between(date(2026, 9, 30), date(2026, 10, 7)) == 0
    assert CALENDAR.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)


def test_make_up_sunday_and_saturday_are_counted():
    assert CALENDAR.add_workdays(date(2026, 9, 18), 1) == date(2026, 9, 20)  # Friday to make-up Sunday
    assert CALENDAR.add_workdays(date(2026, 10, 9), 1) == date(2026, 10, 10)  # Friday to make-up Saturday
    assert CALENDAR.workdays_between(date(2026, 2, 13), date(2026, 2, 24)) == 2  # Spring Festival: 14th and 24th


def test_a_date_stays_a_date_and_other_zones_are_read_in_shanghai():
    assert type(CALENDAR.add_workdays(date(2026, 11, 23), 1)) is date
    late_evening_in_utc = datetime(2026, 11, 22, 23, tzinfo=UTC)  # Monday 07:00 in Yinchuan
    assert CALENDAR.add_workdays(late_evening_in_utc, 1) == moment(11, 24, 7)


def test_midnight_belongs_to_the_day_it_ends():
    friday_midnight = end_of(date(2026, 11, 27))
    assert day_of(friday_midnight) == date(2026, 11, 27)
    assert CALENDAR.add_workdays(friday_midnight, 2) == end_of(date(2026, 12, 1))
    assert CALENDAR.add_workdays(friday_midnight, -3) == end_of(date(2026, 11, 24))


def test_office_closes_at_six_in_yinchuan():
    assert close_of(date(2026, 11, 23)) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert CALENDAR.close_of(date(2026, 11, 23)).isoformat() == "2026-11-23T18:00:00+08:00"


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (moment(11, 23, 9), 2, moment(11, 23, 11)),
        (moment(11, 23, 9), 3, moment(11, 23, 12)),
        (moment(11, 23, 11, 30), 1, moment(11, 23, 14, 30)),  # over lunch
        (moment(11, 23, 13), 1, moment(11, 23, 15)),  # from lunch
        (moment(11, 23, 17), 2, moment(11, 24, 9, 30)),  # over night
        (moment(11, 27, 17), 2.5, moment(11, 30, 10)),  # over the weekend
        (moment(11, 28, 10), 1, moment(11, 30, 9, 30)),  # from a Saturday
        (moment(9, 30, 17), 8.5, moment(10, 8, 18)),  # over National Day: one hour, then all of the 8th
        (moment(10, 9, 18), 1, moment(10, 10, 9, 30)),  # into a make-up Saturday
        (moment(11, 23, 3), 0, moment(11, 23, 8, 30)),
        (moment(11, 23, 14, 30), -1, moment(11, 23, 11, 30)),  # back over lunch
        (moment(11, 24, 9), -1.5, moment(11, 23, 17)),  # back over night
        (moment(10, 8, 9, 30), -2, moment(9, 30, 17)),  # back over National Day
        (moment(11, 29, 10), -7.5, moment(11, 27, 8, 30)),  # back from a Sunday
    ],
)
def test_office_hours(start, hours, end):
    assert CALENDAR.add_work_hours(start, hours) == end


def test_a_single_closing_day_does_not_make_a_year_known():
    calendar = Calendar.of([*state_council.special_rows(), (date(2027, 3, 3), False, "停电")])
    assert [year for year in range(2022, 2029) if calendar.knows(year)] == [2023, 2024, 2025, 2026]


def test_unknown_years_follow_the_weekend_rule_and_say_so():
    national_day_2027 = date(2027, 10, 1)  # a Friday
    assert CALENDAR.is_workday(national_day_2027)
    assert "2027" in str(CALENDAR.caveat(date(2026, 12, 31), national_day_2027))
    assert CALENDAR.caveat(date(2026, 12, 31)) == ""


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 11, 23), "Working day, closes at 18:00"),
        (date(2026, 11, 28), "Day off"),
        (date(2026, 10, 1), "Day off (国庆节)"),
        (date(2026, 10, 10), "Make-up working day (调休), closes at 18:00"),
    ],
)
def test_what_a_page_header_says(day, sentence):
    with translation.override("en"):
        assert str(CALENDAR.says(day)) == sentence


def test_the_snapshot_cannot_be_changed():
    with pytest.raises(TypeError):
        CALENDAR.special[date(2026, 11, 23)] = None
