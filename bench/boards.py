"""The numbers of the boards over the whole register: what is counted once, each half minute and at night."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bench import clock
from bench.clock import Line
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


def measures():
    theirs = clock.measure(plain_numbers, times=5, warm=1)
    yield Line("boards: the first count of all, 180 days", clock.once(lambda: recount(at=timezone.now())), theirs)
    yield Line("boards: the count of each half minute", clock.measure(lambda: recount(at=timezone.now()), 5, 1), theirs)
    yield Line("boards: the nightly comparison", clock.once(lambda: compare(at=timezone.now())), theirs)


@contextmanager
def kept():
    """The numbers stay fresh, however long the measure takes."""
    recount(at=timezone.now())
    CountedDay.objects.filter(day=timezone.localdate()).update(counted_at=timezone.now() + timedelta(minutes=30))
    yield
