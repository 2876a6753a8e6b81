"""The quiet hours, 22:00 to 07:00 in Yinchuan: outside the portal only same-day work reaches anybody then.

What was written in the night waits, and leaves in the morning as one message per person and channel.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

BEGINS, ENDS = time(22), time(7)
# The letters that waited for the end of the night are written in these minutes; their news go along with what waited.
GATHERING = timedelta(minutes=5)


def is_quiet(at):
    clock = _local(at).time()
    return clock >= BEGINS or clock < ENDS


def after_night(at):
    """`at`, or the 07:00 that ends the quiet hours it falls into."""
    return _morning(at) if is_quiet(at) else at


def leaves_at(at):
    """When news written at `at` may leave the portal: at once, or in the morning together with all that waited."""
    return _morning(at) + GATHERING if is_quiet(at) or is_quiet(at - GATHERING) else at


def _morning(at):
    local = _local(at)
    day = local.date() + timedelta(days=1) if local.time() >= BEGINS else local.date()
    return datetime.combine(day, ENDS, tzinfo=local.tzinfo)


def _local(at):
    return timezone.localtime(at, timezone.get_default_timezone())
