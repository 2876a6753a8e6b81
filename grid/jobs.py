"""What the clock rings for: the nightly proof."""

from celery import shared_task
from django.utils import timezone

from grid import proof
from notifications.heart import beat, has_beaten


@shared_task
def prove():
    """That every place has one accountable person, once a night."""
    if not has_beaten("prove", on=timezone.localdate()):
        with beat("prove") as did:
            did(sum(proof.prove(at=timezone.now()).counts.values()))
