"""What a person may type about a food business."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from base.forms import MasksPhone
from base.picking import PickField
from establishments.models import Establishment
from grid.forms import PlacedForm
from grid.models import Place


class EstablishmentForm(MasksPhone, PlacedForm):
    """A business and its place, which is one thing to the person who writes it."""

    name = forms.CharField(label=_("Name of the business"), max_length=Place._meta.get_field("name").max_length)
    inside = PickField(
        Place.objects.filter(level__in=[Place.COMMUNITY, Place.CELL]), url_name="place-pick", label=_("cell or community it lies in")
    )
    field_order = ["name", "inside", "format", "credit_code"]

    class Meta:
        model = Establishment
        fields = [
            *("format", "credit_code", "licence_no", "address", "latitude", "longitude", "principal", "phone"),
            *("guarantee_level", "risk_grade", "catering_rating", "status"),
        ]
        help_texts = {
            "guarantee_level": _("A: the largest, taken by a city leader. D: taken by a village or community cadre."),
            "risk_grade": _("A: the lowest risk. D: the highest."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {"name": self.instance.place.name, "inside": self.instance.place.parent}

    def clean_credit_code(self):
        return self.cleaned_data["credit_code"].strip().upper()

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("inside"), f"establishments.{'change' if self.instance.pk else 'add'}_establishment", field="inside")
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        name, inside = self.cleaned_data["name"].strip(), self.cleaned_data["inside"]
        if self.instance.pk is None:
            code = inside.next_code(Place.ESTABLISHMENT)
            self.instance.place = Place.objects.create(level=Place.ESTABLISHMENT, code=code, name=name, parent=inside)
            return super().save(by=by)
        return super().save(by=by, note=self.settle(self.instance.place, name, inside))

    def settle(self, place, name, inside):
        """Give the place another name or put it elsewhere; says in words what changed, for the history."""
        words = []
        if place.name != name:
            words.append(f"{place.name} → {name}")
            place.name = name
        if place.parent_id != inside.pk:
            words.append(f"{place.parent} → {inside}")
            place.lie_in(inside)
        if words:
            place.save(update_fields=["name", "parent", "code", "path"])
        return "；".join(words)
