"""Forms whose saving is remembered."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.models import changes_between, record
from base.forms import ReachForm
from base.words import mask_phone

NUMBERS = ("phone",)  # remembered masked: a history is read by more people than may see numbers
SECRETS = ("webhook", "secret", "sign_secret")  # remembered only as changed


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
    shown = {name: ["***", "***"] if name in SECRETS else pair for name, pair in changes.items()}
    return {name: [mask_phone(value) for value in pair] if name in NUMBERS else pair for name, pair in shown.items()}


class KeepsSecrets:
    """A form that never shows a stored secret again: one of ``SECRETS`` left empty keeps what is stored."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = {name: getattr(self.instance, name) for name in SECRETS if name in self.fields}
        for name, stored in self.stored.items():
            self.initial.pop(name, None)
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "off"})
            if stored:
                self.fields[name].required = False
                self.fields[name].help_text = _("Stored, and not shown again. Left empty it stays as it is.")

    def clean(self):
        cleaned = super().clean()
        return cleaned | {name: cleaned.get(name) or stored for name, stored in self.stored.items() if name not in self.errors}
