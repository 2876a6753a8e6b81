"""What a person may type about organisations and posts."""

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from base.files import validate_upload
from base.forms import ManyFilesField, VerbForm
from base.picking import PickField
from grid.coordinates import DATUMS, WGS84, to_wgs84
from grid.models import Appointment, Organisation, Place
from notifications.models import tell


class PlacedForm(RecordedForm):
    """A form whose row belongs to a place."""

    def check_place(self, place, codename, field="place"):
        """Whatever is written must lie where the person's post carries the right to write it."""
        if place and not Place.objects.reachable(self.user, codename).filter(pk=place.pk).exists():
            self.add_error(field, _("Your post gives you no right to write this there."))


class OrganisationForm(PlacedForm):
    place = PickField(Place.objects.standing(), url_name="place-pick", label=_("place"))
    parent = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("belongs to"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "kind", "place", "parent", "letter_code"]

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("place"), f"grid.{'change' if self.instance.pk else 'add'}_organisation")
        parent, code = cleaned.get("parent"), cleaned.get("letter_code")
        if parent and self.instance.pk and self.instance in chain_above(parent):
            self.add_error("parent", _("It cannot belong to itself or to what belongs to it."))
        if code and Organisation.objects.exclude(pk=self.instance.pk).filter(letter_code=code).exists():
            self.add_error("letter_code", _("Another organisation numbers its letters under this code."))
        return cleaned


def chain_above(organisation):
    """The organisation and all it belongs to."""
    while organisation:
        yield organisation
        organisation = organisation.parent


class AppointmentForm(PlacedForm):
    """Appoints a person: role, organisation, place and term."""

    user = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("person"))
    organisation = PickField(Organisation.objects.all(), url_name="organisation-pick", label=_("organisation"))
    place = PickField(Place.objects.standing(), url_name="place-pick", label=_("place"))

    class Meta:
        model = Appointment
        fields = ["user", "role", "organisation", "place", "title", "since", "until"]
        help_texts = {
            "role": _("What the person may do; the place says where."),
            "until": _("The first day on which the post is no longer held. Empty: until relieved."),
        }

    def clean(self):
        cleaned = super().clean()
        organisation, since, until = cleaned.get("organisation"), cleaned.get("since"), cleaned.get("until")
        self.check_place(cleaned.get("place"), "grid.add_appointment")
        self.check_place(organisation and organisation.place, "grid.add_appointment", field="organisation")
        if since and until and until <= since:
            self.add_error("until", _("The term ends before it starts."))
        elif not self.errors and self.held_already(cleaned):
            self.add_error("user", _("This person holds this very post already."))
        return cleaned

    def held_already(self, cleaned):
        same = {name: cleaned[name] for name in ("user", "role", "organisation", "place")}
        return Appointment.objects.filter(**same).current(cleaned["since"]).exists()

    @transaction.atomic
    def save(self, *, by):
        post = super().save(by=by)
        tell([post.user], _("You are appointed: %(about)s"), entry=self.entry, about=post, url="/profile/")
        return post


class CellForm(PlacedForm):
    """A new cell of a community; its code is the next one."""

    parent = PickField(Place.objects.standing().filter(level=Place.COMMUNITY), url_name="place-pick", label=_("community or village"))

    class Meta:
        model = Place
        fields = ["parent", "name"]

    def clean(self):
        cleaned = super().clean()
        parent, name = cleaned.get("parent"), cleaned.get("name")
        self.check_place(parent, "grid.add_place", field="parent")
        if parent and name and parent.children.standing().filter(name=name, level=Place.CELL).exists():
            self.add_error("name", _("Another place in “%(place)s” is called “%(name)s” already.") % {"place": parent, "name": name})
        return cleaned

    def save(self, *, by):
        with transaction.atomic():
            self.instance.level, self.instance.opened_on = Place.CELL, timezone.localdate()
            self.instance.code = self.cleaned_data["parent"].next_code(Place.CELL)
            return super().save(by=by)


class LocatedForm(forms.ModelForm):
    """A form with `latitude`, `longitude` and the place `inside` which it lies; the position may be read off any Chinese map.

    What is saved is WGS 84; a position that was not touched is not converted again, whatever the datum says. Where nobody chose a
    cell, a new position picks the one whose outline holds it.
    """

    datum = forms.ChoiceField(label=_("coordinates are"), choices=DATUMS, initial=WGS84, required=False)

    def clean(self):
        cleaned = super().clean()
        point = cleaned.get("longitude"), cleaned.get("latitude")
        if None not in point and {"longitude", "latitude"} & set(self.changed_data):
            longitude, latitude = to_wgs84(*point, cleaned.get("datum") or WGS84)
            cleaned |= {"longitude": round(longitude, 7), "latitude": round(latitude, 7)}
            self.pick_cell(cleaned)
        if not cleaned.get("inside") and "inside" not in self.errors:
            self.add_error("inside", _("Choose where it lies: no outline of a cell holds a position given here."))
        return cleaned

    def pick_cell(self, cleaned):
        """The cell of the outline, unless a cell was chosen by hand in this very form."""
        inside = cleaned.get("inside")
        if inside and inside.level == Place.CELL and "inside" in self.changed_data:
            return
        cell = Place.objects.cell_at(cleaned["longitude"], cleaned["latitude"])
        if cell and "inside" in self.changed_data and inside and inside.pk != cell.parent_id:
            return  # another community was chosen by hand; the list of shops astray will say so
        if cell and Place.objects.reachable(self.user).filter(pk=cell.pk).exists():
            cleaned["inside"] = cell


class CopiesForm(VerbForm):
    """The scans of a paper that came back signed."""

    files = ManyFilesField(label=_("Signed copies (images or PDF, up to 20 MB each)"), validators=[validate_upload])
    note = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
