"""What may be typed about leaders' visits and their instructions."""

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from base.files import IMAGES, validate_upload
from base.forms import ManyFilesField, ReasonForm
from base.picking import PickField
from grid.forms import PlacedForm
from grid.models import Organisation, Place
from tasks.campaign_forms import DAY
from tasks.forms import own_offices
from tasks.models import Instruction, LeaderVisit, LeaderVisitPhoto

INSTRUCTION_VERBS = {"drop": ReasonForm}


def validate_picture(file):
    validate_upload(file, IMAGES)


class LeaderVisitForm(PlacedForm):
    leader = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("Visiting leader"))
    place = PickField(Place.objects.standing(), url_name="place-pick", label=_("Place or shop"))
    office = forms.ModelChoiceField(Organisation.objects.none(), label=_("Recorded by"), empty_label=None)
    photos = ManyFilesField(label=_("Photos (up to 20 MB each)"), required=False, validators=[validate_picture])

    class Meta:
        model = LeaderVisit
        fields = ["leader", "office", "place", "visited_on", "companions", "seen"]
        widgets = {"visited_on": DAY, "seen": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["office"].queryset = own_offices(user, f"tasks.{'change' if self.instance.pk else 'add'}_leadervisit")

    def clean_visited_on(self):
        day = self.cleaned_data["visited_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("A visit is recorded when it has been made."))
        return day

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("place"), f"tasks.{'change' if self.instance.pk else 'add'}_leadervisit")
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        visit = super().save(by=by)
        for upload in self.cleaned_data["photos"]:
            LeaderVisitPhoto.of(upload, by=by, visit=visit).save()
        return visit


class InstructionForm(PlacedForm):
    """What the leader asked for, of whom, by when."""

    organisation = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("Responsible organisation"))

    class Meta:
        model = Instruction
        fields = ["visit", "text", "organisation", "due_on"]
        widgets = {"visit": forms.HiddenInput, "text": forms.Textarea(attrs={"rows": 4}), "due_on": DAY}

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("The due day lies in the past."))
        return day

    def clean(self):
        cleaned = super().clean()
        visit, organisation = cleaned.get("visit"), cleaned.get("organisation")
        if visit and not own_offices(self.user, "tasks.add_instruction").filter(pk=visit.office_id).exists():
            self.add_error(None, _("Instructions are written by the office that recorded the visit."))
        if visit and organisation:
            self.instance.office = visit.office
            self.instance.place = visit.place if organisation.place.holds(visit.place) else organisation.place
            self.check_place(self.instance.place, "tasks.add_instruction", field="organisation")
        return cleaned
