"""When a visit is due, in words; the calendar and the day are read once for many rows."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.words import day
from tasks.ladder import words_left
from workdays.calendar import Calendar, end_of


class Visits:
    """Says of guarantees, at one moment, how the next visit stands; and of problems, how their work does."""

    def __init__(self, at):
        self.at, self.on, self.calendar = at, timezone.localdate(at), Calendar.current()

    def of(self, guarantee):
        """(words, state, moment) of the next visit."""
        state = guarantee.urgency(self.on)
        if state == "todo":
            return _("none due"), "todo", None
        due_at = end_of(guarantee.due_on)
        if state == "done":
            return _("visited; the next from %(day)s") % {"day": day(guarantee.due_from)}, "done", due_at
        return words_left(due_at, self.at, self.calendar), state, due_at

    def of_problem(self, problem):
        """(words, state, moment) of a problem's deadline; what is over has none."""
        work = problem.assignment
        if not work.is_open():
            return problem.status_words, problem.state, work.closed_at
        late = work.due_at <= self.at
        return words_left(work.due_at, self.at, self.calendar), "late" if late else "doing", work.due_at
