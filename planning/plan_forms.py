"""What a person may type about plans, and about a shop met in a sweep that nobody knew."""

import secrets

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.models import record
from base.forms import VerbForm
from base.picking import PickField
from establishments.forms import EstablishmentForm
from establishments.models import Establishment
from grid.access import inside as inside_of
from grid.forms import PlacedForm
from grid.models import Place
from planning.models import InspectionPlan, PlannedShop

ADDS, MEETS = "planning.add_inspectionplan", "planning.meet_plannedshop"
TO_CHECK = "待核"  # begins the code of a shop that showed none; no credit code does, so that the office is made to write the real one


class PlanForm(PlacedForm):
    """Draws up a plan, or changes its draft; which parts of the area it keeps to is chosen once the area is known."""

    place = PickField(Place.objects.standing().exclude(level=Place.ESTABLISHMENT), url_name="place-pick", label=_("area"))

    shops = forms.CharField(
        label=_("Only these shops"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A name or credit code on each line. Left empty: all shops of the area and formats."),
    )

    class Meta:
        model = InspectionPlan
        fields = ["kind", "title", "covert", "place", "areas", "formats", "since", "due_on", "purpose"]
        widgets = {
            "formats": forms.CheckboxSelectMultiple,
            "areas": forms.CheckboxSelectMultiple,
            "since": forms.DateInput,
            "due_on": forms.DateInput,
            "purpose": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "kind": _("A sweep ticks shops off as met or inspected; every other plan counts inspections only."),
            "formats": _("None ticked: all formats."),
            "areas": _("None ticked: the whole area."),
            "since": _("Inspections from this day on count, also those before the plan is published."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["formats"].required = False
        if self.instance.pk:
            self.fields["areas"].queryset = self.instance.place.children.standing().exclude(level=Place.ESTABLISHMENT).order_by("code")
        if not self.instance.pk or not self.fields["areas"].queryset.exists():
            del self.fields["areas"]
        if self.instance.pk:
            named = self.instance.areas.filter(level=Place.ESTABLISHMENT).select_related("establishment").order_by("code")
            self.initial["shops"] = "\n".join(place.establishment.credit_code for place in named)

    def clean(self):
        cleaned = super().clean()
        place = cleaned.get("place")
        self.check_place(place, ADDS)
        if place and cleaned.get("areas") and any(not place.holds(part) for part in cleaned["areas"]):
            cleaned["areas"] = []  # another area was chosen: its parts are others
        if cleaned.get("covert") and cleaned.get("kind") == InspectionPlan.SWEEP:
            self.add_error("covert", _("A sweep goes from door to door and cannot be covert."))
        return cleaned

    def clean_shops(self):
        """The places of the shops that are named, each within reach and inside the area."""
        field = PickField(Establishment.objects.in_business().reachable(self.user, "view").select_related("place"))
        area = self.cleaned_data.get("place")
        found = [field.clean(line) for line in self.cleaned_data["shops"].splitlines() if line.strip()]
        outside = [shop.name for shop in found if area and not area.holds(shop.place)]
        if outside:
            raise forms.ValidationError(_("Outside the area: %(names)s"), params={"names": "、".join(outside[:5])})
        return [shop.place for shop in found]

    @transaction.atomic
    def save(self, *, by):
        fresh = self.instance.pk is None
        if fresh:
            self.instance.organisation, self.instance.planner = self.office(by), by
        plan = super().save(by=by)
        plan.areas.remove(*plan.areas.filter(level=Place.ESTABLISHMENT))
        plan.areas.add(*self.cleaned_data["shops"])
        if fresh:
            plan.team.add(by)
        return plan

    def office(self, person):
        """The organisation of the nearest post by which the person draws up plans there."""
        posts = [post for post in person.posts if ADDS in post.codes and post.place.holds(self.cleaned_data["place"])]
        return (posts[-1] if posts else person.post).organisation


class TeamForm(VerbForm):
    """Who joins the team."""

    user = PickField(get_user_model().objects.all(), url_name="user-pick", label=_("person"))
    note = forms.CharField(label=_("Remark"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user:
            self.fields["user"].queryset = get_user_model().objects.reachable(self.user, "view").filter(is_active=True)

    def clean_user(self):
        person = self.cleaned_data["user"]
        if self.row and not any(MEETS in post.codes and meets(post.place, self.row.place) for post in person.posts):
            raise forms.ValidationError(_("%(person)s holds no post in this area that works off plans.") % {"person": person})
        return person


def meets(one, other):
    return one.holds(other) or other.holds(one)


class LeaveForm(VerbForm):
    """Who leaves the team."""

    user = forms.ModelChoiceField(get_user_model().objects.none(), label=_("person"), empty_label=_("Choose a member"))
    note = forms.CharField(label=_("Remark"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.row:
            self.fields["user"].queryset = self.row.team.order_by("pk")


PLAN_VERBS = {"join": TeamForm, "let_go": LeaveForm}


class FoundShopForm(EstablishmentForm):
    """A shop that a sweep meets and the register does not know: what can be seen and asked on the spot. The office completes it."""

    plan = forms.ModelChoiceField(InspectionPlan.objects.none(), label=_("Sweep"), empty_label=None)
    guarantee_level = grade_reason = datum = None
    field_order = ["plan", "name", "format", "inside", "address", "credit_code", "principal", "phone"]

    class Meta(EstablishmentForm.Meta):
        fields = ["format", "credit_code", "size", "address", "latitude", "longitude", "principal", "phone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        running = InspectionPlan.objects.filter(kind=InspectionPlan.SWEEP).running()
        self.fields["plan"].queryset = running.reachable(self.user, "view").order_by("due_on", "pk")
        self.fields["inside"].queryset |= self.walked_places()
        del self.fields["size"]
        for name in ("credit_code", "principal"):
            self.fields[name].required = False
        self.fields["credit_code"].help_text = _("Left empty where the shop can show none: the office completes it.")

    def walked_places(self):
        """The communities and cells of the sweeps in whose team one is; they are the team's as long as the sweep lasts."""
        sweeps = InspectionPlan.objects.filter(pk__in=InspectionPlan.objects.walked_by(self.user))
        paths = [part.path for plan in sweeps.select_related("place").prefetch_related("areas") for part in plan.parts()]
        ends = Place.objects.standing().filter(level__in=[Place.COMMUNITY, Place.CELL])
        return ends.filter(inside_of(paths)) if paths else ends.none()

    def right(self):
        return "planning.add_plannedshop"

    def check_place(self, place, codename, field="place"):
        """Who walks a sweep adds wherever it goes, also beyond the own post; that it goes there `clean` asks."""
        plan = self.cleaned_data.get("plan")
        if not plan or plan.pk not in InspectionPlan.objects.walked_by(self.user):
            super().check_place(place, codename, field=field)

    def clean_credit_code(self):
        """A code that is on record is no unknown shop; which one it is, is said to those who see it."""
        code = super().clean_credit_code()
        known = Establishment.objects.filter(credit_code=code).select_related("place__parent").first() if code else None
        if known is None:
            return code
        if not Establishment.objects.reachable(self.user, "view").filter(pk=known.pk).exists():
            raise forms.ValidationError(_("This code is on record already, in an area that is not yours."))
        words = _("This is “%(shop)s” in %(place)s, on record under this code. Look for it in the list and press “Met”.")
        raise forms.ValidationError(words % {"shop": known, "place": known.place.parent})

    def clean(self):
        cleaned = super().clean() | {"grade_reason": ""}
        plan, inside = cleaned.get("plan"), cleaned.get("inside")
        if plan and inside and not any(part.holds(inside) for part in plan.parts()):
            self.add_error("inside", _("This lies outside the area of the sweep."))
        return cleaned

    @transaction.atomic
    def save(self, *, by):
        plan, at = self.cleaned_data["plan"], timezone.now()
        self.instance.credit_code = self.instance.credit_code or f"{TO_CHECK}{secrets.token_hex(6).upper()}"
        shop = super().save(by=by)
        done = {"status": PlannedShop.DONE, "done_at": at, "done_by": by, "unknown": True}
        due = {"due_from": plan.since, "due_on": plan.due_on}
        row = PlannedShop.objects.create(plan=plan, establishment=shop, place=shop.place, **due, **done)
        record("create", about=row, by=by, at=at)
        return row
