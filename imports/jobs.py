"""What the clock rings for: files that wait to be looked through or written."""

from celery import shared_task

from imports import working
from notifications.heart import beat


@shared_task
def work_off():
    """Work off the files that people handed in."""
    with beat("imports") as did:
        did(working.work_off())
