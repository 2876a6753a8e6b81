"""The time left of a finding's work in words; what is over says how it ended."""

from django.utils.translation import gettext_lazy as _

from tasks.models import Assignment


def deadline_of(work, now):
    """(words, state, moment) of an assignment's deadline as `now`, a tasks.now.Now, sees it."""
    if work.status == Assignment.CLOSED:
        return _("put right"), "done", work.closed_at
    if work.status == Assignment.VOID:
        return _("dropped"), "todo", None
    return now.left(work.due_at)
