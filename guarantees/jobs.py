"""What the clock rings for: rules that come into force and levels that changed move the due days of visits."""

from celery import shared_task
from django.utils import timezone

from guarantees import frequency
from notifications.heart import beat


@shared_task
def set_due_days():
    """Set the due days of all visits anew."""
    with beat("due-days") as did:
        did(frequency.set_due_days(on=timezone.localdate()))
