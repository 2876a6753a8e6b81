"""What a person may type about a food business."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.forms import RecordedForm
from base.forms import MasksPhone, NoteForm, ReasonForm
from base.picking import PickField
from establishments.facts import BODIES, LEVELS, SIZES
from establishments.grading import follow_rule, set_grades
from establishments.licences import kind_of, validate_licence
from establishments.models import Establishment, Format, LevelRule, LevelRuleLine, SafetyOfficer
from establishments.models.register import GRADE_FIELDS
from grid.forms import LocatedForm, PlacedForm
from grid.models import Place


class EstablishmentForm(MasksPhone, LocatedForm, PlacedForm):
    """A business and its place, which is one thing to the person who writes it. Its position picks the cell, see LocatedForm."""

    name = forms.CharField(label=_("Name of the business"), max_length=Place._meta.get_field("name").max_length)
    inside = PickField(
        Place.objects.standing().filter(level__in=[Place.COMMUNITY, Place.CELL]),
        url_name="place-pick",
        label=_("cell or community it lies in"),
        required=False,
        help_text=_("Left empty or a community: the cell whose outline holds the position."),
    )
    guarantee_level = forms.ChoiceField(
        label=_("guarantee level"),
        required=False,
        choices=[("", _("as the rule in force says")), *((level, level) for level in LEVELS)],
        help_text=_(
            "A: the largest, taken by a city leader. D: taken by a village or community cadre. A level chosen here is set by hand "
            "and no rule changes it."
        ),
    )
    grade_reason = forms.CharField(
        label=_("Reason for other grades"), required=False, max_length=200, help_text=_("Stands in the history of each grade changed here.")
    )
    field_order = ["name", "format", "credit_code", "address", "latitude", "longitude", "datum", "inside"]

    class Meta:
        model = Establishment
        fields = [
            *("format", "credit_code", "body", "size", "diners"),
            *("licence_kind", "licence_no", "licence_scope", "licence_issued_on", "licence_expires_on"),
            *("address", "latitude", "longitude", "principal", "phone"),
            *("guarantee_level", "risk_grade", "catering_rating"),
        ]
        widgets = {"licence_issued_on": forms.DateInput, "licence_expires_on": forms.DateInput}
        help_texts = {
            "body": _("Left empty: as the credit code says."),
            "diners": _("Canteens and caterers: the most people or meals served at a time."),
            "licence_kind": _("Left empty: as the letters of the number say."),
            "risk_grade": _("A: the lowest risk. D: the highest."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["size"].required = False
        self.grades = {name: getattr(self.instance, name) for name in GRADE_FIELDS}
        if self.instance.pk:
            self.initial |= {"name": self.instance.place.name, "inside": self.instance.place.parent}
            self.initial["guarantee_level"] = self.instance.guarantee_level if self.instance.level_by_hand else ""

    def clean_credit_code(self):
        return self.cleaned_data["credit_code"].strip().upper()

    def clean_licence_no(self):
        return self.cleaned_data["licence_no"].strip().upper()

    def clean_size(self):
        return self.cleaned_data["size"] or Establishment._meta.get_field("size").default

    def clean(self):
        cleaned = super().clean()
        self.check_place(cleaned.get("inside"), self.right(), field="inside")
        self.check_licence(cleaned)
        return cleaned

    def right(self):
        """What the person must hold where the business lies."""
        return f"establishments.{'change' if self.instance.pk else 'add'}_establishment"

    def check_licence(self, cleaned):
        number = cleaned.get("licence_no", "")
        cleaned["licence_kind"] = cleaned.get("licence_kind") or kind_of(number)
        if number == self.instance.licence_no and self.instance.pk:
            return  # what was entered before is not held against whoever changes something else
        try:
            validate_licence(cleaned["licence_kind"], number)
        except ValidationError as error:
            self.add_error("licence_no", error)

    @transaction.atomic
    def save(self, *, by):
        name, inside = self.cleaned_data["name"].strip(), self.cleaned_data["inside"]
        fresh = self.instance.pk is None
        if fresh:
            self.instance.place = Place.objects.open(inside, Place.ESTABLISHMENT, name, on=timezone.localdate())
        self.instance.level_by_hand = bool(self.instance.guarantee_level)
        self.instance.guarantee_level = self.instance.guarantee_level or self.grades["guarantee_level"]
        shop = super().save(by=by, note="" if fresh else self.settle(self.instance.place, name, inside))
        set_grades(shop, self.grades, by=by, reason=self.cleaned_data["grade_reason"])
        follow_rule(shop, by=by)
        return shop

    def settle(self, place, name, inside):
        """Give the place another name or put it elsewhere; says in words what changed, for the history."""
        words, fields = [], []
        if place.name != name:
            words.append(f"{place.name} → {name}")
            place.be_called(name)
            fields.append("name")
        if place.parent_id != inside.pk:
            words.append(f"{place.parent} → {inside}")
            place.lie_in(inside)
            fields += ["parent", "code", "path"]
        if fields:
            place.save(update_fields=fields)
        return "；".join(words)


class MergeForm(ReasonForm):
    """Into which shop another is merged; both must be where the person may merge."""

    into = PickField(Establishment.objects.standing(), url_name="establishment-pick", label=_("the shop that stays"))
    field_order = ["into", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Establishment.objects.standing().reachable(self.user, "merge")

    def clean_into(self):
        into = self.cleaned_data["into"]
        if self.row and (reason := self.row.why_not_into(into)):
            raise ValidationError(reason)
        return into


class SafetyOfficerForm(MasksPhone, RecordedForm):
    """A safety director or officer of a business."""

    establishment = PickField(Establishment.objects.all(), url_name="establishment-pick", label=_("establishment"))

    class Meta:
        model = SafetyOfficer
        fields = ["establishment", "rank", "name", "phone", "since", "trained_hours"]
        widgets = {"since": forms.DateInput}
        help_texts = {"trained_hours": _("At least 40 hours a year (Order 97).")}

    def clean_establishment(self):
        shop = self.cleaned_data["establishment"]
        action = f"establishments.{'change' if self.instance.pk else 'add'}_safetyofficer"
        if not Establishment.objects.reachable(self.user, action).filter(pk=shop.pk).exists():
            raise ValidationError(_("Your post gives you no right to write this there."))
        return shop


class LineForm(forms.ModelForm):
    """A line of a level rule; what is left empty holds for any."""

    formats = forms.MultipleChoiceField(label=_("formats"), required=False, widget=forms.CheckboxSelectMultiple)
    sizes = forms.MultipleChoiceField(label=_("sizes"), required=False, choices=list(SIZES.items()), widget=forms.CheckboxSelectMultiple)
    bodies = forms.MultipleChoiceField(
        label=_("kinds of body"), required=False, choices=list(BODIES.items()), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LevelRuleLine
        fields = ["order", "level", "formats", "sizes", "bodies", "diners_from", "diners_below"]

    def __init__(self, *args, formats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["formats"].choices = formats
        self.fields["level"].choices = [("", _("no guarantor")), *((level, level) for level in LEVELS)]

    @property
    def format_words(self):
        """The formats chosen so far, for the line's folded part."""
        chosen = self["formats"].value() or []
        return "、".join(name.partition(" ")[2] for code, name in self.fields["formats"].choices if code in chosen)

    def clean(self):
        cleaned = super().clean()
        first, below = cleaned.get("diners_from"), cleaned.get("diners_below")
        if first is not None and below is not None and below <= first:
            self.add_error("diners_below", _("This is not above the number it begins from."))
        return cleaned


Lines = forms.inlineformset_factory(LevelRule, LevelRuleLine, form=LineForm, extra=2, can_delete=True)


class LevelRuleForm(RecordedForm):
    """A draft of the level rule with its lines; a new one begins as a copy of the newest."""

    class Meta:
        model = LevelRule
        fields = ["basis"]
        help_texts = {"basis": _("The decision or document on which this version rests.")}

    def __init__(self, data=None, files=None, *, user, **kwargs):
        super().__init__(data, files, user=user, **kwargs)
        formats = [(row.code, f"{row.code} {row.name}") for row in Format.objects.reachable(user)]
        copied = [] if self.instance.pk or data is not None else copy_of_newest()
        self.lines = Lines(data, instance=self.instance, initial=copied, prefix="lines", form_kwargs={"formats": formats})
        self.lines.extra += len(copied)

    def is_valid(self):
        return all([super().is_valid(), self.lines.is_valid()])

    @transaction.atomic
    def save(self, *, by):
        if self.instance.pk is None:
            self.instance.version = (LevelRule.objects.aggregate(last=Max("version"))["last"] or 0) + 1
        rule = super().save(by=by)
        self.lines.instance = rule
        self.lines.save()
        return rule


def copy_of_newest():
    newest = LevelRule.objects.exclude(status=LevelRule.DROPPED).order_by("-version").first()
    names = LineForm._meta.fields
    return [{name: getattr(line, name) for name in names} for line in newest.lines.all()] if newest else []


class AdoptForm(NoteForm):
    """From which day a rule holds."""

    effective_on = forms.DateField(label=_("Effective from"), initial=timezone.localdate, widget=forms.DateInput)
