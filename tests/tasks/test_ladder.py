"""When assignments climb and how their time left is said; no database, the calendar is the State Council's."""

from dataclasses import dataclass
from datetime import UTC, date, time, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tasks.ladder import (
    HOURS,
    NEAR,
    WALL_CLOCK,
    WORKDAYS,
    next_rung,
    rung_moment,
    soon_until,
    time_left,
    urgency,
    words_left,
)
from tests.workdays import state_council
from workdays.calendar import Calendar, at_clock, end_of

CALENDAR = Calendar.of(state_council.special_rows())
DISPATCHED = at_clock(date(2026, 1, 5), time(9))


@dataclass(frozen=True)
class Rung:
    order: int
    offset_kind: str
    offset: int = 0
    clock: time | None = None
    by_night: bool = True


def on(month, day, hour=18, minute=0, year=2026):
    """A moment on clocks in Yinchuan; hour 24 is the end of the day."""
    return end_of(date(year, month, day)) if hour == 24 else at_clock(date(year, month, day), time(hour, minute))


MOMENTS = st.datetimes(on(1, 5).replace(tzinfo=None), on(11, 30).replace(tzinfo=None), timezones=st.just(UTC))

LETTERS = [Rung(1, WORKDAYS, -3), Rung(2, WORKDAYS, 0), Rung(3, WORKDAYS, 2), Rung(4, WORKDAYS, 5)]
SAME_DAY = [
    Rung(1, WALL_CLOCK, 0, time(18)),
    Rung(2, WALL_CLOCK, 0),
    Rung(3, WALL_CLOCK, 1, time(12)),
]


def moments(rungs, due_at, started_at=DISPATCHED):
    return [rung_moment(rung, due_at, started_at, CALENDAR) for rung in rungs]


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        # an ordinary week
        (on(11, 25), [on(11, 20), on(11, 25), on(11, 27), on(12, 2)]),
        # due in the lunch break: the same clock time on every rung
        (on(11, 25, 12, 30), [on(11, 20, 12, 30), on(11, 25, 12, 30), on(11, 27, 12, 30), on(12, 2, 12, 30)]),
        # 2026 Qingming falls on Saturday to Monday: a week without its Monday
        (on(4, 7), [on(4, 1), on(4, 7), on(4, 9), on(4, 14)]),
        # into National Day: 1 to 7 October off, Saturday the 10th worked
        (on(9, 30), [on(9, 24), on(9, 30), on(10, 9), on(10, 13)]),
        # out of Spring Festival: 15 to 23 February off, Saturdays the 14th and 28th worked
        (on(2, 24), [on(2, 12), on(2, 24), on(2, 26), on(3, 2)]),
        # due on a make-up Saturday
        (on(10, 10), [on(9, 30), on(10, 10), on(10, 13), on(10, 16)]),
        # due on an ordinary Saturday: stands as set, counted from there
        (on(11, 28), [on(11, 25), on(11, 28), on(12, 1), on(12, 4)]),
        # due at 24:00 on a Friday, stored as 00:00 on Saturday: counted from Friday, at 24:00
        (on(11, 27, 24), [on(11, 24, 24), on(11, 27, 24), on(12, 1, 24), on(12, 4, 24)]),
    ],
)
def test_working_day_rungs(due_at, expected):
    assert moments(LETTERS, due_at) == expected


def test_a_working_day_rung_may_have_its_own_clock():
    rungs = [Rung(1, WORKDAYS, -3, time(9)), Rung(2, WORKDAYS, 1, time(9)), Rung(3, WORKDAYS, 0, time(0))]
    assert moments(rungs, on(11, 25)) == [on(11, 20, 9), on(11, 26, 9), on(11, 25, 24)]
    assert moments(rungs, on(11, 25, 24))[0] == on(11, 20, 9)


def test_hours_run_by_the_clock_through_the_night_and_days_off():
    assert moments([Rung(1, HOURS, -2), Rung(2, HOURS, 4), Rung(3, HOURS, 24)], on(10, 1, 17)) == [
        on(10, 1, 15), on(10, 1, 21), on(10, 2, 17),
    ]  # fmt: skip


def test_same_day_rungs_of_a_finding():
    assert moments(SAME_DAY, on(11, 27, 24), on(11, 27, 10, 42)) == [on(11, 27), on(11, 27, 24), on(11, 30, 12)]


def test_same_day_is_the_same_day_also_on_a_holiday():
    assert moments(SAME_DAY, on(10, 1, 24), on(10, 1, 11)) == [on(10, 1), on(10, 1, 24), on(10, 8, 12)]


def test_24_hours_is_next_days_midnight():
    midnight = moments(SAME_DAY, on(12, 31, 24), on(12, 31, 23, 50))[1]
    assert midnight.isoformat() == "2027-01-01T00:00:00+08:00"
    typed_as_zero = Rung(2, WALL_CLOCK, 0, time(0))
    assert rung_moment(typed_as_zero, on(12, 31, 24), on(12, 31, 23, 50), CALENDAR) == midnight


def test_a_finding_handed_over_after_midnight_in_utc_terms_is_of_the_day_in_yinchuan():
    seven_in_the_morning = on(11, 27, 7).astimezone(UTC)  # still the 26th in UTC
    assert moments(SAME_DAY, on(11, 27, 24), seven_in_the_morning)[0] == on(11, 27)


def climb(rungs, due_at, started_at):
    """Every (order, moment) as the sweep would meet them."""
    climbed, upto = [], None
    while found := next_rung(rungs, upto, due_at, started_at, CALENDAR):
        rung, moment = found
        climbed.append((rung.order, moment))
        upto = rung.order
    return climbed


def test_the_ladder_is_climbed_in_order_to_its_top():
    due_at = on(11, 25)
    in_any_order = LETTERS[::-1]
    expected = list(zip([1, 2, 3, 4], moments(LETTERS, due_at), strict=True))
    assert climb(in_any_order, due_at, DISPATCHED) == expected
    assert next_rung(in_any_order, 4, due_at, DISPATCHED, CALENDAR) is None
    assert next_rung([], None, due_at, DISPATCHED, CALENDAR) is None


def test_a_two_day_term_gets_no_reminder_three_days_ahead():
    assert climb(LETTERS, on(11, 25), on(11, 23, 9))[0] == (2, on(11, 25))
    assert climb(LETTERS, on(11, 25), on(11, 20, 18))[0] == (2, on(11, 25))
    assert climb(LETTERS, on(11, 25), on(11, 20, 17, 59))[0] == (1, on(11, 20))


def test_a_finding_handed_over_just_before_and_after_closing_time():
    assert [order for order, _ in climb(SAME_DAY, on(11, 27, 24), on(11, 27, 17, 59))] == [1, 2, 3]
    assert [order for order, _ in climb(SAME_DAY, on(11, 27, 24), on(11, 27, 20))] == [2, 3]


def test_a_new_rung_between_two_is_met():
    grown = [*LETTERS, Rung(3, WORKDAYS, 1)]
    assert next_rung(grown, 2, on(11, 25), DISPATCHED, CALENDAR)[0].order == 3


@given(MOMENTS, st.sets(st.integers(-8, 8), min_size=1))
def test_moments_rise_with_their_offsets(due_at, offsets):
    rungs = [Rung(n, WORKDAYS, offset) for n, offset in enumerate(sorted(offsets))]
    rising = moments(rungs, due_at)
    assert all(a < b for a, b in pairwise(rising))


NOW = on(11, 23, 14, 24)  # the Monday afternoon of the mockups


@pytest.mark.parametrize(
    ("due_at", "chinese", "english", "colour"),
    [
        (on(11, 18), "已逾期 3 个工作日", "3 working days overdue", "late"),
        (on(11, 20), "已逾期 1 个工作日", "1 working day overdue", "late"),
        (on(11, 23, 11), "已逾期 3 小时", "3 hours overdue", "late"),
        (on(11, 23, 13, 20), "已逾期 1 小时", "1 hour overdue", "late"),
        (on(11, 23, 14, 4), "已逾期 20 分钟", "20 minutes overdue", "late"),
        (NOW, "已逾期 1 分钟", "1 minute overdue", "late"),
        (on(11, 23, 15, 23), "剩 59 分钟", "59 minutes left", "soon"),
        (on(11, 23, 17), "剩 2 小时", "2 hours left", "soon"),
        (on(11, 23, 20), "剩 5 小时", "5 hours left", "soon"),
        (on(11, 23, 24), "剩 9 小时", "9 hours left", "soon"),
        (on(11, 24, 12), "剩 1 个工作日", "1 working day left", "soon"),
        (on(11, 25), "剩 2 个工作日", "2 working days left", "soon"),
        (on(11, 26), "剩 3 个工作日", "3 working days left", "soon"),
        (on(11, 26, 24), "剩 3 个工作日", "3 working days left", "soon"),
        (on(11, 27, 0, 1), "剩 4 个工作日", "4 working days left", "doing"),
        (on(11, 27), "剩 4 个工作日", "4 working days left", "doing"),
        (on(11, 30), "剩 5 个工作日", "5 working days left", "doing"),
    ],
)
def test_words_and_colours_of_the_mockups(due_at, chinese, english, colour):
    words = words_left(due_at, NOW, CALENDAR)
    with translation.override("en"):
        assert str(words) == english
    with translation.override("zh-hans"):
        assert str(words) == chinese
    assert urgency(due_at, NOW, soon_until(NOW, CALENDAR)) == colour


def test_where_only_days_off_lie_between_plain_days_are_said():
    assert time_left(on(10, 4), on(10, 1, 12), CALENDAR) == (False, 3, "days")
    assert time_left(on(10, 2), on(10, 5, 12), CALENDAR) == (True, 3, "days")


def test_ten_minutes_after_midnight_is_not_a_working_day_late():
    assert time_left(on(11, 23, 24), on(11, 24, 0, 10), CALENDAR) == (True, 10, "minutes")


def test_soon_reaches_over_the_holiday():
    assert soon_until(on(9, 28, 10), CALENDAR) == on(10, 8, 24)  # 29th, 30th, 8th


@given(MOMENTS, MOMENTS)
def test_colour_agrees_with_words(due_at, at):
    left = time_left(due_at, at, CALENDAR)
    colour = urgency(due_at, at, soon_until(at, CALENDAR))
    assert (colour == "late") == left.late
    assert left.count >= 1
    if not left.late and left.unit == "workdays":
        assert (colour == "soon") == (left.count <= 3)
    if not left.late and abs(due_at - at) < NEAR:
        assert colour == "soon"


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)), st.timedeltas(timedelta(0), timedelta(days=20)))
def test_time_never_seems_to_grow(at, near, far):
    """Among terms said in working days, the later due moment never reads as fewer."""
    first, second = (time_left(at + gap, at, CALENDAR) for gap in sorted((near, far)))
    if first.unit == second.unit == "workdays":
        assert first.count <= second.count


def at_night(letter, **more):
    return Rung(letter, by_night=False, **more)


def test_a_moment_in_the_quiet_hours_moves_to_their_end():
    due_by_day, due_at_midnight, due_in_the_evening = on(11, 25), on(11, 25, 24), on(11, 25, 22)
    assert moments([at_night(1, offset_kind=WORKDAYS)], due_by_day) == [on(11, 25)]
    assert moments([at_night(1, offset_kind=WORKDAYS)], due_at_midnight) == [on(11, 26, 7)]
    assert moments([at_night(1, offset_kind=WORKDAYS)], due_in_the_evening) == [on(11, 26, 7)]
    assert moments([at_night(1, offset_kind=HOURS, offset=12)], due_by_day) == [on(11, 26, 7)]


def test_same_day_work_keeps_no_quiet_hours():
    assert moments(SAME_DAY, on(11, 27, 24), on(11, 27, 10, 42))[1] == on(11, 27, 24)


def test_two_rungs_of_one_night_keep_their_order():
    rungs = [at_night(1, offset_kind=WORKDAYS), at_night(2, offset_kind=HOURS, offset=3)]
    assert climb(rungs, on(11, 25, 23), DISPATCHED) == [(1, on(11, 26, 7)), (2, on(11, 26, 7))]
