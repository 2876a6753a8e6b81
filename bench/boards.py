"""The boards over the whole register: what is counted each minute, and what one look costs, as the browser gets it."""

import logging
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench import clock, data
from dashboards.comparing import compare
from dashboards.counting import recount
from dashboards.models import CountedDay

# The numbers of the city's board, each in the fewest words; for the first count of all also by day.
PLAIN = [
    "SELECT count(*) FROM establishments_establishment WHERE status = 'open'",
    "SELECT count(DISTINCT establishment_id) FROM inspections_inspection WHERE finished_at >= date_trunc('year', now())",
    "SELECT status, count(*) FROM tasks_assignment GROUP BY 1",
    "SELECT count(*) FROM inspections_inspection WHERE finished_at >= now() - interval '30 days'",
    """SELECT count(*) FILTER (WHERE finding.found_at >= now() - interval '30 days'),
              count(*) FILTER (WHERE work.closed_at >= now() - interval '30 days'), count(*) FILTER (WHERE work.status = 'under_way')
       FROM inspections_finding finding JOIN tasks_assignment work ON work.id = finding.assignment_id""",
]


def plain_numbers():
    with connection.cursor() as cursor:
        for query in PLAIN:
            cursor.execute(query)
            cursor.fetchall()


def measures(people, inspections):
    data.add_inspections(inspections)
    theirs = clock.measure(plain_numbers, times=5, warm=1)
    yield clock.row("boards: the first count of all, 180 days", clock.once(lambda: recount(at=timezone.now())), theirs, "")
    yield clock.row("boards: the count of each half minute", clock.measure(lambda: recount(at=timezone.now()), 5, 1), theirs, "15 s")
    yield clock.row("boards: the nightly comparison", clock.once(lambda: compare(at=timezone.now())), theirs, "")
    for level, user in people.items():
        for page in ("/board/", "/"):
            with kept():
                yield clock.row(f"{page} as the browser gets it: {level}", look(user, page), theirs, "p95 100 ms")


@contextmanager
def kept():
    """The numbers stay fresh, however long the measure takes."""
    recount(at=timezone.now())
    CountedDay.objects.filter(day=timezone.localdate()).update(counted_at=timezone.now() + timedelta(minutes=5))
    yield


def look(user, page):
    if "testserver" not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append("testserver")
    logging.disable(logging.INFO)  # a line for each answer would bury the measures
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return clock.measure(lambda: client.get(page, secure=True), 20, 3)
