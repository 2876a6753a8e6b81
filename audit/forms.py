"""Forms whose saving is remembered."""

from django.db import transaction

from audit.models import changes_between, record
from base.forms import ReachForm
from base.words import mask_phone

NUMBERS = ("phone",)  # remembered masked: a history is read by more people than may see numbers


class RecordedForm(ReachForm):
    """Saves its row and writes who changed what into the history, in one transaction. `entry` is that entry, or None."""

    entry = None

    @transaction.atomic
    def save(self, *, by, note=""):
        fresh = self.instance.pk is None
        before = None if fresh else self._meta.model._base_manager.get(pk=self.instance.pk)
        row = super().save()
        changes = {} if fresh else masked(changes_between(before, row, self._meta.fields))
        if fresh or changes or note:
            self.entry = record("create" if fresh else "change", about=row, by=by, changes=changes, note=note)
        return row


def masked(changes):
    return {name: [mask_phone(value) for value in pair] if name in NUMBERS else pair for name, pair in changes.items()}
