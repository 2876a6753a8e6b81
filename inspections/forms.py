"""What a person may type about standards, findings and weak points."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from audit.models import record
from base.errors import Refused
from base.files import IMAGES, validate_upload
from base.forms import ReasonForm, VerbForm
from establishments.models import Format
from inspections.correcting import correct_inspection
from inspections.drafting import draw_up, lock, save_item
from inspections.models import (
    Answer,
    Checklist,
    ChecklistItem,
    Clause,
    ClauseText,
    Finding,
    Inspection,
    StandardFile,
    WorkStandard,
)
from inspections.weakness import take_measure
from tasks.forms import AssignmentForm

MOST_REASONS = 12


class PublishForm(VerbForm):
    """The day from which a version holds."""

    effective_on = forms.DateField(
        label=_("Effective on"), help_text=_("Today or later. Inspections that began before it keep their version.")
    )
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["effective_on"] = timezone.localdate()

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("A version holds from today or a later day: what was inspected before was inspected by another."))
        return day


VERSION_VERBS = {"publish": PublishForm, "retire": ReasonForm}
DISPUTE_VERBS = {"uphold": ReasonForm, "reject": ReasonForm}
QUARANTINE_VERBS = {"settle": ReasonForm}


class DraftForm(forms.Form):
    """Which format the next version is drawn up for."""

    model = Checklist
    format = forms.ModelChoiceField(Format.objects.order_by("code"), label=_("Format"), empty_label=_("Choose a format"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self, *, by):
        return draw_up(self.model, self.cleaned_data["format"], by=by)


class StandardDraftForm(DraftForm):
    model = WorkStandard


class LinesField(forms.CharField):
    """A list of short texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_REASONS or any(len(line) > 100 for line in value):
            raise forms.ValidationError(_("At most twelve lines of at most 100 characters."))

    def run_validators(self, value):
        pass


class ItemForm(forms.ModelForm):
    """One item of a draft."""

    fail_reasons = LinesField(
        label=_("Usual reasons for failing"), required=False, help_text=_("One on each line; the officer ticks them on the phone.")
    )

    class Meta:
        model = ChecklistItem
        fields = ["code", "text", "weight", "critical", "photo_required", "clause", "hint", "fail_reasons", "text_en"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "hint": forms.Textarea(attrs={"rows": 2}),
            "text_en": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_weight(self):
        weight = self.cleaned_data["weight"]
        if not 1 <= weight <= 100:
            raise forms.ValidationError(_("A weight from 1 to 100."))
        return weight

    def clean_code(self):
        code = self.cleaned_data["code"].strip().upper()
        same = ChecklistItem.objects.filter(checklist=self.instance.checklist_id, code=code).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("This code stands in the checklist already."))
        return code

    def save(self, *, by):
        return save_item(super().save(commit=False), by=by)


class WorkStandardForm(RecordedForm):
    """The words of a draft."""

    class Meta:
        model = WorkStandard
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 18})}

    @transaction.atomic
    def save(self, *, by, note=""):
        lock(self.instance)
        return super().save(by=by, note=note)


class StandardFileForm(forms.Form):
    """A paper, or a photo of right or wrong."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(StandardFile.KINDS.items()))
    caption = forms.CharField(label=_("Caption"), max_length=120, required=False)
    file = forms.FileField(label=_("File (image or PDF, up to 20 MB)"), validators=[validate_upload])

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if file and cleaned.get("kind") in (StandardFile.RIGHT, StandardFile.WRONG):
            try:
                validate_upload(file, IMAGES)
            except forms.ValidationError as error:
                self.add_error("file", error)
        return cleaned

    @transaction.atomic
    def keep(self, standard, *, by):
        said = self.cleaned_data
        StandardFile.of(said["file"], by=by, standard=lock(standard), kind=said["kind"], caption=said["caption"]).save()
        record("change", about=standard, by=by, note=said["caption"] or said["file"].name)


class ClauseForm(RecordedForm):
    class Meta:
        model = Clause
        fields = ["law", "article"]


class ClauseTextForm(forms.ModelForm):
    """What an article says from a day on; the words before it go out of force that day."""

    class Meta:
        model = ClauseText
        fields = ["text", "since", "until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, clause, **kwargs):
        super().__init__(*args, **kwargs)
        self.clause = clause

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("It goes out of force after it came into force."))
        if since and self.clause.texts.filter(since__gte=since).exists():
            self.add_error("since", _("Words that came into force on this day or later are entered already."))
        return cleaned

    @transaction.atomic
    def keep(self, *, by):
        """Write it; refused where another text was entered for the same day meanwhile."""
        clause = Clause.objects.select_for_update().get(pk=self.clause.pk)
        since = self.cleaned_data["since"]
        if clause.texts.filter(since__gte=since).exists():
            raise Refused(_("Words that came into force on this day or later are entered already."))
        clause.texts.in_force(since).update(until=since)
        row = super().save(commit=False)
        row.clause = clause
        row.save()
        record("change", about=clause, by=by, note=f"{since}")
        return clause


class PhotoForm(forms.Form):
    """One photo of an inspection as the phone's form sends it."""

    file = forms.FileField()
    sha256 = forms.RegexField(r"^[0-9a-f]{64}\Z", required=False)
    taken_at = forms.DateTimeField(required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False)


class CorrectionForm(forms.Form):
    """Other answers for an inspection; an item that now fails asks what was found."""

    kind = forms.ChoiceField(label=_("Kind of inspection"), choices=list(Inspection.KINDS.items()))
    note = forms.CharField(label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label=_("Reason for the correction"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, user, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.row = user, row
        self.initial |= {"kind": row.kind, "note": row.note}
        self.answers = list(row.answers.all())
        found = {finding.item_id for finding in row.findings.all()}
        for answer in self.answers:
            key = f"i{answer.item_id}"
            self.fields[f"{key}-value"] = forms.ChoiceField(
                choices=list(Answer.VALUES.items()), initial=answer.value, label=str(answer.item)
            )
            self.fields[f"{key}-note"] = forms.CharField(required=False, max_length=200, initial=answer.note, label=_("Remark"))
            if answer.item_id not in found:
                self.fields[f"{key}-description"] = forms.CharField(required=False, max_length=1000, label=_("What was found"))

    def rows(self):
        """(answer, its fields) for the template."""
        for answer in self.answers:
            key = f"i{answer.item_id}"
            words = self[f"{key}-description"] if f"{key}-description" in self.fields else None
            yield answer, self[f"{key}-value"], self[f"{key}-note"], words

    def clean(self):
        cleaned = super().clean()
        for answer in self.answers:
            key = f"i{answer.item_id}"
            newly = cleaned.get(f"{key}-value") == Answer.FAIL and f"{key}-description" in self.fields
            if newly and not cleaned.get(f"{key}-description"):
                self.add_error(f"{key}-description", _("Say what was found."))
        return cleaned

    def keep(self, *, by):
        said = self.cleaned_data
        answers = {row.item_id: (said[f"i{row.item_id}-value"], said[f"i{row.item_id}-note"]) for row in self.answers}
        findings = [
            {"item": item, "severity": Finding.GENERAL, "description": words, "photos": [], "term": 0}
            for item, (value, _note) in answers.items()
            if value == Answer.FAIL and (words := said.get(f"i{item}-description"))
        ]
        return correct_inspection(self.row, answers, by=by, reason=said["reason"], findings=findings, kind=said["kind"], note=said["note"])


class WeakPointForm(AssignmentForm):
    """The measure against a weak point: who does what by when. The figures are frozen beside it."""

    def __init__(self, *args, user, line=None, area=None, window=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.line, self.area, self.window = line, area, window
        for name in ("creation_task", "parent"):
            del self.fields[name]

    class Meta(AssignmentForm.Meta):
        pass

    @transaction.atomic
    def save(self, *, by):
        return take_measure(self.line, super().save(by=by), area=self.area, window=self.window, by=by)
