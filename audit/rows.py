"""What every row with a page of its own has: an address and a history."""

from django.urls import reverse

from audit.models import Entry
from base.rows import page_name


class HasPage:
    """A model whose rows have a detail page named ``<model>-detail``."""

    def get_absolute_url(self):
        return reverse(f"{page_name(type(self))}-detail", args=[self.pk])

    def history(self):
        """What happened to the row, newest first."""
        return Entry.objects.about(self).newest_first()
