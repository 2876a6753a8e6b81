"""The moment for which a page, a table or a board is drawn."""

from django.utils import timezone
from django.utils.functional import cached_property

from tasks.ladder import soon_until, urgency, words_left
from workdays.calendar import Calendar


class Now:
    """A moment with its calendar and the border of what is due soon, each read once: one for a whole page, table or board."""

    def __init__(self, at=None, calendar=None):
        self.at = at or timezone.now()
        self._calendar = calendar

    @classmethod
    def of(cls, request):
        """Now, with the calendar that the whole page is drawn by."""
        return cls(calendar=calendar_of(request))

    @cached_property
    def calendar(self):
        return self._calendar or Calendar.current()

    @cached_property
    def soon_until(self):
        return soon_until(self.at, self.calendar)

    @cached_property
    def today(self):
        return timezone.localdate(self.at)

    def left(self, due_at):
        """(words, state, moment) of a deadline that still runs."""
        return words_left(due_at, self.at, self.calendar), urgency(due_at, self.at, self.soon_until), due_at


def calendar_of(request):
    """The working days, read once per request."""
    if not hasattr(request, "calendar"):
        request.calendar = Calendar.current()
    return request.calendar
