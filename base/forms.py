"""Forms that offer only what the person may reach, and the small ones every verb needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.words import mask_phone


class ReachForm(forms.ModelForm):
    """A model form whose choices begin with what `user` may reach."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for field in self.fields.values():
            if hasattr(getattr(field, "queryset", None), "reachable"):
                field.queryset = field.queryset.reachable(user, "view")


class MasksPhone:
    """A form that never shows a stored phone number: the masked one, left as it stands, keeps it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored_phone = self.instance.phone if self.instance.pk else ""
        if self.stored_phone:
            self.initial["phone"] = mask_phone(self.stored_phone)

    def clean_phone(self):
        phone = self.cleaned_data["phone"].strip()
        if self.stored_phone and phone == mask_phone(self.stored_phone):
            return self.stored_phone
        if "*" in phone:
            raise forms.ValidationError(_("Write the number in full, or leave it as it was."))
        return phone


class VerbForm(forms.Form):
    """What a verb asks: the fields are the verb's keyword arguments. `row` is the row it is pressed on, None for many."""

    def __init__(self, *args, user=None, row=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.row = user, row


class NoteForm(VerbForm):
    """A word that may be added."""

    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(VerbForm):
    """A reason that must be given."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; cleans to a list, empty when none was chosen."""

    def __init__(self, *args, validators=(), **kwargs):
        kwargs.setdefault("widget", ManyFilesInput)
        super().__init__(*args, **kwargs)
        self.each = list(validators)

    def clean(self, data, initial=None):
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if self.required and not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [self.clean_one(file) for file in files]

    def clean_one(self, file):
        cleaned = super().clean(file)
        for check in self.each:
            check(cleaned)
        return cleaned
