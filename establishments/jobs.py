"""What the clock rings for: rules whose day has come."""

from celery import shared_task
from django.utils import timezone

from establishments import grading
from notifications.heart import beat


@shared_task
def apply_due_rules():
    """Regrade the shops by a level rule whose day has come."""
    with beat("levels") as did:
        did(grading.apply_due_rules(at=timezone.now()))
