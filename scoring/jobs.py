"""What the clock rings for: the league tables of the day that has ended."""

from celery import shared_task
from django.utils import timezone

from notifications.heart import beat
from scoring.standings import freeze, yesterday


@shared_task
def freeze_standings():
    """Freeze the standings of yesterday; rung again until it has been done, and then it does nothing."""
    with beat("standings") as did:
        did(freeze(yesterday(timezone.now())))
