"""What the clock rings for: the ladder, the daily reminder, the recount of the ladders."""

from celery import shared_task
from django.utils import timezone

from notifications.heart import beat, has_beaten
from tasks import chasing, digests, escalation, filing, holding, recounting


@shared_task
def climb_due():
    """Move every due assignment up its ladder, then speak again of the letters that nobody acknowledged."""
    with beat("climb") as did:
        did(escalation.climb_due(at=timezone.now()))
        did(chasing.chase_unacknowledged(at=timezone.now()))


@shared_task
def file_papers():
    """Print and file every issued letter that has no paper yet."""
    with beat("papers") as did:
        did(filing.file_papers(at=timezone.now()))


@shared_task
def resume_held():
    """Let the clock of work run on whose hold has ended."""
    with beat("held") as did:
        did(holding.resume_held(at=timezone.now()))


@shared_task
def send_digests():
    """The daily reminder, on working days, once."""
    if not has_beaten("digests", on=timezone.localdate()):
        with beat("digests") as did:
            did(digests.send_digests(at=timezone.now()))


@shared_task
def recount_ladders():
    """Set the ladders anew where a change of the calendar or a rung asked for it."""
    with beat("recounts") as did:
        did(recounting.recount_asked(at=timezone.now()))


@shared_task
def recompute_ladders():
    """Set the ladders anew each night."""
    with beat("ladders") as did:
        did(escalation.recompute_ladders(at=timezone.now()))
        did(chasing.recount_chases())
