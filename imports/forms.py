"""Handing in a workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.importing import IMPORTERS
from base.sheets import BadSheet
from imports.models import Import


class ImportForm(forms.Form):
    """A workbook for one of the importers whose permission the person holds."""

    kind = forms.ChoiceField(label=_("what is imported"), widget=forms.HiddenInput)
    file = forms.FileField(label=_("Excel workbook (xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"].choices = [(name, declared.title) for name, declared in IMPORTERS.items() if user.has_perm(declared.permission)]

    def save(self, *, by):
        return Import.hand_in(self.cleaned_data["file"], self.cleaned_data["kind"], by=by)

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            Import.refuse_strange(file)
        except BadSheet as reason:
            raise forms.ValidationError(str(reason)) from reason
        return file
