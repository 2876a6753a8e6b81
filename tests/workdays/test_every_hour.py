"""The calendar against an oracle that knows only the State Council's notices and walks: every day and hour of 2023 to 2026.

The oracle steps in half hours and whole days and asks each one whether it is worked; it shares nothing with the code under
test but the office hours 08:30-12:00 and 14:00-18:00, which are written out here again.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.workdays import state_council
from workdays.calendar import OFFICE_ZONE, Calendar

CALENDAR = Calendar.of(state_council.special_rows())
FIRST, LAST = datetime(2023, 1, 1, tzinfo=OFFICE_ZONE), datetime(2026, 12, 31, 23, tzinfo=OFFICE_ZONE)
HALF, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
OPEN_AT = {(8, 30), (9, 0), (9, 30), (10, 0), (10, 30), (11, 0), (11, 30)} | {
    (14, 0), (14, 30), (15, 0), (15, 30), (16, 0), (16, 30), (17, 0), (17, 30),
}  # fmt: skip
# Beyond the notices the walk would have to guess; the last weeks of 2026 lead into a year that nobody has published.
KNOWN_DAYS = {day for day in state_council.days(date(2022, 12, 1), date(2027, 1, 31)) if state_council.is_workday(day)}


def is_open(moment):
    """Whether offices are open in the half hour that begins at `moment`."""
    return moment.date() in KNOWN_DAYS and (moment.hour, moment.minute) in OPEN_AT


def walk_hours(start, halves):
    """Where a clerk arrives who walks on until that many open half hours lie behind."""
    while halves:
        halves -= is_open(start)
        start += HALF
    return start


def walk_hours_back(start, halves):
    while halves:
        start -= HALF
        halves -= is_open(start)
    return start


def walk_days(day, n):
    step = DAY if n > 0 else -DAY
    while n:
        day += step
        n -= (day in KNOWN_DAYS) * (1 if n > 0 else -1)
    return day


def hours_of(year):
    start = max(FIRST, datetime(year, 1, 1, tzinfo=OFFICE_ZONE))
    end = min(LAST, datetime(year, 12, 31, 23, tzinfo=OFFICE_ZONE))
    return [start + n * HOUR for n in range(int((end - start) / HOUR) + 1)]


def test_the_four_years_have_all_their_hours():
    assert sum(len(hours_of(year)) for year in (2023, 2024, 2025, 2026)) == 1461 * 24


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_day_is_worked_or_off_as_the_notices_say(year):
    for day in state_council.days(date(year, 1, 1), date(year, 12, 31)):
        assert CALENDAR.is_workday(day) == (day in KNOWN_DAYS), day


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
@pytest.mark.parametrize("halves", [1, 4, 16])
def test_office_hours_forward_from_every_hour(year, halves):
    for start in hours_of(year):
        assert CALENDAR.add_work_hours(start, halves / 2) == walk_hours(start, halves), start


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
@pytest.mark.parametrize("halves", [3, 16])
def test_office_hours_back_from_every_hour(year, halves):
    for start in hours_of(year):
        assert CALENDAR.add_work_hours(start, -halves / 2) == walk_hours_back(start, halves), start


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
@pytest.mark.parametrize("n", [-5, -3, -1, 1, 2, 5])
def test_working_days_from_every_hour_keep_the_clock(year, n):
    """A moment of 00:00 is the 24:00 of the day before; from there it is counted."""
    for start in hours_of(year):
        belongs_to = (start - HALF).date() if start.hour == 0 else start.date()
        arrived = walk_days(belongs_to, n)
        expected = start + (arrived - belongs_to)
        assert CALENDAR.add_workdays(start, n) == expected, start
        assert CALENDAR.add_workdays(start.astimezone(UTC), n) == expected, start


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_the_hours_between_are_those_that_were_walked(year):
    for start in hours_of(year)[::7]:
        end = start + 100 * HOUR
        walked = sum(is_open(start + n * HALF) for n in range(200))
        assert CALENDAR.work_hours_between(start, end) == walked * HALF, start
