"""Working days and office hours: one immutable snapshot, handed to whoever counts time.

Moments are aware datetimes, days are dates, both of Asia/Shanghai whatever zone a caller's moment is written in. A moment
of exactly 00:00 is the 24:00 that ends the day before, because that is how the office says it: 当日24时前.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from workdays.models import SpecialDay

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
# ((opens, closes), …) of a working day, with the lunch break in between: one place, settings.OFFICE_HOURS.
OFFICE_HOURS = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in settings.OFFICE_HOURS)
MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)


class Special(NamedTuple):
    """What the calendar keeps of a SpecialDay."""

    is_workday: bool
    name: str


def at_clock(day, clock):
    """The aware moment when clocks in Yinchuan show `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=OFFICE_ZONE)


def start_of(day):
    """00:00 of `day`."""
    return at_clock(day, MIDNIGHT)


def end_of(day):
    """24:00 of `day`, which is 00:00 of the next."""
    return start_of(day + ONE_DAY)


def day_of(moment):
    """The office's date of a moment; exactly 00:00 still belongs to the day it ends."""
    local = moment.astimezone(OFFICE_ZONE)
    return local.date() - ONE_DAY if local.time() == MIDNIGHT else local.date()


def close_of(day):
    """When the office closes on `day`; does not ask whether the day is worked."""
    return at_clock(day, OFFICE_HOURS[-1][1])


def _sessions(day):
    return [(at_clock(day, opens), at_clock(day, closes)) for opens, closes in OFFICE_HOURS]


@dataclass(frozen=True)
class Calendar:
    """Every special day as it stood when it was loaded. Load one per request or sweep, never keep one in a module."""

    special: Mapping[date, Special]

    @classmethod
    def of(cls, rows):
        """A calendar from (day, is_workday, name) rows."""
        return cls(MappingProxyType({day: Special(is_workday, name) for day, is_workday, name in rows}))

    @classmethod
    def current(cls):
        """The calendar of this moment: one query for some 550 rows, so an administrator's change counts at once."""
        return cls.of(SpecialDay.objects.values_list("day", "is_workday", "name"))

    def changed(self, *, without=None, special=None):
        """The same calendar without the entry of the day `without`, and with the unsaved SpecialDay `special`."""
        days = {day: kept for day, kept in self.special.items() if day != without}
        added = {special.day: Special(special.is_workday, special.name)} if special else {}
        return Calendar(MappingProxyType(days | added))

    def is_workday(self, day):
        special = self.special.get(day)
        return day.weekday() < 5 if special is None else special.is_workday

    def name_of(self, day):
        """The holiday that moved this day, in Chinese; empty for an ordinary day."""
        special = self.special.get(day)
        return special.name if special else ""

    def says(self, day):
        """What a page header says of `day`: worked or off, why, and when the office closes."""
        special, closes = self.special.get(day), f"{OFFICE_HOURS[-1][1]:%H:%M}"
        if special and special.is_workday:
            return format_lazy(_("Make-up working day ({name}), closes at {closes}"), name=special.name, closes=closes)
        if special:
            return format_lazy(_("Day off ({name})"), name=special.name)
        if self.is_workday(day):
            return format_lazy(_("Working day, closes at {closes}"), closes=closes)
        return _("Day off")

    def add_workdays(self, start, n):
        """`start` moved by `n` working days, forward or (negative) back; a date gives a date, a moment the same clock time.

        From a day off the first step leads to the nearest working day. Zero moves nothing, not even from a day off: a due
        moment that somebody set on a Sunday stays there.
        """
        if isinstance(start, datetime):
            return self._move_moment(start, n)
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            start += step
            left -= self.is_workday(start)
        return start

    def _move_moment(self, moment, n):
        day = day_of(moment)
        return moment.astimezone(OFFICE_ZONE) + (self.add_workdays(day, n) - day)

    def workdays_between(self, a, b):
        """The working-day steps from `a` to `b`, dates or moments: the working days after `a` up to and with `b`.

        Negative when `b` is earlier. It undoes add_workdays: workdays_between(d, add_workdays(d, n)) == n.
        """
        a, b = (day_of(x) if isinstance(x, datetime) else x for x in (a, b))
        step = ONE_DAY if b > a else -ONE_DAY
        steps = 0
        while a != b:
            a += step
            steps += self.is_workday(a)
        return steps if step > timedelta(0) else -steps

    close_of = staticmethod(close_of)

    def add_work_hours(self, start, hours):
        """The moment when `hours` office hours have passed since `start`: nights, lunch and days off do not count.

        Negative: the moment from which so many pass until `start`. Zero from a closed moment is the next opening.
        """
        start, left = start.astimezone(OFFICE_ZONE), timedelta(hours=abs(float(hours)))
        if hours < 0:
            return self._back(start, left)
        for opens, closes in self._sessions_from(start):
            begins = max(opens, start)
            if begins + left <= closes:
                return begins + left
            left -= closes - begins

    def _back(self, start, left):
        for opens, closes in self._sessions_before(start):
            ends = min(closes, start)
            if ends - left >= opens:
                return ends - left
            left -= ends - opens

    def work_hours_between(self, a, b):
        """The office hours from the moment `a` to a later `b`, as a timedelta."""
        total = timedelta(0)
        for opens, closes in self._sessions_from(a):
            if opens >= b:
                return total
            total += min(closes, b) - max(opens, a)

    def later_by(self, moment, held_at, until):
        """`moment` moved by a time in which the clock stood: by its working days, or by its office hours where it saw none end."""
        if days := self.workdays_between(held_at, until):
            return self.add_workdays(moment, days)
        held = self.work_hours_between(held_at, until)
        return self.add_work_hours(moment, held / timedelta(hours=1)) if held else moment

    def _sessions_from(self, start):
        day = start.astimezone(OFFICE_ZONE).date()
        while True:
            if self.is_workday(day):
                yield from (session for session in _sessions(day) if session[1] > start)
            day += ONE_DAY

    def _sessions_before(self, start):
        day = start.astimezone(OFFICE_ZONE).date()
        while True:
            if self.is_workday(day):
                yield from (session for session in reversed(_sessions(day)) if session[0] < start)
            day -= ONE_DAY

    def knows(self, year):
        """Whether the State Council's notice for `year` is entered.

        Its sign is a day off in 1–7 October: only that notice moves those days, and every year has weekdays among them. A
        single closing day that an administrator adds does not make a year known.
        """
        days = (self.special.get(date(year, 10, d)) for d in range(1, 8))
        return any(special and not special.is_workday for special in days)

    def caveat(self, *days):
        """A sentence for pages that count over years without a notice; empty when every year of `days` is known."""
        years = sorted({day.year for day in days if not self.knows(day.year)})
        if not years:
            return ""
        return format_lazy(
            _("The public holidays of {years} are not entered yet; only Saturdays and Sundays count as days off."),
            years=", ".join(map(str, years)),
        )
