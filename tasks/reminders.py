"""What of the work and its letters the daily reminder speaks of."""

from collections import Counter, defaultdict

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from tasks.digests import by_person, reminds
from tasks.ladder import soon_until
from tasks.models import Assignment, Notice
from tasks.recipients import in_post

OVERDUE, SOON, UNANSWERED, TO_SIGN, TO_REVIEW = "overdue", "soon", "unanswered", "to_sign", "to_review"
WORDS = {
    OVERDUE: ngettext_lazy("%(count)d overdue", "%(count)d overdue", "count"),
    SOON: ngettext_lazy("%(count)d due soon", "%(count)d due soon", "count"),
    UNANSWERED: ngettext_lazy("%(count)d letter not acknowledged", "%(count)d letters not acknowledged", "count"),
    TO_SIGN: ngettext_lazy("%(count)d letter to sign", "%(count)d letters to sign", "count"),
    TO_REVIEW: ngettext_lazy("%(count)d to review", "%(count)d to review", "count"),
}


def waiting_work():
    return f"{reverse('assignment-list')}?waiting=true"


@reminds(WORDS, url=waiting_work)
def work(*, at, calendar):
    """Work counts for its named person, or else for all in post who may report it."""
    to_do = Assignment.objects.filter(status__in=Assignment.CLIMBS)
    late_and_soon = {
        OVERDUE: Count("pk", filter=Q(due_at__lte=at)),
        SOON: Count("pk", filter=Q(due_at__gt=at, due_at__lte=soon_until(at, calendar))),
    }
    by_office = {
        "tasks.submit_assignment": rows(to_do.filter(owner=None), "organisation", late_and_soon),
        "tasks.acknowledge_notice": rows(Notice.objects.unanswered(), "addressee", {UNANSWERED: Count("pk")}),
        "tasks.sign_notice": rows(Notice.objects.filter(status=Notice.DRAFT), "issuer", {TO_SIGN: Count("pk")}),
        "tasks.close_assignment": rows(Assignment.objects.filter(status=Assignment.SUBMITTED), "issuer", {TO_REVIEW: Count("pk")}),
    }
    found = defaultdict(Counter)
    for codename, counted in by_office.items():
        for office, people in in_post(codename, counted, timezone.localdate(at)).items():
            for person in people:
                found[person].update(counted[office])
    for person, counted in by_person(to_do.filter(owner__is_active=True), "owner", late_and_soon).items():
        found[person].update(counted)
    return found


def rows(queryset, field, counts):
    """{organisation id: {what: count}}"""
    return {row.pop(field): row for row in queryset.order_by().values(field).annotate(**counts)}
