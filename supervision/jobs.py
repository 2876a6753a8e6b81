"""What the clock rings for: reports opened and chased, bulletins drafted and filed, groups whose term has run out."""

from celery import shared_task
from django.utils import timezone

from notifications.heart import beat
from supervision import bulletins, opening


@shared_task
def run_day():
    """Open the day's reports, chase the missing ones, draft and file bulletins."""
    at = timezone.now()
    with beat("supervision") as did:
        did(
            opening.dissolve_ended(at=at)
            + opening.open_reports(at=at)
            + opening.chase_due(at=at)
            + bulletins.draft_due(at=at)
            + bulletins.BULLETINS.file_due(at=at)
        )
