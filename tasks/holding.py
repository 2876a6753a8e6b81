"""Work on hold runs on by itself on the day it was held until."""

from django.db import transaction
from django.utils import timezone

from tasks.models import Assignment


def resume_held(*, at):
    """Resume every assignment whose hold has ended; returns how many. Safe to run twice and by many workers."""
    resumed = 0
    while resume_one(at=at):
        resumed += 1
    return resumed


@transaction.atomic
def resume_one(*, at):
    ended = Assignment.objects.filter(status=Assignment.HELD, held_until__lte=timezone.localdate(at)).order_by("held_until", "id")
    row = ended.select_for_update(skip_locked=True, of=("self",)).first()
    if row:
        row.resume(by=None, at=at)
    return row
