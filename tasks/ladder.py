"""When: the moments at which an assignment climbs, and its time left in words. Pure functions; the calendar is handed in.

A rung is anything with these five attributes (in the running system a row that an administrator edits):

`order`        int, its place on the ladder; rungs are climbed in this order
`offset_kind`  WORKDAYS, HOURS or WALL_CLOCK below
`offset`       int, see each kind; may be negative for the first two
`clock`        datetime.time or None; 00:00 is the midnight that ends the day, 24:00
`by_night`     bool: whether it keeps no quiet hours; a moment that any other rung would have in them moves to their end

A due moment stands as it was set, also on a day off: the rung with offset 0 falls exactly on it. Rungs before and after it
count working days from there, so two working days after a Saturday is Tuesday. A due moment of 00:00 is the 24:00 that
ends the day before and is counted from that day.
"""

from datetime import timedelta
from typing import NamedTuple

from django.utils.functional import lazy
from django.utils.translation import ngettext_lazy

from notifications.quiet import after_night
from workdays.calendar import MIDNIGHT, OFFICE_ZONE, at_clock, day_of, end_of, start_of

WORKDAYS = "workdays"  # offset: working days from the due moment, at its clock time or at `clock`
HOURS = "hours"  # offset: hours by the clock from the due moment, nights and days off included
OFFICE_HOURS = "office"  # offset: hours in which offices are open, from the due moment; nights, lunch and days off do not count
AT_ONCE = "at_once"  # as soon as the work is handed over; offset and clock mean nothing
RECEIPT = "receipt"  # offset: hours by the clock after a letter that nobody acknowledged; no step of the ladder itself
WALL_CLOCK = "wall_clock"  # offset: working days from the day of handing over (0: that very day); clock None: 24:00

HOUR = timedelta(hours=1)
# The mockups' amber: what the first letter, three working days ahead, already warns of.
SOON_WORKDAYS = 3
# Nearer than this, hours say more than "1 working day", also across midnight.
NEAR = timedelta(hours=12)
LONGEST_NIGHT = timedelta(days=1)  # more than quiet hours ever move a moment


def rung_moment(rung, due_at, started_at, calendar):
    """The moment when `rung` is climbed, for work handed over at `started_at` and due at `due_at`."""
    moment = MOMENTS[rung.offset_kind](rung, due_at, started_at, calendar)
    return moment if rung.by_night else after_night(moment)


def _by_workdays(rung, due_at, started_at, calendar):
    if rung.clock is None:
        return calendar.add_workdays(due_at, rung.offset)
    return _at_clock_or_midnight(calendar.add_workdays(day_of(due_at), rung.offset), rung.clock)


def _by_hours(rung, due_at, started_at, calendar):
    return due_at.astimezone(OFFICE_ZONE) + rung.offset * HOUR


def _by_office_hours(rung, due_at, started_at, calendar):
    return calendar.add_work_hours(due_at, rung.offset)


def _at_once(rung, due_at, started_at, calendar):
    return started_at


def _by_wall_clock(rung, due_at, started_at, calendar):
    """事不过夜: by the clock of the day itself, also on a day off."""
    return _at_clock_or_midnight(calendar.add_workdays(_today(started_at), rung.offset), rung.clock)


def _at_clock_or_midnight(day, clock):
    return end_of(day) if clock in (None, MIDNIGHT) else at_clock(day, clock)


MOMENTS = {
    WORKDAYS: _by_workdays,
    HOURS: _by_hours,
    OFFICE_HOURS: _by_office_hours,
    AT_ONCE: _at_once,
    WALL_CLOCK: _by_wall_clock,
}


def next_rung(rungs, climbed_upto, due_at, started_at, calendar):
    """The rung after order `climbed_upto` (None: none climbed yet) and its moment, or None at the top of the ladder.

    A rung whose moment had come before the work was handed over is passed by: no reminder three days ahead of a two-day
    term, no urging at 18:00 for what was found at 20:00. A moment that passed later is returned all the same, so that a
    sweep after an outage catches up rung by rung.
    """
    for rung in sorted(rungs, key=lambda rung: rung.order):
        if climbed_upto is not None and rung.order <= climbed_upto:
            continue
        moment = rung_moment(rung, due_at, started_at, calendar)
        if moment > started_at or rung.offset_kind == AT_ONCE:
            return rung, moment
    return None


class Chase(NamedTuple):
    """When a letter that nobody acknowledges is spoken of again: after so many hours, then, where `every` is set, again and again."""

    why: str  # "chase": its receivers are reminded; "lapse": the receipt itself is overdue
    hours: int
    every: int | None
    by_night: bool


def chases_of(rung, receipt):
    """The chases of a letter that `rung` sent, where `receipt` is the RECEIPT rung of its kind of work; either may be None."""
    found = []
    if rung and rung.repeat_hours:
        found.append(Chase("chase", rung.repeat_hours, rung.repeat_hours, rung.by_night))
    if receipt:
        found.append(Chase("lapse", receipt.offset, receipt.repeat_hours, receipt.by_night))
    return found


def chase_moment(chase, issued_at, after):
    """The first moment of `chase` later than `after`, or None. Those that an outage or a night passed over are not made up for."""
    first, every = issued_at + chase.hours * HOUR, chase.every and chase.every * HOUR
    raw = first + max((after - LONGEST_NIGHT - first) // every, 0) * every if every else first
    while (moment := raw if chase.by_night else after_night(raw)) <= after:
        if not every:
            return None
        raw += every
    return moment


def next_chase(chases, issued_at, after):
    return min(filter(None, (chase_moment(chase, issued_at, after) for chase in chases)), default=None)


def due_chases(chases, issued_at, after, at):
    """Those whose moment came after `after` and up to `at`, each once."""
    return [chase for chase in chases if (moment := chase_moment(chase, issued_at, after)) and moment <= at]


class TimeLeft(NamedTuple):
    """How far a due moment is: `late` says on which side, `count` of `unit` how much, rounded down."""

    late: bool
    count: int
    unit: str  # "workdays", "days", "hours" or "minutes"


def time_left(due_at, at, calendar):
    """The distance between `due_at` and `at` as the office would say it.

    Hours by the clock on the day itself and within twelve hours, minutes below one hour; otherwise working days, and plain
    days where only days off lie between.
    """
    late, gap = at >= due_at, abs(due_at - at)
    due_day, today = day_of(due_at), _today(at)
    if due_day == today or gap < NEAR:
        return TimeLeft(late, *_clock_count(gap))
    first, last = sorted((due_day, today))
    workdays = calendar.workdays_between(first, last)
    return TimeLeft(late, workdays, "workdays") if workdays else TimeLeft(late, (last - first).days, "days")


def _clock_count(gap):
    return (gap // HOUR, "hours") if gap >= HOUR else (max(gap // timedelta(minutes=1), 1), "minutes")


WORDS = {
    (False, "workdays"): ngettext_lazy("%(count)d working day left", "%(count)d working days left", "count"),
    (False, "days"): ngettext_lazy("%(count)d day left", "%(count)d days left", "count"),
    (False, "hours"): ngettext_lazy("%(count)d hour left", "%(count)d hours left", "count"),
    (False, "minutes"): ngettext_lazy("%(count)d minute left", "%(count)d minutes left", "count"),
    (True, "workdays"): ngettext_lazy("%(count)d working day overdue", "%(count)d working days overdue", "count"),
    (True, "days"): ngettext_lazy("%(count)d day overdue", "%(count)d days overdue", "count"),
    (True, "hours"): ngettext_lazy("%(count)d hour overdue", "%(count)d hours overdue", "count"),
    (True, "minutes"): ngettext_lazy("%(count)d minute overdue", "%(count)d minutes overdue", "count"),
}
_worded = lazy(lambda left: WORDS[left.late, left.unit] % {"count": left.count}, str)


def words_left(due_at, at, calendar):
    """As in "2 working days left" or "3 hours overdue": time_left in the reader's language, translated when it is shown."""
    return _worded(time_left(due_at, at, calendar))


def soon_until(at, calendar, workdays=SOON_WORKDAYS):
    """Work due up to this moment is due soon: 24:00 of the last day that is at most `workdays` working days away.

    One moment for a whole list or count, so that the number on a board and the colour of its rows cannot differ.
    """
    first_day_beyond = calendar.add_workdays(_today(at), workdays + 1)
    return start_of(first_day_beyond)


def urgency(due_at, at, soon_until):
    """The colour's word: "late" (red) from the due moment on, "soon" (amber) up to `soon_until`, else "doing" (blue)."""
    if due_at <= at:
        return "late"
    return "soon" if due_at <= soon_until else "doing"


def _today(moment):
    """The date on the wall at `moment`; unlike a due moment, 00:00 of now begins a day."""
    return moment.astimezone(OFFICE_ZONE).date()
