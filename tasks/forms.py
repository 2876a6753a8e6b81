"""What a person may type about work, and what each verb asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from base.files import validate_upload
from base.forms import ManyFilesField, ReasonForm, VerbForm


class ReportForm(VerbForm):
    report = forms.CharField(label=_("Report"), widget=forms.Textarea(attrs={"rows": 6}))
    files = ManyFilesField(label=_("Evidence (images or PDF, up to 20 MB each)"), required=False, validators=[validate_upload])


class RedraftForm(VerbForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}))


class ReplyForm(VerbForm):
    text = forms.CharField(label=_("Reply"), widget=forms.Textarea(attrs={"rows": 6}))


ASSIGNMENT_VERBS = {"submit": ReportForm, "send_back": ReasonForm, "cancel": ReasonForm}
NOTICE_VERBS = {"send_back": ReasonForm, "redraft": RedraftForm, "reply": ReplyForm, "drop": ReasonForm}
