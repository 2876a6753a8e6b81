"""The time left of many findings in words, with the calendar read once."""

from django.utils.translation import gettext_lazy as _

from tasks.ladder import soon_until, urgency, words_left
from tasks.models import Assignment
from workdays.calendar import Calendar


class Deadlines:
    """Says of assignments, at one moment, how long is left and how urgent that is."""

    def __init__(self, at):
        self.at, self.calendar = at, Calendar.current()
        self.soon_until = soon_until(at, self.calendar)

    def of(self, work):
        """(words, state, moment) of an assignment's deadline; what is over has none."""
        if work.status == Assignment.CLOSED:
            return _("put right"), "done", work.closed_at
        if work.status == Assignment.VOID:
            return _("dropped"), "todo", None
        return words_left(work.due_at, self.at, self.calendar), urgency(work.due_at, self.at, self.soon_until), work.due_at
