"""What may be typed about rules, cards and the marks on them."""

import re

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from audit.models import record
from base.files import validate_evidence
from base.forms import ManyFilesField, ReasonForm, VerbForm
from grid.models import Organisation
from scoring.formula import needs_reason
from scoring.models import DEPARTMENTS, DISTRICTS, Scheme, Scorecard, ScoringClause, clause_item

SCORECARD_VERBS = {"send_back": ReasonForm}


class SchemeForm(RecordedForm):
    class Meta:
        model = Scheme
        fields = ["campaign", "title", "pass_mark", "most_bonus", "is_sample"]


SEPARATORS = re.compile(r"[\s,，、;；]+")
HIGHEST = 9999


def task_numbers(typed):
    """The numbers of creation tasks in `typed`, such as 7、61, each once and in order."""
    words = [word for word in SEPARATORS.split(typed.strip()) if word]
    if bad := [word for word in words if not (word.isascii() and word.isdigit() and 0 < int(word[:6]) <= HIGHEST)]:
        raise forms.ValidationError(_("“%(typed)s” is not the number of a task."), params={"typed": bad[0][:40]})
    return sorted({int(word) for word in words})


class TaskNumbersField(forms.CharField):
    def prepare_value(self, value):
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value):
        return task_numbers(super().clean(value))

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class ClauseForm(RecordedForm):
    task_nos = TaskNumbersField(
        label=_("Numbers of the creation tasks"),
        required=False,
        help_text=_("Such as 7、61. What their closed reports brought stands in the evidence map."),
    )

    class Meta:
        model = ScoringClause
        fields = ["scheme", "no", "part", "title", "kind", "formula", "points", "target", "evidence", "task_nos", "applies_to", "source"]
        widgets = {"title": forms.Textarea(attrs={"rows": 3}), "evidence": forms.Textarea(attrs={"rows": 4})}


class ScorecardForm(RecordedForm):
    """Opens cards for offices that have none by these rules; the cards already there stay as they are."""

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(kind__in=["department", "bureau", "branch"]).order_by("kind", "place__code", "short_name"),
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Scorecard
        fields = ["scheme"]

    def clean(self):
        cleaned = super().clean()
        scheme = cleaned.get("scheme")
        if scheme:
            self.instance.office = scheme.campaign.office
            having = scheme.cards.values("organisation")
            wanted = cleaned.get("organisations")
            self.wanted = list(wanted.exclude(pk__in=having).select_related("place")) if wanted else []
            if wanted and not self.wanted:
                self.add_error("organisations", _("All of them have their card already."))
        return cleaned

    def _post_clean(self):
        """The form's own row is a mould for the cards; it is not saved itself."""

    @transaction.atomic
    def save(self, *, by):
        scheme = self.cleaned_data["scheme"]
        cards = [open_card(scheme, office, by=by) for office in self.wanted]
        return cards[0]


def open_card(scheme, office, *, by, at=None):
    group = DISTRICTS if office.kind == "branch" else DEPARTMENTS
    card = Scorecard.objects.create(scheme=scheme, office=scheme.campaign.office, organisation=office, place=office.place, group=group)
    record("create", about=card, by=by, at=at)
    return card


class MarkForm(VerbForm):
    """How far one clause is met: yes or no, percent, or a number, and the reason for what is lacking."""

    value = forms.DecimalField(label=_("Value"), min_value=0, max_value=999_999, decimal_places=2, max_digits=8)
    reason = forms.CharField(label=_("Why points are taken off"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, clause, with_papers=False, reported=(), **kwargs):
        """`with_papers` asks for the papers too; `reported` are files of reports that may be taken for one of them."""
        super().__init__(*args, **kwargs)
        self.clause, self.reported = clause, {f"reported_{file.pk}": file for file in reported}
        if clause.formula == "pass":
            choices = [("1", _("met")), ("0", _("not met"))]
            self.fields["value"] = forms.TypedChoiceField(label=_("Value"), choices=choices, coerce=int, widget=forms.RadioSelect)
        elif clause.formula == "rate":
            self.fields["value"].label = _("Rate reached, in percent")
            self.fields["value"].max_value = 100
        else:
            self.fields["value"].label = _("Number reached")
        for number, words in enumerate(clause.papers if with_papers else []):
            self.fields[f"paper_{number}"] = ManyFilesField(label=words, required=False, validators=[validate_evidence])
        papers = [("", _("none of these papers")), *enumerate(clause.papers)]
        for name, file in self.reported.items():
            label = _("From your reports: %(file)s is") % {"file": file.name}
            self.fields[name] = forms.TypedChoiceField(label=label, choices=papers, coerce=int, empty_value=None, required=False)

    def clean(self):
        cleaned = super().clean()
        value = cleaned.get("value")
        if value is not None and needs_reason(clause_item(self.clause, value)) and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why points are taken off."))
        return cleaned

    def uploads(self):
        """(number of the paper, upload)"""
        papers = range(len(self.clause.papers))
        return [(number, upload) for number in papers for upload in self.cleaned_data.get(f"paper_{number}") or []]

    def taken_over(self):
        """(number of the paper, file of a report)"""
        return [(line, file) for name, file in self.reported.items() if (line := self.cleaned_data[name]) is not None]
