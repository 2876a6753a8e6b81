"""What the clock rings for: rules whose day has come, and shops that are on record twice."""

from celery import shared_task
from django.utils import timezone

from establishments import doubles, grading
from notifications.heart import beat, has_beaten


@shared_task
def apply_due_rules():
    """Regrade the shops by a level rule whose day has come."""
    with beat("levels") as did:
        did(grading.apply_due_rules(at=timezone.now()))


@shared_task
def find_duplicates():
    """Queue the shops that look as if they were on record twice, once a night."""
    if not has_beaten("duplicates", on=timezone.localdate()):
        with beat("duplicates") as did:
            did(doubles.find_duplicates(at=timezone.now()))
