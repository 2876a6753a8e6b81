"""The daily reminder: each working day, whoever has open work is told once what is due, overdue and unanswered."""

from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from notifications.channels import chosen
from notifications.models import News, tell_many
from tasks.ladder import soon_until
from tasks.models import Assignment, Notice
from tasks.recipients import CHOICES, Recipient, in_post
from workdays.calendar import Calendar

OVERDUE, SOON, UNANSWERED, TO_SIGN, TO_REVIEW = "overdue", "soon", "unanswered", "to_sign", "to_review"
WORDS = {
    OVERDUE: ngettext_lazy("%(count)d overdue", "%(count)d overdue", "count"),
    SOON: ngettext_lazy("%(count)d due soon", "%(count)d due soon", "count"),
    UNANSWERED: ngettext_lazy("%(count)d letter not acknowledged", "%(count)d letters not acknowledged", "count"),
    TO_SIGN: ngettext_lazy("%(count)d letter to sign", "%(count)d letters to sign", "count"),
    TO_REVIEW: ngettext_lazy("%(count)d to review", "%(count)d to review", "count"),
}
TODAY = _("Today: %(what)s")


def send_digests(*, at):
    """Write today's reminders; on a day off none, and run again none twice. Returns how many people were told."""
    calendar, today = Calendar.current(), timezone.localdate(at)
    if not calendar.is_workday(today):
        return 0
    counts = counts_by_person(at, calendar)
    write(counts, f"digest:{today}", at)
    return len(counts)


def counts_by_person(at, calendar):
    """{Recipient: Counter of what waits}: work counts for its named person, or else for all in post who may report it."""
    today, soon = timezone.localdate(at), soon_until(at, calendar)
    to_do = Assignment.objects.filter(status__in=Assignment.CLIMBS)
    late_and_soon = {OVERDUE: Count("pk", filter=Q(due_at__lte=at)), SOON: Count("pk", filter=Q(due_at__gt=at, due_at__lte=soon))}
    by_office = {
        "tasks.submit_assignment": rows(to_do.filter(owner=None), "organisation", late_and_soon),
        "tasks.acknowledge_notice": rows(Notice.objects.unanswered(), "addressee", {UNANSWERED: Count("pk")}),
        "tasks.sign_notice": rows(Notice.objects.filter(status=Notice.DRAFT), "issuer", {TO_SIGN: Count("pk")}),
        "tasks.close_assignment": rows(Assignment.objects.filter(status=Assignment.SUBMITTED), "issuer", {TO_REVIEW: Count("pk")}),
    }
    found = defaultdict(Counter)
    for codename, counted in by_office.items():
        for office, people in in_post(codename, counted, today).items():
            for person in people:
                found[person].update(counted[office])
    add_named(found, to_do, late_and_soon)
    return {person: count for person, count in found.items() if count.total()}


def rows(queryset, field, counts):
    """{organisation id: {what: count}}"""
    return {row.pop(field): row for row in queryset.order_by().values(field).annotate(**counts)}


def add_named(found, to_do, counts):
    named = (
        to_do.filter(owner__is_active=True)
        .order_by()
        .values("owner", "owner__language", *(f"owner__{name}" for name in CHOICES))
        .annotate(**counts)
    )
    for row in named:
        choices = chosen(**{name: row.pop(f"owner__{name}") for name in CHOICES})
        person = Recipient(row.pop("owner"), row.pop("owner__language"), choices)
        found[person].update(row)


@transaction.atomic
def write(counts, key, at):
    url = f"{reverse('assignment-list')}?waiting=true"
    tell_many([News(person, None, key, words(count, person.language), url) for person, count in counts.items()], at=at)


def words(count, language):
    with translation.override(language):
        return str(TODAY) % {"what": str(_(", ")).join(WORDS[what] % {"count": count[what]} for what in WORDS if count[what])}
