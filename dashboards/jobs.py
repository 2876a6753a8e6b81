"""What the clock rings for: the numbers of the boards, and at night whether they are right."""

from celery import shared_task
from django.utils import timezone

from dashboards.comparing import compare
from dashboards.counting import recount
from notifications.heart import beat, has_beaten


@shared_task
def count():
    """Today's numbers of every place, twice a minute."""
    with beat("count") as did:
        did(recount(at=timezone.now()))


@shared_task
def compare_counts():
    """Whether what is kept is what the rows say, once a night, in a moment in which nobody writes."""
    if not has_beaten("compare", on=timezone.localdate()):
        found = compare(at=timezone.now())
        if found is not None:
            with beat("compare") as did:
                did(found)
