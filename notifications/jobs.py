"""What the clock rings for: sending what waits, and showing that beat and worker live."""

from celery import shared_task

from notifications import delivery
from notifications.heart import beat


@shared_task
def deliver_unsent():
    """Send what waits in the outbox."""
    with beat("deliver") as did:
        did(delivery.deliver_unsent())


@shared_task
def beat_heart():
    """Leave a mark that beat rang and a worker answered."""
    with beat("heart"):
        pass
