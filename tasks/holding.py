"""Work on hold: it runs on by itself on the day it was held until, and its page shows for how long the clock has stood."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import ngettext

from audit.models import Entry
from tasks.models import Assignment


@dataclass(frozen=True)
class Hold:
    """One time in which the clock of a piece of work stood: `entry` says who held it and why, `ended_at` is None while it lasts."""

    entry: Entry
    until: date
    ended_at: datetime | None
    workdays: int
    hours: timedelta

    @property
    def words(self):
        """As in "3 working days", or "2 hours" where no working day ended in between."""
        return time_words(self.workdays, self.hours)


def holds_of(work, now):
    """The Holds of a piece of work from its history, oldest first; `now` is a tasks.now.Now."""
    if work.status == Assignment.DRAFT:
        return []
    said = Entry.objects.about(work).filter(verb__in=["hold", "resume"]).select_related("actor").order_by("id")
    holds, begun = [], None
    for entry in [*said, None]:
        if begun and (entry is None or entry.verb == "resume"):
            holds.append(hold_of(begun, entry, now))
        begun = entry if entry and entry.verb == "hold" else None
    return holds


def hold_of(begun, resumed, now):
    end = resumed.at if resumed else now.at
    days = now.calendar.workdays_between(begun.at, end)
    hours = timedelta(0) if days else now.calendar.work_hours_between(begun.at, end)
    return Hold(begun, parse_date(begun.changes["held_until"][1]), resumed and resumed.at, days, hours)


def held_words(holds):
    """How long the clock has stood in all; empty where it never has."""
    if not holds:
        return ""
    return time_words(sum(hold.workdays for hold in holds), sum((hold.hours for hold in holds), timedelta(0)))


def time_words(workdays, hours):
    if workdays or not hours:
        return ngettext("%(count)d working day", "%(count)d working days", workdays) % {"count": workdays}
    count = max(round(hours / timedelta(hours=1)), 1)
    return ngettext("%(count)d office hour", "%(count)d office hours", count) % {"count": count}


def resume_held(*, at):
    """Resume every assignment whose hold has ended; returns how many. Safe to run twice and by many workers."""
    resumed = 0
    while resume_one(at=at):
        resumed += 1
    return resumed


@transaction.atomic
def resume_one(*, at):
    ended = Assignment.objects.filter(status=Assignment.HELD, held_until__lte=timezone.localdate(at)).order_by("held_until", "id")
    row = ended.select_for_update(skip_locked=True, of=("self",)).first()
    if row:
        row.resume(by=None, at=at)
    return row
