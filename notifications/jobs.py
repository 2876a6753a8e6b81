"""What the clock rings for: sending what waits, and showing that beat and worker live."""

from celery import shared_task

from notifications import delivery
from notifications.channels import OUTSIDE
from notifications.heart import beat


@shared_task
def deliver_unsent(*channels):
    """Send what waits in the outbox, over the channels named or all; each is rung for by itself, so that none waits for another."""
    with beat("-".join(["deliver", *channels])) as did:
        did(delivery.deliver_unsent(channels=channels or OUTSIDE))


@shared_task
def beat_heart():
    """Leave a mark that beat rang and a worker answered."""
    with beat("heart"):
        pass
