"""Forms whose saving is remembered."""

from django.db import transaction

from audit.models import changes_between, record
from base.forms import ReachForm
from base.words import mask_phone

NUMBERS = ("phone",)  # remembered masked: a history is read by more people than may see numbers


def record_saved(row, before, fields, *, by, note=""):
    """Remember that `row` was created (`before` is None) or changed in `fields`; returns the entry, None where nothing changed."""
    changes = masked(changes_between(before, row, fields)) if before else {}
    if before and not changes and not note:
        return None
    return record("change" if before else "create", about=row, by=by, changes=changes, note=note)


class RecordedForm(ReachForm):
    """Saves its row and writes who changed what into the history, in one transaction. `entry` is that entry, or None."""

    entry = None

    @transaction.atomic
    def save(self, *, by, note=""):
        before = self._meta.model._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        row = super().save()
        self.entry = record_saved(row, before, self._meta.fields, by=by, note=note)
        return row


def masked(changes):
    return {name: [mask_phone(value) for value in pair] if name in NUMBERS else pair for name, pair in changes.items()}
