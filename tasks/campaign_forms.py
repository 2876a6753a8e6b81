"""What may be typed about campaigns, their catalogue, and milestones."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from audit.models import record
from base.picking import PickField
from base.rows import number_in
from base.words import until
from grid.forms import PlacedForm
from grid.models import Organisation, Place
from tasks.models import Assignment, Campaign, CreationTask, Milestone

DAY = forms.DateInput(attrs={"type": "date"})


class CampaignForm(PlacedForm):
    place = PickField(Place.objects.standing(), url_name="place-pick", label=_("Place"))
    office = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("Campaign office"))

    class Meta:
        model = Campaign
        fields = ["name", "kind", "place", "office", "since", "until"]
        widgets = {"since": DAY, "until": DAY}

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("place"), f"tasks.{'change' if self.instance.pk else 'add'}_campaign")
        return cleaned


class CreationTaskForm(RecordedForm):
    """One task of the catalogue: what the work that was handed out is held to from then on."""

    lead = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("Lead department"))
    supports = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(kind__in=["department", "bureau", "government"]).order_by("place__code", "kind", "short_name"),
        label=_("Supporting departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = CreationTask
        fields = ["campaign", "no", "category", "title", "standard", "evidence", "weight", "item_type", "lead", "due_on"]
        widgets = {"due_on": DAY}

    field_order = [*Meta.fields[:-1], "supports", "due_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = names(self.instance.supports.all()) if self.instance.pk else ""
        if self.instance.pk:
            self.initial["supports"] = [row.pk for row in self.instance.supports.all()]

    @transaction.atomic
    def save(self, *, by):
        self.instance.is_sample = False  # what the office wrote is its own
        task = super().save(by=by)
        after = names(self.cleaned_data["supports"])
        if after != self.before:
            task.supports.set(self.cleaned_data["supports"])
            record("change", about=task, by=by, changes={"supports": [self.before, after]})
        return task


def names(offices):
    return "、".join(sorted(row.short_name for row in offices))


class MilestoneForm(RecordedForm):
    """A step of open work, set by those who handed it out or those who do it."""

    class Meta:
        model = Milestone
        fields = ["assignment", "title", "due_on"]
        widgets = {"due_on": DAY, "assignment": forms.HiddenInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = number_in(str(self.initial.get("assignment", "")))
        if work := Assignment.objects.reachable(self.user, "view").filter(pk=asked).first():
            said = {"work": work.title, "due": until(work.due_at)}
            self.fields["due_on"].help_text = _("A step of “%(work)s”, which is due %(due)s.") % said

    def clean_assignment(self):
        work = self.cleaned_data["assignment"]
        own = {post.organisation_id for post in self.user.posts if "tasks.add_milestone" in post.codes}
        if not own & {work.issuer_id, work.organisation_id}:
            raise forms.ValidationError(_("Steps are set by those who handed the work out, and by those who do it."))
        if not work.is_open():
            raise forms.ValidationError(_("This work is not open."))
        return work

    def clean(self):
        cleaned = super().clean()
        work, due_on = cleaned.get("assignment"), cleaned.get("due_on")
        if work and due_on and due_on > timezone.localdate(work.due_at):
            self.add_error("due_on", _("A step lies no later than the deadline of its work."))
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        work = self.cleaned_data["assignment"]
        self.instance.issuer, self.instance.organisation, self.instance.place = work.issuer, work.organisation, work.place
        return super().save(by=by)
