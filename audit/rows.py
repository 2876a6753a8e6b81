"""What every row with a page of its own has: an address and a history."""

from django.urls import reverse

from audit.models import Entry
from base.rows import page_name


class HasPage:
    """A model whose rows have a detail page named ``<model>-detail``.

    ``STATES`` says which colour a status wears: todo, doing, soon, late or done; one not named is todo, grey.
    """

    STATES: dict = {}

    def get_absolute_url(self):
        return reverse(f"{page_name(type(self))}-detail", args=[self.pk])

    @property
    def state(self):
        """The colour of the row's status; what is late is for its deadline to say."""
        return self.STATES.get(self.status, "todo")

    def history(self):
        """What happened to the row, newest first."""
        return Entry.objects.about(self).newest_first()
