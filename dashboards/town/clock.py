"""Moments in Yinchuan."""

from datetime import datetime, time, timedelta

from workdays.calendar import OFFICE_ZONE, day_of

OPENS, CLOSES = 9.0, 17.3  # hours in which things happen in the town


def at_hour(day, hour):
    """The moment of `day` at a decimal hour."""
    return datetime.combine(day, time(), OFFICE_ZONE) + timedelta(hours=hour)


def day_before(moment, days):
    return day_of(moment) - timedelta(days=days)


def office_moment(moment, calendar, rng):
    """`moment` where it lies in office hours of a working day, otherwise some time in the next such hours."""
    local = moment.astimezone(OFFICE_ZONE)
    hour = local.hour + local.minute / 60
    if calendar.is_workday(local.date()) and OPENS <= hour <= CLOSES:
        return moment
    day = local.date() if hour < OPENS else local.date() + timedelta(days=1)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return at_hour(day, rng.uniform(OPENS, OPENS + 4))
