"""One person's open deadlines as iCalendar, for the calendar of a phone or an office suite."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from tasks.models import Assignment

ROWS = 500  # the nearest deadlines; calendars choke on more
REMIND_BEFORE = timedelta(days=1)


def deadlines_of(person):
    """Open work that is the person's own, or an office's where a post of the person reports it; the nearest first."""
    offices = [post.organisation_id for post in person.posts if "tasks.submit_assignment" in post.codes]
    mine = Q(owner=person) | Q(owner=None, organisation__in=offices)
    rows = Assignment.objects.filter(mine, status__in=Assignment.CLIMBS)
    return rows.select_related("organisation", "issuer").order_by("due_at", "id")[:ROWS]


def ics(person, *, at=None):
    """The calendar as bytes, in the person's language."""
    at, host = at or timezone.now(), settings.SITE_URL.partition("//")[2].partition(":")[0] or "localhost"
    with translation.override(person.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Yinchuan food safety//deadlines//ZH")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Deadlines of %(person)s") % {"person": person.name})
        calendar.add("refresh-interval;value=duration", "PT1H")
        for row in deadlines_of(person):
            calendar.add_component(event(row, at, host))
    return calendar.to_ical()


def event(row, at, host):
    """A moment without length; its UID stays the same when the deadline moves, so a calendar moves it along."""
    made = Event()
    made.add("uid", f"assignment-{row.pk}@{host}")
    made.add("dtstamp", at)
    made.add("dtstart", row.due_at)
    made.add("summary", _("Due: %(title)s") % {"title": row.title})
    made.add("description", f"{row.issuer.short_name} → {row.organisation.short_name}\n{row.get_status_display()}")
    made.add("url", f"{settings.SITE_URL}{row.get_absolute_url()}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", row.title)
    alarm.add("trigger", -REMIND_BEFORE)
    made.add_component(alarm)
    return made
